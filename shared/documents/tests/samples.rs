//! What the self-written samples under `tests/samples` say, and that nothing else makes a reader fall over.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use documents::intake::{House, arrivals};
use documents::{Content, MailEventKind, inspect, read, read_mail_events};
use dunning::arrival::{Arrival, Due};
use dunning::money::Currency;
use proptest::prelude::*;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/samples")
}

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn content(path: &str) -> Content {
    read(&bytes(path)).unwrap_or_else(|refusal| panic!("{path}: {refusal}"))
}

/// Every sample of a folder, sorted.
fn samples(kind: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder().join(kind))
        .unwrap()
        .map(|entry| format!("{kind}/{}", entry.unwrap().file_name().into_string().unwrap()))
        .collect();
    names.sort();
    names
}

/// Number, kind, dates, amount and verdict of each document, a line each.
fn said(path: &str) -> Vec<String> {
    let inspection = inspect(path, &bytes(path));
    assert_eq!(inspection.outcome, "read", "{path}: {:?}", inspection.error);
    inspection
        .documents
        .iter()
        .map(|document| {
            format!(
                "{} {} {} {} {} {} {}",
                document.number,
                document.kind,
                document.issue_date,
                document.due_date.as_deref().unwrap_or("-"),
                document.amount_due,
                document.currency.unwrap_or("-"),
                document.reason.unwrap_or("dunnable"),
            )
        })
        .collect()
}

