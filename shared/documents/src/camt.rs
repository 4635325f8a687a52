//! ISO 20022 bank-to-customer messages: the intraday report (camt.052), the statement (camt.053), the notification
//! (camt.054), in every version.
//!
//! Versions differ little: where the status stands, whether parties have a level of their own, which amounts a
//! transaction has. So the readers look for all of the places, by local name within the root's namespace.

mod amounts;
mod element;
mod entry;
mod transaction;

use chrono::{DateTime, NaiveDate, NaiveTime};
use dunning::money::Currency;
use roxmltree::Node;

use crate::content::{Content, Format};
use crate::refusal::{Place, Refusal, Unfit};
use crate::statement::{ENTRIES_AT_MOST, Statements, too_many_entries};
use crate::xml::{path, text_of};
use crate::{date, value};

use element::{at, child, children, text_at};

/// What stands below the root: the message, its statements, and whether they close an account's day.
const MESSAGES: [(&str, &str, bool); 3] = [
    ("BkToCstmrAcctRpt", "Rpt", false),
    ("BkToCstmrStmt", "Stmt", true),
    ("BkToCstmrDbtCdtNtfctn", "Ntfctn", false),
];

/// Reads a message.
///
/// # Errors
/// A [`Refusal`] with the path of the element that is missing or wrong.
pub(crate) fn read(root: Node<'_, '_>) -> Result<Content, Refusal> {
    Ok(statements(root)?.into_content(Format::Camt))
}

/// The statements of a message.
///
/// # Errors
/// A [`Refusal`] with the path of the element that is missing or wrong.
pub(crate) fn statements(root: Node<'_, '_>) -> Result<Statements, Refusal> {
    let message = root.children().find_map(|child| {
        let name = child.tag_name().name();
        // The first version writes itself into the name: BkToCstmrStmtV01.
        let kind = MESSAGES.into_iter().find(|(message, ..)| {
            name.strip_prefix(message)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('V'))
        });
        kind.map(|(_, statement, closes)| (child, statement, closes))
    });
    let Some((message, local, closes)) = message else {
        return Err(Refusal::of_file(
            "the file is an ISO 20022 message, but no account report, statement or notification (camt.052, 053, 054)",
        ));
    };
    let mut statements = Statements::default();
    let created = text_at(message, &["GrpHdr", "CreDtTm"]);
    let here = path(message);
    let mut entries = 0;
    for (index, statement) in children(message, local).enumerate() {
        let account = Account::of(statement)?;
        let closed_on = closing_day(statement)?;
        if closes {
            statements.closed.push((account.id.clone(), closed_on));
        }
        let day = closed_on
            .or_else(|| stated_day(statement, &["CreDtTm"]))
            .or_else(|| created.as_deref().and_then(|text| date::iso(text).ok()));
        for (number, entry) in children(statement, "Ntry").enumerate() {
            entries += 1;
            if entries > ENTRIES_AT_MOST {
                return Err(too_many_entries());
            }
            let reader = entry::Reader {
                entry,
                path: format!("{here}/{local}[{}]/Ntry[{}]", index + 1, number + 1),
                number: entries,
                account: &account,
                statement_day: day,
            };
            reader.read(&mut statements)?;
        }
    }
    Ok(statements)
}

/// The creditor's account.
struct Account {
    /// The IBAN, else the bank's own number; empty where neither is stated.
    id: String,
    currency: Option<Currency>,
}

impl Account {
    fn of(statement: Node<'_, '_>) -> Result<Self, Refusal> {
        let Some(account) = child(statement, "Acct") else {
            return Ok(Self {
                id: String::new(),
                currency: None,
            });
        };
        let id = [
            ["Id", "IBAN"].as_slice(),
            &["Id", "Othr", "Id"],
            &["Id", "PrtryAcct", "Id"],
            &["Id", "BBAN"],
        ]
        .into_iter()
        .find_map(|path| text_at(account, path));
        Ok(Self {
            id: id.unwrap_or_default().split_whitespace().collect(),
            currency: optional(account, &["Ccy"], "currency", value::currency)?.flatten(),
        })
    }
}

/// The day that a statement closes: that of its closing balance, else the end of its period.
fn closing_day(statement: Node<'_, '_>) -> Result<Option<NaiveDate>, Refusal> {
    let mut closing = None;
    for balance in children(statement, "Bal") {
        let code = text_at(balance, &["Tp", "CdOrPrtry", "Cd"]).or_else(|| text_at(balance, &["Tp", "Cd"]));
        if code.as_deref() == Some("CLBD") {
            closing = closing.max(day(balance, "Dt", "payments_complete_to")?);
        }
    }
    let period_end = text_at(statement, &["FrToDt", "ToDtTm"]);
    Ok(closing.or_else(|| {
        let (end, time) = (
            date::iso(period_end.as_deref()?).ok()?,
            time(period_end.as_deref()?),
        );
        // A period that ends at midnight ends with the day before.
        if time == Some(NaiveTime::MIN) {
            end.pred_opt()
        } else {
            Some(end)
        }
    }))
}

fn time(text: &str) -> Option<NaiveTime> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|moment| moment.time());
    zoned
        .or_else(|_| text.parse::<chrono::NaiveDateTime>().map(|moment| moment.time()))
        .ok()
}

fn stated_day(node: Node<'_, '_>, path: &[&str]) -> Option<NaiveDate> {
    text_at(node, path).and_then(|text| date::iso(&text).ok())
}

/// A day as these messages write it, `<X><Dt>` or `<X><DtTm>`: the civil date that is written.
fn day(node: Node<'_, '_>, local: &str, field: &str) -> Result<Option<NaiveDate>, Refusal> {
    let date = optional(node, &[local, "Dt"], field, date::iso)?;
    match date {
        Some(date) => Ok(Some(date)),
        None => optional(node, &[local, "DtTm"], field, date::iso),
    }
}

/// A value that may be absent, but not wrong.
fn optional<T>(
    node: Node<'_, '_>,
    locals: &[&str],
    field: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<Option<T>, Refusal> {
    let Some(element) = at(node, locals) else {
        return Ok(None);
    };
    let Some(text) = text_of(element) else {
        return Ok(None);
    };
    read(&text)
        .map(Some)
        .map_err(|unfit| unfit.at(Place::Xml(path(element)), field))
}
