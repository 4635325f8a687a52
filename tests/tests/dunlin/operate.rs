//! What a person decides at the terminal, over the world in memory.
#![allow(clippy::unwrap_used, reason = "a failed call is a failed test")]

use chrono::{DateTime, Utc};
use dunning::account::AccountKey;
use dunning::flow::operate::{LetterFate, Operation, Outcome, operate};
use dunning::hold::HoldKind;
use dunning::invoice::InvoiceId;
use dunning::ledger::Change;
use dunning::letter::LetterState;
use dunning::ports::Ledgers;
use dunning::task::{Task, TaskKind};
use tests::contract::fixtures::{at, bare_account, day, days_later, in_force, invoice, key, letter};
use tests::world::{Memory, Outbox};

struct Desk {
    memory: Memory,
    outbox: Outbox,
    account: AccountKey,
    now: DateTime<Utc>,
}

/// One customer with the invoice INV-1, whose approval was asked for.
async fn desk() -> Desk {
    let memory = Memory::new(in_force());
    let account = key(1);
    let mut change = Change::of(bare_account(account.clone()));
    change.account.version = 0;
    let mut invoice = invoice("INV-1");
    invoice.due_on = Some(days_later(30));
    change.opened_tasks = vec![Task::about_invoice(
        TaskKind::Approve,
        &account,
        &invoice.id,
        day(),
        "Approve it.",
    )];
    change.invoices = vec![invoice];
    memory.commit(change).await.unwrap();
    let now = at(&format!("{}T10:00:00Z", day()));
    Desk {
        memory,
        outbox: Outbox::default(),
        account,
        now,
    }
}

impl Desk {
    async fn does(&self, operation: Operation) -> Outcome {
        operate(
            &self.memory,
            &self.outbox,
            &self.account,
            &operation,
            "Ann",
            self.now,
        )
        .await
        .unwrap()
    }

    async fn ledger(&self) -> dunning::ledger::Ledger {
        self.memory.load(&self.account).await.unwrap().unwrap()
    }
}

fn one() -> InvoiceId {
    InvoiceId::whole("INV-1")
}

#[tokio::test(flavor = "current_thread")]
async fn a_stage_is_approved_once_and_its_task_closes() {
    let desk = desk().await;
    let approve = || Operation::Approve {
        invoice: one(),
        stage: None,
    };
    let Outcome::Approved(stage) = desk.does(approve()).await else {
        panic!("approved")
    };
    assert_eq!(stage.as_str(), "final_notice");
    let ledger = desk.ledger().await;
    assert!(ledger.invoices[0].approvals.contains(&stage));
    assert!(ledger.tasks.iter().all(|task| task.kind != TaskKind::Approve));
    let version = ledger.account.version;
    assert_eq!(desk.does(approve()).await, Outcome::NothingToApprove);
    assert_eq!(desk.ledger().await.account.version, version);
    let story = desk.memory.timeline(&desk.account).await.unwrap();
    assert!(
        story
            .iter()
            .any(|entry| entry.what == "approved" && entry.detail == "final_notice (by Ann)")
    );
}

