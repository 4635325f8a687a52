//! One transaction of an entry (`TxDtls`): who, what for, under which references.

use dunning::bank;
use dunning::money::Money;
use roxmltree::Node;
use rust_decimal::Decimal;

use super::element::{at, child, children, text_at};
use super::{Account, amounts};
use crate::payment::{Direction, is_reference};
use crate::refusal::Refusal;
use crate::statement::{Remittance, is_returning, name};
use crate::xml::text_of;

/// Bank transaction codes (family, sub-family) of a debit that takes back what had come in: unpaid, reversed and
/// cancelled direct debits; returned and recalled transfers.
const RETURNS: [(&str, &str); 5] = [
    ("IDDT", "UPDD"),
    ("IDDT", "PRDD"),
    ("IDDT", "RCDD"),
    ("RCDT", "RRTN"),
    ("RCDT", "RPCR"),
];

/// What a transaction says.
pub(super) struct Transaction {
    /// Its path from the entry.
    pub(super) path: String,
    /// In the currency of the entry; none where it isn't stated so.
    pub(super) amount: Option<Decimal>,
    /// The entry's, unless it has its own.
    pub(super) direction: Direction,
    /// Whether it is said to send money back.
    pub(super) returned: bool,
    pub(super) remittance: Remittance,
    pub(super) payer: Option<String>,
    pub(super) payer_iban: Option<String>,
    /// The bank's reference.
    pub(super) reference: Option<String>,
    /// What the payment networks know it by.
    pub(super) network_reference: Option<String>,
}

/// Reads a transaction of an entry.
///
/// # Errors
/// A [`Refusal`] for an amount or a way that is none.
pub(super) fn read(
    path: String,
    node: Node<'_, '_>,
    entry: Money,
    direction: Direction,
    account: &Account,
) -> Result<Transaction, Refusal> {
    let direction = amounts::direction(node)?.unwrap_or(direction);
    let (payer, payer_iban) = other_side(node, direction, account);
    let reference = |local: &str| text_at(node, &["Refs", local]).filter(|text| is_reference(text));
    Ok(Transaction {
        path,
        amount: amounts::of_transaction(node, entry, account)?,
        direction,
        returned: child(node, "RtrInf").is_some() || is_return(node),
        remittance: remittance(node),
        payer,
        payer_iban,
        reference: reference("AcctSvcrRef"),
        network_reference: reference("UETR").or_else(|| reference("TxId")),
    })
}

/// Whether the bank transaction code of an entry or transaction is that of a return.
pub(super) fn is_return(node: Node<'_, '_>) -> bool {
    let Some(code) = child(node, "BkTxCd") else {
        return false;
    };
    let family = text_at(code, &["Domn", "Fmly", "Cd"]).unwrap_or_default();
    let sub_family = text_at(code, &["Domn", "Fmly", "SubFmlyCd"]).unwrap_or_default();
    // German banks: the code of MT940, the transaction code, the journal's number, parted by plus signs.
    let german = text_at(code, &["Prtry", "Cd"]).unwrap_or_default();
    RETURNS.contains(&(family.as_str(), sub_family.as_str()))
        || german.split('+').nth(1).is_some_and(is_returning)
}

/// Who paid. In a return the parties are those of the payment that comes back, at some banks turned round.
fn other_side(
    node: Node<'_, '_>,
    direction: Direction,
    account: &Account,
) -> (Option<String>, Option<String>) {
    let Some(parties) = child(node, "RltdPties") else {
        return (None, None);
    };
    let side = |party: &str, ultimate: &str, of_account: &str| {
        let stated = [party, ultimate].into_iter().find_map(|role| {
            let party = child(parties, role)?;
            text_at(party, &["Nm"])
                .or_else(|| text_at(party, &["Pty", "Nm"]))
                .and_then(|text| name(&text))
        });
        let iban = text_at(parties, &[of_account, "Id", "IBAN"]).and_then(|text| bank::iban(&text));
        let ours = iban.as_ref().is_some_and(|iban| *iban == account.id);
        (!ours && (stated.is_some() || iban.is_some())).then_some((stated, iban))
    };
    let debtor = side("Dbtr", "UltmtDbtr", "DbtrAcct");
    let of_debit = || side("Cdtr", "UltmtCdtr", "CdtrAcct");
    match direction {
        Direction::Credit => debtor,
        Direction::Debit => debtor.or_else(of_debit),
    }
    .unwrap_or_default()
}

fn remittance(node: Node<'_, '_>) -> Remittance {
    let mut remittance = Remittance {
        end_to_end: text_at(node, &["Refs", "EndToEndId"]).filter(|text| is_reference(text)),
        additional: text_at(node, &["AddtlTxInf"]),
        ..Remittance::default()
    };
    let mut lines = Vec::new();
    for information in children(node, "RmtInf") {
        lines.extend(children(information, "Ustrd").filter_map(text_of));
        for structured in children(information, "Strd") {
            // The second name of each is that of the first version.
            remittance.structured.extend(
                ["Ref", "CdtrRef"]
                    .iter()
                    .filter_map(|local| text_at(structured, &["CdtrRefInf", local])),
            );
            for document in children(structured, "RfrdDocInf") {
                remittance.structured.extend(
                    ["Nb", "RfrdDocNb"]
                        .iter()
                        .filter_map(|local| text_at(document, &[local])),
                );
            }
            lines.extend(children(structured, "AddtlRmtInf").filter_map(text_of));
        }
    }
    // Banks cut the text into lines of 35 or 140 characters, in the middle of a number too: whoever looks for
    // numbers tries neighbouring words as one.
    remittance.texts = (!lines.is_empty()).then(|| lines.join(" ")).into_iter().collect();
    remittance
}

/// The transactions of an entry, each with its path from there; in the first version without a level of their own.
pub(super) fn nodes<'a, 'b>(entry: Node<'a, 'b>) -> impl Iterator<Item = (String, Node<'a, 'b>)> {
    let below = |(index, details): (usize, Node<'a, 'b>)| {
        let path = move |number| format!("NtryDtls[{}]/TxDtls[{number}]", index + 1);
        children(details, "TxDtls")
            .enumerate()
            .map(move |(number, node)| (path(number + 1), node))
    };
    let directly = children(entry, "TxDtls").enumerate();
    children(entry, "NtryDtls")
        .enumerate()
        .flat_map(below)
        .chain(directly.map(|(number, node)| (format!("TxDtls[{}]", number + 1), node)))
}

/// The bank's reference of an entry.
pub(super) fn entry_reference(entry: Node<'_, '_>) -> Option<String> {
    at(entry, &["AcctSvcrRef"])
        .and_then(text_of)
        .filter(|text| is_reference(text))
}
