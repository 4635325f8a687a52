//! What the fictional creditor's account manager reads.

use std::collections::BTreeMap;

use dunning::account::Language;
use dunning::answer::Said;
use dunning::digest::{
    AnswerRow, Answered, ClosedRow, Digest, LetterRow, Section, Settled, Span, TaskInvoice, TaskRow, Week,
};
use dunning::hold::HoldKind;
use dunning::invoice::InvoiceId;
use dunning::ledger::Closing;
use dunning::task::TaskKind;

use super::{amount, creditor, customer_of, day};

/// Everything that a digest can have, in a language.
pub fn sample_digest(language: Language) -> Digest {
    let (_, company) = customer_of(language);
    digest_about(company, language)
}

/// Everything that a digest can have, each time about the same customer.
pub(crate) fn digest_about(customer: &str, language: Language) -> Digest {
    let section = |rows, more| Section { rows, more };
    let mut own = creditor();
    own.language = language;
    let call = TaskRow {
        phone: Some("+44 20 7946 0456".into()),
        more_invoices: 2,
        ..task(TaskKind::Call, customer, "LGP-2026-0117")
    };
    let broken = TaskRow {
        promised_for: Some(day(2026, 11, 20)),
        ..task(TaskKind::BrokenPromise, customer, "LGP-2026-0118")
    };
    let review = TaskRow {
        invoices: vec![TaskInvoice {
            number: "LGP-2026-0119".into(),
            open: amount("80", "GBP"),
            due_on: None,
        }],
        note: Some("Which of the two?".into()),
        ..task(TaskKind::Review, customer, "LGP-2026-0119")
    };
    Digest {
        to: own.account_manager.clone(),
        day: day(2026, 11, 25),
        creditor: own,
        new_tasks: section(vec![call, broken], 1),
        waiting: section(vec![review], 0),
        answers: Section {
            rows: vec![
                AnswerRow {
                    customer: customer.into(),
                    answer: Said::WillPay { on: day(2026, 12, 4) },
                    invoices: vec![InvoiceId::whole("LGP-2026-0120")],
                    words: String::new(),
                },
                AnswerRow {
                    customer: customer.into(),
                    answer: Said::Dispute,
                    invoices: vec![
                        InvoiceId::whole("LGP-2026-0121"),
                        InvoiceId::whole("LGP-2026-0122"),
                    ],
                    words: "half of it\nnever came".into(),
                },
            ],
            more: 0,
        },
        closed: Section {
            rows: vec![ClosedRow {
                customer: customer.into(),
                invoice: InvoiceId::whole("LGP-2026-0099"),
                closing: Closing::Paid,
                billed: amount("310", "EUR"),
                holds: vec![HoldKind::ClaimsPaid],
                tasks: vec![TaskKind::FollowUp],
            }],
            more: 7,
        },
        letters: Section {
            rows: vec![LetterRow {
                customer: customer.into(),
                day: day(2026, 11, 25),
                invoices: vec![(
                    InvoiceId::whole("LGP-2026-0133"),
                    day(2026, 12, 2),
                    amount("99", "EUR"),
                )],
                came_back: true,
            }],
            more: 0,
        },
        week: Some(week()),
    }
}

fn week() -> Week {
    Week {
        span: Span {
            from: day(2026, 11, 18),
            until: day(2026, 11, 25),
        },
        paid: Settled {
            count: 21,
            billed: vec![amount("18234.50", "EUR"), amount("960", "GBP")],
        },
        credited: Settled {
            count: 1,
            billed: vec![amount("45", "EUR")],
        },
        answered: Answered {
            paid: 3,
            will_pay: 2,
            dispute: 1,
            wrong_person: 0,
        },
        opened: BTreeMap::from([(TaskKind::Call, 3), (TaskKind::FindAddress, 1)]),
        open: 4,
    }
}

fn task(kind: TaskKind, customer: &str, number: &str) -> TaskRow {
    TaskRow {
        kind,
        customer: customer.into(),
        opened_on: day(2026, 11, 25),
        invoices: vec![TaskInvoice {
            number: number.into(),
            open: amount("1234.50", "EUR"),
            due_on: Some(day(2026, 11, 24)),
        }],
        more_invoices: 0,
        promised_for: None,
        phone: None,
        note: None,
        commands: vec![format!("dunlin promise {number} 2026-12-02")],
    }
}
