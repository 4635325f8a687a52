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

pub(crate) fn same_payments(expected: &Value, content: &Content) -> Result<(), String> {
    if content.format == Format::Mt940 {
        same_lines(&expected["docs"][0], content)
    } else {
        same_entries(expected, content)
    }
}

fn same_entries(expected: &Value, content: &Content) -> Result<(), String> {
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
            same_entry(entry, &of_entry).map_err(|why| format!("{step}: {why}"))?;
        }
    }
    match payments.next() {
        None => Ok(()),
        Some(payment) => Err(format!("{}: a payment too many", payment.place)),
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

fn same_entry(entry: &Value, payments: &[&Payment]) -> Result<(), String> {
    if entry["status"] != "BOOK" {
        return match payments {
            [] => Ok(()),
            _ => Err("a payment that is not booked".into()),
        };
    }
    let transactions = entry["tx"].as_array().unwrap();
    let amounts: Option<Vec<Decimal>> = transactions.iter().map(|part| decimal(&part["amount"])).collect();
    let total = decimal(&entry["amount"]).unwrap();
    let parts = amounts.filter(|amounts| amounts.len() > 1 && amounts.iter().sum::<Decimal>() == total);
    let credit = entry["dir"] == "CRDT";
    let found: Vec<Decimal> = payments.iter().map(|payment| payment.amount.amount).collect();
    if found != parts.unwrap_or_else(|| vec![total]) {
        return Err(format!("amounts: {found:?} instead of {total}"));
    }
    for (index, payment) in payments.iter().enumerate() {
        if (payment.direction == Direction::Credit) != credit {
            return Err("direction".into());
        }
        if Some(payment.amount.currency.code()) != entry["ccy"].as_str() {
            return Err("currency".into());
        }
        let booked = entry["booking"].as_str().or(entry["value"].as_str());
        if booked.is_some_and(|day| day != payment.booked_on.to_string()) {
            return Err(format!("booked_on: {}", payment.booked_on));
        }
        let of_payment = match payments {
            [_] => transactions.as_slice(),
            _ => &transactions[index..=index],
        };
        for transaction in of_payment {
            same_words(transaction, payment, of_payment.len() == 1 && credit)?;
        }
        let returned = entry["reversal"] == "true"
            || !of_payment.is_empty() && of_payment.iter().all(|part| !part["return_reason"].is_null());
        if returned && !payment.reversal {
            return Err("reversal".into());
        }
    }
    Ok(())
}

fn same_words(transaction: &Value, payment: &Payment, with_payer: bool) -> Result<(), String> {
    let all = payment.references.join(" ");
    let lists = ["structured", "doc_numbers", "ustrd"];
    let listed = lists
        .iter()
        .flat_map(|list| transaction[list].as_array().unwrap());
    let end_to_end = Some(&transaction["e2e"]).filter(|id| *id != "NOTPROVIDED");
    for words in listed.chain(end_to_end).filter_map(Value::as_str) {
        if !all.contains(&words.split_whitespace().collect::<Vec<_>>().join(" ")) {
            return Err(format!("references: {words} is missing in {all}"));
        }
    }
    let payer = transaction["debtor"].as_str();
    if with_payer && payer.is_some() && payment.payer.as_deref() != payer {
        return Err(format!("payer: {:?} instead of {payer:?}", payment.payer));
    }
    Ok(())
}

/// The key has the value day, the payment the booking day: in the same weeks.
fn same_lines(expected: &Value, content: &Content) -> Result<(), String> {
    const DAYS_APART_AT_MOST: i64 = 10;
    let entries = expected["entries"].as_array().unwrap();
    let lines = expected["lines61"].as_u64().unwrap() as usize;
    if content.payments.len() != lines {
        return Err(format!("{} payments instead of {lines}", content.payments.len()));
    }
    // Where a line is wrapped, the key counts it and reads nothing of it.
    let all_read = entries.len() == lines;
    for (entry, payment) in entries.iter().zip(&content.payments).filter(|_| all_read) {
        let amount = payment.amount.amount;
        let stated = decimal(&entry["amount"]).unwrap();
        let way = match (payment.direction, entry["dir"].as_str().unwrap()) {
            (Direction::Credit, dir) => matches!(dir, "C" | "RD"),
            (Direction::Debit, dir) => matches!(dir, "D" | "RC"),
        };
        if amount != stated || !way {
            return Err(format!("{:?} {amount} instead of {entry}", payment.direction));
        }
        let value: Option<NaiveDate> = entry["value"].as_str().unwrap().parse().ok();
        let apart = value.map_or(0, |value| (payment.booked_on - value).num_days().abs());
        if apart > DAYS_APART_AT_MOST {
            return Err(format!("booked_on: {} for {entry}", payment.booked_on));
        }
        if entry["dir"].as_str().unwrap().starts_with('R') && !payment.reversal {
            return Err("reversal".into());
        }
        let reference = entry["rest"].as_str().unwrap().split("//").next().unwrap();
        let words = reference.split_whitespace().collect::<Vec<_>>().join(" ");
        let marker = ["NONREF", "EREF", "PREF", ""].contains(&words.as_str());
        if !marker
            && !payment
                .references
                .iter()
                .any(|reference| reference.contains(&words))
        {
            return Err(format!("references: {words} is missing"));
        }
    }
    Ok(())
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_str()?.parse().ok()
}
