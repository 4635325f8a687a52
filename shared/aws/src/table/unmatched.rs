//! Payments without an invoice.

use dunning::arrival::PaymentArrival;
use dunning::ports::{PortError, UnmatchedPayments};

use super::key::Key;
use super::write::{Condition, item};
use super::{Table, read};
use crate::row::UnmatchedRow;
use crate::service_error::failed;

const PARTITION: &str = "unmatched";

impl UnmatchedPayments for Table {
    async fn unmatched(&self) -> Result<Vec<PaymentArrival>, PortError> {
        let doing = "reading the unmatched payments";
        let items = self.partition(PARTITION, doing).await?;
        let mut payments = items
            .into_iter()
            .map(|item| read::<UnmatchedRow, PaymentArrival>(item, doing))
            .collect::<Result<Vec<_>, _>>()?;
        // The sort key is the identity alone, by which a payment is forgotten; the sort is stable.
        payments.sort_by_key(|payment| payment.booked_on);
        Ok(payments)
    }

    async fn keep_unmatched(&self, payment: &PaymentArrival) -> Result<(), PortError> {
        let doing = "keeping an unmatched payment";
        let key = Key::new(PARTITION, &payment.identity);
        let item = item(&key, None, &UnmatchedRow::from(payment.clone()))
            .map_err(|error| error.while_doing(doing))?;
        self.put_if(item, &Condition::absent(), doing).await.map(|_| ())
    }

    async fn forget_unmatched(&self, identity: &str) -> Result<(), PortError> {
        self.client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(Key::new(PARTITION, identity).item()))
            .send()
            .await
            .map_err(failed("forgetting a matched payment"))?;
        Ok(())
    }
}
