//! Bank entries against the key.
//!
//! The key lists entries as they are booked, pending ones too, each with its transactions. Dunlin's payments are the
//! transactions where they make up the entry, else the entry. So the payments of each entry, found by their places
//! or, in MT940, by their order, must make up the entry's amount and way; and where the key's transactions have
//! amounts that add up, each must be a payment.

use ::documents::{Content, Direction, Format, Payment, Place};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::marks::Marks;

/// Compares the payments of a file with the key's entries.
pub(crate) fn judge(expected: &Value, content: &Content) -> Marks {
    let mut marks = Marks::default();
    if content.format == Format::Mt940 {
        lines(&expected["docs"][0], content, &mut marks);
    } else {
        entries(expected, content, &mut marks);
    }
    marks
}

fn entries(expected: &Value, content: &Content, marks: &mut Marks) {
    let mut payments = content.payments.iter().peekable();
    let documents = expected["docs"].as_array().unwrap();
    let members = documents.iter().enumerate().flat_map(|(member, document)| {
        let statements = document["statements"].as_array().unwrap().iter().enumerate();
        statements.map(move |(statement, value)| (member, statement, value))
    });
    for (member, statement, value) in members {
        for (number, entry) in value["entries"].as_array().unwrap().iter().enumerate() {
            let step = format!("[{}]/Ntry[{}]", statement + 1, number + 1);
            let name = &expected["info"]["members"][member];
            let mut of_entry = Vec::new();
            while let Some(payment) = payments.next_if(|payment| stands_in(payment, name.as_str(), &step)) {
                of_entry.push(payment);
            }
            judge_entry(&format!("{step}: "), entry, &of_entry, marks);
        }
    }
    for payment in payments {
        marks.fault("payments", format!("{}: a payment too many", payment.place));
    }
}

fn stands_in(payment: &Payment, member: Option<&str>, step: &str) -> bool {
    let place = match (&payment.place, member) {
        (Place::Member { name, place }, Some(member)) if name == member => place,
        (place, None) => place,
        _ => return false,
    };
    let Place::Xml(path) = place else { return false };
    path.split_once(step)
        .is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with('/'))
}

fn judge_entry(place: &str, entry: &Value, payments: &[&Payment], marks: &mut Marks) {
    let transactions = entry["tx"].as_array().unwrap();
    let amounts: Option<Vec<Decimal>> = transactions.iter().map(|part| decimal(&part["amount"])).collect();
    let total = decimal(&entry["amount"]).unwrap();
    let parts = amounts.filter(|amounts| amounts.len() > 1 && amounts.iter().sum::<Decimal>() == total);
    // What is not booked may never come.
    let booked = entry["status"] == "BOOK";
    let stated = booked.then(|| parts.unwrap_or_else(|| vec![total]));
    let found: Vec<Decimal> = payments.iter().map(|payment| payment.amount.amount).collect();
    let as_stated = Some(&found) == stated.as_ref();
    marks.value(place, "amounts", (!found.is_empty()).then_some(found), stated);
    if !as_stated {
        return;
    }
    let credit = entry["dir"] == "CRDT";
    let way = if credit {
        Direction::Credit
    } else {
        Direction::Debit
    };
    for (index, payment) in payments.iter().enumerate() {
        marks.always(place, "direction", payment.direction, way);
        marks.value(
            place,
            "currency",
            Some(payment.amount.currency.code()),
            entry["ccy"].as_str(),
        );
        if let Some(day) = entry["booking"].as_str().or(entry["value"].as_str()) {
            marks.always(place, "booked_on", payment.booked_on.to_string(), day.to_owned());
        }
        let of_payment = match payments {
            [_] => transactions.as_slice(),
            _ => &transactions[index..=index],
        };
        for transaction in of_payment {
            words(place, transaction, payment, marks);
        }
        if let ([transaction], true) = (of_payment, credit)
            && let Some(payer) = transaction["debtor"].as_str()
        {
            marks.value(place, "payer", payment.payer.as_deref(), Some(payer));
        }
        let returned = entry["reversal"] == "true"
            || !of_payment.is_empty() && of_payment.iter().all(|part| !part["return_reason"].is_null());
        if returned {
            marks.always(place, "reversal", payment.reversal, true);
        }
    }
}

/// Every word that may name an invoice has to be among the references.
fn words(place: &str, transaction: &Value, payment: &Payment, marks: &mut Marks) {
    let all = payment.references.join(" ");
    let lists = ["structured", "doc_numbers", "ustrd"];
    let listed = lists
        .iter()
        .flat_map(|list| transaction[list].as_array().unwrap());
    let end_to_end = Some(&transaction["e2e"]).filter(|id| *id != "NOTPROVIDED");
    for words in listed.chain(end_to_end).filter_map(Value::as_str) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = all.contains(&words).then(|| words.clone());
        marks.value(place, "references", found, Some(words));
    }
}

/// The key has the value day, the payment the booking day: in the same weeks.
fn lines(expected: &Value, content: &Content, marks: &mut Marks) {
    const DAYS_APART_AT_MOST: i64 = 10;
    let entries = expected["entries"].as_array().unwrap();
    let lines = expected["lines61"].as_u64().unwrap() as usize;
    marks.always("", "payments", content.payments.len(), lines);
    // Where a line is wrapped, the key counts it and reads nothing of it.
    if content.payments.len() != lines || entries.len() != lines {
        return;
    }
    for (index, (entry, payment)) in entries.iter().zip(&content.payments).enumerate() {
        let place = format!("entry {}: ", index + 1);
        let dir = entry["dir"].as_str().unwrap();
        marks.value(
            &place,
            "amount",
            Some(payment.amount.amount),
            decimal(&entry["amount"]),
        );
        let way = if matches!(dir, "C" | "RD") {
            Direction::Credit
        } else {
            Direction::Debit
        };
        marks.always(&place, "direction", payment.direction, way);
        if let Ok(value) = entry["value"].as_str().unwrap().parse::<NaiveDate>() {
            let apart = (payment.booked_on - value).num_days().abs();
            let day = Some(payment.booked_on)
                .filter(|_| apart > DAYS_APART_AT_MOST)
                .unwrap_or(value);
            marks.always(&place, "booked_on", day, value);
        }
        if dir.starts_with('R') {
            marks.always(&place, "reversal", payment.reversal, true);
        }
        let reference = entry["rest"].as_str().unwrap().split("//").next().unwrap();
        let words = reference.split_whitespace().collect::<Vec<_>>().join(" ");
        if !["NONREF", "EREF", "PREF", ""].contains(&words.as_str()) {
            let found = payment
                .references
                .iter()
                .any(|reference| reference.contains(&words));
            marks.value(&place, "references", found.then(|| words.clone()), Some(words));
        }
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str()?.parse().ok()
}
