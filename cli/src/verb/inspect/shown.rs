//! A file that was read, as people look at it: what it says, and in the last column what comes of it.

use documents::inspect::{InspectedDocument, Inspection};
use documents::intake::{DueRemark, House, arrivals, due, gives_credit};
use documents::{Content, Customer, Direction, Document, Payment};
use dunning::arrival::DocumentKind;

use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::table::Table;
use crate::verb::counted;

/// What stands where the file says nothing.
const NOTHING: &str = "–";

pub(super) fn show(
    inspection: &Inspection,
    content: Option<&Content>,
    screen: &Screen,
) -> Result<(), Failure> {
    let heading = content.map_or_else(String::new, held);
    let heading = format!("{}: {}{heading}", inspection.path, inspection.format);
    screen.line(Look::Strong, &harmless(&heading))?;
    let Some(content) = content else {
        return Ok(());
    };
    let tables = [
        documents(inspection, content),
        instalments(inspection),
        payments(inspection, content),
        customers(&content.customers),
        events(inspection),
        passed_over(content),
    ];
    let tables = tables.iter().filter(|table| !table.is_empty());
    for (index, table) in tables.enumerate() {
        if index > 0 {
            screen.line(Look::Plain, "")?;
        }
        screen.table("", table)?;
    }
    would_refuse(content, screen)
}

/// What is in a file, in words.
fn held(content: &Content) -> String {
    let held = [
        (content.documents.len(), "document"),
        (content.payments.len(), "payment"),
        (content.customers.len(), "customer"),
        (content.events.len(), "mail event"),
    ];
    let held = held.into_iter().filter(|(count, _)| *count > 0);
    held.map(|(count, one)| format!(", {}", counted(count, one)))
        .collect()
}

fn documents(inspection: &Inspection, content: &Content) -> Table {
    let mut table = Table::new(&[
        "kind",
        "number",
        "issued",
        "due",
        "by",
        ">amount due",
        "",
        "customer",
        "=e-mail",
        "comes of it",
    ]);
    for (told, document) in inspection.documents.iter().zip(&content.documents) {
        let buyer = &document.buyer;
        let customer = buyer
            .name
            .as_ref()
            .or(buyer.number.as_ref())
            .or(buyer.vat_id.as_ref());
        let look = if !told.dunnable {
            Look::Faint
        } else if told.reason.is_some() {
            Look::Strong
        } else {
            Look::Plain
        };
        table.row_in(
            look,
            [
                told.kind.replace('_', " ").as_str(),
                &told.number,
                &told.issue_date,
                told.due_date.as_deref().unwrap_or(NOTHING),
                told.due_from.map_or(NOTHING, source),
                &told.amount_due,
                told.currency.unwrap_or(NOTHING),
                customer.map_or(NOTHING, String::as_str),
                told.buyer_email.as_deref().unwrap_or(NOTHING),
                &comes_of(document, told),
            ],
        );
    }
    table
}

/// Where a due date comes from, in a word.
fn source(due_from: &str) -> &str {
    match due_from {
        "document" => "date",
        "terms" => "days",
        "terms_text" => "text",
        other => other,
    }
}

/// What Dunlin would make of a document, as far as the file alone tells.
fn comes_of(document: &Document, told: &InspectedDocument) -> String {
    let mut parts = Vec::new();
    let remark = due(document).1;
    if document.kind == DocumentKind::CreditNote {
        parts.push(credit(document));
    } else if let Some(reason) = told.reason.filter(|_| !told.dunnable) {
        parts.push(format!("never reminded: {}", reason.replace('_', " ")));
    } else {
        parts.push(match (remark, told.due_date.is_some()) {
            (Some(DueRemark::BeforeIssue), _) => "review: due before its issue".to_owned(),
            (_, true) => "reminded".to_owned(),
            (_, false) => "default terms, else review".to_owned(),
        });
        parts.extend(remark.and_then(remarked));
        if told.currency.is_none() {
            parts.push("in the creditor's currency, else refused".to_owned());
        }
    }
    if let Some(withheld) = document.withheld {
        parts.push(format!("less {withheld}, which the buyer pays to the state"));
    }
    if !told.instalments.is_empty() {
        parts.push(counted(told.instalments.len(), "instalment"));
    }
    if document.is_open_balance {
        let day = document.balance_as_of.map(|day| format!(" of {day}"));
        parts.push(format!("an open balance{}", day.unwrap_or_default()));
    }
    parts.join("; ")
}

