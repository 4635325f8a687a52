//! Who may be due a letter, by shard and day.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use dunning::account::AccountKey;
use dunning::ledger::{AgendaCursor, AgendaPage};
use dunning::ports::{Agenda, PortError};

use super::key::{agenda_partition, index_day};
use super::{AGENDA_INDEX, Table, TableError};
use crate::row::{Item, Unreadable, text_of};
use crate::service_error::failed;

/// Accounts a page: few enough that a sweep can look at its clock in between.
const ACCOUNTS_A_PAGE: i32 = 100;

impl Agenda for Table {
    async fn due(
        &self,
        shard: u8,
        until: NaiveDate,
        behind: Option<&AgendaCursor>,
    ) -> Result<AgendaPage, PortError> {
        let doing = format!("reading shard {shard} of the agenda");
        // “~” sorts behind every account key, so these are “behind this entry” and “to the end of that day”.
        let from = behind.map_or_else(
            || "0".to_owned(),
            |cursor| format!("{}#{}~", index_day(cursor.day), cursor.account),
        );
        let to = format!("{}#~", index_day(until));
        if from > to {
            // DynamoDB refuses a range that ends before it begins.
            return Ok(AgendaPage {
                accounts: Vec::new(),
                next: None,
            });
        }
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(AGENDA_INDEX)
            .key_condition_expression("agenda_pk = :shard AND agenda_sk BETWEEN :from AND :to")
            .expression_attribute_values(":shard", AttributeValue::S(agenda_partition(shard)))
            .expression_attribute_values(":from", AttributeValue::S(from))
            .expression_attribute_values(":to", AttributeValue::S(to))
            .limit(ACCOUNTS_A_PAGE)
            .send()
            .await
            .map_err(failed(&doing))?;
        let has_more = answer.last_evaluated_key.is_some();
        let places = answer
            .items
            .unwrap_or_default()
            .iter()
            .map(place)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| TableError::from(error).while_doing(&doing))?;
        Ok(AgendaPage {
            next: places.last().filter(|_| has_more).cloned(),
            accounts: places.into_iter().map(|place| place.account).collect(),
        })
    }
}

fn place(item: &Item) -> Result<AgendaCursor, Unreadable> {
    let read = || {
        let (day, account) = text_of(item, "agenda_sk")?.split_once('#')?;
        Some(AgendaCursor {
            day: day.parse().ok()?,
            account: AccountKey::parse(account).ok()?,
        })
    };
    read().ok_or_else(|| Unreadable {
        pk: text_of(item, "pk").unwrap_or_default().to_owned(),
        sk: text_of(item, "sk").unwrap_or_default().to_owned(),
        attribute: "agenda_sk".to_owned(),
        problem: "names no day and account",
    })
}
