//! What to type to settle a task: whole commands of `dunlin`, that do something as they stand.

use chrono::NaiveDate;

use super::{Task, TaskKind};
use crate::arrival::folded_name;
use crate::decide::days_after;

/// Days ahead that a suggested promise or pause lies; whoever types it puts in another.
const SUGGESTED_DAYS: u64 = 7;

/// Longer names can't be typed in one line of a mail.
const NAME_AT_MOST_CHARS: usize = 80;

/// The commands for a task: first what settles it, then what holds the customer meanwhile.
///
/// `invoice` is the number of the one invoice it is about, `customer` what [`typed_name`] says; `day` is the day from
/// which a suggested promise or pause is reckoned.
pub(crate) fn steps(
    task: &Task,
    invoice: Option<&str>,
    customer: Option<&str>,
    day: NaiveDate,
) -> Vec<String> {
    let in_a_week = days_after(day, SUGGESTED_DAYS);
    let number = invoice.and_then(word);
    let who = match invoice {
        Some(_) => number.clone(),
        None => customer.and_then(word).map(|name| format!("--customer {name}")),
    };
    let about = |verb: &str, rest: String| who.as_ref().map(|who| format!("dunlin {verb} {who}{rest}"));
    let on_invoice = |verb: &str, rest: String| {
        number
            .as_ref()
            .map(|number| format!("dunlin {verb} {number}{rest}"))
    };
    let promise = on_invoice("promise", format!(" {in_a_week}"));
    let pause = about("pause", format!(" --until {in_a_week}"));
    let resume = about("resume", String::new());
    let despite_doubts = about("resume", " --despite-doubts".to_owned());
    let timeline = on_invoice("timeline", String::new());
    let steps = match task.kind {
        TaskKind::Approve => [on_invoice("approve", String::new()), promise, pause],
        TaskKind::FollowUp | TaskKind::Call | TaskKind::BrokenPromise => [promise, pause, None],
        TaskKind::HandOver => [timeline, promise, pause],
        TaskKind::FindAddress => [Some("dunlin import customers.csv".to_owned()), pause, None],
        TaskKind::CheckDispute | TaskKind::Review => [resume, promise, pause],
        TaskKind::CheckClaimedPayment => [Some("dunlin import payments.csv".to_owned()), promise, pause],
        TaskKind::MatchPayment | TaskKind::AllocateCredit | TaskKind::CheckWithholding => [
            Some("dunlin import payments.csv".to_owned()),
            despite_doubts,
            None,
        ],
        TaskKind::Complaint => [despite_doubts, None, None],
        TaskKind::SettleLetter => settle(task, customer),
        TaskKind::RepairTemplate => [Some("dunlin letters apply templates".to_owned()), None, None],
    };
    steps.into_iter().flatten().collect()
}

/// A person says which of the two it was.
fn settle(task: &Task, customer: Option<&str>) -> [Option<String>; 3] {
    let who = customer.and_then(word);
    let command = |found: &str| {
        let (who, day) = (who.as_ref()?, task.letter_day()?);
        Some(format!("dunlin settle {who} {day} {found}"))
    };
    [command("left"), command("never-left"), None]
}

/// The customer's number in the books; the name, where the account was made from it.
pub(crate) fn typed_name<'a>(customer: &'a str, name: &'a str) -> &'a str {
    if customer == folded_name(name) {
        name
    } else {
        customer
    }
}

/// A name as a shell takes it for one word and nothing more; none if no keyboard has it.
fn word(name: &str) -> Option<String> {
    let is_short = (1..=NAME_AT_MOST_CHARS).contains(&name.chars().count());
    // What begins like an option would be taken for one.
    if !is_short
        || name.starts_with('-')
        || name
            .chars()
            .any(|character| character.is_control() || is_unseen(character))
    {
        return None;
    }
    let is_plain = |character: char| character.is_alphanumeric() || "-_./:,+@".contains(character);
    Some(if name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', r"'\''"))
    })
}

/// Characters that turn or hide what stands beside them: what is typed would not be what is read.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_to_a_shell() {
        for (name, typed) in [
            ("INV-17", Some("INV-17")),
            ("INV-1 (2)", Some("'INV-1 (2)'")),
            ("Müller & Söhne", Some("'Müller & Söhne'")),
            ("$(reboot)", Some("'$(reboot)'")),
            ("O'Brien; rm -rf ~", Some(r"'O'\''Brien; rm -rf ~'")),
            ("--json", None),
            ("", None),
            ("INV\n17", None),
            ("INV\u{202e}71", None),
        ] {
            assert_eq!(word(name).as_deref(), typed, "{name:?}");
        }
        assert_eq!(word(&"9".repeat(81)), None);
    }
}
