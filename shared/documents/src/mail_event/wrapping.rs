//! What SES events come wrapped in: SNS (by HTTP, or as Lambda records), EventBridge, SQS, and each in another.

use super::{event, name};
use crate::content::Content;
use crate::json::{At, Json, parse};
use crate::refusal::Refusal;

/// Wrappings within each other: SQS around SNS around EventBridge is the most that AWS can make of it, plus one.
pub(super) const LAYERS_AT_MOST: u8 = 4;
/// Records in one wrapping.
const RECORDS_AT_MOST: usize = 10_000;

enum Layer {
    /// The event itself.
    Event,
    /// EventBridge: the event is under `detail`.
    Bridge,
    /// SNS as it posts: the event is a text under `Message`.
    Sns,
    /// A list of records, each SNS or SQS.
    Records,
    /// One SQS message: the text under `body` or `Body`.
    Queued(&'static str),
    /// One Lambda record of SNS.
    SnsRecord,
}

fn layer(json: &Json) -> Option<Layer> {
    let has = |key: &str| json.get(key).is_some();
    let is_text = |key: &str| json.get(key).and_then(Json::text).is_some();
    if name(json).is_some() && has("mail") {
        Some(Layer::Event)
    } else if has("detail-type") && has("detail") {
        Some(Layer::Bridge)
    } else if has("TopicArn") && is_text("Message") {
        Some(Layer::Sns)
    } else if has("Sns") {
        Some(Layer::SnsRecord)
    } else if is_text("body") && (has("messageId") || has("receiptHandle")) {
        Some(Layer::Queued("body"))
    } else if is_text("Body") && (has("MessageId") || has("ReceiptHandle")) {
        Some(Layer::Queued("Body"))
    } else if has("Records") || has("Messages") {
        Some(Layer::Records)
    } else {
        None
    }
}

/// Whether a text is an event or one of the wrappings; what is in them may still be somebody else's.
pub(super) fn is_known(json: &Json) -> bool {
    layer(json).is_some() || name(json).is_some()
}

/// Takes the wrappings off and reads what is in them.
pub(super) fn unwrap(at: &At<'_>, layers_left: u8, content: &mut Content) -> Result<(), Refusal> {
    let Some(left) = layers_left.checked_sub(1) else {
        return Err(at.refuse("is wrapped too often"));
    };
    match layer(at.json()) {
        Some(Layer::Event) => content.events.push(event(at)?),
        Some(Layer::Bridge) => match at.key("detail") {
            Some(detail) if name(detail.json()).is_some() => unwrap(&detail, left, content)?,
            _ => return Err(at.refuse("is an EventBridge event of another kind, not of SES sending")),
        },
        Some(Layer::SnsRecord) => match at.key("Sns") {
            Some(sns) if layer(sns.json()).is_some() => unwrap(&sns, left, content)?,
            _ => return Err(at.refuse("Sns: expected a notification with TopicArn and Message")),
        },
        Some(Layer::Sns) => notification(at, left, content)?,
        Some(Layer::Queued(body)) => wrapped_text(at, body, left, content)?,
        Some(Layer::Records) => {
            let list = at.key("Records").or_else(|| at.key("Messages"));
            let list = list.ok_or_else(|| at.refuse("expected a list of records"))?;
            let records = list.items()?;
            if records.len() > RECORDS_AT_MOST {
                return Err(list.refuse(format!("has more than {RECORDS_AT_MOST} records")));
            }
            for record in &records {
                // Records are a list, not a layer around what each holds.
                unwrap(record, layers_left, content)?;
            }
        }
        None => return Err(at.refuse("is no event of SES sending (send, delivery, bounce, complaint …)")),
    }
    Ok(())
}

/// A topic also carries what is not an event: SES greets a new topic in plain words, SNS asks for confirmation.
fn notification(at: &At<'_>, left: u8, content: &mut Content) -> Result<(), Refusal> {
    let kind = at
        .json()
        .get("Type")
        .and_then(Json::text)
        .unwrap_or("Notification");
    if kind != "Notification" {
        content.pass_over(
            at.place(),
            format!("an SNS {}, not a notification", crate::refusal::quoted(kind)),
        );
        return Ok(());
    }
    let message = at.json().get("Message").and_then(Json::text).unwrap_or_default();
    match parse(message) {
        Ok(json) if layer(&json).is_some() => unwrap(&At::top(&json, None), left, content),
        _ => {
            content.pass_over(at.place(), "an SNS notification that is no SES event");
            Ok(())
        }
    }
}

fn wrapped_text(at: &At<'_>, key: &str, left: u8, content: &mut Content) -> Result<(), Refusal> {
    let text = at.json().get(key).and_then(Json::text).unwrap_or_default();
    let json = parse(text).map_err(|refusal| at.refuse(format!("{key}: {refusal}")))?;
    unwrap(&At::top(&json, None), left, content)
}
