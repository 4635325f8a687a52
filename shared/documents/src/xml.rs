//! XML, read by namespace and local name, never by prefix; bounded before it is parsed.

use memchr::{memchr, memmem};
use roxmltree::{Document, Node, ParsingOptions};

use crate::refusal::{Place, Refusal, Unfit};

/// Attributes, namespace declarations among them, of one element: the parser compares each with each.
const ATTRIBUTES_AT_MOST: usize = 100;
/// Attributes of a file.
const ALL_ATTRIBUTES_AT_MOST: usize = 500_000;
/// Namespace declarations in force at one place: every element looks through them.
const NAMESPACES_AT_MOST: usize = 100;
/// An element that declares namespaces costs as many as are in force there; this is what a file may cost.
const NAMESPACE_COST_AT_MOST: usize = 2_000_000;
/// Elements within elements; real invoices need about a dozen.
const DEPTH_AT_MOST: usize = 100;
/// Elements, comments and the like of a file; each is up to three nodes of tree, some 70 bytes each.
const NODES_AT_MOST: usize = 750_000;

/// Parses XML that keeps the bounds and has no document type definition.
///
/// # Errors
/// A [`Refusal`] for what breaks a bound, for any DTD, and for what is not well-formed.
pub(crate) fn parse(text: &str) -> Result<Document<'_>, Refusal> {
    within_bounds(text)?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::MAX,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| {
        let position = error.pos();
        Refusal::at(
            Place::Line {
                line: position.row.into(),
                column: Some(position.col.into()),
            },
            format!("the XML is not well-formed: {error}"),
        )
    })
}

/// One cheap pass over the bytes: counts what a parser's cost is more than linear in.
fn within_bounds(text: &str) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    let mut census = Census::default();
    let mut at = 0;
    while let Some(start) = find(bytes, at, b'<') {
        let end = match bytes.get(start + 1) {
            Some(b'/') => {
                census.close();
                find(bytes, start, b'>').map(|at| at + 1)
            }
            Some(b'?') => {
                census.nodes += 1;
                after(bytes, start + 2, b"?>")
            }
            Some(b'!') if begins(bytes, start, b"<!--") => {
                census.nodes += 1;
                after(bytes, start + 4, b"-->")
            }
            Some(b'!') if begins(bytes, start, b"<![CDATA[") => {
                census.nodes += 1;
                after(bytes, start + 9, b"]]>")
            }
            Some(b'!') => {
                return Err(refuse(
                    text,
                    start,
                    "a document type definition (DOCTYPE) is never accepted; save the file without it",
                ));
            }
            _ => {
                let tag = tag(bytes, start);
                census.nodes += 1;
                census.open(&tag).map_err(|broken| refuse(text, start, broken))?;
                tag.end
            }
        };
        if census.nodes > NODES_AT_MOST {
            let message = format!("the file has more than {NODES_AT_MOST} elements and comments; split it");
            return Err(refuse(text, start, message));
        }
        match end {
            Some(end) => at = end,
            // Unfinished: the parser says so better.
            None => break,
        }
    }
    Ok(())
}

/// What has been counted so far.
#[derive(Default)]
struct Census {
    nodes: usize,
    attributes: usize,
    /// The namespace declarations of each open element.
    open: Vec<usize>,
    in_force: usize,
    namespace_cost: usize,
}

impl Census {
    /// Counts an element; the words for the bound that it breaks, if it does.
    fn open(&mut self, tag: &Tag) -> Result<(), String> {
        self.attributes += tag.attributes;
        self.in_force += tag.namespaces;
        if tag.namespaces > 0 {
            self.namespace_cost += self.in_force;
        }
        if tag.attributes > ATTRIBUTES_AT_MOST {
            return Err(format!(
                "an element has more than {ATTRIBUTES_AT_MOST} attributes"
            ));
        }
        if self.attributes > ALL_ATTRIBUTES_AT_MOST {
            return Err(format!(
                "the file has more than {ALL_ATTRIBUTES_AT_MOST} attributes"
            ));
        }
        if self.in_force > NAMESPACES_AT_MOST {
            return Err(format!(
                "more than {NAMESPACES_AT_MOST} namespaces are declared here"
            ));
        }
        if self.namespace_cost > NAMESPACE_COST_AT_MOST {
            return Err(
                "too many elements of the file declare namespaces; declare them once, at the root".into(),
            );
        }
        if self.open.len() >= DEPTH_AT_MOST {
            return Err(format!("elements are nested more than {DEPTH_AT_MOST} deep"));
        }
        if tag.empty {
            self.in_force -= tag.namespaces;
        } else {
            self.open.push(tag.namespaces);
        }
        Ok(())
    }

    /// Ends the innermost element. One too many is the parser's to tell.
    fn close(&mut self) {
        self.in_force -= self.open.pop().unwrap_or_default().min(self.in_force);
    }
}

struct Tag {
    attributes: usize,
    namespaces: usize,
    empty: bool,
    end: Option<usize>,
}

