//! Files that carry an XML invoice or statement inside: PDF, signed, zipped.

use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use crate::{Sample, statements, xml_invoices};

/// A Factur-X PDF of one page, with the invoice deflated inside.
pub(crate) fn pdf(times: usize) -> Sample {
    let invoice = xml_invoices::cii(times);
    let mut pdf = Document::with_version("1.7");
    let mut embedded = Stream::new(
        dictionary! { "Type" => "EmbeddedFile", "Subtype" => "text/xml" },
        invoice.bytes.clone(),
    );
    embedded.compress().unwrap();
    let embedded = pdf.add_object(embedded);
    let specification = pdf.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => Object::string_literal("factur-x.xml"),
        "UF" => Object::string_literal("factur-x.xml"),
        "AFRelationship" => "Alternative",
        "EF" => dictionary! { "F" => embedded, "UF" => embedded },
    });
    let words = pdf.add_object(Stream::new(Dictionary::new(), b"BT (Rechnung) Tj ET".repeat(50)));
    let pages = pdf.new_object_id();
    let page = pdf.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Contents" => words,
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    pdf.objects.insert(pages, tree.into());
    let names = vec![Object::string_literal("factur-x.xml"), specification.into()];
    let catalog = pdf.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => pages,
        "AF" => vec![specification.into()],
        "Names" => dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } },
    });
    pdf.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).unwrap();
    invoice.carried_by(bytes)
}

/// A bank statement in a ZIP archive, deflated.
pub(crate) fn zip(times: usize) -> Sample {
    use std::io::{Cursor, Write};
    let statement = statements::camt(times);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file("statement.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    archive.write_all(&statement.bytes).unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    statement.carried_by(bytes)
}

/// A FatturaPA within a CMS envelope, DER, signed by nobody.
pub(crate) fn signed(times: usize) -> Sample {
    const DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    const SIGNED_DATA: [u8; 11] = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let invoice = xml_invoices::fatturapa(times);
    let content = [DATA.to_vec(), value(0xa0, &value(0x04, &invoice.bytes))].concat();
    let signed = [
        vec![0x02, 0x01, 0x01],
        value(0x31, &[]),
        value(0x30, &content),
        value(0x31, &[]),
    ]
    .concat();
    let envelope = [SIGNED_DATA.to_vec(), value(0xa0, &value(0x30, &signed))].concat();
    let bytes = value(0x30, &envelope);
    invoice.carried_by(bytes)
}

/// A DER value: its tag, its length in four bytes at most, its content.
fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let length: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
    let head = match length.as_slice() {
        [] => vec![tag, 0],
        [short @ ..=0x7f] => vec![tag, *short],
        long => [&[tag, 0x80 | u8::try_from(long.len()).unwrap()], long].concat(),
    };
    [head.as_slice(), content].concat()
}
