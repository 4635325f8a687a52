//! Signed links to the answers page: nobody can make one for another's letter, and each expires.

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
        let (signed, mac) = token.rsplit_once('.').ok_or(TokenError::Forged)?;
        let (letter, expiry) = signed.split_once('.').ok_or(TokenError::Forged)?;
        let letter = LetterId::parse(letter).map_err(|_| TokenError::Forged)?;
        let expiry = expiry
            .parse()
            .ok()
            .and_then(|expiry| DateTime::from_timestamp(expiry, 0));
        let expiry = expiry.ok_or(TokenError::Forged)?;
        let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| TokenError::Forged)?;
        let keys = self.keys(now).await?;
        let signs = |key: &[u8]| signature(key, signed).is_some_and(|made| made.verify_slice(&mac).is_ok());
        if !(signs(&keys.current) || keys.previous.as_deref().is_some_and(signs)) {
            return Err(TokenError::Forged);
        }
        if expiry < now {
            return Err(TokenError::Expired(expiry));
        }
        Ok(letter)
    }

    async fn keys(&self, now: DateTime<Utc>) -> Result<AnswerKeys, PortError> {
        let known = self.known.lock().ok().and_then(|known| known.clone());
        let fresh = known.filter(|known| now - known.read_at < TimeDelta::minutes(KEYS_GOOD_FOR_MINUTES));
        if let Some(known) = fresh {
            return Ok(known.keys);
        }
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
    let signature = signature(key, &signed)?.finalize().into_bytes();
    Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn signature(key: &[u8], signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    // The purpose is signed too, so that the key could serve another one without the two being mixed up.
    mac.update(b"dunlin answer link 1\0");
    mac.update(signed.as_bytes());
    Some(mac)
}
