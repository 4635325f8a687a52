//! The chained stories.

use std::collections::BTreeSet;
use std::convert::Infallible;

use dunning::account::AccountKey;
use dunning::chain::{Entry, Fingerprint, Link, Salt, Story, in_order};
use dunning::letter::Letter;
use dunning::ports::{PortError, Stories};

use super::Memory;

impl Stories for Memory {
    async fn story(&self, account: &AccountKey) -> Result<Story, PortError> {
        let ledgers = self.ledgers.borrow();
        let tips: BTreeSet<Link> = ledgers
            .get(account)
            .into_iter()
            .flat_map(|ledger| {
                ledger
                    .letters
                    .iter()
                    .map(|letter| letter.tip)
                    .chain([ledger.account.tip])
            })
            .flatten()
            .collect();
        Ok(Story {
            entries: self.entries(account),
            tips: tips.into_iter().collect(),
        })
    }

    async fn every_letter(&self, account: &AccountKey) -> Result<Vec<Letter>, PortError> {
        let ledgers = self.ledgers.borrow();
        Ok(ledgers
            .get(account)
            .map_or_else(Vec::new, |ledger| ledger.letters.clone()))
    }
}

impl Memory {
    pub(super) fn entries(&self, account: &AccountKey) -> Vec<Entry> {
        let entries = self.stories.borrow().get(account).cloned().unwrap_or_default();
        in_order(account, entries)
    }

    /// Another each time, and the same in each life.
    pub(super) fn salt(&self) -> Result<Salt, Infallible> {
        self.salts.set(self.salts.get() + 1);
        let drawn = Fingerprint::of(&self.salts.get().to_be_bytes());
        let (salt, _) = drawn.as_bytes().split_at(16);
        Ok(Salt(salt.try_into().unwrap_or_default()))
    }
}
