//! Between rows and DynamoDB's attributes, by way of JSON: the two agree in all that a row uses.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;

use super::packed::{BYTES, bytes_as_text, bytes_of_text};

/// An item of the table.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The version of the rows' shape that this code writes. It reads every version up to it.
const SCHEMA: u64 = 1;

/// A row that this code can't read. Names the place, never the value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the row {pk} / {sk} can't be read: {attribute} {problem}")]
pub struct Unreadable {
    /// Partition key; of a lookup only its kind.
    pub pk: String,
    /// Sort key.
    pub sk: String,
    /// Which attribute, as a path (`payments[0].amount`).
    pub attribute: String,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// A row that can't be written, which is a mistake of the code.
#[derive(Debug, Error)]
#[error("a row could not be made")]
pub struct RowError(#[from] serde_json::Error);

/// A row's attributes, without its keys. What is none or empty is left out.
pub(crate) fn encode(row: &impl Serialize) -> Result<Item, RowError> {
    let mut item = match serde_json::to_value(row)? {
        Value::Object(fields) => to_attributes(fields),
        _ => Item::new(),
    };
    item.insert("schema".to_owned(), AttributeValue::N(SCHEMA.to_string()));
    Ok(item)
}

/// Reads a row back; keys and index keys are none of its business.
pub(crate) fn decode<Row: DeserializeOwned>(item: Item) -> Result<Row, Unreadable> {
    let key = |name| text_of(&item, name).unwrap_or_default().to_owned();
    let (pk, sk) = (key("pk"), key("sk"));
    let mut fields = Map::new();
    for (name, value) in item {
        match to_json(value) {
            Some(value) => fields.insert(name, value),
            None => return Err(unreadable(&pk, &sk, name, "has a type that no row uses")),
        };
    }
    decode_fields(fields)
}

/// Reads a row back from its attributes as JSON.
pub(crate) fn decode_fields<Row: DeserializeOwned>(fields: Map<String, Value>) -> Result<Row, Unreadable> {
    let key = |name| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let (pk, sk) = (key("pk").to_owned(), key("sk").to_owned());
    if fields
        .get("schema")
        .and_then(Value::as_u64)
        .is_none_or(|schema| schema > SCHEMA)
    {
        let problem = "is missing or newer than this release";
        return Err(unreadable(&pk, &sk, "schema".to_owned(), problem));
    }
    serde_path_to_error::deserialize(Value::Object(fields)).map_err(|error| {
        // serde repeats values in its messages, so only the one about a missing field, which can't, is told.
        let message = error.inner().to_string();
        let missing = message
            .strip_prefix("missing field `")
            .and_then(|rest| rest.split('`').next());
        match missing {
            Some(field) => unreadable(&pk, &sk, format!("{}.{field}", error.path()), "is missing"),
            None => unreadable(&pk, &sk, error.path().to_string(), "has an unknown form"),
        }
    })
}

fn unreadable(pk: &str, sk: &str, attribute: String, problem: &'static str) -> Unreadable {
    Unreadable {
        pk: without_personal_part(pk),
        sk: sk.to_owned(),
        attribute,
        problem,
    }
}

/// A text attribute.
pub(crate) fn text_of<'item>(item: &'item Item, name: &str) -> Option<&'item str> {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
}

/// About what DynamoDB counts: names and texts by their bytes, numbers at their longest, a little for each nesting.
pub(crate) fn size_bytes(item: &Item) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + value_bytes(value))
        .sum()
}

/// The same of a value without its name.
pub(crate) fn value_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len().div_ceil(2) + 2,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(values) => 3 + values.iter().map(|value| 1 + value_bytes(value)).sum::<usize>(),
        AttributeValue::M(fields) => 3 + fields.len() + size_bytes(fields),
        _ => 1,
    }
}

/// A lookup's key is a name from outside, often a person's.
fn without_personal_part(pk: &str) -> String {
    match pk.strip_prefix("lookup#").and_then(|rest| rest.split_once('#')) {
        Some((kind, _)) => format!("lookup#{kind}#…"),
        None => pk.to_owned(),
    }
}

