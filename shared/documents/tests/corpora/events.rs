//! Mail events against the key.

use ::documents::mail_event::MailEvent;
use ::documents::{Content, MailEventKind, Place};
use serde_json::Value;

use crate::marks::Marks;

/// Compares the events of a file with the key's.
pub(crate) fn judge(expected: &Value, content: &Content) -> Marks {
    let mut marks = Marks::default();
    let expected = expected["docs"].as_array().unwrap();
    // A message in a wrapping that is no event of ours is passed over, and said to be.
    let (to_read, to_pass): (Vec<&Value>, Vec<&Value>) =
        expected.iter().partition(|event| event["event_type"].is_string());
    let passed_over = content
        .passed_over
        .iter()
        .filter(|passed| passed.place != Place::File)
        .count();
    if passed_over < to_pass.len() {
        marks.fault("passed_over", "no word of what was passed over".into());
    }
    if content.events.len() != to_read.len() {
        marks.fault(
            "events",
            format!("{} events instead of {}", content.events.len(), to_read.len()),
        );
        return marks;
    }
    for (expected, found) in to_read.iter().zip(&content.events) {
        event(expected, found, &mut marks);
    }
    marks
}

fn event(expected: &Value, found: &MailEvent, marks: &mut Marks) {
    let text = |key: &str| expected[key].as_str();
    let list = |value: &Value| {
        let items = value.as_array()?.iter();
        Some(
            items
                .map(|item| item.as_str().unwrap().to_owned())
                .collect::<Vec<_>>(),
        )
    };
    marks.value("", "kind", Some(found.kind.name()), text("event_type"));
    marks.value(
        "",
        "message_id",
        Some(found.message_id.as_str()),
        text("message_id"),
    );
    let recipients = list(&expected["recipients"]).or_else(|| list(&expected["destination"]));
    marks.value("", "recipients", Some(found.recipients.clone()), recipients);
    for (name, values) in expected["tags"].as_object().into_iter().flatten() {
        marks.value("", "tags", found.tags.get(name).cloned(), list(values));
    }
    let tags = expected["tags"].as_object().map_or(0, serde_json::Map::len);
    if found.tags.len() != tags {
        marks.fault("tags", format!("{} tags instead of {tags}", found.tags.len()));
    }
    match &found.kind {
        MailEventKind::Bounce {
            permanent, sub_type, ..
        } => {
            marks.value(
                "",
                "permanent",
                Some(*permanent),
                text("sub").map(|kind| kind == "Permanent"),
            );
            marks.value("", "sub_type", sub_type.as_deref(), text("subsub"));
        }
        MailEventKind::Complaint { feedback_type } => {
            marks.value("", "feedback_type", feedback_type.as_deref(), text("sub"));
        }
        MailEventKind::Reject | MailEventKind::RenderingFailure => {
            marks.value("", "diagnostic", found.diagnostic.as_deref(), text("sub"));
        }
        MailEventKind::Send => {
            let sent = text("mail_timestamp").map(|sent| sent.parse().unwrap());
            marks.value("", "at", Some(found.at), sent);
        }
        _ => {}
    }
}
