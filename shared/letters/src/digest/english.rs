//! The digest in English.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use super::phrases::Phrases;
use crate::locale::Counted;

pub(super) static PHRASES: Phrases = Phrases {
    language: Language::English,
    tasks: Counted {
        one: "{n} new task",
        few: None,
        other: "{n} new tasks",
    },
    waiting_tasks: Counted {
        one: "{n} open task",
        few: None,
        other: "{n} open tasks",
    },
    no_tasks: "news of your customers",
    intro: "This is what has happened since the last digest, and what is waiting for you.",
    new_tasks: "New tasks",
    waiting: "Still open, the oldest first",
    answers: "What customers answered",
    closed: "Paid and closed",
    letters: "Friendly letters before the due date",
    more: Counted {
        one: "and {n} more",
        few: None,
        other: "and {n} more",
    },
    more_invoices: Counted {
        one: "and {n} more invoice",
        few: None,
        other: "and {n} more invoices",
    },
    task,
    ask,
    hold,
    type_this: "To settle it or to wait:",
    since: "Open since {day}.",
    due: "due {day}",
    no_due_date: "no due date",
    promised_for: "Promised for {day}.",
    quotes: ["“", "”"],
    phone: "Phone",
    said_paid: "says it is paid",
    will_pay: "will pay by {day}",
    said_wrong: "says something is wrong",
    wrong_person: "says the letter reached the wrong person",
    paid: "paid",
    credited: "settled by a credit note",
    ended: "Ended with it",
    letter_of: "Letter of {day}.",
    came_back: "It came back undelivered.",
    week: "In figures, from {from} to {to}",
    week_paid: Counted {
        one: "{n} invoice paid",
        few: None,
        other: "{n} invoices paid",
    },
    week_credited: Counted {
        one: "{n} invoice settled by a credit note",
        few: None,
        other: "{n} invoices settled by credit notes",
    },
    week_answers: Counted {
        one: "{n} answer from customers",
        few: None,
        other: "{n} answers from customers",
    },
    whole_report: "The whole picture, with charts: dunlin report",
    footer: "You get this because you look after these customers. dunlin tasks lists all that is open; \
             digest = false in policy.toml ends these mails.",
};

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Follow up",
        TaskKind::Call => "Call",
        TaskKind::HandOver => "Decide what next",
        TaskKind::Approve => "Approve a letter",
        TaskKind::FindAddress => "Find an address",
        TaskKind::CheckDispute => "Check a dispute",
        TaskKind::BrokenPromise => "Broken promise",
        TaskKind::CheckClaimedPayment => "Check a payment",
        TaskKind::MatchPayment => "Match a payment",
        TaskKind::AllocateCredit => "Allocate credit",
        TaskKind::CheckWithholding => "Check withheld tax",
        TaskKind::Complaint => "Complaint",
        TaskKind::Review => "Review",
        TaskKind::SettleLetter => "Settle a letter",
        TaskKind::RepairTemplate => "Repair a template",
    }
}

fn ask(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Was due and is not paid: see whether anything is in the way.",
        TaskKind::Call => "Try by phone before the last letter.",
        TaskKind::HandOver => "The letters have come to their end: decide what next.",
        TaskKind::Approve => "The next letter waits for your yes.",
        TaskKind::FindAddress => "There is no address that may be written to: put one into the directory.",
        TaskKind::CheckDispute => "The customer disputes it: settle it, or go on waiting.",
        TaskKind::BrokenPromise => "The customer promised to pay and has not.",
        TaskKind::CheckClaimedPayment => "The customer says it is paid, and no payment was seen.",
        TaskKind::MatchPayment => "A payment came in that may be for it: say whether it is.",
        TaskKind::AllocateCredit => "There is credit that names no invoice: say what it is for.",
        TaskKind::CheckWithholding => "Tax may have been kept back: ask for the certificate, or resume.",
        TaskKind::Complaint => "The customer complained about a letter: speak to them before writing again.",
        TaskKind::Review => "Look at it and say whether to remind.",
        TaskKind::SettleLetter => "Nobody knows whether a letter left: look for it at the mail service.",
        TaskKind::RepairTemplate => {
            "The built-in letter went out instead of your own template: repair it, and apply it again."
        }
    }
}

fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Promise { .. } => "promise to pay",
        HoldKind::ClaimsPaid => "“I have paid”",
        HoldKind::Dispute => "dispute",
        HoldKind::AwaitingReply => "waiting for a reply",
        HoldKind::WrongPerson => "wrong person",
        HoldKind::Pause { .. } => "pause",
        HoldKind::PossiblePayment => "possible payment",
        HoldKind::Withholding => "withheld tax",
        HoldKind::UnallocatedCredit => "unallocated credit",
        HoldKind::Complaint => "complaint",
        HoldKind::Review => "review",
    }
}