#[test]
fn invoices_say_what_they_owe() {
    let table: [(&str, &[&str]); 24] = [
        (
            "invoices/plain.csv",
            &[
                "DL-1001 invoice 2026-11-03 2026-12-03 1190.00 EUR dunnable",
                "DL-1002 invoice 2026-11-04 2026-11-24 480.50 GBP dunnable",
                "DL-1003 invoice 2026-11-04 - 128000 JPY no_due_date",
            ],
        ),
        (
            "invoices/german.csv",
            &[
                "R-2026-41 invoice 2026-11-02 2026-12-02 1000.00 EUR dunnable",
                "R-2026-42 invoice 2026-11-03 - 89.90 EUR no_due_date",
                "G-2026-03 credit_note 2026-11-04 - -50.00 EUR credit_note",
            ],
        ),
        (
            "invoices/windows-1252.csv",
            &["R-77 invoice 2026-11-05 2026-11-19 240.00 EUR dunnable"],
        ),
        (
            "invoices/italian.csv",
            &[
                "FT 12/2026 invoice 2026-11-03 2026-12-03 2440.00 EUR dunnable",
                "FT 13/2026 invoice 2026-11-16 2026-12-16 610.00 EUR dunnable",
            ],
        ),
        (
            "invoices/month-first.csv",
            &[
                "US-1 invoice 2026-11-03 2026-12-03 1250.00 USD dunnable",
                "US-2 invoice 2026-11-05 2026-12-05 75.00 USD dunnable",
                "US-3 invoice 2026-10-07 2026-11-06 80.00 USD dunnable",
                "US-4 invoice 2026-11-16 2026-12-16 12.40 USD dunnable",
            ],
        ),
        (
            "invoices/report.csv",
            &[
                "3001 invoice 2026-10-14 2026-11-13 400.00 - no_currency",
                "3002 credit_note 2026-10-21 2026-10-21 -20.00 - credit_note",
                "3003 invoice 2026-11-02 2026-12-02 55.00 - no_currency",
            ],
        ),
        (
            "invoices/lines.csv",
            &["LN-5 invoice 2026-08-07 2026-09-08 228.00 GBP dunnable"],
        ),
        (
            "invoices/states.csv",
            &[
                "S-1 invoice 2026-11-02 2026-12-02 100.00 EUR draft",
                "S-2 invoice 2026-11-02 2026-12-02 100.00 EUR cancelled",
                "S-3 invoice 2026-11-02 2026-12-02 0.00 EUR already_paid",
                "S-4 invoice 2026-11-02 2026-12-02 60.00 EUR dunnable",
                "S-5 invoice 2026-11-02 2026-12-02 100.00 EUR direct_debit",
                "S-6 invoice 2026-11-02 2026-12-02 100.00 EUR card_payment",
                "S-7 credit_note 2026-11-02 - 30.00 EUR credit_note",
            ],
        ),
        (
            "invoices/payment-service.csv",
            &[
                "PS-0001 invoice 2026-11-03 2026-12-03 1000.00 EUR dunnable",
                "PS-0002 invoice 2026-11-03 - 0.00 USD already_paid",
                "PS-0003 invoice 2026-11-03 - 30.00 USD card_payment",
            ],
        ),
        ("invoices/header-only.csv", &[]),
        (
            "invoices/earlier-chasing.csv",
            &["E-1 invoice 2026-10-01 2026-10-15 300.00 EUR dunnable"],
        ),
        (
            "invoices/all-keys.json",
            &[
                "J-1 invoice 2026-11-03 2026-12-03 15.125 KWD dunnable",
                "J-2 invoice 2026-11-03 2026-12-03 0.10 EUR dunnable",
                "J-3 invoice 2026-11-03 2026-12-03 900.00 EUR dunnable",
                "J-4 credit_note 2026-11-05 - 100.00 EUR credit_note",
            ],
        ),
        (
            "invoices/one-a-line.ndjson",
            &[
                "N-1 invoice 2026-11-03 2026-12-03 128500.00 INR dunnable",
                "N-2 invoice 2026-11-04 - 4200.50 INR no_due_date",
            ],
        ),
        (
            "invoices/german-ubl.xml",
            &["XR-2026-9 invoice 2026-11-03 2026-12-03 1190.00 EUR dunnable"],
        ),
        (
            "invoices/italian-ubl.xml",
            &["FT-2026-88 invoice 2026-11-10 2026-12-10 2440.00 EUR dunnable"],
        ),
        (
            "invoices/no-due-date.xml",
            &["XR-2026-10 invoice 2026-11-04 - 89.90 EUR no_due_date"],
        ),
        (
            "invoices/latin-1.xml",
            &["XR-2026-11 invoice 2026-11-05 2026-11-19 240.00 EUR dunnable"],
        ),
        (
            "invoices/utf-16.xml",
            &["XR-2026-12 invoice 2026-11-05 2026-11-19 240.00 EUR dunnable"],
        ),
        (
            "invoices/credit-note.xml",
            &["GS-2026-1 credit_note 2026-11-12 2026-12-12 119.00 EUR credit_note"],
        ),
        (
            "invoices/direct-debit.xml",
            &["XR-2026-13 invoice 2026-11-05 2026-11-19 30.00 EUR direct_debit"],
        ),
        (
            "invoices/self-billed.xml",
            &["SB-1 self_billed 2026-11-05 2026-11-19 30.00 EUR self_billed"],
        ),
        (
            "invoices/information-only.xml",
            &["IO-1 information_only 2026-11-05 2026-11-19 30.00 EUR information_only"],
        ),
        (
            "invoices/prepaid.xml",
            &["XR-2026-14 invoice 2026-11-05 2026-11-19 0.00 EUR already_paid"],
        ),
        (
            "invoices/instalments.xml",
            &["XR-2026-15 invoice 2026-11-05 2026-12-05 600.00 EUR dunnable"],
        ),
    ];
    for (path, expected) in table {
        assert_eq!(said(path), expected, "{path}");
    }
    let listed: Vec<&str> = table.iter().map(|(path, _)| *path).collect();
    for path in samples("invoices") {
        assert!(listed.contains(&path.as_str()), "{path} is in no table");
    }
}

