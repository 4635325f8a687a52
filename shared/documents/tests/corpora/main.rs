//! Reads the corpora, real files with an answer key, where they lie beside the repository, and compares with the key.
//!
//! A program and a test: `make corpora`, or `cargo test -p documents --test corpora -- --verbose --format cii`.
//! `DUNLIN_CORPORA` may name their folder; where there is none, it says so and passes. It counts, by format, files
//! (read right or wrong, refused rightly or wrongly) and values; `--verbose` lists every refusal, every dispute with
//! the key and every disagreement with the second opinion. What is wrong is always listed, and fails the test.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

mod documents;
mod events;
mod hostile;
mod marks;
mod payments;
mod second_opinion;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::documents::{Content, Inspection, inspect, read};
use serde_json::Value;

use crate::marks::{Fault, Marks};
use crate::second_opinion::SecondOpinion;
use crate::table::Table;

/// Values where the key and the product's rules part: the file, the field (or `refused`), the reason. Nothing is
/// read otherwise for being listed here.
const DISPUTED: [(&str, &str, &str); 12] = [
    (
        "csv/other/generic_snake_case.csv",
        "refused",
        "the key takes the one good row and drops the two broken ones; a file is read whole or refused whole \
         (SPEC 1), and this one is refused at line 3, where the amount is no number",
    ),
    (
        "mt940/wolph/self-provided/raphaelm.sta",
        "refused",
        "its account is in German marks, which ISO 4217 withdrew in 2002 and no invoice can be in; Dunlin has no such \
         money",
    ),
    (
        "mustang/validator/src/test/resources/invalidV1.xml",
        "refused",
        "the key counts it as read, with neither number nor issue date nor amount: its HeaderExchangedDocument is \
         misspelt and its date 00010101. Without a number nothing can be reminded of, so it is refused",
    ),
    (
        "en16931/ubl/examples/BIS3_Invoice_negativ.XML",
        "buyer.contact_name",
        NOBODY,
    ),
    (
        "en16931/ubl/examples/BIS3_Invoice_positive.XML",
        "buyer.contact_name",
        NOBODY,
    ),
    (
        "json-accounting/xero/get_CreditNotes_200.json",
        "payment.reference",
        NOTE,
    ),
    (
        "json-accounting/xero/get_CreditNotes_CreditNoteID_200.json",
        "payment.reference",
        NOTE,
    ),
    (
        "json-accounting/xero/get_Invoices_InvoiceID_200.json",
        "payment.reference",
        NOTE,
    ),
    (
        "json-accounting/xero/post_Invoices_InvoiceID_200.json",
        "payment.reference",
        NOTE,
    ),
    (
        "mustang/validator/src/test/resources/invalidXMP-ParseError.pdf",
        "terms",
        TWICE,
    ),
    (
        "mustang/validator/src/test/resources/invalidXMP.pdf",
        "terms",
        TWICE,
    ),
    (
        "zugferd-corpus/ZUGFeRDv2/fail/MustangRE-20171118_506_ZUGFeRD1and2.pdf",
        "terms",
        TWICE,
    ),
];
const NOBODY: &str = "the key has the words n/a; no letter greets n/a";
const NOTE: &str = "Xero's Reference is a note of the seller's own, not what a transfer should quote";
const TWICE: &str = "the invoice is attached in two versions, whose terms are worded differently; the key quotes the \
                     older version, we read the newer";

