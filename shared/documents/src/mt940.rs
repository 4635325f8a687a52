//! MT940 statements and MT942 reports, as banks really write them: `:61:` lines and what `:86:` says of each.
//!
//! SWIFT's frame (`{1:…}{4:`, control characters) may be there or not; banks leave out fields, wrap lines anywhere and
//! have their own subfields. The reader asks for what a payment needs (day, way, amount, currency) and looks for the
//! rest where it may be.

mod details;
mod field;
mod line;

use chrono::NaiveDate;
use dunning::bank;
use dunning::money::{Currency, Money};
use rust_decimal::Decimal;

use crate::content::{Content, Format};
use crate::encoding;
use crate::payment::{Booked, Direction, KnownBy, Movement, Payment, is_reference};
use crate::refusal::{Place, Refusal, Unfit};
use crate::statement::{ENTRIES_AT_MOST, Remittance, Statements, is_returning, too_many_entries};
use crate::value;

use details::Details;
use field::Field;
use line::{Line, Mark};

/// References in a `:61:` that only say where in the `:86:` the reference is.
const MARKERS: [&str; 5] = ["EREF", "KREF", "PREF", "MREF", "CREF"];

/// Whether the bytes begin as a SWIFT message does, in its frame or without, perhaps behind control characters: such
/// a file is text, but not by the rules of text.
pub(crate) fn is_framed(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 4] = [b"{1:", b":20:", b":940:", b":942:"];
    const CONTROLS_AT_MOST: usize = 16;
    let controls = bytes
        .iter()
        .take(CONTROLS_AT_MOST)
        .take_while(|byte| **byte <= b' ')
        .count();
    let rest = bytes.get(controls..).unwrap_or_default();
    BEGINNINGS.iter().any(|beginning| rest.starts_with(beginning))
}

/// Reads the statements of a file.
///
/// # Errors
/// A [`Refusal`] with the line of what is missing or wrong.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, Refusal> {
    Ok(statements(bytes)?.into_content(Format::Mt940))
}

/// The statements of a file.
///
/// # Errors
/// A [`Refusal`] with the line of what is missing or wrong.
pub(crate) fn statements(bytes: &[u8]) -> Result<Statements, Refusal> {
    let text = encoding::decoded(bytes)?;
    let mut statements = Statements::default();
    let mut open = Statement::default();
    let mut any = false;
    for field in field::fields(&text) {
        let field = field?;
        if field.tag == "20" {
            any |= std::mem::take(&mut open).close(&mut statements)?;
        }
        open.add(&field)?;
    }
    any |= open.close(&mut statements)?;
    if any {
        Ok(statements)
    } else {
        Err(Refusal::of_file(
            "the file holds no statement: expected entries (:61:), or balances of a day without any (:60F:, :62F:)",
        ))
    }
}

/// What has been read of a statement.
#[derive(Default)]
struct Statement<'a> {
    account: String,
    currency: Option<Currency>,
    /// The currency that stands behind the account's number: only where no balance tells.
    account_currency: Option<Currency>,
    entries: Vec<Entry<'a>>,
    /// Whether a `:86:` belongs to the last entry.
    in_entry: bool,
    is_opened: bool,
    closed_on: Option<NaiveDate>,
}

/// A `:61:` and its `:86:`.
struct Entry<'a> {
    number: u64,
    line: Line,
    /// The further lines of the `:61:`.
    supplement: Vec<&'a str>,
    details: Vec<&'a str>,
}

impl<'a> Statement<'a> {
    fn add(&mut self, field: &Field<'a>) -> Result<(), Refusal> {
        match field.tag {
            "61" => {
                if self.entries.len() >= ENTRIES_AT_MOST {
                    return Err(too_many_entries());
                }
                let (line, supplement) = line::read(field)?;
                self.entries.push(Entry {
                    number: field.number,
                    line,
                    supplement,
                    details: Vec::new(),
                });
                self.in_entry = true;
            }
            "86" => {
                let entry = self.entries.last_mut().filter(|_| self.in_entry);
                if let Some(entry) = entry.filter(|entry| entry.details.len() < field::LINES_AT_MOST) {
                    entry.details.extend(&field.lines);
                }
            }
            // A proprietary field between an entry and its details.
            "NS" => {}
            other => {
                self.in_entry = false;
                self.around(other, field)?;
            }
        }
        Ok(())
    }

