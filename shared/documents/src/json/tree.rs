//! JSON text → a tree. Numbers stay text, so that no amount ever passes through a float; depth is bounded; a key
//! that comes twice is refused, for nobody knows which is meant.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::refusal::{Place, Refusal, Unfit, quoted};

/// Lists and objects within each other. Each level costs one more pass over its text.
const DEPTH_AT_MOST: usize = 16;
/// Values of one text; each is a few dozen bytes of tree.
const VALUES_AT_MOST: usize = 1_000_000;
/// Keys of one object: every reader looks through them for each key that it wants.
const KEYS_AT_MOST: usize = 1_000;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    /// In the order written, each key once.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of an object's key; none for anything else.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a string.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; none for anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }
}

/// Parses one JSON text.
///
/// # Errors
/// A [`Refusal`] with line and column.
pub(crate) fn parse(text: &str) -> Result<Json, Refusal> {
    parse_at(text, 1)
}

/// Parses the JSON text of one line.
///
/// # Errors
/// A [`Refusal`] with that line.
pub(crate) fn parse_line(text: &str, line: u64) -> Result<Json, Refusal> {
    parse_at(text, line)
}

fn parse_at(text: &str, first_line: u64) -> Result<Json, Refusal> {
    let refuse = |line: u64, column: u64, message: String| {
        Refusal::at(
            Place::Line {
                line: first_line + line.saturating_sub(1),
                column: Some(column),
            },
            message,
        )
    };
    if let Some((at, message)) = beyond_bounds(text) {
        let before = text.get(..at).unwrap_or_default();
        let line = before.matches('\n').count() as u64 + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u64 + 1;
        return Err(refuse(line, column, message));
    }
    let broken = |error: &serde_json::Error| {
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        format!("the JSON is broken: {words}")
    };
    let raw: &RawValue = serde_json::from_str(text)
        .map_err(|error| refuse(error.line() as u64, error.column() as u64, broken(&error)))?;
    // Within a value that has parsed as a whole only an object's keys, or a lone surrogate, can still go wrong.
    grow(raw.get()).map_err(|error| refuse(1, 1, broken(&error)))
}

/// The byte at which a text is nested too deeply or has too many values, and the words for it.
fn beyond_bounds(text: &str) -> Option<(usize, String)> {
    let mut depth = 0_usize;
    let mut values = 1_usize;
    let mut in_text = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'[' | b'{' => {
                depth += 1;
                values += 1;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
        if depth > DEPTH_AT_MOST {
            let message = format!("lists and objects are nested more than {DEPTH_AT_MOST} deep");
            return Some((at, message));
        }
        if values > VALUES_AT_MOST {
            return Some((
                at,
                format!("the text has more than {VALUES_AT_MOST} values; split it"),
            ));
        }
    }
    None
}

fn grow(text: &str) -> Result<Json, serde_json::Error> {
    let text = text.trim();
    match text.bytes().next() {
        Some(b'{') => {
            let Pairs(pairs) = serde_json::from_str(text)?;
            let mut grown = Vec::with_capacity(pairs.len());
            for (key, raw) in pairs {
                grown.push((key, grow(raw.get())?));
            }
            Ok(Json::Object(grown))
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            let items = items.into_iter().map(|raw| grow(raw.get()));
            items.collect::<Result<_, _>>().map(Json::List)
        }
        Some(b'"') => serde_json::from_str(text).map(Json::Text),
        Some(b'n') => Ok(Json::Null),
        Some(b't') => Ok(Json::Bool(true)),
        Some(b'f') => Ok(Json::Bool(false)),
        _ => Ok(Json::Number(text.to_owned())),
    }
}

/// An object's keys with the text of their values.
struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Pairs<'de>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                let mut keys = std::collections::HashSet::new();
                while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if !keys.insert(key.clone()) {
                        let message = format!("the key {} comes twice", quoted(&key));
                        return Err(serde::de::Error::custom(message));
                    }
                    if keys.len() > KEYS_AT_MOST {
                        let message = format!("an object has more than {KEYS_AT_MOST} keys");
                        return Err(serde::de::Error::custom(message));
                    }
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

/// A value and where it stands, for readers that must say what is wrong.
#[derive(Clone, Debug)]
pub(crate) struct At<'a> {
    json: &'a Json,
    pointer: String,
    line: Option<u64>,
}

impl<'a> At<'a> {
    /// The whole text.
    pub(crate) fn top(json: &'a Json, line: Option<u64>) -> Self {
        Self {
            json,
            pointer: String::new(),
            line,
        }
    }

