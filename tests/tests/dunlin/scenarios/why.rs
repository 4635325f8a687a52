//! What was decided is kept: afterwards every day of every invoice can be asked for its reason.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days as DaysOf, Duration, NaiveDate, Utc};
use dunning::account::AccountKey;
use dunning::answer::{Answer, DisputeReason};
use dunning::arrival::{Arrival, CustomerArrival};
use dunning::decided::{Decided, KeptDecisions, Verdict, kept, last_kept};
use dunning::invoice::InvoiceId;
use dunning::plan::plan;
use dunning::ports::Ledgers;
use dunning::timing::opening;
use proptest::prelude::*;
use tests::world::{Fate, ready};

use crate::book::{at, business, customer, day, euros, invoice, payment};
use crate::story::{Story, key};

const FIRST: &str = "2026-11-02";
const DAYS: u64 = 75;

/// Where the sweep for a day runs long before, shortly before, and after the window of the day before.
const CUSTOMERS: [(&str, &str, chrono_tz::Tz); 3] = [
    ("C-1", "IT", chrono_tz::Europe::Rome),
    ("C-2", "NZ", chrono_tz::Pacific::Auckland),
    ("C-3", "US-HI", chrono_tz::Pacific::Honolulu),
];

/// What happens on some day, at an hour in UTC at which no customer's window is open.
#[derive(Clone, Debug)]
enum Turn {
    Pays { invoice: usize, sum: i64 },
    Pauses { customer: usize, paused: bool },
    Promises { customer: usize, days: u64 },
    Disputes { customer: usize },
    AnotherInvoice { customer: usize, due_in: u64 },
    LosesAddress { customer: usize },
}

#[derive(Clone, Debug)]
struct Life {
    /// Whose, and due how many days after the beginning.
    invoices: Vec<(usize, u64)>,
    turns: Vec<(u64, Turn)>,
    missed_sweeps: BTreeSet<u64>,
    lost_schedules: BTreeSet<u64>,
}

fn lives() -> impl Strategy<Value = Life> {
    let turn = prop_oneof![
        (0..8_usize, 1..120_i64).prop_map(|(invoice, sum)| Turn::Pays { invoice, sum }),
        (0..3_usize, any::<bool>()).prop_map(|(customer, paused)| Turn::Pauses { customer, paused }),
        (0..3_usize, 1..20_u64).prop_map(|(customer, days)| Turn::Promises { customer, days }),
        (0..3_usize).prop_map(|customer| Turn::Disputes { customer }),
        (0..3_usize, 0..30_u64).prop_map(|(customer, due_in)| Turn::AnotherInvoice { customer, due_in }),
        (0..3_usize).prop_map(|customer| Turn::LosesAddress { customer }),
    ];
    let some_days = || prop_oneof![Just(BTreeSet::new()), prop::collection::btree_set(1..DAYS, 0..6)];
    (
        prop::collection::vec((0..3_usize, 3..40_u64), 1..6),
        prop::collection::vec((1..DAYS, turn), 0..6),
        some_days(),
        some_days(),
    )
        .prop_map(|(invoices, turns, missed_sweeps, lost_schedules)| Life {
            invoices,
            turns,
            missed_sweeps,
            lost_schedules,
        })
}

fn later(days: u64) -> NaiveDate {
    day(FIRST) + DaysOf::new(days)
}

fn begin(life: &Life) -> Story {
    let mut story = Story::begin(FIRST);
    story.checks_daily = false;
    story.days.passes_over_empty_shards = true;
    story.days.missed_sweeps = life.missed_sweeps.iter().map(|days| later(*days)).collect();
    story.days.lost_schedules = life.lost_schedules.iter().map(|days| later(*days)).collect();
    let mut arrivals: Vec<Arrival> = CUSTOMERS
        .iter()
        .map(|(customer, region, zone)| {
            let address = format!("ap@{}.example.com", customer.to_lowercase());
            Arrival::Customer(CustomerArrival {
                zone: Some(*zone),
                ..business(customer, region, &[&address])
            })
        })
        .collect();
    for (number, (whose, due_in)) in life.invoices.iter().enumerate() {
        let due = later(*due_in).to_string();
        let number = format!("INV-{number}");
        arrivals.push(Arrival::Invoice(invoice(
            CUSTOMERS[*whose].0,
            &number,
            "2026-10-20",
            &due,
        )));
    }
    story.upload(&format!("{FIRST} 08:00"), arrivals);
    story
}

