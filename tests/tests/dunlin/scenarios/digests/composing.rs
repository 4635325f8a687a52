//! What is in a digest, in which order, and where it ends.

use std::collections::BTreeMap;

use dunning::account::AccountKey;
use dunning::answer::Said;
use dunning::digest::{
    ACCOUNTS_AT_MOST, Digest, OLDEST_AT_MOST, ROWS_AT_MOST, Reader, TaskName, accounts_to_read,
    waits_for_its_letter,
};
use dunning::hold::HoldKind;
use dunning::invoice::InvoiceId;
use dunning::ledger::{Closing, Ledger};
use dunning::news::{News, NewsItem};
use dunning::task::{Task, TaskKind};
use tests::contract::fixtures::{bare_account, invoice, key, letter};

use crate::book::{at, day, email, euros, standard};

fn reader(open: usize, oldest: Vec<TaskName>) -> Reader {
    Reader {
        manager: email("ann@lagopus.example.com"),
        open,
        oldest,
    }
}

fn news(account: AccountKey, items: Vec<NewsItem>) -> News {
    News {
        account,
        version: 1,
        at: at("2026-11-25 07:00"),
        customer: "Rossi S.p.A.".into(),
        manager: None,
        items,
    }
}

fn closed(number: &str, holds: Vec<HoldKind>) -> NewsItem {
    NewsItem::Closed {
        invoice: InvoiceId::whole(number),
        closing: Closing::Paid,
        billed: euros("100"),
        holds,
        tasks: Vec::new(),
    }
}

fn opened(kind: TaskKind, subject: &str) -> NewsItem {
    NewsItem::TaskOpened {
        kind,
        subject: subject.into(),
    }
}

/// A ledger with open tasks, and INV-1 to INV-7.
fn ledger(account: &AccountKey, tasks: &[(TaskKind, &str)]) -> Ledger {
    let task = |(kind, subject): &(TaskKind, &str)| Task {
        kind: *kind,
        account: account.clone(),
        subject: (*subject).to_owned(),
        opened_on: day("2026-11-24"),
        detail: "What a person noted.".into(),
    };
    Ledger {
        account: bare_account(account.clone()),
        invoices: (1..=7).map(|number| invoice(&format!("INV-{number}"))).collect(),
        letters: Vec::new(),
        tasks: tasks.iter().map(task).collect(),
    }
}

fn compose(reader: &Reader, on: &str, news: &[News], ledgers: Vec<Ledger>) -> Digest {
    let ledgers: BTreeMap<AccountKey, Ledger> = ledgers
        .into_iter()
        .map(|ledger| (ledger.account.key.clone(), ledger))
        .collect();
    Digest::compose(reader, day(on), &standard(), news, &ledgers)
}

#[test]
fn a_section_ends_and_says_how_much_is_beyond() {
    let many = (0..30).map(|number| closed(&format!("INV-{number}"), Vec::new()));
    let mut items: Vec<NewsItem> = many.collect();
    items.push(closed("INV-HELD", vec![HoldKind::Dispute]));
    let digest = compose(
        &reader(0, Vec::new()),
        "2026-11-25",
        &[news(key(1), items)],
        Vec::new(),
    );
    assert_eq!((digest.closed.rows.len(), digest.closed.more), (ROWS_AT_MOST, 6));
    // What a person had to think of comes first.
    let first: Vec<String> = digest
        .closed
        .rows
        .iter()
        .take(2)
        .map(|row| row.invoice.to_string())
        .collect();
    assert_eq!(first, ["INV-HELD", "INV-0"]);
}

#[test]
fn tasks_are_told_while_they_are_open_and_once() {
    let account = key(1);
    let items = vec![
        opened(TaskKind::Call, "INV-1"),
        opened(TaskKind::Call, "INV-1"),
        opened(TaskKind::Review, "INV-2"),
    ];
    let open = ledger(&account, &[(TaskKind::Call, "INV-1"), (TaskKind::Complaint, "")]);
    let name = |kind, subject: &str| TaskName {
        account: account.clone(),
        kind,
        subject: subject.into(),
    };
    let oldest = vec![name(TaskKind::Complaint, ""), name(TaskKind::Call, "INV-1")];
    let digest = compose(
        &reader(2, oldest),
        "2026-11-25",
        &[news(account.clone(), items)],
        vec![open],
    );
    let kinds = |rows: &[dunning::digest::TaskRow]| rows.iter().map(|row| row.kind).collect::<Vec<_>>();
    assert_eq!(kinds(&digest.new_tasks.rows), [TaskKind::Call]);
    assert_eq!(kinds(&digest.waiting.rows), [TaskKind::Complaint]);
    assert_eq!((digest.new_tasks.more, digest.waiting.more), (0, 0));
    // A task about the customer names some of the invoices.
    let complaint = &digest.waiting.rows[0];
    assert_eq!((complaint.invoices.len(), complaint.more_invoices), (5, 2));
    assert_eq!(
        complaint.commands,
        ["dunlin resume --customer C-17 --despite-doubts"]
    );
    let call = &digest.new_tasks.rows[0];
    assert_eq!(call.invoices.len(), 1);
    assert_eq!(
        call.commands,
        [
            "dunlin promise INV-1 2026-12-02",
            "dunlin pause INV-1 --until 2026-12-02"
        ]
    );
}

