//! What an invoice's customer has already been told.

use chrono::NaiveDate;

use super::Case;
use crate::policy::Action;
use crate::stage::StageName;

/// The stages of one invoice that reached its customer, and when.
#[derive(Clone, Debug, Default)]
pub struct History<'a> {
    reached: Vec<Reached<'a>>,
    firmest_overdue: Option<(usize, NaiveDate)>,
}

#[derive(Clone, Copy, Debug)]
struct Reached<'a> {
    stage: &'a StageName,
    on: NaiveDate,
    pay_by: Option<NaiveDate>,
}

impl<'a> History<'a> {
    /// Reads the stages off the letters that count, and off the chasing done before Dunlin.
    pub fn of(case: &Case<'a>) -> Self {
        let mut reached: Vec<Reached<'a>> = Vec::new();
        reached.extend(case.invoice.earlier_chasing.iter().map(|earlier| Reached {
            stage: &earlier.stage,
            on: earlier.on,
            pay_by: None,
        }));
        let letters = case.letters.iter();
        for letter in letters.filter(|letter| letter.state.counts_as_reached()) {
            let lines = letter.lines.iter().filter(|line| line.invoice == case.invoice.id);
            reached.extend(lines.flat_map(|line| &line.stages).map(|stage| Reached {
                stage,
                on: letter.id.day,
                pay_by: letter.pay_by,
            }));
        }
        let mut history = Self {
            reached,
            firmest_overdue: None,
        };
        let ladder = case.policy().ladder.iter().enumerate().rev();
        history.firmest_overdue = ladder
            .filter(|(_, stage)| matches!(stage.action, Action::Letter(tone) if tone.is_overdue()))
            .find_map(|(index, stage)| history.reached_on(&stage.name).map(|on| (index, on)));
        history
    }

    /// The last day on which the stage was reached.
    pub fn reached_on(&self, stage: &StageName) -> Option<NaiveDate> {
        self.entries(stage).map(|reached| reached.on).max()
    }

    /// The last day to pay that the stage's letter named.
    pub fn last_day_of(&self, stage: &StageName) -> Option<NaiveDate> {
        self.entries(stage).filter_map(|reached| reached.pay_by).max()
    }

    /// The firmest overdue letter that was reached: its place in the ladder, and the day.
    pub fn firmest_overdue(&self) -> Option<(usize, NaiveDate)> {
        self.firmest_overdue
    }

    fn entries(&self, stage: &StageName) -> impl Iterator<Item = &Reached<'a>> {
        self.reached.iter().filter(move |reached| reached.stage == stage)
    }
}
