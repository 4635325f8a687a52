//! What is to be paid, when, how and where: the blocks of `DatiPagamento`.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use dunning::arrival::Instalment;
use dunning::bank;
use dunning::creditor::PaymentDetails;
use dunning::invoice::DueFrom;
use roxmltree::Node;
use rust_decimal::Decimal;

use super::{add, child, children, optional};
use crate::document::Document;
use crate::refusal::{Refusal, Unfit, quoted};
use crate::xml::{missing, text_of};
use crate::{amount, date, value};

/// `CondizioniPagamento`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    /// TP01: one of several parts.
    Part,
    /// TP02: the whole.
    Whole,
    /// TP03: paid in advance.
    Advance,
}

/// A `DettaglioPagamento`.
struct Part<'a, 'b> {
    condition: Condition,
    amount: Option<Decimal>,
    due: Option<(NaiveDate, DueFrom)>,
    detail: Node<'a, 'b>,
}

/// All payment details of a body.
pub(super) struct Payment<'a, 'b> {
    parts: Vec<Part<'a, 'b>>,
}

/// Reads every detail of every block.
///
/// # Errors
/// A [`Refusal`] with the path of a code, an amount or a date that is wrong.
pub(super) fn read<'a, 'b>(body: Node<'a, 'b>, issue_date: NaiveDate) -> Result<Payment<'a, 'b>, Refusal> {
    let mut parts = Vec::new();
    for block in children(body, "DatiPagamento") {
        let condition = optional(block, "CondizioniPagamento", "amount_due", condition)?;
        for detail in children(block, "DettaglioPagamento") {
            parts.push(Part {
                condition: condition.unwrap_or(Condition::Whole),
                amount: optional(detail, "ImportoPagamento", "amount_due", amount::plain)?,
                due: due(detail, issue_date)?,
                detail,
            });
        }
    }
    Ok(Payment { parts })
}

fn condition(text: &str) -> Result<Condition, Unfit> {
    match text {
        "TP01" => Ok(Condition::Part),
        "TP02" => Ok(Condition::Whole),
        "TP03" => Ok(Condition::Advance),
        other => Err(Unfit::new(format!(
            "expected TP01, TP02 or TP03, not {}",
            quoted(other)
        ))),
    }
}

/// The date, else the days: from the day that they are said to run from, else from the issue.
fn due(detail: Node<'_, '_>, issue_date: NaiveDate) -> Result<Option<(NaiveDate, DueFrom)>, Refusal> {
    let stated = optional(detail, "DataScadenzaPagamento", "due_date", date::iso)?;
    if let Some(stated) = stated {
        return Ok(Some((stated, DueFrom::Document)));
    }
    let Some(days) = optional(detail, "GiorniTerminiPagamento", "due_date", value::days)? else {
        return Ok(None);
    };
    let from = optional(detail, "DataRiferimentoTerminiPagamento", "due_date", date::iso)?;
    let counted = from
        .unwrap_or(issue_date)
        .checked_add_days(Days::new(days.into()));
    Ok(counted.map(|counted| (counted, DueFrom::Terms)))
}

impl<'a, 'b> Payment<'a, 'b> {
    fn asked(&self) -> impl Iterator<Item = &Part<'a, 'b>> {
        self.parts
            .iter()
            .filter(|part| part.condition != Condition::Advance)
    }

    /// What the details ask for: nothing where all was paid in advance; none where they don't tell.
    ///
    /// # Errors
    /// A [`Refusal`] if some details have an amount and others have none.
    pub(super) fn amount_due(&self, total: Option<Decimal>) -> Result<Option<Decimal>, Refusal> {
        let lacking = self.asked().find(|part| part.amount.is_none());
        let mut amounts = Vec::new();
        let mut sum = None;
        for part in self.asked() {
            if let Some(amount) = part.amount {
                add(&mut sum, amount, part.detail, "amount_due")?;
                amounts.push(amount);
            }
        }
        match (lacking, amounts.as_slice()) {
            (Some(lacking), [_, ..]) => Err(missing(lacking.detail, "ImportoPagamento", "amount_due")),
            (None, []) => Ok((!self.parts.is_empty()).then_some(Decimal::ZERO)),
            (None, [first, ..]) if self.is_a_choice(&amounts, sum, total) => Ok(Some(*first)),
            _ => Ok(sum),
        }
    }

