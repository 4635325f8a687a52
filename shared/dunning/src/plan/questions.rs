//! What a person is asked: task stages of the ladder, holds that ended unkept or need a decision, approvals,
//! customers without an address.

mod standing;

pub(crate) use standing::first_mark;

use chrono::NaiveDate;

use super::case;
use crate::decide::{
    Case, Decision, History, Stopped, Waiting, approval_mark, counted_due, days_after, days_before, decide,
    reached_on,
};
use crate::hold::{Hold, HoldKind, HoldState};
use crate::invoice::{Invoice, InvoiceId, Raised};
use crate::ledger::Ledger;
use crate::letter::{Letter, LetterState};
use crate::policy::{Action, Stage};
use crate::ports::InForce;
use crate::task::{Task, TaskKind};
use standing::{last_question_day, standing_mark, standing_question, with_note};

/// Days before a stage's day on which its approval is asked for, so that the answer is there in time.
const ASK_APPROVAL_DAYS_BEFORE: u64 = 7;

/// Days after which a letter without any news of the mail service becomes a person's question.
const SETTLE_AFTER_DAYS: u64 = 2;

/// A task to open, and the mark that it was opened: asked once, whatever becomes of the task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub task: Task,
    /// The invoice that carries the mark; none: the account does.
    pub invoice: Option<InvoiceId>,
    /// The mark.
    pub raised: Raised,
}

/// The questions of a day, and the next day on which there is one.
pub(super) fn questions(
    ledger: &Ledger,
    in_force: &InForce,
    today: NaiveDate,
) -> (Vec<Question>, Option<NaiveDate>) {
    let mut asked = Asked {
        ledger,
        today,
        questions: Vec::new(),
        next: None,
    };
    let mut owes = false;
    let mut is_letter_ahead = false;
    for invoice in &ledger.invoices {
        let case = case(ledger, in_force, invoice);
        let decision = decide(&case, today);
        if is_settled(&decision) {
            continue;
        }
        if !owes {
            // Of a customer who owes nothing, nobody wants to know whether a promise was kept.
            for hold in &ledger.account.holds {
                asked.about_hold(hold, None, in_force);
            }
        }
        owes = true;
        is_letter_ahead |= !matches!(decision, Decision::Stop(_));
        for hold in &invoice.holds {
            asked.about_hold(hold, Some(invoice), in_force);
        }
        asked.about_decision(&case, &decision);
        asked.about_stages(&case);
    }
    // After a complaint, or a wrong person's word, a person speaks to the customer anyway: one question, not two.
    let asked_anyway = ledger
        .account
        .holds
        .iter()
        .any(|hold| matches!(hold.kind, HoldKind::Complaint | HoldKind::WrongPerson));
    if is_letter_ahead && !asked_anyway && ledger.account.addressee().is_none() {
        asked.about_address();
    }
    for letter in &ledger.letters {
        asked.about_letter(letter);
    }
    (asked.questions, asked.next)
}

/// Whether nobody needs to do anything about the invoice. After the last letter there may be a task yet.
fn is_settled(decision: &Decision) -> bool {
    use Stopped::{BelowNotice, NeverReminded, Paid};
    matches!(decision, Decision::Stop(Paid | BelowNotice | NeverReminded(_)))
}

struct Asked<'a> {
    ledger: &'a Ledger,
    today: NaiveDate,
    questions: Vec<Question>,
    next: Option<NaiveDate>,
}

