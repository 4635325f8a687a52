//! The operator's command, run as an operator runs it.

use std::process::{Command, Stdio};

use super::process::built_binaries;
use super::{Error, LocalCloud, repository};

/// What the command answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its exit code.
    pub code: i32,
    /// What it wrote to standard output.
    pub out: String,
    /// What it wrote to standard error.
    pub aside: String,
}

impl LocalCloud {
    /// Runs `dunlin` on this cloud, on a day of the story. The command finds the stack by its outputs.
    ///
    /// # Errors
    /// If it is not built, or can't be run.
    pub fn dunlin(&self, today: &str, arguments: &[&str]) -> Result<Answer, Error> {
        self.dunlin_with(today, arguments, &[])
    }

    /// The same, with more in its environment.
    ///
    /// # Errors
    /// If it is not built, or can't be run.
    pub fn dunlin_with(
        &self,
        today: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Answer, Error> {
        let output = Command::new(built_binaries()?.join("dunlin"))
            .args(arguments)
            .current_dir(repository())
            .env_clear()
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL", self.endpoint())
            .env("DUNLIN_TODAY", today)
            .env("USER", "olive")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .output()?;
        Ok(Answer {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout)?,
            aside: String::from_utf8(output.stderr)?,
        })
    }
}
