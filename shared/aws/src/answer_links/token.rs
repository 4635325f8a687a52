//! What a link's token says, before anybody asks whether it is signed: `<letter>.<expiry, seconds>.<signature>`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use dunning::letter::LetterId;

/// A token that may be one of ours.
pub(crate) struct Token<'a> {
    /// The letter it is for.
    pub(crate) letter: LetterId,
    /// The last instant at which it is good.
    pub(crate) expiry: DateTime<Utc>,
    /// What is signed.
    pub(crate) signed: &'a str,
    /// The signature.
    pub(crate) mac: Vec<u8>,
}

/// Reads a token; none if it can't be one of ours, whoever signed it.
pub(crate) fn read(token: &str) -> Option<Token<'_>> {
    let (signed, mac) = token.rsplit_once('.')?;
    let (letter, seconds) = signed.split_once('.')?;
    let expiry = DateTime::from_timestamp(seconds.parse().ok()?, 0)?;
    Some(Token {
        letter: LetterId::parse(letter).ok()?,
        expiry,
        signed,
        mac: URL_SAFE_NO_PAD.decode(mac).ok()?,
    })
}
