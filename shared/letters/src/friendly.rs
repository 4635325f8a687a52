//! What a friendly letter makes of a due date that is already past.

use std::borrow::Cow;

use dunning::money::totals;
use dunning::reminder::Reminder;

/// The reminder as its tone sees it. A due date on a closed day counts from the next business day, so a
/// friendly letter may be about one that is past and yet not late: the letter names the date, and calls
/// nothing overdue.
pub(crate) fn as_its_tone_sees_it(reminder: &Reminder) -> Cow<'_, Reminder> {
    if reminder.tone.is_overdue() || reminder.overdue.is_empty() {
        return Cow::Borrowed(reminder);
    }
    let mut friendly = reminder.clone();
    friendly.coming_due.splice(0..0, friendly.overdue.drain(..));
    for line in &mut friendly.coming_due {
        line.days_overdue = 0;
    }
    friendly.totals = totals(friendly.coming_due.iter().map(|line| line.open));
    Cow::Owned(friendly)
}

#[cfg(test)]
mod tests {
    use dunning::account::Language;
    use dunning::stage::Tone;

    use super::*;
    use crate::lint::lint;
    use crate::sample::{line, sample_reminder};
    use crate::tests::write;

    #[test]
    fn a_friendly_letter_calls_nothing_overdue() {
        for language in crate::languages() {
            let mut reminder = sample_reminder(Tone::DueToday, *language);
            reminder.overdue = vec![line("LGP-2026-0099", reminder.today)];
            reminder.overdue[0].days_overdue = 2;
            let words = write(&reminder);
            assert_eq!(lint(&words, &reminder), []);
            assert!(words.subject.contains("LGP-2026-0099"));
            for late in [
                "overdue",
                "scadut",
                "depășit",
                "échue",
                "बकाया",
                "बीत चुक",
                "überfällig",
                "vencid",
            ] {
                assert!(
                    !words.text.to_lowercase().contains(late),
                    "{late} in: {}",
                    words.text
                );
            }
        }
    }

    #[test]
    fn other_letters_stay_as_they_are() {
        for tone in Tone::ALL {
            let reminder = sample_reminder(tone, Language::English);
            assert!(matches!(as_its_tone_sees_it(&reminder), Cow::Borrowed(_)));
        }
    }
}
