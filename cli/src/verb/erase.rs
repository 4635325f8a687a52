//! `dunlin erase`: forgets a customer, at the customer's request.

use std::collections::BTreeSet;

use aws::bucket::FetchError;
use aws::{Bucket, BucketArchive, Table};
use dunning::account::{Account, AccountKey};
use dunning::invoice::Invoice;
use dunning::ledger::Ledger;
use dunning::original::places;
use dunning::ports::{CommitError, Ledgers, PortError, Settings};
use serde::Serialize;

use crate::arguments::{Erase, General};
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::today::Today;
use crate::verb::counted;
use crate::{Ending, ask, book, cloud};

/// Folders of files that a business uploaded.
const UPLOADS: [&str; 4] = ["invoices/", "payments/", "customers/", "rejected/"];

/// The largest upload that is looked into, in bytes: more than ingest takes.
const UPLOAD_BYTES_AT_MOST: u64 = 100_000_000;

/// A shorter number or name is looked for nowhere: it would be found everywhere.
const WORD_BYTES_AT_LEAST: usize = 3;

#[derive(Serialize)]
struct Answer {
    outcome: &'static str,
    account: String,
    files: usize,
}

/// A version of a file in the bucket.
type Version = (String, String);

pub(super) async fn run(
    arguments: &Erase,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let (table, bucket) = cloud::table_and_bucket(general).await?;
    let ledger = found(&table, &arguments.customer).await?;
    let open: Vec<String> = ledger
        .invoices
        .iter()
        .map(|invoice| invoice.id.to_string())
        .collect();
    if !open.is_empty() {
        return Err(Failure::Refused(harmless(&format!(
            "{} still owes {}; nothing is erased before they are paid, credited or cancelled in your books and \
             imported as such",
            ledger.account.name,
            open.join(", ")
        ))));
    }
    let closed = table.closed_invoices(&ledger.account.key).await?;
    let files = files(&bucket, &ledger.account, &closed).await?;
    if !arguments.yes && !confirmed(&ledger.account, &closed, &files, screen)? {
        screen.line(Look::Plain, "nothing was erased")?;
        return Ok(Ending::Refused);
    }
    for (object, version) in &files {
        bucket.delete_version(object, version).await?;
    }
    let objects: BTreeSet<&String> = files.iter().map(|(object, _)| object).collect();
    for object in objects {
        table.forget_receipts(object).await?;
    }
    table.erase(&ledger.account, today.instant()).await.map_err(|error| match error {
        CommitError::Port(error) => Failure::Port(error),
        CommitError::Conflict => Failure::Refused(
            "the customer was changed meanwhile, perhaps by a new invoice; what is erased stays so: run it again"
                .to_owned(),
        ),
    })?;
    let account = ledger.account.key.to_string();
    if screen.is_json {
        screen.json(&Answer {
            outcome: "erased",
            account,
            files: files.len(),
        })?;
        return Ok(Ending::Good);
    }
    let files = counted(files.len(), "file version");
    screen.line(
        Look::Good,
        &format!("erased, with {files}; the story's hashes stay under the account {account}"),
    )?;
    screen.line(
        Look::Plain,
        "backups of the table (35 days) and your accounting tool keep what the law asks them to: docs/privacy.md",
    )?;
    Ok(Ending::Good)
}

/// By number, VAT id or name; by number also what an interrupted erasure has left.
async fn found(table: &Table, customer: &str) -> Result<Ledger, Failure> {
    let creditor = table.settings().await?.creditor.id;
    let key = AccountKey::derive(&creditor, customer.trim());
    match book::one_customer(table, customer).await {
        Ok(ledger) => Ok(ledger),
        Err(failure) => match table.load(&key).await? {
            Some(ledger) if !ledger.account.is_erased() => Ok(ledger),
            _ => Err(failure),
        },
    }
}

/// Every version of every file that is the customer's, or names the customer.
async fn files(bucket: &Bucket, account: &Account, closed: &[Invoice]) -> Result<BTreeSet<Version>, Failure> {
    let mut files: BTreeSet<Version> = bucket
        .versions(&BucketArchive::folder(&account.key))
        .await?
        .into_iter()
        .collect();
    for place in closed.iter().flat_map(places) {
        let versions = bucket.versions(&place.object).await?;
        files.extend(versions.into_iter().filter(|(object, _)| *object == place.object));
    }
    let words = words(account, closed);
    for folder in UPLOADS {
        for (object, version) in bucket.versions(folder).await? {
            let content = match bucket.fetch(&object, Some(&version), UPLOAD_BYTES_AT_MOST).await {
                Ok(file) => String::from_utf8_lossy(&file.bytes).into_owned(),
                // A mark that the file was deleted.
                Err(FetchError::NotFound | FetchError::TooLarge { .. }) => String::new(),
                Err(FetchError::Port(error)) if error.source.to_string().contains("MethodNotAllowed") => {
                    String::new()
                }
                Err(error) => return Err(unread(&object, error)),
            };
            if words
                .iter()
                .any(|word| content.contains(word) || object.contains(word))
            {
                files.insert((object, version));
            }
        }
    }
    Ok(files)
}

fn unread(object: &str, error: FetchError) -> Failure {
    Failure::Port(PortError {
        doing: format!("looking into {object}"),
        source: Box::new(error),
    })
}

/// What tells a text about the customer from others.
fn words(account: &Account, closed: &[Invoice]) -> BTreeSet<String> {
    let people = account
        .contacts
        .iter()
        .flat_map(|contact| [Some(contact.email.to_string()), contact.name.clone()]);
    let own = [
        Some(account.customer.clone()),
        Some(account.name.clone()),
        account.phone.clone(),
    ];
    let numbers = closed.iter().map(|invoice| Some(invoice.id.number.clone()));
    let words = people.chain(own).chain(numbers).flatten();
    words.filter(|word| word.len() >= WORD_BYTES_AT_LEAST).collect()
}

/// Asks at the terminal; nobody there is a no.
fn confirmed(
    account: &Account,
    closed: &[Invoice],
    files: &BTreeSet<Version>,
    screen: &Screen,
) -> Result<bool, Failure> {
    ask::somebody_there(screen, "add --yes if the customer is to be erased for good")?;
    let asked = format!(
        "erase {} ({}), {} and {} for good?",
        account.name,
        account.customer,
        counted(closed.len(), "closed invoice"),
        counted(files.len(), "file version"),
    );
    screen.line(Look::Strong, &harmless(&asked))?;
    let objects: BTreeSet<&String> = files.iter().map(|(object, _)| object).collect();
    for object in objects {
        screen.line(Look::Plain, &format!("  {}", harmless(object)))?;
    }
    screen.line(
        Look::Faint,
        "files may name other customers too; what they said is in the ledger. Type yes:",
    )?;
    ask::said_yes()
}