#[test]
fn a_person_is_told_what_only_a_person_noted() {
    let account = key(1);
    let mut open = ledger(
        &account,
        &[
            (TaskKind::CheckDispute, "INV-1"),
            (TaskKind::BrokenPromise, "INV-2"),
            (TaskKind::MatchPayment, "INV-3"),
            (TaskKind::Approve, "INV-4"),
        ],
    );
    let hold = |kind, note: &str| dunning::hold::Hold {
        kind,
        since: day("2026-11-20"),
        author: "customer".into(),
        note: note.into(),
    };
    let pay_by = day("2026-11-23");
    open.invoices[0].holds = vec![hold(HoldKind::Dispute, "half of it never came")];
    open.invoices[1].holds = vec![hold(HoldKind::Promise { pay_by }, "")];
    let items = open
        .tasks
        .iter()
        .map(|task| opened(task.kind, &task.subject))
        .collect();
    let digest = compose(
        &reader(4, Vec::new()),
        "2026-11-25",
        &[news(account, items)],
        vec![open],
    );
    let rows = &digest.new_tasks.rows;
    let notes: Vec<Option<&str>> = rows.iter().map(|row| row.note.as_deref()).collect();
    assert_eq!(
        notes,
        [
            Some("half of it never came"),
            None,
            Some("What a person noted."),
            None
        ]
    );
    assert_eq!(rows[1].promised_for, Some(pay_by));
    let first: Vec<&str> = rows.iter().map(|row| row.commands[0].as_str()).collect();
    assert_eq!(
        first,
        [
            "dunlin resume INV-1",
            "dunlin promise INV-2 2026-12-02",
            "dunlin import payments.csv",
            "dunlin approve INV-4",
        ]
    );
}

#[test]
fn an_answer_about_many_invoices_is_one() {
    let said = |numbers: std::ops::Range<u32>| NewsItem::Answered {
        answer: Said::Paid,
        invoices: numbers
            .map(|number| InvoiceId::whole(number.to_string()))
            .collect(),
        words: "by transfer".into(),
    };
    let parts = [
        news(key(1), vec![said(0..10)]),
        news(key(1), vec![said(10..12)]),
        news(key(2), vec![said(0..1)]),
    ];
    let digest = compose(&reader(0, Vec::new()), "2026-11-25", &parts, Vec::new());
    let counts: Vec<usize> = digest.answers.rows.iter().map(|row| row.invoices.len()).collect();
    assert_eq!(counts, [12, 1]);
}

#[test]
fn a_letter_is_told_once_and_if_it_is_there() {
    let account = key(1);
    let claimed = letter(&account, day("2026-11-24"), 1);
    let another = letter(&account, day("2026-11-24"), 2);
    let (id, other) = (claimed.id.clone(), another.id);
    let mut open = ledger(&account, &[]);
    open.letters = vec![claimed];
    let points_at = |letter| news(account.clone(), vec![NewsItem::FriendlyLetter { letter }]);
    let all = [points_at(id.clone()), points_at(id), points_at(other)];
    let digest = compose(&reader(0, Vec::new()), "2026-11-25", &all, vec![open.clone()]);
    assert_eq!((digest.letters.rows.len(), digest.letters.more), (1, 0));
    // What may be about to be claimed waits; for the day of the news, and for the next.
    let ledgers = [(account.clone(), open)].into();
    let waits = |news: &News, on: &str| waits_for_its_letter(news, &ledgers, day(on));
    let days = ["2026-11-25", "2026-11-26", "2026-11-27"];
    assert_eq!(days.map(|on| waits(&all[2], on)), [true, true, false]);
    assert_eq!(days.map(|on| waits(&all[0], on)), [false; 3]);
}

#[test]
fn what_is_not_looked_into_is_counted() {
    let items = || vec![opened(TaskKind::Call, "INV-1")];
    let all: Vec<News> = (0..150).map(|number| news(key(number), items())).collect();
    let nobody = reader(150, Vec::new());
    assert_eq!(accounts_to_read(&nobody, &all).len(), ACCOUNTS_AT_MOST);
    let read = accounts_to_read(&nobody, &all)
        .iter()
        .map(|account| ledger(account, &[(TaskKind::Call, "INV-1")]))
        .collect();
    let digest = compose(&nobody, "2026-11-25", &all, read);
    assert_eq!(
        (digest.new_tasks.rows.len(), digest.new_tasks.more),
        (ROWS_AT_MOST, 125)
    );
    assert!(digest.waiting.is_empty());
}

#[test]
fn open_tasks_alone_are_worth_a_mail_on_mondays() {
    let account = key(1);
    let tasks: Vec<(TaskKind, &str)> = TaskKind::ALL.into_iter().map(|kind| (kind, "INV-1")).collect();
    let open = ledger(&account, &tasks);
    let oldest: Vec<TaskName> = open.tasks.iter().map(TaskName::of).collect();
    for (on, is_worth) in [("2026-11-29", false), ("2026-11-30", true), ("2026-12-01", false)] {
        let digest = compose(&reader(14, oldest.clone()), on, &[], vec![open.clone()]);
        assert_eq!(digest.is_worth_mailing(), is_worth, "{on}");
        let waiting = (digest.waiting.rows.len(), digest.waiting.more);
        assert_eq!(waiting, (OLDEST_AT_MOST, 14 - OLDEST_AT_MOST));
    }
    let nothing = compose(&reader(0, Vec::new()), "2026-11-30", &[], Vec::new());
    assert!(!nothing.is_worth_mailing());
}
