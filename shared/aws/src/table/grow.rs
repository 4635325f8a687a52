//! A letter's row, which the story of the letter stands in: each writing leaves what is told there, and adds to it.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, Update};
use aws_smithy_types::error::operation::BuildError;
use dunning::ports::CommitError;

use super::Table;
use super::write::Condition;
use crate::row::Item;
use crate::service_error::failed;

/// A letter's row as it is from now on, but for its story, which grows by some entries at its end.
#[derive(Clone, Debug)]
pub(super) struct Growth {
    /// The row with its keys, without its story.
    pub(super) letter: Item,
    /// Entries for the end of the story; may be none.
    pub(super) story: Vec<AttributeValue>,
    /// What must hold of the row that is there.
    pub(super) condition: Condition,
}

/// Attributes that not every letter's row has.
const OF_SOME_LETTERS: [&str; 4] = ["lines", "pay_by", "message_id", "tip"];

impl Table {
    /// Writes a letter's row alone.
    pub(super) async fn grow(&self, growth: Growth, doing: &str) -> Result<(), CommitError> {
        let request = Assignments::of(growth);
        let sent = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(request.key))
            .update_expression(request.says)
            .condition_expression(request.condition)
            .set_expression_attribute_names(Some(request.names))
            .set_expression_attribute_values(Some(request.values))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(answer))
                if answer.err().is_conditional_check_failed_exception()
                    || matches!(answer.err(), UpdateItemError::TransactionConflictException(_)) =>
            {
                Err(CommitError::Conflict)
            }
            Err(error) => Err(failed(doing)(error).into()),
        }
    }

    /// The same as a part of a transaction.
    pub(super) fn update_grown(&self, growth: Growth) -> Result<Update, BuildError> {
        let request = Assignments::of(growth);
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(request.key))
            .update_expression(request.says)
            .condition_expression(request.condition)
            .set_expression_attribute_names(Some(request.names))
            .set_expression_attribute_values(Some(request.values))
            .build()
    }
}

/// An update of a letter's row, as a request says it.
struct Assignments {
    key: Item,
    says: String,
    condition: String,
    names: HashMap<String, String>,
    values: Item,
}

impl Assignments {
    /// Every attribute is set; those that a letter may have and this one lacks are removed, so that nothing is left of
    /// the row before but its story.
    fn of(growth: Growth) -> Self {
        let Growth {
            letter: mut fields,
            story,
            condition,
        } = growth;
        let key = ["pk", "sk"].into_iter();
        let key = key
            .filter_map(|name| Some((name.to_owned(), fields.remove(name)?)))
            .collect();
        let gone: Vec<&str> = OF_SOME_LETTERS
            .into_iter()
            .filter(|name| !fields.contains_key(*name))
            .collect();
        let (mut names, mut values) = (HashMap::new(), Item::new());
        let mut settings = Vec::with_capacity(fields.len() + 1);
        for (index, (attribute, value)) in fields.into_iter().enumerate() {
            settings.push(format!("#a{index} = :a{index}"));
            names.insert(format!("#a{index}"), attribute);
            values.insert(format!(":a{index}"), value);
        }
        if !story.is_empty() {
            settings.push("#story = list_append(if_not_exists(#story, :none), :story)".to_owned());
            names.insert("#story".to_owned(), "story".to_owned());
            values.insert(":none".to_owned(), AttributeValue::L(Vec::new()));
            values.insert(":story".to_owned(), AttributeValue::L(story));
        }
        let mut says = format!("SET {}", settings.join(", "));
        if !gone.is_empty() {
            let places: Vec<String> = (0..gone.len()).map(|index| format!("#g{index}")).collect();
            says = format!("{says} REMOVE {}", places.join(", "));
            names.extend(places.into_iter().zip(gone.into_iter().map(str::to_owned)));
        }
        names.extend(
            condition
                .names
                .iter()
                .map(|(name, stands_for)| ((*name).to_owned(), (*stands_for).to_owned())),
        );
        values.extend(
            condition
                .values
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        Self {
            key,
            says,
            condition: condition.says,
            names,
            values,
        }
    }
}
