//! The weekly report within the digest: each day of the book in one report, whatever happens to the mails.

use chrono::Weekday;
use chrono_tz::Tz;
use dunning::answer::Answer;
use dunning::arrival::Arrival;
use dunning::digest::{REPORT_NEWS_AT_MOST, Settled, Span, Week};
use dunning::invoice::InvoiceId;
use dunning::ledger::Closing;
use dunning::money::Money;
use dunning::news::{News, NewsItem};
use dunning::policy::Policy;
use dunning::ports::{Digests, MailError};
use tests::contract::fixtures::key;
use tests::world::{Stroke, ready};

use super::{digests, told};
use crate::book::{at, customer, day, euros, in_force, invoice, payment, standard};
use crate::story::Story;

/// An invoice that is due on Tuesday the 24th of November, under a policy that wants a report each Monday.
fn opening() -> Story {
    let policy = Policy {
        weekly_report: Some(Weekday::Mon),
        ..standard().policy
    };
    let mut story = Story::begin_with(in_force(policy), "2026-11-09");
    let arrival = invoice("C-1", "INV-1001", "2026-11-02", "2026-11-24");
    story.upload(
        "2026-11-09 12:00",
        vec![customer("C-1"), Arrival::Invoice(arrival)],
    );
    story
}

fn answered_and_paid(story: &mut Story) {
    let will_pay = Answer::WillPay {
        on: day("2026-12-04"),
    };
    story.answer("2026-11-27 10:00", "C-1", "2026-11-27", will_pay);
    let paid = payment("B-1", "100", "2026-12-03", "INV-1001");
    story.upload("2026-12-03 12:00", vec![Arrival::Payment(paid)]);
}

fn reports(story: &Story) -> Vec<String> {
    let of = |line: String| {
        let (day, week) = (line[..10].to_owned(), line.split_once("week ")?.1.to_owned());
        Some(format!("{day}: {week}"))
    };
    told(story).into_iter().filter_map(of).collect()
}

const REPORTS: [&str; 4] = [
    "2026-11-16: 2026-11-09..2026-11-15: paid 0 (), credited 0 (), answers 0+0+0+0, opened , open 0",
    "2026-11-23: 2026-11-16..2026-11-22: paid 0 (), credited 0 (), answers 0+0+0+0, opened , open 0",
    // The sweep for the 25th asked to follow up.
    "2026-11-30: 2026-11-23..2026-11-29: paid 0 (), credited 0 (), answers 0+1+0+0, opened follow_up 1, open 1",
    "2026-12-07: 2026-11-30..2026-12-06: paid 1 (100.00 EUR), credited 0 (), answers 0+0+0+0, opened , open 0",
];

#[test]
fn each_monday_tells_the_week_before_it() {
    for everything_twice in [false, true] {
        let mut story = opening();
        story.days.everything_twice = everything_twice;
        digests(&mut story, "2026-11-10", "2026-12-08");
        answered_and_paid(&mut story);
        story.until("2026-12-08");
        assert_eq!(reports(&story), REPORTS, "twice: {everything_twice}");
        // Nothing that was told waits, and the other days' digests are what they are without reports.
        assert_eq!(ready(story.days.world.store.news(None)).unwrap(), []);
        assert_eq!(told(&story).len(), 10, "{:?}", told(&story));
    }
}

#[test]
fn a_report_that_may_not_have_left_comes_the_next_day_with_the_same_days() {
    let who_knows = || MailError::Unknown("no answer".into());
    let no = || MailError::NotNow("throttled".into());
    for (answers, on) in [
        (vec![], vec!["2026-11-30"]),
        (vec![who_knows()], vec!["2026-11-30", "2026-12-01"]),
        (
            vec![who_knows(), who_knows()],
            vec!["2026-11-30", "2026-12-01", "2026-12-02"],
        ),
        (vec![no(), no(), no(), no()], vec!["2026-12-01"]),
    ] {
        let mut story = opening();
        digests(&mut story, "2026-11-10", "2026-12-08");
        answered_and_paid(&mut story);
        story.until("2026-11-30 07:00");
        story
            .days
            .world
            .outbox
            .digest_answers
            .borrow_mut()
            .extend(answers);
        story.until("2026-12-08");
        let (_, week) = REPORTS[2].split_once(": ").unwrap();
        let expected: Vec<String> = on.iter().map(|day| format!("{day}: {week}")).collect();
        let mut reports = reports(&story);
        assert_eq!(reports.pop().as_deref(), Some(REPORTS[3]));
        assert_eq!(reports[2..], expected);
    }
}

