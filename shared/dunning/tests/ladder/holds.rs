//! Silence, its reason and its end; and what is never reminded.

use dunning::hold::HoldKind;
use dunning::invoice::NeverReminded;
use dunning::ledger::Ledger;
use dunning::money::{Currency, Money};
use dunning::policy::Policy;

use crate::book::{
    Event, customer, day, decided, hold, in_force, invoice, letters, owes, owes_after, payment, standard,
    tasks, walk,
};

fn held(kind: HoldKind, since: &str) -> Ledger {
    let mut ledger = owes("2026-11-24");
    ledger.invoices[0].holds.push(hold(kind, since));
    ledger
}

fn promise(pay_by: &str) -> HoldKind {
    HoldKind::Promise { pay_by: day(pay_by) }
}

fn paused(until: &str) -> HoldKind {
    HoldKind::Pause {
        until: Some(day(until)),
    }
}

#[test]
fn every_hold_is_silence_with_a_reason_and_a_day() {
    // Held since Wednesday 25 November; early_late is reached on Friday the 27th.
    for (kind, on, decision) in [
        (
            promise("2026-12-04"),
            "2026-12-04",
            "wait until 2026-12-05: the customer promised to pay by 2026-12-04",
        ),
        // The last of 7 business days is Friday 4 December.
        (
            HoldKind::ClaimsPaid,
            "2026-11-27",
            "wait until 2026-12-05: the customer says it is paid",
        ),
        (
            HoldKind::AwaitingReply,
            "2026-12-01",
            "wait until 2026-12-02: a reply is awaited",
        ),
        (
            paused("2026-12-01"),
            "2026-11-30",
            "wait until 2026-12-01: paused until 2026-12-01",
        ),
        (
            HoldKind::Pause { until: None },
            "2026-11-27",
            "wait until 2026-12-09: paused",
        ),
        (
            HoldKind::Dispute,
            "2026-12-08",
            "wait until 2026-12-09: the customer disputes it",
        ),
        (
            HoldKind::Dispute,
            "2026-12-09",
            "wait until 2026-12-23: the customer disputes it",
        ),
        (
            HoldKind::PossiblePayment,
            "2026-11-27",
            "wait until 2026-12-09: a payment may be for it",
        ),
        (
            HoldKind::UnallocatedCredit,
            "2026-11-27",
            "wait until 2026-12-09: the customer has credit that names no invoice",
        ),
        (
            HoldKind::Complaint,
            "2026-11-27",
            "wait until 2026-12-09: the customer complained about a letter",
        ),
        (
            HoldKind::Review,
            "2026-11-27",
            "wait until 2026-12-09: a person must look first",
        ),
    ] {
        assert_eq!(decided(&held(kind, "2026-11-25"), &standard(), on), decision);
        // The same on the whole customer.
        let mut ledger = owes("2026-11-24");
        ledger.account.holds.push(hold(kind, "2026-11-25"));
        assert_eq!(decided(&ledger, &standard(), on), decision);
    }
}

#[test]
fn a_hold_ends_by_itself_where_it_has_an_end() {
    for (kind, first_letter_on) in [
        // The day after is a Saturday, the business day after that a Monday.
        (promise("2026-12-04"), "2026-12-07"),
        (promise("2026-12-02"), "2026-12-03"),
        (HoldKind::ClaimsPaid, "2026-12-07"),
        (HoldKind::AwaitingReply, "2026-12-02"),
        (paused("2026-12-01"), "2026-12-01"),
    ] {
        let story = letters(walk(
            &mut held(kind, "2026-11-25"),
            &standard(),
            "2026-11-25",
            "2026-12-15",
            &[],
        ));
        assert_eq!(
            story[0],
            format!("{first_letter_on} early_late INV-1"),
            "{kind:?}"
        );
    }
}

#[test]
fn a_hold_that_only_a_person_ends_lasts_and_asks_every_14_days() {
    for (kind, task) in [
        (HoldKind::Dispute, "check_dispute"),
        (HoldKind::Pause { until: None }, "review"),
        (HoldKind::PossiblePayment, "match_payment"),
        (HoldKind::UnallocatedCredit, "allocate_credit"),
        (HoldKind::Complaint, "complaint"),
        (HoldKind::Review, "review"),
    ] {
        let story = walk(
            &mut held(kind, "2026-11-25"),
            &standard(),
            "2026-11-25",
            "2027-01-10",
            &[],
        );
        let days = ["2026-11-25", "2026-12-09", "2026-12-23", "2027-01-06"];
        assert_eq!(
            story,
            days.map(|on| format!("{on} task {task} INV-1")),
            "{kind:?}"
        );
    }
}

