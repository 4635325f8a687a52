//! One entry of a statement (`Ntry`) → its movements.
//!
//! An entry is booked in one sum. Its transactions become payments of their own where they make up that sum, to the
//! cent; otherwise the sum is the one payment, with all that its transactions say. So nothing is lost or made up.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dunning::money::Money;
use roxmltree::Node;
use rust_decimal::Decimal;

use super::element::text_at;
use super::transaction::{self, Transaction, entry_reference, is_return};
use super::{Account, amounts, day};
use crate::payment::{Booked, Direction, KnownBy, Movement, Payment, SumOf};
use crate::refusal::{Place, Refusal, quoted};
use crate::statement::{ENTRIES_AT_MOST, Remittance, Statements, too_many_entries};
use crate::xml;

/// An entry and what is around it.
pub(super) struct Reader<'a, 'b, 'c> {
    pub(super) entry: Node<'a, 'b>,
    /// The path, made without asking the document: that would cost a look at all entries for each.
    pub(super) path: String,
    /// Its number in the file.
    pub(super) number: usize,
    pub(super) account: &'c Account,
    /// A day for entries that have none.
    pub(super) statement_day: Option<NaiveDate>,
}

/// What holds for all of an entry.
struct Entry {
    amount: Money,
    direction: Direction,
    booked_on: NaiveDate,
    returned: bool,
    reference: Option<String>,
    additional: Option<String>,
    /// How many transactions it says it has.
    batch_size: Option<u64>,
}

impl Reader<'_, '_, '_> {
    /// Adds the entry's movements to the statements, or passes it over.
    ///
    /// # Errors
    /// A [`Refusal`] with the path of the element that is missing or wrong.
    pub(super) fn read(&self, statements: &mut Statements) -> Result<(), Refusal> {
        if let Some(why) = self.not_booked()? {
            statements.pass_over(self.place(None), why);
            return Ok(());
        }
        let entry = self.entry()?;
        if entry.amount.amount.is_zero() {
            statements.pass_over(self.place(None), "no money moved");
            return Ok(());
        }
        let mut transactions = Vec::new();
        for (path, node) in transaction::nodes(self.entry) {
            if transactions.len() >= ENTRIES_AT_MOST {
                return Err(too_many_entries());
            }
            let read = transaction::read(path, node, entry.amount, entry.direction, self.account)?;
            transactions.push(read);
        }
        match self.cut(&entry, &transactions)? {
            Cut::Parts => self.add_parts(&entry, transactions, statements)?,
            Cut::Page => {
                let why = format!(
                    "lists {} of the {} transactions of this sum; the others come on other pages",
                    transactions.len(),
                    entry.batch_size.unwrap_or_default()
                );
                statements.pass_over(self.place(None), why);
                self.add_parts(&entry, transactions, statements)?;
            }
            Cut::Whole => statements.add(self.whole(&entry, transactions))?,
        }
        Ok(())
    }

    /// Why the entry is no movement yet, or never: it is pending, or information only.
    fn not_booked(&self) -> Result<Option<String>, Refusal> {
        let status = text_at(self.entry, &["Sts", "Cd"])
            .or_else(|| text_at(self.entry, &["Sts", "Prtry"]))
            .or_else(|| text_at(self.entry, &["Sts"]))
            .ok_or_else(|| xml::missing(self.entry, "Sts", "status"))?;
        Ok(match status.as_str() {
            "BOOK" => None,
            "PDNG" => Some("the entry is pending: it counts when it is booked".to_owned()),
            "INFO" => Some("the entry is information only: no money moved".to_owned()),
            "FUTR" => Some("the entry lies in the future: it counts when it is booked".to_owned()),
            other => Some(format!("the entry's status is {}, not BOOK", quoted(other))),
        })
    }

    fn entry(&self) -> Result<Entry, Refusal> {
        let direction = amounts::direction(self.entry)?
            .ok_or_else(|| xml::missing(self.entry, "CdtDbtInd", "direction"))?;
        let booked_on = match day(self.entry, "BookgDt", "booked_on")? {
            Some(day) => Some(day),
            None => day(self.entry, "ValDt", "booked_on")?.or(self.statement_day),
        };
        let reversed = text_at(self.entry, &["RvslInd"]);
        Ok(Entry {
            amount: amounts::of_entry(self.entry, self.account)?,
            direction,
            booked_on: booked_on.ok_or_else(|| xml::missing(self.entry, "BookgDt", "booked_on"))?,
            returned: matches!(reversed.as_deref(), Some("true" | "1")) || is_return(self.entry),
            reference: entry_reference(self.entry),
            additional: text_at(self.entry, &["AddtlNtryInf"]),
            batch_size: amounts::batch_size(self.entry),
        })
    }

    /// How the entry falls into payments.
    fn cut(&self, entry: &Entry, transactions: &[Transaction]) -> Result<Cut, Refusal> {
        let listed = transactions.len() as u64;
        let more_elsewhere = entry.batch_size.is_some_and(|size| size > listed);
        if listed == 0 || listed == 1 && !more_elsewhere {
            return Ok(Cut::Whole);
        }
        let signed = |part: &Transaction| {
            let amount = part.amount?;
            Some(if part.direction == entry.direction {
                amount
            } else {
                -amount
            })
        };
        let sum = transactions
            .iter()
            .map(signed)
            .try_fold(Decimal::ZERO, |sum, part| Some(sum.saturating_add(part?)));
        let Some(sum) = sum else { return Ok(Cut::Whole) };
        let booked = entry.amount.amount;
        // What the bank kept back for its work was paid all the same.
        let charges = amounts::charges(self.entry, entry.amount, self.account)?;
        let with_charges = match entry.direction {
            Direction::Credit => booked.saturating_add(charges),
            Direction::Debit => booked.saturating_sub(charges),
        };
        let one_way = transactions.iter().all(|part| part.direction == entry.direction);
        Ok(if sum == booked || sum == with_charges {
            Cut::Parts
        } else if more_elsewhere && one_way && sum < booked {
            Cut::Page
        } else {
            Cut::Whole
        })
    }

    fn add_parts(
        &self,
        entry: &Entry,
        transactions: Vec<Transaction>,
        statements: &mut Statements,
    ) -> Result<(), Refusal> {
        let mut references = BTreeMap::<String, u32>::new();
        for reference in transactions.iter().filter_map(|part| part.reference.as_ref()) {
            *references.entry(reference.clone()).or_default() += 1;
        }
        for part in transactions {
            let place = self.place(Some(&part.path));
            let amount = part.amount.unwrap_or_default();
            if amount.is_zero() {
                statements.pass_over(place, "no money moved");
                continue;
            }
            let own = part
                .reference
                .clone()
                .filter(|own| references.get(own) == Some(&1) && entry.reference.as_ref() != Some(own));
            let known_by = match (own, &entry.reference, &part.network_reference) {
                (Some(own), ..) => KnownBy::Reference(own),
                (None, Some(sum), _) => KnownBy::ReferenceAndEssence(sum.clone()),
                (None, None, Some(network)) => KnownBy::ReferenceAndEssence(network.clone()),
                (None, None, None) => KnownBy::Essence,
            };
            let sum = SumOf {
                entry: self.number,
                amount: entry.amount,
                direction: entry.direction,
                reference: entry.reference.clone(),
            };
            let amount = Money::new(amount, entry.amount.currency);
            let mut movement = self.movement(entry, place, amount, part);
            movement.known_by = known_by;
            movement.sum = Some(sum);
            statements.add(movement)?;
        }
        Ok(())
    }

    /// The entry as one payment, with what all of its transactions say.
    fn whole(&self, entry: &Entry, transactions: Vec<Transaction>) -> Movement {
        let is_sum = transactions.is_empty() && entry.batch_size.is_some_and(|size| size > 1);
        let single = transactions.len() == 1;
        let joined = joined(entry, transactions);
        let reference = entry
            .reference
            .clone()
            .or_else(|| joined.reference.clone().filter(|_| single))
            .or_else(|| joined.network_reference.clone().filter(|_| single));
        let mut movement = self.movement(entry, self.place(None), entry.amount, joined);
        movement.known_by = reference.map_or(KnownBy::Essence, KnownBy::Reference);
        if is_sum {
            movement.payment.booked = Booked::AsSum;
            movement.sum = Some(SumOf {
                entry: self.number,
                amount: entry.amount,
                direction: entry.direction,
                reference: entry.reference.clone(),
            });
        }
        movement
    }

    fn movement(&self, entry: &Entry, place: Place, amount: Money, part: Transaction) -> Movement {
        let remittance = Remittance {
            additional: part.remittance.additional.or_else(|| entry.additional.clone()),
            ..part.remittance
        };
        let reversal = entry.returned || part.returned;
        Movement {
            account: self.account.id.clone(),
            known_by: KnownBy::Essence,
            essence: remittance.essence(part.payer.as_deref(), part.payer_iban.as_deref()),
            sum: None,
            payment: Payment {
                undoes: part
                    .amount
                    .filter(|undone| reversal && !undone.is_zero() && *undone < amount.amount),
                place,
                identity: String::new(),
                booked: Booked::Alone,
                amount,
                direction: part.direction,
                reversal,
                booked_on: entry.booked_on,
                references: remittance.references(),
                payer: part.payer,
                payer_iban: part.payer_iban,
            },
        }
    }

    fn place(&self, transaction: Option<&str>) -> Place {
        Place::Xml(match transaction {
            None => self.path.clone(),
            Some(path) => format!("{}/{path}", self.path),
        })
    }
}

