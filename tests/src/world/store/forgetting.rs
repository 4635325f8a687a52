//! What a table's time to live does: it forgets.

use chrono::{DateTime, Utc};
use dunning::chain::STORY_KEPT;
use dunning::retention;

use super::Memory;

/// A store that forgets what its time has come for, as a table does by itself some time later.
#[allow(async_fn_in_trait, reason = "single-threaded, as the ports")]
pub trait Forgetful {
    /// Forgets what may be forgotten at an instant.
    async fn forget(&self, now: DateTime<Utc>);
}

impl Forgetful for Memory {
    async fn forget(&self, now: DateTime<Utc>) {
        self.closed
            .borrow_mut()
            .retain(|_, closed| closed.kept_until > now);
        for led_to in self.lookups.borrow_mut().values_mut() {
            led_to.retain(|_, until| until.is_none_or(|until| until > now));
        }
        self.receipts
            .borrow_mut()
            .retain(|_, receipt| retention::of_receipt(receipt).is_none_or(|until| until > now));
        let mut ledgers = self.ledgers.borrow_mut();
        for (account, _) in self.settled.borrow_mut().extract_if(.., |_, until| *until <= now) {
            ledgers.remove(&account);
        }
        for ledger in ledgers.values_mut() {
            ledger.letters.retain(|letter| retention::of_letter(letter) > now);
        }
        for story in self.stories.borrow_mut().values_mut() {
            story.retain(|entry| entry.at + STORY_KEPT > now);
        }
        for decided in self.decided.borrow_mut().values_mut() {
            decided.retain(|record| record.at + STORY_KEPT > now);
        }
    }
}
