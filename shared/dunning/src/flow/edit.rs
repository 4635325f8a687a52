//! A ledger being changed: the new state and the writes that lead to it, kept in step.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use crate::decide::Decision;
use crate::decided::{self, Decided, KeptDecisions, LastDecided, Reach};
use crate::flow::ingest::payment_of;
use crate::flow::matching::invoice_names;
use crate::hold::{self, Hold, HoldKind};
use crate::invoice::{self, Invoice, InvoiceId};
use crate::ledger::{Change, Closed, Closing, Found, Ledger, Lookup, Name, TimelineEntry};
use crate::letter::Letter;
use crate::news::{News, NewsItem};
use crate::plan::{Question, first_mark, plan};
use crate::ports::{InForce, WRITES_AT_MOST};
use crate::retention;
use crate::task::Task;

/// Writes that a question takes at most: its task, its mark on an invoice, its line of the story.
const WRITES_A_QUESTION: usize = 3;

/// Writes that questions leave of the hundred that a transaction allows: for a letter with its lines of the story, the
/// decisions of up to three days, and the news.
const WRITES_AFTER_QUESTIONS: usize = 33;

/// Characters of a line of the story that tells several together.
const TOLD_TOGETHER_AT_MOST_CHARS: usize = 20_000;

/// A ledger and what was changed in it so far.
pub(super) struct Edit {
    ledger: Ledger,
    change: Change,
    news: Vec<NewsItem>,
    at: DateTime<Utc>,
    head_touched: bool,
    /// The ledger as it was read.
    before: Ledger,
    /// The decisions that this edit keeps, as the next ones are compared with.
    kept: Option<KeptDecisions>,
}

impl Edit {
    pub(super) fn of(ledger: Ledger, at: DateTime<Utc>) -> Self {
        let change = Change::of(ledger.account.clone());
        Self {
            before: ledger.clone(),
            ledger,
            change,
            news: Vec::new(),
            at,
            head_touched: false,
            kept: None,
        }
    }

    /// The ledger as it will be.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The head, to be changed.
    pub(super) fn account(&mut self) -> &mut crate::account::Account {
        self.head_touched = true;
        &mut self.ledger.account
    }

    /// An open invoice, to be changed.
    pub(super) fn invoice(&mut self, id: &InvoiceId, change: impl FnOnce(&mut Invoice)) {
        if let Some(invoice) = self.ledger.invoices.iter_mut().find(|invoice| &invoice.id == id) {
            change(invoice);
            let changed = invoice.clone();
            self.written(changed);
        }
    }

    /// Puts an invoice among the open ones.
    pub(super) fn put_invoice(&mut self, invoice: Invoice) {
        match self
            .ledger
            .invoices
            .iter_mut()
            .find(|other| other.id == invoice.id)
        {
            Some(old) => *old = invoice.clone(),
            None => self.ledger.invoices.push(invoice.clone()),
        }
        self.written(invoice);
    }

    fn written(&mut self, invoice: Invoice) {
        self.change.invoices.retain(|other| other.id != invoice.id);
        self.change.invoices.push(invoice);
    }

    /// Opens a closed invoice again.
    pub(super) fn reopen(&mut self, invoice: Invoice) {
        self.ledger.invoices.push(invoice.clone());
        self.change.reopened.push(invoice);
    }

    /// Closes an invoice, and with it its tasks.
    pub(super) fn close(&mut self, invoice: Invoice, closing: Closing) {
        let subject = invoice.id.to_string();
        let was_open = self.ledger.invoices.iter().any(|other| other.id == invoice.id);
        self.ledger.invoices.retain(|other| other.id != invoice.id);
        self.change.invoices.retain(|other| other.id != invoice.id);
        self.change.reopened.retain(|other| other.id != invoice.id);
        let (closed, open) = self
            .ledger
            .tasks
            .drain(..)
            .partition(|task| task.subject == subject);
        self.ledger.tasks = open;
        self.change.opened_tasks.retain(|task| task.subject != subject);
        if was_open {
            let news = NewsItem::closed(&invoice, closing, &closed, self.at.date_naive());
            self.news.extend(news);
        }
        self.note_closed(closed);
        self.tell(
            Some(&invoice.id),
            "invoice_closed",
            closing.name().replace('_', " "),
        );
        self.change.closed.push(Closed::new(invoice, closing, self.at));
    }

    pub(super) fn put_letter(&mut self, letter: Letter) {
        match self.ledger.letters.iter_mut().find(|other| other.id == letter.id) {
            Some(old) => *old = letter.clone(),
            None => self.ledger.letters.push(letter.clone()),
        }
        self.change.letters.retain(|other| other.id != letter.id);
        self.change.letters.push(letter);
    }

