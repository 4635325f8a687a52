//! The order and the distances of what is said of an invoice, by the mails that arrived.

use chrono::NaiveDate;
use dunning::letter::LetterState;
use dunning::stage::StageName;
use tests::world::{Broken, Fate, Sending};

use super::{Saying, Truth, number};

/// What must have been said before a stage, and how many days before at the very least. After a broken promise
/// `late_late` may be passed over, but `early_late` may not.
const BEFORE: [(&str, &str, i64); 3] = [
    ("late_late", "early_late", 3),
    ("second_notice", "early_late", 14),
    ("final_notice", "second_notice", 14),
];

/// Days between two stages of which the first may be missing.
const APART: [(&str, &str, i64); 1] = [("second_notice", "late_late", 7)];

impl Truth {
    /// Whether a stage of an invoice may be said now: for the first time, or after proof that the first did not
    /// arrive; in its turn, and not too early.
    pub(super) fn may_be_said(
        &self,
        sending: &Sending,
        serial: u32,
        stage: &StageName,
    ) -> Result<(), Broken> {
        let number = number(serial);
        if let Some(before) = self.arrived(serial, stage.as_str()) {
            return Err(format!("{number} {stage} was said before, {before:?}"));
        }
        let day = sending.mail.letter.day;
        let of_stage = |(name, ..): &&(&str, &str, i64)| *name == stage.as_str();
        for (_, earlier, days) in BEFORE.iter().filter(of_stage) {
            match self.arrived(serial, earlier) {
                Some(saying) => is_apart(saying, day, *days, &number, stage)?,
                // Nobody knows whether it left: a person was asked, and meanwhile it counts.
                None if is_in_the_dark(sending, &number, earlier) => {}
                None => return Err(format!("{number} {stage} was said, and never {earlier}")),
            }
        }
        for (_, earlier, days) in APART.iter().filter(of_stage) {
            if let Some(saying) = self.arrived(serial, earlier) {
                is_apart(saying, day, *days, &number, stage)?;
            }
        }
        Ok(())
    }

    pub(super) fn says(&mut self, sending: &Sending, serial: u32, stage: &StageName) {
        self.said
            .entry((serial, stage.clone()))
            .or_default()
            .push(Saying {
                on: sending.mail.letter.day,
                fate: sending.fate,
            });
    }

    /// The mail that said a stage, and of which nothing proves that it did not arrive.
    fn arrived(&self, serial: u32, stage: &str) -> Option<Saying> {
        let name = StageName::parse(stage).ok()?;
        let sayings = self.said.get(&(serial, name))?;
        sayings
            .iter()
            .copied()
            .find(|saying| !matches!(saying.fate, Fate::HardBounce | Fate::SoftBounce | Fate::Rejected))
    }

    /// Whether a stage of an invoice was said to somebody who got it.
    pub(crate) fn was_said(&self, serial: u32, stage: &str) -> bool {
        self.arrived(serial, stage).is_some()
    }
}

fn is_apart(
    before: Saying,
    day: NaiveDate,
    days: i64,
    number: &str,
    stage: &StageName,
) -> Result<(), Broken> {
    if (day - before.on).num_days() < days {
        return Err(format!(
            "{number} {stage} came too early on {day}, after {before:?}"
        ));
    }
    Ok(())
}

fn is_in_the_dark(sending: &Sending, number: &str, stage: &str) -> bool {
    let letters = sending.ledger.iter().flat_map(|ledger| &ledger.letters);
    letters
        .filter(|letter| letter.state == LetterState::Unknown)
        .flat_map(|letter| &letter.lines)
        .any(|line| {
            line.invoice.to_string() == number && line.stages.iter().any(|name| name.as_str() == stage)
        })
}
