//! What a letter and an invoice take of AWS, counted on the adapters, and held to what `dunlin cost` reckons with.
//!
//! `make bench-cost LETTERS=10000` counts over more of them, and writes `cli/src/cost/counted.json`.

mod book;
mod meter;
mod units;

use std::collections::BTreeMap;
use std::path::PathBuf;

use book::{Told, tell};
use meter::{Counts, Meter};
use rust_decimal::Decimal;
use serde_json::{Value, json};

/// Letters of an ordinary test run.
const LETTERS: usize = 16;

/// Bytes that DynamoDB bills for each item it keeps, beside its own.
const BYTES_AN_ITEM: usize = 100;

/// Write units of a letter from plan to delivery, its part of the index among them.
const WRITE_UNITS_AT_MOST: u64 = 8;

/// What takes the same for each letter, however many there are; of the rest more share a call where there are more.
const THE_SAME_FOR_EACH: [&str; 2] = ["dynamodb_write_units", "s3_puts"];

#[tokio::test]
async fn what_a_letter_takes_is_what_the_table_says() {
    let letters = std::env::var("LETTERS")
        .ok()
        .map_or(LETTERS, |letters| letters.parse().unwrap());
    let meter = Meter::default();
    let told = tell(letters.div_ceil(book::LETTERS_A_CUSTOMER), &meter).await;
    let counted = counted(&told, &meter);
    let file = tests::local_cloud::repository().join("cli/src/cost/counted.json");
    if let Ok(day) = std::env::var("COUNTED_ON") {
        write(&file, &day, counted);
        return;
    }
    let table: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let stages = counted["stages"].as_object().unwrap();
    // Of invoices and customers many share a receipt.
    for (stage, takes) in stages
        .iter()
        .filter(|(stage, _)| !matches!(stage.as_str(), "invoice" | "customer"))
    {
        for resource in THE_SAME_FOR_EACH {
            let (real, said) = (&takes[resource], &table["stages"][stage][resource]);
            assert_eq!(
                real, said,
                "{stage} takes other {resource} than the table says: `make bench-cost`"
            );
        }
    }
}

/// A letter is not to become dearer unnoticed. What stands in the way of less is told in docs/cost.md.
#[tokio::test]
async fn a_letter_takes_at_most_so_many_write_units_from_plan_to_delivery() {
    let meter = Meter::default();
    let told = tell(1, &meter).await;
    let counts = meter.counts();
    let of_letters = ["plan", "schedule", "send", "event_sent", "event_delivered"];
    let units: u64 = of_letters
        .iter()
        .filter_map(|stage| counts.get(stage))
        .map(units)
        .sum();
    let at_most = WRITE_UNITS_AT_MOST * u64::try_from(told.letters).unwrap();
    assert!(
        told.letters == book::LETTERS_A_CUSTOMER && units <= at_most,
        "{told:?}: {units} > {at_most}"
    );
}

fn units(counts: &Counts) -> u64 {
    counts.write_units + counts.index_units
}

fn write(file: &PathBuf, day: &str, mut counted: Value) {
    counted["counted_on"] = json!(day);
    let text = serde_json::to_string_pretty(&counted).unwrap();
    std::fs::write(file, text + "\n").unwrap();
}

fn counted(told: &Told, meter: &Meter) -> Value {
    let counts = meter.counts();
    let mut stages = serde_json::Map::new();
    for (stage, counts) in &counts {
        let times = match *stage {
            "plan" | "schedule" | "send" | "event_sent" | "event_delivered" => told.letters,
            "look" => told.looks,
            "invoice" | "customer" => told.invoices,
            _ => continue,
        };
        println!("{stage}, of {times}: {counts:?}");
        let each = |all: u64| each(all, times);
        let called = |names: &[&str]| {
            let calls = counts
                .calls
                .iter()
                .filter(|(name, _)| names.contains(&name.as_str()));
            each(calls.map(|(_, calls)| calls).sum())
        };
        let takes = json!({
            "dynamodb_write_units": each(units(counts)),
            "dynamodb_read_units": (exact(counts.read_half_units, times) / Decimal::TWO).round_dp(2).normalize().to_string(),
            "sqs_requests": called(&["SendMessage", "SendMessageBatch"]),
            "s3_puts": called(&["PUT object"]),
        });
        stages.insert((*stage).to_owned(), takes);
    }
    let kept: u64 = counts.values().map(|counts| counts.kept_bytes).sum();
    json!({
        "counted_on": "",
        "letters": told.letters,
        "invoices": told.invoices,
        "looks": told.looks,
        "stages": stages,
        "stored_bytes": stored(told, &meter.sizes(), kept),
    })
}

/// Bytes in the table for one of each, with all rows that are about it.
fn stored(told: &Told, sizes: &BTreeMap<String, Vec<usize>>, kept: u64) -> Value {
    for (kind, sizes) in sizes {
        println!(
            "{kind}: {} rows, {:?} … {:?} bytes",
            sizes.len(),
            sizes.iter().min(),
            sizes.iter().max()
        );
    }
    let bytes = |kinds: &[&str], among: usize| {
        let of = sizes.iter().filter(|(kind, _)| kinds.contains(&kind.as_str()));
        let all: usize = of
            .flat_map(|(_, sizes)| sizes)
            .map(|bytes| bytes + BYTES_AN_ITEM)
            .sum();
        all / among
    };
    let names = ["account", "lookup#customer_number", "lookup#customer_name"];
    json!({
        "customer": bytes(&names, told.invoices),
        "invoice": bytes(&["invoice", "closed", "time", "lookup#invoice_number", "lookup#invoice_digits"], told.invoices),
        "letter": bytes(&["letter", "decided", "task", "news"], told.letters),
        "kept_letter": kept / u64::try_from(told.letters).unwrap(),
    })
}

fn each(all: u64, times: usize) -> String {
    exact(all, times).round_dp(2).normalize().to_string()
}

fn exact(all: u64, times: usize) -> Decimal {
    Decimal::from(all) / Decimal::from(times)
}