    pub(super) fn open_task(&mut self, task: Task) {
        if !self
            .ledger
            .tasks
            .iter()
            .any(|open| open.identity() == task.identity())
        {
            self.tell(
                None,
                "task_opened",
                format!("{} {}: {}", task.kind, task.subject, task.detail),
            );
            self.ledger.tasks.push(task.clone());
            self.news.push(NewsItem::opened(&task));
            self.change.opened_tasks.push(task);
        }
    }

    /// Closes the tasks that `done` picks.
    pub(super) fn close_tasks(&mut self, done: impl Fn(&Task) -> bool) {
        let (closed, open): (Vec<_>, Vec<_>) = self.ledger.tasks.drain(..).partition(done);
        self.ledger.tasks = open;
        for task in &closed {
            self.tell(None, "task_closed", format!("{} {}", task.kind, task.subject));
        }
        self.note_closed(closed);
    }

    fn note_closed(&mut self, closed: Vec<Task>) {
        // What was opened just now is closed again, not opened after its closing.
        let is_closed = |opened: &Task| closed.iter().any(|task| task.identity() == opened.identity());
        self.change.opened_tasks.retain(|opened| !is_closed(opened));
        self.change.closed_tasks.extend(closed);
    }

    /// Holds an invoice; holding it again in the same way changes nothing. A hold that ended and begins again on the
    /// same day asks its question again: the first was answered, or closed with what it was about.
    pub(super) fn hold_invoice(&mut self, id: &InvoiceId, hold: Hold) {
        let hold = hold.bounded();
        let held =
            |invoice: &&Invoice| &invoice.id == id && invoice.holds.iter().any(|other| is_same(other, &hold));
        if !self.ledger.invoices.iter().any(|invoice| held(&invoice)) {
            self.tell(Some(id), "held", describe(&hold));
            let mark = first_mark(&hold);
            self.invoice(id, |invoice| {
                invoice
                    .raised
                    .retain(|raised| Some(&raised.what) != mark.as_ref());
                hold::add(&mut invoice.holds, hold);
            });
        }
    }

    /// Holds the whole customer, in the same way.
    pub(super) fn hold_account(&mut self, hold: Hold) {
        let hold = hold.bounded();
        if !self
            .ledger
            .account
            .holds
            .iter()
            .any(|other| is_same(other, &hold))
        {
            self.tell(None, "held", describe(&hold));
            let mark = first_mark(&hold);
            let account = self.account();
            account
                .raised
                .retain(|raised| Some(&raised.what) != mark.as_ref());
            hold::add(&mut account.holds, hold);
        }
    }

    pub(super) fn look_up(&mut self, lookup: Lookup, invoice: Option<&str>) {
        let found = Found {
            account: self.ledger.account.key.clone(),
            invoice: invoice.map(str::to_owned),
        };
        self.change.names.push(Name {
            lookup,
            found,
            kept_until: None,
        });
    }

    /// Adds a line to the story.
    pub(super) fn tell(&mut self, invoice: Option<&InvoiceId>, what: &str, detail: impl Into<String>) {
        let entry = TimelineEntry {
            at: self.at,
            invoice: invoice.cloned(),
            what: what.to_owned(),
            detail: detail.into(),
        };
        self.change.timeline.push(entry);
    }

    /// Has something for the account manager's next digest.
    pub(super) fn announce(&mut self, news: NewsItem) {
        self.news.push(news);
    }

    /// Opens the tasks of a day's questions and marks them as asked. Returns whether some are left for a further
    /// change.
    pub(super) fn note(&mut self, questions: &[Question]) -> bool {
        let taken = self.change.writes() + WRITES_AFTER_QUESTIONS;
        let at_most = WRITES_AT_MOST.saturating_sub(taken) / WRITES_A_QUESTION;
        for question in questions.iter().take(at_most) {
            let raised = question.raised.clone();
            match &question.invoice {
                Some(id) => self.invoice(id, |asked| invoice::mark(&mut asked.raised, raised)),
                None => invoice::mark(&mut self.account().raised, raised),
            }
            self.open_task(question.task.clone());
        }
        questions.len() > at_most
    }

    /// Keeps what was decided for a day, as far as it is not what was kept before.
    ///
    /// What was kept before is worked out again from the ledger as it was read. The fingerprint in the head tells
    /// whether that is right; if not (the policy is another, a letter went), everything is kept anew.
    pub(super) fn keep(&mut self, in_force: &InForce, day: NaiveDate, decisions: &[(InvoiceId, Decision)]) {
        let now = decided::kept(decisions, day);
        let this = LastDecided::of(day, &now);
        let (reach, told) = match self.ledger.account.decided {
            Some(last) if day < last.day => (Reach::DayAlone, now.clone()),
            Some(last) if last.fingerprint == this.fingerprint => return,
            Some(last) => match self.kept.take().or_else(|| self.kept_before(in_force, last)) {
                Some(was) => (Reach::Changes, decided::changes(&was, now.clone())),
                None => (Reach::Everything, now.clone()),
            },
            None => (Reach::Everything, now.clone()),
        };
        if told.is_empty() && self.is_unchanged() {
            // An invoice that is gone needs no writing for itself.
            return;
        }
        if reach != Reach::DayAlone {
            self.account().decided = Some(this);
            self.kept = Some(now);
        }
        if !told.is_empty() {
            self.change.decided.push(Decided::new(day, self.at, reach, told));
        }
    }

