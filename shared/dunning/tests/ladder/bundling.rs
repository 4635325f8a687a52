//! One letter per customer and day, its gap and its limits.

use dunning::hold::HoldKind;
use dunning::ledger::Ledger;
use dunning::money::{Currency, Money};
use dunning::plan::plan;
use dunning::policy::{ContactLimits, Policy};
use dunning::ports::InForce;
use dunning::stage::Tone;

use crate::book::{
    customer, day, hold, in_force, invoice, letter, letters, owes, payment, planned, stage, standard, walk,
};

/// An Italian customer with several invoices, issued on 1 October 2026.
fn book(invoices: &[(&str, &str)]) -> Ledger {
    let invoices = invoices
        .iter()
        .map(|(number, due)| invoice(number, "2026-10-01", due));
    Ledger {
        invoices: invoices.collect(),
        ..customer("IT")
    }
}

#[test]
fn what_is_due_a_reminder_goes_into_one_letter_in_the_firmest_tone() {
    let mut ledger = book(&[
        ("NEW", "2026-12-09"),
        ("LATE", "2026-11-27"),
        ("OLD", "2026-11-24"),
    ]);
    ledger
        .letters
        .push(letter(&ledger, "OLD", "2026-11-27", "early_late"));
    let draft = plan(&ledger, &standard(), day("2026-12-02")).letter.unwrap();
    let lines: Vec<String> = draft
        .lines
        .iter()
        .map(|line| format!("{} {:?}", line.invoice.id, line.stages))
        .collect();
    assert_eq!(lines, ["OLD [late_late]", "LATE [early_late]", "NEW [heads_up]"]);
    assert_eq!(draft.tone, Tone::LateLate);
    assert_eq!(draft.pay_by, Some(day("2026-12-09")));

    let reminder = draft.reminder(&ledger, &standard(), None);
    let overdue: Vec<_> = reminder
        .overdue
        .iter()
        .map(|line| (line.number.as_str(), line.days_overdue))
        .collect();
    assert_eq!(overdue, [("OLD", 8), ("LATE", 5)]);
    assert_eq!(reminder.coming_due[0].number, "NEW");
    // The sum is what is late; whether the invoice arrived is asked for LATE, whose first letter it is.
    assert_eq!(
        reminder.totals,
        [Money::new(200.into(), Currency::parse("EUR").unwrap())]
    );
    assert!(reminder.asks_whether_invoice_arrived);
}

#[test]
fn a_final_notice_goes_alone_and_the_others_follow() {
    let mut ledger = book(&[
        ("OLD", "2026-10-06"),
        ("OLDER", "2026-10-05"),
        ("LATE", "2026-11-24"),
    ]);
    for number in ["OLD", "OLDER"] {
        ledger
            .letters
            .push(letter(&ledger, number, "2026-11-13", "second_notice"));
    }
    for invoice in &mut ledger.invoices {
        invoice.approvals.insert(stage("final_notice"));
    }
    assert_eq!(
        planned(&ledger, &standard(), "2026-11-27"),
        [
            "OLD remind: final_notice",
            "OLDER remind: final_notice",
            "LATE wait until 2026-11-28: early_late waits, the final notice goes alone",
        ]
    );
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-27", "2026-12-02", &[])),
        [
            "2026-11-27 final_notice OLDER",
            "2026-11-27 final_notice OLD",
            "2026-11-30 early_late LATE"
        ]
    );
}

#[test]
fn a_letter_free_day_lies_between_two_letters() {
    let mut ledger = book(&[("A", "2026-11-20"), ("B", "2026-11-23"), ("C", "2026-11-24")]);
    for number in ["A", "B", "C"] {
        ledger
            .letters
            .push(letter(&ledger, number, "2026-11-13", "due_today"));
    }
    // early_late is reached on the 25th, 26th and 27th.
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-25", "2026-11-27", &[])),
        [
            "2026-11-25 early_late A",
            "2026-11-27 early_late B",
            "2026-11-27 early_late C"
        ]
    );
    assert_eq!(
        planned(&ledger, &standard(), "2026-11-28")[1],
        "B wait until 2026-12-02: late_late is next, its day has not come"
    );
    let ledger = Ledger {
        letters: ledger.letters[..4].to_vec(),
        ..ledger
    };
    assert_eq!(
        planned(&ledger, &standard(), "2026-11-26")[1],
        "B wait until 2026-11-27: early_late waits for a letter-free day"
    );
    assert_eq!(
        planned(&ledger, &standard(), "2026-11-25")[0],
        "A wait until 2026-11-30: late_late is next, its day has not come"
    );
}

