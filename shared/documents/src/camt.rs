//! ISO 20022 camt.

use roxmltree::Node;

use crate::content::Content;
use crate::refusal::Refusal;

/// # Errors
/// A [`Refusal`]: there is no reader yet.
pub(crate) fn read(_root: Node<'_, '_>) -> Result<Content, Refusal> {
    Err(Refusal::of_file("it can't be read yet"))
}
