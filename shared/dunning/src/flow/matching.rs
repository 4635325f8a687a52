//! Which invoices a payment is for: conservatively, or a person is asked.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::account::AccountKey;
use crate::arrival::{PaymentArrival, folded_name};
use crate::invoice::{Invoice, InvoiceId, folded_number};
use crate::ledger::{Found, Lookup};
use crate::money::Money;
use crate::ports::{Ledgers, PortError};

/// An invoice that a payment may be for.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) account: AccountKey,
    pub(super) invoice: Invoice,
    /// Closed invoices are candidates too: a payment seen before, or a reversal.
    pub(super) is_open: bool,
}

/// What a payment is for.
#[derive(Debug)]
pub(super) enum Match {
    /// These invoices, with the sum for each, oldest first.
    Certain(Vec<(Candidate, Decimal)>),
    /// One of these, or several; a person says which.
    Ambiguous(Vec<Candidate>),
    /// Counted already.
    CountedBefore,
    /// Nothing here.
    Nothing,
}

/// Words of a remittance text that are tried together as one number ("INV 2026 017").
const WORDS_TOGETHER: usize = 3;

/// Folded numbers from this length on are not met by chance.
const SURE_NUMBER_LENGTH: usize = 4;

/// The most lookups for one payment; a text beyond that is no reference any more.
const LOOKUPS_AT_MOST: usize = 60;

/// Matches what is not yet counted of a payment.
pub(super) async fn match_payment<S: Ledgers>(
    store: &S,
    payment: &PaymentArrival,
) -> Result<Match, PortError> {
    let known = store.find(&Lookup::Payment(payment.identity.clone())).await?;
    let mut counted = Decimal::ZERO;
    let mut asked_on = None;
    for candidate in load_named(store, &known).await? {
        counted = counted.saturating_add(counted_in(&candidate.invoice, payment));
        asked_on = asked_on.max(asked_about(&candidate.invoice, payment));
    }
    let amount = payment.amount.amount;
    let has_rest = counted.abs() < amount.abs() && counted.is_sign_negative() == amount.is_sign_negative();
    if !counted.is_zero() && !has_rest {
        return Ok(Match::CountedBefore);
    }
    // Applying to several invoices may have been cut short: the rest is still to be matched.
    let rest = PaymentArrival {
        amount: Money::new(amount.saturating_sub(counted), payment.amount.currency),
        ..payment.clone()
    };
    let found = match_rest(store, &rest).await?;
    let Some(asked_on) = asked_on else {
        return Ok(found);
    };
    // So may holding the candidates. What arrived since is no candidate: a person was asked about the others.
    Ok(match found {
        Match::Ambiguous(candidates) => {
            let was_there = |candidate: &Candidate| candidate.invoice.arrived_on <= asked_on;
            match candidates.into_iter().filter(was_there).collect::<Vec<_>>() {
                none if none.is_empty() => Match::CountedBefore,
                candidates => Match::Ambiguous(candidates),
            }
        }
        Match::Certain(_) | Match::CountedBefore | Match::Nothing => Match::CountedBefore,
    })
}

/// Matches by creditor reference, then by invoice number found in the text, then by exact amount and payer.
async fn match_rest<S: Ledgers>(store: &S, payment: &PaymentArrival) -> Result<Match, PortError> {
    let mut named = Vec::new();
    for reference in payment
        .references
        .iter()
        .filter_map(|text| creditor_reference(text))
    {
        named.extend(store.find(&Lookup::CreditorReference(reference)).await?);
    }
    if named.is_empty() {
        for number in numbers_in(&payment.references) {
            named.extend(store.find(&Lookup::InvoiceNumber(number)).await?);
        }
    }
    named.sort();
    named.dedup();
    let candidates = load_named(store, &named).await?;
    if !candidates.is_empty() {
        return Ok(by_name(candidates, payment));
    }
    let mut paying = Vec::new();
    if let Some(iban) = &payment.payer_iban {
        paying.extend(store.find(&Lookup::PayerIban(iban.clone())).await?);
    }
    if let (true, Some(payer)) = (paying.is_empty(), &payment.payer) {
        paying.extend(store.find(&Lookup::CustomerName(folded_name(payer))).await?);
    }
    by_payer(store, paying, payment).await
}

