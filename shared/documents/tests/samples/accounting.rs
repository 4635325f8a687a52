//! What the samples of accounting tools and of India's GST portal say.

use documents::intake::{House, arrivals};
use documents::{Document, StatedStatus, read};
use dunning::arrival::Arrival;

use crate::{bytes, content, said};

pub(crate) const READ: [(&str, &[&str]); 18] = [
    (
        "invoices/gst-invoice.json",
        &["DL/26/101 invoice 2026-11-03 2026-12-03 100000.00 INR dunnable"],
    ),
    (
        "invoices/gst-bulk.json",
        &[
            "DL/26/102 invoice 2026-11-16 - 5900.50 INR no_due_date",
            "DL/26/103 invoice 2026-11-16 2026-12-01 1180.00 INR dunnable",
            "DL/26/104 invoice 2026-11-16 - 250000.00 INR no_due_date",
            "DL/26/105 credit_note 2026-11-16 - 590.00 INR credit_note",
            "DL/26/106 invoice 2026-11-16 2026-11-23 100.00 INR dunnable",
            "DL/26/107 invoice 2026-11-16 2026-11-23 1180.00 INR direct_debit",
            "DL/26/108 invoice 2026-11-16 - 0.00 INR already_paid",
        ],
    ),
    (
        "invoices/gst-signed.json",
        &[
            "DL/26/111 invoice 2026-11-03 2026-12-03 1180.00 INR dunnable",
            "DL/26/112 invoice 2026-11-03 - 1180.00 INR cancelled",
        ],
    ),
    (
        "invoices/gst-signed.jwt",
        &["DL/26/113 invoice 2026-11-04 2026-12-19 2360.00 INR dunnable"],
    ),
    (
        "invoices/stripe-list.json",
        &[
            "ST-0001 invoice 2026-11-03 2026-12-03 1000.00 EUR dunnable",
            "ST-0002 invoice 2026-11-03 2026-12-03 50000 JPY dunnable",
            "ST-0003 invoice 2026-11-03 2026-12-03 10.500 KWD dunnable",
            "ST-0004 invoice 2026-11-03 2026-12-03 5000 UGX dunnable",
            "ST-0005 invoice 2026-11-03 - 30.00 USD card_payment",
            "ST-0006 invoice 2026-11-03 2026-12-03 30.00 USD cancelled",
            "ST-0007 invoice 2026-11-03 2026-12-03 30.00 USD cancelled",
            "ST-0008 invoice 2026-11-03 2026-12-03 0.00 USD already_paid",
            "ST-0001-CN-01 credit_note 2026-11-04 - 100.00 EUR credit_note",
        ],
    ),
    (
        "invoices/stripe-event.json",
        &["ST-0010 invoice 2026-11-03 2026-12-03 40.00 EUR dunnable"],
    ),
    (
        "invoices/stripe-export.csv",
        &[
            "SE-0001 invoice 2026-11-03 2026-12-03 1000.00 EUR dunnable",
            "SE-0002 invoice 2026-11-03 - 0.00 EUR already_paid",
        ],
    ),
    (
        "invoices/xero-invoices.json",
        &[
            "XR-1 invoice 2026-11-03 2026-12-03 115.00 NZD dunnable",
            "XR-2 invoice 2026-11-03 2026-12-03 75.50 NZD dunnable",
            "XR-3 invoice 2026-11-03 2026-12-03 0.00 NZD already_paid",
            "XR-4 invoice 2026-11-03 2026-12-03 115.00 NZD draft",
            "XR-5 invoice 2026-11-03 2026-12-03 115.00 NZD cancelled",
        ],
    ),
    (
        "invoices/xero-credit-notes.json",
        &[
            "XC-1 credit_note 2026-11-04 - 20.00 NZD credit_note",
            "XC-2 credit_note 2026-11-05 - 0.00 NZD credit_note",
        ],
    ),
    (
        "invoices/xero-one.json",
        &["XR-8 invoice 2026-11-03 2026-12-03 200.00 NZD dunnable"],
    ),
    (
        "invoices/xero-export.csv",
        &[
            "XE-1 invoice 2026-10-16 2026-11-15 750.00 NZD dunnable",
            "XE-C1 credit_note 2026-11-05 2026-11-05 -46.00 NZD credit_note",
        ],
    ),
    (
        "invoices/xero-aged.csv",
        &["XA-1 invoice 2026-10-24 2026-11-23 995.00 - no_currency"],
    ),
    (
        "invoices/quickbooks-invoice.json",
        &["QB-1 invoice 2026-11-03 2026-12-03 362.07 USD dunnable"],
    ),
    (
        "invoices/quickbooks-query.json",
        &[
            "QB-2 invoice 2026-11-03 2026-12-03 40.00 USD dunnable",
            "QB-3 invoice 2026-11-03 2026-12-03 100.10 - no_currency",
            "QB-4 invoice 2026-11-03 2026-12-03 0.00 USD already_paid",
            "QB-5 invoice 2026-11-03 2026-12-03 0.00 USD cancelled",
        ],
    ),
    (
        "invoices/quickbooks-credit-memo.json",
        &["QC-1 credit_note 2026-11-03 - 30.00 USD credit_note"],
    ),
    (
        "invoices/quickbooks-aging.csv",
        &[
            "QA-1 invoice 2026-10-14 2026-11-13 400.00 - no_currency",
            "QA-2 invoice 2026-11-02 2026-12-02 55.00 - no_currency",
        ],
    ),
    (
        "invoices/quickbooks-sub-customers.csv",
        &[
            "QS-1 invoice 2026-10-13 2026-11-12 80.00 - no_currency",
            "QS-2 invoice 2026-10-14 2026-11-13 400.00 - no_currency",
            "QS-3 invoice 2026-10-20 2026-11-19 100.00 - no_currency",
            "QS-4 invoice 2026-11-02 2026-12-02 55.00 - no_currency",
        ],
    ),
    ("invoices/unnumbered-draft.json", &[]),
];

