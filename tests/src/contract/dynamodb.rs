//! A table of its own for each case, on a local cloud that all of them share.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use aws::table::NewSetting;
use aws::{Clients, Table};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType,
};

use chrono::{DateTime, Utc};
use dunning::ports::SettingsReaders;

use super::fixtures::{creditor, in_force};
use crate::local_cloud::{LocalServices, Options};
use crate::world::Forgetful;

/// Started by the first case. It ends with the test process, which alone holds its standard input open.
static SERVICES: LazyLock<Result<LocalServices, String>> = LazyLock::new(|| {
    let options = Options {
        tells_a_story: false,
        ..Options::story("contract")
    };
    LocalServices::start(&options).map_err(|error| error.to_string())
});

static TABLES: AtomicU32 = AtomicU32::new(0);

/// Clients of the local cloud that all cases share.
pub fn clients() -> Clients {
    match &*SERVICES {
        Ok(services) => services.clients(),
        // Kept as text, so that each test says it and not only the one that came first.
        Err(error) => panic!("{error}"),
    }
}

/// A new table with policy and creditor in force.
pub async fn new_table() -> Table {
    let table = empty_table().await;
    table.put_policy(setting("preset = \"standard\"")).await.unwrap();
    table.put_creditor(setting("id = \"acme\"")).await.unwrap();
    table
}

/// A setting that nobody signed.
pub fn setting(text: &str) -> NewSetting<'_> {
    NewSetting {
        text,
        author: None,
        at: DateTime::UNIX_EPOCH,
    }
}

/// A new table as `infra/template.yaml` lays it out.
pub async fn empty_table() -> Table {
    let clients = clients();
    let number = TABLES.fetch_add(1, Ordering::Relaxed);
    let name = format!("contract-{}-{number}", std::process::id());
    create(&clients.dynamodb(), &name).await;
    let readers = SettingsReaders {
        policy: |_| Ok(in_force().policy),
        creditor: |_| Ok(creditor()),
    };
    Table::new(clients.dynamodb(), name, readers)
}

async fn create(client: &Client, name: &str) {
    let key = |name: &str, kind| {
        KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(kind)
            .build()
            .unwrap()
    };
    let index = GlobalSecondaryIndex::builder()
        .index_name(aws::table::AGENDA_INDEX)
        .key_schema(key("agenda_pk", KeyType::Hash))
        .key_schema(key("agenda_sk", KeyType::Range))
        .projection(
            Projection::builder()
                .projection_type(ProjectionType::KeysOnly)
                .build(),
        )
        .build()
        .unwrap();
    let mut request = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .global_secondary_indexes(index);
    for attribute in ["pk", "sk", "agenda_pk", "agenda_sk"] {
        let attribute = AttributeDefinition::builder()
            .attribute_name(attribute)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .unwrap();
        request = request.attribute_definitions(attribute);
    }
    request.send().await.unwrap();
}

impl Forgetful for Table {
    /// The local cloud, like the real one, deletes nothing on the second: what it would delete is deleted here.
    async fn forget(&self, now: DateTime<Utc>) {
        let client = clients().dynamodb();
        let now = AttributeValue::N(now.timestamp().to_string());
        let expired: Vec<HashMap<String, AttributeValue>> = client
            .scan()
            .table_name(self.name())
            .filter_expression("expires_at < :now")
            .expression_attribute_values(":now", now)
            .projection_expression("pk, sk")
            .into_paginator()
            .items()
            .send()
            .collect::<Result<_, _>>()
            .await
            .unwrap();
        for key in expired {
            let delete = client.delete_item().table_name(self.name()).set_key(Some(key));
            delete.send().await.unwrap();
        }
    }
}
