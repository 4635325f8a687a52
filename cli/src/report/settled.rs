//! After which letter the money came, and how many days after it.
//!
//! An invoice that was paid counts for the last letter about it that had left by the day on which its last payment was
//! booked, and did not come back. That is "after", not "because of": nobody knows why somebody paid.

use std::collections::{BTreeMap, HashMap};

use aws::table::History;
use dunning::account::Language;
use dunning::invoice::{Invoice, InvoiceId};
use dunning::ledger::Closing;
use dunning::letter::Letter;
use dunning::stage::{StageName, Tone};
use rust_decimal::Decimal;

use super::period::Period;

/// A letter's text: how it speaks, in which language.
pub(crate) type TextOf = (Tone, Language);

/// Days from a letter to the money, in the columns that the report shows: first and last day of each.
pub(crate) const DAYS_AFTER: [(u64, Option<u64>); 6] = [
    (0, Some(3)),
    (4, Some(7)),
    (8, Some(14)),
    (15, Some(30)),
    (31, Some(60)),
    (61, None),
];

/// What came of a stage, or of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct After {
    /// Invoices that letters of it were about, which left and did not come back.
    pub(crate) written: u64,
    /// Invoices paid, by days after the letter.
    paid: BTreeMap<u64, u64>,
}

impl After {
    /// Invoices paid.
    pub(crate) fn paid(&self) -> u64 {
        self.paid.values().sum()
    }

    /// Invoices paid within such days.
    pub(crate) fn paid_within(&self, (first, last): (u64, Option<u64>)) -> u64 {
        let last = last.unwrap_or(u64::MAX);
        self.paid.range(first..=last).map(|(_, count)| count).sum()
    }

    /// Days within which half of what was paid was there; none before anything was.
    pub(crate) fn half_within(&self) -> Option<u64> {
        let half = self.paid().div_ceil(2);
        let mut seen = 0;
        self.paid.iter().find_map(|(days, count)| {
            seen += count;
            (seen >= half).then_some(*days)
        })
    }
}

/// Payments by the letter that they came after.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settled {
    by_stage: BTreeMap<StageName, After>,
    by_text: BTreeMap<TextOf, After>,
    /// Invoices paid before any letter about them.
    pub(crate) unprompted: u64,
    /// Invoices paid on a day that nobody told.
    pub(crate) day_unknown: u64,
}

impl Settled {
    pub(crate) fn take_in(&mut self, history: &History, period: Period) {
        let mut about: HashMap<&InvoiceId, Vec<(&Letter, &StageName)>> = HashMap::new();
        for letter in &history.letters {
            if !letter.state.counts_as_reached() {
                continue;
            }
            for line in &letter.lines {
                // The last one: what was taken along lies behind what was due.
                let Some(stage) = line.stages.last() else {
                    continue;
                };
                about.entry(&line.invoice).or_default().push((letter, stage));
                if period.contains(letter.id.day) {
                    self.by_stage.entry(stage.clone()).or_default().written += 1;
                    self.text(letter).written += 1;
                }
            }
        }
        for (invoice, closing) in &history.closed {
            if *closing == Closing::Paid {
                let letters = about.get(&invoice.id).map(Vec::as_slice).unwrap_or_default();
                self.take_in_paid(invoice, letters, period);
            }
        }
    }

    fn take_in_paid(&mut self, invoice: &Invoice, letters: &[(&Letter, &StageName)], period: Period) {
        let incoming = invoice.payments.iter().filter(|paid| paid.amount > Decimal::ZERO);
        let Some(paid_on) = incoming.map(|paid| paid.booked_on).max() else {
            let closed_on = invoice.revision.at.date_naive();
            self.day_unknown += u64::from(period.contains(closed_on));
            return;
        };
        let before = letters.iter().filter(|(letter, _)| letter.id.day <= paid_on);
        let Some((letter, stage)) = before.max_by_key(|(letter, _)| &letter.id) else {
            self.unprompted += u64::from(period.contains(paid_on));
            return;
        };
        // Counted with the letter, so that no more is paid than was written about.
        if !period.contains(letter.id.day) {
            return;
        }
        let days = paid_on
            .signed_duration_since(letter.id.day)
            .num_days()
            .unsigned_abs();
        let of_stage = self.by_stage.entry((*stage).clone()).or_default();
        *of_stage.paid.entry(days).or_default() += 1;
        *self.text(letter).paid.entry(days).or_default() += 1;
    }

    fn text(&mut self, letter: &Letter) -> &mut After {
        self.by_text.entry((letter.tone, letter.language)).or_default()
    }

    /// Each stage that letters were of, in the order of the ladders; what no ladder has any more comes last.
    pub(crate) fn stages(&self, ladder: &[StageName]) -> Vec<(&StageName, &After)> {
        let mut stages: Vec<_> = self.by_stage.iter().collect();
        let place = |name: &StageName| {
            ladder
                .iter()
                .position(|other| other == name)
                .unwrap_or(usize::MAX)
        };
        stages.sort_by_key(|(name, _)| place(name));
        stages
    }

    /// Each text that was sent, friendliest first.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (TextOf, &After)> {
        self.by_text.iter().map(|(text, after)| (*text, after))
    }
}
