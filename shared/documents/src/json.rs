//! JSON as a tree whose numbers keep their digits, and the readers of our own documented shapes.

mod customers;
mod invoices;
mod payments;
mod tree;

use crate::content::{Content, Format};
use crate::payment::{StatedPayment, identified, latest_booking};
use crate::refusal::Refusal;

pub(crate) use tree::{At, Json, parse, parse_line};

/// The keys of our own file object, beside `complete_to`.
const LISTS: [&str; 3] = ["invoices", "payments", "customers"];
const RECORDS_AT_MOST: usize = 100_000;

/// Whether a text is in our own shape: an object with one of the lists, a list of our records, or one record.
pub(crate) fn is_ours(json: &Json) -> bool {
    match json {
        Json::Object(_) => LISTS.iter().any(|list| json.get(list).is_some()) || Record::of(json).is_some(),
        Json::List(records) => records.first().is_none_or(|first| Record::of(first).is_some()),
        _ => false,
    }
}

/// Reads one JSON text in our own shape.
///
/// # Errors
/// A [`Refusal`] with a JSON pointer.
pub(crate) fn read(json: &Json) -> Result<Content, Refusal> {
    let top = At::top(json, None);
    let mut harvest = Harvest::new(Format::Json);
    let mut complete_to = None;
    match json {
        Json::List(_) => harvest.add_all(&top)?,
        Json::Object(_) if Record::of(json).is_some() => harvest.add(&top)?,
        _ => {
            top.only(&["invoices", "payments", "customers", "complete_to"])?;
            for list in LISTS {
                if let Some(list) = top.key(list) {
                    harvest.add_all(&list)?;
                }
            }
            complete_to = top.read("complete_to", crate::date::iso)?;
        }
    }
    let mut content = harvest.finish()?;
    content.payments_complete_to = complete_to.or(content.payments_complete_to);
    Ok(content)
}

/// Reads one JSON object a line; no more than one line's tree stands at a time.
///
/// # Errors
/// A [`Refusal`] with the line and a JSON pointer in it.
pub(crate) fn read_lines(text: &str) -> Result<Content, Refusal> {
    let mut harvest = Harvest::new(Format::NdJson);
    for (line, text) in (1..).zip(text.lines()) {
        if !text.trim().is_empty() {
            harvest.add(&At::top(&parse_line(text, line)?, Some(line)))?;
        }
    }
    harvest.finish()
}

/// What a record is; its own keys tell.
enum Record {
    Invoice,
    Payment,
    Customer,
}

impl Record {
    fn of(json: &Json) -> Option<Self> {
        let has = |key: &str| json.get(key).is_some();
        if has("booked_on") {
            Some(Self::Payment)
        } else if has("issue_date") || has("amount_due") || has("due_date") && has("number") {
            Some(Self::Invoice)
        } else if has("contacts")
            || has("language")
            || has("zone")
            || has("paused")
            || has("account_manager")
            || has("terms_days")
        {
            Some(Self::Customer)
        } else {
            None
        }
    }

    /// A record of a list is what the list says it is.
    fn within(at: &At<'_>) -> Option<Self> {
        match at.list() {
            Some("invoices") => Some(Self::Invoice),
            Some("payments") => Some(Self::Payment),
            Some("customers") => Some(Self::Customer),
            _ => Self::of(at.json()),
        }
    }
}

/// What the records of a file have brought so far.
struct Harvest {
    content: Content,
    stated: Vec<StatedPayment>,
    records: usize,
}

impl Harvest {
    fn new(format: Format) -> Self {
        Self {
            content: Content::new(format),
            stated: Vec::new(),
            records: 0,
        }
    }

    fn add_all(&mut self, list: &At<'_>) -> Result<(), Refusal> {
        for record in list.items()? {
            self.add(&record)?;
        }
        Ok(())
    }

    fn add(&mut self, at: &At<'_>) -> Result<(), Refusal> {
        self.records += 1;
        if self.records > RECORDS_AT_MOST {
            return Err(Refusal::of_file(format!(
                "the file has more than {RECORDS_AT_MOST} records; split it"
            )));
        }
        match Record::within(at) {
            Some(Record::Invoice) => self.content.documents.push(invoices::read(at)?),
            Some(Record::Payment) => self.stated.push(payments::read(at)?),
            Some(Record::Customer) => self.content.customers.push(customers::read(at)?),
            None => {
                return Err(at.refuse(
                    "is neither an invoice (issue_date), nor a payment (booked_on), nor a customer (contacts)",
                ));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Content, Refusal> {
        unique(&self.content)?;
        self.content.payments = identified(self.stated)?;
        self.content.payments_complete_to = latest_booking(&self.content.payments);
        Ok(self.content)
    }
}

/// A number twice in one file may be two versions of an invoice, and nobody knows which is the newer; nor which of a
/// customer's.
///
/// # Errors
/// A [`Refusal`] at the second of them.
pub(crate) fn unique(content: &Content) -> Result<(), Refusal> {
    let mut seen = std::collections::BTreeSet::new();
    for document in &content.documents {
        if !seen.insert(document.number.as_str()) {
            return Err(Refusal::at(
                document.place.clone(),
                "occurs twice in the file; keep the one that counts",
            )
            .field("number"));
        }
    }
    // The second would take the place of the first, contacts and all.
    let mut customers = std::collections::BTreeSet::new();
    for customer in &content.customers {
        if !customers.insert(customer.reference.identity()) {
            let message = "occurs twice in the file; put all contacts of a customer into one object";
            return Err(Refusal::at(customer.place.clone(), message));
        }
    }
    Ok(())
}
