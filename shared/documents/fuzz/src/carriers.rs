//! Files around a file, as small as can be.

use std::io::{Cursor, Write};

use base64::Engine;

/// A PDF with the bytes attached as an invoice would be.
pub(crate) fn pdf(attached: &[u8]) -> Vec<u8> {
    let objects: [Vec<u8>; 4] = [
        b"<</Type/Catalog/Pages 2 0 R/AF[3 0 R]/Names<</EmbeddedFiles<</Names[(factur-x.xml)3 0 R]>>>>>>".to_vec(),
        b"<</Type/Pages/Kids[]/Count 0>>".to_vec(),
        b"<</Type/Filespec/F(factur-x.xml)/UF(factur-x.xml)/AFRelationship/Alternative/EF<</F 4 0 R/UF 4 0 R>>>>"
            .to_vec(),
        [
            format!("<</Type/EmbeddedFile/Subtype/text#2Fxml/Length {}>>stream\n", attached.len()).as_bytes(),
            attached,
            b"\nendstream",
        ]
        .concat(),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = b"xref\n0 5\n0000000000 65535 f \n".to_vec();
    for (number, object) in objects.iter().enumerate() {
        table.extend(format!("{:010} 00000 n \n", file.len()).as_bytes());
        file.extend(format!("{} 0 obj\n", number + 1).as_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let end = format!(
        "trailer<</Size 5/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n",
        file.len()
    );
    file.extend(table);
    file.extend(end.as_bytes());
    file
}

/// A ZIP archive of one stored file.
pub(crate) fn zip(stored: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("statement.xml", options).expect("a name");
    archive.write_all(stored).expect("memory");
    archive.finish().expect("memory").into_inner()
}

/// A CMS envelope signed by nobody: DER, or BER without lengths and in pieces, or either in base64, as the last
/// byte says.
pub(crate) fn envelope(signed: &[u8]) -> Vec<u8> {
    const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    const SIGNED_DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    let choice = signed.last().copied().unwrap_or_default();
    let in_pieces = choice & 1 == 1;
    let value = |tag: u8, content: &[u8]| {
        if in_pieces {
            unmeasured(tag, content)
        } else {
            measured(tag, content)
        }
    };
    let octets = if in_pieces {
        let pieces: Vec<u8> = signed
            .chunks(1_000)
            .flat_map(|piece| measured(0x04, piece))
            .collect();
        unmeasured(0x24, &pieces)
    } else {
        measured(0x04, signed)
    };
    let content = [DATA, &value(0xa0, &octets)].concat();
    let body = [
        vec![0x02, 0x01, 0x01],
        measured(0x31, &[]),
        value(0x30, &content),
        measured(0x31, &[]),
    ]
    .concat();
    let envelope = [SIGNED_DATA, &value(0xa0, &value(0x30, &body))].concat();
    let envelope = value(0x30, &envelope);
    if choice & 2 == 2 {
        base64::engine::general_purpose::STANDARD
            .encode(envelope)
            .into_bytes()
    } else {
        envelope
    }
}

fn measured(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a short file").to_be_bytes();
    [&[tag, 0x84], length.as_slice(), content].concat()
}

fn unmeasured(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}
