//! What PDFs say that carry their invoice as XML, in all the shapes in which programs attach it.

use documents::read;

use crate::pdf_builder::{Pdf, deflated, xml};
use crate::{bytes, content, said};

/// The invoices, a line each.
pub(crate) const READ: [(&str, &[&str]); 1] = [(
    "invoices/factur-x.pdf",
    &["FX-2026-7 invoice 2026-11-03 2026-12-03 952.00 EUR dunnable"],
)];

#[test]
fn invoices_say_what_they_owe() {
    for (path, expected) in READ {
        assert_eq!(said(path), expected, "{path}");
    }
    let document = content("invoices/factur-x.pdf").documents.remove(0);
    assert_eq!(document.buyer.emails, ["compta@deuxrives.example.com"]);
    assert_eq!(document.payment.iban.as_deref(), Some("DE89370400440532013000"));
}

fn numbers(pdf: &[u8]) -> Result<Vec<String>, String> {
    let content = read(pdf).map_err(|refusal| refusal.to_string())?;
    assert_eq!(content.format.name(), "pdf-facturx");
    Ok(content
        .documents
        .into_iter()
        .map(|document| document.number)
        .collect())
}

fn said_one(pdf: &[u8], number: &str, shape: &str) {
    assert_eq!(numbers(pdf), Ok(vec![number.to_owned()]), "{shape}");
}

fn refused(pdf: &[u8], says: &str) {
    let refusal = numbers(pdf).unwrap_err();
    assert!(refusal.contains(says), "{refusal}");
}

#[test]
fn an_attachment_is_found_wherever_it_hangs() {
    let catalogs = [
        (
            "names",
            "/Names << /EmbeddedFiles << /Names [(factur-x.xml) 10 0 R] >> >>",
        ),
        (
            "tree of names",
            "/Names << /EmbeddedFiles << /Kids [<< /Kids [<< /Names [(factur-x.xml) 10 0 R] >>] >>] >> >>",
        ),
        ("associated file", "/AF [10 0 R]"),
        ("associated file, no list", "/AF 10 0 R"),
        (
            "specified in place",
            "/AF [<< /Type /Filespec /UF (factur-x.xml) /EF << /UF 11 0 R >> >>]",
        ),
    ];
    for (shape, catalog) in catalogs {
        let pdf = Pdf::new(catalog)
            .file(10, "factur-x.xml", &xml("invoices/cii.xml"))
            .bytes();
        said_one(&pdf, "CII-2026-1", shape);
    }
    let pages = [
        ("page's associated file", "/AF [10 0 R]"),
        (
            "annotation",
            "/Annots [<< /Type /Annot /Subtype /FileAttachment /FS 10 0 R >>]",
        ),
    ];
    for (shape, page) in pages {
        let pdf = Pdf::new("")
            .page(page)
            .file(10, "factur-x.xml", &xml("invoices/cii.xml"))
            .bytes();
        said_one(&pdf, "CII-2026-1", shape);
    }
}

#[test]
fn a_name_may_be_written_in_many_ways() {
    let file = xml("invoices/cii.xml");
    for specification in [
        "/F (factur-x.xml) /EF << /F 11 0 R >>",
        "/UF (factur-x.xml) /EF << /UF 11 0 R >>",
        "/UF <FEFF 0066 0061 0063 0074 0075 0072 002D 0078 002E 0078 006D 006C> /EF << /F 11 0 R >>",
        "/F (C:\\\\Invoices\\\\2026\\\\Factur-X.XML) /EF << /F 11 0 R >>",
        "/F (factur\\055x.xml) /EF 12 0 R",
        "/EF << /F 11 0 R >>",
    ] {
        let pdf = Pdf::new("/AF [10 0 R]")
            .object(10, &format!("<< /Type /Filespec {specification} >>"))
            .stream(11, "", file.as_bytes())
            .object(12, "<< /F 11 0 R >>")
            .bytes();
        said_one(&pdf, "CII-2026-1", specification);
    }
}

