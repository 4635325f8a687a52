//! The most that may be kept of one customer: an item of the table has 400 kB, and a page that is read a megabyte.

use dunning::account::{CONTACTS_AT_MOST, Contact, ContactPurpose};
use dunning::answer::{ANSWERS_KEPT, GivenAnswer, Said};
use dunning::hold::{HOLDS_AT_MOST, Hold, HoldKind, NOTE_AT_MOST_CHARS};
use dunning::invoice::{AppliedPayment, Invoice, MARKS_AT_MOST, PAYMENTS_AT_MOST, Raised};
use dunning::ledger::Change;
use dunning::ports::{Ledgers, WRITES_AT_MOST};

use super::fixtures::{
    bare_account, create, day, email, full_account, full_invoice, invoice, key, letter, load,
};

/// A letter of the scripts that take the most bytes.
const WIDEST: &str = "𑀤";

/// The longest line of a document: a name, a bank's reference.
const LINE_CHARS: usize = 500;

fn holds() -> Vec<Hold> {
    let hold = Hold {
        kind: HoldKind::Pause { until: Some(day()) },
        since: day(),
        author: WIDEST.repeat(100),
        note: WIDEST.repeat(NOTE_AT_MOST_CHARS),
    };
    vec![hold; HOLDS_AT_MOST]
}

fn marks() -> Vec<Raised> {
    let marked = |number| Raised {
        what: format!("possible payment {number:064}"),
        on: day(),
    };
    (0..MARKS_AT_MOST).map(marked).collect()
}

/// Everything that grows, as large as it may be, in the script that takes the most bytes.
pub async fn an_account_and_an_invoice_at_their_bounds_are_kept(store: &impl Ledgers) {
    let mut account = full_account(key(1));
    let contact = |number: usize| Contact {
        email: email(&format!("{}@{number}.example.com", "a".repeat(64))),
        name: Some(WIDEST.repeat(LINE_CHARS)),
        purpose: ContactPurpose::Billing,
        suppressed: true,
    };
    account.contacts = (0..CONTACTS_AT_MOST).map(contact).collect();
    account.name = WIDEST.repeat(LINE_CHARS);
    account.holds = holds();
    account.raised = marks();
    let answer = GivenAnswer {
        letter: letter(&account.key, day(), 1).id,
        on: day(),
        said: Said::Dispute,
        fingerprint: "0123456789abcdef".into(),
    };
    account.answers = vec![answer; ANSWERS_KEPT];
    account.version = 0;
    account.tip = None;

    let paid = |number: usize| AppliedPayment {
        identity: format!("ref:{number:0200}"),
        amount: "99999999999999.999".parse().unwrap(),
        booked_on: day(),
    };
    let full = Invoice {
        payments: (0..PAYMENTS_AT_MOST).map(paid).collect(),
        holds: holds(),
        raised: marks(),
        url: Some(format!("https://example.com/{}", "a".repeat(1_980))),
        ..full_invoice(&WIDEST.repeat(100))
    };
    let mut change = Change::of(account.clone());
    change.invoices = vec![full.clone()];
    store.commit(change).await.unwrap();

    let ledger = load(store, &account.key).await;
    assert_eq!(ledger.account.holds, account.holds);
    assert_eq!(ledger.account.contacts, account.contacts);
    assert_eq!(ledger.invoices, [full]);
}

/// Some two megabytes, so several pages. The local store reads five thousand as well, but slower than a busy machine's
/// patience.
const SEVERAL_PAGES: usize = 2_000;

/// Pages of a megabyte are one ledger.
pub async fn a_customer_of_several_pages_is_read_whole(store: &impl Ledgers) {
    let mut account = create(store, bare_account(key(1))).await.account;
    let numbers: Vec<usize> = (0..SEVERAL_PAGES).collect();
    for some in numbers.chunks(WRITES_AT_MOST - 1) {
        let mut change = Change::of(account.clone());
        change.invoices = some.iter().map(|number| owed(*number)).collect();
        store.commit(change).await.unwrap();
        // Without a story the version is all that a change moves; reading all of it each time would take minutes.
        account.version += 1;
    }
    let ledger = load(store, &key(1)).await;
    assert_eq!(ledger.invoices.len(), SEVERAL_PAGES);
    assert!(
        ledger
            .invoices
            .iter()
            .enumerate()
            .all(|(number, invoice)| *invoice == owed(number))
    );
}

fn owed(number: usize) -> Invoice {
    Invoice {
        url: Some(format!("https://acme.example/invoices/{}", "a".repeat(400))),
        ..invoice(&format!("INV-{number:05}"))
    }
}
