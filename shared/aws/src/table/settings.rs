//! Policy and creditor, as the texts that a person uploaded, and how far payments are known.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, Utc};
use dunning::ports::{InForce, PortError, ReaderError, Settings};
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::write::{Condition, item};
use super::{Table, TableError, read};
use crate::row::{Item, text_of};
use crate::service_error::failed;

const PARTITION: &str = "settings";

/// A setting, with where it comes from. `version` is counted by the table and so never written from here.
#[derive(Serialize, Deserialize)]
struct TextRow {
    text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    applied_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing)]
    version: u64,
}

/// A text that takes force.
#[derive(Clone, Copy, Debug)]
pub struct NewSetting<'a> {
    /// What the person wrote.
    pub text: &'a str,
    /// Who put it there; none if the upload did not say.
    pub author: Option<&'a str>,
    /// When it was uploaded.
    pub at: DateTime<Utc>,
}

/// A text in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingInForce {
    /// What the person wrote.
    pub text: String,
    /// How many times it has been put into force; each counts one more.
    pub version: u64,
    /// Who put it there, if the upload said.
    pub author: Option<String>,
    /// When it was uploaded; none if that was before Dunlin kept it.
    pub applied_at: Option<DateTime<Utc>>,
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
    pub async fn put_policy(&self, new: NewSetting<'_>) -> Result<(), PortError> {
        POLICY.check(self.readers.policy, new.text)?;
        self.put_text(POLICY, new).await
    }

    /// The policy in force, as it was uploaded.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read, or there is no policy yet.
    pub async fn policy_in_force(&self) -> Result<SettingInForce, PortError> {
        self.in_force(POLICY).await
    }

    /// The creditor's profile in force, as it was uploaded.
    ///
    /// # Errors
    /// [`PortError`] if the table can't be read, or there is no profile yet.
    pub async fn creditor_in_force(&self) -> Result<SettingInForce, PortError> {
        self.in_force(CREDITOR).await
    }

    async fn in_force(&self, setting: Setting) -> Result<SettingInForce, PortError> {
        let Setting { what, file } = setting;
        let doing = format!("reading the {what}");
        let item = self.item(&Key::new(PARTITION, what), &doing).await?;
        let item = item.ok_or_else(|| TableError::NoSetting { what, file }.while_doing(&doing))?;
        let row = read::<TextRow, TextRow>(item, &doing)?;
        Ok(SettingInForce {
            text: row.text,
            version: row.version,
            author: row.author,
            applied_at: row.applied_at,
        })
    }

    /// Puts a creditor's profile into force.
    ///
    /// # Errors
    /// [`PortError`]: with [`TableError::BadSetting`] if the text is no profile; nothing is changed then.
    pub async fn put_creditor(&self, new: NewSetting<'_>) -> Result<(), PortError> {
        CREDITOR.check(self.readers.creditor, new.text)?;
        self.put_text(CREDITOR, new).await
    }

    /// Each text put counts one version more, so that a person can see whether a change arrived.
    async fn put_text(&self, setting: Setting, new: NewSetting<'_>) -> Result<(), PortError> {
        let doing = setting.storing();
        let key = Key::new(PARTITION, setting.what);
        let row = TextRow {
            text: new.text.to_owned(),
            author: new.author.map(str::to_owned),
            applied_at: Some(new.at),
            version: 0,
        };
        let mut fields = item(&key, None, &row).map_err(|error| error.while_doing(&doing))?;
        let mut take = |name: &str| fields.remove(name).unwrap_or(AttributeValue::Null(true));
        let values = [
            (":text", take("text")),
            (":author", take("author")),
            (":applied_at", take("applied_at")),
            (":schema", take("schema")),
            (":none", AttributeValue::N("0".to_owned())),
            (":one", AttributeValue::N("1".to_owned())),
        ];
        let names = ["text", "author", "applied_at", "schema", "version"];
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.item()))
            .update_expression(
                "SET #text = :text, #author = :author, #applied_at = :applied_at, #schema = :schema, \
                 #version = if_not_exists(#version, :none) + :one",
            )
            .set_expression_attribute_names(Some(
                names.map(|name| (format!("#{name}"), name.to_owned())).into(),
            ))
            .set_expression_attribute_values(Some(
                values.map(|(name, value)| (name.to_owned(), value)).into(),
            ))
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
