//! Signed links to the answers page: nobody can make one for another's letter, and each expires. The page's own forms
//! carry a second signature, so that only somebody who was shown the form can send it.

mod token;

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use dunning::letter::LetterId;
use dunning::ports::{AnswerLinks, PortError};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

use crate::environment;
use crate::table::{AnswerKeys, Table};

/// How long a link is good: longer than a ladder takes from one letter to the next.
const GOOD_FOR_DAYS: i64 = 60;

/// How long the keys are kept in memory. A rotation is known everywhere after that.
const KEYS_GOOD_FOR_MINUTES: i64 = 5;

/// How soon a signature that no known key made is tried with the keys of the table: a link may be newer than the keys
/// in memory. Forged links can't make the table be read more often than that.
const LOOK_AGAIN_AFTER_SECONDS: i64 = 30;

/// How long a form may lie open before its button is pressed.
const FORM_GOOD_FOR_HOURS: i64 = 12;

/// What a signature is for is signed too, so that none can serve another purpose.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    Link,
    Form,
}

/// Why a token opens nothing.
#[derive(Debug, Error)]
pub enum TokenError {
    /// It is not one of ours.
    #[error("the link is not one of ours")]
    Forged,
    /// It was good once.
    #[error("the link expired on {0}")]
    Expired(DateTime<Utc>),
    /// The key could not be read.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Makes and checks the links. The key is kept in the table.
#[derive(Debug)]
pub struct SignedAnswerLinks {
    table: Table,
    url: Option<String>,
    known: Mutex<Option<KnownKeys>>,
}

#[derive(Clone)]
struct KnownKeys {
    keys: AnswerKeys,
    read_at: DateTime<Utc>,
}

/// Never prints a key.
impl std::fmt::Debug for KnownKeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "KnownKeys(read at {})", self.read_at)
    }
}

impl SignedAnswerLinks {
    /// Links to a page; no page, no links.
    pub fn new(table: Table, url: Option<String>) -> Self {
        Self {
            table,
            url,
            known: Mutex::new(None),
        }
    }

    /// Links to the page that the environment names, if it names one.
    pub fn from_environment(table: Table) -> Self {
        Self::new(table, environment::ANSWERS_URL.optional())
    }

    /// The letter that a token (the link's `t`) is for.
    ///
    /// # Errors
    /// [`TokenError`]; an expired token is told from a forged one only if its signature is good.
    pub async fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<LetterId, TokenError> {
        let token = token::read(token).ok_or(TokenError::Forged)?;
        if !self
            .is_signed(Purpose::Link, token.signed, &token.mac, now)
            .await?
        {
            return Err(TokenError::Forged);
        }
        if token.expiry < now {
            return Err(TokenError::Expired(token.expiry));
        }
        Ok(token.letter)
    }

    /// What the form of a link's page carries: `<expiry, seconds>.<signature>`.
    ///
    /// # Errors
    /// If the key could not be read.
    pub async fn form_token(&self, token: &str, now: DateTime<Utc>) -> Result<String, PortError> {
        let expiry = (now + TimeDelta::hours(FORM_GOOD_FOR_HOURS)).timestamp();
        let keys = self.keys(now).await?;
        let signature = signature(&keys.current, Purpose::Form, &format!("{token} {expiry}"));
        let mac = signature.map(|made| URL_SAFE_NO_PAD.encode(made.finalize().into_bytes()));
        Ok(format!("{expiry}.{}", mac.unwrap_or_default()))
    }

    /// Whether a form was made by the page of this link, and not too long ago.
    ///
    /// # Errors
    /// If the key could not be read.
    pub async fn is_own_form(&self, token: &str, form: &str, now: DateTime<Utc>) -> Result<bool, PortError> {
        let Some((expiry, mac)) = form.split_once('.') else {
            return Ok(false);
        };
        let is_in_time = expiry.parse().is_ok_and(|expiry: i64| expiry >= now.timestamp());
        match URL_SAFE_NO_PAD.decode(mac) {
            Ok(mac) if is_in_time => {
                let signed = format!("{token} {expiry}");
                self.is_signed(Purpose::Form, &signed, &mac, now).await
            }
            _ => Ok(false),
        }
    }

    async fn is_signed(
        &self,
        purpose: Purpose,
        signed: &str,
        mac: &[u8],
        now: DateTime<Utc>,
    ) -> Result<bool, PortError> {
        let signs =
            |key: &[u8]| signature(key, purpose, signed).is_some_and(|made| made.verify_slice(mac).is_ok());
        let is_by = |keys: &AnswerKeys| signs(&keys.current) || keys.previous.as_deref().is_some_and(signs);
        if is_by(&self.keys(now).await?) {
            return Ok(true);
        }
        Ok(match self.newer_keys(now).await? {
            Some(newer) => is_by(&newer),
            None => false,
        })
    }

    /// The keys of the table, unless those in memory were read a moment ago.
    async fn newer_keys(&self, now: DateTime<Utc>) -> Result<Option<AnswerKeys>, PortError> {
        let known = self.known.lock().ok().and_then(|known| known.clone());
        let is_new = |known: &KnownKeys| now - known.read_at < TimeDelta::seconds(LOOK_AGAIN_AFTER_SECONDS);
        if known.as_ref().is_some_and(is_new) {
            return Ok(None);
        }
        self.read_keys(now).await.map(Some)
    }

    async fn keys(&self, now: DateTime<Utc>) -> Result<AnswerKeys, PortError> {
        let known = self.known.lock().ok().and_then(|known| known.clone());
        let fresh = known.filter(|known| now - known.read_at < TimeDelta::minutes(KEYS_GOOD_FOR_MINUTES));
        if let Some(known) = fresh {
            return Ok(known.keys);
        }
        self.read_keys(now).await
    }

    async fn read_keys(&self, now: DateTime<Utc>) -> Result<AnswerKeys, PortError> {
        let keys = self.table.answer_keys().await?;
        if let Ok(mut known) = self.known.lock() {
            *known = Some(KnownKeys {
                keys: keys.clone(),
                read_at: now,
            });
        }
        Ok(keys)
    }
}

impl AnswerLinks for SignedAnswerLinks {
    async fn answer_link(&self, letter: &LetterId, now: DateTime<Utc>) -> Result<Option<String>, PortError> {
        let Some(url) = &self.url else {
            return Ok(None);
        };
        let keys = self.keys(now).await?;
        let token = token(&keys.current, letter, now + TimeDelta::days(GOOD_FOR_DAYS));
        Ok(token.map(|token| format!("{url}?t={token}")))
    }
}

/// `<letter id>.<expiry, seconds>.<signature>`; none never happens, for a key of any length makes a signature.
fn token(key: &[u8], letter: &LetterId, expiry: DateTime<Utc>) -> Option<String> {
    let signed = format!("{letter}.{}", expiry.timestamp());
    let signature = signature(key, Purpose::Link, &signed)?.finalize().into_bytes();
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn signature(key: &[u8], purpose: Purpose, signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(match purpose {
        Purpose::Link => b"dunlin answer link 1\0",
        Purpose::Form => b"dunlin answer form 1\0",
    });
    mac.update(signed.as_bytes());
    Some(mac)
}
