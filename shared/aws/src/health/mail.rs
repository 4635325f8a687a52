//! What SES says of the account, of the sender, and of where it tells what became of letters.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::error::SdkError;
use aws_sdk_sesv2::operation::get_account::GetAccountOutput;
use aws_sdk_sesv2::operation::get_email_identity::GetEmailIdentityOutput;
use aws_sdk_sesv2::types::{
    DkimAttributes, FeatureStatus, IdentityType, ListRecommendationsFilterKey, SendQuota,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use chrono::{DateTime, Utc};
use dunning::account::EmailAddress;
use dunning::ports::PortError;
use rust_decimal::Decimal;

use crate::service_error::failed;

/// The account, as far as it may mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAccount {
    /// Whether it is out of the sandbox, in which only verified addresses get mail.
    pub has_production_access: bool,
    /// Whether it sends at all.
    pub is_sending: bool,
    /// What SES thinks of it: `HEALTHY`, `PROBATION`, `SHUTDOWN`.
    pub reputation: Option<String>,
    /// How much it may send.
    pub quota: Option<Quota>,
    /// The pricing plan: `ESSENTIALS`, `NONE` …
    pub plan: Option<String>,
    /// Whether SES looks at the sender's records by itself (Virtual Deliverability Manager).
    pub has_advisor: bool,
}

/// How much the account may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Mails in 24 hours; none without a limit.
    pub a_day: Option<Decimal>,
    /// Mails of the last 24 hours.
    pub sent: Decimal,
    /// Mails a second.
    pub a_second: Decimal,
}

/// An address or a domain that SES sends for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What SES knows it by.
    pub name: String,
    /// Whether it is a domain, whose DNS holds records of it.
    pub is_domain: bool,
    /// Whether SES sends for it.
    pub is_verified: bool,
    /// Whether letters are signed (DKIM).
    pub is_signing: bool,
    /// How far the keys are: `SUCCESS`, `PENDING`, `FAILED` …
    pub keys: String,
    /// The CNAME records that SES looks for, name and value; none where the keys are the user's own.
    pub key_records: Vec<(String, String)>,
    /// The domain that bounces go to, by which SPF speaks for the sender, and how far it is.
    pub bounces: Option<(String, String)>,
}

/// SES, asked about itself.
#[derive(Clone, Debug)]
pub struct MailHealth {
    client: Client,
}

impl MailHealth {
    /// The client may try again: nothing is sent by it.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// The account, and what time it is there, even if the question is refused.
    pub async fn account(&self) -> (Result<MailAccount, PortError>, Option<DateTime<Utc>>) {
        let clock = ServiceClock::default();
        let answer = self
            .client
            .get_account()
            .customize()
            .interceptor(clock.clone())
            .send()
            .await
            .map(account)
            .map_err(failed("asking SES about the account"));
        (answer, clock.said())
    }

    /// What SES sends for a sender by: the address, its domain, or a domain above; none if it knows none of them.
    ///
    /// # Errors
    /// If SES fails, or refuses.
    pub async fn identity(&self, sender: &EmailAddress) -> Result<Option<Identity>, PortError> {
        for name in identities_of(sender.as_str()) {
            let answer = self.client.get_email_identity().email_identity(name).send().await;
            match answer {
                Ok(found) => return Ok(Some(identity(name, found))),
                Err(SdkError::ServiceError(answer)) if answer.err().is_not_found_exception() => {}
                Err(error) => return Err(failed("asking SES about the sender")(error)),
            }
        }
        Ok(None)
    }

    /// The kinds of events that a configuration set tells a topic, as SES names them; none if there is no such set.
    ///
    /// # Errors
    /// If SES fails, or refuses.
    pub async fn events_told(&self, configuration_set: &str) -> Result<Option<BTreeSet<String>>, PortError> {
        let answer = self
            .client
            .get_configuration_set_event_destinations()
            .configuration_set_name(configuration_set)
            .send()
            .await;
        let destinations = match answer {
            Ok(answer) => answer.event_destinations.unwrap_or_default(),
            Err(SdkError::ServiceError(answer)) if answer.err().is_not_found_exception() => return Ok(None),
            Err(error) => return Err(failed("asking SES where it tells of letters")(error)),
        };
        let told = destinations
            .into_iter()
            .filter(|destination| destination.enabled && destination.sns_destination.is_some());
        Ok(Some(
            told.flat_map(|destination| destination.matching_event_types)
                .map(|kind| kind.as_str().to_owned())
                .collect(),
        ))
    }

    /// What SES advises about DMARC for an identity, in its own words; none if it advises nothing, which means that all
    /// is well only where the account has the advisor.
    ///
    /// # Errors
    /// If SES fails, or refuses.
    pub async fn dmarc_advice(&self, identity: &str) -> Result<Option<String>, PortError> {
        let filter = [
            (ListRecommendationsFilterKey::Type, "DMARC".to_owned()),
            (ListRecommendationsFilterKey::Status, "OPEN".to_owned()),
        ];
        let answer = self
            .client
            .list_recommendations()
            .set_filter(Some(filter.into()))
            .send()
            .await
            .map_err(failed("asking SES for its advice"))?;
        let ending = format!("/{identity}");
        let about = answer
            .recommendations
            .unwrap_or_default()
            .into_iter()
            .find(|advice| {
                advice
                    .resource_arn()
                    .is_some_and(|resource| resource.ends_with(&ending))
            });
        Ok(about.map(|advice| advice.description.unwrap_or_default()))
    }
}

