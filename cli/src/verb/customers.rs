//! `dunlin customers`: who they are, what they owe, how they are written to.

use dunning::account::{Account, ContactPurpose, CustomerKind};
use dunning::creditor::Creditor;
use dunning::decide::Waiting;
use dunning::hold::HoldKind;
use dunning::money::totals;
use dunning::ports::Settings;
use dunning::residence::Residence;
use serde::Serialize;

use super::tasks::says;
use crate::arguments::{Customers, General};
use crate::everybody::{self, Customer};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::verb::counted;
use crate::{Ending, cloud};

#[derive(Serialize)]
struct Line<'a> {
    customer: &'a str,
    name: &'a str,
    kind: &'static str,
    language: &'static str,
    language_is_known: bool,
    zone: &'static str,
    zone_is_known: bool,
    region: Option<String>,
    policy: Option<&'a str>,
    account_manager: Option<String>,
    contacts: Vec<ContactAnswer>,
    written_to: Option<String>,
    open: Vec<OpenAnswer>,
    invoices_open: usize,
    invoices_held: usize,
    holds: Vec<&'static str>,
}

#[derive(Serialize)]
struct ContactAnswer {
    email: String,
    name: Option<String>,
    purpose: &'static str,
    is_suppressed: bool,
}

#[derive(Serialize)]
struct OpenAnswer {
    amount: String,
    currency: &'static str,
}

pub(super) async fn run(
    arguments: &Customers,
    general: &General,
    screen: &Screen,
) -> Result<Ending, Failure> {
    let table = cloud::table(general).await?;
    let creditor = table.settings().await?.creditor;
    let mut customers = everybody::customers(&table).await?;
    let all = customers.len();
    customers.retain(|customer| is_asked_for(customer, arguments));
    if screen.is_json {
        for customer in &customers {
            screen.json(&line(customer, &creditor))?;
        }
        return Ok(Ending::Good);
    }
    let mut rows = Table::new(&[
        "number",
        "customer",
        ">open",
        "language",
        "zone",
        "written to",
        "held",
    ]);
    for customer in &customers {
        rows.row(cells(customer, &creditor));
    }
    screen.table("", &rows)?;
    if customers.is_empty() {
        let told = match all {
            0 => "No customer is known yet; `dunlin import` brings them in.".to_owned(),
            all => format!("None of {} is like that.", counted(all, "customer")),
        };
        screen.line(Look::Plain, &told)?;
    } else if customers.iter().any(|customer| is_guessed(&customer.account)) {
        screen.note("* is a guess, by the country or as yours; the customer directory may say better");
    }
    Ok(Ending::Good)
}

fn is_asked_for(Customer { account, open }: &Customer, arguments: &Customers) -> bool {
    let is_found = arguments.search.as_deref().is_none_or(|text| {
        let in_contacts = account
            .contacts
            .iter()
            .any(|contact| says(contact.email.as_str(), text));
        says(&account.name, text) || says(&account.customer, text) || in_contacts
    });
    let is_held = !account.holds.is_empty() || open.iter().any(|invoice| !invoice.holds.is_empty());
    let is_unreachable =
        account.addressee().is_none() || account.contacts.iter().any(|contact| contact.suppressed);
    is_found
        && (!arguments.owing || !open.is_empty())
        && (!arguments.held || is_held)
        && (!arguments.unreachable || is_unreachable)
}

fn is_guessed(account: &Account) -> bool {
    account.language.is_none() || account.zone.is_none()
}

fn cells(Customer { account, open }: &Customer, creditor: &Creditor) -> [String; 7] {
    let residence = Residence::of(account, creditor);
    let star = |is_known: bool| if is_known { "" } else { "*" };
    let sums: Vec<String> = totals(open.iter().map(|invoice| invoice.open()))
        .iter()
        .map(ToString::to_string)
        .collect();
    let mut written_to = account
        .addressee()
        .map_or_else(|| "nobody".to_owned(), |contact| contact.email.to_string());
    if account.contacts.iter().any(|contact| contact.suppressed) {
        written_to.push_str(" (another is suppressed)");
    }
    let mut held: Vec<String> = account.holds.iter().map(|hold| in_words(hold.kind)).collect();
    let held_invoices = open.iter().filter(|invoice| !invoice.holds.is_empty()).count();
    if held_invoices > 0 {
        held.push(counted(held_invoices, "invoice"));
    }
    [
        account.customer.clone(),
        account.name.clone(),
        sums.join(", "),
        format!(
            "{}{}",
            residence.language.code(),
            star(account.language.is_some())
        ),
        format!("{}{}", residence.zone.name(), star(account.zone.is_some())),
        written_to,
        held.join(", "),
    ]
}

fn kind(kind: CustomerKind) -> &'static str {
    match kind {
        CustomerKind::Business => "business",
        CustomerKind::Consumer => "consumer",
        CustomerKind::Public => "public",
        CustomerKind::Unknown => "unknown",
    }
}

fn in_words(kind: HoldKind) -> String {
    Waiting::Held(kind).to_string()
}

fn line<'a>(Customer { account, open }: &'a Customer, creditor: &Creditor) -> Line<'a> {
    let residence = Residence::of(account, creditor);
    let sums = totals(open.iter().map(|invoice| invoice.open()));
    Line {
        customer: &account.customer,
        name: &account.name,
        kind: kind(account.kind),
        language: residence.language.code(),
        language_is_known: account.language.is_some(),
        zone: residence.zone.name(),
        zone_is_known: account.zone.is_some(),
        region: account.region.map(|region| region.to_string()),
        policy: account.policy.as_ref().map(|policy| policy.as_str()),
        account_manager: account.account_manager.as_ref().map(ToString::to_string),
        contacts: account
            .contacts
            .iter()
            .map(|contact| ContactAnswer {
                email: contact.email.to_string(),
                name: contact.name.clone(),
                purpose: match contact.purpose {
                    ContactPurpose::Billing => "billing",
                    ContactPurpose::General => "general",
                },
                is_suppressed: contact.suppressed,
            })
            .collect(),
        written_to: account.addressee().map(|contact| contact.email.to_string()),
        open: sums
            .iter()
            .map(|sum| OpenAnswer {
                amount: sum.rounded().to_string(),
                currency: sum.currency.code(),
            })
            .collect(),
        invoices_open: open.len(),
        invoices_held: open.iter().filter(|invoice| !invoice.holds.is_empty()).count(),
        holds: account.holds.iter().map(|hold| hold.kind.name()).collect(),
    }
}