#[test]
fn a_file_may_be_written_in_many_ways() {
    let pdf = || Pdf::new("/AF [10 0 R]").file(10, "factur-x.xml", &xml("invoices/cii.xml"));
    said_one(
        &[b"<html>\n".as_slice(), &pdf().bytes()].concat(),
        "CII-2026-1",
        "junk before",
    );
    said_one(
        &[pdf().bytes().as_slice(), b"\r\n\0\0"].concat(),
        "CII-2026-1",
        "junk behind",
    );
    let broken_table = String::from_utf8(
        Pdf::new("/AF [10 0 R]")
            .plain_file(10, "factur-x.xml", &xml("invoices/cii.xml"))
            .bytes(),
    )
    .unwrap();
    said_one(
        broken_table.replace("0000000", "9999999").as_bytes(),
        "CII-2026-1",
        "broken table",
    );
    said_one(
        broken_table.replace("/Length ", "/Length 1").as_bytes(),
        "CII-2026-1",
        "wrong length",
    );
    let update = Pdf::update("/AF [10 0 R]")
        .file(10, "factur-x.xml", &xml("invoices/cii-month.xml"))
        .bytes();
    said_one(&[pdf().bytes(), update].concat(), "CII-2026-5", "a later version");
    // The library's own way of writing: objects within streams, no table.
    let mut modern = lopdf::Document::load_mem(&bytes("invoices/factur-x.pdf")).unwrap();
    let mut compact = Vec::new();
    modern.save_modern(&mut compact).unwrap();
    assert!(String::from_utf8_lossy(&compact).contains("/ObjStm"));
    said_one(&compact, "FX-2026-7", "object streams");
}

#[test]
fn another_pdf_that_is_attached_changes_nothing() {
    let inner = Pdf::new("/AF [10 0 R]")
        .file(10, "factur-x.xml", &xml("invoices/cii-month.xml"))
        .bytes();
    let pdf = Pdf::new("/AF [10 0 R 20 0 R]")
        .file(10, "factur-x.xml", &xml("invoices/cii.xml"))
        .object(
            20,
            "<< /Type /Filespec /F (delivery-note.pdf) /EF << /F 21 0 R >> >>",
        )
        .stream_of_length(21, "30 0 R", &inner)
        .object(30, &inner.len().to_string())
        .bytes();
    said_one(&pdf, "CII-2026-1", "attached PDF");
    assert_eq!(read(&pdf).unwrap().passed_over.len(), 1);
}

#[test]
fn of_several_invoices_that_agree_the_one_that_says_more_is_taken() {
    let old = xml("invoices/zugferd-1.xml");
    let new = xml("invoices/cii.xml")
        .replace("CII-2026-1", "ZF-2026-1")
        .replace("1190.00", "200.00");
    for (first, second) in [(&old, &new), (&new, &old)] {
        let pdf = Pdf::new("/AF [10 0 R 20 0 R]")
            .file(10, "ZUGFeRD-invoice.xml", first)
            .file(20, "factur-x.xml", second)
            .bytes();
        let document = read(&pdf).unwrap().documents.remove(0);
        assert_eq!(
            document.buyer.endpoint.as_deref(),
            Some("eingang@robot.example.com")
        );
    }
    for (from, to, field) in [
        ("ZF-2026-1<", "ZF-2026-9<", "number"),
        ("20261103", "20261104", "issue_date"),
        ("20261203", "20261204", "due_date"),
        (">200.00<", ">201.00<", "amount_due"),
        ("Code>EUR<", "Code>CHF<", "currency"),
        (">380<", ">384<", "kind"),
    ] {
        let other = new.replace(from, to);
        assert_ne!(other, new);
        let pdf = Pdf::new("/AF [10 0 R 20 0 R]")
            .file(10, "ZUGFeRD-invoice.xml", &old)
            .file(20, "factur-x.xml", &other)
            .bytes();
        refused(
            &pdf,
            &format!("{field}: the PDF carries two invoices that contradict each other"),
        );
    }
}

#[test]
fn only_an_invoice_is_taken_out() {
    let with = |name: &str, content: &str| Pdf::new("/AF [10 0 R]").file(10, name, content).bytes();
    said_one(
        &with("invoice.xml", &xml("invoices/german-ubl.xml")),
        "XR-2026-9",
        "UBL",
    );
    let order = xml("broken/order.xml");
    refused(
        &with("order-x.xml", &order),
        "the PDF carries XML, but no invoice",
    );
    refused(&with("notes.txt", "hello"), "the PDF carries no invoice as XML");
    refused(&with("factur-x.xml", &order), "with the root “Order”");
    refused(
        &with("factur-x.xml", &xml("broken/cii-no-amount.xml")),
        "is missing (in factur-x.xml)",
    );
    refused(
        &with("mine.xml", &xml("broken/cii-no-amount.xml")),
        "is missing (in an attached XML file)",
    );
    refused(&with("factur-x.xml", &xml("broken/doctype.xml")), "DOCTYPE");
    refused(
        &Pdf::new("").bytes(),
        "upload the invoice's data as CSV, and put the PDF into originals/",
    );
}