impl Asked<'_> {
    /// Asks on `day` and after; before it, remembers to come back then.
    fn ask(
        &mut self,
        day: NaiveDate,
        what: String,
        kind: TaskKind,
        invoice: Option<&Invoice>,
        detail: String,
    ) {
        let subject = invoice.map(|invoice| invoice.id.to_string()).unwrap_or_default();
        self.ask_about(subject, day, what, kind, invoice, detail);
    }

    fn ask_about(
        &mut self,
        subject: String,
        day: NaiveDate,
        what: String,
        kind: TaskKind,
        invoice: Option<&Invoice>,
        detail: String,
    ) {
        if day > self.today {
            self.come_back(day);
            return;
        }
        let raised = invoice.map_or(&self.ledger.account.raised, |invoice| &invoice.raised);
        if raised.iter().any(|raised| raised.what == what) {
            return;
        }
        let account = &self.ledger.account.key;
        let task = Task {
            kind,
            account: account.clone(),
            subject,
            opened_on: self.today,
            detail,
        };
        let raised = Raised { what, on: self.today };
        self.questions.push(Question {
            task,
            invoice: invoice.map(|invoice| invoice.id.clone()),
            raised,
        });
    }

    fn come_back(&mut self, day: NaiveDate) {
        self.next = Some(self.next.map_or(day, |next| next.min(day)));
    }

    fn about_hold(&mut self, hold: &Hold, invoice: Option<&Invoice>, in_force: &InForce) {
        let region = crate::residence::Residence::of(&self.ledger.account, &in_force.creditor).region;
        match (hold.kind, hold.on(self.today, &in_force.policy.calendar, region)) {
            // Who promised to pay before the due date, and did not, is not late yet.
            (HoldKind::Promise { .. }, HoldState::Unkept)
                if let Some(due_on) = invoice.and_then(|invoice| invoice.due_on)
                    && self.today <= due_on =>
            {
                self.come_back(days_after(due_on, 1));
            }
            (HoldKind::Promise { pay_by }, HoldState::Unkept) => {
                let detail = format!("The customer promised to pay by {pay_by} and has not.");
                self.ask(
                    self.today,
                    format!("broken_promise {pay_by}"),
                    TaskKind::BrokenPromise,
                    invoice,
                    detail,
                );
            }
            (_, HoldState::Unkept) => {
                let detail = match hold.note.as_str() {
                    "" => format!(
                        "The customer said on {} that it is paid; no payment was seen.",
                        hold.since
                    ),
                    note => format!(
                        "The customer said on {} that it is paid ({note}); no payment was seen.",
                        hold.since
                    ),
                };
                let what = format!("check_claimed_payment {}", hold.since);
                self.ask(self.today, what, TaskKind::CheckClaimedPayment, invoice, detail);
            }
            (kind, HoldState::Holding { ask_again }) => {
                self.come_back(ask_again);
                if let Some((task, detail)) = standing_question(kind)
                    && let Some(asked_on) = last_question_day(hold, self.today)
                {
                    let what = standing_mark(task, asked_on);
                    self.ask(self.today, what, task, invoice, with_note(hold, detail));
                }
            }
            (_, HoldState::Over) => {}
        }
    }

    fn about_decision(&mut self, case: &Case<'_>, decision: &Decision) {
        let (what, kind, detail) = match decision {
            Decision::Wait {
                why: Waiting::NoDueDate,
                ..
            } => (
                "review no_due_date",
                TaskKind::Review,
                "The invoice names no due date and no terms are agreed: say when it is due.",
            ),
            Decision::Wait {
                why: Waiting::NoSuchPolicy,
                ..
            } => (
                "review no_such_policy",
                TaskKind::Review,
                "It is under a policy that the policy file does not have: add the policy, or name another.",
            ),
            Decision::Stop(Stopped::ApprovalLapsed) => (
                "hand_over approval_lapsed",
                TaskKind::HandOver,
                "Nobody approved the next letter in time: approve it now, or decide what next.",
            ),
            Decision::Stop(Stopped::TooOld) => (
                "hand_over too_old",
                TaskKind::HandOver,
                "The invoice has been open for nine years and is not reminded any more: decide what becomes of it.",
            ),
            _ => return,
        };
        self.ask(self.today, what.into(), kind, Some(case.invoice), detail.into());
    }

    /// Task stages, and approvals of letter stages, whose day has come.
    fn about_stages(&mut self, case: &Case<'_>) {
        let Some(due_on) = case.invoice.due_on else { return };
        let history = History::of(case);
        let silent = matches!(
            decide(case, self.today),
            Decision::Wait {
                why: Waiting::Held(_),
                ..
            }
        );
        for stage in &case.policy().ladder {
            match stage.action {
                Action::Task(kind) => {
                    let Some(day) = reached_on(case, &history, stage, due_on) else {
                        continue;
                    };
                    if !silent && !is_pointless(case, &history, kind, due_on) {
                        let detail = task_detail(kind, case.invoice);
                        self.ask(day, stage.name.to_string(), kind, Some(case.invoice), detail);
                    }
                }
                Action::Letter(_) if stage.needs_approval => {
                    if let Some(day) = approval_day(case, &history, stage, due_on)
                        && !silent
                    {
                        let detail = format!("Approve {} for this invoice, or hold it.", stage.name);
                        let what = approval_mark(stage);
                        self.ask(day, what, TaskKind::Approve, Some(case.invoice), detail);
                    }
                }
                Action::Letter(_) => {}
            }
        }
    }

    /// A letter of which nobody knows whether it left, a day later. A claim is looked at tomorrow, whatever else is
    /// ahead: if its sender vanished, or had no answer, the next sweep is the first to know.
    fn about_letter(&mut self, letter: &Letter) {
        if letter.state == LetterState::Claimed {
            self.come_back(days_after(letter.id.day.max(self.today), 1));
        }
        if letter.state == LetterState::Unknown {
            let ask_on = days_after(letter.id.day, SETTLE_AFTER_DAYS);
            let detail = format!(
                "Nobody knows whether the letter to {} left. It was handed to the mail service on {} UTC with the tag \
                 letter={}: look for it in the service's events, or ask the customer; then say what you found.",
                letter.to,
                letter.claimed_at.format("%Y-%m-%d at %H:%M"),
                letter.id,
            );
            self.ask_about(
                Task::subject_of(&letter.id),
                ask_on,
                format!("settle_letter {}", letter.id),
                TaskKind::SettleLetter,
                None,
                detail,
            );
        }
    }

    /// Asked while no such task is open: an address that was found and bounced must be found again.
    fn about_address(&mut self) {
        let is_open = self
            .ledger
            .tasks
            .iter()
            .any(|task| task.kind == TaskKind::FindAddress && task.subject.is_empty());
        if !is_open {
            let what = format!("find_address {}", self.today);
            if self
                .ledger
                .account
                .raised
                .iter()
                .any(|raised| raised.what == what)
            {
                // Asked and answered today, and the answer was no good either.
                self.come_back(days_after(self.today, 1));
                return;
            }
            let detail = "There is no address left that may be written to.".to_owned();
            self.ask(self.today, what, TaskKind::FindAddress, None, detail);
        }
    }
}

