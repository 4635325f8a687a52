//! What goes with a mail besides its words.

/// The longest part of a file's name before its ending; longer ones are cut by some mail clients.
const STEM_AT_MOST: usize = 60;

/// Names that a file can't have on Windows, whatever its ending.
const DEVICES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// A file that goes with a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// How it is called, ending and all: ASCII letters, digits, `-`, `_` and `.`.
    pub file_name: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// How the mail shows it.
    pub placed: Placed,
    /// Its content.
    pub content: Vec<u8>,
}

/// Not the content: it fills a log, and belongs to the customer.
impl std::fmt::Debug for Attachment {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Attachment")
            .field("file_name", &self.file_name)
            .field("kind", &self.kind)
            .field("placed", &self.placed)
            .field("bytes", &self.content.len())
            .finish()
    }
}

/// What may go with a mail; there is nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachmentKind {
    /// An invoice.
    Pdf,
    /// Entries for a calendar (RFC 5545).
    Calendar,
    /// A picture, such as a code to scan.
    Png,
}

impl AttachmentKind {
    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Calendar => "text/calendar",
            Self::Png => "image/png",
        }
    }

    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Calendar => "ics",
            Self::Png => "png",
        }
    }
}

/// How a mail shows a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// Beside the words, to be saved or opened.
    Beside,
    /// Within the HTML part, which shows it by `cid:` and this name (RFC 2392): ASCII, at most 78 characters.
    Inline {
        /// The name, without the angle brackets.
        content_id: String,
    },
}

/// A harmless file name out of an invoice's number or another text: what is no ASCII letter, digit or `_` becomes a
/// dash, so that no name reaches for another folder, hides its ending or breaks out of a header.
pub fn file_name(text: &str, kind: AttachmentKind) -> String {
    let mut stem = String::new();
    for character in text.chars() {
        if stem.len() >= STEM_AT_MOST {
            break;
        }
        if character.is_ascii_alphanumeric() || character == '_' {
            stem.push(character);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    let is_taken = DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device));
    match stem {
        "" => format!("invoice.{}", kind.ending()),
        _ if is_taken => format!("invoice-{stem}.{}", kind.ending()),
        _ => format!("{stem}.{}", kind.ending()),
    }
}

/// Gives files of one name a number each (`INV-1.pdf`, `INV-1-2.pdf`), so that saving one never overwrites another.
pub fn tell_apart(attachments: &mut [Attachment]) {
    let mut taken = std::collections::BTreeSet::new();
    for attachment in attachments {
        let ending = format!(".{}", attachment.kind.ending());
        let stem = attachment.file_name.strip_suffix(&ending);
        let stem = stem.unwrap_or(&attachment.file_name).to_owned();
        let mut count = 2_u32;
        while !taken.insert(attachment.file_name.to_ascii_lowercase()) {
            attachment.file_name = format!("{stem}-{count}{ending}");
            count = count.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_becomes_a_name_that_any_machine_can_keep() {
        for (number, name) in [
            ("INV-17", "INV-17.pdf"),
            ("2026/17", "2026-17.pdf"),
            ("../../etc/passwd", "etc-passwd.pdf"),
            ("RE Ä 1", "RE-1.pdf"),
            ("invoice.exe\u{202e}fdp", "invoice-exe-fdp.pdf"),
            ("a\r\nBcc: x@example.com", "a-Bcc-x-example-com.pdf"),
            ("चालान", "invoice.pdf"),
            ("…", "invoice.pdf"),
            ("nul", "invoice-nul.pdf"),
            ("Com1", "invoice-Com1.pdf"),
        ] {
            assert_eq!(file_name(number, AttachmentKind::Pdf), name);
        }
        assert_eq!(file_name(&"7".repeat(500), AttachmentKind::Calendar).len(), 64);
    }

    fn attached(name: &str) -> Attachment {
        Attachment {
            file_name: name.into(),
            kind: AttachmentKind::Pdf,
            placed: Placed::Beside,
            content: Vec::new(),
        }
    }

    #[test]
    fn no_two_files_of_a_mail_have_one_name() {
        let mut attachments = ["A.pdf", "a.pdf", "A-2.pdf", "A.pdf", "B.pdf"].map(attached);
        tell_apart(&mut attachments);
        let names = attachments.map(|attachment| attachment.file_name);
        assert_eq!(names, ["A.pdf", "a-2.pdf", "A-2-2.pdf", "A-3.pdf", "B.pdf"]);
    }

    #[test]
    fn a_file_is_never_written_to_a_log() {
        let secret = Attachment {
            content: b"IBAN".to_vec(),
            ..attached("A.pdf")
        };
        let said = format!("{secret:?}");
        assert!(said.contains("bytes: 4") && !said.contains("73"), "{said}");
    }

    proptest! {
        /// Whatever the number: one ending, no folder, no header, nothing hidden, within what SES takes.
        #[test]
        fn any_number_makes_a_harmless_name(number in "\\PC{0,80}|[\u{0}-\u{1f}./\\\\:\u{202e}\u{2066}A]{0,300}") {
            let name = file_name(&number, AttachmentKind::Pdf);
            let stem = name.strip_suffix(".pdf").unwrap();
            prop_assert!((1..=STEM_AT_MOST + "invoice-".len()).contains(&stem.len()), "{}", name);
            prop_assert!(stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{}", name);
            prop_assert!(!stem.starts_with('-') && !stem.ends_with('-'), "{}", name);
        }
    }
}
