//! Whom nobody may remind, since when, and how it ends.

use chrono::{Duration, NaiveDate};
use dunning::answer::Answer;
use dunning::flow::respond::Outcome;
use tests::world::Answered;

use super::Truth;

/// Promises that an invoice is granted without a person.
const PROMISES_GRANTED: usize = 2;
/// So far ahead a promise may lie.
const PROMISE_DAYS_GRANTED: i64 = 30;
/// "I have paid" gives 7 business days: these many days at the very least.
const DAYS_FOR_MONEY_TO_BE_SEEN: i64 = 7;

/// What nobody may be reminded of.
pub(super) struct Silence {
    about: About,
    from: u64,
    until: Until,
    kind: Kind,
    /// For an answer: the customer's day.
    said_on: Option<NaiveDate>,
    /// In words.
    pub(super) why: String,
}

enum About {
    Invoices(Vec<u32>),
    Customer(u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Promise,
    ClaimsPaid,
    PossiblePayment,
    WrongPerson,
    Other,
}

/// The first turn or day on which it may be over.
enum Until {
    Turn(u64),
    Day(NaiveDate),
    SomebodyEndsIt,
}

impl Silence {
    pub(super) fn money_came_in(invoices: Vec<u32>, cents: i64, from: u64) -> Self {
        Self {
            about: About::Invoices(invoices),
            from,
            until: Until::SomebodyEndsIt,
            kind: Kind::PossiblePayment,
            said_on: None,
            why: format!("perhaps what {cents} cents were for"),
        }
    }

    pub(super) fn complained(customer: u32, from: u64) -> Self {
        Self {
            about: About::Customer(customer),
            from,
            until: Until::SomebodyEndsIt,
            kind: Kind::Other,
            said_on: None,
            why: "of a customer who complained".to_owned(),
        }
    }

    /// Whether it forbids a letter of `day` that leaves in `turn`.
    fn forbids(&self, turn: u64, day: NaiveDate) -> bool {
        self.from < turn
            && match self.until {
                Until::Turn(until) => turn <= until,
                Until::Day(until) => day < until,
                Until::SomebodyEndsIt => true,
            }
    }

    fn is_about(&self, customer: u32, invoice: u32) -> bool {
        match &self.about {
            About::Invoices(invoices) => invoices.contains(&invoice),
            About::Customer(of) => *of == customer,
        }
    }
}

impl Truth {
    /// What forbids to remind of an invoice.
    pub(super) fn silence(&self, customer: u32, invoice: u32, turn: u64, day: NaiveDate) -> Option<&Silence> {
        let mut silences = self.silences.iter();
        silences.find(|silence| silence.is_about(customer, invoice) && silence.forbids(turn, day))
    }

    /// Whether nobody may be reminded of an invoice on a day, by all that is known.
    pub(crate) fn is_silent(&self, customer: u32, invoice: u32, day: NaiveDate) -> bool {
        self.silence(customer, invoice, u64::MAX, day).is_some()
    }

    /// An answer was given about invoices that are open, in the customer's calendar on `today`.
    pub(crate) fn answered(
        &mut self,
        answered: &Answered,
        customer: u32,
        invoices: &[u32],
        today: NaiveDate,
    ) {
        let answer = (answered.letter.clone(), answered.answer.clone());
        let counts = match answered.outcome {
            Outcome::TakenIn => true,
            // By a try that failed after all.
            Outcome::TakenInBefore => !self.answers.contains(&answer),
            _ => false,
        };
        if !counts {
            return;
        }
        self.answers.push(answer);
        if !matches!(answered.answer, Answer::WrongPerson { .. }) {
            self.take_back_of(today, invoices);
        }
        let all = || invoices.to_vec();
        let (about, until, kind, why) = match &answered.answer {
            Answer::WillPay { on } => {
                let granted = self.granted(invoices, *on, today);
                let until = Until::Day(*on + Duration::days(1));
                (
                    About::Invoices(granted),
                    until,
                    Kind::Promise,
                    format!("promised until {on}"),
                )
            }
            Answer::Paid { .. } => {
                let until = Until::Day(today + Duration::days(DAYS_FOR_MONEY_TO_BE_SEEN));
                (
                    About::Invoices(self.said_to_be_paid_first(invoices)),
                    until,
                    Kind::ClaimsPaid,
                    format!("said on {today} to be paid"),
                )
            }
            Answer::Dispute { .. } => (
                About::Invoices(all()),
                Until::SomebodyEndsIt,
                Kind::Other,
                format!("disputed on {today}"),
            ),
            Answer::WrongPerson { .. } => (
                About::Customer(customer),
                Until::SomebodyEndsIt,
                Kind::WrongPerson,
                format!("for somebody else, says who read it on {today}"),
            ),
        };
        self.silences.push(Silence {
            about,
            from: answered.turn,
            until,
            kind,
            said_on: Some(today),
            why,
        });
    }

