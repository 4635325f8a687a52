//! Days of one invoice, as they were kept, in the words that the operator reads.

use dunning::decided::{KeptDecisions, Reach};
use dunning::invoice::InvoiceId;

use super::*;
use crate::forecast::tests::{day, owes};

const ROME: Tz = chrono_tz::Europe::Rome;

fn record(for_day: &str, at: &str, verdict: Verdict, reason: &str, until: Option<&str>) -> Decided {
    let decision = KeptDecision {
        verdict,
        reason: reason.into(),
        until: until.map(day),
    };
    let about = KeptDecisions::from([(InvoiceId::whole("INV-1"), decision)]);
    Decided::new(day(for_day), at.parse().unwrap(), Reach::Everything, about)
}

fn records() -> Vec<Decided> {
    let not_yet = "heads_up is next, its day has not come";
    vec![
        record(
            "2026-10-02",
            "2026-10-01T12:00:00Z",
            Verdict::Wait,
            not_yet,
            Some("2026-11-17"),
        ),
        record(
            "2026-11-17",
            "2026-11-16T09:00:00Z",
            Verdict::Remind,
            "heads_up",
            Some("2026-11-18"),
        ),
        record(
            "2026-11-19",
            "2026-11-18T09:00:00Z",
            Verdict::Wait,
            "upcoming waits, there is nobody to write to",
            None,
        ),
    ]
}

fn closed() -> TimelineEntry {
    TimelineEntry {
        at: "2026-12-03T16:40:00Z".parse().unwrap(),
        invoice: Some(InvoiceId::whole("INV-1")),
        what: "invoice_closed".into(),
        detail: "paid".into(),
    }
}

fn said(records: &[Decided], on: &str) -> (Option<&'static str>, Option<NaiveDate>, String) {
    let invoice = &owes().invoices[0];
    let past = past(invoice, records, &[closed()], Window::default(), ROME, day(on));
    let reason = past.reason(day(on), ROME).unwrap_or_default();
    (past.decision(), past.until(), reason)
}

#[test]
fn every_day_of_an_invoices_life_has_its_words() {
    let until = Some(day("2026-11-17"));
    for (on, decision, until, reason) in [
        (
            "2026-09-30",
            "none",
            None,
            "not known yet; it arrived on 2026-10-01",
        ),
        (
            "2026-10-01",
            "none",
            None,
            "it arrived on 2026-10-01; the first day that anything was decided for is 2026-10-02",
        ),
        (
            "2026-10-02",
            "wait",
            until,
            "heads_up is next, its day has not come",
        ),
        (
            "2026-11-16",
            "wait",
            until,
            "heads_up is next, its day has not come, as decided for 2026-10-02",
        ),
        ("2026-11-17", "remind", None, "heads_up"),
        (
            "2026-11-18",
            "none",
            None,
            "nothing was decided for this day: no sweep came by from 2026-11-18 on; \
             the last decision, for 2026-11-17, was: remind, heads_up",
        ),
        // The day of the payment was decided about before the money came.
        (
            "2026-12-03",
            "wait",
            None,
            "upcoming waits, there is nobody to write to, as decided for 2026-11-19",
        ),
        ("2026-12-04", "stop", None, "closed: paid on 2026-12-03"),
        ("2027-03-01", "stop", None, "closed: paid on 2026-12-03"),
    ] {
        assert_eq!(
            said(&records(), on),
            (Some(decision), until, reason.to_owned()),
            "{on}"
        );
    }
}

#[test]
fn an_invoice_that_is_open_again_is_not_closed() {
    let mut records = records();
    records.push(record(
        "2026-12-10",
        "2026-12-09T10:00:00Z",
        Verdict::Wait,
        "early_late waits for a business day",
        Some("2026-12-14"),
    ));
    assert_eq!(said(&records, "2026-12-09").2, "closed: paid on 2026-12-03");
    assert_eq!(
        said(&records, "2026-12-10").2,
        "early_late waits for a business day"
    );
}

#[test]
fn without_records_nothing_is_made_up() {
    assert_eq!(said(&[], "2026-11-20"), (None, None, String::new()));
}