#[test]
fn what_stands_around_the_amount_is_read_too() {
    let plain = content("invoices/plain.csv").documents;
    assert_eq!(plain[0].buyer.contact_name.as_deref(), Some("Jana Albers"));
    assert_eq!(plain[0].payment.reference.as_deref(), Some("RF18539007547034"));
    assert_eq!(
        plain[0].url.as_deref(),
        Some("https://invoices.example.com/DL-1001")
    );
    assert_eq!(plain[1].buyer.emails.len(), 2);
    assert!(plain[1].is_open_balance && !plain[0].is_open_balance);
    let german = content("invoices/german-ubl.xml").documents.remove(0);
    assert_eq!(german.buyer.emails, ["rechnung@birkenhof.example.com"]);
    assert_eq!(
        german.buyer.endpoint.as_deref(),
        Some("eingang@robot.example.com")
    );
    assert_eq!(german.buyer.vat_id.as_deref(), Some("DE123456789"));
    assert_eq!(german.payment.iban.as_deref(), Some("DE89370400440532013000"));
    assert_eq!(german.payment.bic.as_deref(), Some("COBADEFFXXX"));
    assert_eq!(german.terms.as_deref(), Some("#SKONTO#TAGE=7#PROZENT=2.00#"));
    let italian = content("invoices/italian-ubl.xml").documents.remove(0);
    assert_eq!(italian.buyer.name.as_deref(), Some("Officine Bellavista Srl"));
    let latin = content("invoices/latin-1.xml").documents.remove(0);
    assert_eq!(latin.buyer.name.as_deref(), Some("Käserei Grün"));
    let credit = content("invoices/credit-note.xml").documents.remove(0);
    assert_eq!(credit.credits.as_deref(), Some("XR-2026-9"));
    let parts = content("invoices/instalments.xml")
        .documents
        .remove(0)
        .instalments;
    assert_eq!(parts.len(), 2);
    let chased = content("invoices/earlier-chasing.csv").documents.remove(0);
    assert_eq!(chased.earlier_chasing.unwrap().stage.as_str(), "early_late");
}

#[test]
fn a_report_names_its_customers_and_its_day() {
    let report = content("invoices/report.csv");
    let names: Vec<_> = report
        .documents
        .iter()
        .map(|document| document.buyer.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["Cedar Street Cafe", "Cedar Street Cafe", "Harbor Lights"]);
    assert!(report.documents[0].is_open_balance);
    assert_eq!(report.documents[0].balance_as_of, "2026-11-20".parse().ok());
    let payment = report
        .passed_over
        .iter()
        .find(|passed| passed.why.contains("payment"))
        .unwrap();
    assert_eq!(payment.place.to_string(), "line 8");
}

#[test]
fn a_currency_that_no_file_names_is_the_houses_or_refused() {
    let report = content("invoices/report.csv");
    let refusal = arrivals(&report, &House::default()).unwrap_err();
    assert_eq!(refusal.field.as_deref(), Some("currency"));
    let house = House {
        currency: Some(Currency::parse("USD").unwrap()),
        file_day: None,
    };
    let arrivals = arrivals(&report, &house).unwrap();
    let invoices: Vec<_> = arrivals
        .iter()
        .map(|arrival| match arrival {
            Arrival::Invoice(invoice) => invoice,
            other => panic!("{other:?}"),
        })
        .collect();
    // Credits come first, and as what they give back.
    assert_eq!(
        (invoices[0].number.as_str(), invoices[0].payable.to_string()),
        ("3002", "20.00 USD".into())
    );
    assert_eq!(invoices[1].balance_as_of, "2026-11-20".parse().ok());
}

