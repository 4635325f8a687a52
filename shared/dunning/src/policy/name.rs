//! What a customer or an invoice calls the policy that it is under.

use std::fmt;

use thiserror::Error;

/// The name of a policy for some customers or invoices (`key-accounts`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PolicyName(String);

/// The text can't name a policy.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("“{0}” can't name a policy: use 1 to 40 of a–z, 0–9, _ and -, starting with a letter")]
pub struct MalformedPolicyName(pub String);

impl PolicyName {
    /// Reads a name.
    ///
    /// # Errors
    /// [`MalformedPolicyName`] with the text.
    pub fn parse(text: &str) -> Result<Self, MalformedPolicyName> {
        let good = (1..=40).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte));
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedPolicyName(text.to_owned()))
        }
    }

    /// Whether it stands for the creditor's ordinary policy: what a customer goes back to.
    pub fn is_default(&self) -> bool {
        self.0 == "default"
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