fn tag(bytes: &[u8], start: usize) -> Tag {
    let mut tag = Tag {
        attributes: 0,
        namespaces: 0,
        empty: false,
        end: None,
    };
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'>' => {
                tag.empty = bytes.get(at - 1) == Some(&b'/');
                tag.end = Some(at + 1);
                return tag;
            }
            b'"' | b'\'' => match find(bytes, at + 1, byte) {
                Some(close) => at = close,
                None => return tag,
            },
            b'=' => tag.attributes += 1,
            b'x' if bytes.get(at - 1).is_some_and(u8::is_ascii_whitespace) => {
                tag.namespaces += usize::from(begins(bytes, at, b"xmlns"));
            }
            _ => {}
        }
        at += 1;
    }
    tag
}

fn begins(bytes: &[u8], at: usize, with: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(with))
}

fn find(bytes: &[u8], from: usize, byte: u8) -> Option<usize> {
    memchr(byte, bytes.get(from..)?).map(|at| from + at)
}

fn after(bytes: &[u8], from: usize, end: &[u8]) -> Option<usize> {
    memmem::find(bytes.get(from..)?, end).map(|at| from + at + end.len())
}

fn refuse(text: &str, at: usize, message: impl Into<String>) -> Refusal {
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() as u64 + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
    Refusal::at(
        Place::Line {
            line,
            column: Some(column),
        },
        message,
    )
}

/// The path of an element by local names, with its place among equals where there are several.
pub(crate) fn path(node: Node<'_, '_>) -> String {
    let mut steps: Vec<String> = node
        .ancestors()
        .filter(Node::is_element)
        .map(|element| {
            let name = element.tag_name();
            let equals = |other: &Node<'_, '_>| other.is_element() && other.tag_name() == name;
            let before = element.prev_siblings().skip(1).filter(equals).count();
            let behind = element.next_siblings().skip(1).any(|other| equals(&other));
            if before > 0 || behind {
                format!("/{}[{}]", name.name(), before + 1)
            } else {
                format!("/{}", name.name())
            }
        })
        .collect();
    steps.reverse();
    steps.concat()
}

/// The text of an element: all its own text, whatever comments part it; trimmed. None if there is none.
pub(crate) fn text_of(node: Node<'_, '_>) -> Option<String> {
    let text: String = node
        .children()
        .filter(Node::is_text)
        .filter_map(|child| child.text())
        .collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The refusal for a child that has to be there.
pub(crate) fn missing(parent: Node<'_, '_>, local: &str, field: &str) -> Refusal {
    Refusal::at(Place::Xml(format!("{}/{local}", path(parent))), "is missing").field(field)
}

/// The one value that some elements state: they may be absent or empty, but not wrong, and several must say the
/// same.
///
/// # Errors
/// A [`Refusal`] with the path of the element that is wrong.
pub(crate) fn one_value<'a, 'b: 'a, T: PartialEq>(
    elements: impl Iterator<Item = Node<'a, 'b>>,
    field: &str,
    read: impl Fn(&str) -> Result<T, Unfit>,
) -> Result<Option<T>, Refusal> {
    let mut stated = None;
    for element in elements {
        let Some(text) = text_of(element) else { continue };
        let value = read(&text).map_err(|unfit| unfit.at(Place::Xml(path(element)), field))?;
        match &stated {
            Some(before) if *before != value => {
                return Err(
                    Refusal::at(Place::Xml(path(element)), "is given twice, with different values")
                        .field(field),
                );
            }
            Some(_) => {}
            None => stated = Some(value),
        }
    }
    Ok(stated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_xml_is_refused_before_it_is_parsed() {
        let attributes: String = (0..200).map(|n| format!(" a{n}='1'")).collect();
        let namespaces: String = (0..200).map(|n| format!(" xmlns:a{n}='u{n}'")).collect();
        let few: String = (0..90).map(|n| format!(" xmlns:a{n}='u{n}'")).collect();
        for (text, says) in [
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".to_owned(), "DOCTYPE"),
            ("<a".to_owned() + &attributes + "/>", "attributes"),
            ("<a".to_owned() + &namespaces + "/>", "attributes"),
            (format!("<a{few}><a{few}>"), "namespaces"),
            (
                format!("<a{few}>{}", "<b xmlns:z='1'/>".repeat(30_000)),
                "declare",
            ),
            ("<a>".repeat(101), "nested"),
            (format!("<a>{}</a>", "<b/>".repeat(750_000)), "more than 750000"),
            (
                format!("<a>{}</a>", "<!---->".repeat(750_000)),
                "more than 750000",
            ),
            ("<a><b></a>".to_owned(), "well-formed"),
            ("<a".to_owned(), "well-formed"),
            // The parser quotes the line break that it stumbled over.
            ("<a>\n<b/\n\n</a>".to_owned(), "well-formed"),
        ] {
            let refusal = parse(&text).unwrap_err().to_string();
            assert!(refusal.contains(says), "{refusal}");
            assert!(!refusal.contains('\n'), "{refusal}");
        }
        assert!(parse("<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE b>]]></a>").is_ok());
        assert!(parse("<a b='x>y'/>").is_ok());
    }

    #[test]
    fn a_path_counts_among_equals() {
        let document = parse("<a xmlns='u'><b/><p:c xmlns:p='v'/><b>x<!-- y -->z</b></a>").unwrap();
        let last = document.root_element().last_element_child().unwrap();
        assert_eq!(path(last), "/a/b[2]");
        assert_eq!(text_of(last).as_deref(), Some("xz"));
    }
}
