//! What the numbers count.

use aws::table::History;
use chrono::Weekday;
use dunning::answer::Said;
use dunning::invoice::NeverReminded;
use dunning::ledger::Closing;
use dunning::letter::LetterState;
use dunning::money::Currency;
use dunning::stage::{StageName, Tone};
use rust_decimal::Decimal;

use super::super::answers::Kind;
use super::super::figures::{DEBTORS_AT_MOST, Figures};
use super::super::outcomes::Outcome;
use super::super::settled::After;
use super::book::{
    TODAY, answered, currency, figures, gathered, history, invoice, letter, made_up_year, paid,
};
use super::day;

const DELIVERED: LetterState = LetterState::Delivered;

fn of(histories: &[History]) -> Figures {
    figures(histories, Vec::new())
}

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// What was open, and overdue, at the end of some days that are a number of weeks before [`TODAY`].
fn at(figures: &Figures, on: &[&str]) -> Vec<(String, String)> {
    let points = figures.over_time.points(currency("EUR"));
    let of = |text: &&str| {
        let point = points.iter().find(|point| point.day == day(text)).unwrap();
        (point.open.to_string(), point.overdue.to_string())
    };
    on.iter().map(of).collect()
}

fn pairs(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter()
        .map(|(open, late)| ((*open).to_owned(), (*late).to_owned()))
        .collect()
}

#[test]
fn an_invoice_is_open_from_its_issue_and_overdue_from_the_day_after_due_until_the_bank_booked_the_money() {
    let mut customer = history("C-1");
    // Due on Sunday 1 November.
    let late = paid(invoice("I-1", "2026-10-02", "100", "EUR"), "2026-11-12", "100");
    customer.closed.push((late, Closing::Paid));
    let weeks = ["2026-10-04", "2026-11-01", "2026-11-08", "2026-11-15"];
    let told = [("100", "0"), ("100", "0"), ("100", "100"), ("0", "0")];
    let figures = of(&[customer]);
    assert_eq!(at(&figures, &weeks), pairs(&told));
    let first = figures.over_time.points(currency("EUR"))[0];
    assert_eq!(
        first.day,
        day("2026-10-04"),
        "nothing is told of the weeks before the first invoice"
    );
}

#[test]
fn part_payments_lower_what_is_open_and_a_return_raises_it() {
    let mut customer = history("C-1");
    let parts = invoice("I-1", "2026-09-01", "100", "EUR");
    let parts = paid(paid(parts, "2026-10-20", "60"), "2026-11-10", "-60");
    customer.open.push(parts);
    let weeks = ["2026-10-18", "2026-10-25", "2026-11-15"];
    let told = [("100", "100"), ("40", "40"), ("100", "100")];
    assert_eq!(at(&of(&[customer]), &weeks), pairs(&told));
}

#[test]
fn what_a_balance_holds_already_is_not_taken_off_again() {
    let mut customer = history("C-1");
    let mut balance = paid(invoice("I-1", "2026-11-01", "40", "EUR"), "2026-11-05", "60");
    balance.balance_as_of = Some(day("2026-11-06"));
    customer.open.push(balance);
    assert_eq!(at(&of(&[customer]), &["2026-11-08"]), pairs(&[("40", "0")]));
}

#[test]
fn what_is_closed_without_a_payment_ends_with_the_version_that_closed_it() {
    let mut customer = history("C-1");
    let mut closed = invoice("I-1", "2026-10-01", "100", "EUR");
    closed.revision.at = "2026-11-10T08:00:00Z".parse().unwrap();
    customer.closed.push((closed, Closing::Paid));
    // Neither was ever asked for by itself.
    customer
        .closed
        .push((invoice("I-2", "2026-10-01", "7", "EUR"), Closing::Replaced));
    let mut debited = invoice("I-3", "2026-10-01", "9", "EUR");
    debited.never_reminded = Some(NeverReminded::DirectDebit);
    customer.closed.push((debited, Closing::NeverReminded));
    let weeks = ["2026-11-08", "2026-11-15"];
    assert_eq!(at(&of(&[customer]), &weeks), pairs(&[("100", "100"), ("0", "0")]));
}

