//! Debts that were overdue when Dunlin first saw them: they get their turn, so many customers a day.

use chrono::NaiveDate;

use super::Desk;
use super::invoices::due_date;
use super::review::is_far_overdue;
use crate::account::AccountKey;
use crate::arrival::{Due, InvoiceArrival};
use crate::calendar::{Calendar, Region};
use crate::decide::days_after;
use crate::ports::{BacklogTurn, Picks, PortError, Store};

/// Where a customer stands in the queue with an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In none: the invoice was not overdue when it arrived, or a person must look at it first.
    Outside,
    /// The customer has a turn ahead, and keeps it.
    Turn(NaiveDate),
    /// At the end: the next turn is the customer's.
    Last,
}

/// Where the customer of a new invoice stands.
pub(super) async fn place<S: Store, Q: Picks>(
    desk: &Desk<'_, S, Q>,
    account: &AccountKey,
    arrival: &InvoiceArrival,
) -> Result<Place, PortError> {
    let today = today(desk);
    let is_known_to_be_early = oldest_due(arrival).is_some_and(|due_on| due_on >= today);
    if is_known_to_be_early || arrival.never_reminded.is_some() || arrival.earlier_chasing.is_some() {
        return Ok(Place::Outside);
    }
    let ledger = desk.store.load(account).await?;
    let customers_terms = ledger.as_ref().and_then(|ledger| ledger.account.terms_days);
    let due_on = oldest_due(arrival).or_else(|| due_date(arrival, arrival.due, desk, customers_terms).0);
    // What a person must review first takes nobody's turn: the oldest debts are the first in the queue.
    let takes_a_turn = |due_on| due_on < today && !is_far_overdue(due_on, desk, today);
    if !due_on.is_some_and(takes_a_turn) {
        return Ok(Place::Outside);
    }
    let given = ledger
        .iter()
        .flat_map(|ledger| &ledger.invoices)
        .filter_map(|invoice| invoice.backlog_turn)
        .filter(|turn| *turn > today)
        .max();
    Ok(given.map_or(Place::Last, Place::Turn))
}

/// Gives the next turn. Asked in the order in which turns are given: oldest debts first, then largest.
pub(super) async fn give_turn<S: Store, Q: Picks>(desk: &Desk<'_, S, Q>) -> Result<NaiveDate, PortError> {
    let (creditor, policy) = (&desk.in_force.creditor, &desk.in_force.policy);
    loop {
        let last = desk.store.last_backlog_turn().await?;
        let next = next_turn(
            last,
            today(desk),
            policy.backlog_customers_per_day,
            &policy.calendar,
            creditor.region,
        );
        if desk.store.take_backlog_turn(last, next).await? {
            return Ok(next.day);
        }
    }
}

/// The creditor's civil day.
fn today<S, Q>(desk: &Desk<'_, S, Q>) -> NaiveDate {
    desk.now.with_timezone(&desk.in_force.creditor.zone).date_naive()
}

/// When the first part of the document was due.
pub(super) fn oldest_due(arrival: &InvoiceArrival) -> Option<NaiveDate> {
    let parts = arrival.instalments.iter().map(|part| part.due_on);
    match arrival.due {
        Due::On(due_on, _) => parts.min().or(Some(due_on)),
        Due::Unsaid => parts.min(),
    }
}

/// The turn after the last one given: on the same day until it is full, never before tomorrow, on the creditor's
/// business days.
fn next_turn(
    last: Option<BacklogTurn>,
    today: NaiveDate,
    per_day: u16,
    calendar: &Calendar,
    region: Region,
) -> BacklogTurn {
    let first = calendar.next_open(days_after(today, 1), region);
    match last {
        Some(last) if last.day >= first && last.taken < per_day => BacklogTurn {
            day: last.day,
            taken: last.taken.saturating_add(1),
        },
        Some(last) if last.day >= first => BacklogTurn {
            day: calendar.next_open(days_after(last.day, 1), region),
            taken: 1,
        },
        _ => BacklogTurn { day: first, taken: 1 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_fill_business_days_one_after_the_other() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (calendar, ireland) = (Calendar::new(), Region::parse("IE").unwrap());
        // Friday 20 November 2026.
        let today = day("2026-11-20");
        let mut last = None;
        let mut given = Vec::new();
        for _ in 0..5 {
            let next = next_turn(last, today, 2, &calendar, ireland);
            given.push(next.day);
            last = Some(next);
        }
        let (monday, tuesday) = (day("2026-11-23"), day("2026-11-24"));
        assert_eq!(given, [monday, monday, tuesday, tuesday, day("2026-11-25")]);
        // Turns of long ago hold nobody up.
        let next = next_turn(last, day("2027-01-10"), 2, &calendar, ireland);
        assert_eq!(next.day, day("2027-01-11"));
    }
}
