//! The first import of old debts: each customer gets a turn, oldest and largest first.

use dunning::arrival::{Arrival, Due, InvoiceArrival};
use dunning::policy::Policy;

use crate::book::{customer, day, euros, in_force, invoice, standard};
use crate::story::Story;

/// An invoice of a customer that was due on a day, with its open sum.
fn owed(customer: &str, due: &str, sum: &str) -> InvoiceArrival {
    InvoiceArrival {
        payable: euros(sum),
        ..invoice(customer, &format!("INV-{}", customer), "2026-08-03", due)
    }
}

#[test]
fn two_customers_a_day_oldest_then_largest_first() {
    let two_a_day = in_force(Policy {
        backlog_customers_per_day: 2,
        ..standard().policy
    });
    let mut story = Story::begin_with(two_a_day, "2026-11-09");
    let invoices = [
        owed("C-1", "2026-10-20", "100"),
        owed("C-2", "2026-09-15", "100"),
        owed("C-3", "2026-10-20", "900"),
        owed("C-4", "2026-08-31", "100"),
        // Not overdue yet: it waits for nobody.
        owed("C-5", "2026-11-24", "100"),
        // So old that a person looks first: it takes nobody's turn.
        InvoiceArrival {
            issued_on: day("2026-02-02"),
            ..owed("C-7", "2026-03-02", "100")
        },
    ];
    let names = ["C-1", "C-2", "C-3", "C-4", "C-5", "C-7"];
    let file: Vec<Arrival> = names
        .into_iter()
        .map(customer)
        .chain(invoices.into_iter().map(Arrival::Invoice))
        .collect();
    // Monday 9 November; turns on Tuesday and Wednesday, but letters only from the fifth day after arrival on.
    story.upload("2026-11-09 12:00", file.clone());
    // The same file again takes no further turns, and a later one queues behind.
    story.upload("2026-11-09 13:00", file);
    let mut later = vec![customer("C-6")];
    later.push(Arrival::Invoice(owed("C-6", "2026-09-01", "50")));
    story.upload("2026-11-10 12:00", later);
    story.until("2026-11-10 13:00");
    let turn = |story: &Story, customer: &str| {
        let ledger = story.ledger(customer);
        ledger.invoices[0]
            .backlog_turn
            .map(|turn| turn.to_string())
            .unwrap_or_default()
    };
    let turns: Vec<String> = ["C-4", "C-2", "C-3", "C-1", "C-5", "C-6", "C-7"]
        .map(|name| turn(&story, name))
        .into();
    assert_eq!(
        turns,
        [
            "2026-11-10",
            "2026-11-10",
            "2026-11-11",
            "2026-11-11",
            "",
            "2026-11-12",
            ""
        ]
    );
    story.until("2026-11-30");
    let first = |name: &str| {
        let mails = story.mails();
        mails
            .into_iter()
            .find(|mail| mail.contains(&format!("INV-{name} ")))
            .unwrap_or_default()
    };
    assert_eq!(first("C-4"), "2026-11-16 INV-C-4 early_late");
    assert_eq!(first("C-6"), "2026-11-16 INV-C-6 early_late");
}

#[test]
fn a_long_backlog_is_written_about_over_many_days() {
    let one_a_day = in_force(Policy {
        backlog_customers_per_day: 1,
        ..standard().policy
    });
    let mut story = Story::begin_with(one_a_day, "2026-11-09");
    let mut file = Vec::new();
    for number in 1..=8 {
        let name = format!("C-{number}");
        file.push(customer(&name));
        file.push(Arrival::Invoice(owed(
            &name,
            &format!("2026-10-{:02}", 10 + number),
            "100",
        )));
    }
    story.upload("2026-11-09 12:00", file);
    story.until("2026-11-21");
    let mut early: Vec<String> = story
        .mails()
        .into_iter()
        .filter(|mail| mail.ends_with("early_late"))
        .collect();
    // Within a morning the minutes are random.
    early.sort_unstable();
    // Turns on the 10th, 11th, 12th, 13th, 16th, 17th, 18th and 19th; none may be written about before the 14th.
    assert_eq!(
        early,
        [
            "2026-11-16 INV-C-1 early_late",
            "2026-11-16 INV-C-2 early_late",
            "2026-11-16 INV-C-3 early_late",
            "2026-11-16 INV-C-4 early_late",
            "2026-11-16 INV-C-5 early_late",
            "2026-11-17 INV-C-6 early_late",
            "2026-11-18 INV-C-7 early_late",
            "2026-11-19 INV-C-8 early_late",
        ]
    );
}

#[test]
fn what_is_overdue_by_default_terms_takes_a_turn_as_well() {
    let mut in_force = standard();
    in_force.creditor.default_terms_days = Some(30);
    let mut story = Story::begin_with(in_force, "2026-11-09");
    let unsaid = InvoiceArrival {
        due: Due::Unsaid,
        ..owed("C-1", "2026-12-01", "100")
    };
    story.upload(
        "2026-11-09 12:00",
        vec![customer("C-1"), Arrival::Invoice(unsaid)],
    );
    story.until("2026-11-09 13:00");
    // Issued on 3 August, so due on 2 September.
    let turn = story.ledger("C-1").invoices[0].backlog_turn;
    assert_eq!(turn.map(|turn| turn.to_string()).as_deref(), Some("2026-11-10"));
}

#[test]
fn an_invoice_without_a_due_date_has_its_turn_among_the_others_of_its_file() {
    let mut one_a_day = in_force(Policy {
        backlog_customers_per_day: 1,
        ..standard().policy
    });
    one_a_day.creditor.default_terms_days = Some(30);
    let mut story = Story::begin_with(one_a_day, "2026-11-09");
    let unsaid = |customer: &str, issued: &str| InvoiceArrival {
        due: Due::Unsaid,
        issued_on: day(issued),
        ..owed(customer, "2026-12-01", "100")
    };
    let invoices = [
        owed("C-1", "2026-10-20", "100"),
        unsaid("C-2", "2026-09-15"),
        unsaid("C-3", "2026-08-10"),
        owed("C-4", "2026-10-01", "100"),
    ];
    let mut file: Vec<Arrival> = ["C-1", "C-2", "C-3", "C-4"].into_iter().map(customer).collect();
    file.extend(invoices.into_iter().map(Arrival::Invoice));
    story.upload("2026-11-09 12:00", file);
    story.until("2026-11-09 13:00");
    let turns = ["C-3", "C-4", "C-2", "C-1"].map(|customer| story.ledger(customer).invoices[0].backlog_turn);
    let expected = ["2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13"].map(|turn| Some(day(turn)));
    assert_eq!(turns, expected);
}
