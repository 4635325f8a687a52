//! ZIP of statements.

use crate::content::Content;
use crate::refusal::Refusal;

/// # Errors
/// A [`Refusal`]: there is no reader yet.
pub(crate) fn read(_bytes: &[u8]) -> Result<Content, Refusal> {
    Err(Refusal::of_file("it can't be read yet"))
}