#[test]
fn the_longest_of_several_holds_counts() {
    let mut ledger = held(promise("2026-12-04"), "2026-11-25");
    ledger
        .account
        .holds
        .push(hold(paused("2026-12-10"), "2026-11-26"));
    assert_eq!(
        decided(&ledger, &standard(), "2026-11-27"),
        "wait until 2026-12-10: paused until 2026-12-10"
    );
}

#[test]
fn a_held_invoice_does_not_silence_the_others() {
    let mut ledger = held(HoldKind::Dispute, "2026-11-20");
    ledger.invoices.push(invoice("INV-2", "2026-10-01", "2026-11-24"));
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-23", "2026-12-01", &[])),
        [
            "2026-11-23 upcoming+due_today INV-2",
            "2026-11-27 early_late INV-2"
        ]
    );
}

#[test]
fn a_broken_promise_jumps() {
    // Promised on the day after the last letter until Friday 18 December; next open day Monday the 21st.
    for (sent, next) in [
        (vec![], "2026-12-21 early_late"),
        (vec![("2026-11-27", "early_late")], "2026-12-21 second_notice"),
        (
            vec![("2026-11-27", "early_late"), ("2026-12-02", "late_late")],
            "2026-12-21 second_notice",
        ),
        (
            vec![
                ("2026-11-27", "early_late"),
                ("2026-12-02", "late_late"),
                ("2026-12-11", "second_notice"),
            ],
            "2026-12-28 final_notice",
        ),
        // Never closer than 14 days to the letter before.
        (vec![("2026-12-14", "early_late")], "2026-12-28 second_notice"),
    ] {
        let mut ledger = owes_after("2026-11-24", &sent);
        ledger.invoices[0]
            .holds
            .push(hold(promise("2026-12-18"), "2026-12-15"));
        ledger.invoices[0]
            .approvals
            .insert(crate::book::stage("final_notice"));
        let story = walk(&mut ledger, &standard(), "2026-12-15", "2027-01-01", &[]);
        assert_eq!(
            tasks(story.clone())[0],
            "2026-12-19 task broken_promise INV-1",
            "{sent:?}"
        );
        assert_eq!(letters(story)[0], format!("{next} INV-1"), "{sent:?}");
    }
}

#[test]
fn a_promise_jumps_once() {
    // Broken before early_late was sent: that was its price.
    let mut ledger = owes_after("2026-11-24", &[("2026-12-07", "early_late")]);
    ledger.invoices[0]
        .holds
        .push(hold(promise("2026-12-04"), "2026-11-25"));
    let story = letters(walk(&mut ledger, &standard(), "2026-12-08", "2026-12-31", &[]));
    assert_eq!(
        story,
        ["2026-12-11 late_late INV-1", "2026-12-21 second_notice INV-1"]
    );
}

#[test]
fn a_kept_promise_asks_nobody() {
    let pays = |ledger: &mut Ledger| ledger.invoices[0].payments.push(payment(100, "2026-12-03"));
    let pays: Event<'_> = ("2026-12-03", Box::new(pays));
    let mut ledger = held(promise("2026-12-04"), "2026-11-25");
    assert!(walk(&mut ledger, &standard(), "2026-11-25", "2027-12-31", &[pays]).is_empty());
}

#[test]
fn a_promise_of_a_customer_who_owes_nothing_is_not_broken() {
    let mut ledger = owes("2026-11-24");
    ledger
        .account
        .holds
        .push(hold(promise("2026-12-04"), "2026-11-25"));
    ledger.invoices[0].payments.push(payment(100, "2026-12-03"));
    assert!(walk(&mut ledger, &standard(), "2026-12-04", "2027-12-31", &[]).is_empty());
    ledger.invoices.clear();
    assert!(walk(&mut ledger, &standard(), "2026-12-04", "2027-12-31", &[]).is_empty());
}

#[test]
fn i_have_paid_is_asked_about_once_and_the_ladder_goes_on() {
    let mut ledger = held(HoldKind::ClaimsPaid, "2026-11-25");
    assert_eq!(
        walk(&mut ledger, &standard(), "2026-11-25", "2026-12-12", &[]),
        [
            "2026-12-05 task check_claimed_payment INV-1",
            "2026-12-07 early_late INV-1",
            "2026-12-11 late_late INV-1"
        ]
    );
}

#[test]
fn friendly_words_are_silenced_as_well() {
    let mut ledger = owes("2026-11-24");
    ledger
        .account
        .holds
        .push(hold(paused("2026-11-23"), "2026-11-02"));
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-02", "2026-11-24", &[])),
        ["2026-11-23 upcoming+due_today INV-1"]
    );
}

