//! What the bank statements among the samples say, and that what several of them report counts once.

use documents::intake::{House, arrivals};
use documents::{Booked, Direction, Payment, read};
use dunning::arrival::Arrival;

use crate::{bytes, content};

/// Day, way, amount, references, payer. `back` is money that had come in, `returned` money that had gone out.
pub(crate) const READ: [(&str, &[&str]); 12] = [
    (
        "payments/statement.camt053.xml",
        &[
            "2026-11-25 in 1190.00 EUR RF18539007547034 Birkenhof Naturkost GmbH",
            "2026-11-25 in 480.50 EUR DL-1002|E-77|Rechnung XR-2026- 9 und Dank Mira Holm",
            "2026-11-25 in 300.00 EUR INV-41 Birkenhof Naturkost GmbH",
            "2026-11-25 in 200.00 EUR INV-42 part Mira Holm",
            "2026-11-25 back 127.50 EUR INV-40|Return INV-40 Birkenhof Naturkost GmbH",
            "2026-11-25 out 1500.00 EUR Rent November -",
        ],
    ),
    (
        "payments/notification.camt054.xml",
        &[
            "2026-11-25 in 1190.00 EUR RF18539007547034 Birkenhof Naturkost GmbH",
            "2026-11-25 in 480.50 EUR DL-1002|E-77|Rechnung XR-2026- 9 und Dank Mira Holm",
            "2026-11-25 in 300.00 EUR INV-41 Birkenhof Naturkost GmbH",
            "2026-11-25 in 200.00 EUR INV-42 part Mira Holm",
        ],
    ),
    (
        "payments/sum-only.camt053.xml",
        &["2026-11-25 sum 500.00 EUR Sammelgutschrift XR-2026-9 -"],
    ),
    (
        "payments/first-version.camt052.xml",
        &["2026-11-25 in 1190.00 EUR RF18539007547034 Birkenhof Naturkost GmbH"],
    ),
    (
        "payments/prefixed.camt053.xml",
        &[
            "2026-11-25 in 1190.00 EUR RF18539007547034 Birkenhof Naturkost GmbH",
            "2026-11-25 in 10.00 EUR Membership Mira Holm",
            "2026-11-25 in 10.00 EUR Membership Mira Holm",
        ],
    ),
    (
        "payments/sums.camt053.xml",
        &[
            "2026-11-25 in 300.00 EUR INV-41 Birkenhof Naturkost GmbH",
            "2026-11-25 in 200.00 EUR INV-42 part Mira Holm",
            "2026-11-25 in 495.00 EUR INV-41|INV-42 part -",
            "2026-11-25 in 500.00 EUR INV-41|INV-42 Birkenhof Naturkost GmbH",
            "2026-11-25 in 300.00 EUR INV-41 Birkenhof Naturkost GmbH",
            "2026-11-25 in 200.00 EUR INV-42 part Mira Holm",
            "2026-11-25 in 300.00 EUR INV-41 Birkenhof Naturkost GmbH",
            "2026-11-25 back 200.00 EUR Return INV-44 Mira Holm",
        ],
    ),
    (
        "payments/fees-and-currencies.camt053.xml",
        &[
            "2026-11-25 in 90.00 EUR INV-45 -",
            "2026-11-25 in 90.00 EUR INV-46 Mira Holm",
            "2026-11-24 in 12.50 EUR INV-47 Mira Holm",
            "2026-11-25 back 60.00 EUR INV-48 Mira Holm",
            "2026-11-25 back 61.00 EUR INV-49 Mira Holm",
            "2026-11-25 returned 62.00 EUR Our own transfer, returned -",
        ],
    ),
    (
        "payments/german.sta",
        &[
            "2026-11-25 in 1190.00 EUR RF18539007547034 Birkenhof Naturkost GmbH",
            "2026-11-25 in 480.50 EUR E-77|Danke. Rechnung XR-2026-9 Mira Holm",
            "2026-11-25 back 127.50 EUR INV-40|RETURN INV-40 Birkenhof Naturkost GmbH",
            "2026-11-25 out 1500.00 EUR Miete November Bäckerei Sonnenschein",
        ],
    ),
    (
        "payments/dutch.940",
        &[
            "2026-11-25 in 10.00 EUR E-78|Invoice DL-1002 Mira Holm",
            "2026-11-25 in 20.00 EUR Invoice DL-1003 and our best thank you Thistle and Rowan",
            "2026-11-25 back 30.00 EUR RF18539007547034 Mira Holm",
            "2026-11-25 returned 40.00 EUR Our own transfer, returned -",
        ],
    ),
    (
        "payments/new-year.sta",
        &[
            "2026-12-31 in 5.00 GBP Invoice DL-1004 thank you -",
            "2027-01-02 out 7.00 GBP Monthly fee -",
            "2027-03-02 in 1.00 GBP Interest -",
        ],
    ),
    (
        "payments/interim.mt942",
        &["2026-11-25 in 10.00 EUR Invoice DL-1006 thank you Mira Holm"],
    ),
    (
        "payments/month.zip",
        &[
            "2026-11-25 in 1190.00 EUR RF18539007547034 Birkenhof Naturkost GmbH",
            "2026-11-25 in 480.50 EUR DL-1002|E-77|Rechnung XR-2026- 9 und Dank Mira Holm",
            "2026-11-25 in 300.00 EUR INV-41 Birkenhof Naturkost GmbH",
            "2026-11-25 in 200.00 EUR INV-42 part Mira Holm",
            "2026-12-31 in 5.00 GBP Invoice DL-1004 thank you -",
            "2027-01-02 out 7.00 GBP Monthly fee -",
            "2027-03-02 in 1.00 GBP Interest -",
        ],
    ),
];