    /// The value.
    pub(crate) fn json(&self) -> &'a Json {
        self.json
    }

    /// Its place.
    pub(crate) fn place(&self) -> Place {
        Place::Json {
            pointer: self.pointer.clone(),
            line: self.line,
        }
    }

    /// The key of the top-level list that it is an item of.
    pub(crate) fn list(&self) -> Option<&str> {
        self.pointer.split('/').nth(1)
    }

    /// Refuses the file for this value.
    pub(crate) fn refuse(&self, message: impl Into<String>) -> Refusal {
        let field = self.pointer.rsplit('/').next().unwrap_or_default();
        let refusal = Refusal::at(self.place(), message);
        if field.is_empty() || field.bytes().all(|byte| byte.is_ascii_digit()) {
            refusal
        } else {
            refusal.field(field)
        }
    }

    fn beneath(&self, json: &'a Json, step: &str) -> Self {
        let step = step.replace('~', "~0").replace('/', "~1");
        Self {
            json,
            pointer: format!("{}/{step}", self.pointer),
            line: self.line,
        }
    }

    /// JSON that stood within this value as text, placed as though it were a value of its own beneath it.
    pub(crate) fn within<'b>(&self, json: &'b Json, step: &str) -> At<'b> {
        At {
            json,
            pointer: format!("{}/{step}", self.pointer),
            line: self.line,
        }
    }

    /// The value of a key, unless it is absent or null.
    pub(crate) fn key(&self, key: &str) -> Option<Self> {
        match self.json.get(key) {
            None | Some(Json::Null) => None,
            Some(json) => Some(self.beneath(json, key)),
        }
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Result<Vec<Self>, Refusal> {
        match self.json {
            Json::List(items) => Ok((0..)
                .zip(items)
                .map(|(index, json): (u64, _)| self.beneath(json, &index.to_string()))
                .collect()),
            _ => Err(self.refuse("expected a list")),
        }
    }

    /// Refuses an object with a key that means nothing here: a misspelt one would be lost silently.
    /// Keys that begin with `x_` are the user's own.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let Json::Object(pairs) = self.json else {
            return Err(self.refuse("expected an object"));
        };
        match pairs
            .iter()
            .find(|(key, _)| !known.contains(&key.as_str()) && !key.starts_with("x_"))
        {
            None => Ok(()),
            Some((key, json)) => Err(Refusal::at(
                self.beneath(json, key).place(),
                format!(
                    "is unknown here; known are {} (keys of your own may begin with x_)",
                    known.join(", ")
                ),
            )
            .field(key)),
        }
    }

    /// A text or number as text.
    pub(crate) fn scalar(&self) -> Result<&'a str, Refusal> {
        match self.json {
            Json::Text(text) | Json::Number(text) => Ok(text),
            _ => Err(self.refuse("expected a text or a number")),
        }
    }

    /// Reads a key's text or number; none if it is absent or null.
    pub(crate) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, Unfit>,
    ) -> Result<Option<T>, Refusal> {
        let Some(at) = self.key(key) else {
            return Ok(None);
        };
        read(at.scalar()?).map(Some).map_err(|unfit| at.refuse(unfit.0))
    }

    /// Reads a key that must be there.
    pub(crate) fn require<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, Unfit>,
    ) -> Result<T, Refusal> {
        let missing = || Refusal::at(self.beneath(self.json, key).place(), "is missing").field(key);
        self.read(key, read)?.ok_or_else(missing)
    }

    /// Reads a key's true or false.
    pub(crate) fn flag(&self, key: &str) -> Result<Option<bool>, Refusal> {
        match self.key(key) {
            None => Ok(None),
            Some(at) => match at.json {
                Json::Bool(flag) => Ok(Some(*flag)),
                _ => Err(at.refuse("expected true or false")),
            },
        }
    }

    /// Reads a key that holds one value or a list of them.
    pub(crate) fn each<T>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Result<T, Unfit>,
    ) -> Result<Vec<T>, Refusal> {
        let Some(at) = self.key(key) else {
            return Ok(Vec::new());
        };
        let values = match at.json {
            Json::List(_) => at.items()?,
            _ => vec![at],
        };
        values
            .iter()
            .map(|value| read(value.scalar()?).map_err(|unfit| value.refuse(unfit.0)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        let json = parse(r#"{"a":1234567890.12345678901234567890,"b":[1e3,-0.10],"c":"\u00fc"}"#).unwrap();
        assert_eq!(
            json.get("a"),
            Some(&Json::Number("1234567890.12345678901234567890".into()))
        );
        assert_eq!(json.get("b").unwrap().items().len(), 2);
        assert_eq!(json.get("c").unwrap().text(), Some("ü"));
    }

    #[test]
    fn broken_json_is_refused_with_its_place() {
        let deep = "[".repeat(5_000);
        let keys: Vec<String> = (0..1_001).map(|n| format!("\"{n}\":0")).collect();
        let keys = format!("{{{}}}", keys.join(","));
        for (text, says) in [
            ("{\n  \"a\": }", "line 2, column 8"),
            ("{\"a\":1,\"a\":2}", "twice"),
            ("", "broken"),
            ("{} {}", "broken"),
            (deep.as_str(), "nested"),
            ("\"\\ud800\"", "broken"),
            (keys.as_str(), "keys"),
        ] {
            let refusal = parse(text).unwrap_err().to_string();
            assert!(refusal.contains(says), "{text:.20}: {refusal}");
        }
    }

    #[test]
    fn a_pointer_says_where() {
        let json = parse(r#"{"list":[{"a/b":true}]}"#).unwrap();
        let top = At::top(&json, None);
        let items = top.key("list").unwrap().items().unwrap();
        let refusal = items[0].only(&["c"]).unwrap_err();
        assert!(
            refusal.to_string().starts_with("/list/0/a~1b: a/b: is unknown"),
            "{refusal}"
        );
        assert_eq!(items[0].list(), Some("list"));
    }
}
