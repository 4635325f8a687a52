//! `dunlin doctor`: gathers the facts, one question after the other, and shows what they mean.

use aws::health::mail::MailAccount;
use aws::health::queues::queue_counts;
use aws::health::schedules::{late_letters, recurring};
use aws::{Table, table::SettingInForce};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use documents::settings::READERS;
use dunning::creditor::Creditor;
use dunning::ledger::Ledger;
use dunning::ports::{InForce, PortError, Settings};

use crate::arguments::General;
use crate::cloud::{self, Examined};
use crate::doctor::mail::Tomorrow;
use crate::doctor::{Finding, Verdict, machine, mail, queues, second_sender, sender, settings, sweep};
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::today::{Today, wall_clock};
use crate::verb::init::SHIPPED_CREDITOR;
use crate::{Ending, book};

/// Customers of each of the agenda's shards whose ledgers are read, those whose day comes first: some thousands in all.
const CUSTOMERS_A_SHARD_AT_MOST: usize = 100;

/// So late a letter may be: the Scheduler tries for as long.
const HOURS_LATE_AT_MOST: i64 = 1;

/// Whatever stands under a day so many days ago was met by no sweep since.
const DAYS_UNSWEPT: u64 = 2;

pub(super) async fn run(general: &General, screen: &Screen, today: Today) -> Result<Ending, Failure> {
    let report = Report {
        screen,
        is_wrong: std::cell::Cell::new(false),
    };
    let examined = cloud::examined(general).await?;
    let stack = machine::stack(examined.name(), examined.status());
    let is_nowhere = examined.status().is_err() && stack.verdict == Verdict::Wrong;
    report.tell([stack])?;
    if is_nowhere {
        // Without credentials, a network or a stack every other answer would be this one again.
        return Ok(Ending::Refused);
    }
    let books = match examined.table() {
        Some(table) => table_findings(&table, today, &report).await?,
        None => {
            let told = "could not be told: the table is not known";
            report.tell([Finding::untold(
                "settings",
                told,
                "name it by --table (DUNLIN_TABLE)",
            )])?;
            None
        }
    };
    report.tell(schedule_findings(&examined, today.instant()).await)?;
    report.tell(queue_findings(&examined).await)?;
    report.tell(mail_findings(&examined, books.as_ref()).await)?;
    Ok(if report.is_wrong.get() {
        Ending::Refused
    } else {
        Ending::Good
    })
}

/// Where findings go, as soon as they are known.
struct Report<'a> {
    screen: &'a Screen,
    is_wrong: std::cell::Cell<bool>,
}

impl Report<'_> {
    fn tell(&self, findings: impl IntoIterator<Item = Finding>) -> Result<(), Failure> {
        for finding in findings {
            if finding.verdict == Verdict::Wrong {
                self.is_wrong.set(true);
            }
            if self.screen.is_json {
                self.screen.json(&finding)?;
                continue;
            }
            let (verdict, look) = match finding.verdict {
                Verdict::Good => ("good", Look::Good),
                Verdict::Look => ("look here", Look::Strong),
                Verdict::Wrong => ("wrong", Look::Bad),
                Verdict::Untold => ("untold", Look::Plain),
            };
            let remedy = finding
                .remedy
                .map_or_else(String::new, |remedy| format!(" → {remedy}"));
            let check = finding.check.replace('_', " ");
            let line = format!("{verdict:<9}  {check:<17}  {}{remedy}", finding.finding);
            self.screen.line(look, &harmless(&line))?;
        }
        Ok(())
    }
}

/// What the books tell to those who look at the mail.
struct Books {
    creditor: Creditor,
    /// Letters of tomorrow; none if they could not be counted.
    tomorrow: Option<Tomorrow>,
}

async fn table_findings(table: &Table, today: Today, report: &Report<'_>) -> Result<Option<Books>, Failure> {
    let policy = table.policy_in_force().await;
    let creditor = table.creditor_in_force().await;
    report.tell([setting("policy", policy), setting("creditor", creditor)])?;
    let in_force = match table.settings().await {
        Ok(in_force) => in_force,
        Err(error) => {
            report.tell(settings::unreadable(error))?;
            return Ok(None);
        }
    };
    let day = today.date(in_force.creditor.zone);
    if let Ok(shipped) = (READERS.creditor)(SHIPPED_CREDITOR) {
        report.tell([settings::creditor(&in_force.creditor, &shipped)])?;
    }
    report.tell([
        settings::payments(&in_force, day),
        swept(table, today.instant().date_naive()).await,
    ])?;
    let tomorrow = match ledgers(table).await {
        Ok((ledgers, is_all)) => {
            report.tell([second_sender::second_sender(&ledgers)])?;
            Some(letters_of_tomorrow(&ledgers, is_all, &in_force, day))
        }
        Err(error) => {
            let right = "dynamodb:Query on the stack's table and its index";
            report.tell([Finding::unanswered("second_sender", error, right)])?;
            None
        }
    };
    Ok(Some(Books {
        creditor: in_force.creditor,
        tomorrow,
    }))
}

fn setting(check: &'static str, found: Result<SettingInForce, PortError>) -> Finding {
    match found {
        Ok(found) => settings::in_force(check, Ok(&found)),
        Err(error) => settings::in_force(check, Err(error)),
    }
}

