//! Bank entries against the key.

use ::documents::Inspection;
use serde_json::Value;

pub(crate) fn same_payments(_expected: &Value, _found: &Inspection) -> Result<(), String> {
    Err("no judge yet".into())
}
