//! UN/CEFACT CII and ZUGFeRD 1.

use roxmltree::Node;

use crate::content::{Content, Format};
use crate::refusal::Refusal;

/// # Errors
/// A [`Refusal`]: there is no reader yet.
pub(crate) fn read(_root: Node<'_, '_>, _format: Format) -> Result<Content, Refusal> {
    Err(Refusal::of_file("it can't be read yet"))
}