/// What came of a file.
enum Verdict {
    Read(Marks),
    RefusedRightly,
    RefusedWrongly(Fault),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1).map(String::as_str)
    };
    if let Some(file) = after("--alone") {
        return hostile::read_alone(Path::new(file));
    }
    let verbose = arguments.iter().any(|argument| argument == "--verbose");
    let Some(folder) = corpora() else {
        println!("the corpora are absent: nothing to compare with");
        return ExitCode::SUCCESS;
    };
    let key = std::fs::read_to_string(folder.join("expected.jsonl")).unwrap();
    let mut table = Table::default();
    let mut second = SecondOpinion::default();
    let mut complaints = Vec::new();
    let mut disputes = Vec::new();
    let mut hostile_files = Vec::new();
    for line in key.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let (path, format) = (
            expected["path"].as_str().unwrap(),
            expected["format"].as_str().unwrap(),
        );
        if after("--format").is_some_and(|only| only != format) {
            continue;
        }
        let bytes = std::fs::read(folder.join(path)).unwrap();
        let inspection = inspect(path, &bytes);
        if verbose && let Some(error) = &inspection.error {
            println!("{path}: {} ({error:?})", inspection.format);
        }
        let content = read(&bytes).ok();
        if let Some(content) = &content {
            second.ask(path, &bytes, content);
        }
        let mut verdict = judge(&expected, content.as_ref(), &inspection);
        disputes.extend(without_disputed(path, &mut verdict));
        complaints.extend(table.count(path, format, &verdict));
        if format == "hostile" {
            hostile_files.push(path.to_owned());
        }
    }
    table.print();
    println!(
        "disputed: {} values, each with its reason in this program",
        disputes.len()
    );
    for (path, field) in disputes.iter().filter(|_| verbose) {
        let (.., reason) = DISPUTED
            .iter()
            .find(|entry| entry.0 == path && entry.1 == *field)
            .unwrap();
        println!("disputed: {path}, {field}: {reason}");
    }
    second.print(verbose);
    complaints.extend(hostile::measure(&folder, &hostile_files, verbose));
    for complaint in &complaints {
        println!("{complaint}");
    }
    if complaints.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("{} complaints", complaints.len());
    ExitCode::FAILURE
}

fn corpora() -> Option<PathBuf> {
    let named = std::env::var_os("DUNLIN_CORPORA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let folder = named.unwrap_or(beside);
    folder.join("expected.jsonl").is_file().then_some(folder)
}

fn judge(expected: &Value, content: Option<&Content>, inspection: &Inspection) -> Verdict {
    let to_be_read = expected["status"] == "ok";
    let Some(content) = content else {
        let error = &inspection.error;
        return if to_be_read {
            Verdict::RefusedWrongly(Fault {
                field: "refused",
                what: format!("refused: {error:?}"),
            })
        } else {
            Verdict::RefusedRightly
        };
    };
    if to_be_read {
        let mut marks = match expected["format"].as_str().unwrap() {
            "ses-event" => events::judge(expected, content),
            "camt" | "camt-zip" | "mt940" => payments::judge(expected, content),
            _ => documents::judge(expected, content, inspection),
        };
        if expected["format"] != "hostile" {
            marks.value(
                "",
                "format",
                Some(content.format.name()),
                expected["format"].as_str(),
            );
        }
        return Verdict::Read(marks);
    }
    // Passing over all that it holds, and saying so, is as good as refusing it; and a table of payments may be
    // read as one, so long as no invoice is made of it.
    let owed = !content.documents.is_empty() || !content.customers.is_empty() || !content.events.is_empty();
    let paid = !content.payments.is_empty() && expected["status"] != "payments_csv";
    if !owed && !paid {
        return Verdict::RefusedRightly;
    }
    let mut marks = Marks::default();
    marks.fault("refused", "should have been refused or passed over".into());
    Verdict::Read(marks)
}

/// Takes out the faults that are listed as disputed, and tells which they were.
fn without_disputed(path: &str, verdict: &mut Verdict) -> Vec<(String, &'static str)> {
    let is_disputed = |fault: &Fault| {
        DISPUTED
            .iter()
            .any(|entry| entry.0 == path && entry.1 == fault.field)
    };
    let taken = match verdict {
        Verdict::Read(marks) => marks.faults.extract_if(.., |fault| is_disputed(fault)).collect(),
        Verdict::RefusedWrongly(fault) if is_disputed(fault) => {
            let fault = Fault {
                field: fault.field,
                what: String::new(),
            };
            *verdict = Verdict::RefusedRightly;
            vec![fault]
        }
        Verdict::RefusedWrongly(_) | Verdict::RefusedRightly => Vec::new(),
    };
    taken
        .into_iter()
        .map(|fault: Fault| (path.to_owned(), fault.field))
        .collect()
}
