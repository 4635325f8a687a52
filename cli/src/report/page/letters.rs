//! Letters: what became of them, what came after them, and when they left.

use rust_decimal::Decimal;

use super::super::chart::{Bar, Cell, Grid, Limit, Ticks, bars, grid};
use super::super::minutes::{WEEKDAYS, clock};
use super::super::outcomes::{Outcome, percent};
use super::super::settled::{After, DAYS_AFTER};
use super::view::{Card, Table};
use super::{Shown, spoken};

/// At which share of hard bounces, and of complaints, Amazon SES puts an account under review, in percent.
const BOUNCES_REVIEWED_AT: Decimal = Decimal::from_parts(5, 0, 0, false, 0);
const COMPLAINTS_REVIEWED_AT: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

/// Columns of minutes in the picture of a day's hours.
const COLUMNS: usize = 60;

pub(super) fn cards(shown: &Shown<'_>) -> Vec<Card> {
    vec![
        outcomes(shown),
        payments(shown),
        texts(shown),
        rates(shown),
        minutes(shown),
    ]
}

fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered => "open",
        Outcome::UnderWay => "wait",
        Outcome::InDoubt => "doubt",
        Outcome::Bounced => "late",
        Outcome::Complained => "alarm",
        Outcome::DidNotLeave => "none",
    }
}

fn label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered => "delivered",
        Outcome::UnderWay => "under way",
        Outcome::InDoubt => "in doubt",
        Outcome::Bounced => "came back",
        Outcome::Complained => "complaint",
        Outcome::DidNotLeave => "did not leave",
    }
}

fn outcomes(shown: &Shown<'_>) -> Card {
    let outcomes = &shown.figures.outcomes;
    let delivered = outcomes.all_of(Outcome::Delivered);
    let lead = match outcomes.left() {
        0 => "No letter was sent.".to_owned(),
        left => format!(
            "{} letters were sent; {} are known to have arrived.",
            shown.numbers.count(left),
            shown.percent(percent(delivered, left))
        ),
    };
    // What never came about needs no column.
    let told: Vec<Outcome> = Outcome::ALL
        .into_iter()
        .filter(|outcome| *outcome == Outcome::Delivered || outcomes.all_of(*outcome) > 0)
        .collect();
    let mut headings = vec!["stage".to_owned(), ">letters".to_owned()];
    headings.extend(told.iter().map(|outcome| format!(">{}", label(*outcome))));
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let (mut table, mut drawn, mut all) = (Table::of(&headings), Vec::new(), 0);
    for tone in outcomes.tones() {
        let counts: Vec<u64> = told
            .iter()
            .map(|outcome| outcomes.count(tone, *outcome))
            .collect();
        let letters: u64 = counts.iter().sum();
        all += letters;
        let mut row = vec![spoken(tone.name()), shown.numbers.count(letters)];
        row.extend(counts.iter().map(|count| shown.numbers.count(*count)));
        table.row(row);
        let parts = told.iter().zip(&counts);
        drawn.push(Bar {
            label: spoken(tone.name()),
            parts: parts
                .map(|(outcome, count)| (class(*outcome), Decimal::from(*count)))
                .collect(),
            figure: shown.numbers.count(letters),
            limit: None,
        });
    }
    let mut sums = vec!["All".to_owned(), shown.numbers.count(all)];
    sums.extend(
        told.iter()
            .map(|outcome| shown.numbers.count(outcomes.all_of(*outcome))),
    );
    table.sums(sums);
    Card::of(
        "outcomes",
        "What became of them",
        lead,
        "A letter about several invoices counts once, under its firmest stage. Under way: no news of it yet.",
    )
    .legend(told.iter().map(|outcome| (class(*outcome), label(*outcome))))
    .picture(|described, size| (!drawn.is_empty()).then(|| bars(described, &drawn, size)))
    .table(table)
    .stacked()
}

fn payments(shown: &Shown<'_>) -> Card {
    let settled = &shown.figures.settled;
    let stages = settled.stages(&shown.figures.ladder);
    let after: u64 = stages.iter().map(|(_, after)| after.paid()).sum();
    let unknown = match settled.day_unknown {
        0 => String::new(),
        count => format!(", {} on a day that nobody told", shown.numbers.count(count)),
    };
    let lead = format!(
        "{} invoices were paid after a letter, {} before any{unknown}.",
        shown.numbers.count(after),
        shown.numbers.count(settled.unprompted)
    );
    let days = |(first, last): (u64, Option<u64>)| match last {
        Some(last) => format!("{first}–{last}"),
        None => format!("{first}+"),
    };
    let drawn = Grid {
        rows: stages
            .iter()
            .map(|(stage, after)| {
                let counts = DAYS_AFTER.map(|days| after.paid_within(days));
                (spoken(stage.as_str()), counts.into())
            })
            .collect(),
        ticks: Ticks::Above(DAYS_AFTER.map(days).into()),
        cell: Cell::Written,
        labels: (150, 92),
    };
    let mut table = Table::of(&["after stage", ">invoices", ">paid", ">share", ">half within"]);
    for (stage, after) in &stages {
        table.row([vec![spoken(stage.as_str())], came(shown, after)].concat());
    }
    Card::of(
        "payments",
        "After which letter the money came",
        lead,
        "Columns: days from letter to money. A paid invoice counts for the last letter about it that had left, and did not \
         come back, by the day its last payment was booked: after, not because of it. Invoices: those written about, the \
         newest of which still have time to pay.",
    )
    .picture(|described, size| (!drawn.rows.is_empty()).then(|| grid(described, &drawn, size)))
    .table(table)
}