#[test]
fn tools_and_portals_say_what_is_owed() {
    for (path, expected) in READ {
        assert_eq!(said(path), expected, "{path}");
    }
}

fn passed_over(path: &str) -> Vec<String> {
    let told = |passed: &documents::PassedOver| format!("{} {}", passed.place, passed.why);
    content(path).passed_over.iter().map(told).collect()
}

#[test]
fn what_nobody_is_reminded_of_is_passed_over_and_said_so() {
    assert_eq!(
        passed_over("invoices/stripe-list.json"),
        [
            "/data/8 a draft without a number",
            "/data/10 a credit note on a paid invoice: it was refunded, or kept as the customer's balance in Stripe"
        ]
    );
    assert_eq!(
        passed_over("invoices/xero-invoices.json"),
        [
            "/Invoices/5 a draft without a number",
            "/Invoices/6 a supplier's bill"
        ]
    );
    assert_eq!(
        passed_over("invoices/xero-credit-notes.json"),
        ["/CreditNotes/2 a supplier's credit note"]
    );
}

fn first(path: &str) -> Document {
    content(path).documents.remove(0)
}

#[test]
fn customers_are_named_as_other_files_name_them() {
    let gst = first("invoices/gst-invoice.json").buyer;
    assert_eq!(gst.name.as_deref(), Some("Neelgiri Traders Pvt Ltd"));
    assert_eq!(gst.vat_id.as_deref(), Some("27BBBBB0000B1Z3"));
    assert_eq!(
        (gst.phone.as_deref(), gst.country.as_deref()),
        (Some("2055501234"), Some("IN"))
    );
    let export = content("invoices/gst-bulk.json").documents.remove(2).buyer;
    assert_eq!((export.vat_id, export.country.as_deref()), (None, Some("GB")));
    let stripe = first("invoices/stripe-list.json").buyer;
    assert_eq!(stripe.number.as_deref(), Some("cus_demo1"));
    assert_eq!(stripe.vat_id.as_deref(), Some("GB123456789"));
    // Written out, the customer says what the invoice doesn't; the first language is none that Dunlin writes.
    let written_out = first("invoices/stripe-event.json").buyer;
    assert_eq!(written_out.number.as_deref(), Some("cus_demo2"));
    assert_eq!(written_out.emails, ["fatture@bellavista.example.it"]);
    assert_eq!(written_out.language.map(|language| language.code()), Some("it"));
    let xero = first("invoices/xero-invoices.json").buyer;
    assert_eq!(xero.number.as_deref(), Some("C-200"));
    assert_eq!(
        xero.emails,
        ["ap@harbour.example.com", "owner@harbour.example.com"]
    );
    assert_eq!(xero.phone.as_deref(), Some("64 3 555 0100"));
    assert_eq!(xero.country.as_deref(), Some("NZ"));
    let quickbooks = first("invoices/quickbooks-invoice.json").buyer;
    assert_eq!(quickbooks.number, None);
    assert_eq!(
        quickbooks.emails,
        ["ap@cedar.example.com", "owner@cedar.example.com"]
    );
    let names: Vec<_> = content("invoices/quickbooks-sub-customers.csv")
        .documents
        .into_iter()
        .filter_map(|document| document.buyer.name)
        .collect();
    assert_eq!(
        names,
        [
            "Cedar Street Cafe",
            "Cedar Street Cafe:Kitchen",
            "Cedar Street Cafe",
            "Total Comfort Heating"
        ]
    );
}