#[test]
fn nothing_open_stops() {
    let eur = |text: &str| Money::new(text.parse().unwrap(), Currency::parse("EUR").unwrap());
    for (billed, paid, decision) in [
        ("100", 100, "stop: paid"),
        ("100", 101, "stop: paid"),
        ("0", 0, "stop: paid"),
        ("-20", 0, "stop: paid"),
        ("100", 96, "stop: too little is open to write about"),
        ("100", 95, "remind: early_late"),
        ("4.99", 0, "stop: too little is open to write about"),
        ("5", 0, "remind: early_late"),
    ] {
        let mut ledger = owes("2026-11-24");
        ledger.invoices[0].billed = eur(billed);
        ledger.invoices[0].payments.push(payment(paid, "2026-10-02"));
        // Paid so long ago that it delays nothing any more.
        assert_eq!(
            decided(&ledger, &standard(), "2027-01-11"),
            decision,
            "{billed} less {paid}"
        );
    }
}

#[test]
fn a_reversal_restores_what_is_open() {
    let mut ledger = owes("2026-11-24");
    ledger.invoices[0].payments = vec![payment(100, "2026-11-25"), payment(-100, "2026-11-26")];
    assert_ne!(decided(&ledger, &standard(), "2026-12-14"), "stop: paid");
}

#[test]
fn a_balance_contains_the_payments_up_to_its_day() {
    let mut ledger = owes("2026-11-24");
    ledger.invoices[0].balance_as_of = Some(day("2026-11-10"));
    ledger.invoices[0].payments = vec![payment(100, "2026-11-10")];
    assert_eq!(decided(&ledger, &standard(), "2027-01-11"), "remind: early_late");
    ledger.invoices[0].payments = vec![payment(100, "2026-11-11")];
    assert_eq!(decided(&ledger, &standard(), "2027-01-11"), "stop: paid");
}

#[test]
fn a_currency_may_have_its_own_least_sum() {
    let yen = Currency::parse("JPY").unwrap();
    let mut policy = standard().policy;
    policy.ignore_below.insert(yen, 500.into());
    let policy = in_force(policy);
    for (amount, decision) in [
        (499, "stop: too little is open to write about"),
        (500, "remind: early_late"),
    ] {
        let mut ledger = owes("2026-11-24");
        ledger.invoices[0].billed = Money::new(amount.into(), yen);
        assert_eq!(decided(&ledger, &policy, "2026-11-27"), decision);
        assert_eq!(decided(&ledger, &standard(), "2026-11-27"), "remind: early_late");
    }
}

#[test]
fn some_documents_are_never_reminded() {
    for reason in NeverReminded::ALL {
        let mut ledger = owes("2026-11-24");
        ledger.invoices[0].never_reminded = Some(reason);
        let said = reason.name().replace('_', " ");
        assert_eq!(
            decided(&ledger, &standard(), "2026-11-27"),
            format!("stop: never reminded: {said}")
        );
        assert!(walk(&mut ledger, &standard(), "2026-11-01", "2027-03-01", &[]).is_empty());
    }
}

#[test]
fn without_a_due_date_a_person_is_asked_and_nobody_reminded() {
    let mut ledger = owes("2026-11-24");
    ledger.invoices[0].due_on = None;
    assert_eq!(
        decided(&ledger, &standard(), "2026-11-02"),
        "wait until 2026-11-16: nobody knows when it is due"
    );
    let named = |ledger: &mut Ledger| ledger.invoices[0].due_on = Some(day("2026-11-24"));
    let named: Event<'_> = ("2026-11-20", Box::new(named));
    assert_eq!(
        walk(&mut ledger, &standard(), "2026-11-02", "2026-11-24", &[named])[..2],
        ["2026-11-02 task review INV-1", "2026-11-20 upcoming INV-1"]
    );
}

#[test]
fn a_customer_of_an_unknown_country_has_the_creditors_closed_days() {
    // Monday 26 October is a holiday in Ireland, where the creditor is, not in Italy.
    let mut ledger = Ledger {
        invoices: vec![invoice("INV-1", "2026-09-01", "2026-10-21")],
        ..customer("IT")
    };
    assert_eq!(decided(&ledger, &standard(), "2026-10-26"), "remind: early_late");
    ledger.account.region = None;
    assert_eq!(
        decided(&ledger, &standard(), "2026-10-26"),
        "wait until 2026-10-27: early_late is next, its day has not come"
    );
}

#[test]
fn the_users_own_closed_days_count() {
    let mut policy: Policy = standard().policy;
    policy.calendar.close(day("2026-11-27"));
    assert_eq!(
        decided(&owes("2026-11-24"), &in_force(policy), "2026-11-27"),
        "wait until 2026-11-30: early_late is next, its day has not come"
    );
}
