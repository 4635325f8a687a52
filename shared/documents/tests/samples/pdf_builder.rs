//! PDFs for the tests, written by hand so that they can be wrong.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Stream};

use crate::bytes;

/// A PDF in the making.
pub(crate) struct Pdf {
    begins: &'static str,
    objects: BTreeMap<u32, Vec<u8>>,
    trailer: String,
}

impl Pdf {
    /// One page, and a catalog with some entries.
    pub(crate) fn new(catalog: &str) -> Self {
        Self::update(catalog).beginning("%PDF-1.7\n").page("")
    }

    /// What is added behind a PDF to change its catalog.
    pub(crate) fn update(catalog: &str) -> Self {
        Self {
            begins: "\n",
            objects: BTreeMap::new(),
            trailer: String::new(),
        }
        .object(1, &format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>"))
    }

    fn beginning(mut self, begins: &'static str) -> Self {
        self.begins = begins;
        self
    }

    /// Gives its page some entries.
    pub(crate) fn page(self, entries: &str) -> Self {
        self.object(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
            .object(
                3,
                &format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] {entries} >>"),
            )
    }

    pub(crate) fn object(mut self, number: u32, body: &str) -> Self {
        self.objects.insert(number, body.as_bytes().to_vec());
        self
    }

    pub(crate) fn stream(self, number: u32, entries: &str, payload: &[u8]) -> Self {
        self.raw_stream(number, &format!("/Length {} {entries}", payload.len()), payload)
    }

    /// A stream whose length is another object's.
    pub(crate) fn stream_of_length(self, number: u32, length: &str, payload: &[u8]) -> Self {
        self.raw_stream(number, &format!("/Length {length}"), payload)
    }

    fn raw_stream(mut self, number: u32, entries: &str, payload: &[u8]) -> Self {
        let body = [
            format!("<< {entries} >>\nstream\n").as_bytes(),
            payload,
            b"\nendstream",
        ]
        .concat();
        self.objects.insert(number, body);
        self
    }

    /// A file specification, and behind it the file, compressed if that makes it smaller.
    pub(crate) fn file(self, number: u32, name: &str, content: &str) -> Self {
        let stream = compressed(content.as_bytes());
        let filter = if stream.dict.has(b"Filter") {
            "/Filter /FlateDecode"
        } else {
            ""
        };
        self.specification(number, name).stream(
            number + 1,
            &format!("/Type /EmbeddedFile {filter}"),
            &stream.content,
        )
    }

    /// The same, not compressed.
    pub(crate) fn plain_file(self, number: u32, name: &str, content: &str) -> Self {
        self.specification(number, name)
            .stream(number + 1, "/Type /EmbeddedFile", content.as_bytes())
    }

    fn specification(self, number: u32, name: &str) -> Self {
        let stream = number + 1;
        self.object(
            number,
            &format!("<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {stream} 0 R >> >>"),
        )
    }

    pub(crate) fn trailer(mut self, entries: &str) -> Self {
        self.trailer = entries.to_owned();
        self
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        let mut pdf = self.begins.as_bytes().to_vec();
        let mut table = String::new();
        for (number, body) in &self.objects {
            table += &format!("{number} 1\n{:010} 00000 n \n", pdf.len());
            pdf.extend(format!("{number} 0 obj\n").bytes());
            pdf.extend(body);
            pdf.extend(b"\nendobj\n");
        }
        let start = pdf.len();
        let trailer = &self.trailer;
        pdf.extend(
            format!("xref\n{table}trailer << /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF").bytes(),
        );
        pdf
    }
}

/// A sample, as text.
pub(crate) fn xml(path: &str) -> String {
    String::from_utf8(bytes(path)).unwrap()
}

pub(crate) fn deflated(content: &[u8]) -> Vec<u8> {
    let stream = compressed(content);
    assert!(stream.dict.has(b"Filter"), "too small to be worth it");
    stream.content
}

/// A stream that is compressed if that makes it smaller.
fn compressed(content: &[u8]) -> Stream {
    let mut stream = Stream::new(Dictionary::new(), content.to_vec());
    stream.compress().unwrap();
    stream
}
