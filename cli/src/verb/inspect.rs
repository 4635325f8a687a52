//! `dunlin inspect`: what files say and what Dunlin would make of it, without storing anything.

mod shown;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use documents::inspect::{InspectedError, Inspection, of_content, of_refusal};
use documents::settings::{read_creditor, read_policy};
use documents::{BYTES_AT_MOST, Content, Place, Refusal};

use crate::Ending;
use crate::arguments::Inspect;
use crate::failure::Failure;
use crate::screen::{Look, Screen};

pub(super) fn run(arguments: &Inspect, screen: &Screen) -> Result<Ending, Failure> {
    let mut ending = Ending::Good;
    for (index, path) in arguments.files.iter().enumerate() {
        let (inspection, content) = of_file(path);
        if inspection.error.is_some() {
            ending = Ending::Refused;
        }
        if screen.is_json {
            screen.json(&inspection)?;
            continue;
        }
        if index > 0 && inspection.error.is_none() {
            screen.line(Look::Plain, "")?;
        }
        if let Some(error) = &inspection.error {
            screen.error(&in_words(&inspection.path, error));
        } else {
            shown::show(&inspection, content.as_ref(), screen)?;
        }
    }
    Ok(ending)
}

/// Inspects a file; one that can't be read at all is refused like any other. Settings have no content.
fn of_file(path: &Path) -> (Inspection, Option<Content>) {
    let name = path.display().to_string();
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(why) => return (refused(&name, "unknown", None, why), None),
    };
    match path.file_name().and_then(|name| name.to_str()) {
        Some("policy.toml") => {
            let check = |text: &str| read_policy(text).map(|_| ());
            (of_settings(&name, "policy", &bytes, check), None)
        }
        Some("creditor.toml") => {
            let check = |text: &str| read_creditor(text).map(|_| ());
            (of_settings(&name, "creditor", &bytes, check), None)
        }
        _ => match documents::read(&bytes) {
            Ok(content) => (of_content(&name, &content), Some(content)),
            Err(refusal) => (of_refusal(&name, &refusal), None),
        },
    }
}

/// Reads a file, but none that would be refused for its size anyway.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| format!("it can't be read: {error}");
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    let at_most = u64::try_from(BYTES_AT_MOST).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(at_most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > BYTES_AT_MOST {
        return Err(format!(
            "the file has {} bytes, more than the {BYTES_AT_MOST} allowed; split it",
            metadata.len()
        ));
    }
    Ok(bytes)
}

fn of_settings(
    name: &str,
    format: &'static str,
    bytes: &[u8],
    check: impl FnOnce(&str) -> Result<(), Refusal>,
) -> Inspection {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return refused(name, format, None, "expected UTF-8 text".to_owned());
    };
    match check(text) {
        Ok(()) => Inspection {
            error: None,
            outcome: "read",
            ..refused(name, format, None, String::new())
        },
        Err(refusal) => refused(name, format, Some(&refusal), refusal.message.clone()),
    }
}

fn refused(name: &str, format: &'static str, refusal: Option<&Refusal>, message: String) -> Inspection {
    let place = refusal
        .map(|refusal| &refusal.place)
        .filter(|place| **place != Place::File);
    Inspection {
        path: name.to_owned(),
        format,
        outcome: "refused",
        error: Some(InspectedError {
            place: place.map(ToString::to_string),
            field: refusal.and_then(|refusal| refusal.field.clone()),
            message,
        }),
        documents: Vec::new(),
        payments: Vec::new(),
        events: Vec::new(),
    }
}

/// An error on one line: file, place in it, field, what was expected.
pub(super) fn in_words(path: &str, error: &InspectedError) -> String {
    let parts = [
        Some(path),
        error.place.as_deref(),
        error.field.as_deref(),
        Some(&error.message),
    ];
    crate::screen::harmless(&parts.into_iter().flatten().collect::<Vec<_>>().join(": "))
}