/// How an entry falls into payments.
enum Cut {
    /// Each transaction is one.
    Parts,
    /// Each transaction that is listed is one, and more are listed elsewhere.
    Page,
    /// The entry is one.
    Whole,
}

/// All transactions as one: their references one after the other, and the payer if there is but one.
fn joined(entry: &Entry, transactions: Vec<Transaction>) -> Transaction {
    let mut joined = Transaction {
        path: String::new(),
        amount: None,
        direction: entry.direction,
        returned: !transactions.is_empty(),
        remittance: Remittance::default(),
        payer: None,
        payer_iban: None,
        reference: None,
        network_reference: None,
    };
    let single = transactions.len() == 1;
    for (index, part) in transactions.into_iter().enumerate() {
        let same = |one: &Option<String>, other: &Option<String>| index == 0 || one == other;
        joined.payer = part.payer.clone().filter(|_| same(&joined.payer, &part.payer));
        joined.payer_iban = part
            .payer_iban
            .clone()
            .filter(|_| same(&joined.payer_iban, &part.payer_iban));
        joined.returned &= part.returned;
        if single {
            joined.amount = part.amount;
            joined.reference = part.reference;
            joined.network_reference = part.network_reference;
            joined.remittance.end_to_end = part.remittance.end_to_end;
        } else {
            joined.remittance.structured.extend(part.remittance.end_to_end);
        }
        joined.remittance.structured.extend(part.remittance.structured);
        joined.remittance.additional = joined.remittance.additional.or(part.remittance.additional);
        joined.remittance.texts.extend(part.remittance.texts);
    }
    joined
}