/// A follow-up makes no sense for an invoice that was late when it arrived, after a letter said the same, or once
/// the customer has spoken.
fn is_pointless(case: &Case<'_>, history: &History<'_>, kind: TaskKind, due_on: NaiveDate) -> bool {
    kind == TaskKind::FollowUp
        && (case.invoice.arrived_on > counted_due(case, due_on)
            || history.firmest_overdue().is_some()
            || case
                .invoice
                .holds
                .iter()
                .any(|hold| is_the_customers_word(hold.kind)))
}

fn is_the_customers_word(kind: HoldKind) -> bool {
    matches!(
        kind,
        HoldKind::Promise { .. }
            | HoldKind::ClaimsPaid
            | HoldKind::Dispute
            | HoldKind::AwaitingReply
            | HoldKind::WrongPerson
    )
}

/// The day on which to ask for a stage's approval; none if it was given, or while the stage before was not sent.
fn approval_day(
    case: &Case<'_>,
    history: &History<'_>,
    stage: &Stage,
    due_on: NaiveDate,
) -> Option<NaiveDate> {
    if case.invoice.approvals.contains(&stage.name) || history.reached_on(&stage.name).is_some() {
        return None;
    }
    let place = case
        .policy()
        .ladder
        .iter()
        .position(|other| other.name == stage.name)?;
    let before = case.policy().ladder.get(..place)?.iter().rev();
    let letter_before = before
        .into_iter()
        .find(|other| matches!(other.action, Action::Letter(tone) if tone.is_overdue()));
    if letter_before.is_some_and(|letter| history.reached_on(&letter.name).is_none()) {
        return None;
    }
    reached_on(case, history, stage, due_on).map(|day| days_before(day, ASK_APPROVAL_DAYS_BEFORE))
}

fn task_detail(kind: TaskKind, invoice: &Invoice) -> String {
    let due_on = invoice
        .due_on
        .map(|due_on| due_on.to_string())
        .unwrap_or_default();
    match kind {
        TaskKind::FollowUp => format!(
            "{} was due on {due_on}: see whether anything is in the way.",
            invoice.open()
        ),
        TaskKind::Call => format!(
            "{} is open since {due_on}: try by phone before the last letter.",
            invoice.open()
        ),
        TaskKind::HandOver => format!(
            "{} is open since {due_on} and every letter was sent: decide what next.",
            invoice.open()
        ),
        _ => format!("{} is open since {due_on}.", invoice.open()),
    }
}
