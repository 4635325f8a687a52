//! What every story begins with: a creditor, its policy, its customers, its days.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::account::{AccountKey, EmailAddress};
use dunning::ledger::Ledger;
use dunning::letter::{Letter, LetterId};
use dunning::ports::Ledgers;
use serde_json::{Value, json};
use tests::local_cloud::{Error, LocalCloud, Mailed, Options, repository};

/// No payment files are needed before an overdue letter.
pub(super) const POLICY: &str = "preset = \"standard\"\npayments = \"manual\"\n";

pub(super) const DIRECTORY: &str =
    "customer_number,customer_name,kind,email,contact_name,billing,preference,language,timezone,country\n";

pub(super) const INVOICES: &str = "invoice_number,issue_date,due_date,currency,amount_due,customer_number\n";

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A local cloud with the creditor of `infra/creditor.toml` and the given directory of customers.
pub(super) async fn opened(name: &str, customers: &str) -> Result<LocalCloud, Error> {
    opened_with(&Options::story(name), customers).await
}

/// The same, on a local cloud of another kind.
pub(super) async fn opened_with(options: &Options, customers: &str) -> Result<LocalCloud, Error> {
    let cloud = LocalCloud::start(options)?;
    furnish(&cloud, customers).await?;
    Ok(cloud)
}

/// Gives a local cloud the creditor, its policy, and the directory.
pub(super) async fn furnish(cloud: &LocalCloud, customers: &str) -> Result<(), Error> {
    let creditor = std::fs::read(repository().join("infra/creditor.toml"))?;
    cloud
        .upload(at("2026-11-09T08:00:00Z"), "settings/policy.toml", POLICY)
        .await?;
    cloud
        .upload(at("2026-11-09T08:01:00Z"), "settings/creditor.toml", creditor)
        .await?;
    if !customers.is_empty() {
        let directory = format!("{DIRECTORY}{customers}");
        cloud
            .upload(at("2026-11-09T08:02:00Z"), "customers/directory.csv", directory)
            .await?;
    }
    Ok(())
}

/// The account of a customer number.
pub(super) fn account(customer: &str) -> AccountKey {
    AccountKey::derive("lagopus", customer)
}

pub(super) fn letter_of(customer: &str, on: &str) -> LetterId {
    LetterId {
        account: account(customer),
        day: day(on),
        attempt: 1,
    }
}

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

pub(super) async fn ledger(cloud: &LocalCloud, customer: &str) -> Ledger {
    cloud
        .table
        .load(&account(customer))
        .await
        .expect("the table answers")
        .expect("the customer is known")
}

/// The customer's letters, oldest first.
pub(super) async fn letters(cloud: &LocalCloud, customer: &str) -> Vec<Letter> {
    let mut letters = ledger(cloud, customer).await.letters;
    letters.sort_by(|one, other| one.id.cmp(&other.id));
    letters
}

/// How the customer's letters stand, oldest first: day and state.
pub(super) async fn states(cloud: &LocalCloud, customer: &str) -> Vec<String> {
    let letters = letters(cloud, customer).await;
    letters
        .iter()
        .map(|letter| format!("{} {}", letter.id.day, letter.state.name()))
        .collect()
}

/// One day of the calendar: the sweep the morning before, then every letter at its minute.
pub(super) async fn live(cloud: &LocalCloud, on: NaiveDate) -> Result<(), Error> {
    cloud.sweep_for(on).await?;
    // Until the day has ended in Honolulu.
    cloud
        .fire_until(on.and_hms_opt(23, 59, 59).expect("a time").and_utc())
        .await?;
    Ok(())
}

/// Mails to an address, oldest first.
pub(super) fn mails_to(cloud: &LocalCloud, to: &str) -> Vec<Mailed> {
    let mut mails = cloud.mails().expect("the mailbox can be read");
    mails.retain(|mail| mail.to == to);
    mails
}

/// An SES event as SES writes it, about a letter, or about a mail without a tag.
pub(super) fn event(kind: &str, letter: Option<&LetterId>, to: &str, when: &str) -> Value {
    let detail = match kind {
        "Bounce" => json!({ "feedbackId": "0100-b", "bounceType": "Permanent", "bounceSubType": "General",
            "bouncedRecipients": [{ "emailAddress": to, "action": "failed", "status": "5.1.1" }], "timestamp": when }),
        "Complaint" => json!({ "feedbackId": "0100-c", "complainedRecipients": [{ "emailAddress": to }],
            "timestamp": when, "complaintFeedbackType": "abuse" }),
        "Delivery" => json!({ "timestamp": when, "processingTimeMillis": 9, "recipients": [to],
            "smtpResponse": "250 ok", "reportingMTA": "mta.example.com" }),
        _ => json!({}),
    };
    let mut tags = json!({ "ses:configuration-set": ["dunlin"] });
    if let Some(letter) = letter {
        tags["letter"] = json!([letter.to_string()]);
    }
    json!({
        "eventType": kind,
        kind.to_lowercase(): detail,
        "mail": {
            "timestamp": when, "source": "accounts@lagopus.example.com", "messageId": "0100-hand-made",
            "destination": [to], "headersTruncated": false, "headers": [], "tags": tags,
        },
    })
}

/// What an audit of a story ends with: no letter waits anywhere, and nothing personal was logged.
pub(super) async fn audit(cloud: &LocalCloud, personal: &[&str]) -> Result<(), Error> {
    cloud.check_logs(personal)?;
    let dead = cloud.dead_letters().await?;
    if dead.is_empty() {
        Ok(())
    } else {
        Err(format!("something failed for good: {dead:?}").into())
    }
}