    /// What was kept last, if it can be worked out again.
    fn kept_before(&self, in_force: &InForce, last: LastDecided) -> Option<KeptDecisions> {
        let mut before = self.before.clone();
        // The letter that came of the decisions was not there when they were made.
        before.letters.retain(|letter| letter.id.day < last.day);
        let was = decided::kept(&plan(&before, in_force, last.day).decisions, last.day);
        (LastDecided::of(last.day, &was) == last).then_some(was)
    }

    /// Moves the agenda to an earlier day; a later one changes nothing.
    pub(super) fn wake_by(&mut self, day: Option<NaiveDate>) {
        if let Some(day) = day
            && self.ledger.account.agenda.is_none_or(|agenda| day < agenda)
        {
            self.account().agenda = Some(day);
        }
    }

    /// Sets the agenda, earlier or later.
    pub(super) fn set_agenda(&mut self, day: Option<NaiveDate>) {
        if self.ledger.account.agenda != day {
            self.account().agenda = day;
        }
    }

    /// Whether there is nothing to write.
    pub(super) fn is_unchanged(&self) -> bool {
        !self.head_touched && self.change == Change::of(self.change.account.clone())
    }

    /// The writes; none if nothing changed.
    pub(super) fn into_change(self) -> Option<Change> {
        (!self.is_unchanged()).then(|| self.into_writes())
    }

    /// The writes, of an edit that is known to have some.
    pub(super) fn into_writes(mut self) -> Change {
        if !self.news.is_empty() {
            self.change.news = Some(News::of(
                &self.ledger.account,
                self.at,
                std::mem::take(&mut self.news),
            ));
        }
        self.say_how_long();
        self.change.account = self.ledger.account;
        while self.change.writes() > WRITES_AT_MOST && tell_together(&mut self.change.timeline) {}
        self.change
    }

    /// What closes is forgotten in its time, with its names; what opens again is not.
    fn say_how_long(&mut self) {
        let open: BTreeSet<String> = self
            .ledger
            .invoices
            .iter()
            .map(|open| open.id.number.clone())
            .collect();
        let closed = self.change.closed.iter().map(|closed| &closed.invoice);
        let last_parts = closed.filter(|invoice| !open.contains(&invoice.id.number));
        let moved: Vec<Invoice> = last_parts.chain(&self.change.reopened).cloned().collect();
        for invoice in moved {
            for lookup in invoice_names(&invoice.id.number, &invoice.payment) {
                let number = Some(invoice.id.number.as_str());
                let is_it = |name: &Name| name.lookup == lookup && name.found.invoice.as_deref() == number;
                if !self.change.names.iter().any(is_it) {
                    self.look_up(lookup, number);
                }
            }
        }
        let closed = &self.change.closed;
        for name in &mut self.change.names {
            let number = name.found.invoice.as_deref();
            name.kept_until = retention::of_name(
                &name.lookup,
                number,
                self.at,
                |number| open.contains(number),
                closed,
            );
        }
        if payment_of(&self.ledger.account).is_some() && self.ledger.tasks.is_empty() {
            self.change.kept_until = Some(retention::of_empty_account(self.at));
        }
    }
}

/// Tells in one line what most lines tell each for itself; says whether there was anything to put together.
fn tell_together(timeline: &mut Vec<TimelineEntry>) -> bool {
    let told = |what: &str| timeline.iter().filter(|line| line.what == what).count();
    let most = timeline
        .iter()
        .map(|line| (told(&line.what), line.what.clone()))
        .max();
    let Some((2.., what)) = most else {
        return false;
    };
    let (alike, mut others): (Vec<_>, Vec<_>) = timeline.drain(..).partition(|line| line.what == what);
    let details = alike.iter().map(|line| match &line.invoice {
        Some(invoice) => format!("{invoice}: {}", line.detail),
        None => line.detail.clone(),
    });
    let detail: String = details.collect::<Vec<_>>().join("; ");
    others.extend(alike.first().map(|first| TimelineEntry {
        at: first.at,
        invoice: None,
        what,
        detail: detail.chars().take(TOLD_TOGETHER_AT_MOST_CHARS).collect(),
    }));
    *timeline = others;
    true
}

/// The same day promised again is the same promise, whenever it is said.
fn is_same(one: &Hold, other: &Hold) -> bool {
    let is_promise = matches!(one.kind, HoldKind::Promise { .. });
    one.kind == other.kind && (is_promise || (one.since == other.since && one.note == other.note))
}

fn describe(hold: &Hold) -> String {
    let why = crate::decide::Waiting::Held(hold.kind);
    format!("{why} (by {})", hold.author)
}
