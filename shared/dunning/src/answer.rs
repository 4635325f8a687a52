//! What a customer can answer to a letter, and what the letter remembers of it.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::account::{Account, EmailAddress};
use crate::letter::LetterId;
use crate::plain::one_line;

/// The longest text of an answer, in characters.
pub const TEXT_AT_MOST_CHARS: usize = 1_000;

/// The longest name or payment reference of an answer, in characters.
pub const NAME_AT_MOST_CHARS: usize = 140;

/// The longest particulars of an answer, in characters: the longest text with what stands before it.
const PARTICULARS_AT_MOST_CHARS: usize = TEXT_AT_MOST_CHARS + 200;

/// Answers to one letter that are taken in on one day: enough to correct oneself, too few to be a nuisance.
pub const LETTER_ANSWERS_A_DAY: usize = 5;

/// Answers of one customer, to whichever letters, that are taken in on one day.
pub const CUSTOMER_ANSWERS_A_DAY: usize = 15;

/// Answers that an account remembers: more than a day can bring, so that the bounds of the day hold.
pub const ANSWERS_KEPT: usize = 30;

/// One of the four answers. Its texts are plain: one line each, within their bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// "I have paid": 7 business days for the money to be seen; never a payment.
    Paid {
        /// The day that the customer names.
        on: Option<NaiveDate>,
        /// The reference that the customer names; may be empty.
        reference: String,
    },
    /// "I will pay on …".
    WillPay {
        /// The last day.
        on: NaiveDate,
    },
    /// "Something is wrong".
    Dispute {
        /// What kind of thing.
        reason: DisputeReason,
        /// In the customer's words; may be empty.
        text: String,
    },
    /// "Wrong person": a person confirms the new contact before anything is mailed to it.
    WrongPerson {
        /// Who is the right one; may be empty.
        name: String,
        /// Where they read mail.
        email: Option<EmailAddress>,
    },
}

/// What is wrong with an invoice, to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum DisputeReason {
    Amount,
    Delivery,
    NotOrdered,
    Details,
    NotReceived,
    Other,
}

impl DisputeReason {
    /// Every reason, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Amount,
        Self::Delivery,
        Self::NotOrdered,
        Self::Details,
        Self::NotReceived,
        Self::Other,
    ];

    /// The reason in snake case, as a form sends it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Delivery => "delivery",
            Self::NotOrdered => "not_ordered",
            Self::Details => "details",
            Self::NotReceived => "not_received",
            Self::Other => "other",
        }
    }

    /// Reads [`DisputeReason::name`] back.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == text)
    }
}

/// As the account manager reads it.
impl fmt::Display for DisputeReason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Amount => "the amount is not right",
            Self::Delivery => "goods or services are missing or faulty",
            Self::NotOrdered => "it was not ordered",
            Self::Details => "details such as order number, address or VAT number are wrong",
            Self::NotReceived => "the invoice did not arrive",
            Self::Other => "something is wrong",
        })
    }
}

/// Which of a letter's invoices an answer is for. "Wrong person" is always for the letter as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// All that are still open.
    Everything,
    /// Those of these lines of the letter, counted from 0.
    Lines(BTreeSet<usize>),
}

impl About {
    /// Whether the answer is for a line of the letter.
    pub fn contains(&self, line: usize) -> bool {
        match self {
            Self::Everything => true,
            Self::Lines(lines) => lines.contains(&line),
        }
    }
}

/// Which of the four answers was given, without the customer's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Said {
    /// "I have paid".
    Paid,
    /// "I will pay on …".
    WillPay {
        /// The last day.
        on: NaiveDate,
    },
    /// "Something is wrong".
    Dispute,
    /// "Wrong person".
    WrongPerson,
}

/// An answer that was taken in, as the account remembers it. It stands in the head, not with the letter: news of a
/// delivery rewrites a letter without regard to the account's version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// To which letter.
    pub letter: LetterId,
    /// The customer's civil day.
    pub on: NaiveDate,
    /// Which.
    pub said: Said,
    /// 16 hex digits that tell it from others of the day; the words themselves are kept where they act.
    pub fingerprint: String,
}

