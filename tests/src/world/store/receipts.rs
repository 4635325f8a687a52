//! What became of each uploaded file.

use dunning::ports::{PortError, Receipts};
use dunning::receipt::Receipt;

use super::Memory;

impl Receipts for Memory {
    async fn receipt(&self, object: &str, version: &str) -> Result<Option<Receipt>, PortError> {
        Ok(self
            .receipts
            .borrow()
            .get(&(object.to_owned(), version.to_owned()))
            .cloned())
    }

    async fn keep_receipt(&self, object: &str, version: &str, receipt: &Receipt) -> Result<(), PortError> {
        self.receipts
            .borrow_mut()
            .insert((object.to_owned(), version.to_owned()), receipt.clone());
        Ok(())
    }
}
