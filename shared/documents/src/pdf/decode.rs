//! Streams as they are stored → what they hold, inflated no further than a bound.

use lopdf::{DecompressError, Error, Stream};

use super::syntax::{Dictionary, Object};

/// Undoes a stream's filters.
///
/// # Errors
/// One that [`is_too_large`] if any filter yields more than `at_most` bytes; others for filters that are unknown or
/// bytes that don't fit them.
pub(super) fn decode(dictionary: &Dictionary, stored: &[u8], at_most: usize) -> Result<Vec<u8>, Error> {
    let mut filters = lopdf::Dictionary::new();
    for name in ["Filter", "DecodeParms"] {
        if let Some(value) = dictionary.get(name) {
            filters.set(name, for_library(value));
        }
    }
    Stream::new(filters, stored.to_vec()).get_plain_content_with_limit(at_most)
}

pub(super) fn is_too_large(error: &Error) -> bool {
    matches!(
        error,
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. })
    )
}

/// A filter, its parameters, or a list of them, as the library that undoes them writes it.
fn for_library(object: &Object) -> lopdf::Object {
    match object {
        Object::Integer(integer) => (*integer).into(),
        Object::Name(name) => lopdf::Object::Name(name.clone()),
        Object::Array(items) => lopdf::Object::Array(items.iter().map(for_library).collect()),
        Object::Dictionary(Dictionary(pairs)) => {
            let mut dictionary = lopdf::Dictionary::new();
            for (name, value) in pairs {
                dictionary.set(name.clone(), for_library(value));
            }
            lopdf::Object::Dictionary(dictionary)
        }
        Object::Other | Object::Text(_) | Object::Reference(_) => lopdf::Object::Null,
    }
}