fn said(payment: &Payment) -> String {
    let way = match (payment.direction, payment.reversal) {
        _ if payment.booked == Booked::AsSum => "sum",
        (Direction::Credit, false) => "in",
        (Direction::Credit, true) => "returned",
        (Direction::Debit, false) => "out",
        (Direction::Debit, true) => "back",
    };
    format!(
        "{} {way} {} {} {}",
        payment.booked_on,
        payment.amount,
        payment.references.join("|"),
        payment.payer.as_deref().unwrap_or("-")
    )
}

#[test]
fn statements_say_who_paid_what_and_when() {
    for (path, expected) in READ {
        let found: Vec<String> = content(path).payments.iter().map(said).collect();
        assert_eq!(found, expected, "{path}");
    }
    for (path, complete_to) in [
        ("payments/statement.camt053.xml", Some("2026-11-25")),
        ("payments/notification.camt054.xml", None),
        ("payments/first-version.camt052.xml", None),
        // The period ends at midnight, and so with the day before.
        ("payments/fees-and-currencies.camt053.xml", Some("2026-11-25")),
        ("payments/german.sta", Some("2026-11-25")),
        // Two accounts; one of them to the 1st only, by the page that closes it.
        ("payments/new-year.sta", Some("2027-03-01")),
        ("payments/interim.mt942", None),
        ("payments/month.zip", Some("2027-03-01")),
    ] {
        let found = content(path).payments_complete_to.map(|day| day.to_string());
        assert_eq!(found.as_deref(), complete_to, "{path}");
    }
}

#[test]
fn what_is_no_payment_yet_is_passed_over_and_said_so() {
    let passed = |path: &str| -> Vec<String> {
        let passed_over = content(path).passed_over;
        let line = |passed: &documents::PassedOver| format!("{}: {}", passed.place, passed.why);
        passed_over.iter().map(line).collect()
    };
    let entry = "/Document/BkToCstmrStmt/Stmt[1]/Ntry";
    for (path, expected) in [
        (
            "payments/statement.camt053.xml",
            vec![
                format!("{entry}[6]: the entry is pending: it counts when it is booked"),
                format!("{entry}[7]: the entry is information only: no money moved"),
            ],
        ),
        (
            "payments/sums.camt053.xml",
            vec![format!(
                "{entry}[4]: lists 2 of the 3 transactions of this sum; the others come on other pages"
            )],
        ),
        (
            "payments/interim.mt942",
            vec!["line 6: the entry is expected: it counts when it is booked".to_owned()],
        ),
        (
            "payments/month.zip",
            vec![format!(
                "november/sum.xml {entry}[1]: another member lists the transactions of this sum"
            )],
        ),
    ] {
        assert_eq!(passed(path), expected, "{path}");
    }
}

#[test]
fn a_movement_is_the_same_in_every_report_of_it() {
    let identities = |path: &str| -> Vec<String> {
        let payments = content(path).payments;
        payments.into_iter().map(|payment| payment.identity).collect()
    };
    let statement = identities("payments/statement.camt053.xml");
    assert_eq!(identities("payments/notification.camt054.xml"), statement[..4]);
    for path in [
        "payments/first-version.camt052.xml",
        "payments/prefixed.camt053.xml",
        "payments/german.sta",
        "payments/month.zip",
    ] {
        assert_eq!(identities(path)[0], statement[0], "{path}");
    }
    let twice = identities("payments/prefixed.camt053.xml");
    assert_ne!(twice[1], twice[2]);
    let listed = content("payments/notification.camt054.xml").payments;
    let sum = identities("payments/sum-only.camt053.xml").remove(0);
    for part in &listed[2..] {
        assert_eq!(part.booked, Booked::Within { sum: sum.clone() });
    }
}

#[test]
fn a_sum_names_no_invoice_and_a_price_is_no_debt() {
    let arrived = |path: &str| -> Vec<String> {
        let arrivals = arrivals(&content(path), &House::default()).unwrap();
        let payments = arrivals.into_iter().filter_map(|arrival| match arrival {
            Arrival::Payment(payment) => Some(payment),
            _ => None,
        });
        payments
            .map(|payment| format!("{} {}", payment.amount, payment.references.join("|")))
            .collect()
    };
    assert_eq!(arrived("payments/sum-only.camt053.xml"), ["500.00 EUR "]);
    assert_eq!(
        arrived("payments/statement.camt053.xml")[4..],
        ["-119.00 EUR INV-40|Return INV-40"]
    );
    assert_eq!(
        arrived("payments/german.sta")[2..],
        ["-119.00 EUR INV-40|RETURN INV-40"]
    );
    // Our own transfer that comes back is nobody's payment.
    assert_eq!(arrived("payments/dutch.940").len(), 3);
}

#[test]
fn a_stranger_cannot_stop_a_statement_by_a_name() {
    let payment = content("payments/fees-and-currencies.camt053.xml")
        .payments
        .remove(0);
    assert_eq!(payment.payer, None);
    assert_eq!(payment.payer_iban.as_deref(), Some("GB33BUKB20201555555555"));
}

#[test]
fn a_file_of_too_many_entries_is_refused() {
    let mut text = ":20:X\n:25:DE89370400440532013000\n:60F:C261124EUR1,\n".to_owned();
    text.push_str(&":61:261125C1,NTRFNONREF\n".repeat(100_001));
    let refusal = read(text.as_bytes()).unwrap_err().to_string();
    assert!(refusal.contains("more than 100000 entries"), "{refusal}");
    let endless = ":20:X\n:86:x\n".to_owned() + &"x\n".repeat(1_000);
    assert!(read(endless.as_bytes()).is_err());
    assert!(read(&bytes("payments/month.zip")[..300]).is_err());
}
