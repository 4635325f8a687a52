//! What holds for any bytes whatever, for every reader: no panic, the same answer twice, and nothing read that
//! contradicts itself or would do harm further in.

mod carriers;
mod promises;
mod settings;

use documents::{Content, Format, Refusal, read, read_mail_events, readable};
use libfuzzer_sys::Corpus;

pub use settings::{as_creditor, as_policy};

/// Bytes of one of these formats. Others are not kept, so that the search stays with the reader that it is for.
pub fn reads(bytes: &[u8], formats: &[Format]) -> Corpus {
    let found = read(bytes);
    let format = match &found {
        Ok(content) => Some(content.format),
        Err(refusal) => refusal.format,
    };
    if !format.is_some_and(|format| formats.contains(&format)) {
        return Corpus::Reject;
    }
    holds(bytes, found)
}

/// Any bytes at all.
pub fn anything(bytes: &[u8]) -> Corpus {
    let _ = read_mail_events(bytes);
    holds(bytes, read(bytes))
}

/// A text of payment terms, on an otherwise plain invoice.
pub fn as_terms(bytes: &[u8]) -> Corpus {
    let Ok(terms) = std::str::from_utf8(bytes) else {
        return Corpus::Reject;
    };
    // The end of a January, where counting in months is hardest.
    let invoice = serde_json::json!({"invoices": [{
        "number": "T-1", "issue_date": "2027-01-30", "currency": "EUR", "amount_due": "100.00",
        "customer": {"name": "Birkenhof"}, "terms": terms,
    }]});
    let bytes = invoice.to_string().into_bytes();
    holds(&bytes, read(&bytes))
}

/// Rows of a customer directory, below the heading that README shows; or JSON, as it is.
pub fn as_directory(bytes: &[u8]) -> Corpus {
    const HEADING: &[u8] =
        b"customer_number,customer_name,vat_id,kind,email,contact_name,language,timezone,country,\
        region,phone,account_manager,paused\n";
    let file = match bytes.first() {
        Some(b'{' | b'[') => bytes.to_vec(),
        _ => [HEADING, bytes].concat(),
    };
    let found = read(&file);
    let is_directory = found.as_ref().is_ok_and(|content| !content.customers.is_empty());
    if found.is_ok() && !is_directory {
        return Corpus::Reject;
    }
    holds(&file, found)
}

/// Whoever looks for a word in any file gets an answer, and the same again.
pub fn searched(bytes: &[u8]) -> Corpus {
    let found = readable(bytes);
    assert_eq!(found, readable(bytes), "the same file twice, and two answers");
    // An archive may hold empty folders alone.
    let may_be_empty = bytes.starts_with(b"PK") || bytes.len() < 100;
    assert!(
        !found.texts.is_empty() || !found.unread.is_empty() || may_be_empty,
        "neither read nor unread"
    );
    for why in &found.unread {
        assert!(!why.trim().is_empty() && why.lines().count() == 1, "{why:?}");
    }
    let unpacked: usize = found.texts.iter().map(String::len).sum();
    // A text may grow threefold where it was no UTF-8.
    assert!(
        unpacked <= 3 * (100_000_000 + bytes.len()),
        "more than the bounds allow"
    );
    Corpus::Keep
}

/// A PDF, or what stands attached to one.
pub fn in_pdf(bytes: &[u8]) -> Corpus {
    carried(bytes, Format::Pdf, carriers::pdf)
}

/// A ZIP archive, or what stands in one.
pub fn in_archive(bytes: &[u8]) -> Corpus {
    carried(bytes, Format::Zip, carriers::zip)
}

/// A signed file, or what stands in one.
pub fn in_envelope(bytes: &[u8]) -> Corpus {
    carried(bytes, Format::FatturaPaSigned, carriers::envelope)
}

fn carried(bytes: &[u8], format: Format, carry: fn(&[u8]) -> Vec<u8>) -> Corpus {
    if matches!(reads(bytes, &[format]), Corpus::Keep) {
        return Corpus::Keep;
    }
    let carrier = carry(bytes);
    holds(&carrier, read(&carrier))
}

fn holds(bytes: &[u8], found: Result<Content, Refusal>) -> Corpus {
    assert_eq!(found, read(bytes), "the same file twice, and two answers");
    match &found {
        Ok(content) => promises::of_content(content),
        Err(refusal) => promises::of_refusal(refusal),
    }
    promises::of_inspection(bytes, &found);
    Corpus::Keep
}
