//! The backlog's turns: one row, the last one given.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use dunning::ports::{Backlog, BacklogTurn, PortError};
use serde::{Deserialize, Serialize};

use super::key::Key;
use super::write::{Condition, item};
use super::{Table, read};

#[derive(Serialize, Deserialize)]
struct TurnRow {
    day: NaiveDate,
    taken: u16,
}

fn key() -> Key {
    Key::new("backlog", "turn")
}

impl Backlog for Table {
    async fn last_backlog_turn(&self) -> Result<Option<BacklogTurn>, PortError> {
        let doing = "reading the backlog's last turn";
        let Some(item) = self.item(&key(), doing).await? else {
            return Ok(None);
        };
        let row = read::<TurnRow, TurnRow>(item, doing)?;
        Ok(Some(BacklogTurn {
            day: row.day,
            taken: row.taken,
        }))
    }

    async fn take_backlog_turn(
        &self,
        last: Option<BacklogTurn>,
        next: BacklogTurn,
    ) -> Result<bool, PortError> {
        let doing = "taking a turn in the backlog";
        let row = TurnRow {
            day: next.day,
            taken: next.taken,
        };
        let item = item(&key(), None, &row).map_err(|error| error.while_doing(doing))?;
        let unchanged = match last {
            None => Condition::absent(),
            Some(last) => Condition {
                says: "#day = :day AND #taken = :taken".to_owned(),
                names: vec![("#day", "day"), ("#taken", "taken")],
                values: vec![
                    (":day", AttributeValue::S(last.day.to_string())),
                    (":taken", AttributeValue::N(last.taken.to_string())),
                ],
            },
        };
        self.put_if(item, &unchanged, doing).await
    }
}
