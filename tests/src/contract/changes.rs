//! A change happens whole, and each of its parts means what it says.

use dunning::invoice::InvoiceId;
use dunning::ledger::{Change, Closed, Closing, Found, Lookup, Name};
use dunning::ports::{CommitError, Ledgers, WRITES_AT_MOST};

use super::fixtures::{at, bare_account, create, entry, euros, invoice, key, load, task};

const NOON: &str = "2026-11-17T12:00:00Z";

/// As many writes as a change may have.
pub async fn a_change_of_100_writes_is_written(store: &impl Ledgers) {
    let account = create(store, bare_account(key(1))).await.account;
    let mut change = Change::of(account);
    // The head is the hundredth.
    change.invoices = (0..WRITES_AT_MOST - 1)
        .map(|number| invoice(&format!("INV-{number}")))
        .collect();
    store.commit(change).await.unwrap();
    assert_eq!(load(store, &key(1)).await.invoices.len(), WRITES_AT_MOST - 1);
}

/// Closed is out of sight but not gone; reopened is as before.
pub async fn a_closed_invoice_leaves_the_open_ones_and_comes_back(store: &impl Ledgers) {
    let mut change = Change::of(bare_account(key(1)));
    change.invoices = vec![invoice("INV-17"), invoice("INV-18")];
    store.commit(change).await.unwrap();
    let ledger = load(store, &key(1)).await;
    let paid = invoice("INV-17");

    let mut change = Change::of(ledger.account);
    change.closed = vec![Closed::new(paid.clone(), Closing::Paid, at(NOON))];
    store.commit(change).await.unwrap();
    let ledger = load(store, &key(1)).await;
    assert_eq!(ledger.invoices, [invoice("INV-18")]);
    assert_eq!(
        store.load_closed(&key(1), &paid.id).await.unwrap(),
        Some(paid.clone())
    );

    let mut change = Change::of(ledger.account);
    change.reopened = vec![paid.clone()];
    store.commit(change).await.unwrap();
    let ledger = load(store, &key(1)).await;
    assert_eq!(ledger.invoices, [paid.clone(), invoice("INV-18")]);
    assert_eq!(store.load_closed(&key(1), &paid.id).await.unwrap(), None);
}

/// An invoice that was never open (it was paid when it came) is found among the closed ones, for every reason.
pub async fn an_invoice_may_be_closed_at_once(store: &impl Ledgers) {
    let mut change = Change::of(bare_account(key(1)));
    change.closed = Closing::ALL
        .into_iter()
        .map(|closing| Closed::new(invoice(closing.name()), closing, at(NOON)))
        .collect();
    store.commit(change).await.unwrap();
    assert_eq!(load(store, &key(1)).await.invoices, []);
    for closing in Closing::ALL {
        let closed = store
            .load_closed(&key(1), &InvoiceId::whole(closing.name()))
            .await
            .unwrap();
        assert_eq!(closed, Some(invoice(closing.name())));
    }
}

/// Instalments of one number, and numbers that look like instalments, never overwrite each other.
pub async fn an_instalment_is_an_invoice_of_its_own(store: &impl Ledgers) {
    let part = |number: &str, instalment| {
        let mut invoice = invoice(number);
        invoice.id.instalment = Some(instalment);
        invoice
    };
    let mut all = vec![
        invoice("A"),
        part("A", 1),
        part("A", 2),
        part("A", 10),
        invoice("A#1"),
        invoice("A (1)"),
        part("A#1", 0x7fff),
    ];
    let mut change = Change::of(bare_account(key(1)));
    change.invoices.clone_from(&all);
    store.commit(change).await.unwrap();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(load(store, &key(1)).await.invoices, all);
}

/// A payment may be reversed and another applied in one change.
pub async fn a_reopened_invoice_may_change_in_the_same_change(store: &impl Ledgers) {
    let mut change = Change::of(bare_account(key(1)));
    change.closed = vec![Closed::new(invoice("INV-17"), Closing::Paid, at(NOON))];
    store.commit(change).await.unwrap();
    let mut corrected = invoice("INV-17");
    corrected.billed = euros("7.50");
    let mut change = Change::of(load(store, &key(1)).await.account);
    change.reopened = vec![invoice("INV-17")];
    change.invoices = vec![corrected.clone()];
    store.commit(change).await.unwrap();
    assert_eq!(load(store, &key(1)).await.invoices, [corrected]);
}