    /// Several details, each for the whole, are ways to pay it once: by this bank or that.
    fn is_a_choice(&self, amounts: &[Decimal], sum: Option<Decimal>, total: Option<Decimal>) -> bool {
        let more_than_total = match (sum, total) {
            (Some(sum), Some(total)) => sum.abs() > total.abs(),
            _ => false,
        };
        more_than_total
            && amounts.windows(2).all(|pair| pair.first() == pair.last())
            && self.asked().all(|part| part.condition == Condition::Whole)
    }

    /// What was paid in advance; none if nothing was.
    pub(super) fn prepaid(&self, total: Option<Decimal>) -> Result<Option<Decimal>, Refusal> {
        let mut sum = None;
        let mut any = false;
        for part in &self.parts {
            if part.condition == Condition::Advance {
                any = true;
                if let Some(amount) = part.amount {
                    add(&mut sum, amount, part.detail, "prepaid")?;
                }
            }
        }
        Ok(if any { sum.or(total) } else { None })
    }

    /// Several dates whose amounts make up the sum are instalments, and the first is the document's; else the last
    /// date is due.
    pub(super) fn set_due(&self, document: &mut Document) {
        document.instalments = self.instalments(document.amount_due);
        let dates = self.asked().filter_map(|part| part.due);
        let due = if document.instalments.is_empty() {
            dates.max_by_key(|(on, _)| *on)
        } else {
            dates.min_by_key(|(on, _)| *on)
        };
        (document.due_date, document.due_from) = due.unzip();
    }

    fn instalments(&self, amount_due: Decimal) -> Vec<Instalment> {
        let mut by_date = BTreeMap::<NaiveDate, Decimal>::new();
        for part in self.asked() {
            let (Some((due_on, _)), Some(amount)) = (part.due, part.amount) else {
                return Vec::new();
            };
            if amount <= Decimal::ZERO {
                return Vec::new();
            }
            let due_then = by_date.entry(due_on).or_default();
            *due_then = due_then.saturating_add(amount);
        }
        let sum = by_date
            .values()
            .fold(Decimal::ZERO, |sum, amount| sum.saturating_add(*amount));
        if by_date.len() < 2 || sum != amount_due {
            return Vec::new();
        }
        by_date
            .into_iter()
            .map(|(due_on, amount)| Instalment { due_on, amount })
            .collect()
    }

    /// `ModalitaPagamento` of every detail.
    pub(super) fn means(&self) -> Vec<String> {
        self.parts
            .iter()
            .filter_map(|part| child(part.detail, "ModalitaPagamento").and_then(text_of))
            .collect()
    }

    /// The first account, and the first reference, that something is still to be paid to.
    pub(super) fn details(&self) -> PaymentDetails {
        let text = |part: &Part<'_, '_>, local| child(part.detail, local).and_then(text_of);
        let iban = |part| text(part, "IBAN").and_then(|iban| bank::iban(&iban));
        let bic = |part| {
            text(part, "BIC").filter(|bic| {
                matches!(bic.len(), 8 | 11) && bic.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        };
        let account = self.asked().find_map(|part| Some((iban(part)?, bic(part))));
        let (iban, bic) = account.unzip();
        PaymentDetails {
            iban,
            bic: bic.flatten(),
            reference: self
                .asked()
                .find_map(|part| text(part, "CodicePagamento"))
                .and_then(|reference| value::prose(&reference)),
            ..PaymentDetails::default()
        }
    }
}