#[test]
fn the_last_point_is_what_is_open_by_age() {
    let figures = made_up_year(80);
    for currency in figures.currencies() {
        let aged = figures.aged(currency);
        let last = *figures.over_time.points(currency).last().unwrap();
        let late = super::super::figures::overdue(&aged);
        assert_eq!(
            (last.day, last.open, last.overdue),
            (day(TODAY), aged.total(), late),
            "{currency}"
        );
    }
}

fn after<'a>(figures: &'a Figures, stage: &str) -> &'a After {
    let name = StageName::parse(stage).unwrap();
    let stages = figures.settled.stages(&figures.ladder);
    stages.into_iter().find(|(other, _)| **other == name).unwrap().1
}

#[test]
fn money_counts_for_the_last_letter_that_had_left_and_did_not_come_back() {
    let mut customer = history("C-1");
    let bounced = LetterState::Bounced { permanent: true };
    customer.letters = vec![
        letter(
            &customer,
            "2026-10-06",
            Tone::EarlyLate,
            &["I-1", "I-2", "I-3"],
            DELIVERED,
        ),
        letter(&customer, "2026-10-09", Tone::LateLate, &["I-1", "I-3"], bounced),
        letter(
            &customer,
            "2026-10-20",
            Tone::SecondNotice,
            &["I-1", "I-3"],
            DELIVERED,
        ),
    ];
    let mut close = |number: &str, on: &str| {
        let invoice = paid(invoice(number, "2026-09-01", "100", "EUR"), on, "100");
        customer.closed.push((invoice, Closing::Paid));
    };
    close("I-1", "2026-10-13");
    close("I-2", "2026-10-06");
    close("I-3", "2026-10-25");
    close("I-4", "2026-10-25");
    let figures = of(&[customer]);
    let early = after(&figures, "early_late");
    assert_eq!((early.written, early.paid()), (3, 2));
    assert_eq!(
        (early.paid_within((0, Some(3))), early.paid_within((4, Some(7)))),
        (1, 1)
    );
    assert_eq!(early.half_within(), Some(0));
    let second = after(&figures, "second_notice");
    assert_eq!(
        (second.written, second.paid(), second.half_within()),
        (2, 1, Some(5))
    );
    assert_eq!((figures.settled.unprompted, figures.settled.day_unknown), (1, 0));
    let stages: Vec<&str> = figures
        .settled
        .stages(&figures.ladder)
        .into_iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        stages,
        ["early_late", "second_notice"],
        "in the ladder's order, without what came back"
    );
}

#[test]
fn money_without_a_day_and_money_of_other_years_is_told_apart() {
    let mut customer = history("C-1");
    let mut without = invoice("I-1", "2026-09-01", "100", "EUR");
    without.revision.at = "2026-10-01T08:00:00Z".parse().unwrap();
    customer.closed.push((without, Closing::Paid));
    let old = paid(invoice("I-2", "2024-09-01", "100", "EUR"), "2024-10-01", "100");
    customer.closed.push((old, Closing::Paid));
    let credited = paid(invoice("I-3", "2026-09-01", "100", "EUR"), "2026-10-01", "100");
    customer.closed.push((credited, Closing::Credited));
    // Paid a day after a letter that is a day too old to be counted.
    let late = paid(invoice("I-4", "2025-10-01", "100", "EUR"), "2025-11-24", "100");
    customer.closed.push((late, Closing::Paid));
    customer.letters = vec![letter(
        &customer,
        "2025-11-23",
        Tone::EarlyLate,
        &["I-4"],
        DELIVERED,
    )];
    let settled = of(&[customer]).settled;
    assert_eq!((settled.unprompted, settled.day_unknown), (0, 1));
    assert_eq!(settled.stages(&[]), []);
}

#[test]
fn rates_are_of_the_letters_that_left_or_may_have() {
    let mut customer = history("C-1");
    let states = [
        DELIVERED,
        LetterState::Bounced { permanent: true },
        LetterState::Bounced { permanent: false },
        LetterState::Complained,
        LetterState::Unknown,
        LetterState::Sent,
        LetterState::Released {
            why: "not now".into(),
        },
        LetterState::Rejected {
            why: "a virus".into(),
        },
    ];
    for (index, state) in states.into_iter().enumerate() {
        let on = format!("2026-11-{:02}", index + 2);
        let letter = letter(&customer, &on, Tone::EarlyLate, &["I-1"], state);
        customer.letters.push(letter);
    }
    let beyond = letter(
        &customer,
        "2025-11-23",
        Tone::EarlyLate,
        &["I-1"],
        LetterState::Complained,
    );
    customer.letters.push(beyond);
    let outcomes = of(&[customer]).outcomes;
    assert_eq!(outcomes.left(), 6);
    assert_eq!((outcomes.hard_bounces(), outcomes.soft_bounces()), (1, 1));
    assert_eq!(outcomes.percent(outcomes.hard_bounces()), Some(amount("16.67")));
    assert_eq!(outcomes.count(Tone::EarlyLate, Outcome::DidNotLeave), 2);
    assert_eq!(
        outcomes.all_of(Outcome::Complained),
        1,
        "that of a year and a day ago is not told"
    );
    assert_eq!(of(&[]).outcomes.percent(0), None, "of nothing there is no share");
}

