//! An interceptor of the SDK's that counts every call, and works out what DynamoDB would charge for it.
//!
//! The local cloud's own figures are not DynamoDB's, so the meter keeps the table's items as they were last written,
//! and charges by [`super::units`].

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::config::interceptors::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use serde_json::Value;

use super::units::{Attributes, index_entry, index_units, object, read_half_units, updated, write_units};

type Unmade = Box<dyn std::error::Error + Send + Sync>;

/// What was called, and charged, in one stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Calls by name.
    pub(crate) calls: BTreeMap<String, u64>,
    /// Write units of the table.
    pub(crate) write_units: u64,
    /// Write units of its index.
    pub(crate) index_units: u64,
    /// Read units, in halves.
    pub(crate) read_half_units: u64,
    /// What was put into the bucket.
    pub(crate) kept_bytes: u64,
}

/// Counts, stage by stage. Cloned, it counts into the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    stage: &'static str,
    items: HashMap<(String, String), Attributes>,
    counts: BTreeMap<&'static str, Counts>,
}

#[derive(Debug)]
struct Call {
    name: String,
    request: Value,
    bytes: u64,
}

/// Some calls are under way at once, so each takes its own question along.
impl Storable for Call {
    type Storer = StoreReplace<Self>;
}

impl Meter {
    /// From here on, calls belong to this stage.
    pub(crate) fn begin(&self, stage: &'static str) {
        self.state(|state| state.stage = stage);
    }

    /// Whatever was counted so far belongs to another stage: only afterwards is known what it was for.
    pub(crate) fn rename(&self, stage: &'static str, to: &'static str) {
        self.state(|state| {
            let counted = state.counts.remove(stage).unwrap_or_default();
            state.counts.entry(to).or_default().add(&counted);
        });
    }

    /// What was counted.
    pub(crate) fn counts(&self) -> BTreeMap<&'static str, Counts> {
        self.state(|state| state.counts.clone())
    }

    /// The bytes of each item, by what it is.
    pub(crate) fn sizes(&self) -> BTreeMap<String, Vec<usize>> {
        self.state(|state| {
            let mut sizes = BTreeMap::<String, Vec<usize>>::new();
            for ((pk, sk), item) in &state.items {
                let first = |key: &str| key.split('#').next().unwrap_or_default().to_owned();
                let name = match pk.split_once('#') {
                    Some(("lookup", rest)) => format!("lookup#{}", first(rest)),
                    Some((kind, _)) => kind.to_owned(),
                    None if pk == "news" => pk.clone(),
                    None => first(sk),
                };
                sizes
                    .entry(name)
                    .or_default()
                    .push(super::units::item_bytes(item));
            }
            sizes
        })
    }

    fn state<T>(&self, with: impl FnOnce(&mut State) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Counts {
    fn add(&mut self, other: &Self) {
        for (name, calls) in &other.calls {
            *self.calls.entry(name.clone()).or_default() += calls;
        }
        self.write_units += other.write_units;
        self.index_units += other.index_units;
        self.read_half_units += other.read_half_units;
        self.kept_bytes += other.kept_bytes;
    }
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "meter"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _runtime: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), Unmade> {
        let request = context.request();
        let body = request.body().bytes().unwrap_or_default();
        let name = match request.headers().get("x-amz-target") {
            Some(target) => target.rsplit('.').next().unwrap_or_default().to_owned(),
            // S3, SES and Scheduler say it by method and path.
            None => format!("{} {}", request.method(), service(request.uri())),
        };
        let length = request
            .headers()
            .get("content-length")
            .and_then(|length| length.parse().ok());
        let call = Call {
            name,
            request: serde_json::from_slice(body).unwrap_or_default(),
            bytes: length.unwrap_or(u64::try_from(body.len())?),
        };
        config.interceptor_state().store_put(call);
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _runtime: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), Unmade> {
        let Some(call) = config.load::<Call>() else {
            return Ok(());
        };
        let answer = context.response();
        let body = answer.body().bytes().unwrap_or_default();
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let was_done = answer.status().is_success();
        self.state(|state| {
            let charge = if was_done {
                state.charge(call, &body)
            } else {
                Counts::default()
            };
            let counts = state.counts.entry(state.stage).or_default();
            counts.add(&charge);
            *counts.calls.entry(call.name.clone()).or_default() += 1;
        });
        Ok(())
    }
}

fn service(uri: &str) -> &'static str {
    if uri.contains("/schedules/") {
        "schedule"
    } else if uri.contains("/v2/email/") {
        "mail"
    } else {
        "object"
    }
}

impl State {
    fn charge(&mut self, call: &Call, answer: &Value) -> Counts {
        let request = &call.request;
        let mut charge = Counts::default();
        let consistent = request["ConsistentRead"] == true;
        match call.name.as_str() {
            "PutItem" => self.write(object(&request["Item"]).clone(), 1, &mut charge),
            "UpdateItem" => self.update(object(request), 1, &mut charge),
            "TransactWriteItems" => {
                for item in request["TransactItems"].as_array().into_iter().flatten() {
                    match object(item)
                        .iter()
                        .next()
                        .map(|(kind, write)| (kind.as_str(), write))
                    {
                        Some(("Put", put)) => self.write(object(&put["Item"]).clone(), 2, &mut charge),
                        Some(("Update", update)) => self.update(object(update), 2, &mut charge),
                        Some(("Delete", delete)) => self.delete(object(&delete["Key"]), 2, &mut charge),
                        other => panic!("an unknown part of a transaction: {other:?}"),
                    }
                }
            }
            "GetItem" => {
                let item = answer.get("Item").map(object);
                charge.read_half_units += read_half_units(item, consistent);
            }
            "Query" => {
                let items: Vec<Attributes> = items(answer)
                    .filter_map(|item| self.read(request, item))
                    .collect();
                charge.read_half_units += read_half_units(&items, consistent);
            }
            "PUT object" => charge.kept_bytes += call.bytes,
            _ => {}
        }
        charge
    }

    /// What a query read of an item: of the index, its entry.
    fn read(&self, request: &Value, item: &Attributes) -> Option<Attributes> {
        match request.get("IndexName") {
            Some(_) => index_entry(item),
            None => Some(item.clone()),
        }
    }

    fn write(&mut self, item: Attributes, times: u64, charge: &mut Counts) {
        let before = self.items.get(&key(&item));
        charge.write_units += times * write_units(before, Some(&item));
        charge.index_units += index_units(before, Some(&item));
        self.items.insert(key(&item), item);
    }

    fn update(&mut self, update: &Attributes, times: u64, charge: &mut Counts) {
        let before = self.items.get(&key(object(&update["Key"])));
        let after = updated(before, update);
        self.write(after, times, charge);
    }

    fn delete(&mut self, at: &Attributes, times: u64, charge: &mut Counts) {
        let before = self.items.remove(&key(at));
        charge.write_units += times * write_units(before.as_ref(), None);
        charge.index_units += index_units(before.as_ref(), None);
    }
}

fn items(answer: &Value) -> impl Iterator<Item = &Attributes> {
    answer["Items"].as_array().into_iter().flatten().map(object)
}

fn key(item: &Attributes) -> (String, String) {
    let part = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    (part("pk"), part("sk"))
}
