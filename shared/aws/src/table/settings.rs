//! Policy and creditor, as the texts that a person uploaded, and how far payments are known.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use dunning::ports::{InForce, PortError, ReaderError, Settings};
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::write::{Condition, item};
use super::{Table, TableError, read};
use crate::row::{Item, text_of};
use crate::service_error::failed;

const PARTITION: &str = "settings";

#[derive(Serialize, Deserialize)]
struct TextRow {
    text: String,
}

#[derive(Serialize, Deserialize)]
struct PaymentsRow {
    complete_to: NaiveDate,
}

const POLICY: Setting = Setting {
    what: "policy",
    file: "infra/policy.toml",
};
const CREDITOR: Setting = Setting {
    what: "creditor",
    file: "infra/creditor.toml",
};

#[derive(Clone, Copy)]
struct Setting {
    what: &'static str,
    file: &'static str,
}

impl Settings for Table {
    async fn settings(&self) -> Result<InForce, PortError> {
        let doing = "reading the settings";
        let (mut policy, mut creditor, mut payments_complete_to) = (None, None, None);
        for item in self.partition(PARTITION, doing).await? {
            match text_of(&item, "sk") {
                Some("policy") => policy = Some(item),
                Some("creditor") => creditor = Some(item),
                Some("payments") => {
                    let row = read::<PaymentsRow, PaymentsRow>(item, doing)?;
                    payments_complete_to = Some(row.complete_to);
                }
                _ => {}
            }
        }
        Ok(InForce {
            policy: POLICY.made_by(self.readers.policy, policy, doing)?,
            creditor: CREDITOR.made_by(self.readers.creditor, creditor, doing)?,
            payments_complete_to,
        })
    }

    async fn payments_complete_to(&self, day: NaiveDate) -> Result<(), PortError> {
        let doing = "noting how far payments are known";
        let key = Key::new(PARTITION, "payments");
        let row = PaymentsRow { complete_to: day };
        let item = item(&key, None, &row).map_err(|error| error.while_doing(doing))?;
        let earlier_or_none = Condition {
            says: "attribute_not_exists(pk) OR #complete_to < :day".to_owned(),
            names: vec![("#complete_to", "complete_to")],
            values: vec![(":day", AttributeValue::S(day.to_string()))],
        };
        // Not written means that as late a day is there already.
        self.put_if(item, &earlier_or_none, doing).await.map(|_| ())
    }
}

impl Table {
    /// Puts a policy into force.
    ///
    /// # Errors
    /// [`PortError`]: with [`TableError::BadSetting`] if the text is no policy; nothing is changed then.
    pub async fn put_policy_text(&self, text: &str) -> Result<(), PortError> {
        POLICY.check(self.readers.policy, text)?;
        self.put_text(POLICY, text).await
    }

    /// The text of the policy in force, as it was uploaded.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read, or there is no policy yet.
    pub async fn policy_text(&self) -> Result<String, PortError> {
        let doing = "reading the policy";
        let Setting { what, file } = POLICY;
        let item = self.item(&Key::new(PARTITION, what), doing).await?;
        let item = item.ok_or_else(|| TableError::NoSetting { what, file }.while_doing(doing))?;
        read::<TextRow, TextRow>(item, doing).map(|row| row.text)
    }

    /// Puts a creditor's profile into force.
    ///
    /// # Errors
    /// [`PortError`]: with [`TableError::BadSetting`] if the text is no profile; nothing is changed then.
    pub async fn put_creditor_text(&self, text: &str) -> Result<(), PortError> {
        CREDITOR.check(self.readers.creditor, text)?;
        self.put_text(CREDITOR, text).await
    }

    /// Each text put counts one version more, so that a person can see whether a change arrived.
    async fn put_text(&self, setting: Setting, text: &str) -> Result<(), PortError> {
        let doing = setting.storing();
        let key = Key::new(PARTITION, setting.what);
        let row = TextRow {
            text: text.to_owned(),
        };
        let mut fields = item(&key, None, &row).map_err(|error| error.while_doing(&doing))?;
        let mut take = |name: &str| fields.remove(name).unwrap_or(AttributeValue::Null(true));
        let (text, schema) = (take("text"), take("schema"));
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.item()))
            .update_expression(
                "SET #text = :text, #schema = :schema, #version = if_not_exists(#version, :none) + :one",
            )
            .expression_attribute_names("#text", "text")
            .expression_attribute_names("#schema", "schema")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":text", text)
            .expression_attribute_values(":schema", schema)
            .expression_attribute_values(":none", AttributeValue::N("0".to_owned()))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .send()
            .await
            .map_err(failed(doing))?;
        Ok(())
    }
}

impl Setting {
    fn storing(self) -> String {
        format!("storing the {}", self.what)
    }

    fn check<Made>(self, reader: fn(&str) -> Result<Made, ReaderError>, text: &str) -> Result<(), PortError> {
        reader(text).map(|_| ()).map_err(|source| {
            let what = self.what;
            TableError::BadSetting { what, source }.while_doing(self.storing())
        })
    }

    fn made_by<Made>(
        self,
        reader: fn(&str) -> Result<Made, ReaderError>,
        item: Option<Item>,
        doing: &str,
    ) -> Result<Made, PortError> {
        let Self { what, file } = self;
        let item = item.ok_or_else(|| TableError::NoSetting { what, file }.while_doing(doing))?;
        let row = read::<TextRow, TextRow>(item, doing)?;
        reader(&row.text).map_err(|source| TableError::BadSetting { what, source }.while_doing(doing))
    }
}
