//! How fast each reader is, on typical files made up here, and whether it stays linear in their size.
//!
//! `make bench` runs it and ends with a table. Each file comes in three sizes, 1, 10 and 100 times: a reader is
//! linear if its MB/s stay as they are. XML is also given to quick-xml, which only splits it into events and looks at
//! none: the measure of what could be done at best.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark may fail"
)]

mod accounting;
mod carriers;
mod statements;
mod xml_invoices;

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput};
use documents::read;

/// A file to read.
pub(crate) struct Sample {
    bytes: Vec<u8>,
    /// What there is to read, in bytes: of a file within a file, the inner one.
    measured: usize,
    /// Documents, bank entries, rows or events.
    items: usize,
}

/// Writes a file of so many times the usual size.
type Writer = fn(times: usize) -> Sample;

const FILES: [(&str, Writer); 15] = [
    ("ubl", xml_invoices::ubl),
    ("cii", xml_invoices::cii),
    ("fatturapa", xml_invoices::fatturapa),
    ("signed", carriers::signed),
    ("pdf", carriers::pdf),
    ("zip", carriers::zip),
    ("camt", statements::camt),
    ("mt940", statements::mt940),
    ("csv", accounting::csv),
    ("json", accounting::json),
    ("gst", accounting::gst),
    ("stripe", accounting::stripe),
    ("xero", accounting::xero),
    ("quickbooks", accounting::quickbooks),
    ("ses_event", accounting::ses_event),
];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_500))
        .sample_size(20)
        .configure_from_args();
    for (name, write) in FILES {
        let mut group = criterion.benchmark_group(name);
        for times in [1, 10, 100] {
            let Sample {
                bytes,
                measured,
                items,
            } = write(times);
            read(&bytes).unwrap_or_else(|refusal| panic!("{name}/{times}: {refusal}"));
            group.throughput(Throughput::ElementsAndBytes {
                elements: items as u64,
                bytes: measured as u64,
            });
            group.bench_function(BenchmarkId::new("read", times), |bencher| {
                bencher.iter(|| read(black_box(&bytes)));
            });
            if bytes.starts_with(b"<?xml") {
                group.bench_function(BenchmarkId::new("quick-xml", times), |bencher| {
                    bencher.iter(|| events(black_box(&bytes)));
                });
            }
        }
        group.finish();
    }
    criterion.final_summary();
}

impl Sample {
    fn of_text(text: String, items: usize) -> Self {
        let bytes = text.into_bytes();
        Self {
            measured: bytes.len(),
            bytes,
            items,
        }
    }

    /// The same within another file.
    fn carried_by(self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self }
    }
}

/// quick-xml's own pass.
fn events(bytes: &[u8]) -> u64 {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut events = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Eof => return events,
            event => {
                black_box(event);
                events += 1;
            }
        }
    }
}
