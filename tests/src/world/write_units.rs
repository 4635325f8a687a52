//! What changes would cost.

use dunning::account::Account;
use dunning::ledger::Change;

/// What DynamoDB would charge for the changes of accounts, if no item were larger than a kilobyte: one for a head
/// alone, two for each item of a transaction. Decisions wait in the head; that some of them together move to a row now
/// and then, which takes three more, is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteUnits {
    /// For everything.
    pub all: usize,
    /// If decisions were not kept.
    pub without_decisions: usize,
}

impl WriteUnits {
    /// With one more change, of so many items, of an account that was so.
    pub(super) fn and(mut self, change: &Change, items: usize, before: &Account) -> Self {
        let items = items - change.decided.len();
        self.all += units(items);
        let but_for_decisions = Account {
            decided: before.decided,
            ..change.account.clone()
        };
        let is_for_decisions_alone = items == 1 && *before == but_for_decisions;
        if !is_for_decisions_alone {
            self.without_decisions += units(items);
        }
        self
    }
}

fn units(items: usize) -> usize {
    if items > 1 { 2 * items } else { items }
}
