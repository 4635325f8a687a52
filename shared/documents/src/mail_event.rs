//! What the mail service tells of a letter: SES events, however they are wrapped.

mod wrapping;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use dunning::letter::LetterEvent;

use crate::content::{Content, Format};
use crate::json::{At, Json};
use crate::refusal::Refusal;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailEvent {
    /// What happened.
    pub kind: MailEventKind,
    /// The service's id of the mail.
    pub message_id: String,
    /// When it happened (for a send, when it was sent).
    pub at: DateTime<Utc>,
    /// Whom it is about: those who bounced, complained, received; all recipients where the event names none.
    pub recipients: Vec<String>,
    /// The tags that the mail carries; among them the letter's id. Empty for identity notifications.
    pub tags: BTreeMap<String, Vec<String>>,
    /// What the other side said, if anything. May hold an address: never logged.
    pub diagnostic: Option<String>,
}

/// What happened to a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailEventKind {
    /// The service took it and will try.
    Send,
    /// The receiving server took it.
    Delivery,
    /// It waits; the service keeps trying.
    DeliveryDelay,
    /// It came back.
    Bounce {
        /// Whether trying that address again is pointless. Transient and undetermined bounces are not.
        permanent: bool,
        /// `MailboxFull`, `OnAccountSuppressionList` …
        sub_type: Option<String>,
        /// Not a bounce at all: an automatic answer of somebody away, which came in as one.
        out_of_office: bool,
    },
    /// The recipient reported it.
    Complaint {
        /// `abuse`, `not-spam` … as the provider reports it; often nothing.
        feedback_type: Option<String>,
    },
    /// The service refused it after taking it: it did not leave.
    Reject,
    /// Somebody, or a scanner, opened it.
    Open,
    /// Somebody, or a scanner, followed a link.
    Click,
    /// The template could not be filled: it did not leave.
    RenderingFailure,
    /// The recipient changed list preferences.
    Subscription,
}

impl MailEventKind {
    /// The service's own name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Send => "Send",
            Self::Delivery => "Delivery",
            Self::DeliveryDelay => "DeliveryDelay",
            Self::Bounce { .. } => "Bounce",
            Self::Complaint { .. } => "Complaint",
            Self::Reject => "Reject",
            Self::Open => "Open",
            Self::Click => "Click",
            Self::RenderingFailure => "Rendering Failure",
            Self::Subscription => "Subscription",
        }
    }
}

impl MailEvent {
    /// What the event means for the letter's life; none if nothing (a delay, an open, an out-of-office answer,
    /// a report that says *not* spam).
    pub fn letter_event(&self) -> Option<LetterEvent> {
        let why = || self.diagnostic.clone().unwrap_or_default();
        match &self.kind {
            MailEventKind::Send => Some(LetterEvent::Sent),
            MailEventKind::Delivery => Some(LetterEvent::Delivered),
            MailEventKind::Bounce {
                out_of_office: true, ..
            } => None,
            MailEventKind::Bounce { permanent, .. } => Some(LetterEvent::Bounced {
                permanent: *permanent,
            }),
            MailEventKind::Complaint { .. } => self.is_complaint().then_some(LetterEvent::Complained),
            MailEventKind::Reject | MailEventKind::RenderingFailure => {
                Some(LetterEvent::Rejected { why: why() })
            }
            MailEventKind::DeliveryDelay
            | MailEventKind::Open
            | MailEventKind::Click
            | MailEventKind::Subscription => None,
        }
    }

    /// Whether somebody complained. `not-spam` is the opposite of a complaint, but lifts none either.
    pub fn is_complaint(&self) -> bool {
        matches!(&self.kind, MailEventKind::Complaint { feedback_type } if feedback_type.as_deref() != Some("not-spam"))
    }
}

/// Reads every event of a message: bare, or wrapped by SNS, EventBridge or SQS.
///
/// A wrapped message that is somebody else's (the service's own greeting when a topic is set up, a subscription
/// request) yields no event.
///
/// # Errors
/// A [`Refusal`] for what is no event in any wrapping, and for an event without what every event has.
pub fn read_mail_events(bytes: &[u8]) -> Result<Vec<MailEvent>, Refusal> {
    let text = crate::encoding::text(bytes)?;
    let json = crate::json::parse(&text).map_err(|refusal| refusal.taken_for(Format::SesEvent))?;
    if !is_ours(&json) {
        return Err(Refusal::of_file(
            "expected an SES event, bare or wrapped by SNS, EventBridge or SQS",
        ));
    }
    read(&json)
        .map(|content| content.events)
        .map_err(|refusal| refusal.taken_for(Format::SesEvent))
}

/// Whether a text is an event, or a wrapping that may hold one.
pub(crate) fn is_ours(json: &Json) -> bool {
    wrapping::is_known(json)
}

/// Reads every event of a text.
///
/// # Errors
/// As [`read_mail_events`].
pub(crate) fn read(json: &Json) -> Result<Content, Refusal> {
    let mut content = Content::new(Format::SesEvent);
    wrapping::unwrap(&At::top(json, None), wrapping::LAYERS_AT_MOST, &mut content)?;
    Ok(content)
}