/// An ISO 11649 reference (RF, two check digits, up to 21 characters) whose check digits are right.
pub(super) fn creditor_reference(text: &str) -> Option<String> {
    let folded: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    let body = folded.strip_prefix("RF")?;
    let well_formed = (3..=23).contains(&body.len())
        && body
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && body.bytes().take(2).all(|byte| byte.is_ascii_digit());
    if !well_formed {
        return None;
    }
    // ISO 7064 MOD 97-10 over the reference with its first four characters moved to the end, letters as 10…35.
    let (check, rest) = body.split_at_checked(2)?;
    let remainder = format!("{rest}RF{check}")
        .bytes()
        .fold(0_u32, |remainder, byte| match byte {
            b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
            _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
        });
    (remainder == 1).then_some(folded)
}

/// Everything in the texts that may be a document number, folded: each word with a digit, and up to three words
/// together. A single digit is no number.
fn numbers_in(texts: &[String]) -> Vec<String> {
    let mut numbers = Vec::new();
    for text in texts {
        let words: Vec<&str> = text
            .split(|character: char| character.is_whitespace() || ",;:".contains(character))
            .filter(|word| !word.is_empty())
            .collect();
        for together in 1..=WORDS_TOGETHER {
            for window in words.windows(together) {
                let folded = folded_number(&window.concat());
                let worth_it = folded.len() >= 2
                    && folded.len() <= 40
                    && folded.bytes().any(|byte| byte.is_ascii_digit());
                if worth_it && !numbers.contains(&folded) {
                    numbers.push(folded);
                }
            }
        }
    }
    numbers.truncate(LOOKUPS_AT_MOST);
    numbers
}

async fn load_named<S: Ledgers>(store: &S, named: &[Found]) -> Result<Vec<Candidate>, PortError> {
    let mut candidates = Vec::new();
    for found in named {
        let Some(number) = &found.invoice else { continue };
        let Some(ledger) = store.load(&found.account).await? else {
            continue;
        };
        let whole_and_parts = std::iter::once(None).chain((1..=u16::MAX).map(Some));
        for instalment in whole_and_parts {
            let id = InvoiceId {
                number: number.clone(),
                instalment,
            };
            let open = ledger.invoices.iter().find(|invoice| invoice.id == id).cloned();
            let is_open = open.is_some();
            let invoice = match open {
                Some(invoice) => Some(invoice),
                None => store.load_closed(&found.account, &id).await?,
            };
            let there_are_no_more = invoice.is_none() && instalment.is_some();
            candidates.extend(invoice.map(|invoice| Candidate {
                account: found.account.clone(),
                invoice,
                is_open,
            }));
            if there_are_no_more {
                break;
            }
        }
    }
    candidates.sort_by(|one, other| {
        (one.invoice.due_on, &one.invoice.id).cmp(&(other.invoice.due_on, &other.invoice.id))
    });
    Ok(candidates)
}

/// The text names invoices: all of it is for one of them, or exactly for all of them together.
fn by_name(candidates: Vec<Candidate>, payment: &PaymentArrival) -> Match {
    let candidates: Vec<Candidate> = candidates
        .into_iter()
        .filter(|candidate| !is_applied(&candidate.invoice, payment))
        .collect();
    let amount = payment.amount.amount;
    if candidates
        .iter()
        .any(|candidate| candidate.invoice.billed.currency != payment.amount.currency)
    {
        return Match::Ambiguous(open_ones(candidates));
    }
    if amount < Decimal::ZERO {
        // A reversal restores what it names; if it names several, a person says which.
        return match <[Candidate; 1]>::try_from(candidates) {
            Ok([candidate]) => Match::Certain(vec![(candidate, amount)]),
            Err(candidates) => Match::Ambiguous(open_ones(candidates)),
        };
    }
    let open = open_ones(candidates);
    if let Some(first) = open.first()
        && open.iter().all(|one| contains(&one.invoice, payment))
    {
        // Noted, so that it counts once; it takes nothing off.
        return Match::Certain(vec![(first.clone(), amount)]);
    }
    let due_together = open.iter().fold(Decimal::ZERO, |sum, one| {
        sum.saturating_add(one.invoice.open().amount)
    });
    let same_document = open.iter().all(|one| {
        open.first().is_some_and(|first| {
            first.invoice.id.number == one.invoice.id.number && first.account == one.account
        })
    });
    // A short number may stand in a text by chance: only the exact amount makes it certain.
    let by_chance = open
        .iter()
        .any(|one| folded_number(&one.invoice.id.number).len() < SURE_NUMBER_LENGTH);
    let exact = amount == due_together;
    if open.is_empty() || amount > due_together || !(exact || (same_document && !by_chance)) {
        return Match::Ambiguous(open);
    }
    // Instalments of one document are filled oldest first.
    let mut left = amount;
    let mut parts = Vec::new();
    for candidate in open {
        let part = left.min(candidate.invoice.open().amount);
        left -= part;
        if part > Decimal::ZERO {
            parts.push((candidate, part));
        }
    }
    Match::Certain(parts)
}

