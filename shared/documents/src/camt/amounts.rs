//! Amounts and their ways.

use dunning::money::Money;
use roxmltree::Node;
use rust_decimal::Decimal;

use super::element::{at, child, children, text_at};
use super::{Account, optional};
use crate::payment::Direction;
use crate::refusal::{Place, Refusal, Unfit, quoted};
use crate::xml::{path, text_of};
use crate::{amount, value, xml};

/// What an `Amt` states.
///
/// # Errors
/// A [`Refusal`] if it is no amount, or below zero (`CdtDbtInd` tells the way), or of no currency.
pub(super) fn money(element: Node<'_, '_>, account: &Account) -> Result<Money, Refusal> {
    let refuse = |unfit: Unfit, field| unfit.at(Place::Xml(path(element)), field);
    let text = text_of(element).unwrap_or_default();
    let stated = amount::plain(&text).map_err(|unfit| refuse(unfit, "amount"))?;
    if stated < Decimal::ZERO {
        let unfit = Unfit::new(format!(
            "expected zero or more, not {}: CdtDbtInd tells the way",
            quoted(&text)
        ));
        return Err(refuse(unfit, "amount"));
    }
    let currency = match element.attribute("Ccy") {
        Some(code) => value::currency(code).map_err(|unfit| refuse(unfit, "currency"))?,
        None => None,
    };
    let currency = currency
        .or(account.currency)
        .ok_or_else(|| refuse(Unfit::new("is missing (attribute Ccy)"), "currency"))?;
    Ok(Money::new(stated, currency))
}

/// The amount of an entry.
pub(super) fn of_entry(entry: Node<'_, '_>, account: &Account) -> Result<Money, Refusal> {
    let element = child(entry, "Amt").ok_or_else(|| xml::missing(entry, "Amt", "amount"))?;
    money(element, account)
}

/// What a transaction moved in the currency of its entry; none where it states no such amount. What the payer
/// instructed, in another currency, is no help.
pub(super) fn of_transaction(
    transaction: Node<'_, '_>,
    entry: Money,
    account: &Account,
) -> Result<Option<Decimal>, Refusal> {
    const PLACES: [&[&str]; 4] = [
        &["Amt"],
        &["AmtDtls", "TxAmt", "Amt"],
        &["AmtDtls", "CntrValAmt", "Amt"],
        &["AmtDtls", "InstdAmt", "Amt"],
    ];
    for place in PLACES {
        if let Some(element) = at(transaction, place) {
            let stated = money(element, account)?;
            if stated.currency == entry.currency {
                return Ok(Some(stated.amount));
            }
        }
    }
    Ok(None)
}

/// The bank's price of an entry, as far as it is stated in the entry's currency.
pub(super) fn charges(
    entry: Node<'_, '_>,
    in_currency: Money,
    account: &Account,
) -> Result<Decimal, Refusal> {
    let mut total = Decimal::ZERO;
    for charges in children(entry, "Chrgs") {
        let stated: Vec<Node<'_, '_>> = match child(charges, "TtlChrgsAndTaxAmt") {
            Some(all) => vec![all],
            None => children(charges, "Rcrd")
                .chain([charges])
                .filter_map(|record| child(record, "Amt"))
                .collect(),
        };
        for element in stated {
            let charge = money(element, account)?;
            if charge.currency == in_currency.currency {
                total = total.saturating_add(charge.amount);
            }
        }
    }
    Ok(total)
}

/// The way, where it is stated.
pub(super) fn direction(node: Node<'_, '_>) -> Result<Option<Direction>, Refusal> {
    optional(node, &["CdtDbtInd"], "direction", |code| match code {
        "CRDT" => Ok(Direction::Credit),
        "DBIT" => Ok(Direction::Debit),
        other => Err(Unfit::new(format!(
            "expected CRDT or DBIT, not {}",
            quoted(other)
        ))),
    })
}

/// How many transactions the entry says it is a sum of; none if it says nothing of it.
pub(super) fn batch_size(entry: Node<'_, '_>) -> Option<u64> {
    let batches = || children(entry, "NtryDtls").flat_map(|details| children(details, "Btch"));
    batches().next()?;
    let counted =
        batches().map(|batch| text_at(batch, &["NbOfTxs"]).and_then(|text| text.parse::<u64>().ok()));
    // A batch that doesn't tell its size is more than one.
    Some(counted.map(|size| size.unwrap_or(2)).fold(0, u64::saturating_add))
}