/// Invoices written about, paid, the share, and how soon.
fn came(shown: &Shown<'_>, after: &After) -> Vec<String> {
    vec![
        shown.numbers.count(after.written),
        shown.numbers.count(after.paid()),
        shown.percent(percent(after.paid(), after.written)),
        shown.days(after.half_within()),
    ]
}

fn texts(shown: &Shown<'_>) -> Card {
    let answers = &shown.figures.answers;
    let mut table = Table::of(&[
        "text",
        "language",
        ">letters",
        ">answered",
        ">share",
        ">invoices",
        ">paid",
        ">share",
        ">half within",
    ]);
    for (text, after) in shown.figures.settled.texts() {
        let (letters, answered) = (answers.sent_of_text(text), answers.of_text(text));
        let of_letters = vec![
            spoken(text.0.name()),
            text.1.code().to_owned(),
            shown.numbers.count(letters),
            shown.numbers.count(answered),
            shown.percent(percent(answered, letters)),
        ];
        table.row([of_letters, came(shown, after)].concat());
    }
    Card::of(
        "texts",
        "Which texts are answered and paid",
        "Each letter's text, by how it speaks and in which language.".to_owned(),
        "Answered: letters with an answer on the answers page, of those that did not come back. Paid: as above.",
    )
    .table(table)
    .stacked()
}

fn rates(shown: &Shown<'_>) -> Card {
    let outcomes = &shown.figures.outcomes;
    let kinds = [
        ("Hard bounces", outcomes.hard_bounces(), Some(BOUNCES_REVIEWED_AT)),
        ("Soft bounces", outcomes.soft_bounces(), None),
        (
            "Complaints",
            outcomes.all_of(Outcome::Complained),
            Some(COMPLAINTS_REVIEWED_AT),
        ),
    ];
    let mut table = Table::of(&["", ">letters", ">share", ">reviewed from"]);
    let mut drawn = Vec::new();
    for (name, count, limit) in kinds {
        let share = outcomes.percent(count);
        table.row([
            name.to_owned(),
            shown.numbers.count(count),
            shown.percent(share),
            shown.percent(limit),
        ]);
        if let (Some(share), Some(at)) = (share, limit) {
            drawn.push(Bar {
                label: name.to_owned(),
                parts: vec![(if share >= at { "alarm" } else { "open" }, share)],
                figure: shown.percent(Some(share)),
                limit: Some(Limit {
                    at,
                    label: format!("review from {}", shown.percent(Some(at))),
                }),
            });
        }
    }
    let lead = format!(
        "{} of {} letters came back for good; {} were reported as unwanted.",
        shown.numbers.count(outcomes.hard_bounces()),
        shown.numbers.count(outcomes.left()),
        shown.numbers.count(outcomes.all_of(Outcome::Complained))
    );
    Card::of(
        "rates",
        "Bounces and complaints",
        lead,
        "Shares are of the letters sent, those in doubt among them. Hard: that address will never work. Amazon SES puts an account \
         under review at the marks.",
    )
    .picture(|described, size| (!drawn.is_empty()).then(|| bars(described, &drawn, size)))
    .table(table)
}

fn minutes(shown: &Shown<'_>) -> Card {
    let minutes = &shown.figures.minutes;
    let round = minutes.in_round_minutes();
    let lead = match (minutes.hours(), round) {
        (None, _) => "No letter was sent.".to_owned(),
        (Some(hours), round) => format!(
            "Every letter left between {} and {} on its reader's clock; {} at a multiple of five minutes.",
            clock(hours.start),
            clock(hours.end),
            match round {
                0 => "none".to_owned(),
                round => shown.numbers.count(round),
            }
        ),
    };
    let hours = minutes.hours().unwrap_or_default();
    let minutes_a_column = (hours.len() / COLUMNS).max(1);
    let columns = hours.len() / minutes_a_column;
    let start = |column: usize| hours.start + column * minutes_a_column;
    let of = |weekday, column| minutes.count(weekday, start(column)..start(column + 1));
    let drawn = Grid {
        rows: WEEKDAYS
            .map(|weekday| {
                let counts = (0..columns).map(|column| of(weekday, column)).collect();
                (weekday.to_string(), counts)
            })
            .into(),
        ticks: Ticks::Below(
            (0..=columns)
                .step_by((columns / 6).max(1))
                .map(|column| (column, clock(start(column))))
                .collect(),
        ),
        cell: Cell::Shaded,
        labels: (48, 38),
    };
    let mut table = Table::of(&["weekday", ">letters", ">first", ">last", ">most in a minute"]);
    for weekday in WEEKDAYS {
        let used: Vec<(usize, u64)> = minutes.used(weekday).collect();
        let minute =
            |place: Option<&(usize, u64)>| place.map_or_else(|| "–".to_owned(), |(minute, _)| clock(*minute));
        let most = used.iter().map(|(_, count)| *count).max().unwrap_or_default();
        table.row([
            weekday.to_string(),
            shown.numbers.count(minutes.of_weekday(weekday)),
            minute(used.first()),
            minute(used.last()),
            shown.numbers.count(most),
        ]);
    }
    Card::of(
        "minutes",
        "When they left",
        lead,
        "The minute in which each letter left, on the clock where its customer lives; the darker, the more letters.",
    )
    .picture(|described, size| (columns > 0).then(|| grid(described, &drawn, size)))
    .table(table)
}
