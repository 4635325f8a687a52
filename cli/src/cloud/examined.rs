//! The whole stack for whoever examines it: as much of it as can be found, and whom to ask.

use aws::health::mail::MailHealth;
use aws::{Clients, Table};
use documents::settings::READERS;

use super::{Cloud, Stack};
use crate::arguments::General;
use crate::failure::Failure;

/// What could be found, and what could not, with the reason.
pub(crate) struct Examined<'a> {
    general: &'a General,
    clients: Clients,
    region: String,
    stack: Result<Stack, Failure>,
}

/// Looks for the stack.
///
/// # Errors
/// If not even a region is known.
pub(crate) async fn examined(general: &General) -> Result<Examined<'_>, Failure> {
    let cloud = Cloud::of(general).await?;
    let stack = Stack::find(general, &cloud.config).await;
    let region = cloud.config.region().map(ToString::to_string);
    Ok(Examined {
        general,
        clients: cloud.clients,
        region: region.unwrap_or_default(),
        stack,
    })
}

impl Examined<'_> {
    /// The stack's name.
    pub(crate) fn name(&self) -> &str {
        &self.general.stack
    }

    /// The region.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// How far the stack's deployment is, in CloudFormation's word; or why the stack was not found.
    pub(crate) fn status(&self) -> Result<&str, &Failure> {
        self.stack.as_ref().map(|stack| stack.status.as_str())
    }

    /// What an output of the stack says, if it is known and has it.
    pub(crate) fn output(&self, name: &str) -> Option<String> {
        self.stack.as_ref().ok()?.output(name).ok()
    }

    /// What the stack was deployed with, if that is known.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.stack.as_ref().ok()?.parameter(name)
    }

    /// The ledger, if anybody knows its name.
    pub(crate) fn table(&self) -> Option<Table> {
        let name = self.general.table.clone().or_else(|| self.output("TableName"))?;
        Some(Table::new(self.clients.dynamodb(), name, READERS))
    }

    /// SES, for questions.
    pub(crate) fn mail(&self) -> MailHealth {
        MailHealth::new(self.clients.ses_for_questions())
    }

    /// The clients of the other services.
    pub(crate) fn clients(&self) -> &Clients {
        &self.clients
    }
}