#[test]
fn the_last_answer_to_a_letter_counts_and_those_to_letters_that_came_back_do_not() {
    let mut customer = history("C-1");
    let bounced = LetterState::Bounced { permanent: true };
    let first = letter(&customer, "2026-11-03", Tone::EarlyLate, &["I-1"], DELIVERED);
    let second = letter(&customer, "2026-11-10", Tone::LateLate, &["I-1"], bounced);
    let on = day("2026-11-20");
    for said in [Said::WillPay { on }, Said::Dispute] {
        answered(&mut customer, &first, said);
    }
    answered(&mut customer, &second, Said::Paid);
    customer.letters = vec![first, second];
    let answers = of(&[customer]).answers;
    assert_eq!(answers.all(), 1);
    assert_eq!(answers.count(Tone::EarlyLate, Kind::Dispute), 1);
    assert_eq!(
        (answers.sent(Tone::EarlyLate), answers.sent(Tone::LateLate)),
        (1, 0)
    );
}

#[test]
fn minutes_are_those_on_the_customers_wall() {
    let mut customer = history("C-1");
    customer.account.as_mut().unwrap().zone = Some(chrono_tz::Pacific::Auckland);
    // 05:16 in UTC is the evening in Auckland, an hour later in summer.
    customer.letters = vec![
        letter(&customer, "2026-09-01", Tone::EarlyLate, &["I-1"], DELIVERED),
        letter(&customer, "2026-11-02", Tone::EarlyLate, &["I-1"], DELIVERED),
        letter(
            &customer,
            "2026-11-03",
            Tone::EarlyLate,
            &["I-1"],
            LetterState::Released {
                why: "not now".into(),
            },
        ),
    ];
    let minutes = of(&[customer]).minutes;
    let used = |weekday| minutes.used(weekday).collect::<Vec<_>>();
    assert_eq!(
        used(Weekday::Tue),
        [(17 * 60 + 16, 1)],
        "what did not leave is not told"
    );
    assert_eq!(used(Weekday::Mon), [(18 * 60 + 16, 1)]);
    assert_eq!(
        (minutes.in_round_minutes(), minutes.hours()),
        (0, Some(17 * 60..19 * 60))
    );
}

#[test]
fn currencies_are_never_summed_and_the_creditors_own_comes_first() {
    let mut customer = history("C-1");
    for (number, code) in [("I-1", "GBP"), ("I-2", "GBP"), ("I-3", "EUR"), ("I-4", "CHF")] {
        customer.open.push(invoice(number, "2026-11-01", "10", code));
    }
    let mut figures = of(&[customer]);
    figures.creditor.currency = Some(currency("EUR"));
    let codes: Vec<&str> = figures.currencies().into_iter().map(Currency::code).collect();
    assert_eq!(codes, ["EUR", "GBP", "CHF"]);
    assert_eq!(figures.aged(currency("GBP")).total(), amount("20"));
    assert_eq!(figures.debtors.len(), 3, "a customer is named in each currency");
}

#[test]
fn only_those_who_owe_the_most_are_named() {
    let customers: Vec<History> = (1..=25)
        .map(|number| {
            let mut customer = history(&format!("C-{number}"));
            let owed = invoice("I-1", "2026-11-01", &format!("{number}"), "EUR");
            customer.open.push(owed);
            customer
        })
        .collect();
    let named = gathered(&customers).top_debtors();
    let amounts: Vec<Decimal> = named.iter().map(|(_, _, owed)| owed.total()).collect();
    assert_eq!(named.len(), DEBTORS_AT_MOST);
    assert_eq!((amounts[0], amounts[9]), (amount("25"), amount("16")));
}
