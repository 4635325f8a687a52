//! What a language must say for a digest. A field that a language forgets does not compile.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use crate::locale::Counted;

/// Everything that a digest says by itself. `{n}` stands for a count, `{day}`, `{from}` and `{to}` for days.
pub(super) struct Phrases {
    /// Which language.
    pub(super) language: Language,
    /// In the subject: tasks that are new.
    pub(super) tasks: Counted,
    /// In the subject, where no task is new: those that wait.
    pub(super) waiting_tasks: Counted,
    /// In the subject, where no task waits.
    pub(super) no_tasks: &'static str,
    /// The first sentence.
    pub(super) intro: &'static str,
    /// Above the new tasks.
    pub(super) new_tasks: &'static str,
    /// Above the oldest of the others.
    pub(super) waiting: &'static str,
    /// Above the customers' answers.
    pub(super) answers: &'static str,
    /// Above what was paid.
    pub(super) closed: &'static str,
    /// Above the letters about what is not late.
    pub(super) letters: &'static str,
    /// Below a list that goes on.
    pub(super) more: Counted,
    /// Below the invoices of a task that is about more of them.
    pub(super) more_invoices: Counted,
    /// A task's name.
    pub(super) task: fn(TaskKind) -> &'static str,
    /// What a task asks, in a sentence.
    pub(super) ask: fn(TaskKind) -> &'static str,
    /// A hold's name.
    pub(super) hold: fn(HoldKind) -> &'static str,
    /// Above the commands of a task.
    pub(super) type_this: &'static str,
    /// When a task was opened.
    pub(super) since: &'static str,
    /// An invoice's due date.
    pub(super) due: &'static str,
    /// In place of a due date.
    pub(super) no_due_date: &'static str,
    /// The day of a promise that was not kept.
    pub(super) promised_for: &'static str,
    /// The marks around somebody else's words.
    pub(super) quotes: [&'static str; 2],
    /// Before a phone number.
    pub(super) phone: &'static str,
    /// "I have paid".
    pub(super) said_paid: &'static str,
    /// "I will pay on …".
    pub(super) will_pay: &'static str,
    /// "Something is wrong".
    pub(super) said_wrong: &'static str,
    /// "Wrong person".
    pub(super) wrong_person: &'static str,
    /// How an invoice was closed: by money.
    pub(super) paid: &'static str,
    /// How an invoice was closed: by a credit note.
    pub(super) credited: &'static str,
    /// Before the holds and tasks that ended with an invoice.
    pub(super) ended: &'static str,
    /// The day of a letter.
    pub(super) letter_of: &'static str,
    /// The letter bounced.
    pub(super) came_back: &'static str,
    /// Above the weekly report: its days stand for `{from}` and `{to}`.
    pub(super) week: &'static str,
    /// Invoices that were paid.
    pub(super) week_paid: Counted,
    /// Invoices that credit notes settled.
    pub(super) week_credited: Counted,
    /// Customers' answers.
    pub(super) week_answers: Counted,
    /// Where the whole report is.
    pub(super) whole_report: &'static str,
    /// The last line.
    pub(super) footer: &'static str,
}