/// An hour of the day at which it is 5 o'clock for none of the customers, before the sweep and after.
fn instant(days: u64, seed: usize) -> String {
    format!(
        "{} {}",
        later(days),
        ["02:30", "08:10", "13:20", "21:45"][seed % 4]
    )
}

fn happen(story: &mut Story, days: u64, seed: usize, turn: &Turn) {
    let when = instant(days, seed);
    match turn {
        Turn::Pays { invoice, sum } => {
            let mut paid = payment(
                &format!("B-{seed}"),
                "1",
                &later(days).to_string(),
                &format!("INV-{invoice}"),
            );
            paid.amount = euros(&sum.to_string());
            story.upload(&when, vec![Arrival::Payment(paid)]);
        }
        Turn::Pauses { customer, paused } => {
            let (number, region, zone) = CUSTOMERS[*customer];
            let paused = CustomerArrival {
                paused: Some(*paused),
                zone: Some(zone),
                ..business(number, region, &[])
            };
            story.upload(&when, vec![Arrival::Customer(paused)]);
        }
        Turn::AnotherInvoice { customer, due_in } => {
            let due = later(days + due_in).to_string();
            let arrived = invoice(
                CUSTOMERS[*customer].0,
                &format!("INV-N{seed}"),
                &later(days).to_string(),
                &due,
            );
            story.upload(&when, vec![Arrival::Invoice(arrived)]);
        }
        Turn::Promises {
            customer,
            days: ahead,
        } => answer(
            story,
            &when,
            *customer,
            &Answer::WillPay {
                on: later(days + ahead),
            },
        ),
        Turn::Disputes { customer } => {
            let text = "The price is wrong".to_owned();
            let reason = DisputeReason::Amount;
            answer(story, &when, *customer, &Answer::Dispute { reason, text });
        }
        Turn::LosesAddress { customer } => {
            let address = format!("ap@{}.example.com", CUSTOMERS[*customer].0.to_lowercase());
            story.days.fates(&address, &[Fate::HardBounce]);
        }
    }
}

/// Answers the last letter, if there is one by now.
fn answer(story: &mut Story, when: &str, customer: usize, answer: &Answer) {
    let ledger = story.days.ledger(&key(CUSTOMERS[customer].0));
    let last = ledger.and_then(|ledger| ledger.letters.last().map(|letter| letter.id.clone()));
    if let Some(letter) = last {
        story.days.answer(at(when), letter, answer.clone());
    }
}

/// What is decided on each of a customer's days, as the window opens.
#[derive(Default)]
struct Seen(BTreeMap<(AccountKey, NaiveDate), KeptDecisions>);

impl Seen {
    fn look(&mut self, story: &Story, customer: &str, day: NaiveDate) {
        let in_force = story.in_force();
        if let Some(ledger) = story.days.ledger(&key(customer)) {
            let decisions = plan(&ledger, &in_force, day).decisions;
            self.0.insert((key(customer), day), kept(&decisions, day));
        }
    }
}

