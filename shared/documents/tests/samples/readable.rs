//! Whoever looks for a word finds it, however often its file is packed.

use std::io::Write;

use documents::readable;
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::bytes;

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

fn is_found(word: &str, bytes: &[u8]) -> bool {
    let found = readable(bytes);
    assert_eq!(found.unread, Vec::<String>::new());
    found.texts.iter().any(|text| text.contains(word))
}

#[test]
fn a_word_is_found_in_every_wrapping() {
    let table = "number;customer\n17;Rossi S.p.A.\n".as_bytes();
    assert!(is_found("Rossi", table));
    assert!(is_found("Rossi", &gzipped(table)));
    assert!(is_found(
        "Rossi",
        &zipped(&[("a.csv", b"number\n1\n"), ("b.csv", table)])
    ));
    assert!(is_found("Rossi", &zipped(&[("rossi/a.csv.gz", &gzipped(table))])));
    assert!(is_found("rossi/", &zipped(&[("rossi/a.csv", b"number\n1\n")])));
    let utf_16: Vec<u8> = "\u{feff}Müller"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(is_found("Müller", &utf_16));
    assert!(is_found("Müller", b"name\nM\xfcller\n"));
    for signed in [
        "signed-der",
        "signed-ber",
        "signed-base64",
        "signed-pem",
        "signed-twice",
    ] {
        let signed = bytes(&format!("invoices/{signed}.p7m"));
        assert!(is_found("<DatiGeneraliDocumento>", &signed));
        assert!(is_found(
            "<DatiGeneraliDocumento>",
            &zipped(&[("one.xml.p7m", &signed)])
        ));
    }
    let pdf = bytes("invoices/factur-x.pdf");
    assert!(is_found("CrossIndustryInvoice", &pdf));
    assert!(is_found(
        "CrossIndustryInvoice",
        &zipped(&[("one.pdf", &pdf), ("two.pdf", &pdf)])
    ));
}

#[test]
fn what_can_not_be_read_is_said_and_hides_nothing_else() {
    let picture =
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
            .as_slice();
    for (bytes, says) in [
        (picture.to_vec(), "no invoice as XML"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "no text"),
        (b"\x1f\x8b\x08 broken".to_vec(), "gzip"),
        (bytes("broken/locked.zip"), "encrypted"),
        (bytes("broken/damaged.zip"), "unpacked"),
        (bytes("broken/encrypted.p7m"), "signed"),
        (gzipped(&vec![b'x'; 25_000_000]), "more than"),
        (
            (0..6).fold(b"x".to_vec(), |inner, _| gzipped(&inner)),
            "times over",
        ),
    ] {
        let found = readable(&bytes);
        assert!(
            found.unread.len() == 1 && found.unread[0].contains(says),
            "{found:?}"
        );
    }
    let mixed = zipped(&[("a.pdf", picture), ("b.csv", b"Rossi")]);
    let found = readable(&mixed);
    assert!(found.texts.contains(&"Rossi".to_owned()));
    assert!(
        found.unread.len() == 1 && found.unread[0].starts_with("a.pdf: "),
        "{found:?}"
    );
}

proptest::proptest! {
    /// Whatever the bytes: an answer, and never more text than the bounds allow.
    #[test]
    fn damage_is_no_panic(at in 0_usize..4_000, with in 0_u8.., which in 0_usize..4) {
        let name = ["invoices/factur-x.pdf", "invoices/signed-der.p7m", "payments/month.zip", "broken/shrunk.zip"][which];
        let mut damaged = bytes(name);
        if let Some(byte) = damaged.get_mut(at) {
            *byte = with;
        }
        let _ = readable(&damaged);
        let _ = readable(&gzipped(&damaged));
    }
}