/// The stages of a letter that never left are free again; those of one that left stay reached.
#[tokio::test(flavor = "current_thread")]
async fn a_person_settles_what_nobody_knew() {
    for (fate, state, counts) in [
        (LetterFate::Left, "sent", true),
        (LetterFate::NeverLeft, "released", false),
    ] {
        let desk = desk().await;
        let mut change = Change::of(desk.ledger().await.account);
        let mut unknown = letter(&desk.account, day(), 1);
        unknown.state = LetterState::Unknown;
        let task = Task {
            kind: TaskKind::SettleLetter,
            account: desk.account.clone(),
            subject: Task::subject_of(&unknown.id),
            opened_on: day(),
            detail: String::new(),
        };
        assert_eq!(task.letter_day(), Some(unknown.id.day));
        let settle = || Operation::Settle {
            day: unknown.id.day,
            fate,
        };
        assert_eq!(desk.does(settle()).await, Outcome::NothingInDoubt);
        change.letters = vec![unknown.clone()];
        change.opened_tasks = vec![task];
        desk.memory.commit(change).await.unwrap();
        assert_eq!(desk.does(settle()).await, Outcome::Settled(fate));
        let ledger = desk.ledger().await;
        let settled = &ledger.letters[0].state;
        assert_eq!((settled.name(), settled.counts_as_reached()), (state, counts));
        assert!(
            ledger
                .tasks
                .iter()
                .all(|task| task.kind != TaskKind::SettleLetter)
        );
        assert!(ledger.account.agenda.is_some());
        assert_eq!(desk.does(settle()).await, Outcome::NothingInDoubt);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_pause_holds_until_somebody_resumes() {
    let desk = desk().await;
    for invoice in [None, Some(one())] {
        let pause = || Operation::Pause {
            invoice: invoice.clone(),
            until: None,
            note: String::new(),
        };
        let resume = || Operation::Resume {
            invoice: invoice.clone(),
            despite_doubts: false,
        };
        assert_eq!(desk.does(pause()).await, Outcome::Held);
        assert_eq!(desk.does(pause()).await, Outcome::Unchanged);
        let ended = vec![HoldKind::Pause { until: None }];
        assert_eq!(
            desk.does(resume()).await,
            Outcome::Resumed {
                ended,
                left: Vec::new()
            }
        );
        let ledger = desk.ledger().await;
        assert!(ledger.account.holds.is_empty() && ledger.invoices[0].holds.is_empty());
        assert!(
            ledger.tasks.iter().all(|task| task.kind != TaskKind::Review),
            "{:?}",
            ledger.tasks
        );
        assert!(ledger.account.agenda.is_some());
    }
}

#[tokio::test(flavor = "current_thread")]
async fn resuming_does_not_answer_when_an_invoice_is_due() {
    let desk = desk().await;
    let mut change = Change::of(desk.ledger().await.account);
    change.invoices = vec![invoice("INV-1")];
    desk.memory.commit(change).await.unwrap();
    let pause = Operation::Pause {
        invoice: Some(one()),
        until: None,
        note: String::new(),
    };
    desk.does(pause).await;
    let resume = Operation::Resume {
        invoice: Some(one()),
        despite_doubts: false,
    };
    desk.does(resume).await;
    let tasks = desk.ledger().await.tasks;
    assert!(
        tasks.iter().any(|task| task.kind == TaskKind::Review),
        "{tasks:?}"
    );
}

#[tokio::test(flavor = "current_thread")]
async fn resuming_ends_a_dispute_but_keeps_a_promise_on_record() {
    let desk = desk().await;
    let pay_by = days_later(60);
    assert_eq!(
        desk.does(Operation::Promise {
            invoice: one(),
            pay_by
        })
        .await,
        Outcome::Held
    );
    assert_eq!(
        desk.does(Operation::Dispute {
            invoice: one(),
            text: "wrong price".into()
        })
        .await,
        Outcome::Held
    );
    let resume = Operation::Resume {
        invoice: Some(one()),
        despite_doubts: true,
    };
    let left = vec![HoldKind::Promise { pay_by }];
    assert_eq!(
        desk.does(resume).await,
        Outcome::Resumed {
            ended: vec![HoldKind::Dispute],
            left
        }
    );
}

#[tokio::test(flavor = "current_thread")]
async fn what_makes_no_sense_changes_nothing() {
    let desk = desk().await;
    let before = desk.ledger().await;
    let yesterday = day().pred_opt().unwrap();
    let promise = Operation::Promise {
        invoice: one(),
        pay_by: yesterday,
    };
    assert_eq!(desk.does(promise).await, Outcome::DayPassed { today: day() });
    let pause = Operation::Pause {
        invoice: None,
        until: Some(day()),
        note: String::new(),
    };
    assert_eq!(desk.does(pause).await, Outcome::DayPassed { today: day() });
    // A mistyped year: silence would last until then.
    let last = days_later(366);
    for far in [days_later(367), days_later(13_000)] {
        let promise = Operation::Promise {
            invoice: one(),
            pay_by: far,
        };
        let pause = Operation::Pause {
            invoice: None,
            until: Some(far),
            note: String::new(),
        };
        for operation in [promise, pause] {
            assert_eq!(desk.does(operation).await, Outcome::DayTooFar { last });
        }
    }
    let other = Operation::Approve {
        invoice: InvoiceId::whole("INV-9"),
        stage: None,
    };
    assert_eq!(desk.does(other).await, Outcome::NotOpen);
    assert_eq!(desk.ledger().await, before);
}

#[tokio::test(flavor = "current_thread")]
async fn what_is_held_again_on_the_day_of_its_release_is_asked_about_again() {
    let desk = desk().await;
    let dispute = || Operation::Dispute {
        invoice: one(),
        text: String::new(),
    };
    let resume = || Operation::Resume {
        invoice: Some(one()),
        despite_doubts: false,
    };
    for (operation, is_asked) in [(dispute(), true), (resume(), false), (dispute(), true)] {
        desk.does(operation.clone()).await;
        let tasks = desk.ledger().await.tasks;
        let about_it = tasks.iter().filter(|task| task.kind == TaskKind::CheckDispute);
        assert_eq!(about_it.count(), usize::from(is_asked), "{operation:?}");
    }
}