/// Lets the days pass and notes what is decided for each.
fn live(life: &Life) -> (Story, Seen) {
    let mut story = begin(life);
    let mut seen = Seen::default();
    for days in 0..DAYS {
        for (seed, (_, turn)) in life.turns.iter().enumerate().filter(|(_, (on, _))| *on == days) {
            happen(&mut story, days, seed, turn);
        }
        // The windows of three civil days may open within these 24 hours.
        let from = later(days).and_hms_opt(0, 0, 0).unwrap().and_utc();
        let mut windows: Vec<(DateTime<Utc>, &str, NaiveDate)> = Vec::new();
        for (customer, _, zone) in CUSTOMERS {
            for on in [later(days), later(days + 1)] {
                let opens = opening(on, story.in_force().policy.window, zone).unwrap().opens;
                if opens >= from && opens < from + Duration::hours(24) {
                    windows.push((opens, customer, on));
                }
            }
        }
        windows.sort();
        for (opens, customer, on) in windows {
            story.days.run_until(opens - Duration::seconds(1));
            seen.look(&story, customer, on);
        }
        story
            .days
            .run_until(from + Duration::hours(24) - Duration::seconds(1));
    }
    (story, seen)
}

fn records(story: &Story, account: &AccountKey) -> Vec<Decided> {
    ready(story.days.world.store.decided(account)).unwrap()
}

/// A letter to the customer about the invoice left on that day, whatever came back of it in the same hour.
fn was_told(story: &Story, account: &AccountKey, invoice: &InvoiceId, day: NaiveDate) -> bool {
    let ledger = story.days.ledger(account).unwrap();
    ledger
        .letters
        .iter()
        .any(|letter| letter.id.day == day && letter.lines.iter().any(|line| &line.invoice == invoice))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_invoice_on_every_day_has_the_reason_that_was_decided(life in lives()) {
        let (story, seen) = live(&life);
        let mut asked = 0;
        for ((account, on), decisions) in &seen.0 {
            let records = records(&story, account);
            for (id, decision) in decisions {
                let told = format!("{} {id} on {on}", story.days.ledger(account).unwrap().account.customer);
                let Some((record, kept)) = last_kept(&records, id, *on) else {
                    prop_assert!(false, "{told}: nothing was kept, but it was {decision:?}");
                    unreachable!()
                };
                asked += 1;
                // What a sweep that did not run would have decided was not decided.
                let swept = !story.days.missed_sweeps.contains(&on.pred_opt().unwrap());
                if kept.holds_on(*on) {
                    prop_assert!(
                        (kept.verdict, &kept.reason) == (decision.verdict, &decision.reason) || !swept,
                        "{told}: {kept:?}, kept for {} at {}, but it was {decision:?}", record.day, record.at
                    );
                } else {
                    // Only where no sweep ran for the day on which it was to be decided again.
                    let until = kept.until.unwrap();
                    let missed = until.iter_days().take_while(|day| day <= on)
                        .any(|day| story.days.missed_sweeps.contains(&day.pred_opt().unwrap()));
                    prop_assert!(missed, "{told}: nothing was decided since {kept:?}, but it was {decision:?}");
                }
                if decision.verdict == Verdict::Remind && !was_told(&story, account, id, *on) {
                    let is_lost = story.days.lost_schedules.contains(on);
                    prop_assert!(is_lost || !swept, "{told}: a letter was due and none went");
                }
            }
        }
        prop_assert!(asked > 0);
    }
}

/// An invoice's whole life up to the question for the final notice. Reasons wait in the head, which is mostly written
/// anyway; the rows that they then share are not in the sum. A write unit costs less than a millionth of a dollar, a mail a
/// tenth of a thousandth.
#[test]
fn keeping_the_reasons_costs_a_write_unit_a_letter() {
    let mut story = Story::begin("2026-10-01");
    story.checks_daily = false;
    story.days.passes_over_empty_shards = true;
    let owed = Arrival::Invoice(invoice("C-1", "INV-1", "2026-10-01", "2026-11-24"));
    story.upload("2026-10-01 08:00", vec![customer("C-1"), owed]);
    story.until("2027-02-28");
    let spent = story.days.world.store.write_units();
    let kept = records(&story, &key("C-1")).len();
    assert_eq!((story.mails().len(), kept), (6, 15));
    assert_eq!(spent.all - spent.without_decisions, 6);
}