#[test]
fn at_most_2_letters_in_7_days_and_6_in_30() {
    let limit = "INV-1 wait until {}: early_late waits, the customer has had enough letters lately";
    for (sent_on, today, free_on) in [
        (vec!["2026-11-23", "2026-11-25"], "2026-11-27", Some("2026-11-30")),
        (vec!["2026-11-23", "2026-11-25"], "2026-11-30", None),
        (vec!["2026-11-20", "2026-11-24"], "2026-11-27", None),
        // Six within 30 days; the first of them is 30 days old on 2 December.
        (
            vec![
                "2026-11-02",
                "2026-11-05",
                "2026-11-09",
                "2026-11-13",
                "2026-11-18",
                "2026-11-23",
            ],
            "2026-11-30",
            Some("2026-12-02"),
        ),
        (
            vec![
                "2026-11-02",
                "2026-11-05",
                "2026-11-09",
                "2026-11-13",
                "2026-11-18",
                "2026-11-23",
            ],
            "2026-12-02",
            None,
        ),
    ] {
        let mut ledger = owes("2026-11-24");
        let about_others = |on: &&str| letter(&ledger, "INV-1", on, "closed_since");
        ledger.letters = sent_on.iter().map(about_others).collect();
        let expected = match free_on {
            Some(free_on) => limit.replace("{}", free_on),
            None => "INV-1 remind: early_late".to_owned(),
        };
        assert_eq!(
            planned(&ledger, &standard(), today),
            [expected],
            "{sent_on:?}, {today}"
        );
    }
}

#[test]
fn friendly_words_of_the_gap_are_taken_along_with_their_true_dates() {
    let mut ledger = book(&[
        ("LATE", "2026-11-18"),
        ("SOON", "2026-11-24"),
        ("LATER", "2026-12-01"),
    ]);
    ledger
        .letters
        .push(letter(&ledger, "SOON", "2026-11-17", "heads_up"));
    // LATE is early_late on Monday the 23rd; SOON is due on the 24th, LATER gets its heads_up then.
    let draft = plan(&ledger, &standard(), day("2026-11-23")).letter.unwrap();
    let reminder = draft.reminder(&ledger, &standard(), None);
    let coming: Vec<_> = reminder
        .coming_due
        .iter()
        .map(|line| (line.number.as_str(), line.due_on))
        .collect();
    assert_eq!(
        coming,
        [("SOON", day("2026-11-24")), ("LATER", day("2026-12-01"))]
    );
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-23", "2026-11-25", &[])),
        [
            "2026-11-23 early_late LATE",
            "2026-11-23 upcoming+due_today SOON",
            "2026-11-23 heads_up LATER",
        ]
    );
}

#[test]
fn what_is_taken_along_is_said_to_be_reminded() {
    let mut ledger = book(&[("INV-1", "2026-11-17"), ("INV-2", "2026-11-18")]);
    ledger
        .letters
        .push(letter(&ledger, "INV-2", "2026-11-13", "upcoming"));
    assert_eq!(
        planned(&ledger, &standard(), "2026-11-17"),
        ["INV-1 remind: due_today", "INV-2 remind: due_today"]
    );
}

#[test]
fn what_is_taken_along_does_not_set_the_tone() {
    // Nothing is due on the 17th: INV-1 is a week away, INV-2 is due on the morrow.
    let mut ledger = book(&[("INV-1", "2026-11-24"), ("INV-2", "2026-11-18")]);
    ledger
        .letters
        .push(letter(&ledger, "INV-2", "2026-11-13", "upcoming"));
    let draft = plan(&ledger, &standard(), day("2026-11-17")).letter.unwrap();
    assert_eq!((draft.tone, draft.lines.len()), (Tone::HeadsUp, 2));
}

#[test]
fn a_held_invoice_is_not_taken_along() {
    // Paused until the 18th: on the 17th it is silent.
    let mut ledger = book(&[("INV-1", "2026-11-17"), ("INV-2", "2026-11-18")]);
    let kind = HoldKind::Pause {
        until: Some(day("2026-11-18")),
    };
    ledger.invoices[1].holds.push(hold(kind, "2026-11-10"));
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-17", "2026-11-18", &[])),
        ["2026-11-17 due_today INV-1"]
    );
}

#[test]
fn a_new_invoice_is_not_taken_along_in_its_first_five_days() {
    // INV-2 came on the 12th: its first letter may go on the 17th.
    let mut ledger = book(&[("INV-1", "2026-11-11"), ("INV-2", "2026-11-20")]);
    ledger.invoices[1].arrived_on = day("2026-11-12");
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-16", "2026-11-20", &[])),
        // On the 20th a third letter within 7 days would be one too many: the 18th takes its word along.
        [
            "2026-11-16 early_late INV-1",
            "2026-11-18 upcoming+due_today INV-2"
        ]
    );
    // due_today is excepted.
    let mut ledger = book(&[("INV-1", "2026-11-11"), ("INV-2", "2026-11-17")]);
    ledger.invoices[1].arrived_on = day("2026-11-13");
    assert_eq!(
        letters(walk(&mut ledger, &standard(), "2026-11-16", "2026-11-17", &[])),
        ["2026-11-16 early_late INV-1", "2026-11-16 due_today INV-2"]
    );
}