/// Opening an open task changes nothing, not even its day; closing one that is not open neither.
pub async fn a_task_is_open_once_until_it_is_closed(store: &impl Ledgers) {
    let mut change = Change::of(bare_account(key(1)));
    change.opened_tasks = vec![task(&key(1), "INV-17")];
    change.closed_tasks = vec![task(&key(1), "INV-99")];
    store.commit(change).await.unwrap();

    let mut later = task(&key(1), "INV-17");
    later.opened_on = super::fixtures::days_later(5);
    later.detail = "Asked again.".into();
    let mut change = Change::of(load(store, &key(1)).await.account);
    change.opened_tasks = vec![later, task(&key(1), "INV-18")];
    store.commit(change).await.unwrap();
    let ledger = load(store, &key(1)).await;
    assert_eq!(ledger.tasks, [task(&key(1), "INV-17"), task(&key(1), "INV-18")]);

    let mut change = Change::of(ledger.account);
    change.closed_tasks = vec![task(&key(1), "INV-17")];
    store.commit(change).await.unwrap();
    assert_eq!(load(store, &key(1)).await.tasks, [task(&key(1), "INV-18")]);
}

/// Answered, and asked anew, in one change: the new question stands.
pub async fn a_task_that_is_closed_and_opened_at_once_is_the_new_one(store: &impl Ledgers) {
    let mut change = Change::of(bare_account(key(1)));
    change.opened_tasks = vec![task(&key(1), "INV-17")];
    store.commit(change).await.unwrap();

    let mut anew = task(&key(1), "INV-17");
    anew.opened_on = super::fixtures::days_later(5);
    anew.detail = "Something else is asked.".into();
    let mut change = Change::of(load(store, &key(1)).await.account);
    change.closed_tasks = vec![task(&key(1), "INV-17")];
    change.opened_tasks = vec![anew.clone()];
    store.commit(change).await.unwrap();
    assert_eq!(load(store, &key(1)).await.tasks, [anew]);
}

/// Oldest first; within an instant as they were told; and a change that is tried again adds nothing.
pub async fn a_story_is_told_in_order_and_once(store: &impl Ledgers) {
    let mut first = Change::of(bare_account(key(1)));
    first.timeline = vec![
        entry("2026-11-17T05:16:00.5Z", "letter_claimed"),
        entry("2026-11-16T09:00:00Z", "z_picked"),
        entry("2026-11-16T09:00:00Z", "a_scheduled"),
    ];
    first.timeline[2].invoice = None;
    store.commit(first.clone()).await.unwrap();
    let again = store.commit(first.clone()).await;
    assert!(matches!(again, Err(CommitError::Conflict)), "{again:?}");

    let mut second = Change::of(load(store, &key(1)).await.account);
    second.timeline = vec![
        entry("2026-11-16T09:00:00Z", "b_later_change"),
        entry("2026-10-19T00:00:00Z", "invoice_arrived"),
    ];
    store.commit(second.clone()).await.unwrap();
    let expected = [
        second.timeline[1].clone(),
        first.timeline[1].clone(),
        first.timeline[2].clone(),
        second.timeline[0].clone(),
        first.timeline[0].clone(),
    ];
    assert_eq!(store.timeline(&key(1)).await.unwrap(), expected);
    assert_eq!(store.timeline(&key(2)).await.unwrap(), []);
}

/// One name may lead to many; writing it again adds nothing.
pub async fn names_lead_to_every_account_and_invoice_that_goes_by_them(store: &impl Ledgers) {
    let found = |account, invoice: Option<&str>| Found {
        account: key(account),
        invoice: invoice.map(str::to_owned),
    };
    let name_of = |lookup: &Lookup, found| Name {
        lookup: lookup.clone(),
        found,
        kept_until: None,
    };
    let number = Lookup::InvoiceNumber("INV17".into());
    let name = Lookup::CustomerName("rossi & figli #1".into());
    let mut first = Change::of(bare_account(key(1)));
    first.names = vec![
        name_of(&number, found(1, Some("INV-17"))),
        name_of(&number, found(1, Some("Inv/017#b"))),
        name_of(&name, found(1, None)),
    ];
    let mut second = Change::of(bare_account(key(2)));
    second.names = vec![
        name_of(&number, found(2, Some("INV 17"))),
        name_of(&number, found(2, None)),
    ];
    store.commit(first.clone()).await.unwrap();
    store.commit(second).await.unwrap();
    let mut again = Change::of(load(store, &key(1)).await.account);
    again.names = first.names;
    store.commit(again).await.unwrap();

    let expected = [
        found(1, Some("INV-17")),
        found(1, Some("Inv/017#b")),
        found(2, None),
        found(2, Some("INV 17")),
    ];
    assert_eq!(store.find(&number).await.unwrap(), expected);
    assert_eq!(store.find(&name).await.unwrap(), [found(1, None)]);
    for nothing in [
        Lookup::CustomerName("INV17".into()),
        Lookup::CreditorReference("INV17".into()),
        Lookup::CustomerNumber("INV17".into()),
        Lookup::VatId("INV17".into()),
        Lookup::PayerIban("INV17".into()),
        Lookup::InvoiceDigits("INV17".into()),
        Lookup::PaymentReference("INV17".into()),
        Lookup::PayerSum("INV17".into()),
        Lookup::InvoiceNumber("INV1".into()),
    ] {
        assert_eq!(store.find(&nothing).await.unwrap(), [], "{nothing:?}");
    }
}
