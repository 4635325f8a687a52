//! DynamoDB's rules for what an item weighs and what a call is charged, on items as its JSON has them.
//!
//! By the developer guide, "Item sizes and formats" and "Capacity unit consumption": names and texts count their
//! bytes; a number a byte for two digits and one more; lists and maps three bytes, and one for each element. A write
//! takes a unit for each kilobyte begun of the larger of the item before and after; in a transaction, two. A read
//! takes a unit for each four kilobytes begun, of all items that a query passed over together; half of that if it
//! need not be consistent. An index is written where an item enters it, leaves it, or (a removal and an entry) moves.

use std::collections::BTreeMap;

use serde_json::Value;

/// An item: attribute values by name.
pub(crate) type Attributes = serde_json::Map<String, Value>;

/// What an item weighs.
pub(crate) fn item_bytes(item: &Attributes) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + value_bytes(value))
        .sum()
}

fn value_bytes(value: &Value) -> usize {
    let Some((kind, value)) = value.as_object().and_then(|typed| typed.iter().next()) else {
        return 0;
    };
    match (kind.as_str(), value) {
        ("S", Value::String(text)) => text.len(),
        ("N", Value::String(number)) => number.len().div_ceil(2) + 1,
        ("B", Value::String(base64)) => base64.trim_end_matches('=').len() * 3 / 4,
        ("L", Value::Array(values)) => 3 + values.iter().map(|value| 1 + value_bytes(value)).sum::<usize>(),
        ("M", Value::Object(fields)) => 3 + fields.len() + item_bytes(fields),
        _ => 1,
    }
}

/// Units of a write, outside of a transaction.
pub(crate) fn write_units(before: Option<&Attributes>, after: Option<&Attributes>) -> u64 {
    let bytes = [before, after].into_iter().flatten().map(item_bytes).max();
    units(bytes.unwrap_or(0), 1024)
}

/// Units of what the sparse index is written for a write of the table. It holds keys alone, so it is written only
/// where these change.
pub(crate) fn index_units(before: Option<&Attributes>, after: Option<&Attributes>) -> u64 {
    let entry = |item: Option<&Attributes>| item.and_then(index_entry);
    let (before, after) = (entry(before), entry(after));
    if before == after {
        return 0;
    }
    let both = [before, after].into_iter().flatten();
    both.map(|entry| units(item_bytes(&entry), 1024)).sum()
}

/// What of an item stands in the index; none if it has no place there.
pub(crate) fn index_entry(item: &Attributes) -> Option<Attributes> {
    item.get("agenda_pk")?;
    let keys = ["pk", "sk", "agenda_pk", "agenda_sk"].into_iter();
    Some(
        keys.filter_map(|key| Some((key.to_owned(), item.get(key)?.clone())))
            .collect(),
    )
}

/// Half units of a read of items together.
pub(crate) fn read_half_units<'a>(items: impl IntoIterator<Item = &'a Attributes>, consistent: bool) -> u64 {
    let bytes = items.into_iter().map(item_bytes).sum();
    units(bytes, 4096) * if consistent { 2 } else { 1 }
}

fn units(bytes: usize, each: usize) -> u64 {
    u64::try_from(bytes.div_ceil(each).max(1)).unwrap()
}