/// Reads one bare event.
fn event(at: &At<'_>) -> Result<MailEvent, Refusal> {
    let name = name(at.json()).unwrap_or_default();
    let mail = at.key("mail").ok_or_else(|| at.refuse("mail: is missing"))?;
    let message_id = mail.require("messageId", crate::value::number)?;
    let (kind, detail, named) = match name {
        "Send" => (MailEventKind::Send, "send", ""),
        "Delivery" => (MailEventKind::Delivery, "delivery", "recipients"),
        "DeliveryDelay" => (MailEventKind::DeliveryDelay, "deliveryDelay", "delayedRecipients"),
        "Bounce" => (bounce(at)?, "bounce", "bouncedRecipients"),
        "Complaint" => (complaint(at)?, "complaint", "complainedRecipients"),
        "Reject" => (MailEventKind::Reject, "reject", ""),
        "Open" => (MailEventKind::Open, "open", ""),
        "Click" => (MailEventKind::Click, "click", ""),
        "Rendering Failure" | "RenderingFailure" => (MailEventKind::RenderingFailure, "failure", ""),
        "Subscription" => (MailEventKind::Subscription, "subscription", ""),
        other => {
            return Err(at.refuse(format!(
                "{} is no kind of SES event that is known",
                crate::refusal::quoted(other)
            )));
        }
    };
    let detail = at.key(detail);
    let own_time = match &detail {
        Some(detail) => detail.read("timestamp", crate::date::instant)?,
        None => None,
    };
    let happened_at = match own_time {
        Some(happened_at) => happened_at,
        None => mail.require("timestamp", crate::date::instant)?,
    };
    let mut recipients = match &detail {
        Some(detail) => addresses(detail, named)?,
        None => Vec::new(),
    };
    if recipients.is_empty() {
        recipients = addresses(&mail, "destination")?;
    }
    Ok(MailEvent {
        kind,
        message_id,
        at: happened_at,
        recipients,
        tags: tags(&mail)?,
        diagnostic: detail.as_ref().and_then(diagnostic),
    })
}

/// The event's name; configuration sets and identity notifications call the key differently.
fn name(json: &Json) -> Option<&str> {
    json.get("eventType")
        .or_else(|| json.get("notificationType"))
        .and_then(Json::text)
}

fn bounce(at: &At<'_>) -> Result<MailEventKind, Refusal> {
    let bounce = at.key("bounce").ok_or_else(|| at.refuse("bounce: is missing"))?;
    let kind = bounce.require("bounceType", |text| Ok(text.to_owned()))?;
    let sub_type = bounce.read("bounceSubType", |text| Ok(text.to_owned()))?;
    Ok(MailEventKind::Bounce {
        permanent: kind == "Permanent",
        out_of_office: kind == "Transient" && is_automatic_answer(&bounce, sub_type.as_deref()),
        sub_type,
    })
}

/// An automatic answer reaches the service as a transient, general "bounce" that reports no failure: no status, no
/// action, no diagnostic. Where there is a diagnostic, its words may still say it.
fn is_automatic_answer(bounce: &At<'_>, sub_type: Option<&str>) -> bool {
    let recipients = bounce
        .json()
        .get("bouncedRecipients")
        .map(Json::items)
        .unwrap_or_default();
    let says = |recipient: &Json, key: &str| recipient.get(key).is_some_and(|value| *value != Json::Null);
    let reports_failure = recipients.iter().any(|recipient| {
        ["status", "action", "diagnosticCode"]
            .iter()
            .any(|key| says(recipient, key))
    });
    let words = diagnostic(bounce).unwrap_or_default().to_lowercase();
    let away = [
        "out of office",
        "out-of-office",
        "automatic reply",
        "auto-reply",
        "autoreply",
        "vacation",
    ];
    matches!(sub_type, None | Some("General")) && !reports_failure
        || away.iter().any(|word| words.contains(word))
}

fn complaint(at: &At<'_>) -> Result<MailEventKind, Refusal> {
    let complaint = at
        .key("complaint")
        .ok_or_else(|| at.refuse("complaint: is missing"))?;
    let feedback_type = complaint.read("complaintFeedbackType", |text| {
        Ok(text.trim().to_ascii_lowercase())
    })?;
    Ok(MailEventKind::Complaint { feedback_type })
}

/// Addresses, either plain or as objects with `emailAddress`.
fn addresses(at: &At<'_>, key: &str) -> Result<Vec<String>, Refusal> {
    const RECIPIENTS_AT_MOST: usize = 1_000;
    let Some(list) = at.key(key) else {
        return Ok(Vec::new());
    };
    let items = list.items()?;
    if items.len() > RECIPIENTS_AT_MOST {
        return Err(list.refuse(format!("has more than {RECIPIENTS_AT_MOST} recipients")));
    }
    items
        .iter()
        .map(|item| match item.json() {
            Json::Object(_) => item.require("emailAddress", |text| Ok(text.trim().to_owned())),
            _ => item.scalar().map(|text| text.trim().to_owned()),
        })
        .collect()
}

fn tags(mail: &At<'_>) -> Result<BTreeMap<String, Vec<String>>, Refusal> {
    let Some(tags) = mail.key("tags") else {
        return Ok(BTreeMap::new());
    };
    let Json::Object(pairs) = tags.json() else {
        return Err(tags.refuse("expected an object"));
    };
    pairs
        .iter()
        .map(|(name, _)| Ok((name.clone(), tags.each(name, |text| Ok(text.to_owned()))?)))
        .collect()
}

/// What the other side said: the first recipient's diagnostic, else the event's own words.
fn diagnostic(detail: &At<'_>) -> Option<String> {
    let of_recipient = ["bouncedRecipients", "delayedRecipients"]
        .iter()
        .filter_map(|key| detail.json().get(key))
        .flat_map(|list| list.items())
        .find_map(|recipient| recipient.get("diagnosticCode").and_then(Json::text));
    let own = [
        "smtpResponse",
        "reason",
        "errorMessage",
        "delayType",
        "complaintSubType",
    ]
    .iter()
    .find_map(|key| detail.json().get(key).and_then(Json::text));
    of_recipient.or(own).and_then(crate::value::prose)
}
