//! Something else that goes on reminding: mostly the accounting tool, whose own reminders nobody switched off.

use dunning::ledger::Ledger;

use super::Finding;
use crate::verb::counted;

/// Invoices of which something else reminded after they had arrived here, as later uploads told. What was written back
/// from here, a letter's own day, is no second sender.
pub(crate) fn second_sender(ledgers: &[Ledger]) -> Finding {
    const CHECK: &str = "second_sender";
    let (mut customers, mut invoices, mut last) = (0, 0, None);
    for ledger in ledgers {
        let ours = |on| ledger.letters.iter().any(|letter| letter.id.day == on);
        let days = ledger
            .invoices
            .iter()
            .filter_map(|invoice| invoice.reminded_elsewhere_on);
        let days: Vec<_> = days.filter(|on| !ours(*on)).collect();
        customers += usize::from(!days.is_empty());
        invoices += days.len();
        last = last.max(days.into_iter().max());
    }
    match last {
        None => Finding::good(
            CHECK,
            format!(
                "no upload told of reminders by anybody else to the {} looked at",
                counted(ledgers.len(), "customer")
            ),
        ),
        Some(last) => Finding::look(
            CHECK,
            format!(
                "something else still reminds: of {} of {}, last on {last}",
                counted(invoices, "invoice"),
                counted(customers, "customer")
            ),
            "switch the reminders of your accounting tool off: customers get both",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use crate::forecast::tests::{day, owes};

    #[test]
    fn reminders_of_the_accounting_tool_are_noticed() {
        let quiet = owes();
        assert_eq!(second_sender(std::slice::from_ref(&quiet)).verdict, Verdict::Good);
        let mut chased = quiet.clone();
        chased.invoices[0].reminded_elsewhere_on = Some(day("2026-11-16"));
        let finding = second_sender(&[quiet, chased]);
        assert_eq!(finding.verdict, Verdict::Look);
        assert!(
            finding
                .finding
                .contains("1 invoice of 1 customer, last on 2026-11-16"),
            "{finding:?}"
        );
    }
}
