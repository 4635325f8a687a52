//! The weekly report within a digest, where the policy wants one: what a manager's customers did in the days since
//! the last report, in sums.
//!
//! Every piece of news counts on the day on which it happened, in one report. A report that may not have left is owed
//! still: the next day's digest brings it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use chrono_tz::Tz;

use super::{TaskName, answers, each};
use crate::account::AccountKey;
use crate::answer::Said;
use crate::invoice::InvoiceId;
use crate::ledger::Closing;
use crate::money::{Money, totals};
use crate::news::{News, NewsItem};
use crate::task::TaskKind;

/// Days that a report reaches back at most: a week, and one more whose report did not leave.
pub const REPORT_DAYS_AT_MOST: u64 = 14;

/// Changes with news that one report looks at, the newest; one with more begins later, and says so by its first day.
pub const REPORT_NEWS_AT_MOST: usize = 5_000;

/// Days of the first report, if no digest was there before it.
const WEEK_DAYS: u64 = 7;

/// What is known of a manager's last digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDigest {
    /// The creditor's day that was claimed.
    pub day: NaiveDate,
    /// The first day that no report has told of, and from which on told news is kept; none: no report is wanted.
    pub unreported_since: Option<NaiveDate>,
}

/// The days that a report tells of: the creditor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: NaiveDate,
    /// The first that is not told of.
    pub until: NaiveDate,
}

impl Span {
    /// The days that are to be reported today; none if the report of the latest such weekday has left.
    pub fn due(weekday: Weekday, unreported_since: NaiveDate, today: NaiveDate) -> Option<Self> {
        let until = latest(weekday, today);
        (unreported_since < until).then_some(Self {
            from: unreported_since,
            until,
        })
    }

    /// The last day that is told of.
    pub fn last(&self) -> NaiveDate {
        self.until.pred_opt().unwrap_or(self.until)
    }

    fn contains(&self, day: NaiveDate) -> bool {
        (self.from..self.until).contains(&day)
    }
}

/// The first day that the next report has to tell of. Reports begin with the first day of which nothing was forgotten,
/// on the weekday itself.
pub fn unreported_since(weekday: Weekday, last: Option<&LastDigest>, today: NaiveDate) -> NaiveDate {
    let begun = last.and_then(|last| last.unreported_since);
    let since = begun.unwrap_or_else(|| {
        let known_from = last.map_or(days_before(today, WEEK_DAYS), |last| {
            last.day.succ_opt().unwrap_or(last.day)
        });
        let until = latest(weekday, today);
        if today == until {
            known_from
        } else {
            known_from.max(until)
        }
    });
    since.max(days_before(today, REPORT_DAYS_AT_MOST))
}

/// The latest such weekday, up to today.
fn latest(weekday: Weekday, today: NaiveDate) -> NaiveDate {
    days_before(today, u64::from(today.weekday().days_since(weekday)))
}

fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// Invoices that left the open ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// How many.
    pub count: usize,
    /// What they asked for, apart by currency.
    pub billed: Vec<Money>,
}

/// How many customers' answers of each kind came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// "I have paid".
    pub paid: usize,
    /// "I will pay on …".
    pub will_pay: usize,
    /// "Something is wrong".
    pub dispute: usize,
    /// "Wrong person".
    pub wrong_person: usize,
}

/// The report's figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Of which days.
    pub span: Span,
    /// Closed by money.
    pub paid: Settled,
    /// Closed by a credit note.
    pub credited: Settled,
    /// Customers' answers.
    pub answered: Answered,
    /// Tasks that were opened, by kind; none twice.
    pub opened: BTreeMap<TaskKind, usize>,
    /// Tasks open today.
    pub open: usize,
}

impl Week {
    /// The figures of what was read of these days, which may hold other days' news, in any order and twice. Each of
    /// `readings` is cut off behind its newest [`REPORT_NEWS_AT_MOST`].
    pub fn compose(span: Span, zone: Tz, readings: Vec<Vec<News>>, open: usize) -> Self {
        let day_of = |news: &News| news.at.with_timezone(&zone).date_naive();
        let mut span = span;
        for reading in readings.iter().filter(|read| read.len() >= REPORT_NEWS_AT_MOST) {
            let oldest = reading.iter().map(day_of).min();
            // Of that day some may be missing.
            let whole_from = oldest.and_then(|day| day.succ_opt());
            span.from = whole_from
                .map_or(span.from, |day| span.from.max(day))
                .min(span.until);
        }
        let of_span = readings
            .into_iter()
            .flatten()
            .filter(|news| span.contains(day_of(news)));
        let once: BTreeMap<_, News> = of_span
            .map(|news| ((news.at, news.account.clone(), news.version), news))
            .collect();
        let news: Vec<News> = once.into_values().collect();
        let closed = last_closings(&news);
        Self {
            span,
            paid: settled(&closed, Closing::Paid),
            credited: settled(&closed, Closing::Credited),
            answered: answered(&news),
            opened: opened(&news),
            open,
        }
    }
}

