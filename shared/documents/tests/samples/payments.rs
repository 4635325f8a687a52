//! Who paid, and who is to be written to.

use documents::intake::{House, arrivals};
use documents::{inspect, read};
use dunning::arrival::Arrival;

use crate::{bytes, content, samples};

#[test]
fn payments_say_who_paid_what_and_when() {
    let said = |path: &str| -> Vec<String> {
        inspect(path, &bytes(path))
            .payments
            .iter()
            .map(|payment| {
                format!(
                    "{} {} {} {} {} {}",
                    payment.booked_on,
                    payment.direction,
                    payment.amount,
                    payment.currency,
                    payment.references.join("|"),
                    payment.payer.as_deref().unwrap_or("-")
                )
            })
            .collect()
    };
    let table: [(&str, &[&str]); 4] = [
        (
            "payments/payments.csv",
            &[
                "2026-11-24 credit 1190.00 EUR RF18539007547034 Birkenhof Naturkost GmbH",
                "2026-11-24 credit 480.50 GBP Invoice DL-1002 thank you Thistle & Rowan Ltd",
            ],
        ),
        (
            "payments/twice-the-same.csv",
            &[
                "2026-11-24 credit 10.00 EUR Membership Mira Holm",
                "2026-11-24 credit 10.00 EUR Membership Mira Holm",
            ],
        ),
        (
            "payments/german.csv",
            &[
                "2026-11-24 credit 1000.00 EUR R-2026-41 Bäckerei Sonnenschein",
                "2026-11-26 debit 1000.00 EUR R-2026-41 Rücklastschrift Bäckerei Sonnenschein",
            ],
        ),
        (
            "payments/payments.json",
            &[
                "2026-11-25 credit 1190.00 EUR XR-2026-9|thanks Birkenhof Naturkost GmbH",
                "2026-11-25 debit 10.10 EUR  -",
            ],
        ),
    ];
    for (path, expected) in table {
        assert_eq!(said(path), expected, "{path}");
    }
    let listed = table.len() + crate::statements::READ.len();
    assert_eq!(listed, samples("payments").len());
    for (path, complete_to) in [
        ("payments/payments.csv", "2026-11-25"),
        ("payments/german.csv", "2026-11-26"),
        ("payments/payments.json", "2026-11-26"),
    ] {
        assert_eq!(
            content(path).payments_complete_to,
            complete_to.parse().ok(),
            "{path}"
        );
    }
}

