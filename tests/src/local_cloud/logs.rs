//! What the functions have logged, and what must not be in it.

use serde_json::Value;

use super::{Error, LocalCloud};

/// How a panic begins; its words are not a log line of ours, so they could say anything.
const PANICKED: &str = "panicked at";

/// What ministack's enforcement of the template's roles, and AWS's, call a call that a role does not allow.
const FORBIDDEN: &str = "AccessDenied";

impl LocalCloud {
    /// Checks that the functions have logged something, that none panicked or was refused a permission that its
    /// role lacks, and that none of the given names and addresses was logged, in whatever case.
    ///
    /// # Errors
    /// The first line that breaks one of these.
    pub fn check_logs(&self, personal: &[&str]) -> Result<(), Error> {
        let log = self.log()?;
        if let Some(line) = log.lines().find(|line| line.contains(PANICKED)) {
            return Err(format!("a function panicked: {line}").into());
        }
        let lines: Vec<Value> = log.lines().filter_map(function_line).collect();
        if lines.is_empty() {
            return Err("the functions logged nothing, so nothing is proven".into());
        }
        for line in lines {
            let line = line.to_string();
            if line.contains(FORBIDDEN) {
                return Err(format!("a function's role does not allow what it does: {line}").into());
            }
            let folded = line.to_lowercase();
            if let Some(found) = personal.iter().find(|name| folded.contains(&name.to_lowercase())) {
                return Err(format!("“{found}” was logged: {line}").into());
            }
        }
        Ok(())
    }
}

/// The cloud puts its own words in front of what a function prints.
fn function_line(line: &str) -> Option<Value> {
    let object = line.get(line.find('{')?..)?;
    let value: Value = serde_json::from_str(object).ok()?;
    let is_ours = value.get("level").is_some() || value.get("_aws").is_some();
    is_ours.then_some(value)
}
