//! What a file is, by its content alone, and which reader reads it. A new format is one reader and one line here.

use roxmltree::Node;

use crate::accounting::{quickbooks, stripe, xero};
use crate::content::{Content, Format};
use crate::json::Json;
use crate::refusal::{Refusal, quoted};
use crate::statement::Statements;
use crate::{
    archive, camt, cii, csv, encoding, fatturapa, gst, json, mail_event, mt940, pdf, signed, ubl, xml,
};

/// Reads a file that is neither empty nor too large.
///
/// # Errors
/// A [`Refusal`] that names the format, where one was recognised.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, Refusal> {
    if let Some(format) = of_binary(bytes) {
        return match format {
            Format::Pdf => pdf::read(bytes),
            Format::FatturaPaSigned => signed::read(bytes),
            Format::Zip => archive::read(bytes),
            Format::Mt940 => mt940::read(bytes),
            other => Err(not_taken(other)),
        }
        .map_err(|refusal| refusal.taken_for(format));
    }
    let text = encoding::text(bytes)?;
    let text = text.as_ref();
    let start = text.trim_start();
    if start.is_empty() {
        Err(Refusal::of_file("the file holds nothing but blanks"))
    } else if start.starts_with('<') {
        of_markup(text)
    } else if gst::is_token(start) {
        gst::read_token(start).map_err(|refusal| refusal.taken_for(Format::GstInvoice))
    } else if let Some(format) = of_lines(start) {
        match format {
            Format::Mt940 => mt940::read(bytes).map_err(|refusal| refusal.taken_for(format)),
            other => Err(not_taken(other)),
        }
    } else if start.starts_with(['{', '[']) {
        of_json(text)
    } else {
        csv::read(text)
    }
}

/// Recognised, but nothing that is uploaded.
fn not_taken(format: Format) -> Refusal {
    Refusal::of_file(format!(
        "the file is {}: settings are deployed, not uploaded",
        format.title()
    ))
    .taken_for(format)
}

fn of_binary(bytes: &[u8]) -> Option<Format> {
    const JUNK_BEFORE_PDF_AT_MOST: usize = 1_024;
    let head = bytes.get(..JUNK_BEFORE_PDF_AT_MOST).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        Some(Format::Pdf)
    } else if mt940::is_framed(bytes) {
        Some(Format::Mt940)
    } else if bytes.starts_with(b"PK\x03\x04") {
        Some(Format::Zip)
    } else if matches!(bytes, [0x30, 0x80..=0x84, ..]) || is_armoured(bytes) {
        Some(Format::FatturaPaSigned)
    } else {
        None
    }
}

/// What a file is packed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    Zip,
    Gzip,
    Signature,
    Pdf,
}

/// What a file is packed in; none: it stands there as it is.
pub(crate) fn wrapping(bytes: &[u8]) -> Option<Wrapping> {
    match of_binary(bytes) {
        Some(Format::Pdf) => Some(Wrapping::Pdf),
        Some(Format::Zip) => Some(Wrapping::Zip),
        Some(Format::FatturaPaSigned) => Some(Wrapping::Signature),
        _ => bytes.starts_with(&[0x1f, 0x8b]).then_some(Wrapping::Gzip),
    }
}

/// A signed file in base64: nothing but its letters, and beginning as a DER or BER sequence does.
fn is_armoured(bytes: &[u8]) -> bool {
    const BYTES_AT_LEAST: usize = 200;
    let body = bytes.trim_ascii_start();
    let begins = body.starts_with(b"-----BEGIN PKCS7")
        || body.starts_with(b"-----BEGIN CMS")
        || body.starts_with(b"MI") && body.len() >= BYTES_AT_LEAST;
    let letter =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n');
    begins && (body.starts_with(b"-----") || body.iter().take(4_096).all(letter))
}

/// Formats that show in their first lines.
fn of_lines(start: &str) -> Option<Format> {
    const LINES_TO_SEE: usize = 40;
    let lines = || start.lines().map(str::trim).take(LINES_TO_SEE);
    // A tag of MT940: `:61:`, `:60F:`.
    let tagged = |line: &str| {
        let tag = line.strip_prefix(':').and_then(|rest| rest.split_once(':'));
        tag.is_some_and(|(tag, _)| {
            matches!(tag.len(), 2..=3)
                && tag.bytes().take(2).all(|byte| byte.is_ascii_digit())
                && tag.bytes().skip(2).all(|byte| byte.is_ascii_uppercase())
        })
    };
    let begins = lines().find(|line| !line.is_empty()).is_some_and(tagged);
    if begins
        || lines().filter(|line| tagged(line)).count() >= 2
        || start.starts_with("{1:F01")
        || start.starts_with(":20:")
    {
        return Some(Format::Mt940);
    }
    let first = lines().find(|line| !line.is_empty() && !line.starts_with('#'))?;
    let header = first
        .trim_start_matches('[')
        .starts_with(|letter: char| letter.is_ascii_alphabetic())
        && first.starts_with('[')
        && first.ends_with(']')
        && !matches!(first, "[true]" | "[false]" | "[null]");
    let assignment = first.split_once(" = ").is_some_and(|(key, value)| {
        key.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && value.starts_with(|character: char| {
                matches!(character, '"' | '\'' | '[' | '{' | 't' | 'f') || character.is_ascii_digit()
            })
    });
    if header || assignment {
        let policy =
            lines().any(|line| line.contains("stage") || line.contains("ladder") || line.contains("preset"));
        return Some(if policy { Format::Policy } else { Format::Creditor });
    }
    None
}