/// The payer is known: one open invoice of exactly that sum is it; otherwise every open one may be.
async fn by_payer<S: Ledgers>(
    store: &S,
    paying: Vec<Found>,
    payment: &PaymentArrival,
) -> Result<Match, PortError> {
    let mut candidates = Vec::new();
    let mut accounts: Vec<AccountKey> = paying.into_iter().map(|found| found.account).collect();
    accounts.sort();
    accounts.dedup();
    for account in accounts {
        let Some(ledger) = store.load(&account).await? else {
            continue;
        };
        let may_be_for = |invoice: &Invoice| {
            invoice.billed.currency == payment.amount.currency
                && !is_applied(invoice, payment)
                && !contains(invoice, payment)
        };
        for invoice in ledger.invoices.into_iter().filter(may_be_for) {
            candidates.push(Candidate {
                account: account.clone(),
                invoice,
                is_open: true,
            });
        }
    }
    let exact: Vec<Candidate> = candidates
        .iter()
        .filter(|candidate| candidate.invoice.open() == payment.amount)
        .cloned()
        .collect();
    Ok(match <[Candidate; 1]>::try_from(exact) {
        Ok([candidate]) => Match::Certain(vec![(candidate, payment.amount.amount)]),
        Err(_) if candidates.is_empty() => Match::Nothing,
        Err(_) => Match::Ambiguous(candidates),
    })
}

fn open_ones(candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates
        .into_iter()
        .filter(|candidate| candidate.is_open)
        .collect()
}

/// Whether the payment was applied, or asked about, before.
pub(super) fn is_counted(invoice: &Invoice, payment: &PaymentArrival) -> bool {
    is_applied(invoice, payment) || asked_about(invoice, payment).is_some()
}

fn is_applied(invoice: &Invoice, payment: &PaymentArrival) -> bool {
    invoice
        .payments
        .iter()
        .any(|applied| applied.identity == payment.identity)
}

/// What the payment has taken off the invoice.
fn counted_in(invoice: &Invoice, payment: &PaymentArrival) -> Decimal {
    invoice
        .payments
        .iter()
        .filter(|applied| applied.identity == payment.identity)
        .fold(Decimal::ZERO, |sum, applied| sum.saturating_add(applied.amount))
}

/// The day on which a person was asked whether the payment is for the invoice.
fn asked_about(invoice: &Invoice, payment: &PaymentArrival) -> Option<NaiveDate> {
    let asked = asked_mark(payment);
    invoice
        .raised
        .iter()
        .filter(|raised| raised.what == asked)
        .map(|raised| raised.on)
        .max()
}

/// Whether the invoice's sum is a balance that contains the payment already.
fn contains(invoice: &Invoice, payment: &PaymentArrival) -> bool {
    invoice
        .balance_as_of
        .is_some_and(|as_of| payment.booked_on <= as_of)
}

/// The mark that a payment leaves on an invoice that it may be for.
pub(super) fn asked_mark(payment: &PaymentArrival) -> String {
    format!("match_payment {}", payment.identity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_creditor_reference_needs_its_check_digits() {
        for (text, reads) in [
            ("RF18 5390 0754 7034", Some("RF18539007547034")),
            ("rf18539007547034", Some("RF18539007547034")),
            ("RF19539007547034", None),
            ("RF", None),
            ("INV-18", None),
        ] {
            assert_eq!(creditor_reference(text).as_deref(), reads, "{text}");
        }
    }

    #[test]
    fn numbers_are_found_in_free_text() {
        let numbers = numbers_in(&["Payment for invoice INV 0017, thanks".into()]);
        assert!(numbers.contains(&"INV17".to_owned()), "{numbers:?}");
        assert!(
            numbers_in(&["thank you very much 1".into()])
                .iter()
                .all(|number| number != "1")
        );
    }
}