impl Answer {
    /// Which of the four.
    pub fn said(&self) -> Said {
        match self {
            Self::Paid { .. } => Said::Paid,
            Self::WillPay { on } => Said::WillPay { on: *on },
            Self::Dispute { .. } => Said::Dispute,
            Self::WrongPerson { .. } => Said::WrongPerson,
        }
    }

    /// What a line of the story calls it.
    pub fn event(&self) -> &'static str {
        match self {
            Self::Paid { .. } => "answer_paid",
            Self::WillPay { .. } => "answer_will_pay",
            Self::Dispute { .. } => "answer_dispute",
            Self::WrongPerson { .. } => "answer_wrong_person",
        }
    }

    /// The particulars, in one plain line for the account manager; may be empty.
    pub fn particulars(&self) -> String {
        // Held to a line here too, whoever made the answer: tasks, stories and terminals repeat it.
        one_line(&self.in_words(), PARTICULARS_AT_MOST_CHARS)
    }

    fn in_words(&self) -> String {
        let with = |text: &str, more: &str| match (text.is_empty(), more.is_empty()) {
            (_, true) => text.to_owned(),
            (true, _) => more.to_owned(),
            _ => format!("{text}: {more}"),
        };
        match self {
            Self::Paid { on, reference } => {
                let day = on.map(|on| format!("on {on}")).unwrap_or_default();
                with(&day, reference)
            }
            Self::WillPay { on } => format!("by {on}"),
            Self::Dispute { reason, text } => with(&reason.to_string(), text),
            Self::WrongPerson { name, email } => {
                let address = email.as_ref().map_or("", EmailAddress::as_str);
                match (name.is_empty(), address.is_empty()) {
                    (_, true) => name.clone(),
                    (true, _) => address.to_owned(),
                    _ => format!("{name}, {address}"),
                }
            }
        }
    }

    /// The answer as the account remembers it.
    pub fn given(&self, letter: &LetterId, about: &About, on: NaiveDate) -> GivenAnswer {
        let mut hash = Sha256::new();
        hash.update(self.event().as_bytes());
        hash.update([0]);
        hash.update(self.particulars().as_bytes());
        hash.update([0]);
        if let (About::Lines(lines), false) = (about, matches!(self, Self::WrongPerson { .. })) {
            for line in lines {
                hash.update(line.to_be_bytes());
            }
        }
        let digits = hash
            .finalize()
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        GivenAnswer {
            letter: letter.clone(),
            on,
            said: self.said(),
            fingerprint: digits,
        }
    }
}

/// Whether one more answer is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// It is new.
    New,
    /// It is the letter's last one again: a button pressed twice, a page loaded anew.
    Again,
    /// There were too many.
    TooMany,
}

impl Account {
    /// The answers to a letter, oldest first.
    pub fn answers_to(&self, letter: &LetterId) -> impl DoubleEndedIterator<Item = &GivenAnswer> {
        self.answers.iter().filter(move |given| &given.letter == letter)
    }

    /// Whether this answer is taken. Only a letter's last one again is the same: after another answer, an earlier one
    /// is a change of mind, and counts as such.
    pub fn welcomes(&self, answer: &GivenAnswer) -> Welcome {
        if self.answers_to(&answer.letter).next_back() == Some(answer) {
            return Welcome::Again;
        }
        let of_the_day = |given: &&GivenAnswer| given.on == answer.on;
        let to_letter = self.answers_to(&answer.letter).filter(of_the_day).count();
        let of_customer = self.answers.iter().filter(of_the_day).count();
        if to_letter >= LETTER_ANSWERS_A_DAY || of_customer >= CUSTOMER_ANSWERS_A_DAY {
            Welcome::TooMany
        } else {
            Welcome::New
        }
    }

    /// Remembers an answer, and forgets the oldest where there are too many.
    pub(crate) fn remember(&mut self, answer: GivenAnswer) {
        self.answers.push(answer);
        let too_many = self.answers.len().saturating_sub(ANSWERS_KEPT);
        self.answers.drain(..too_many);
    }
}
