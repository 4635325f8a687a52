//! The files that go with a letter, fetched before a word is written.
//!
//! A letter never waits for a file: the customer can ask for a copy, the minute does not come again. What could not be
//! had, for whatever reason, is left out, the words offer a copy instead, and the story tells why.

use std::collections::BTreeSet;
use std::error::Error;

use chrono::NaiveDate;

use crate::attachment::{Attachment, AttachmentKind, Placed, file_name, tell_apart};
use crate::flow::originals::{Without, original};
use crate::invoice::{Invoice, InvoiceId};
use crate::plan::Draft;
use crate::ports::{NoOriginal, Originals, PortError};
use crate::reminder::Reminder;

/// The largest original that goes with a letter, in bytes. Invoices have some 100 kB; what is much larger is a scan at
/// the wrong setting, which a phone would rather not load.
pub const ORIGINAL_BYTES_AT_MOST: u64 = 5_000_000;

/// All originals of a letter together, in bytes. In the mail, base64 makes 9.6 MB of them: mail servers are set up to
/// take 10 MB (Postfix as shipped: 10,240,000 bytes), and beyond 10 MB SES itself slows down, long before its own limit
/// of 40 MB.
pub const ORIGINALS_BYTES_AT_MOST: u64 = 7_000_000;

/// The most originals that go with one letter.
pub const ORIGINALS_AT_MOST: usize = 5;

/// The most originals that are looked for, there or not: a letter about 200 invoices must leave in its minute.
const LOOKED_FOR_AT_MOST: usize = 10;

/// What goes with a letter.
#[derive(Default)]
pub(super) struct Enclosed {
    pub(super) attachments: Vec<Attachment>,
    /// Numbers of the invoices that are attached.
    numbers: BTreeSet<String>,
    /// What to tell of the originals; none if none was wanted.
    pub(super) story: Option<Story>,
}

/// A line of the account's story.
pub(super) struct Story {
    /// The invoice, if it is about one alone.
    pub(super) invoice: Option<InvoiceId>,
    pub(super) detail: String,
}

/// Fetches the originals of these invoices, oldest first, as far as they fit.
pub(super) async fn originals<O: Originals>(store: &O, wanted: &[&Invoice]) -> Enclosed {
    let mut enclosed = Enclosed::default();
    let mut told = Vec::new();
    let mut room = ORIGINALS_BYTES_AT_MOST;
    for (place, invoice) in wanted.iter().enumerate() {
        if place >= LOOKED_FOR_AT_MOST || enclosed.attachments.len() >= ORIGINALS_AT_MOST {
            let left = wanted.len().saturating_sub(place);
            told.push(format!(
                "{left} more not looked for: only the oldest go with a letter"
            ));
            break;
        }
        let number = &invoice.id.number;
        match original(store, invoice, room.min(ORIGINAL_BYTES_AT_MOST)).await {
            Ok(content) => {
                room = room.saturating_sub(u64::try_from(content.len()).unwrap_or(u64::MAX));
                enclosed.attachments.push(Attachment {
                    file_name: file_name(number, AttachmentKind::Pdf),
                    kind: AttachmentKind::Pdf,
                    placed: Placed::Beside,
                    content,
                });
                enclosed.numbers.insert(number.clone());
                told.push(format!("{number} attached"));
            }
            Err((object, Without::NotPdf)) => {
                told.push(format!("{number} not attached: {object} is no PDF"));
            }
            Err((object, Without::No(NoOriginal::Port(error)))) => {
                // What failed once would fail again, and the minute passes.
                let why = with_causes(&error);
                told.push(format!("{number} not attached, and no other: {object}: {why}"));
                break;
            }
            Err((object, Without::No(why))) => {
                told.push(format!("{number} not attached: {object}: {why}"));
            }
        }
    }
    tell_apart(&mut enclosed.attachments);
    enclosed.story = match wanted {
        [] => None,
        [invoice] => Some(Story {
            invoice: Some(invoice.id.clone()),
            detail: told.join("; "),
        }),
        _ => Some(Story {
            invoice: None,
            detail: told.join("; "),
        }),
    };
    enclosed
}

pub(super) fn with_causes(error: &PortError) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        said.push_str(": ");
        said.push_str(&error.to_string());
        cause = error.source();
    }
    said
}

impl Enclosed {
    /// Adds the due dates, if there are any.
    pub(super) fn add_due_dates(&mut self, dates: Option<String>) {
        self.attachments.extend(dates.map(|dates| Attachment {
            file_name: file_name("due", AttachmentKind::Calendar),
            kind: AttachmentKind::Calendar,
            placed: Placed::Beside,
            content: dates.into_bytes(),
        }));
    }

    /// Lets the reminder say of each invoice whether its original is attached, and of no other.
    pub(super) fn say_so(&self, draft: &Draft, reminder: &mut Reminder) {
        let attached: BTreeSet<(String, NaiveDate)> = draft
            .lines
            .iter()
            .filter(|line| self.numbers.contains(&line.invoice.id.number))
            .map(|line| (line.invoice.id.to_string(), line.due_on))
            .collect();
        for line in reminder.overdue.iter_mut().chain(&mut reminder.coming_due) {
            line.attached = attached.contains(&(line.number.clone(), line.due_on));
        }
    }
}