fn to_attributes(fields: Map<String, Value>) -> Item {
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, to_attribute(value)?)))
        .collect()
}

fn to_attribute(value: Value) -> Option<AttributeValue> {
    match value {
        Value::Null => None,
        Value::Bool(truth) => Some(AttributeValue::Bool(truth)),
        Value::Number(number) => Some(AttributeValue::N(number.to_string())),
        Value::String(text) => Some(AttributeValue::S(text)),
        Value::Array(values) if values.is_empty() => None,
        Value::Array(values) => Some(AttributeValue::L(
            values.into_iter().filter_map(to_attribute).collect(),
        )),
        Value::Object(fields) => match packed(&fields) {
            Some(bytes) => Some(AttributeValue::B(Blob::new(bytes))),
            None => {
                let fields = to_attributes(fields);
                (!fields.is_empty()).then_some(AttributeValue::M(fields))
            }
        },
    }
}

/// The bytes of a value that is stored as such, which JSON has no word for.
fn packed(fields: &Map<String, Value>) -> Option<Vec<u8>> {
    let text = fields.get(BYTES).filter(|_| fields.len() == 1)?;
    bytes_of_text(text.as_str()?)
}

fn to_json(value: AttributeValue) -> Option<Value> {
    match value {
        AttributeValue::Null(_) => Some(Value::Null),
        AttributeValue::Bool(truth) => Some(Value::Bool(truth)),
        // Rows hold whole numbers only; anything else would have to become a float.
        AttributeValue::N(number) => match number.parse::<u64>() {
            Ok(number) => Some(Value::from(number)),
            Err(_) => number.parse::<i64>().ok().map(Value::from),
        },
        AttributeValue::B(bytes) => {
            let text = Value::String(bytes_as_text(bytes.as_ref()));
            Some(Value::Object(Map::from_iter([(BYTES.to_owned(), text)])))
        }
        AttributeValue::S(text) => Some(Value::String(text)),
        AttributeValue::L(values) => values
            .into_iter()
            .map(to_json)
            .collect::<Option<_>>()
            .map(Value::Array),
        AttributeValue::M(fields) => fields
            .into_iter()
            .map(|(name, value)| Some((name, to_json(value)?)))
            .collect::<Option<_>>()
            .map(Value::Object),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Person {
        name: String,
        #[serde(default)]
        notes: Vec<String>,
        age: Option<u64>,
    }

    fn stored(row: &impl Serialize) -> Item {
        let mut item = encode(row).unwrap();
        item.insert("pk".into(), AttributeValue::S("lookup#name#anna".into()));
        item.insert("sk".into(), AttributeValue::S("account".into()));
        item
    }

    #[test]
    fn what_is_empty_is_left_out_and_reads_back() {
        let anna = Person {
            name: "Anna".into(),
            notes: Vec::new(),
            age: None,
        };
        let item = stored(&anna);
        assert_eq!(item.len(), 4, "{item:?}");
        let read: Person = decode(item).unwrap();
        assert_eq!(
            (read.name.as_str(), read.notes.len(), read.age),
            ("Anna", 0, None)
        );
    }

    #[test]
    fn an_unreadable_row_names_the_place_but_not_the_value() {
        let mut item = stored(&serde_json::json!({ "name": 7 }));
        let said = decode::<Person>(item.clone()).unwrap_err().to_string();
        assert_eq!(
            said,
            "the row lookup#name#… / account can't be read: name has an unknown form"
        );
        item.remove("name");
        let missing = decode::<Person>(item.clone()).unwrap_err();
        assert_eq!(missing.problem, "is missing");
        assert!(missing.attribute.ends_with("name"), "{missing}");
        item.insert("schema".into(), AttributeValue::N("2".into()));
        assert_eq!(decode::<Person>(item).unwrap_err().attribute, "schema");
    }
}
