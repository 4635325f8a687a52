//! What waits to be told, in memory.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{Account, AccountKey, EmailAddress};
use dunning::digest::{LastDigest, REPORT_NEWS_AT_MOST};
use dunning::news::News;
use dunning::ports::{Digests, NEWS_AT_MOST, PortError};
use dunning::task::Task;

use super::Memory;

impl Digests for Memory {
    async fn managers_with_news(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        Ok(managers_of(&self.news.borrow()))
    }

    async fn news(&self, manager: Option<&EmailAddress>) -> Result<Vec<News>, PortError> {
        let mut news = of_manager(&self.news.borrow(), manager);
        news.sort_by_key(place);
        news.truncate(NEWS_AT_MOST);
        Ok(news)
    }

    async fn forget_news(&self, told: &[News]) -> Result<(), PortError> {
        self.news.borrow_mut().retain(|news| !told.contains(news));
        Ok(())
    }

    async fn keep_told(&self, told: &[News]) -> Result<(), PortError> {
        self.lay_by(told).await?;
        self.forget_news(told).await
    }

    async fn managers_told(&self) -> Result<Vec<Option<EmailAddress>>, PortError> {
        Ok(managers_of(&self.told.borrow()))
    }

    async fn news_between(
        &self,
        manager: Option<&EmailAddress>,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Vec<News>, PortError> {
        let mut news = of_manager(&self.news.borrow(), manager);
        news.extend(of_manager(&self.told.borrow(), manager));
        news.retain(|news| (from..until).contains(&news.at));
        news.sort_by_key(|news| std::cmp::Reverse(place(news)));
        news.dedup();
        news.truncate(REPORT_NEWS_AT_MOST);
        Ok(news)
    }

    async fn open_tasks(&self) -> Result<Vec<Task>, PortError> {
        let ledgers = self.ledgers.borrow();
        let mut tasks: Vec<Task> = ledgers.values().flat_map(|ledger| ledger.tasks.clone()).collect();
        tasks.sort_by_key(|task| (task.opened_on, task.account.clone(), task.identity()));
        Ok(tasks)
    }

    async fn heads(&self, accounts: &[AccountKey]) -> Result<Vec<Account>, PortError> {
        let ledgers = self.ledgers.borrow();
        let head = |key| ledgers.get(key).map(|ledger| ledger.account.clone());
        Ok(accounts.iter().filter_map(head).collect())
    }

    async fn last_digest(&self, manager: &EmailAddress) -> Result<Option<LastDigest>, PortError> {
        Ok(self.digests.borrow().get(&manager.folded()).copied())
    }

    async fn claim_digest(&self, manager: &EmailAddress, claim: &LastDigest) -> Result<bool, PortError> {
        let mut digests = self.digests.borrow_mut();
        let is_first = digests
            .get(&manager.folded())
            .is_none_or(|last| last.day < claim.day);
        if is_first {
            digests.insert(manager.folded(), *claim);
        }
        Ok(is_first)
    }

    async fn settle_digest(
        &self,
        manager: &EmailAddress,
        claimed: NaiveDate,
        becomes: &LastDigest,
    ) -> Result<(), PortError> {
        if let Some(last) = self.digests.borrow_mut().get_mut(&manager.folded())
            && last.day == claimed
        {
            *last = *becomes;
        }
        Ok(())
    }
}

impl Memory {
    /// The first half of [`keep_told`](Digests::keep_told).
    pub(crate) async fn lay_by(&self, told: &[News]) -> Result<(), PortError> {
        let mut kept = self.told.borrow_mut();
        kept.retain(|news| !told.contains(news));
        kept.extend(told.iter().cloned());
        Ok(())
    }
}

fn folded(manager: Option<&EmailAddress>) -> Option<String> {
    manager.map(EmailAddress::folded)
}

fn of_manager(news: &[News], manager: Option<&EmailAddress>) -> Vec<News> {
    let is_theirs = |news: &&News| folded(news.manager.as_ref()) == folded(manager);
    news.iter().filter(is_theirs).cloned().collect()
}

fn managers_of(news: &[News]) -> Vec<Option<EmailAddress>> {
    let name = |news: &News| (folded(news.manager.as_ref()), news.manager.clone());
    let managers: BTreeMap<Option<String>, Option<EmailAddress>> = news.iter().map(name).collect();
    managers.into_values().collect()
}

fn place(news: &News) -> (DateTime<Utc>, AccountKey, u64) {
    (news.at, news.account.clone(), news.version)
}