/// How each customer's invoices closed, and what they asked for.
type Closings<'a> = BTreeMap<(&'a AccountKey, &'a InvoiceId), (Closing, Money)>;

/// An invoice may be paid, asked for again and credited within days: how it closed last counts.
fn last_closings(news: &[News]) -> Closings<'_> {
    let mut closings = Closings::new();
    for (of, item) in each(news) {
        if let NewsItem::Closed {
            invoice,
            closing,
            billed,
            ..
        } = item
        {
            closings.insert((&of.account, invoice), (*closing, *billed));
        }
    }
    closings
}

fn settled(closings: &Closings<'_>, by: Closing) -> Settled {
    let billed: Vec<Money> = closings
        .values()
        .filter(|(closing, _)| *closing == by)
        .map(|(_, billed)| *billed)
        .collect();
    Settled {
        count: billed.len(),
        billed: totals(billed),
    }
}

fn answered(news: &[News]) -> Answered {
    let mut answered = Answered::default();
    for row in answers(news) {
        let count = match row.answer {
            Said::Paid => &mut answered.paid,
            Said::WillPay { .. } => &mut answered.will_pay,
            Said::Dispute => &mut answered.dispute,
            Said::WrongPerson => &mut answered.wrong_person,
        };
        *count += 1;
    }
    answered
}

fn opened(news: &[News]) -> BTreeMap<TaskKind, usize> {
    let name = |(of, item): (&News, &NewsItem)| match item {
        NewsItem::TaskOpened { kind, subject } => Some(TaskName {
            account: of.account.clone(),
            kind: *kind,
            subject: subject.clone(),
        }),
        _ => None,
    };
    let names: BTreeSet<TaskName> = each(news).filter_map(name).collect();
    let mut opened = BTreeMap::new();
    for name in names {
        *opened.entry(name.kind).or_default() += 1;
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn last(on: &str, unreported_since: Option<&str>) -> LastDigest {
        LastDigest {
            day: day(on),
            unreported_since: unreported_since.map(day),
        }
    }

    /// 2026-11-23 is a Monday. What is unreported, and the days that are told, in Monday's report.
    fn mondays(last: Option<LastDigest>, today: &str) -> (String, Option<(String, String)>) {
        let today = day(today);
        let since = unreported_since(Weekday::Mon, last.as_ref(), today);
        let due = Span::due(Weekday::Mon, since, today);
        let days = due.map(|span| (span.from.to_string(), span.last().to_string()));
        (since.to_string(), days)
    }

    fn told(since: &str, from: &str, to: &str) -> (String, Option<(String, String)>) {
        (since.to_owned(), Some((from.to_owned(), to.to_owned())))
    }

    #[test]
    fn a_report_tells_the_days_since_the_last() {
        let began = Some(last("2026-11-20", Some("2026-11-16")));
        assert_eq!(mondays(began, "2026-11-22"), ("2026-11-16".to_owned(), None));
        let week = told("2026-11-16", "2026-11-16", "2026-11-22");
        assert_eq!(mondays(began, "2026-11-23"), week);
        // What did not leave on Monday is owed on Wednesday, and its days are the same.
        assert_eq!(mondays(began, "2026-11-25"), week);
        let left = Some(last("2026-11-23", Some("2026-11-23")));
        assert_eq!(mondays(left, "2026-11-24"), ("2026-11-23".to_owned(), None));
    }

    #[test]
    fn what_is_owed_for_weeks_reaches_back_two_of_them() {
        let long_ago = Some(last("2026-10-05", Some("2026-10-05")));
        let told = told("2026-11-11", "2026-11-11", "2026-11-22");
        assert_eq!(mondays(long_ago, "2026-11-25"), told);
    }

    #[test]
    fn reports_begin_on_their_weekday_with_the_days_of_which_nothing_is_gone() {
        // Nothing was ever told, so everything is there.
        assert_eq!(
            mondays(None, "2026-11-23"),
            told("2026-11-16", "2026-11-16", "2026-11-22")
        );
        assert_eq!(mondays(None, "2026-11-25"), ("2026-11-23".to_owned(), None));
        // What the digests up to Thursday told is gone.
        let thursday = Some(last("2026-11-19", None));
        assert_eq!(mondays(thursday, "2026-11-21"), ("2026-11-20".to_owned(), None));
        assert_eq!(
            mondays(thursday, "2026-11-23"),
            told("2026-11-20", "2026-11-20", "2026-11-22")
        );
        let sunday = Some(last("2026-11-22", None));
        assert_eq!(mondays(sunday, "2026-11-23"), ("2026-11-23".to_owned(), None));
    }
}
