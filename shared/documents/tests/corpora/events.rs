//! Mail events against the key.

use ::documents::{Format, Place, read};
use serde_json::Value;

pub(crate) fn same_events(expected: &Value, bytes: &[u8]) -> Result<(), String> {
    let content = read(bytes).map_err(|refusal| refusal.to_string())?;
    assert_eq!(content.format, Format::SesEvent);
    let mut events = content.events.iter();
    for expected in expected["docs"].as_array().unwrap() {
        let Some(kind) = expected["event_type"].as_str() else {
            // A message in a wrapping that is no event of ours: passed over, and said so.
            let passed_over = content
                .passed_over
                .iter()
                .any(|passed| passed.place != Place::File);
            if passed_over {
                continue;
            }
            return Err("no word of what was passed over".into());
        };
        let event = events.next().ok_or("an event is missing")?;
        let recipients: Vec<&str> = expected["recipients"]
            .as_array()
            .or(expected["destination"].as_array())
            .unwrap()
            .iter()
            .map(|recipient| recipient.as_str().unwrap())
            .collect();
        let tags = expected["tags"].as_object().map_or(0, serde_json::Map::len);
        if event.kind.name() != kind
            || Some(event.message_id.as_str()) != expected["message_id"].as_str()
            || event.recipients != recipients
            || event.tags.len() != tags
        {
            return Err(format!("{event:?} instead of {expected}"));
        }
    }
    match events.next() {
        None => Ok(()),
        Some(_) => Err("an event too many".into()),
    }
}