#[test]
fn an_invoice_arrives_with_what_its_file_knows_of_the_customer() {
    let ubl = content("invoices/german-ubl.xml");
    let arrivals = arrivals(&ubl, &House::default()).unwrap();
    let [Arrival::Invoice(invoice)] = arrivals.as_slice() else {
        panic!("{arrivals:?}");
    };
    assert!(matches!(invoice.due, Due::On(..)));
    assert_eq!(invoice.never_reminded, None);
    assert_eq!(invoice.profile.contacts.len(), 1);
    assert_eq!(invoice.profile.region.unwrap().to_string(), "DE");
    assert_eq!(invoice.customer.identity().as_deref(), Some("DE123456789"));
}

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
    assert_eq!(table.len(), samples("payments").len());
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
    let table: [(&str, &[&str]); 3] = [
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

#[test]
fn events_mean_the_same_in_every_wrapping() {
    let table: [(&str, &[&str]); 9] = [
        ("events/send.json", &["Send Some(Sent)"]),
        ("events/delivery-in-sns.json", &["Delivery Some(Delivered)"]),
        (
            "events/hard-bounce-in-eventbridge.json",
            &["Bounce Some(Bounced { permanent: true })"],
        ),
        (
            "events/soft-bounces-in-sqs.json",
            &[
                "Bounce Some(Bounced { permanent: false })",
                "Bounce Some(Bounced { permanent: false })",
            ],
        ),
        ("events/out-of-office.json", &["Bounce None"]),
        (
            "events/complaint-in-lambda-sns.json",
            &["Complaint Some(Complained)"],
        ),
        ("events/not-spam.json", &["Complaint None"]),
        (
            "events/rendering-failure.json",
            &["Rendering Failure Some(Rejected { why: \"Attribute 'name' is not present\" })"],
        ),
        ("events/topic-greeting.json", &[]),
    ];
    for (path, expected) in table {
        let events = read_mail_events(&bytes(path)).unwrap();
        let said: Vec<String> = events
            .iter()
            .map(|event| format!("{} {:?}", event.kind.name(), event.letter_event()))
            .collect();
        assert_eq!(said, expected, "{path}");
        for event in &events {
            assert_eq!(event.message_id, "0100-demo-000001");
            assert_eq!(event.recipients, ["rechnung@birkenhof.example.com"]);
        }
    }
    assert_eq!(table.len(), samples("events").len());
    let send = read_mail_events(&bytes("events/send.json")).unwrap().remove(0);
    assert_eq!(send.tags["letter"], ["0123456789abcdef0123456789abcdef-20261117"]);
    assert_eq!(send.at.to_rfc3339(), "2026-11-17T05:16:02.100+00:00");
    let away = read_mail_events(&bytes("events/out-of-office.json"))
        .unwrap()
        .remove(0);
    assert!(matches!(
        away.kind,
        MailEventKind::Bounce {
            out_of_office: true,
            ..
        }
    ));
}

#[test]
fn a_broken_file_is_refused_and_told_why() {
    let table = [
        (
            "activity-report.csv",
            "csv line 1: this looks like a payment service's activity report",
        ),
        (
            "ambiguous-amount.csv",
            "csv line 2, column 5: amount_due: “1.250” may be thousands or decimals",
        ),
        (
            "ambiguous-dates.csv",
            "csv line 2, column 2: issue_date: nothing in the file tells day/month from month/day",
        ),
        (
            "bad-email.csv",
            "csv line 2, column 6: customer_email: expected an e-mail address",
        ),
        (
            "cii-later.xml",
            "cii the file is a UN/CEFACT CII invoice: it can't be read yet",
        ),
        (
            "cut-off.xml",
            "unknown line 1, column 1: the XML is not well-formed: the root node was opened but never closed",
        ),
        (
            "doctype.xml",
            "unknown line 2, column 1: a document type definition (DOCTYPE) is never accepted",
        ),
        ("empty.csv", "unknown the file is empty"),
        (
            "float.json",
            "json /invoices/0/amount_due: amount_due: expected an amount such as 1234.50, not “1e3”",
        ),
        (
            "formula.csv",
            "csv line 2, column 5: customer_name: starts like a spreadsheet formula",
        ),
        (
            "instalments-short.json",
            "json /invoices/0/instalments: instalments: add up to 9, but amount_due is 10",
        ),
        (
            "key-twice.json",
            "json line 1, column 1: the JSON is broken: the key “number” comes twice",
        ),
        (
            "line-two.ndjson",
            "ndjson line 2 /issue_date: issue_date: expected a date such as 2026-11-24, not “soon”",
        ),
        (
            "markup-in-name.xml",
            "ubl-invoice /Invoice/AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName: name: holds markup",
        ),
        (
            "misspelt-key.json",
            "json /invoices/0/due_dat: due_dat: is unknown here; known are number, kind, issue_date",
        ),
        (
            "no-amount.xml",
            "ubl-invoice /Invoice/LegalMonetaryTotal/PayableAmount: amount_due: is missing",
        ),
        ("no-header-known.csv", "csv no header was found that Dunlin knows"),
        (
            "number-twice.csv",
            "csv line 3, column 1: invoice_number: occurs twice in the file (first on line 2)",
        ),
        (
            "number-with-line-break.xml",
            "ubl-invoice /Invoice/ID: number: holds a line break",
        ),
        (
            "one-bad-row.csv",
            "csv line 4, column 3: due_date: expected a date such as 2026-11-24, not “2026-13-40”",
        ),
        (
            "open-quotation.csv",
            "csv line 2: a quotation mark is opened here and never closed",
        ),
        ("order.xml", "unknown the file is XML with the root “Order”"),
        (
            "other-currency.xml",
            "ubl-invoice /Invoice/LegalMonetaryTotal/PayableAmount: currency: the amount is in USD, but the document is in EUR",
        ),
        (
            "other-event.json",
            "ses-event the top: is an EventBridge event of another kind",
        ),
        (
            "policy.toml",
            "policy the file is a policy (TOML): settings are deployed, not uploaded",
        ),
        (
            "reference-twice.csv",
            "csv line 3: entry_reference: stands for another payment further up",
        ),
        (
            "statement.sta",
            "mt940 the file is an MT940 bank statement: it can't be read yet; upload the payments",
        ),
        (
            "two-currencies.csv",
            "csv line 2, column 4: amount_due: is in another currency than the row says",
        ),
        (
            "unquoted-delimiter.csv",
            "csv line 2, column 6: the row has 6 cells, the header 5",
        ),
    ];
    for (name, expected) in table {
        let path = format!("broken/{name}");
        let bytes = bytes(&path);
        let refusal = read(&bytes).expect_err(name);
        let format = inspect(&path, &bytes).format;
        let sentence = format!("{format} {refusal}");
        assert!(sentence.starts_with(expected), "{name}: {sentence}");
    }
    assert_eq!(table.len(), samples("broken").len());
}

#[test]
fn a_file_beyond_the_bound_is_refused_at_once() {
    let refusal = read(&vec![b'a'; documents::BYTES_AT_MOST + 1]).unwrap_err();
    assert!(refusal.to_string().contains("20000001 bytes"), "{refusal}");
    let wide = format!("invoice_number{}\n", ",x".repeat(400));
    assert!(read(wide.as_bytes()).is_err());
    let tall = "invoice_number,issue_date,amount_due\n".to_owned() + &"\"a\",2026-11-03,1\n".repeat(100_001);
    let refusal = read(tall.as_bytes()).unwrap_err();
    assert!(refusal.to_string().contains("more than 100000 rows"), "{refusal}");
}

#[test]
fn inspection_keeps_its_shape() {
    let json = |path: &str| serde_json::to_string(&inspect(path, &bytes(path))).unwrap();
    assert_eq!(
        json("invoices/direct-debit.xml"),
        concat!(
            r#"{"path":"invoices/direct-debit.xml","format":"ubl-invoice","outcome":"read","error":null,"#,
            r#""documents":[{"kind":"invoice","number":"XR-2026-13","issue_date":"2026-11-05","#,
            r#""due_date":"2026-11-19","due_from":"document","currency":"EUR","amount_due":"30.00","#,
            r#""seller_name":"Dunlin Vorführ GmbH","buyer_name":"Käserei Grün","buyer_email":null,"#,
            r#""buyer_country":"DE","instalments":[],"payment_means":"59","dunnable":false,"#,
            r#""reason":"direct_debit"}],"payments":[],"events":[]}"#
        )
    );
    assert_eq!(
        json("broken/bad-email.csv"),
        concat!(
            r#"{"path":"broken/bad-email.csv","format":"csv","outcome":"refused","error":"#,
            r#"{"place":"line 2, column 6","field":"customer_email","#,
            r#""message":"expected an e-mail address such as name@example.com"},"#,
            r#""documents":[],"payments":[],"events":[]}"#
        )
    );
    assert!(json("events/send.json").ends_with(
        r#""events":[{"type":"Send","message_id":"0100-demo-000001","recipients":["rechnung@birkenhof.example.com"]}]}"#
    ));
}

fn any_sample() -> impl Strategy<Value = Vec<u8>> {
    let all: Vec<String> = ["invoices", "payments", "customers", "events", "broken"]
        .into_iter()
        .flat_map(samples)
        .collect();
    prop::sample::select(all).prop_map(|path| bytes(&path))
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = inspect("any", &bytes);
        let _ = read_mail_events(&bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[{\\[<:0-9A-Za-z,;\t\n\"'./ €ß-]{0,300}") {
        let _ = inspect("any", text.as_bytes());
    }

    /// A sample with a few bytes changed, cut or doubled is read or refused, and what is read can be taken in.
    #[test]
    fn no_damage_makes_a_reader_panic(
        mut bytes in any_sample(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..8),
    ) {
        for (index, byte, what) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = index.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.truncate(at),
                _ => { let tail = bytes[at..].to_vec(); bytes.extend(tail); }
            }
        }
        if let Ok(content) = read(&bytes) {
            let _ = arrivals(&content, &House::default());
        }
    }
}
