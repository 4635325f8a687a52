//! How fast letters are put into words: text and HTML of a mail, by a writer whose templates were parsed once.
//!
//! `make bench` runs it and ends with a table. For each language the seven letters of the ladder about one invoice, with
//! everything that a letter can have; then letters with codes to scan, about many invoices, and what making the writer
//! itself costs.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may fail")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use dunning::account::Language;
use dunning::money::{Currency, Money};
use dunning::reminder::Reminder;
use dunning::stage::Tone;
use letters::Writer;
use letters::sample::{amount, line, sample_reminder};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_500))
        .sample_size(20)
        .configure_from_args();
    let writer = Writer::new().unwrap();
    for language in Language::ALL {
        let ladder = Tone::ALL.map(|tone| without_codes(sample_reminder(tone, language)));
        write(&mut criterion, &writer, "ladder", language.code(), &ladder);
    }
    let late = |language| without_codes(sample_reminder(Tone::LateLate, language));
    let with_code = sample_reminder(Tone::LateLate, Language::English);
    write(&mut criterion, &writer, "scan", "en", &[with_code]);
    for invoices in [10, 100] {
        let name = format!("{invoices}_invoices");
        let many = about(late(Language::English), invoices);
        write(&mut criterion, &writer, &name, "en", &[many]);
    }
    criterion
        .benchmark_group("writer")
        .throughput(Throughput::Elements(1))
        .bench_function("new", |bencher| bencher.iter(Writer::new));
    criterion.final_summary();
}

fn write(criterion: &mut Criterion, writer: &Writer, what: &str, language: &str, letters: &[Reminder]) {
    let words = letters.iter().map(|letter| writer.write(letter).unwrap());
    let bytes: usize = words.map(|words| words.text.len() + words.html.len()).sum();
    let mut group = criterion.benchmark_group(format!("letter_{what}"));
    group.throughput(Throughput::ElementsAndBytes {
        elements: letters.len() as u64,
        bytes: bytes as u64,
    });
    group.bench_function(BenchmarkId::from_parameter(language), |bencher| {
        bencher.iter(|| {
            for letter in letters {
                black_box(writer.write(black_box(letter)).unwrap());
            }
        });
    });
    group.finish();
}

/// A code to scan is a picture, which costs more than all the words, and is measured by itself: the SEPA's is for euros.
fn without_codes(mut reminder: Reminder) -> Reminder {
    let pounds = |money: &mut Money| money.currency = Currency::parse("GBP").unwrap();
    for line in reminder.overdue.iter_mut().chain(&mut reminder.coming_due) {
        pounds(&mut line.open);
        pounds(&mut line.billed);
    }
    reminder.totals.iter_mut().for_each(pounds);
    reminder
}

fn about(reminder: Reminder, invoices: usize) -> Reminder {
    let overdue = (0..invoices).map(|number| line(&format!("LGP-2026-{number:04}"), reminder.today));
    let reminder = Reminder {
        overdue: overdue.collect(),
        totals: vec![amount("123450", "EUR")],
        ..reminder
    };
    without_codes(reminder)
}
