//! The creditor changes the rules while letters are on their way.

use chrono::Duration;
use dunning::policy::Policy;
use dunning::ports::InForce;

use super::super::script::Patience;
use super::digests::with_reports;
use super::{Life, midnight};
use crate::book;

/// How much longer the first overdue letters take.
const TIMES_AS_PATIENT: u16 = 2;

impl Life<'_> {
    /// Uploads the day's new rules.
    pub(super) fn change_rules(&mut self, day: u32) {
        for rules in self.script.rules.iter().filter(|rules| rules.day == day) {
            let at = midnight(self.date(day)) + Duration::minutes(i64::from(rules.minute));
            let in_force = with_reports(by(rules.patience));
            self.days.new_rules(at, in_force.clone());
            self.in_force = in_force;
            self.rules_changed_on = Some(self.date(day));
            self.looked_at.clear();
        }
    }
}

fn by(patience: Patience) -> InForce {
    match patience {
        Patience::Usual => book::standard(),
        Patience::Great => book::in_force(patient()),
    }
}

fn patient() -> Policy {
    let mut policy = Policy::clone(&book::standard().policy);
    policy.ladder = policy
        .ladder
        .into_iter()
        .skip_while(|stage| stage.name.as_str() != "early_late")
        .collect();
    for stage in policy.ladder.iter_mut().take(2) {
        for offset in &mut stage.when {
            offset.count *= TIMES_AS_PATIENT;
        }
    }
    policy
}
