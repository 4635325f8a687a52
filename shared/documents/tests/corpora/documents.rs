//! Invoices and credit notes against the key: one judge a field, so that a complaint names the field.

use std::collections::BTreeSet;
use std::fmt::Display;

use ::documents::inspect::InspectedDocument;
use ::documents::{Content, Document, Inspection, StatedStatus};
use chrono::NaiveDate;
use dunning::arrival::DocumentKind;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::marks::Marks;

/// Compares the documents of a file, and what `inspect` says of them, with the key's.
pub(crate) fn judge(expected: &Value, content: &Content, inspection: &Inspection) -> Marks {
    let mut marks = Marks::default();
    let (to_read, to_pass): (Vec<&Value>, Vec<&Value>) = expected["docs"]
        .as_array()
        .unwrap()
        .iter()
        .partition(|doc| is_receivable(doc));
    if content.passed_over.len() < to_pass.len() {
        marks.fault(
            "passed_over",
            format!("{} documents were to be passed over", to_pass.len()),
        );
    }
    let found = &content.documents;
    if found.len() != to_read.len() || found.len() != inspection.documents.len() {
        marks.fault(
            "documents",
            format!("{} documents instead of {}", found.len(), to_read.len()),
        );
        return marks;
    }
    for (index, (expected, found)) in to_read.iter().zip(found).enumerate() {
        let place = if to_read.len() > 1 {
            format!("document {}: ", index + 1)
        } else {
            String::new()
        };
        let mut judge = Judge {
            expected,
            found,
            place,
            marks: &mut marks,
        };
        judge.what_it_is();
        judge.money();
        judge.due();
        judge.parties();
        judge.payment();
        judge.inspection(&inspection.documents[index]);
    }
    marks
}

/// A supplier's bill is nobody's debt to us, and a draft without a number can't be named in any letter: such are
/// passed over, and said to be.
fn is_receivable(expected: &Value) -> bool {
    let draft_without_number = expected["number"].is_null() && expected["status"] == "draft";
    expected["receivable"] != false && !draft_without_number
}

struct Judge<'a> {
    expected: &'a Value,
    found: &'a Document,
    place: String,
    marks: &'a mut Marks,
}

