//! Xero.

use crate::content::Content;
use crate::json::Json;
use crate::refusal::Refusal;

/// # Errors
/// A [`Refusal`]: there is no reader yet.
pub(crate) fn read(_json: &Json) -> Result<Content, Refusal> {
    Err(Refusal::of_file("it can't be read yet"))
}
