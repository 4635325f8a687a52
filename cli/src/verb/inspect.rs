//! `dunlin inspect`: what files say, without storing anything.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use documents::inspect::{InspectedError, Inspection};
use documents::settings::{read_creditor, read_policy};
use documents::{BYTES_AT_MOST, Customer, Place, Refusal, inspect};

use crate::Ending;
use crate::arguments::Inspect;
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::verb::counted;

pub(super) fn run(arguments: &Inspect, screen: &Screen) -> Result<Ending, Failure> {
    let mut ending = Ending::Good;
    for (index, path) in arguments.files.iter().enumerate() {
        let inspection = of_file(path);
        if inspection.error.is_some() {
            ending = Ending::Refused;
        }
        if screen.is_json {
            screen.json(&inspection)?;
        } else {
            if index > 0 && inspection.error.is_none() {
                screen.line(Look::Plain, "")?;
            }
            show(&inspection, &customer_rows(path, &inspection), screen)?;
        }
    }
    Ok(ending)
}

/// Inspects a file; one that can't be read at all is refused like any other.
fn of_file(path: &Path) -> Inspection {
    let name = path.display().to_string();
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(why) => return refused(&name, "unknown", None, why),
    };
    match path.file_name().and_then(|name| name.to_str()) {
        Some("policy.toml") => of_settings(&name, "policy", &bytes, |text| read_policy(text).map(|_| ())),
        Some("creditor.toml") => {
            of_settings(&name, "creditor", &bytes, |text| read_creditor(text).map(|_| ()))
        }
        _ => inspect(&name, &bytes),
    }
}

/// The directory's rows, of a file that holds nothing else.
fn customer_rows(path: &Path, inspection: &Inspection) -> Vec<Customer> {
    let holds_else =
        !(inspection.documents.is_empty() && inspection.payments.is_empty() && inspection.events.is_empty());
    if holds_else || inspection.error.is_some() {
        return Vec::new();
    }
    let content = read(path).ok().and_then(|bytes| documents::read(&bytes).ok());
    content.map_or_else(Vec::new, |content| content.customers)
}

/// Reads a file, but none that would be refused for its size anyway.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| format!("it can't be read: {error}");
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    let at_most = u64::try_from(BYTES_AT_MOST).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(at_most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > BYTES_AT_MOST {
        return Err(format!(
            "the file has {} bytes, more than the {BYTES_AT_MOST} allowed; split it",
            metadata.len()
        ));
    }
    Ok(bytes)
}

fn of_settings(
    name: &str,
    format: &'static str,
    bytes: &[u8],
    check: impl FnOnce(&str) -> Result<(), Refusal>,
) -> Inspection {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return refused(name, format, None, "expected UTF-8 text".to_owned());
    };
    match check(text) {
        Ok(()) => Inspection {
            error: None,
            outcome: "read",
            ..refused(name, format, None, String::new())
        },
        Err(refusal) => refused(name, format, Some(&refusal), refusal.message.clone()),
    }
}

fn refused(name: &str, format: &'static str, refusal: Option<&Refusal>, message: String) -> Inspection {
    let place = refusal
        .map(|refusal| &refusal.place)
        .filter(|place| **place != Place::File);
    Inspection {
        path: name.to_owned(),
        format,
        outcome: "refused",
        error: Some(InspectedError {
            place: place.map(ToString::to_string),
            field: refusal.and_then(|refusal| refusal.field.clone()),
            message,
        }),
        documents: Vec::new(),
        payments: Vec::new(),
        events: Vec::new(),
    }
}

/// An error on one line: file, place in it, field, what was expected.
pub(super) fn in_words(path: &str, error: &InspectedError) -> String {
    let parts = [
        Some(path),
        error.place.as_deref(),
        error.field.as_deref(),
        Some(&error.message),
    ];
    crate::screen::harmless(&parts.into_iter().flatten().collect::<Vec<_>>().join(": "))
}

fn show(inspection: &Inspection, customer_rows: &[Customer], screen: &Screen) -> Result<(), Failure> {
    if let Some(error) = &inspection.error {
        screen.error(&in_words(&inspection.path, error));
        return Ok(());
    }
    let held = [
        (inspection.documents.len(), "document"),
        (inspection.payments.len(), "payment"),
        (customer_rows.len(), "customer"),
        (inspection.events.len(), "mail event"),
    ];
    let held: Vec<String> = held
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, one)| counted(count, one))
        .collect();
    let heading = format!("{}: {}", inspection.path, inspection.format);
    let heading = if held.is_empty() {
        heading
    } else {
        format!("{heading}, {}", held.join(", "))
    };
    screen.line(Look::Strong, &crate::screen::harmless(&heading))?;
    screen.table("", &documents(inspection))?;
    screen.table("", &payments(inspection))?;
    screen.table("", &customers(customer_rows))?;
    screen.table("", &events(inspection))
}

fn documents(inspection: &Inspection) -> Table {
    let mut table = Table::new(&[
        "kind",
        "number",
        "issued",
        "due",
        ">amount due",
        "",
        "customer",
        "=e-mail",
        "remark",
    ]);
    for document in &inspection.documents {
        let remark = document.reason.map(|reason| {
            let reason = reason.replace('_', " ");
            if document.dunnable {
                reason
            } else {
                format!("never reminded: {reason}")
            }
        });
        let instalments =
            (!document.instalments.is_empty()).then(|| counted(document.instalments.len(), "instalment"));
        let remarks: Vec<String> = [remark, instalments].into_iter().flatten().collect();
        table.row([
            document.kind.replace('_', " ").as_str(),
            &document.number,
            &document.issue_date,
            document.due_date.as_deref().unwrap_or("–"),
            &document.amount_due,
            document.currency.unwrap_or("–"),
            document.buyer_name.as_deref().unwrap_or("–"),
            document.buyer_email.as_deref().unwrap_or("–"),
            &remarks.join(", "),
        ]);
    }
    table
}

fn payments(inspection: &Inspection) -> Table {
    let mut table = Table::new(&["booked", ">amount", "", "direction", "payer", "references"]);
    for payment in &inspection.payments {
        table.row([
            payment.booked_on.as_str(),
            &payment.amount,
            payment.currency,
            payment.direction,
            payment.payer.as_deref().unwrap_or("–"),
            &payment.references.join(", "),
        ]);
    }
    table
}

/// The shape for machines has no place for the directory yet; people see it.
fn customers(rows: &[Customer]) -> Table {
    let mut table = Table::new(&["number", "customer", "country", "language", "zone", "contacts"]);
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    for row in rows {
        let contacts: Vec<&str> = row
            .contacts
            .iter()
            .map(|contact| contact.email.as_str())
            .collect();
        table.row([
            or_dash(row.reference.number.clone()),
            or_dash(row.reference.name.clone()),
            or_dash(row.region.map(|region| region.to_string())),
            or_dash(row.language.map(|language| language.code().to_owned())),
            or_dash(row.zone.map(|zone| zone.name().to_owned())),
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