#[test]
fn what_is_no_whole_pdf_is_refused() {
    refused(b"%PDF-1.7\n", "cut off");
    let whole = bytes("invoices/factur-x.pdf");
    for part in 1..10 {
        refused(&whole[..whole.len() * part / 10], "cut off");
    }
    let encrypted = Pdf::new("/AF [10 0 R]")
        .trailer("/Encrypt << /Filter /Standard >>")
        .file(10, "factur-x.xml", &xml("invoices/cii.xml"))
        .bytes();
    refused(&encrypted, "encrypted");
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let zeros = deflated(&vec![b' '; 40_000_000]);
    let attached = Pdf::new("/AF [10 0 R]")
        .object(10, "<< /Type /Filespec /F (factur-x.xml) /EF << /F 11 0 R >> >>")
        .stream(11, "/Filter /FlateDecode", &zeros)
        .bytes();
    refused(&attached, "inflates to more than");
    let nested = deflated(&zeros);
    let twice = Pdf::new("/AF [10 0 R]")
        .object(10, "<< /Type /Filespec /F (factur-x.xml) /EF << /F 11 0 R >> >>")
        .stream(11, "/Filter [/FlateDecode /FlateDecode]", &nested)
        .bytes();
    refused(&twice, "inflates to more than");
    let container = Pdf::new("")
        .stream(10, "/Type /ObjStm /N 1 /First 10 /Filter /FlateDecode", &zeros)
        .bytes();
    refused(&container, "object streams inflate to more than");
}

#[test]
fn what_is_tangled_ends() {
    let file = xml("invoices/cii.xml");
    let cycle = Pdf::new("/Names << /EmbeddedFiles 20 0 R >>")
        .object(20, "<< /Kids [20 0 R 21 0 R] >>")
        .object(21, "<< /Kids [20 0 R] /Names [(factur-x.xml) 10 0 R] >>")
        .file(10, "factur-x.xml", &file)
        .bytes();
    said_one(&cycle, "CII-2026-1", "cycle");
    let to_itself = Pdf::new("/AF 20 0 R").object(20, "20 0 R").bytes();
    refused(&to_itself, "no invoice");
    let itself = Pdf::new("/AF << /EF 20 0 R /F 20 0 R >>")
        .object(20, "20 0 R")
        .bytes();
    refused(&itself, "no invoice");
    let deep = Pdf::new("/AF 20 0 R").object(20, &"[".repeat(100_000)).bytes();
    refused(&deep, "no invoice");
}

#[test]
fn what_would_take_hours_is_refused() {
    // Every stream claims to reach to the end of the last.
    let overlapping = |count: usize| {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        for number in 1..=count {
            pdf.extend(format!("{number} 0 obj << /Length 9999999 >> stream\n").bytes());
        }
        pdf.extend(b"trailer << /Root 1 0 R >> startxref 0 %%EOF");
        pdf
    };
    refused(&overlapping(60_000), "tangled");
    refused(&overlapping(300_000), "more than 200000 objects");
    // Every object begins a text that nothing ends.
    let open: String = (1..=50_000).map(|number| format!("{number} 0 obj (\n")).collect();
    refused(format!("%PDF-1.7\n{open}").as_bytes(), "tangled");
    // Many numbers for one large object within a stream.
    let index: String = (100..50_100).map(|number| format!("{number} 0 ")).collect();
    let content = format!("{index}[{}]", "0 ".repeat(100_000));
    let header = format!(
        "/Type /ObjStm /N 50000 /First {} /Filter /FlateDecode",
        index.len()
    );
    let references: String = (100..50_100).map(|number| format!("{number} 0 R ")).collect();
    let one_for_all = Pdf::new(&format!("/AF [{references}]"))
        .stream(10, &header, &deflated(content.as_bytes()))
        .bytes();
    refused(&one_for_all, "values");
    let files: String = (20..240)
        .map(|number| format!("<< /EF << /F {number} 0 R >> >>"))
        .collect();
    let mut many = Pdf::new(&format!("/AF [{files}]"));
    for number in 20..240 {
        many = many.stream(number, "", b"<a/>");
    }
    refused(&many.bytes(), "more than 100 attached files");
}