#[test]
fn a_letter_lists_200_invoices_and_the_younger_ones_follow() {
    let mut ledger = customer("IT");
    for number in 0..250 {
        ledger
            .invoices
            .push(invoice(&format!("INV-{number:03}"), "2026-10-01", "2026-11-24"));
    }
    ledger.invoices.push(invoice("OLD", "2026-10-01", "2026-11-23"));
    ledger
        .letters
        .push(letter(&ledger, "OLD", "2026-11-20", "due_today"));
    let plan = plan(&ledger, &standard(), day("2026-11-27"));
    let draft = plan.letter.unwrap();
    assert_eq!((draft.lines.len(), draft.unlisted), (200, 51));
    assert_eq!(draft.lines[0].invoice.id.number, "OLD");
    assert_eq!(plan.next, Some(day("2026-11-28")));
    let waits = plan
        .decisions
        .iter()
        .filter(|(_, decision)| decision.to_string().contains("full"))
        .count();
    assert_eq!(waits, 51);
    let story = letters(walk(&mut ledger, &standard(), "2026-11-27", "2026-12-01", &[]));
    assert_eq!(
        story.iter().filter(|line| line.starts_with("2026-11-27")).count(),
        200
    );
    assert_eq!(
        story.iter().filter(|line| line.starts_with("2026-11-30")).count(),
        51
    );
}

#[test]
fn a_full_letter_speaks_in_the_tone_of_what_it_lists() {
    let mut ledger = customer("IT");
    for number in 0..200 {
        ledger
            .invoices
            .push(invoice(&format!("INV-{number:03}"), "2026-10-01", "2026-10-20"));
    }
    ledger.invoices.push(invoice("YOUNG", "2026-10-01", "2026-11-20"));
    ledger
        .letters
        .push(letter(&ledger, "YOUNG", "2026-11-25", "early_late"));
    let draft = plan(&ledger, &standard(), day("2026-11-30")).letter.unwrap();
    assert_eq!((draft.lines.len(), draft.tone), (200, Tone::EarlyLate));
}

#[test]
fn currencies_are_summed_apart_and_thanks_are_said_once() {
    let mut ledger = book(&[
        ("EUR-1", "2026-11-24"),
        ("GBP-1", "2026-11-24"),
        ("GBP-2", "2026-11-24"),
    ]);
    for invoice in &mut ledger.invoices[1..] {
        invoice.billed.currency = Currency::parse("GBP").unwrap();
    }
    ledger
        .letters
        .push(letter(&ledger, "GBP-1", "2026-11-20", "upcoming"));
    ledger.invoices[1].payments = vec![payment(10, "2026-11-19"), payment(30, "2026-11-20")];
    let draft = plan(&ledger, &standard(), day("2026-12-07")).letter.unwrap();
    let reminder = draft.reminder(&ledger, &standard(), None);
    let printed = |sums: &[Money]| sums.iter().map(Money::to_string).collect::<Vec<_>>();
    assert_eq!(printed(&reminder.totals), ["100.00 EUR", "160.00 GBP"]);
    // The 10 pounds came before the last letter.
    assert_eq!(printed(&reminder.thanks_for), ["30.00 GBP"]);
}

#[test]
fn an_invoice_without_a_link_is_paid_at_the_creditors_page() {
    let mut ledger = book(&[("RE 17/2026", "2026-11-24"), ("RE 18/2026", "2026-11-24")]);
    ledger.invoices[0].payments = vec![payment(30, "2026-11-20")];
    ledger.invoices[1].payment.link = Some("https://elsewhere.example.com/18".into());
    let mut in_force = standard();
    in_force.creditor.payment.link =
        Some("https://pay.example.com/?invoice={number}&amount={amount}&currency={currency}".into());
    let links = |in_force: &InForce| -> Vec<Option<String>> {
        let draft = plan(&ledger, in_force, day("2026-12-07")).letter.unwrap();
        let reminder = draft.reminder(&ledger, in_force, None);
        reminder
            .overdue
            .into_iter()
            .map(|line| line.payment.link)
            .collect()
    };
    assert_eq!(
        links(&in_force),
        [
            Some("https://pay.example.com/?invoice=RE%2017%2F2026&amount=70.00&currency=EUR".to_owned()),
            Some("https://elsewhere.example.com/18".to_owned()),
        ]
    );
    // A page that can't be filled in is left out.
    in_force.creditor.payment.link = Some("https://pay.example.com/{customer}".into());
    assert_eq!(links(&in_force)[0], None);
}

#[test]
fn a_longer_gap_takes_more_along() {
    let policy = in_force(Policy {
        limits: ContactLimits {
            free_days_between: 4,
            in_7_days: 2,
            in_30_days: 6,
        },
        ..standard().policy
    });
    // Friday the 20th: upcoming; Tuesday the 24th is within the four letter-free days.
    assert_eq!(
        letters(walk(
            &mut owes("2026-11-24"),
            &policy,
            "2026-11-20",
            "2026-11-26",
            &[]
        )),
        ["2026-11-20 upcoming+due_today INV-1"]
    );
}