/// Reads a file that must be a bank statement: a member of an archive.
///
/// # Errors
/// A [`Refusal`] that names the format, where one was recognised.
pub(crate) fn statements(bytes: &[u8]) -> Result<Statements, Refusal> {
    let other = || {
        Refusal::of_file(
            "is no bank statement (camt, MT940): only those are read out of an archive; upload it by itself",
        )
    };
    if mt940::is_framed(bytes) {
        return mt940::statements(bytes).map_err(|refusal| refusal.taken_for(Format::Mt940));
    }
    if of_binary(bytes).is_some() {
        return Err(other());
    }
    let text = encoding::text(bytes)?;
    let start = text.trim_start();
    if start.starts_with('<') {
        let document = xml::parse(&text)?;
        let root = document.root_element();
        match format_of_root(root) {
            Some(Format::Camt) => camt::statements(root).map_err(|refusal| refusal.taken_for(Format::Camt)),
            _ => Err(other()),
        }
    } else if of_lines(start) == Some(Format::Mt940) {
        mt940::statements(bytes).map_err(|refusal| refusal.taken_for(Format::Mt940))
    } else {
        Err(other())
    }
}

/// Reads XML of any format, alone or out of an envelope.
///
/// # Errors
/// A [`Refusal`] that names the format, where one was recognised.
pub(crate) fn of_markup(text: &str) -> Result<Content, Refusal> {
    let document = xml::parse(text)?;
    let root = document.root_element();
    let Some(format) = format_of_root(root) else {
        return Err(Refusal::of_file(format!(
            "the file is XML with the root {}, which is no invoice, credit note or bank statement that Dunlin knows",
            quoted(root.tag_name().name())
        )));
    };
    match format {
        Format::UblInvoice | Format::UblCreditNote => ubl::read(root, format),
        Format::Cii | Format::ZugferdOne => cii::read(root, format),
        Format::FatturaPa => fatturapa::read(root),
        Format::Camt => camt::read(root),
        other => Err(not_taken(other)),
    }
    .map_err(|refusal| refusal.taken_for(format))
}

fn format_of_root(root: Node<'_, '_>) -> Option<Format> {
    // Some banks have a namespace of their own around it ("ISO:camt.053.001.02:…").
    const CAMT: &str = "camt.05";
    let namespace = root.tag_name().namespace().unwrap_or_default();
    match root.tag_name().name() {
        "Invoice" if namespace == ubl::INVOICE => Some(Format::UblInvoice),
        "CreditNote" if namespace == ubl::CREDIT_NOTE => Some(Format::UblCreditNote),
        "CrossIndustryInvoice" if namespace.starts_with(cii::INVOICE) => Some(Format::Cii),
        "CrossIndustryDocument" if namespace.starts_with(cii::ZUGFERD_ONE) => Some(Format::ZugferdOne),
        "Invoice" if namespace.starts_with(cii::ZUGFERD_DRAFT) => Some(Format::ZugferdOne),
        "FatturaElettronica" | "FatturaElettronicaSemplificata" => Some(Format::FatturaPa),
        "Document" if namespace.contains(CAMT) => Some(Format::Camt),
        _ => None,
    }
}

fn of_json(text: &str) -> Result<Content, Refusal> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let an_object_a_line = first.starts_with('{')
        && first.ends_with('}')
        && lines.next().is_some_and(|line| line.starts_with('{'));
    if an_object_a_line {
        let parsed = json::parse_line(first, 1).map_err(|refusal| refusal.taken_for(Format::NdJson))?;
        return match format_of_json(&parsed) {
            Some(Format::Json) => json::read_lines(text).map_err(|refusal| refusal.taken_for(Format::NdJson)),
            Some(format) => Err(Refusal::of_file(format!(
                "the file holds {} on each line; upload one file each, or a list",
                format.title()
            ))
            .taken_for(format)),
            None => Err(unknown_json()),
        };
    }
    let parsed = json::parse(text).map_err(|refusal| refusal.taken_for(Format::Json))?;
    let Some(format) = format_of_json(&parsed) else {
        return Err(unknown_json());
    };
    match format {
        Format::SesEvent => mail_event::read(&parsed),
        Format::Json => json::read(&parsed),
        Format::StripeJson => stripe::read(&parsed),
        Format::XeroJson => xero::read(&parsed),
        Format::QuickBooksJson => quickbooks::read(&parsed),
        Format::GstInvoice => gst::read(&parsed),
        other => Err(not_taken(other)),
    }
    .map_err(|refusal| refusal.taken_for(format))
}

fn unknown_json() -> Refusal {
    Refusal::of_file(
        "the file is JSON, but in no shape that Dunlin knows; expected {\"invoices\": […]}, {\"payments\": […]} or {\"customers\": […]}",
    )
}

fn format_of_json(json: &Json) -> Option<Format> {
    // Many exports are lists; their first item tells.
    let first = json.items().first().unwrap_or(json);
    let has = |key: &str| first.get(key).is_some();
    let any = |keys: &[&str]| keys.iter().any(|key| has(key));
    if mail_event::is_ours(json) {
        Some(Format::SesEvent)
    } else if first.get("object").and_then(Json::text).is_some() {
        Some(Format::StripeJson)
    } else if any(&[
        "Invoices",
        "CreditNotes",
        "Payments",
        "InvoiceID",
        "CreditNoteID",
        "PaymentID",
    ]) {
        Some(Format::XeroJson)
    } else if any(&["Invoice", "CreditMemo", "Payment", "QueryResponse", "TxnDate"]) {
        Some(Format::QuickBooksJson)
    } else if gst::is_ours(first) {
        Some(Format::GstInvoice)
    } else if json::is_ours(json) {
        Some(Format::Json)
    } else {
        None
    }
}