/// One stroke of bad luck at each single call of a port on the report's way: it is told, at most once a day, and what
/// it counts is counted once, however often it was moved.
#[test]
fn whatever_fails_a_report_is_told_and_counts_once() {
    let mut struck = 0;
    for stroke in Stroke::ALL {
        for nth in 1.. {
            let mut story = opening();
            story.checks_daily = false;
            digests(&mut story, "2026-11-10", "2026-11-27");
            let will_pay = Answer::WillPay {
                on: day("2026-12-04"),
            };
            story.answer("2026-11-27 10:00", "C-1", "2026-11-27", will_pay);
            story.until("2026-11-30 07:00");
            digests(&mut story, "2026-11-30", "2026-11-30");
            story.days.world.strike_at(nth, stroke);
            story.until("2026-11-30 08:30");
            let Some(call) = story.days.world.struck() else {
                break;
            };
            struck += 1;
            digests(&mut story, "2026-12-01", "2026-12-08");
            story.until("2026-12-08");
            let place = format!("{stroke:?} at {call}, call {nth}: {:?}", told(&story));
            let mut days: Vec<String> = told(&story).iter().map(|line| line[..10].to_owned()).collect();
            let mails = days.len();
            days.dedup();
            assert_eq!(days.len(), mails, "{place}");
            let (_, week) = REPORTS[2].split_once(": ").unwrap();
            let reports = reports(&story);
            let of_week = reports.iter().filter(|line| line.ends_with(week)).count();
            assert!((1..=2).contains(&of_week), "{place}");
            // The next one begins behind it.
            let next = reports
                .iter()
                .filter(|line| line.contains(": 2026-11-30..2026-12-06: "));
            assert_eq!(next.count(), 1, "{place}");
            assert_eq!(reports.len(), 3 + of_week, "{place}");
            assert_eq!(ready(story.days.world.store.news(None)).unwrap(), [], "{place}");
        }
    }
    assert!(struck > 40, "only {struck} strokes");
}

#[test]
fn reports_that_are_asked_for_later_begin_with_the_days_that_are_still_known() {
    let mut story = Story::begin("2026-11-09");
    let arrival = invoice("C-1", "INV-1001", "2026-11-02", "2026-11-24");
    story.upload(
        "2026-11-09 12:00",
        vec![customer("C-1"), Arrival::Invoice(arrival)],
    );
    digests(&mut story, "2026-11-10", "2026-12-08");
    answered_and_paid(&mut story);
    story.until("2026-11-28 12:00");
    assert_eq!(reports(&story), [""; 0]);
    let mut rules = standard();
    rules.policy.weekly_report = Some(Weekday::Mon);
    story.days.world.store.put_rules(rules);
    story.until("2026-12-08");
    // What the 28th told is forgotten.
    let first =
        "2026-11-30: 2026-11-29..2026-11-29: paid 0 (), credited 0 (), answers 0+0+0+0, opened , open 1";
    assert_eq!(reports(&story), [first, REPORTS[3]]);
}

/// News of an account at an instant.
fn news(number: u64, when: &str, items: Vec<NewsItem>) -> News {
    News {
        account: key(number),
        version: 1,
        at: at(when),
        customer: "Rossi S.p.A.".into(),
        manager: None,
        items,
    }
}

fn closed(number: &str, closing: Closing, billed: Money) -> NewsItem {
    NewsItem::Closed {
        invoice: InvoiceId::whole(number),
        closing,
        billed,
        holds: Vec::new(),
        tasks: Vec::new(),
    }
}

const SPAN: (&str, &str) = ("2026-11-16", "2026-11-23");

fn compose(readings: Vec<Vec<News>>) -> Week {
    let span = Span {
        from: day(SPAN.0),
        until: day(SPAN.1),
    };
    Week::compose(span, Tz::Europe__Dublin, readings, 0)
}

#[test]
fn an_invoice_counts_as_it_closed_last_and_news_that_is_read_twice_once() {
    let pounds = Money {
        currency: dunning::money::Currency::parse("GBP").unwrap(),
        ..euros("80")
    };
    let paid = |number: &str, sum: Money| closed(number, Closing::Paid, sum);
    let early = vec![paid("INV-1", euros("100")), paid("INV-2", euros("0.10"))];
    let late = vec![
        closed("INV-1", Closing::Credited, euros("100")),
        paid("INV-3", pounds),
    ];
    let reading = vec![
        // Paid, gone back, credited.
        news(1, "2026-11-20 12:00", late),
        news(1, "2026-11-17 12:00", early),
        // The same number of another customer.
        news(2, "2026-11-17 12:00", vec![paid("INV-1", euros("5"))]),
        news(3, "2026-11-15 23:59", vec![paid("INV-4", euros("1000"))]),
        news(3, "2026-11-23 00:00", vec![paid("INV-5", euros("1000"))]),
    ];
    let week = compose(vec![reading.clone(), reading]);
    assert_eq!(
        week.paid,
        Settled {
            count: 3,
            billed: vec![euros("5.10"), pounds]
        }
    );
    assert_eq!(
        week.credited,
        Settled {
            count: 1,
            billed: vec![euros("100")]
        }
    );
}

#[test]
fn a_week_that_is_too_much_begins_with_the_first_day_that_is_whole() {
    let many = |count: usize, when: &str| -> Vec<News> {
        let one = |number| {
            let number = u64::try_from(number).unwrap();
            news(number, when, vec![closed(when, Closing::Paid, euros("1"))])
        };
        (0..count).map(one).collect()
    };
    let mut read = many(REPORT_NEWS_AT_MOST - 3, "2026-11-20 12:00");
    read.extend(many(2, "2026-11-18 12:00"));
    let whole = compose(vec![read.clone()]);
    assert_eq!(
        (whole.span.from, whole.paid.count),
        (day(SPAN.0), REPORT_NEWS_AT_MOST - 1)
    );
    read.extend(many(1, "2026-11-17 12:00"));
    let cut = compose(vec![read]);
    assert_eq!(
        (cut.span.from, cut.paid.count),
        (day("2026-11-18"), REPORT_NEWS_AT_MOST - 1)
    );
}