#[test]
fn only_what_something_was_taken_off_is_a_balance() {
    let balances = |path: &str| -> Vec<(bool, Option<String>)> {
        let of = |document: &Document| {
            let day = document.balance_as_of.map(|day| day.to_string());
            (document.is_open_balance, day)
        };
        content(path).documents.iter().map(of).collect()
    };
    let as_of = |day: &str| (true, Some(day.to_owned()));
    let whole = (false, None);
    assert_eq!(balances("invoices/stripe-event.json"), [as_of("2026-11-08")]);
    assert_eq!(
        balances("invoices/xero-invoices.json")[..2],
        [whole.clone(), as_of("2026-11-20")]
    );
    assert_eq!(
        balances("invoices/quickbooks-query.json")[..2],
        [as_of("2026-11-20"), whole.clone()]
    );
    assert_eq!(
        balances("invoices/quickbooks-aging.csv"),
        [as_of("2026-11-20"), whole]
    );
    assert_eq!(balances("invoices/xero-aged.csv"), [as_of("2026-11-20")]);
    // No balance is of a later day than the file.
    let house = House {
        file_day: "2026-11-07".parse().ok(),
        ..House::default()
    };
    let arrivals = arrivals(&content("invoices/stripe-event.json"), &house).unwrap();
    let [Arrival::Invoice(invoice)] = arrivals.as_slice() else {
        panic!("{arrivals:?}");
    };
    assert_eq!(invoice.balance_as_of, house.file_day);
}

#[test]
fn a_credit_note_names_its_invoice_where_the_file_does() {
    let credits = |path: &str, index: usize| content(path).documents.remove(index).credits;
    assert_eq!(
        credits("invoices/stripe-list.json", 8).as_deref(),
        Some("ST-0001")
    );
    assert_eq!(credits("invoices/gst-bulk.json", 3).as_deref(), Some("DL/26/101"));
    // What is left of it belongs to no invoice; and a used-up one gives nothing back.
    assert_eq!(credits("invoices/xero-credit-notes.json", 0), None);
    let arrivals = arrivals(&content("invoices/xero-credit-notes.json"), &House::default()).unwrap();
    assert_eq!(arrivals.len(), 1);
}

#[test]
fn what_stands_around_the_amount_is_read_too() {
    let gst = first("invoices/gst-invoice.json");
    assert_eq!(gst.seller.as_deref(), Some("Dunlin Demo Works Pvt Ltd"));
    assert_eq!(gst.terms.as_deref(), Some("Net 30"));
    assert_eq!(gst.prepaid, Some(18_000.into()));
    let account = gst.payment.indian_account.unwrap();
    assert_eq!(
        (account.number(), account.ifsc()),
        ("000111222333", "DEMO0000001")
    );
    let text = String::from_utf8(bytes("invoices/gst-invoice.json")).unwrap();
    // Free texts by the schema: a branch's name says nothing that one could pay by.
    for (right, free) in [
        ("DEMO0000001", "Main Branch"),
        ("000111222333", "current a/c"),
        ("FinInsBr", "x"),
    ] {
        let content = documents::read(text.replace(right, free).as_bytes()).unwrap();
        assert_eq!(content.documents[0].payment.indian_account, None, "{free}");
    }
    let stripe = first("invoices/stripe-list.json");
    assert_eq!(
        stripe.payment.link.as_deref(),
        Some("https://pay.example.com/i/in_demo1")
    );
    assert_eq!(stripe.url, stripe.payment.link);
    let event = first("invoices/stripe-event.json");
    assert_eq!(
        event.url.as_deref(),
        Some("https://pay.example.com/i/in_demo10.pdf")
    );
    assert_eq!(event.revised_at, "2026-11-08T01:00:00Z".parse().ok());
    let xero = first("invoices/xero-invoices.json");
    assert_eq!(xero.revised_at, "2026-11-04T00:00:00.123Z".parse().ok());
    assert_eq!(xero.status, Some(StatedStatus::Open));
    let quickbooks = first("invoices/quickbooks-invoice.json");
    assert_eq!(quickbooks.terms.as_deref(), Some("Net 30"));
    assert_eq!(quickbooks.revised_at, "2026-11-04T17:00:00Z".parse().ok());
}

#[test]
fn a_signed_invoice_says_where_in_it_something_is_wrong() {
    let token = String::from_utf8(bytes("invoices/gst-signed.jwt")).unwrap();
    let cut = token.rsplit_once('.').unwrap().0;
    for broken in [format!("{cut}.x.y"), token.replace("eyJkYXRh", "eyJ.")] {
        assert!(read(broken.as_bytes()).is_err());
    }
    let list = String::from_utf8(bytes("invoices/gst-signed.json")).unwrap();
    let (before, after) = list.split_once("\"SignedInvoice\": \"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    // {"data":"{\"DocDtls\":{\"Typ\":\"INV\"}}"}
    let payload = "eyJkYXRhIjoie1wiRG9jRHRsc1wiOntcIlR5cFwiOlwiSU5WXCJ9fSJ9";
    let short = format!("{before}\"SignedInvoice\": \"eyJ9.{payload}.x\"{after}");
    let refusal = read(short.as_bytes()).unwrap_err();
    assert!(
        refusal
            .to_string()
            .starts_with("/0/SignedInvoice/data/DocDtls: DocDtls: No: is missing"),
        "{refusal}"
    );
}
