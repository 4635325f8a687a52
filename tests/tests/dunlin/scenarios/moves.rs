//! A customer who moves while letters are on their way: each stage once, in the morning of where they are.

use dunning::arrival::{Arrival, CustomerArrival};
use dunning::calendar::Region;

use crate::book::{business, invoice, numbered};
use crate::story::Story;

fn living(zone: &str, region: &str) -> Arrival {
    Arrival::Customer(CustomerArrival {
        zone: Some(zone.parse().unwrap()),
        ..business("C-1", region, &["ap@c-1.example.com"])
    })
}

/// What the directory says of somebody who moved: the rest stays.
fn moved_to(zone: &str, region: &str) -> Arrival {
    Arrival::Customer(CustomerArrival {
        customer: numbered("C-1"),
        zone: Some(zone.parse().unwrap()),
        region: Some(Region::parse(region).unwrap()),
        ..CustomerArrival::default()
    })
}

/// Due on Tuesday 24 November, told in UTC when and where to the customer moves. The story's own check sees to it that
/// nothing is said twice, on a closed day, or outside the window.
fn mails(from: (&str, &str), moves: &[(&str, (&str, &str))], until: &str) -> Vec<String> {
    let mut story = Story::begin("2026-11-02");
    let invoice = invoice("C-1", "INV-1", "2026-10-20", "2026-11-24");
    story.upload(
        "2026-11-02 12:00",
        vec![living(from.0, from.1), Arrival::Invoice(invoice)],
    );
    for (when, to) in moves {
        story.upload(when, vec![moved_to(to.0, to.1)]);
    }
    story.until(until);
    story.mails()
}

const ROME: (&str, &str) = ("Europe/Rome", "IT");
const AUCKLAND: (&str, &str) = ("Pacific/Auckland", "NZ");
const HONOLULU: (&str, &str) = ("Pacific/Honolulu", "US-HI");
const APIA: (&str, &str) = ("Pacific/Apia", "WS");
const PAGO_PAGO: (&str, &str) = ("Pacific/Pago_Pago", "AS");

#[test]
fn who_moves_between_the_sweep_and_the_minute_gets_the_letter_once_in_their_own_morning() {
    // The sweep for the 17th runs on the 16th at 09:00, the letter's minute in Rome is between 04:00 and 05:00.
    for (what, when, to, heads_up) in [
        (
            "eastward, where that morning is over",
            "2026-11-16 20:00",
            AUCKLAND,
            "2026-11-18",
        ),
        (
            "westward, where that morning is ahead",
            "2026-11-16 20:00",
            HONOLULU,
            "2026-11-17",
        ),
        (
            "after the letter left",
            "2026-11-17 06:00",
            HONOLULU,
            "2026-11-17",
        ),
        ("before the sweep", "2026-11-16 08:00", HONOLULU, "2026-11-17"),
        (
            "before the sweep, to where the day begins early",
            "2026-11-16 08:00",
            AUCKLAND,
            "2026-11-17",
        ),
    ] {
        let mails = mails(ROME, &[(when, to)], "2026-11-19 12:00");
        assert_eq!(mails, [format!("{heads_up} INV-1 heads_up")], "{what}");
    }
}

#[test]
fn a_move_over_the_date_line_repeats_and_loses_nothing() {
    // The 24th begins in Apia a day before it begins in Pago Pago, an hour's flight away.
    for (what, from, moves, last_two) in [
        (
            "to where it is yesterday, after the due date's letter",
            APIA,
            vec![("2026-11-23 20:00", PAGO_PAGO)],
            ["2026-11-24 INV-1 due_today", "2026-11-27 INV-1 early_late"],
        ),
        (
            "to where it is tomorrow, after the due date's letter",
            PAGO_PAGO,
            vec![("2026-11-24 20:00", APIA)],
            ["2026-11-24 INV-1 due_today", "2026-11-27 INV-1 early_late"],
        ),
        (
            "there and back",
            APIA,
            vec![("2026-11-23 20:00", PAGO_PAGO), ("2026-11-24 20:00", APIA)],
            ["2026-11-24 INV-1 due_today", "2026-11-27 INV-1 early_late"],
        ),
        (
            "there and back before the first overdue letter leaves",
            PAGO_PAGO,
            vec![("2026-11-26 10:00", APIA), ("2026-11-26 20:00", PAGO_PAGO)],
            ["2026-11-24 INV-1 due_today", "2026-11-27 INV-1 early_late"],
        ),
    ] {
        let mails = mails(from, &moves, "2026-11-28 23:00");
        assert_eq!(mails[mails.len() - 2..], last_two, "{what}: {mails:?}");
        assert_eq!(mails.len(), 4, "{what}: {mails:?}");
    }
}