/// The item after an update, which Dunlin makes of assignments alone: of a value, of a value where there is none, and
/// of more to the end of a list.
pub(crate) fn updated(before: Option<&Attributes>, update: &Attributes) -> Attributes {
    let mut item = before.cloned().unwrap_or_default();
    item.extend(object(&update["Key"]).clone());
    let says = update["UpdateExpression"].as_str().unwrap();
    let (set, remove) = says.split_once(" REMOVE ").unwrap_or((says, ""));
    let name = |name: &str| {
        update["ExpressionAttributeNames"][name.trim()]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let value = |value: &str| update["ExpressionAttributeValues"][value.trim()].clone();
    for assignment in split_outside_brackets(set.strip_prefix("SET ").unwrap()) {
        let (target, source) = assignment.split_once(" = ").unwrap();
        let target = name(target);
        if let Some(arguments) = call(source, "list_append") {
            let mut list = item
                .get(&target)
                .map_or(Vec::new(), |list| list["L"].as_array().unwrap().clone());
            let (_, more) = arguments.rsplit_once(", ").unwrap();
            list.extend(value(more)["L"].as_array().unwrap().iter().cloned());
            item.insert(target, BTreeMap::from([("L", list)]).into_iter().collect());
        } else if let Some(arguments) = call(source, "if_not_exists") {
            let (_, otherwise) = arguments.rsplit_once(", ").unwrap();
            let otherwise = value(otherwise);
            item.entry(target).or_insert(otherwise);
        } else {
            item.insert(target, value(source));
        }
    }
    for gone in remove.split(',').filter(|gone| !gone.trim().is_empty()) {
        item.remove(&name(gone));
    }
    item
}

fn call<'a>(source: &'a str, function: &str) -> Option<&'a str> {
    source
        .trim()
        .strip_prefix(function)?
        .strip_prefix('(')?
        .strip_suffix(')')
}

fn split_outside_brackets(list: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (place, character) in list.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list[from..place].trim());
                from = place + 1;
            }
            _ => {}
        }
    }
    parts.push(list[from..].trim());
    parts
}

pub(crate) fn object(value: &Value) -> &Attributes {
    value.as_object().unwrap()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(text_bytes: usize) -> Attributes {
        let text = "x".repeat(text_bytes);
        object(&json!({ "pk": { "S": "a" }, "sk": { "S": "b" }, "t": { "S": text } })).clone()
    }

    #[test]
    fn a_write_is_charged_by_the_larger_item() {
        assert_eq!(item_bytes(&item(10)), 2 + 1 + 2 + 1 + 1 + 10);
        assert_eq!(write_units(None, Some(&item(1024 - 7))), 1);
        assert_eq!(write_units(Some(&item(1024 - 6)), Some(&item(1))), 2);
        assert_eq!(write_units(Some(&item(3000)), None), 3);
        assert_eq!(write_units(None, None), 1);
    }

    #[test]
    fn an_index_is_written_only_where_the_keys_change() {
        let placed = |day: &str| {
            let mut item = item(5000);
            item.insert("agenda_pk".into(), json!({ "S": "agenda#01" }));
            item.insert("agenda_sk".into(), json!({ "S": day }));
            item
        };
        assert_eq!(index_units(Some(&item(1)), Some(&item(2))), 0);
        assert_eq!(index_units(None, Some(&placed("1"))), 1);
        assert_eq!(index_units(Some(&placed("1")), Some(&placed("1"))), 0);
        assert_eq!(index_units(Some(&placed("1")), Some(&placed("2"))), 2);
        assert_eq!(index_units(Some(&placed("1")), Some(&item(1))), 1);
    }

    #[test]
    fn reading_nothing_is_a_read() {
        assert_eq!(read_half_units([], true), 2);
        assert_eq!(read_half_units([], false), 1);
        assert_eq!(read_half_units([&item(4000), &item(4000)], true), 4);
    }

    #[test]
    fn an_update_is_carried_out() {
        let update = json!({
            "Key": { "pk": { "S": "a" }, "sk": { "S": "b" } },
            "UpdateExpression": "SET #a = if_not_exists(#a, :a), #b = list_append(if_not_exists(#b, :none), :b), #c = :c REMOVE #d",
            "ExpressionAttributeNames": { "#a": "t", "#b": "list", "#c": "c", "#d": "d" },
            "ExpressionAttributeValues": {
                ":a": { "S": "new" }, ":none": { "L": [] }, ":b": { "L": [{ "S": "2" }] }, ":c": { "N": "7" },
            },
        });
        let mut before = item(3);
        before.insert("list".into(), json!({ "L": [{ "S": "1" }] }));
        before.insert("d".into(), json!({ "S": "gone" }));
        let after = updated(Some(&before), object(&update));
        let expected = json!({
            "pk": { "S": "a" }, "sk": { "S": "b" }, "t": { "S": "xxx" }, "c": { "N": "7" },
            "list": { "L": [{ "S": "1" }, { "S": "2" }] },
        });
        assert_eq!(Value::Object(after), expected);
    }
}
