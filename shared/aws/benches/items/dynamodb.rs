//! DynamoDB as far as a load, a sweep and its writes need it: it speaks the service's JSON, so that everything above the
//! wire is the product's own. Conditions are not checked, for nobody else writes. The comparison with Tryton
//! (`tests/bench/rival`) keeps its book in it as well.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::value::RawValue;

/// One table, with its sparse index.
#[derive(Debug, Default)]
pub(crate) struct Dynamodb {
    /// Items by partition and sort key.
    items: BTreeMap<Place, Stored>,
    /// The same keys by those of the index.
    index: BTreeMap<Place, Place>,
}

/// Partition and sort key.
type Place = (String, String);

#[derive(Debug)]
struct Stored {
    /// As DynamoDB's JSON.
    json: Box<str>,
    version: Option<String>,
    index: Option<Place>,
}

#[derive(Deserialize)]
struct Text<'a> {
    #[serde(rename = "S", borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Number {
    #[serde(rename = "N")]
    number: String,
}

/// What of an item the table itself looks at.
#[derive(Deserialize)]
struct Keys<'a> {
    #[serde(borrow)]
    pk: Text<'a>,
    sk: Text<'a>,
    agenda_pk: Option<Text<'a>>,
    agenda_sk: Option<Text<'a>>,
    version: Option<Number>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetItem<'a> {
    #[serde(borrow)]
    key: Keys<'a>,
    projection_expression: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Query<'a> {
    #[serde(borrow)]
    expression_attribute_values: Range<'a>,
    index_name: Option<String>,
    limit: Option<usize>,
    scan_index_forward: Option<bool>,
}

#[derive(Deserialize)]
struct Range<'a> {
    #[serde(rename = ":pk", alias = ":shard", borrow)]
    partition: Text<'a>,
    #[serde(rename = ":from")]
    from: Option<Text<'a>>,
    #[serde(rename = ":to")]
    to: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Put<'a> {
    #[serde(borrow)]
    item: &'a RawValue,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TransactWriteItems<'a> {
    #[serde(borrow)]
    transact_items: Vec<Write<'a>>,
}

