//! What other systems are told of tasks: one was opened, one was closed.
//!
//! Told from the stored task alone, before and after it was written, so that whoever tells needs to read nothing else.
//! No more of a person than it takes to do the task: no addresses of the customer's, no phone.

use sha2::{Digest, Sha256};

use crate::account::{Account, AccountKey, EmailAddress};
use crate::arrival::folded_name;
use crate::task::Task;
use crate::task::steps::{steps, typed_name};

/// The longest name or subject that is told, in characters.
pub const NAME_AT_MOST: usize = 200;

/// The longest words that are told, in characters; `dunlin tasks` has them whole.
pub const WORDS_AT_MOST: usize = 1_000;

/// Whose task it is, as it stood when the task was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The customer's identity in the creditor's books: a number, or the folded name.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// Who looks after the customer; none: the creditor's own manager.
    pub manager: Option<EmailAddress>,
}

impl From<&Account> for Whose {
    fn from(account: &Account) -> Self {
        Self {
            customer: account.customer.clone(),
            name: account.name.clone(),
            manager: account.account_manager.clone(),
        }
    }
}

impl Whose {
    /// The customer's number in the books; none where the account was made from a name or for a payment.
    fn number(&self) -> Option<&str> {
        let is_number = self.customer != folded_name(&self.name) && !self.customer.contains(char::is_control);
        is_number.then_some(self.customer.as_str())
    }
}

/// A task as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledTask {
    /// The task.
    pub task: Task,
    /// Whose; none if it was filed by a release that did not note it.
    pub whose: Option<Whose>,
}

/// What became of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Happened {
    Opened,
    Closed,
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// What happened.
    pub happened: Happened,
    /// The same for the opening and the closing of a task, and different for one that is opened on another day: 32
    /// hex digits.
    pub task_id: String,
    /// The task, its texts cut to what is told.
    pub task: Task,
    /// The number of the invoice that it is about, if it is about one.
    pub invoice: Option<String>,
    /// The customer's number in the creditor's books.
    pub customer_number: Option<String>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// Who looks after the customer; none: the creditor's own manager.
    pub manager: Option<EmailAddress>,
    /// What to type to settle it or to wait, reckoned from the day of its opening; nothing once it is closed.
    pub commands: Vec<String>,
}

/// What the writing of a stored task has to tell: `before` is what stood there, `after` what stands there now.
///
/// A task that is closed and asked anew in one go is written over. On another day that is another task; on the same
/// day it is the same one, told again if its words have changed.
pub fn announcements(before: Option<&FiledTask>, after: Option<&FiledTask>) -> Vec<Announcement> {
    let told = |happened, filed: &FiledTask| Announcement::of(happened, filed);
    match (before, after) {
        (None, None) => Vec::new(),
        (None, Some(now)) => vec![told(Happened::Opened, now)],
        (Some(old), None) => vec![told(Happened::Closed, old)],
        (Some(old), Some(now)) if task_id(&old.task) != task_id(&now.task) => {
            vec![told(Happened::Closed, old), told(Happened::Opened, now)]
        }
        (Some(old), Some(now)) if old.task.detail != now.task.detail => vec![told(Happened::Opened, now)],
        (Some(_), Some(_)) => Vec::new(),
    }
}

impl Announcement {
    fn of(happened: Happened, filed: &FiledTask) -> Self {
        let FiledTask { task, whose } = filed;
        let whose = whose.as_ref();
        let typed = whose.map(|whose| typed_name(&whose.customer, &whose.name));
        let commands = match happened {
            Happened::Opened => steps(task, task.invoice_number(), typed, task.opened_on),
            Happened::Closed => Vec::new(),
        };
        Self {
            happened,
            task_id: task_id(task),
            invoice: task.invoice_number().map(|number| cut(number, NAME_AT_MOST)),
            customer_number: whose
                .and_then(Whose::number)
                .map(|number| cut(number, NAME_AT_MOST)),
            customer_name: whose.map(|whose| cut(&whose.name, NAME_AT_MOST)),
            manager: whose.and_then(|whose| whose.manager.clone()),
            commands,
            task: Task {
                kind: task.kind,
                account: task.account.clone(),
                subject: cut(&task.subject, NAME_AT_MOST),
                opened_on: task.opened_on,
                detail: cut(&task.detail, WORDS_AT_MOST),
            },
        }
    }
}

