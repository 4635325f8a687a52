//! Money that a bank, or a person, says has moved, and what makes two reports of it the same.
//!
//! A bank tells of one movement several times: in the intraday report (camt.052, MT942), in the notification
//! (camt.054), in the statement (camt.053, MT940), in a file that is fetched twice. It counts once, and two equal
//! movements count twice. So a movement's identity is made of what every report of it says alike:
//!
//! 1. In a table or in JSON, the `entry_reference`: whoever writes it, vouches for it.
//! 2. In a bank's own file always the account, the currency, the amount, the way and the booking day, and then
//!    - the bank's reference of the entry (`AcctSvcrRef`, in MT940 what follows `//`). By itself it is not enough:
//!      some banks count anew each day, and book a fee or a return under the reference of what it belongs to;
//!    - for one transaction of a sum (a batch), the bank's reference of that transaction, if no other of the sum has
//!      it; else the reference of the sum and what the payer wrote;
//!    - without a reference what the payer wrote: end-to-end id, references, text (letters and digits alone, for
//!      reports break lines and spell umlauts differently), and who paid, by IBAN, else by name.
//! 3. Movements of one file that are still equal are numbered: #1, #2. A second file starts at #1 again, and so finds
//!    the same ones.
//!
//! Not part of it, because reports of one movement differ there: the value day, the bank's own words, positions
//! and numbers of reports, and whether the entry is said to be a reversal.
//!
//! A sum and its transactions are several identities of the same money: each transaction names the sum that it is
//! booked in ([`Booked::Within`]), so that a report that has only the sum is not counted beside one that lists them.

mod identity;

use chrono::NaiveDate;
use dunning::money::Money;
use rust_decimal::Decimal;

pub(crate) use identity::{
    KnownBy, Movement, StatedPayment, SumOf, identified, identified_movements, is_reference,
};

use crate::refusal::Place;

/// Which way the money went, seen from the creditor's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// In.
    Credit,
    /// Out.
    Debit,
}

/// How the bank booked a movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Booked {
    /// By itself.
    Alone,
    /// As one of several transactions in a sum.
    Within {
        /// The identity that a report has which tells only the sum.
        sum: String,
    },
    /// It is such a sum, and the file doesn't tell what it is made of: it pays nobody's invoice by itself.
    AsSum,
}

/// One movement of money, as the file states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Where in the file it stands.
    pub place: Place,
    /// `ref:<entry reference>` or `sha256:<hex>#<occurrence>`: equal in every file that reports the same movement,
    /// different for two equal movements in one file.
    pub identity: String,
    /// By itself, in a sum, or as one.
    pub booked: Booked,
    /// Never negative; `direction` tells the way.
    pub amount: Money,
    /// In or out.
    pub direction: Direction,
    /// Whether it undoes an earlier movement of the other direction (a returned debit, a recalled transfer).
    pub reversal: bool,
    /// Of a reversal: how much of the earlier movement it undoes, where the bank booked its price in the same sum.
    pub undoes: Option<Decimal>,
    /// Booking day.
    pub booked_on: NaiveDate,
    /// Everything that may name an invoice: structured references first, then free text.
    pub references: Vec<String>,
    /// The other side's name.
    pub payer: Option<String>,
    /// The other side's IBAN, without blanks.
    pub payer_iban: Option<String>,
}

/// The latest booking day: what payments are complete to where the file doesn't say.
pub(crate) fn latest_booking(payments: &[Payment]) -> Option<NaiveDate> {
    payments.iter().map(|payment| payment.booked_on).max()
}