    /// The invoices whose promise is granted: a new day takes the place of the one before.
    fn granted(&mut self, invoices: &[u32], on: NaiveDate, today: NaiveDate) -> Vec<u32> {
        if !(0..=PROMISE_DAYS_GRANTED).contains(&(on - today).num_days()) {
            return Vec::new();
        }
        let promises = &mut self.promises;
        let granted: Vec<u32> = invoices
            .iter()
            .copied()
            .filter(|invoice| {
                let count = promises.entry(*invoice).or_default();
                *count += 1;
                *count <= PROMISES_GRANTED
            })
            .collect();
        self.give_way(&granted);
        granted
    }

    fn said_to_be_paid_first(&mut self, invoices: &[u32]) -> Vec<u32> {
        let claims = &mut self.claims;
        let first = |invoice: &u32| {
            let count = claims.entry(*invoice).or_default();
            *count += 1;
            *count == 1
        };
        invoices.iter().copied().filter(first).collect()
    }

    /// The latest answer of a day counts.
    fn take_back_of(&mut self, today: NaiveDate, invoices: &[u32]) {
        for silence in &mut self.silences {
            if let (Kind::Promise | Kind::ClaimsPaid, About::Invoices(about)) =
                (silence.kind, &mut silence.about)
                && silence.said_on == Some(today)
            {
                about.retain(|invoice| !invoices.contains(invoice));
            }
        }
    }

    /// An earlier word that ends by itself gives way to a later one.
    fn give_way(&mut self, to: &[u32]) {
        for silence in &mut self.silences {
            if let (Kind::Promise, About::Invoices(invoices)) = (silence.kind, &mut silence.about) {
                invoices.retain(|invoice| !to.contains(invoice));
            }
        }
    }

    /// A person lets reminders about an invoice go on. A promise stays, and so does money that may be for it.
    pub(crate) fn resumed(&mut self, invoice: u32, turn: u64) {
        for silence in &mut self.silences {
            if let (Kind::Other, About::Invoices(invoices)) = (silence.kind, &mut silence.about)
                && silence.from <= turn
            {
                invoices.retain(|other| *other != invoice);
            }
        }
    }

    /// Whether money came in that may have been for an invoice, and for others as well.
    pub(crate) fn is_money_in_doubt(&self, invoice: u32) -> bool {
        let mut silences = self.silences.iter();
        silences.any(|silence| {
            silence.kind == Kind::PossiblePayment
                && matches!(&silence.about, About::Invoices(invoices) if invoices.contains(&invoice))
        })
    }

    /// A person has looked for whom money was that may have been for an invoice.
    pub(crate) fn money_is_matched(&mut self, invoice: u32, turn: u64) {
        for silence in &mut self.silences {
            if let (Kind::PossiblePayment, About::Invoices(invoices)) = (silence.kind, &mut silence.about)
                && silence.from <= turn
            {
                invoices.retain(|other| *other != invoice);
            }
        }
    }

    /// A person has found somebody at the customer's to write to.
    pub(crate) fn somebody_is_found(&mut self, customer: u32, turn: u64) {
        self.end(customer, turn, |kind| kind == Kind::WrongPerson);
    }

    /// A person lets reminders to a customer go on, whatever spoke against them.
    pub(crate) fn customer_resumed(&mut self, customer: u32, turn: u64) {
        self.end(customer, turn, |_| true);
    }

    fn end(&mut self, customer: u32, turn: u64, ends: impl Fn(Kind) -> bool) {
        for silence in &mut self.silences {
            // What has ended stays so.
            let is_it = matches!(silence.about, About::Customer(of) if of == customer)
                && matches!(silence.until, Until::SomebodyEndsIt);
            if is_it && silence.from <= turn && ends(silence.kind) {
                silence.until = Until::Turn(turn);
            }
        }
    }
}
