//! The files that are attached to a PDF, wherever they hang: in the catalog's tree of names, among the associated files
//! of the document or of a page, on a page as an annotation.

use std::collections::BTreeSet;

use super::decode::{decode, is_too_large};
use super::objects::Objects;
use super::syntax::{Dictionary, Object};
use crate::refusal::Refusal;

/// Attached files of a PDF.
const ATTACHMENTS_AT_MOST: usize = 100;
/// What an attached XML file may inflate to, in bytes.
const XML_BYTES_AT_MOST: usize = 10_000_000;

/// Under which names a file specification has its parts, best first: by the system that is to open the file.
const SYSTEMS: [&str; 5] = ["UF", "F", "Unix", "DOS", "Mac"];

/// An attached XML file.
pub(super) struct Attachment {
    /// Its name without folders, lower case. Empty if it has none.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// The attached XML files, in the order in which the catalog leads to them, and how many other files there are.
///
/// All objects that the catalog leads to are looked at once: so cycles end, and no way to hang up a file is forgotten.
///
/// # Errors
/// A [`Refusal`] for one that breaks a bound or can't be inflated.
pub(super) fn xml_files(objects: &mut Objects<'_>) -> Result<(Vec<Attachment>, usize), Refusal> {
    let mut files = Vec::new();
    let mut others = 0;
    let mut streams = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut ahead = vec![objects.root.clone()];
    while let Some(object) = ahead.pop() {
        match object {
            Object::Reference(number) if seen.insert(number) => ahead.push(objects.get(number)?.0),
            Object::Array(items) => ahead.extend(items.into_iter().rev()),
            Object::Dictionary(dictionary) => {
                if let Some(number) = embedded(objects, &dictionary)?.filter(|number| streams.insert(*number))
                {
                    let name = name(objects, &dictionary)?;
                    match file(objects, number, name)? {
                        Some(file) => files.push(file),
                        None => others += 1,
                    }
                }
                ahead.extend(dictionary.0.into_iter().rev().map(|(_, value)| value));
            }
            _ => {}
        }
        if streams.len() > ATTACHMENTS_AT_MOST {
            return Err(Refusal::of_file(format!(
                "the PDF has more than {ATTACHMENTS_AT_MOST} attached files"
            )));
        }
    }
    Ok((files, others))
}

/// The number of the stream that holds the file, if a dictionary is the specification of an embedded file.
fn embedded(objects: &mut Objects<'_>, specification: &Dictionary) -> Result<Option<u32>, Refusal> {
    let Some(by_system) = specification.get("EF") else {
        return Ok(None);
    };
    let Object::Dictionary(by_system) = objects.resolved(by_system)? else {
        return Ok(None);
    };
    let number = |system: &&str| match by_system.get(system) {
        Some(Object::Reference(number)) => Some(*number),
        _ => None,
    };
    Ok(SYSTEMS.iter().find_map(number))
}

/// The file's name without folders, lower case; empty if it has none.
fn name(objects: &mut Objects<'_>, specification: &Dictionary) -> Result<String, Refusal> {
    for system in SYSTEMS {
        let Some(stated) = specification.get(system) else {
            continue;
        };
        if let Object::Text(text) = objects.resolved(stated)? {
            let name = lopdf::decode_text_string(&lopdf::Object::string_literal(text)).unwrap_or_default();
            let last = name.rsplit(['/', '\\', ':']).next().unwrap_or_default();
            return Ok(last.trim().to_lowercase());
        }
    }
    Ok(String::new())
}

/// The file, if it is XML by its name or its media type; or, if it has neither, by its first byte.
fn file(objects: &mut Objects<'_>, number: u32, name: String) -> Result<Option<Attachment>, Refusal> {
    let (Object::Dictionary(mut dictionary), Some(stored)) = objects.get(number)? else {
        return Ok(None);
    };
    for (_, value) in &mut dictionary.0 {
        *value = objects.resolved(value)?;
    }
    let media_type = match dictionary.get("Subtype") {
        Some(Object::Name(subtype)) => String::from_utf8_lossy(subtype).to_lowercase(),
        _ => String::new(),
    };
    let says_xml = name.ends_with(".xml") || media_type.ends_with("xml");
    let says_nothing = name.is_empty() && media_type.is_empty();
    if !says_xml && !says_nothing {
        return Ok(None);
    }
    let bytes = decode(&dictionary, stored, XML_BYTES_AT_MOST).map_err(|error| {
        Refusal::of_file(if is_too_large(&error) {
            format!("a file attached to the PDF inflates to more than the {XML_BYTES_AT_MOST} bytes allowed")
        } else {
            "a file attached to the PDF is compressed in an unknown or broken way".to_owned()
        })
    })?;
    let is_xml = says_xml || bytes.trim_ascii_start().starts_with(b"<");
    Ok(is_xml.then_some(Attachment { name, bytes }))
}
