//! What the invoice samples say, and what becomes of them.

use documents::intake::{House, arrivals};
use dunning::arrival::{Arrival, Due};
use dunning::money::Currency;

use crate::{content, said, samples};

#[test]
fn invoices_say_what_they_owe() {
    let table: [(&str, &[&str]); 25] = [
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
            &["XR-2026-10 invoice 2026-11-04 2026-11-18 89.90 EUR dunnable"],
        ),
        (
            "invoices/terms-in-words.csv",
            &[
                "W-1 invoice 2026-11-03 2026-12-03 100.00 EUR dunnable",
                "W-2 invoice 2026-11-03 2026-11-03 100.00 EUR dunnable",
                "W-3 invoice 2026-11-03 - 100.00 EUR no_due_date",
                "W-4 invoice 2026-11-03 - 100.00 EUR no_due_date",
                "W-5 invoice 2026-11-03 2026-12-03 100.00 EUR dunnable",
                "W-6 invoice 2026-11-03 2026-10-03 100.00 EUR due_before_issue",
            ],
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
    let listed: Vec<&str> = table
        .iter()
        .chain(&crate::cii::READ)
        .chain(&crate::pdf::READ)
        .chain(&crate::accounting::READ)
        .chain(&crate::fatturapa::READ)
        .map(|(path, _)| *path)
        .collect();
    for path in samples("invoices") {
        assert!(listed.contains(&path.as_str()), "{path} is in no table");
    }
}

#[test]
fn an_indian_account_is_read_whole_or_refused() {
    let table = |account: &str| {
        format!(
            "invoice_number,issue_date,due_date,currency,amount_due,customer_name,bank_account_number,IFSC Code\n\
             N-3,2026-11-03,2026-12-03,INR,100.00,Neelgiri Traders,{account}\n"
        )
    };
    let read = |account: &str| documents::read(table(account).as_bytes());
    let account = read("5010 0123 456789,abcd0123456").unwrap().documents.remove(0);
    let account = account.payment.indian_account.unwrap();
    assert_eq!(
        (account.number(), account.ifsc()),
        ("50100123456789", "ABCD0123456")
    );
    assert_eq!(read(",").unwrap().documents[0].payment.indian_account, None);
    for (account, said) in [
        ("50100123456789,", "need each other"),
        (",ABCD0123456", "need each other"),
        ("50100123456789,ABCD-1", "an IFSC has four letters"),
        ("HDFC,ABCD0123456", "an Indian account number has"),
    ] {
        let refusal = read(account).unwrap_err().to_string();
        assert!(refusal.contains(said) && refusal.contains("line 2"), "{refusal}");
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
    let ours = content("invoices/all-keys.json").documents.remove(0).payment;
    assert_eq!(ours.link.as_deref(), Some("https://pay.example.com/J-1"));
    let account = ours.indian_account.unwrap();
    assert_eq!(
        (account.number(), account.ifsc()),
        ("50100123456789", "ABCD0123456")
    );
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
