//! A function that makes the calls that its event names, with whatever the SDK does when nothing is said.
//!
//! Beside the payload that our function got, the event holds `calls`: what ours was seen to ask of AWS, in its order.
//! So the rivals do as many calls of each kind as ours did, with small requests, and none of its thinking.

use std::future::Future;
use std::pin::Pin;

use aws_config::{BehaviorVersion, SdkConfig};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::{Value, json};

mod calls;

/// A call under way.
pub type Calling<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// A client of one service.
pub trait Service: Send + Sync {
    /// As the stub names it.
    fn name(&self) -> &'static str;
    /// Makes one small call.
    fn call<'a>(&'a self, operation: &'a str) -> Calling<'a>;
}

/// As AWS's own examples read it.
pub async fn configuration() -> SdkConfig {
    aws_config::load_defaults(BehaviorVersion::latest()).await
}

/// Serves events until the process ends.
pub async fn serve(services: Vec<Box<dyn Service>>) -> Result<(), Error> {
    let services = services.as_slice();
    run(service_fn(async |event: LambdaEvent<Value>| {
        make_calls(services, &event.payload).await
    }))
    .await
}

async fn make_calls(services: &[Box<dyn Service>], event: &Value) -> Result<Value, Error> {
    for call in event["calls"].as_array().ok_or("the event names no calls")? {
        let text = call.as_str().ok_or("a call is no text")?;
        let (service, operation) = text.split_once('.').ok_or("a call is “service.Operation”")?;
        services
            .iter()
            .find(|one| one.name() == service)
            .ok_or_else(|| format!("this rival has no client of {service}; add it to its main"))?
            .call(operation)
            .await?;
    }
    Ok(json!({ "batchItemFailures": [] }))
}