fn remarked(remark: DueRemark) -> Option<String> {
    match remark {
        DueRemark::TextUnclear(why) => Some(format!("the terms text {}", why.in_words())),
        DueRemark::TextDiffers(day) => Some(format!("the terms text says {day}, but the date counts")),
        DueRemark::BeforeIssue => None,
    }
}

fn credit(document: &Document) -> String {
    match &document.credits {
        _ if !gives_credit(document) => "gives nothing back: not in force, or used up".to_owned(),
        Some(number) => format!("taken off {number}"),
        None => "names no invoice: holds the customer, and a person says what it is for".to_owned(),
    }
}

fn instalments(inspection: &Inspection) -> Table {
    let mut table = Table::new(&["instalment", "due", ">amount"]);
    for document in &inspection.documents {
        for (count, part) in (1_u32..).zip(&document.instalments) {
            let name = format!("{} ({count})", document.number);
            table.row([name.as_str(), &part.due_date, &part.amount]);
        }
    }
    table
}

fn payments(inspection: &Inspection, content: &Content) -> Table {
    let mut table = Table::new(&["booked", ">amount", "", "comes of it", "payer", "references"]);
    for (told, payment) in inspection.payments.iter().zip(&content.payments) {
        table.row([
            told.booked_on.as_str(),
            &told.amount,
            told.currency,
            moved(payment),
            told.payer.as_deref().unwrap_or(NOTHING),
            &told.references.join(", "),
        ]);
    }
    table
}

fn moved(payment: &Payment) -> &'static str {
    match (payment.direction, payment.reversal) {
        (Direction::Credit, false) => "a payment",
        (Direction::Debit, true) => "a payment goes back",
        (Direction::Debit, false) => "passed over: money out",
        (Direction::Credit, true) => "passed over: money back from others",
    }
}

/// The shape for machines has no place for the directory; people see it.
fn customers(rows: &[Customer]) -> Table {
    let mut table = Table::new(&[
        "number", "customer", "kind", "country", "language", "zone", ">terms", "contacts",
    ]);
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    for row in rows {
        let contacts: Vec<&str> = row
            .contacts
            .iter()
            .map(|contact| contact.email.as_str())
            .collect();
        table.row([
            or_nothing(row.reference.number.clone()),
            or_nothing(row.reference.name.clone()),
            or_nothing(row.kind.map(|kind| format!("{kind:?}").to_lowercase())),
            or_nothing(row.region.map(|region| region.to_string())),
            or_nothing(row.language.map(|language| language.code().to_owned())),
            or_nothing(row.zone.map(|zone| zone.name().to_owned())),
            or_nothing(row.terms_days.map(|days| counted(days.into(), "day"))),
            contacts.join(", "),
        ]);
    }
    table
}

fn events(inspection: &Inspection) -> Table {
    let mut table = Table::new(&["event", "message", "recipients"]);
    for event in &inspection.events {
        table.row([event.kind, &event.message_id, &event.recipients.join(", ")]);
    }
    table
}

fn passed_over(content: &Content) -> Table {
    let mut table = Table::new(&["passed over", "why"]);
    for passed in &content.passed_over {
        table.row([passed.place.to_string(), passed.why.clone()]);
    }
    table
}

/// A file may be read and yet be nothing to take in: it would be refused at the bucket. That a file names no currency
/// is said in its row, since the creditor's profile may.
fn would_refuse(content: &Content, screen: &Screen) -> Result<(), Failure> {
    match arrivals(content, &House::default()) {
        Err(refusal) if refusal.field.as_deref() != Some("currency") => {
            screen.line(Look::Bad, &harmless(&format!("it would be refused: {refusal}")))
        }
        _ => Ok(()),
    }
}