async fn swept(table: &Table, today: NaiveDate) -> Finding {
    let before = today
        .checked_sub_days(Days::new(DAYS_UNSWEPT))
        .unwrap_or(NaiveDate::MIN);
    match book::accounts_due(table, before, CUSTOMERS_A_SHARD_AT_MOST).await {
        Ok(unswept) => sweep::sweep(unswept.accounts.len(), before),
        Err(error) => Finding::unanswered("sweep", error, "dynamodb:Query on the table's index agenda"),
    }
}

/// The ledgers of the customers whose day comes first, and whether those are all who owe something.
async fn ledgers(table: &Table) -> Result<(Vec<Ledger>, bool), PortError> {
    let due = book::accounts_due(table, NaiveDate::MAX, CUSTOMERS_A_SHARD_AT_MOST).await?;
    Ok((book::ledgers(table, due.accounts).await?, due.is_all))
}

fn letters_of_tomorrow(ledgers: &[Ledger], is_all: bool, in_force: &InForce, today: NaiveDate) -> Tomorrow {
    let tomorrow = today.succ_opt().unwrap_or(today);
    let letters_of = |ledger| {
        let forecast = crate::forecast::forecast(ledger, in_force, today, tomorrow, |_| false);
        let letters = forecast.letters.into_iter();
        letters.filter(|letter| letter.draft.id.day == tomorrow).count()
    };
    Tomorrow {
        letters: ledgers.iter().map(letters_of).sum(),
        is_all,
    }
}

async fn schedule_findings(examined: &Examined<'_>, now: DateTime<Utc>) -> [Finding; 2] {
    let scheduler = examined.clients().scheduler();
    let unknown = |check| {
        Finding::untold(
            check,
            "could not be told: the stack does not name its schedules",
            "a stack of an earlier release names them after `make deploy`",
        )
    };
    let daily = match examined.output("DailySweep") {
        None => unknown("daily_schedule"),
        Some(name) => match recurring(&scheduler, &name).await {
            Ok(found) => sweep::daily_schedule(found.as_ref()),
            Err(error) => Finding::unanswered("daily_schedule", error, "scheduler:GetSchedule"),
        },
    };
    let planned = match examined.output("ScheduleGroup") {
        None => unknown("planned_letters"),
        Some(group) => {
            let before = now - TimeDelta::hours(HOURS_LATE_AT_MOST);
            match late_letters(&scheduler, &group, before).await {
                Ok(late) => sweep::planned_letters(&late),
                Err(error) => {
                    let rights = "scheduler:ListSchedules and scheduler:GetSchedule";
                    Finding::unanswered("planned_letters", error, rights)
                }
            }
        }
    };
    [daily, planned]
}

async fn queue_findings(examined: &Examined<'_>) -> Vec<Finding> {
    match queue_counts(&examined.clients().sqs(), examined.name()).await {
        Ok(counts) => vec![queues::waiting(&counts), queues::dead_letters(&counts)],
        Err(error) => {
            let rights = "sqs:ListQueues and sqs:GetQueueAttributes";
            vec![Finding::unanswered("queues", error, rights)]
        }
    }
}

async fn mail_findings(examined: &Examined<'_>, books: Option<&Books>) -> Vec<Finding> {
    let ses = examined.mail();
    let (account, time) = ses.account().await;
    let mut findings = vec![machine::clock(wall_clock(), time)];
    let senders = examined
        .parameter("SendConcurrency")
        .and_then(|value| value.parse().ok());
    let has_advisor = account
        .as_ref()
        .is_ok_and(|account: &MailAccount| account.has_advisor);
    match account {
        Ok(account) => {
            let tomorrow = books.and_then(|books| books.tomorrow);
            findings.extend(mail::account(&account, tomorrow, senders));
        }
        Err(error) => findings.push(Finding::unanswered("sandbox", error, "ses:GetAccount")),
    }
    if let Some(books) = books {
        let sender = &books.creditor.sender;
        match ses.identity(sender).await {
            Ok(identity) => {
                findings.extend(sender::identity(
                    sender.as_str(),
                    identity.as_ref(),
                    examined.region(),
                ));
                let name = identity.map_or_else(|| sender.to_string(), |identity| identity.name);
                // Only what SES looks at is worth a question; what it does not say is told with the way to find out.
                let advice = if has_advisor {
                    ses.dmarc_advice(&name).await
                } else {
                    Ok(None)
                };
                findings.push(match advice {
                    Ok(advice) => sender::dmarc(sender.as_str(), advice.as_deref(), has_advisor),
                    Err(error) => Finding::unanswered("dmarc", error, "ses:ListRecommendations"),
                });
            }
            Err(error) => findings.push(Finding::unanswered("sender", error, "ses:GetEmailIdentity")),
        }
    }
    let set = examined
        .output("ConfigurationSet")
        .unwrap_or_else(|| examined.name().to_owned());
    findings.push(match ses.events_told(&set).await {
        Ok(told) => sender::events(&set, told.as_ref()),
        Err(error) => Finding::unanswered("events", error, "ses:GetConfigurationSetEventDestinations"),
    });
    findings
}