    /// What is no entry: the account and its balances.
    fn around(&mut self, tag: &str, field: &Field<'a>) -> Result<(), Refusal> {
        let text = field.first();
        match tag {
            "25" | "25P" => {
                let (account, currency) = account(text);
                self.account = account;
                self.account_currency = currency;
            }
            "60F" | "60M" | "62F" | "62M" => {
                let (day, currency) = balance(text);
                self.is_opened |= tag.starts_with("60");
                if tag == "62F" {
                    self.closed_on = day;
                }
                self.name_currency(currency, field)?;
            }
            // The least amount that the report lists, and the sums of what it lists.
            "34F" => self.name_currency(text.get(..3), field)?,
            "90C" | "90D" => {
                let behind = text.trim_start_matches(|character: char| character.is_ascii_digit());
                self.name_currency(behind.get(..3), field)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn name_currency(&mut self, code: Option<&str>, field: &Field<'_>) -> Result<(), Refusal> {
        let is_code = |code: &&str| code.bytes().all(|byte| byte.is_ascii_uppercase());
        let Some(code) = code.filter(is_code) else {
            return Ok(());
        };
        let refuse = |unfit: Unfit| unfit.at(field.place(), "currency");
        let currency = value::currency(code).map_err(refuse)?;
        if self.currency.is_some() && currency != self.currency {
            return Err(refuse(Unfit::new(
                "is another than that of the balance further up",
            )));
        }
        self.currency = currency;
        Ok(())
    }

    /// Hands the statement over. Says whether there was one.
    fn close(self, statements: &mut Statements) -> Result<bool, Refusal> {
        let any = !self.entries.is_empty() || self.is_opened && self.closed_on.is_some();
        if self.is_opened && self.closed_on.is_some() {
            statements.closed.push((self.account.clone(), self.closed_on));
        }
        let stated = self.currency.or(self.account_currency);
        for entry in self.entries {
            let place = Place::Line {
                line: entry.number,
                column: None,
            };
            if entry.line.amount.is_zero() {
                statements.pass_over(place, "no money moved");
            } else if entry.line.mark.is_expected() {
                statements.pass_over(place, "the entry is expected: it counts when it is booked");
            } else {
                statements.add(movement(entry, place, &self.account, stated)?)?;
            }
        }
        Ok(any)
    }
}

/// The account's number, and the currency that some banks write behind it.
fn account(text: &str) -> (String, Option<Currency>) {
    let number: String = text.split_whitespace().collect();
    let currency = number.len().checked_sub(3).and_then(|at| {
        let (front, code) = number.split_at_checked(at)?;
        let behind_digits = front.ends_with(|last: char| last.is_ascii_digit());
        let currency = behind_digits.then(|| Currency::parse(code).ok()).flatten()?;
        Some((front, currency))
    });
    let bare = currency.map_or(number.as_str(), |(front, _)| front);
    let number = german_iban(bare).unwrap_or_else(|| bare.to_owned());
    (number, currency.map(|(_, currency)| currency))
}

/// German banks write their code and the account's number, of which the IBAN is made: camt has that one.
fn german_iban(text: &str) -> Option<String> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (bank, account) = text.split_once('/')?;
    let shaped = bank.len() == 8 && digits(bank) && (1..=10).contains(&account.len()) && digits(account);
    let body = format!("{bank}{account:0>10}");
    // ISO 7064: D and E count 13 and 14.
    let number: u128 = format!("{body}131400").parse().ok().filter(|_| shaped)?;
    Some(format!("DE{:02}{body}", 98 - number % 97))
}

/// The day of a balance, and the letters where its currency stands: `C140219EUR662,23`.
fn balance(text: &str) -> (Option<NaiveDate>, Option<&str>) {
    let rest = text.strip_prefix(['C', 'D']).unwrap_or(text);
    let day = rest.get(..6).and_then(line::six_digit_day);
    (day, rest.get(6..9))
}

fn movement(
    entry: Entry<'_>,
    place: Place,
    account: &str,
    stated: Option<Currency>,
) -> Result<Movement, Refusal> {
    let line = entry.line;
    let details = Details::read(&entry.details);
    // Without a balance only a SEPA transaction tells: the German codes 100 to 199 are theirs, and SEPA is in euros.
    let is_sepa = details.code.as_deref().is_some_and(|code| code.starts_with('1'));
    let euro = || is_sepa.then(|| Currency::parse("EUR").ok()).flatten();
    let currency = stated.or_else(euro).ok_or_else(|| {
        Unfit::new("the statement names none, in no balance (:60F:) and not behind its account (:25:)")
            .at(place.clone(), "currency")
    })?;
    let (direction, reversed) = match line.mark {
        Mark::Credit | Mark::ExpectedCredit => (Direction::Credit, false),
        Mark::Debit | Mark::ExpectedDebit => (Direction::Debit, false),
        Mark::ReversedCredit => (Direction::Debit, true),
        Mark::ReversedDebit => (Direction::Credit, true),
    };
    let returning = details.code.as_deref().is_some_and(is_returning) && direction == Direction::Debit;
    let returned = reversed || returning || details.returned || line.kind.ends_with("RTI");
    let mut remittance = details.remittance;
    let is_marker = MARKERS.contains(&line.reference.trim_end_matches('+'));
    if !is_marker && is_reference(&line.reference) {
        remittance.others.push(line.reference);
    }
    let supplement_iban = entry.supplement.first().and_then(|text| bank::iban(text));
    let remittance = Remittance {
        additional: remittance.additional.or_else(|| {
            let said = supplement_iban.is_none() && !entry.supplement.is_empty();
            said.then(|| entry.supplement.join(" "))
        }),
        ..remittance
    };
    let payer_iban = details.payer_iban.or(supplement_iban);
    let original = details
        .original_amount
        .or_else(|| original_amount(&entry.supplement, currency));
    Ok(Movement {
        account: account.to_owned(),
        known_by: line.bank_reference.map_or(KnownBy::Essence, KnownBy::Reference),
        essence: remittance.essence(details.payer.as_deref(), payer_iban.as_deref()),
        sum: None,
        payment: Payment {
            place,
            identity: String::new(),
            booked: Booked::Alone,
            amount: Money::new(line.amount, currency),
            direction,
            reversal: returned,
            undoes: original.filter(|undone| returned && !undone.is_zero() && *undone < line.amount),
            booked_on: line.booked_on,
            references: remittance.references(),
            payer: details.payer,
            payer_iban,
        },
    })
}

/// What the other bank sent, before its price: `/OCMT/EUR564,05/` below the line.
fn original_amount(supplement: &[&str], currency: Currency) -> Option<Decimal> {
    let text = supplement.concat();
    let (_, behind) = text.split_once("/OCMT/")?;
    let figure = behind.strip_prefix(currency.code())?;
    line::figure(figure.split('/').next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_known_by_its_number_alone() {
        for (text, number, currency) in [
            ("NL34RABO0142623393 EUR", "NL34RABO0142623393", Some("EUR")),
            ("1291.99.348EUR", "1291.99.348", Some("EUR")),
            ("37040044/532013000", "DE89370400440532013000", None),
            ("37040044/0532013000EUR", "DE89370400440532013000", Some("EUR")),
            ("TRIODOSBANK/0390123456", "TRIODOSBANK/0390123456", None),
            ("GJB0291077111", "GJB0291077111", None),
        ] {
            let (found, stated) = account(text);
            assert_eq!((found.as_str(), stated.map(Currency::code)), (number, currency));
        }
    }

    #[test]
    fn a_message_is_known_by_its_frame() {
        for (bytes, framed) in [
            (&b"\x01\r\n:20:X"[..], true),
            (b"{1:F01DUNLNL2A}", true),
            (b"\r\n:20:X", true),
            (b":21:X", false),
            (b"\x01\x02", false),
            (b"{\"1\":2}", false),
        ] {
            assert_eq!(is_framed(bytes), framed);
        }
    }
}
