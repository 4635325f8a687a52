//! What Dunlin makes of what a file says of its due date.

use documents::intake::{DueRemark, House, arrivals, due};
use documents::terms::Abstention;
use documents::{inspect, read};
use dunning::arrival::{Arrival, Due};
use dunning::invoice::DueFrom;

use crate::{bytes, content};

#[test]
fn the_date_counts_then_the_days_then_the_words() {
    let table = [
        (
            "due_date,terms_days,terms",
            "2026-12-01,10,net 30",
            "2026-12-01",
            DueFrom::Document,
        ),
        (
            "due_date,terms_days,terms",
            ",10,net 30",
            "2026-11-13",
            DueFrom::Terms,
        ),
        (
            "due_date,terms_days,terms",
            ",,net 30",
            "2026-12-03",
            DueFrom::TermsText,
        ),
    ];
    for (columns, cells, day, from) in table {
        let text = format!(
            "invoice_number,issue_date,currency,amount_due,customer_number,{columns}\n\
             W-9,2026-11-03,EUR,10.00,C-1,{cells}\n"
        );
        let content = read(text.as_bytes()).unwrap();
        let stated = due(&content.documents[0]).0;
        assert_eq!(stated, Due::On(day.parse().unwrap(), from), "{cells}");
    }
}

#[test]
fn what_is_odd_about_a_due_date_is_told() {
    let remarks: Vec<_> = content("invoices/terms-in-words.csv")
        .documents
        .iter()
        .map(|document| due(document).1)
        .collect();
    let differs = DueRemark::TextDiffers("2026-11-17".parse().unwrap());
    assert_eq!(
        remarks,
        [
            None,
            None,
            Some(DueRemark::TextUnclear(Abstention::MonthEnd)),
            Some(DueRemark::TextUnclear(Abstention::ByContract)),
            Some(differs),
            Some(DueRemark::BeforeIssue),
        ]
    );
}

#[test]
fn machines_are_told_where_the_date_came_from() {
    let path = "invoices/terms-in-words.csv";
    let sources: Vec<_> = inspect(path, &bytes(path))
        .documents
        .iter()
        .map(|document| document.due_from)
        .collect();
    let [text, document] = [Some("terms_text"), Some("document")];
    assert_eq!(sources, [text, text, None, None, document, document]);
}

#[test]
fn a_customer_may_have_terms_of_its_own() {
    let mut found = Vec::new();
    for path in ["customers/own-terms.csv", "customers/own-terms.json"] {
        for arrival in arrivals(&content(path), &House::default()).unwrap() {
            if let Arrival::Customer(customer) = arrival {
                found.push((customer.customer.number.unwrap(), customer.terms_days));
            }
        }
    }
    let expected = [("C-910", Some(60)), ("C-911", None), ("C-912", Some(45))];
    assert_eq!(found, expected.map(|(number, days)| (number.to_owned(), days)));
}
