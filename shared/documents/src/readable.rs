//! What can be read in a file, for whoever looks for a person's words in it: texts in any encoding, and what is packed
//! into ZIP archives, gzip, signatures and PDFs, under the same bounds as the readers'.
//!
//! Of a PDF only the data that is attached to it as XML is read: what a page shows are drawing orders in fonts of its own,
//! from which no text can be had for certain. So a PDF without such data counts as not read.

use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::refusal::Refusal;
use crate::{BYTES_AT_MOST, archive, encoding, pdf, recognise, signed};

/// Wrappings within wrappings: an archive of signed files, packed once more, is three.
const WRAPPINGS_AT_MOST: usize = 4;
/// What all that is packed in one file may unpack to, in bytes.
const UNPACKED_BYTES_AT_MOST: usize = 100_000_000;

/// What can be read in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readable {
    /// The texts in it; and the names of the files that are packed in it.
    pub texts: Vec<String>,
    /// Why some of it could not be read; nothing: all was.
    pub unread: Vec<String>,
}

/// Everything that can be read in a file.
pub fn readable(bytes: &[u8]) -> Readable {
    let mut looked = Looked {
        found: Readable::default(),
        left: UNPACKED_BYTES_AT_MOST,
    };
    if let Err(refusal) = looked.look(bytes, 0) {
        looked.found.unread.push(refusal.to_string());
    }
    looked.found
}

struct Looked {
    found: Readable,
    left: usize,
}

impl Looked {
    fn look(&mut self, bytes: &[u8], wrappings: usize) -> Result<(), Refusal> {
        if wrappings > WRAPPINGS_AT_MOST {
            return Err(Refusal::of_file(format!(
                "it is packed more than {WRAPPINGS_AT_MOST} times over"
            )));
        }
        match recognise::wrapping(bytes) {
            Some(recognise::Wrapping::Zip) => {
                for (name, member) in self.taken(|left| archive::files(bytes, left))? {
                    self.look_into(&name, &member, wrappings);
                    self.found.texts.push(name);
                }
                Ok(())
            }
            Some(recognise::Wrapping::Gzip) => {
                let unpacked = self.taken(|left| Ok(vec![(String::new(), gunzipped(bytes, left)?)]))?;
                unpacked
                    .iter()
                    .try_for_each(|(_, content)| self.look(content, wrappings + 1))
            }
            Some(recognise::Wrapping::Signature) => {
                let content = signed::content(bytes)?;
                self.look(&content, wrappings + 1)
            }
            Some(recognise::Wrapping::Pdf) => {
                for (name, content) in pdf::attached_xml(bytes)? {
                    self.look_into(&name, &content, wrappings);
                }
                Ok(())
            }
            None => {
                let text = encoding::decoded(bytes)?;
                if text.contains('\0') {
                    return Err(Refusal::of_file("it is no text, and in no format that is known"));
                }
                self.found.texts.push(text.into_owned());
                Ok(())
            }
        }
    }

    /// One file that can't be read hides no other.
    fn look_into(&mut self, name: &str, member: &[u8], wrappings: usize) {
        if let Err(refusal) = self.look(member, wrappings + 1) {
            self.found.unread.push(format!("{name}: {refusal}"));
        }
    }

    /// Unpacks, and counts what came out.
    fn taken(
        &mut self,
        unpack: impl FnOnce(usize) -> Result<Vec<(String, Vec<u8>)>, Refusal>,
    ) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
        let files = unpack(self.left)?;
        let bytes = files.iter().map(|(_, content)| content.len()).sum();
        self.left = self.left.saturating_sub(bytes);
        Ok(files)
    }
}

fn gunzipped(bytes: &[u8], left: usize) -> Result<Vec<u8>, Refusal> {
    let most = left.min(BYTES_AT_MOST);
    let mut unpacked = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(most as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| Refusal::of_file(format!("its gzip can't be unpacked: {error}")))?;
    if unpacked.len() > most {
        return Err(Refusal::of_file(format!(
            "its gzip unpacks to more than the {most} bytes allowed"
        )));
    }
    Ok(unpacked)
}
