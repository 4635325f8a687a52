//! Factur-X and ZUGFeRD: a PDF to look at, with the invoice as XML attached to it.

mod attachments;
mod decode;
mod objects;
mod scan;
mod syntax;

use attachments::Attachment;
use objects::Objects;

use crate::content::{Content, Format};
use crate::document::Document;
use crate::refusal::{Place, Refusal};
use crate::{encoding, recognise};

/// The names by which the standards attach an invoice. A file of such a name must be readable.
const INVOICE_NAMES: [&str; 3] = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"];

/// Reads the invoice that is attached to a PDF.
///
/// # Errors
/// A [`Refusal`] if there is none, if it is wrong, or if there are several that contradict each other.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, Refusal> {
    let mut objects = Objects::find(bytes)?;
    let (files, others) = attachments::xml_files(&mut objects)?;
    let mut content = Content::new(Format::Pdf);
    let mut chosen: Option<Invoice> = None;
    for file in &files {
        match invoice(file)? {
            None => content.pass_over(Place::File, "an attached XML file that is no invoice"),
            Some(invoice) => {
                chosen = Some(match chosen {
                    None => invoice,
                    Some(before) => before.or_richer(invoice)?,
                });
            }
        }
    }
    for _ in 0..others {
        content.pass_over(Place::File, "an attached file that is no XML");
    }
    let invoice = chosen.ok_or_else(|| no_invoice(&files))?;
    content.documents.push(invoice.document);
    Ok(content)
}

/// The XML files that are attached to a PDF, with their names.
///
/// # Errors
/// A [`Refusal`] if there is none.
pub(crate) fn attached_xml(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let (files, _) = attachments::xml_files(&mut Objects::find(bytes)?)?;
    if files.is_empty() {
        return Err(Refusal::of_file(
            "the PDF carries no invoice as XML, and what its pages show is not read",
        ));
    }
    Ok(files.into_iter().map(|file| (file.name, file.bytes)).collect())
}

fn no_invoice(files: &[Attachment]) -> Refusal {
    let found = if files.is_empty() {
        "the PDF carries no invoice as XML"
    } else {
        "the PDF carries XML, but no invoice"
    };
    Refusal::of_file(format!(
        "{found}, and pictures are not read; upload the invoice's data as CSV, and put the PDF into originals/"
    ))
}

/// An invoice that a PDF carries.
struct Invoice {
    format: Format,
    document: Document,
}

/// Reads an attached file. None for one that is no invoice and does not have an invoice's name.
fn invoice(file: &Attachment) -> Result<Option<Invoice>, Refusal> {
    let standard = INVOICE_NAMES.iter().find(|name| **name == file.name);
    let read = encoding::text(&file.bytes).and_then(|text| recognise::of_markup(&text));
    match read {
        Ok(mut content) => {
            let document = content.documents.pop();
            // Several bodies in one attachment are no PDF of one invoice.
            let single = content.documents.is_empty();
            Ok(document.filter(|_| single).map(|document| Invoice {
                format: content.format,
                document,
            }))
        }
        Err(refusal) if standard.is_some() || refusal.format.is_some() => {
            let name = standard.map_or("an attached XML file", |name| name);
            Err(Refusal {
                format: None,
                message: format!("{} (in {name})", refusal.message),
                ..refusal
            })
        }
        Err(_) => Ok(None),
    }
}

impl Invoice {
    /// Of two that say the same the one that says more; two that don't leave open what is owed.
    fn or_richer(self, other: Self) -> Result<Self, Refusal> {
        let (one, two) = (&self.document, &other.document);
        let due_dates_differ =
            one.due_date.is_some() && two.due_date.is_some() && one.due_date != two.due_date;
        let differing = [
            ("number", one.number != two.number),
            ("issue_date", one.issue_date != two.issue_date),
            ("due_date", due_dates_differ),
            ("amount_due", one.amount_due != two.amount_due),
            ("currency", one.currency != two.currency),
            ("kind", one.kind != two.kind),
        ];
        if let Some((field, _)) = differing.into_iter().find(|(_, differs)| *differs) {
            return Err(Refusal::of_file(
                "the PDF carries two invoices that contradict each other; upload the right one as XML",
            )
            .field(field));
        }
        // A due date first, for some profiles have none; then the newer format; then the first.
        let richness = |invoice: &Self| {
            let newer = invoice.format != Format::ZugferdOne;
            (invoice.document.due_date.is_some(), newer)
        };
        Ok(if richness(&other) > richness(&self) {
            other
        } else {
            self
        })
    }
}