#[test]
fn a_payment_is_the_same_in_every_file_and_two_are_two_in_one() {
    let twice = content("payments/twice-the-same.csv").payments;
    assert_ne!(twice[0].identity, twice[1].identity);
    assert_eq!(twice, content("payments/twice-the-same.csv").payments);
    let text = String::from_utf8(bytes("payments/twice-the-same.csv")).unwrap();
    let once = read(
        text.trim_end()
            .rsplit_once('\n')
            .unwrap()
            .0
            .replace("10.00", "10.0")
            .as_bytes(),
    )
    .unwrap();
    assert_eq!(once.payments[0].identity, twice[0].identity);
    assert_eq!(
        content("payments/payments.csv").payments[0].identity,
        "ref:2026112400017"
    );
    // What went back is negative; the rent that went out is nobody's payment.
    let arrivals = arrivals(&content("payments/german.csv"), &House::default()).unwrap();
    let amounts: Vec<String> = arrivals
        .iter()
        .filter_map(|arrival| match arrival {
            Arrival::Payment(payment) => Some(payment.amount.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(amounts, ["1000.00 EUR", "-1000.00 EUR"]);
}

#[test]
fn the_directory_says_who_to_write_to() {
    let said = |path: &str| -> Vec<String> {
        content(path)
            .customers
            .iter()
            .map(|customer| {
                let contacts: Vec<String> = customer
                    .contacts
                    .iter()
                    .map(|contact| {
                        format!(
                            "{}/{}/{:?}",
                            contact.email,
                            contact.name.as_deref().unwrap_or("-"),
                            contact.purpose
                        )
                    })
                    .collect();
                format!(
                    "{} {:?} {} {} {} {:?} {}",
                    customer.reference.number.as_deref().unwrap_or("-"),
                    customer.kind.unwrap_or_default(),
                    customer.language.map_or("-", |language| language.code()),
                    customer.zone.map_or("-", |zone| zone.name()),
                    customer.region.map_or("-".into(), |region| region.to_string()),
                    customer.paused,
                    contacts.join(" ")
                )
            })
            .collect()
    };
    let table: [(&str, &[&str]); 6] = [
        (
            "customers/own-terms.csv",
            &[
                "C-910 Unknown - - - None conti@isolaverde.example.it/-/Billing",
                "C-911 Unknown - - - None accounts@harbourlight.example.com/-/Billing",
            ],
        ),
        ("customers/own-terms.json", &["C-912 Unknown fr - - None "]),
        (
            "customers/paused.csv",
            &[
                "C-100 Unknown - - - Some(true) ",
                "C-200 Unknown - - - Some(false) ",
            ],
        ),
        (
            "customers/directory.csv",
            &[
                "C-100 Business de Europe/Berlin DE-BY Some(false) rechnung@birkenhof.example.com/Jana Albers/Billing",
                "C-200 Business en Europe/London GB-SCT None accounts@thistle.example.com/-/Billing owner@thistle.example.com/-/Billing",
                "C-500 Consumer en Europe/Dublin IE Some(true) mira@example.org/Mira/Billing",
            ],
        ),
        (
            "customers/one-row-a-contact.csv",
            &[
                "C-700 Public - - - None sindaco@roccachiara.example.it/Marta Villa/General protocollo@roccachiara.example.it/-/Billing ragioneria@roccachiara.example.it/Giulia Bianchi/Billing",
            ],
        ),
        (
            "customers/directory.json",
            &[
                "C-800 Business it Europe/Rome IT Some(false) fatture@bellavista.example.it/Giulia Bianchi/Billing info@bellavista.example.it/-/General",
            ],
        ),
    ];
    for (path, expected) in table {
        assert_eq!(said(path), expected, "{path}");
    }
    assert_eq!(table.len(), samples("customers").len());
}

/// A day far ahead is a mistyped year: believed, it would keep an invoice silent until then, or letters going without
/// anybody knowing who has paid.
#[test]
fn a_day_far_behind_the_files_own_is_refused_with_its_place() {
    let house = |day: &str| House {
        file_day: day.parse().ok(),
        ..House::default()
    };
    let payments = |booked: &str| {
        format!("booked_on,amount,currency,remittance\n2026-11-12,1.00,EUR,INV-1\n{booked},2.00,EUR,INV-2\n")
    };
    let credit = |issued: &str| {
        format!(
            "number,type,customer_number,issue_date,currency,amount_due\nCN-1,credit note,C-1,{issued},EUR,5.00\n"
        )
    };
    let chased = |on: &str| {
        format!(
            "number,customer_number,issue_date,due_date,currency,amount_due,last_stage,last_reminded_on\n\
             INV-1,C-1,2026-09-01,2026-10-01,EUR,5.00,early_late,{on}\n"
        )
    };
    for (file, last, first_wrong, field) in [
        (
            &payments as &dyn Fn(&str) -> String,
            "2026-11-19",
            "2026-11-20",
            "booked_on",
        ),
        (&credit, "2026-12-13", "2026-12-14", "issue_date"),
        (&chased, "2026-11-13", "2026-11-14", "last_reminded_on"),
    ] {
        let read = |day: &str| read(file(day).as_bytes()).unwrap();
        arrivals(&read(last), &house("2026-11-12")).unwrap();
        for wrong in [first_wrong, "2062-11-12"] {
            let refusal = arrivals(&read(wrong), &house("2026-11-12"))
                .unwrap_err()
                .to_string();
            assert!(
                refusal.contains(field) && refusal.contains(wrong) && refusal.contains("line"),
                "{refusal}"
            );
        }
        // What was right when it was written is right whenever it is put back.
        arrivals(&read("2026-11-12"), &house("2062-11-12")).unwrap();
    }
}

#[test]
fn no_statement_knows_what_its_bank_will_book() {
    let statement = content("payments/statement.camt053.xml");
    let stated = statement.payments_complete_to.unwrap();
    let complete_to = |file_day: chrono::NaiveDate| {
        let house = House {
            file_day: Some(file_day),
            ..House::default()
        };
        let arrivals = arrivals(&statement, &house).unwrap();
        arrivals.iter().find_map(|arrival| match arrival {
            Arrival::PaymentsCompleteTo(day) => Some(*day),
            _ => None,
        })
    };
    assert_eq!(complete_to(stated), Some(stated));
    let eve = stated.pred_opt().unwrap();
    assert_eq!(complete_to(eve), Some(eve));
}
