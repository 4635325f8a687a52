//! What the functions have logged, and what must not be in it.

use serde_json::Value;

use super::{Error, LocalCloud};

/// What ministack's enforcement of the template's roles, and AWS's, call a call that a role does not allow.
const FORBIDDEN: &str = "AccessDenied";

impl LocalCloud {
    /// The functions' own lines, each one JSON object, oldest first.
    ///
    /// # Errors
    /// If the log can't be read.
    pub fn function_logs(&self) -> Result<Vec<Value>, Error> {
        Ok(self.log()?.lines().filter_map(function_line).collect())
    }

    /// Checks that the functions have logged something, that none was refused a permission that its role lacks, and
    /// that none of the given names and addresses was logged, in whatever case.
    ///
    /// # Errors
    /// The first line that breaks one of these.
    pub fn check_logs(&self, personal: &[&str]) -> Result<(), Error> {
        let lines = self.function_logs()?;
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
    value.get("level").is_some().then_some(value)
}
