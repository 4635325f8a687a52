//! Which of many days' decisions says best why an invoice stays without a letter.

use std::collections::BTreeMap;
use std::mem::discriminant;

use dunning::decide::{Decision, Waiting};
use dunning::invoice::InvoiceId;

/// The decisions about each invoice, day by day, counted by their reason.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reasons {
    by_invoice: BTreeMap<InvoiceId, Vec<(Decision, u32)>>,
}

impl Reasons {
    /// Notes a day's decisions.
    pub(crate) fn note(&mut self, decisions: &[(InvoiceId, Decision)]) {
        for (id, decision) in decisions {
            let counted = self.by_invoice.entry(id.clone()).or_default();
            match counted
                .iter_mut()
                .find(|(other, _)| is_same_reason(other, decision))
            {
                // The latest of them says until when.
                Some(known) => *known = (decision.clone(), known.1.saturating_add(1)),
                None => counted.push((decision.clone(), 1)),
            }
        }
    }

    /// The reason that held on most days; of equals, the later. What stands in the way of a letter says more than
    /// that its time has not come, however few the days on which it could have gone.
    pub(crate) fn foremost(&self, id: &InvoiceId) -> Option<Decision> {
        let counted = self.by_invoice.get(id)?;
        counted
            .iter()
            .max_by_key(|(decision, days)| (stands_in_the_way(decision), *days))
            .map(|(decision, _)| decision.clone())
    }
}

fn stands_in_the_way(decision: &Decision) -> bool {
    match decision {
        Decision::Remind(_) => false,
        Decision::Stop(_) => true,
        Decision::Wait { why, .. } => !matches!(
            why,
            Waiting::NotYet(_)
                | Waiting::ClosedDay(_)
                | Waiting::BetterDay(_)
                | Waiting::JustArrived(_)
                | Waiting::LetterToday(_)
                | Waiting::Gap(_)
        ),
    }
}

fn is_same_reason(one: &Decision, other: &Decision) -> bool {
    match (one, other) {
        (Decision::Wait { why: one, .. }, Decision::Wait { why: other, .. }) => {
            discriminant(one) == discriminant(other)
        }
        (one, other) => discriminant(one) == discriminant(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use dunning::stage::StageName;

    #[test]
    fn the_reason_of_most_days_speaks_with_its_latest_end() {
        let stage = StageName::parse("final_notice").unwrap();
        let until = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
        let wait = |why: &dyn Fn(StageName) -> Waiting, day| Decision::Wait {
            why: why(stage.clone()),
            until: until(day),
        };
        let id = InvoiceId::whole("INV-1");
        let mut reasons = Reasons::default();
        for decision in [
            wait(&Waiting::NotApproved, 14),
            wait(&Waiting::ClosedDay, 7),
            wait(&Waiting::NotApproved, 21),
        ] {
            reasons.note(&[(id.clone(), decision)]);
        }
        assert_eq!(reasons.foremost(&id), Some(wait(&Waiting::NotApproved, 21)));
    }
}
