//! What files need besides the ledger: turns, payments that wait, receipts.

use dunning::arrival::PaymentArrival;
use dunning::ports::{Backlog, BacklogTurn, PortError, Receipts, UnmatchedPayments};
use dunning::receipt::Receipt;

use super::Frail;

impl Backlog for Frail {
    async fn last_backlog_turn(&self) -> Result<Option<BacklogTurn>, PortError> {
        self.read("last_backlog_turn", self.store.last_backlog_turn())
            .await
    }

    async fn take_backlog_turn(
        &self,
        last: Option<BacklogTurn>,
        next: BacklogTurn,
    ) -> Result<bool, PortError> {
        self.act("take_backlog_turn", self.store.take_backlog_turn(last, next))
            .await
    }
}

impl UnmatchedPayments for Frail {
    async fn unmatched(&self) -> Result<Vec<PaymentArrival>, PortError> {
        self.read("unmatched", self.store.unmatched()).await
    }

    async fn keep_unmatched(&self, payment: &PaymentArrival) -> Result<(), PortError> {
        self.act("keep_unmatched", self.store.keep_unmatched(payment))
            .await
    }

    async fn forget_unmatched(&self, identity: &str) -> Result<(), PortError> {
        self.act("forget_unmatched", self.store.forget_unmatched(identity))
            .await
    }
}

impl Receipts for Frail {
    async fn receipt(&self, object: &str, version: &str) -> Result<Option<Receipt>, PortError> {
        self.read("receipt", self.store.receipt(object, version)).await
    }

    async fn keep_receipt(&self, object: &str, version: &str, receipt: &Receipt) -> Result<(), PortError> {
        self.act("keep_receipt", self.store.keep_receipt(object, version, receipt))
            .await
    }
}
