//! Which uploaded file is the invoice as a person reads it.

use documents::Format;
use dunning::arrival::Arrival;
use dunning::flow::ingest::Upload;
use dunning::original::StoredFile;

/// The folder that the sending may read uploaded invoices from.
const FOLDER: &str = "invoices/";

/// Notes on the invoice of an uploaded PDF where that lies, so that it can go with a letter. Any other format is for
/// machines, and is never sent on as the invoice; nor is a PDF that holds several.
pub(crate) fn note_original(arrivals: &mut [Arrival], format: Format, upload: &Upload) {
    if format != Format::Pdf || !is_readable_by_the_sending(&upload.object) || upload.version.is_empty() {
        return;
    }
    let [Arrival::Invoice(invoice)] = arrivals else {
        return;
    };
    invoice.original = Some(StoredFile {
        object: upload.object.clone(),
        version: Some(upload.version.clone()),
    });
}

/// The sending may read what is named as a PDF, and no table or e-invoice beside it (infra/template.yaml).
fn is_readable_by_the_sending(object: &str) -> bool {
    object.starts_with(FOLDER) && [".pdf", ".PDF"].iter().any(|ending| object.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use documents::intake::{House, arrivals};

    use super::*;

    const CSV: &str = "invoice_number,issue_date,due_date,currency,amount_due,customer_number\n";

    fn noted(rows: &str, format: Format, object: &str) -> Vec<Option<StoredFile>> {
        let content = documents::read(format!("{CSV}{rows}").as_bytes()).unwrap();
        let mut arrivals = arrivals(&content, &House::default()).unwrap();
        let upload = Upload {
            object: object.into(),
            version: "v1".into(),
            at: DateTime::UNIX_EPOCH,
        };
        note_original(&mut arrivals, format, &upload);
        let originals = arrivals.into_iter().map(|arrival| match arrival {
            Arrival::Invoice(invoice) => invoice.original,
            other => panic!("{other:?}"),
        });
        originals.collect()
    }

    #[test]
    fn only_a_pdf_with_one_invoice_is_an_original() {
        let one = "A-1,2026-11-02,2026-11-24,EUR,10,C-1\n";
        let two = format!("{one}A-2,2026-11-02,2026-11-24,EUR,10,C-1\n");
        let kept = Some(StoredFile {
            object: "invoices/a 1.PDF".into(),
            version: Some("v1".into()),
        });
        assert_eq!(noted(one, Format::Pdf, "invoices/a 1.PDF"), [kept]);
        assert_eq!(noted(&two, Format::Pdf, "invoices/a.pdf"), [None, None]);
        for format in [
            Format::Csv,
            Format::Cii,
            Format::UblInvoice,
            Format::FatturaPaSigned,
        ] {
            assert_eq!(noted(one, format, "invoices/a.pdf"), [None], "{format}");
        }
        for object in ["invoices/a.xml", "payments/a.pdf", "customers/invoices/a.pdf"] {
            assert_eq!(noted(one, Format::Pdf, object), [None], "{object}");
        }
    }
}
