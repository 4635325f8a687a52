//! Invoices and credit notes against the key.

use ::documents::Inspection;
use rust_decimal::Decimal;
use serde_json::Value;

pub(crate) fn same_documents(expected: &Value, found: &Inspection) -> Result<(), String> {
    let expected = expected["docs"].as_array().unwrap();
    if expected.len() != found.documents.len() {
        return Err(format!(
            "{} documents instead of {}",
            found.documents.len(),
            expected.len()
        ));
    }
    for (expected, found) in expected.iter().zip(&found.documents) {
        let text = |key: &str| expected[key].as_str();
        let kind = match text("role").unwrap() {
            "credit_note" => "credit_note",
            "corrected_invoice" => "corrected_invoice",
            "self_billed" => "self_billed",
            "accounting_info_only" => "information_only",
            _ => "invoice",
        };
        let same = |field: &str, found: Option<&str>, expected: Option<&str>| {
            if found == expected {
                Ok(())
            } else {
                Err(format!("{field}: {found:?} instead of {expected:?}"))
            }
        };
        same("number", Some(&found.number), text("number"))?;
        same("issue_date", Some(&found.issue_date), text("issue_date"))?;
        // The key has dates and counted days; what a text says is for the judgement of the reader.
        let by_text = found.due_from == Some("terms_text");
        let stated = found.due_date.as_deref().filter(|_| !by_text);
        same("due_date", stated, text("due_date"))?;
        same("currency", found.currency, text("currency"))?;
        same("kind", Some(found.kind), Some(kind))?;
        same(
            "seller_name",
            found.seller_name.as_deref(),
            collapsed(&expected["seller"]["name"]).as_deref(),
        )
        .or_else(|why| {
            if expected["seller"]["name"].is_null() {
                Ok(())
            } else {
                Err(why)
            }
        })?;
        same(
            "buyer_name",
            found.buyer_name.as_deref(),
            collapsed(&expected["buyer"]["name"]).as_deref(),
        )
        .or_else(|why| {
            if expected["buyer"]["name"].is_null() {
                Ok(())
            } else {
                Err(why)
            }
        })?;
        same(
            "buyer_email",
            found.buyer_email.as_deref(),
            text_of(&expected["buyer"]["email"]),
        )?;
        let amount: Decimal = found.amount_due.parse().unwrap();
        // Where a profile has no amount due, the key gives the total.
        let stated = text("amount_due").or(text("total")).unwrap();
        let stated: Decimal = stated.parse().unwrap();
        if amount != stated {
            return Err(format!("amount_due: {amount} instead of {stated}"));
        }
    }
    Ok(())
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str()
}

fn collapsed(value: &Value) -> Option<String> {
    let words: Vec<&str> = value.as_str()?.split_whitespace().collect();
    Some(words.join(" "))
}