impl Judge<'_> {
    fn what_it_is(&mut self) {
        let found = self.found;
        let kind = match self.text("role").as_deref() {
            Some("credit_note") => DocumentKind::CreditNote,
            Some("corrected_invoice") => DocumentKind::CorrectedInvoice,
            Some("self_billed") => DocumentKind::SelfBilled,
            Some("accounting_info_only") => DocumentKind::InformationOnly,
            _ => DocumentKind::Invoice,
        };
        self.marks.always(&self.place, "kind", found.kind, kind);
        self.value("number", Some(found.number.clone()), self.text("number"));
        self.value("issue_date", Some(found.issue_date), self.date("issue_date"));
        // Words differ between the tools; these are the key's.
        let status = self.text("status").map(|status| match status.as_str() {
            "draft" | "DRAFT" | "SUBMITTED" => StatedStatus::Draft,
            "paid" | "PAID" => StatedStatus::Paid,
            "void" | "uncollectible" | "VOIDED" | "DELETED" => StatedStatus::Cancelled,
            _ => StatedStatus::Open,
        });
        if self.is_told("status") {
            self.value("status", found.status, status);
        }
    }

    fn money(&mut self) {
        let found = self.found;
        let currency = found.currency.map(|currency| currency.code().to_owned());
        self.value("currency", currency, self.text("currency"));
        // ZUGFeRD 1.0 BASIC has no amount due; its grand total is what is asked for.
        let due = self.amount("amount_due").or_else(|| self.amount("total"));
        self.value("amount_due", Some(found.amount_due), due);
        if self.is_told("total") {
            // FatturaPA may leave its total out, but its tax summary adds up to one.
            let summed = found.total.and_then(|_| self.amount("riepilogo_total"));
            self.value("total", found.total, self.amount("total").or(summed));
        }
        if self.is_told("prepaid") {
            self.value("prepaid", found.prepaid, self.amount("prepaid"));
        }
    }

    fn due(&mut self) {
        let found = self.found;
        let expected = self.date("due_date");
        self.value("due_date", found.due_date, expected);
        let parts: Vec<(NaiveDate, Decimal)> = found
            .instalments
            .iter()
            .map(|part| (part.due_on, part.amount))
            .collect();
        let stated = self.expected["installments"].as_array().unwrap();
        let stated: Vec<(NaiveDate, Decimal)> = stated
            .iter()
            .map(|part| (parsed(&part[0]).unwrap(), parsed(&part[1]).unwrap()))
            .collect();
        self.list("instalments", parts, stated);
        if self.is_told("payment_terms") {
            // The key puts a bar between several terms, the reader a blank.
            let terms = self.text("payment_terms").map(|terms| terms.replace(" | ", " "));
            self.value("terms", found.terms.clone(), terms);
        }
    }

    fn parties(&mut self) {
        let found = self.found;
        let seller = named(&self.expected["seller"]);
        let buyer = &self.expected["buyer"];
        let (name, email) = (named(buyer), text(&buyer["email"]));
        self.value("seller", found.seller.clone(), seller);
        self.value("buyer.name", found.buyer.name.clone(), name);
        let emails = (!found.buyer.emails.is_empty()).then(|| found.buyer.emails.join(";"));
        // FatturaPA has certified mail only, which is an endpoint and nobody's inbox.
        let certified = self.text("doc").is_some_and(|doc| doc.starts_with("FatturaPA"));
        let (email, endpoint) = if certified {
            (None, email)
        } else {
            (email, text(&buyer["endpoint_email"]))
        };
        self.value("buyer.emails", emails, email);
        self.value("buyer.endpoint", found.buyer.endpoint.clone(), endpoint);
        if buyer.get("country").is_some() {
            self.value(
                "buyer.country",
                found.buyer.country.clone(),
                text(&buyer["country"]),
            );
        }
        if buyer.get("contact").is_some() {
            self.value(
                "buyer.contact_name",
                found.buyer.contact_name.clone(),
                text(&buyer["contact"]),
            );
        }
        if buyer.get("phone").is_some() {
            self.value("buyer.phone", found.buyer.phone.clone(), text(&buyer["phone"]));
        }
        let language = self
            .text("language")
            .map(|tag| tag.split('-').next().unwrap().to_owned());
        let found = found.buyer.language.map(|language| language.code().to_owned());
        self.value("buyer.language", found, language);
    }

    fn payment(&mut self) {
        let found = self.found;
        if self.is_told("payment_means") {
            let stated: BTreeSet<String> = self.texts("payment_means").into_iter().collect();
            let means: BTreeSet<String> = found.payment_means.iter().cloned().collect();
            self.list(
                "payment_means",
                means.into_iter().collect(),
                stated.into_iter().collect(),
            );
        }
        // Accounts may be of any kind; Dunlin prints the first IBAN that is one.
        let iban = self
            .texts("accounts")
            .into_iter()
            .map(|account| account.replace(' ', ""))
            .find(|account| is_iban(account));
        self.value("payment.iban", found.payment.iban.clone(), iban);
        let reference = self.texts("payment_references").into_iter().next();
        self.value("payment.reference", found.payment.reference.clone(), reference);
    }

    /// What `inspect` prints is what was read.
    fn inspection(&mut self, inspected: &InspectedDocument) {
        let found = self.found;
        let said = |date: Option<NaiveDate>| date.map(|date| date.to_string());
        // What the words of the terms mean is Dunlin's reading; the file states no date, and nor does the key.
        let by_terms = inspected.due_from == Some("terms_text") && found.due_date.is_none();
        if by_terms {
            self.marks.due_by_terms += 1;
        }
        let same = inspected.number == found.number
            && inspected.issue_date == found.issue_date.to_string()
            && (by_terms || inspected.due_date == said(found.due_date))
            && inspected.currency == found.currency.map(|currency| currency.code())
            && inspected.amount_due.parse() == Ok(found.amount_due)
            && inspected.seller_name == found.seller
            && inspected.buyer_name == found.buyer.name
            && inspected.buyer_country == found.buyer.country
            && inspected.instalments.len() == found.instalments.len();
        if !same {
            self.marks
                .fault("inspection", format!("{}inspection: {inspected:?}", self.place));
        }
    }

    fn value<T: PartialEq + std::fmt::Debug>(
        &mut self,
        field: &'static str,
        found: Option<T>,
        expected: Option<T>,
    ) {
        self.marks.value(&self.place, field, found, expected);
    }

    fn list<T: PartialEq + std::fmt::Debug>(&mut self, field: &'static str, found: Vec<T>, expected: Vec<T>) {
        let some = |list: Vec<T>| (!list.is_empty()).then_some(list);
        self.value(field, some(found), some(expected));
    }

    /// Whether the key looks at this at all: what it never mentions it doesn't judge.
    fn is_told(&self, key: &str) -> bool {
        self.expected.get(key).is_some()
    }

    fn text(&self, key: &str) -> Option<String> {
        text(&self.expected[key])
    }

    fn texts(&self, key: &str) -> Vec<String> {
        self.expected[key]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(text)
            .collect()
    }

    fn date(&self, key: &str) -> Option<NaiveDate> {
        parsed(&self.expected[key])
    }

    fn amount(&self, key: &str) -> Option<Decimal> {
        parsed(&self.expected[key])
    }
}

/// The registered name, else the trading name: the key keeps them apart.
fn named(party: &Value) -> Option<String> {
    text(&party["name"]).or_else(|| text(&party["trade_name"]))
}

/// A text of the key on one line; blanks within it count as one.
fn text(value: &Value) -> Option<String> {
    let words: Vec<&str> = value.as_str()?.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn parsed<T: std::str::FromStr<Err: Display>>(value: &Value) -> Option<T> {
    let text = value.as_str()?;
    Some(
        text.parse()
            .unwrap_or_else(|error| panic!("the key says {text}: {error}")),
    )
}

/// ISO 13616, worked out apart from the library.
fn is_iban(account: &str) -> bool {
    let shaped = (15..=34).contains(&account.len())
        && account
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && account.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    shaped && {
        let (front, back) = account.split_at(4);
        let digits: String = format!("{back}{front}")
            .chars()
            .map(|letter| letter.to_digit(36).unwrap().to_string())
            .collect();
        digits
            .bytes()
            .fold(0_u32, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97)
            == 1
    }
}
