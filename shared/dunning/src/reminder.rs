//! Everything that a letter may say, before it is put into words.

use chrono::NaiveDate;
use thiserror::Error;

use crate::account::Language;
use crate::attachment::Attachment;
use crate::calendar::CountryCode;
use crate::creditor::{Creditor, PaymentDetails};
use crate::money::Money;
use crate::stage::Tone;

/// The most invoices that one letter lists.
pub const LINES_AT_MOST: usize = 200;

/// A letter before its words: the facts, already decided and already checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// How the letter speaks: the firmest of its lines.
    pub tone: Tone,
    /// In which language.
    pub language: Language,
    /// Whose way of writing numbers and dates: the customer's country.
    pub country: CountryCode,
    /// The customer's local day on which it goes.
    pub today: NaiveDate,
    /// Who to greet; none greets the company.
    pub contact_name: Option<String>,
    /// The customer's name.
    pub company: String,
    /// Who writes.
    pub creditor: Creditor,
    /// What is late, oldest first.
    pub overdue: Vec<ReminderLine>,
    /// What falls due today or later, oldest first.
    pub coming_due: Vec<ReminderLine>,
    /// Invoices beyond [`LINES_AT_MOST`] that the letter is about but does not list.
    pub unlisted: usize,
    /// Open sums of the overdue lines (of all lines where nothing is overdue), apart by currency.
    pub totals: Vec<Money>,
    /// What lateness costs so far, apart by currency; empty where nothing is charged.
    pub charges: Vec<StatedCharges>,
    /// The day to pay by; present whenever something is overdue. In the final notice: the last day.
    pub pay_by: Option<NaiveDate>,
    /// Part payments since the last letter, to be thanked for, apart by currency.
    pub thanks_for: Vec<Money>,
    /// Whether to ask if the invoice itself arrived: in the first overdue letter.
    pub asks_whether_invoice_arrived: bool,
    /// The customer's signed link to the answers page; none where answers go by reply only.
    pub answer_link: Option<String>,
}

/// What lateness costs, in one currency: for all the letter's overdue invoices together. Never part of what an invoice
/// asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatedCharges {
    /// Interest up to the letter's day.
    pub interest: Option<Money>,
    /// Fixed compensation.
    pub compensation: Option<Money>,
    /// What is open of the overdue invoices, and these.
    pub total: Money,
}

/// One invoice in a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderLine {
    /// As the creditor numbers it, with the instalment if there is one.
    pub number: String,
    /// Issue date.
    pub issued_on: NaiveDate,
    /// Due date, as the document says.
    pub due_on: NaiveDate,
    /// Days since the due date; 0 on the day and before.
    pub days_overdue: u32,
    /// What the document asked for.
    pub billed: Money,
    /// What is still open.
    pub open: Money,
    /// How it may be paid.
    pub payment: PaymentDetails,
    /// Where the invoice can be seen.
    pub url: Option<String>,
    /// Whether the invoice itself really comes with the mail.
    pub attached: bool,
}

/// A reminder in words: the two parts of a multipart mail say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// One line, no control characters.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The pictures within the HTML part, each shown once.
    pub images: Vec<Attachment>,
}

/// A reminder, written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The letter.
    pub words: Words,
    /// Who wrote it.
    pub by: Templates,
}

/// The templates of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Templates {
    /// Those that come with the product.
    #[default]
    BuiltIn,
    /// The creditor's own.
    Own,
    /// The built-in ones, because the creditor's own would have made no letter, or one that breaks a rule: why.
    InsteadOfOwn(String),
}

/// The words could not be put together; nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the {tone} letter in {language} could not be written: {why}", tone = tone.name(), language = language.code())]
pub struct WordsError {
    /// Which letter.
    pub tone: Tone,
    /// In which language.
    pub language: Language,
    /// What went wrong, and where.
    pub why: String,
}
