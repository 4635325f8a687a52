//! What is seen of the story: decisions day by day, and at the end everything that the table and the mailbox hold.

use std::collections::{BTreeMap, BTreeSet};

use aws::table::RefusedFile;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use dunning::account::AccountKey;
use dunning::decide::{Decision, Waiting};
use dunning::invoice::InvoiceId;
use dunning::ledger::{Ledger, TimelineEntry};
use dunning::letter::{Letter, LetterId};
use dunning::plan::plan;
use dunning::ports::{InForce, Ledgers, Settings};
use dunning::residence::Residence;
use dunning::task::Task;

use super::book::Book;
use crate::local_cloud::{Digested, Error, LocalCloud, Mailed};

/// A reason for which an invoice was not reminded, on the first day on which it stood.
#[derive(Clone, Debug)]
pub struct Waited {
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// For which of the customer's days.
    pub day: NaiveDate,
    /// Whose.
    pub account: AccountKey,
    /// Which.
    pub invoice: InvoiceId,
    /// Why.
    pub why: String,
}

/// Everything that was seen.
#[derive(Debug, Default)]
pub struct Seen {
    /// Schedules fired.
    pub fired: usize,
    /// What the answers page said to forged links.
    pub forged_links: Vec<u16>,
    /// How many links were opened.
    pub links_opened: usize,
    /// Accounts that opening a link changed.
    pub changed_by_looking: Vec<AccountKey>,
    /// Reasons to wait, each when it was new.
    pub waited: Vec<Waited>,
    /// Every letter, as it stood when last seen.
    pub letters: BTreeMap<LetterId, Letter>,
    /// Every account, at the end.
    pub ledgers: BTreeMap<AccountKey, Ledger>,
    /// Every account's story.
    pub timelines: BTreeMap<AccountKey, Vec<TimelineEntry>>,
    /// Every mail, oldest first.
    pub mails: Vec<Mailed>,
    /// Every digest, oldest first.
    pub digests: Vec<Digested>,
    /// Open tasks.
    pub tasks: Vec<Task>,
    /// Refused files.
    pub refused: Vec<RefusedFile>,
    /// Messages that nobody could deal with.
    pub dead_letters: BTreeMap<String, u64>,
    /// Letters still planned for later.
    pub planned: usize,
    /// What the functions logged.
    pub log: Vec<String>,
    /// The settings at the end.
    pub in_force: Option<InForce>,
    /// The day of the last look.
    pub last_day: NaiveDate,
    latest_reasons: BTreeMap<(AccountKey, InvoiceId), String>,
}

impl Seen {
    /// Reads accounts again that something happened to; what a sweep alone does changes no decision.
    ///
    /// # Errors
    /// If the table can't be read.
    pub async fn refresh(
        &mut self,
        cloud: &LocalCloud,
        accounts: impl IntoIterator<Item = AccountKey>,
    ) -> Result<(), Error> {
        for account in accounts.into_iter().collect::<BTreeSet<_>>() {
            if let Some(ledger) = cloud.table.load(&account).await? {
                self.letters.extend(
                    ledger
                        .letters
                        .iter()
                        .map(|letter| (letter.id.clone(), letter.clone())),
                );
                self.ledgers.insert(account, ledger);
            }
        }
        Ok(())
    }

    /// After a sweep: every account's decisions for the day.
    ///
    /// # Errors
    /// If the settings can't be read.
    pub async fn look(&mut self, cloud: &LocalCloud, day: NaiveDate, at: DateTime<Utc>) -> Result<(), Error> {
        self.last_day = day;
        let in_force = cloud.table.settings().await?;
        for (account, ledger) in self.ledgers.clone() {
            for (invoice, decision) in plan(&ledger, &in_force, day).decisions {
                self.note(&account, invoice, &decision, day, at);
            }
        }
        self.in_force = Some(in_force);
        Ok(())
    }

    fn note(
        &mut self,
        account: &AccountKey,
        invoice: InvoiceId,
        decision: &Decision,
        day: NaiveDate,
        at: DateTime<Utc>,
    ) {
        let reason = match decision {
            // The ordinary course of things is no news.
            Decision::Remind(_)
            | Decision::Wait {
                why: Waiting::NotYet(_),
                ..
            } => String::new(),
            Decision::Wait { why, .. } => why.to_string(),
            Decision::Stop(why) => why.to_string(),
        };
        let place = (account.clone(), invoice.clone());
        let before = self.latest_reasons.insert(place, reason.clone());
        if !reason.is_empty() && before.as_ref() != Some(&reason) {
            self.waited.push(Waited {
                at,
                day,
                account: account.clone(),
                invoice,
                why: reason,
            });
        }
    }

    /// At the end: reads back everything.
    ///
    /// # Errors
    /// If something can't be read.
    pub async fn look_back(&mut self, cloud: &LocalCloud, book: &Book) -> Result<(), Error> {
        self.refresh(cloud, book.debtors.iter().map(|debtor| debtor.key.clone()))
            .await?;
        for debtor in &book.debtors {
            self.timelines
                .insert(debtor.key.clone(), cloud.table.timeline(&debtor.key).await?);
        }
        self.mails = cloud.mails()?;
        self.digests = cloud.digests()?;
        self.tasks = cloud.table.open_tasks().await?;
        self.refused = cloud.table.refused_files().await?;
        self.dead_letters = cloud.dead_letters().await?;
        self.planned = cloud.scheduled().await?.len();
        // Only what our functions say: the cloud's own log tells of requests, with names of objects.
        self.log = cloud.log()?.lines().filter_map(function_line).collect();
        Ok(())
    }

    /// Where a customer's morning is.
    pub fn zone(&self, account: &AccountKey) -> Tz {
        let known = self.ledgers.get(account).zip(self.in_force.as_ref());
        known.map_or(Tz::UTC, |(ledger, in_force)| {
            Residence::of(&ledger.account, &in_force.creditor).zone
        })
    }

    /// The mail of a letter.
    pub fn mail(&self, letter: &LetterId) -> Option<&Mailed> {
        self.mails.iter().find(|mail| &mail.letter == letter)
    }
}

fn function_line(line: &str) -> Option<String> {
    line.find("{\"level\":")
        .and_then(|start| line.get(start..))
        .map(str::to_owned)
}
