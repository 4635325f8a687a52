//! A second opinion on the XML invoices: an unrelated reader. Where it differs, that is a note and no complaint, for
//! it has weaknesses of its own (no ZUGFeRD 1.0, no old encodings, amounts with more than two decimals).

use documents::{Content, Format};

/// How often the other reader agreed.
#[derive(Default)]
pub(crate) struct SecondOpinion {
    agreed: u32,
    unread: u32,
    notes: Vec<String>,
}

impl SecondOpinion {
    /// Asks the other reader about a file that was read.
    pub(crate) fn ask(&mut self, path: &str, bytes: &[u8], content: &Content) {
        if !matches!(
            content.format,
            Format::UblInvoice | Format::UblCreditNote | Format::Cii
        ) {
            return;
        }
        let [ours] = content.documents.as_slice() else {
            return;
        };
        let theirs = match en16931_formats::read(bytes) {
            Ok(theirs) => theirs.invoice,
            Err(error) => {
                self.unread += 1;
                self.notes
                    .push(format!("{path}: the second opinion can't read it: {error}"));
                return;
            }
        };
        let number = theirs.number.unwrap_or_default();
        let issued = theirs.issue_date.map(|date| date.to_string()).unwrap_or_default();
        let due = theirs.totals.due.to_string();
        let same_number = number.trim() == ours.number;
        let same_day = issued == ours.issue_date.to_string();
        if same_number && same_day && due.parse() == Ok(ours.amount_due) {
            self.agreed += 1;
        } else {
            let (ours_due, our_day) = (ours.amount_due, ours.issue_date);
            self.notes.push(format!(
                "{path}: the second opinion says {number}, {issued}, {due}; we say {}, {our_day}, {ours_due}",
                ours.number
            ));
        }
    }

    pub(crate) fn print(&self, verbose: bool) {
        let asked = self.agreed as usize + self.notes.len();
        println!(
            "second opinion: agrees on {} of {asked} XML invoices, can't read {}",
            self.agreed, self.unread
        );
        for note in self.notes.iter().filter(|_| verbose) {
            println!("{note}");
        }
    }
}
