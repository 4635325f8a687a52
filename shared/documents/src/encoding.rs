//! Bytes → text: by byte order mark, then by declaration, then UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::refusal::Refusal;

/// Decodes a text file.
///
/// An XML declaration is believed: bytes that don't fit it are refused, not repaired. A table has no declaration;
/// if it isn't UTF-8 it is taken for windows-1252, which is what spreadsheets write.
///
/// # Errors
/// A [`Refusal`] for bytes that are not text in the encoding they claim, or not text at all.
pub(crate) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let text = decoded(bytes)?;
    if let Some(at) = control_character(text.as_bytes()) {
        return Err(Refusal::of_file(format!(
            "the file is binary, not text (control character at byte {at})"
        )));
    }
    Ok(text)
}

/// Where the first control character stands. Tabs and line breaks are the only ones that text has.
fn control_character(bytes: &[u8]) -> Option<usize> {
    const STEP: usize = 128;
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    // Without a way out inside a step, the compiler looks at many bytes at once.
    let has_control = |step: &[u8]| step.iter().fold(false, |any, byte| any | is_control(byte));
    let step = bytes.chunks(STEP).position(has_control)?;
    let within = bytes.iter().skip(step * STEP).position(is_control)?;
    Some(step * STEP + within)
}

/// The same for files that are framed in control characters.
///
/// # Errors
/// A [`Refusal`] for bytes that are not text in the encoding they claim.
pub(crate) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return strictly(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return strictly(encoding, bytes);
    }
    if bytes.trim_ascii_start().starts_with(b"<") {
        return strictly(declared(bytes)?, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) => strictly(WINDOWS_1252, bytes),
    }
}

/// UTF-16 without a mark: every other byte of its first, Latin, characters is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(UTF_16BE),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// The encoding that an XML declaration names; UTF-8 if it names none.
fn declared(bytes: &[u8]) -> Result<&'static Encoding, Refusal> {
    const DECLARATION_AT_MOST: usize = 200;
    let head = bytes.trim_ascii_start();
    let head = head.get(..DECLARATION_AT_MOST).unwrap_or(head);
    let head: String = head
        .iter()
        .take_while(|byte| byte.is_ascii())
        .map(|byte| char::from(*byte))
        .collect();
    let Some(declaration) = head
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .map(|(declaration, _)| declaration)
    else {
        return Ok(UTF_8);
    };
    let Some((_, rest)) = declaration.split_once("encoding") else {
        return Ok(UTF_8);
    };
    let label = rest
        .split(['"', '\''])
        .nth(1)
        .filter(|label| !label.is_empty())
        .unwrap_or("utf-8");
    match Encoding::for_label(label.as_bytes()) {
        // Without zero bytes it isn't UTF-16, whatever it declares.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(Refusal::of_file(format!(
            "the file declares the encoding {}, which is unknown; save it as UTF-8",
            crate::refusal::quoted(label)
        ))),
    }
}

fn strictly<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Result<Cow<'a, str>, Refusal> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| {
            Refusal::of_file(format!(
                "the file is not valid {}; save it as UTF-8",
                encoding.name()
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_goes_before_a_declaration_and_that_before_utf_8() {
        let utf16 = |text: &str, mark: bool| {
            let mut bytes = if mark { vec![0xff, 0xfe] } else { vec![] };
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            bytes
        };
        for (bytes, expected) in [
            ("Müller".as_bytes().to_vec(), "Müller"),
            (b"\xef\xbb\xbfnumber".to_vec(), "number"),
            (utf16("Nr;Größe", true), "Nr;Größe"),
            (utf16("Nr;Größe", false), "Nr;Größe"),
            (b"M\xfcller \x80".to_vec(), "Müller €"),
            (
                b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xfc</a>".to_vec(),
                "<?xml version='1.0' encoding='ISO-8859-1'?><a>ü</a>",
            ),
        ] {
            assert_eq!(text(&bytes).unwrap(), expected);
        }
    }

    #[test]
    fn what_is_not_text_is_refused() {
        for (bytes, says) in [
            (
                b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xfc</a>".as_slice(),
                "not valid UTF-8",
            ),
            (b"<?xml version=\"1.0\" encoding=\"klingon\"?><a/>", "unknown"),
            (b"abc\x00\x01\x02", "binary"),
        ] {
            let refusal = text(bytes).unwrap_err().to_string();
            assert!(refusal.contains(says), "{refusal}");
        }
    }
}