/// The address, its domain, and the domains above it that may still be somebody's.
fn identities_of(sender: &str) -> Vec<&str> {
    let mut names = vec![sender];
    let mut domain = sender.rsplit_once('@').map(|(_, domain)| domain);
    while let Some(name) = domain.filter(|name| name.contains('.')) {
        names.push(name);
        domain = name.split_once('.').map(|(_, above)| above);
    }
    names
}

fn account(answer: GetAccountOutput) -> MailAccount {
    let advisor = answer.vdm_attributes.map(|advisor| advisor.vdm_enabled);
    let plan = answer.pricing_attributes.and_then(|pricing| pricing.current_plan);
    MailAccount {
        has_production_access: answer.production_access_enabled,
        is_sending: answer.sending_enabled,
        reputation: answer.enforcement_status,
        quota: answer.send_quota.and_then(|quota| read_quota(&quota)),
        plan: plan.map(|plan| plan.as_str().to_owned()),
        has_advisor: advisor == Some(FeatureStatus::Enabled),
    }
}

fn read_quota(quota: &SendQuota) -> Option<Quota> {
    let a_day = Decimal::try_from(quota.max24_hour_send).ok()?;
    Some(Quota {
        // SES writes -1 for “as much as you like”.
        a_day: Some(a_day).filter(|mails| !mails.is_sign_negative()),
        sent: Decimal::try_from(quota.sent_last24_hours).ok()?.normalize(),
        a_second: Decimal::try_from(quota.max_send_rate).ok()?.normalize(),
    })
}

fn identity(name: &str, answer: GetEmailIdentityOutput) -> Identity {
    let keys = answer.dkim_attributes;
    let bounces = answer.mail_from_attributes.map(|attributes| {
        let status = attributes.mail_from_domain_status.as_str().to_owned();
        (attributes.mail_from_domain, status)
    });
    Identity {
        name: name.to_owned(),
        is_domain: answer
            .identity_type
            .map_or(!name.contains('@'), |kind| kind != IdentityType::EmailAddress),
        is_verified: answer.verified_for_sending_status,
        is_signing: keys.as_ref().is_some_and(|keys| keys.signing_enabled),
        key_records: keys
            .as_ref()
            .map(|keys| key_records(name, keys))
            .unwrap_or_default(),
        keys: keys
            .and_then(|keys| keys.status)
            .map(|status| status.as_str().to_owned())
            .unwrap_or_default(),
        bounces: bounces.filter(|(domain, _)| !domain.is_empty()),
    }
}

/// As SES documents them for Easy DKIM. Somebody's own key has a TXT record, whose value SES does not know.
fn key_records(domain: &str, keys: &DkimAttributes) -> Vec<(String, String)> {
    let is_own = keys
        .signing_attributes_origin()
        .is_some_and(|origin| origin.as_str() == "EXTERNAL");
    if is_own {
        return Vec::new();
    }
    let zone = keys.signing_hosted_zone().unwrap_or("dkim.amazonses.com");
    let record = |token: &String| (format!("{token}._domainkey.{domain}"), format!("{token}.{zone}"));
    keys.tokens().iter().map(record).collect()
}

/// The time that a service writes into its answers.
#[derive(Clone, Debug, Default)]
struct ServiceClock(Arc<Mutex<Option<DateTime<Utc>>>>);

impl ServiceClock {
    fn said(&self) -> Option<DateTime<Utc>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Intercept for ServiceClock {
    fn name(&self) -> &'static str {
        "ServiceClock"
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        // An answer without a date, or with one that nobody can read, tells no time.
        let read = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = read.map(|at| at.to_utc());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_known_by_its_address_its_domain_or_a_domain_above() {
        assert_eq!(
            identities_of("accounts@mail.acme.example.com"),
            [
                "accounts@mail.acme.example.com",
                "mail.acme.example.com",
                "acme.example.com",
                "example.com"
            ]
        );
    }

    #[test]
    fn a_quota_without_a_limit_is_none() {
        let quota = |a_day| {
            let quota = SendQuota::builder().max24_hour_send(a_day).max_send_rate(14.0);
            read_quota(&quota.sent_last24_hours(3.0).build()).unwrap()
        };
        assert_eq!(quota(-1.0).a_day, None);
        assert_eq!(quota(200.0).a_day, Some(Decimal::from(200)));
    }

    #[test]
    fn the_records_of_the_keys_are_those_that_ses_looks_for() {
        let keys = DkimAttributes::builder().tokens("abc").build();
        assert_eq!(
            key_records("acme.example.com", &keys),
            [(
                "abc._domainkey.acme.example.com".to_owned(),
                "abc.dkim.amazonses.com".to_owned()
            )]
        );
    }
}