#[derive(Deserialize)]
enum Write<'a> {
    #[serde(borrow)]
    Put(Put<'a>),
    #[serde(borrow)]
    Update(Update<'a>),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Update<'a> {
    #[serde(borrow)]
    key: BTreeMap<&'a str, &'a RawValue>,
    update_expression: &'a str,
    expression_attribute_names: BTreeMap<&'a str, &'a str>,
    expression_attribute_values: BTreeMap<&'a str, &'a RawValue>,
}

impl Dynamodb {
    /// The answer to an operation, named as the header `x-amz-target` does.
    pub(crate) fn answer(&mut self, operation: &str, body: &[u8]) -> String {
        match operation {
            "DynamoDB_20120810.GetItem" => self.get(serde_json::from_slice(body).unwrap()),
            "DynamoDB_20120810.Query" => self.query(&serde_json::from_slice(body).unwrap()),
            "DynamoDB_20120810.PutItem" => {
                let put: Put<'_> = serde_json::from_slice(body).unwrap();
                self.put(put.item.get());
                "{}".to_owned()
            }
            "DynamoDB_20120810.TransactWriteItems" => {
                let writes: TransactWriteItems<'_> = serde_json::from_slice(body).unwrap();
                for write in writes.transact_items {
                    match write {
                        Write::Put(put) => self.put(put.item.get()),
                        Write::Update(update) => self.update(update),
                    }
                }
                "{}".to_owned()
            }
            other => panic!("{other} is not known here"),
        }
    }

    fn put(&mut self, json: &str) {
        let keys: Keys<'_> = serde_json::from_str(json).unwrap();
        let place = (keys.pk.text.into_owned(), keys.sk.text.into_owned());
        let index = keys.agenda_pk.zip(keys.agenda_sk);
        let index = index.map(|(pk, sk)| (pk.text.into_owned(), sk.text.into_owned()));
        let stored = Stored {
            json: json.into(),
            version: keys.version.map(|version| version.number),
            index: index.clone(),
        };
        let before = self.items.insert(place.clone(), stored);
        if let Some(before) = before.and_then(|before| before.index) {
            self.index.remove(&before);
        }
        if let Some(index) = index {
            self.index.insert(index, place);
        }
    }

    /// A letter's row, or one that says whose a number is; either is only ever made here, never changed.
    fn update(&mut self, update: Update<'_>) {
        let mut item = update.key;
        let says = update.update_expression.split(" REMOVE ").next().unwrap();
        for assignment in says.trim_start_matches("SET #").split(", #") {
            let (name, value) = assignment.split_once(" = ").unwrap();
            let value = &value[value.rfind(':').unwrap()..];
            let attribute = update.expression_attribute_names[format!("#{name}").as_str()];
            let value = update.expression_attribute_values[value.trim_end_matches(')')];
            item.insert(attribute, value);
        }
        let json = serde_json::to_string(&item).unwrap();
        let keys: Keys<'_> = serde_json::from_str(&json).unwrap();
        if !self
            .items
            .contains_key(&(keys.pk.text.into_owned(), keys.sk.text.into_owned()))
        {
            self.put(&json);
        } else if says.contains(" = :") {
            panic!("no row can be changed here, but only made: {says}");
        }
    }

    fn get(&self, request: GetItem<'_>) -> String {
        let place = (request.key.pk.text.into_owned(), request.key.sk.text.into_owned());
        match (self.items.get(&place), request.projection_expression) {
            (None, _) => "{}".to_owned(),
            (Some(stored), None) => format!(r#"{{"Item":{}}}"#, stored.json),
            // Nothing but the version is ever asked for alone.
            (Some(stored), Some(_)) => {
                let version = stored.version.as_deref().unwrap();
                format!(r#"{{"Item":{{"version":{{"N":"{version}"}}}}}}"#)
            }
        }
    }

    fn query(&self, query: &Query<'_>) -> String {
        if query.index_name.is_some() {
            return self.query_index(query);
        }
        let mut found: Vec<&str> = self
            .items
            .range(query.expression_attribute_values.places())
            .map(|(_, stored)| &*stored.json)
            .collect();
        if query.scan_index_forward == Some(false) {
            found.reverse();
        }
        format!(r#"{{"Items":[{}],"Count":{}}}"#, found.join(","), found.len())
    }

    /// The index projects keys alone.
    fn query_index(&self, query: &Query<'_>) -> String {
        let at_most = query.limit.unwrap_or(usize::MAX);
        let mut range = self.index.range(query.expression_attribute_values.places());
        let mut found = 0;
        let mut answer = String::from(r#"{"Items":["#);
        for ((agenda_pk, agenda_sk), (pk, sk)) in range.by_ref().take(at_most) {
            let comma = if found > 0 { "," } else { "" };
            write!(
                answer,
                r#"{comma}{{"pk":{{"S":"{pk}"}},"sk":{{"S":"{sk}"}},"agenda_pk":{{"S":"{agenda_pk}"}},"agenda_sk":{{"S":"{agenda_sk}"}}}}"#
            )
            .unwrap();
            found += 1;
        }
        write!(answer, r#"],"Count":{found}"#).unwrap();
        if range.next().is_some() {
            answer.push_str(r#","LastEvaluatedKey":{"pk":{"S":"-"}}"#);
        }
        answer.push('}');
        answer
    }
}

impl Range<'_> {
    fn places(&self) -> std::ops::RangeInclusive<Place> {
        let bound = |text: &Option<Text<'_>>, open: &str| {
            let text = text.as_ref().map_or(open, |text| &text.text);
            (self.partition.text.to_string(), text.to_owned())
        };
        bound(&self.from, "")..=bound(&self.to, "~")
    }
}