/// A name for a task that is the same wherever and whenever it is told.
fn task_id(task: &Task) -> String {
    let account: &AccountKey = &task.account;
    // The day comes last but for the subject, the only part that may hold the sign between them.
    let name = format!(
        "{}#{}#{}#{}",
        account.as_str(),
        task.kind.name(),
        task.opened_on,
        task.subject
    );
    let hash = Sha256::digest(name);
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn cut(text: &str, at_most: usize) -> String {
    text.chars().take(at_most).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::task::TaskKind;

    fn filed(kind: TaskKind, subject: &str, opened_on: &str, detail: &str) -> FiledTask {
        FiledTask {
            task: Task {
                kind,
                account: AccountKey::derive("lagopus", "D-1"),
                subject: subject.to_owned(),
                opened_on: opened_on.parse::<NaiveDate>().unwrap(),
                detail: detail.to_owned(),
            },
            whose: Some(Whose {
                customer: "D-1".to_owned(),
                name: "Dunnock Press".to_owned(),
                manager: EmailAddress::parse("mara@lagopus.example.com").ok(),
            }),
        }
    }

    fn call(opened_on: &str, detail: &str) -> FiledTask {
        filed(TaskKind::Call, "I-1", opened_on, detail)
    }

    #[test]
    fn what_is_written_over_is_told_as_what_it_means() {
        use Happened::{Closed, Opened};
        let (first, reworded) = (call("2026-11-25", "call"), call("2026-11-25", "call again"));
        let later = call("2026-12-09", "call");
        let mut of_before = first.clone();
        of_before.whose = None;
        for (case, before, after, told) in [
            ("opened", None, Some(&first), vec![(Opened, &first)]),
            ("closed", Some(&first), None, vec![(Closed, &first)]),
            ("written again as it was", Some(&first), Some(&first), vec![]),
            ("whose was added", Some(&of_before), Some(&first), vec![]),
            (
                "asked anew on the same day",
                Some(&first),
                Some(&reworded),
                vec![(Opened, &reworded)],
            ),
            (
                "asked anew later",
                Some(&first),
                Some(&later),
                vec![(Closed, &first), (Opened, &later)],
            ),
            ("nothing", None, None, vec![]),
        ] {
            let expected: Vec<_> = told
                .into_iter()
                .map(|(happened, of)| Announcement::of(happened, of))
                .collect();
            assert_eq!(announcements(before, after), expected, "{case}");
        }
    }

    #[test]
    fn an_opening_and_its_closing_have_one_name_and_another_task_has_another() {
        let task = call("2026-11-25", "call");
        let opened = Announcement::of(Happened::Opened, &task);
        let closed = Announcement::of(Happened::Closed, &task);
        assert_eq!(opened.task_id, closed.task_id);
        assert_eq!(opened.task_id.len(), 32);
        for other in [
            call("2026-12-09", "call"),
            filed(TaskKind::FollowUp, "I-1", "2026-11-25", "call"),
            filed(TaskKind::Call, "I-2", "2026-11-25", "call"),
            filed(TaskKind::Call, "", "2026-11-25", "call"),
        ] {
            assert_ne!(task_id(&other.task), opened.task_id, "{other:?}");
        }
    }

    #[test]
    fn a_task_says_what_it_is_about_and_what_to_type() {
        use TaskKind::*;
        for (kind, subject, invoice, commands) in [
            (
                FollowUp,
                "I-1",
                Some("I-1"),
                vec![
                    "dunlin promise I-1 2026-12-02",
                    "dunlin pause I-1 --until 2026-12-02",
                ],
            ),
            (
                Approve,
                "I-1 (2)",
                Some("I-1 (2)"),
                vec![
                    "dunlin approve 'I-1 (2)'",
                    "dunlin promise 'I-1 (2)' 2026-12-02",
                    "dunlin pause 'I-1 (2)' --until 2026-12-02",
                ],
            ),
            (
                Complaint,
                "",
                None,
                vec!["dunlin resume --customer D-1 --despite-doubts"],
            ),
            (
                MatchPayment,
                "payment of 2026-11-24",
                None,
                vec![
                    "dunlin import payments.csv",
                    "dunlin resume --customer D-1 --despite-doubts",
                ],
            ),
            (
                SettleLetter,
                "letter of 2026-11-24",
                None,
                vec!["dunlin pause --customer D-1 --until 2026-12-02"],
            ),
            (
                RepairTemplate,
                "late in de",
                None,
                vec!["dunlin letters apply templates"],
            ),
        ] {
            let task = filed(kind, subject, "2026-11-25", "words");
            let told = Announcement::of(Happened::Opened, &task);
            assert_eq!(told.invoice.as_deref(), invoice, "{kind}");
            assert_eq!(told.commands, commands, "{kind}");
            assert_eq!(
                Announcement::of(Happened::Closed, &task).commands,
                Vec::<String>::new()
            );
        }
    }

    #[test]
    fn only_a_number_is_told_as_the_customers_number() {
        for (customer, name, number) in [
            ("D-1", "Dunnock Press", Some("D-1")),
            ("dunnock press", "Dunnock Press", None),
            ("\u{1}payment 17", "Dunnock Press", None),
        ] {
            let mut task = call("2026-11-25", "call");
            task.whose = Some(Whose {
                customer: customer.to_owned(),
                name: name.to_owned(),
                manager: None,
            });
            let told = Announcement::of(Happened::Opened, &task);
            assert_eq!(told.customer_number.as_deref(), number);
            assert_eq!(told.customer_name.as_deref(), Some(name));
        }
    }

    #[test]
    fn what_nobody_bounded_is_cut() {
        let mut task = filed(
            TaskKind::Review,
            &"9".repeat(5_000),
            "2026-11-25",
            &"ä".repeat(50_000),
        );
        task.whose = task.whose.map(|whose| Whose {
            customer: "C".repeat(5_000),
            name: "ß".repeat(5_000),
            ..whose
        });
        let told = Announcement::of(Happened::Opened, &task);
        assert_eq!(told.task.detail.chars().count(), WORDS_AT_MOST);
        for text in [
            &told.task.subject,
            told.invoice.as_ref().unwrap(),
            told.customer_name.as_ref().unwrap(),
        ] {
            assert_eq!(text.chars().count(), NAME_AT_MOST);
        }
        assert_eq!(told.customer_number.unwrap().len(), NAME_AT_MOST);
        assert_eq!(
            told.commands,
            Vec::<String>::new(),
            "no keyboard has such a number"
        );
    }
}
