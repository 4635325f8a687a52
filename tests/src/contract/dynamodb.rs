//! A table of its own for each case, on whatever DynamoDB the environment names.

use std::sync::atomic::{AtomicU32, Ordering};

use aws::Table;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};

use dunning::ports::SettingsReaders;

use super::fixtures::{creditor, in_force};

static TABLES: AtomicU32 = AtomicU32::new(0);

/// A new table with policy and creditor in force.
pub async fn new_table() -> Table {
    let table = empty_table().await;
    table.put_policy_text("preset = \"standard\"").await.unwrap();
    table.put_creditor_text("id = \"acme\"").await.unwrap();
    table
}

/// A new table as `infra/template.yaml` lays it out.
pub async fn empty_table() -> Table {
    let clients = aws::Clients::from_environment().expect("AWS_ENDPOINT_URL and the like name a local cloud");
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
