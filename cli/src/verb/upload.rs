//! A file on its way into the ledger: what it is, and where in the bucket it goes.

use std::path::{Path, PathBuf};

use documents::Content;
use documents::intake::{House, arrivals};
use documents::settings::{read_creditor, read_policy};
use dunning::arrival::DocumentKind;

use crate::failure::Failure;
use crate::verb::counted;
use crate::verb::inspect::read;

/// What a file brings; also the order in which files are applied: who we are, how patient, who owes, what may
/// silence, what may remind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Creditor,
    Policy,
    Customers,
    Payments,
    Invoices,
}

impl Kind {
    fn folder(self) -> &'static str {
        match self {
            Self::Creditor | Self::Policy => "settings",
            Self::Customers => "customers",
            Self::Payments => "payments",
            Self::Invoices => "invoices",
        }
    }
}

/// A file that was read here and found good.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    /// What is in it, in words.
    pub(crate) what: String,
    /// The object's name in the bucket.
    pub(crate) object: String,
}

/// What became of a file before anything was uploaded.
pub(crate) enum Checked {
    Good(Upload),
    /// Good, but it holds nothing for Dunlin; why.
    Empty(String),
    Refused(String),
    /// Good, if the creditor's profile has a currency for files that name none; else refused, and why.
    NoCurrency(String),
}

/// Reads a file as the ingest will read it. Its bytes are not kept: thousands of files may be on their way.
pub(crate) fn check(path: &Path, house: &House) -> Checked {
    let bytes = match read(path) {
        Ok(bytes) => bytes,
        Err(why) => return Checked::Refused(why),
    };
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return Checked::Refused("its name is not UTF-8; rename it".to_owned());
    };
    let good = |kind: Kind, what: String| {
        let object = format!("{}/{name}", kind.folder());
        Checked::Good(Upload {
            path: path.to_owned(),
            kind,
            what,
            object,
        })
    };
    let settings = |kind: Kind, what: &str, check: &dyn Fn(&str) -> Result<(), String>| {
        let Ok(text) = std::str::from_utf8(&bytes) else {
            return Checked::Refused("expected UTF-8 text".to_owned());
        };
        match check(text) {
            Ok(()) => good(kind, what.to_owned()),
            Err(why) => Checked::Refused(why),
        }
    };
    match name {
        "creditor.toml" => {
            return settings(Kind::Creditor, "creditor profile", &|text| {
                read_creditor(text)
                    .map(|_| ())
                    .map_err(|refusal| refusal.to_string())
            });
        }
        "policy.toml" => {
            return settings(Kind::Policy, "policy", &|text| {
                read_policy(text)
                    .map(|_| ())
                    .map_err(|refusal| refusal.to_string())
            });
        }
        _ => {}
    }
    let content = match documents::read(&bytes) {
        Ok(content) => content,
        Err(refusal) => return Checked::Refused(refusal.to_string()),
    };
    if !content.events.is_empty() {
        return Checked::Refused(
            "it is a mail event; those come from SES by themselves and are not imported".to_owned(),
        );
    }
    if let Err(refusal) = arrivals(&content, house) {
        let lacks_currency = house.currency.is_none() && refusal.field.as_deref() == Some("currency");
        return if lacks_currency {
            Checked::NoCurrency(refusal.to_string())
        } else {
            Checked::Refused(refusal.to_string())
        };
    }
    match kind(&content) {
        Some(kind) => good(kind, described(&content)),
        None => {
            let first = content.passed_over.first().map(|passed| passed.why.clone());
            Checked::Empty(first.unwrap_or_else(|| "it holds no row".to_owned()))
        }
    }
}

/// By what is in it, never by its name.
fn kind(content: &Content) -> Option<Kind> {
    if !content.documents.is_empty() {
        Some(Kind::Invoices)
    } else if !content.payments.is_empty() || content.payments_complete_to.is_some() {
        Some(Kind::Payments)
    } else if !content.customers.is_empty() {
        Some(Kind::Customers)
    } else {
        None
    }
}

fn described(content: &Content) -> String {
    let credits = content
        .documents
        .iter()
        .filter(|document| document.kind == DocumentKind::CreditNote)
        .count();
    let parts = [
        (content.documents.len() - credits, "invoice"),
        (credits, "credit note"),
        (content.payments.len(), "payment"),
        (content.customers.len(), "customer"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, one)| counted(count, one))
        .collect();
    if parts.is_empty() {
        "no payment, but complete to a day".to_owned()
    } else {
        parts.join(", ")
    }
}

/// Folders within folders that are opened.
const DEPTH_AT_MOST: usize = 64;

/// Every file under the paths, folders opened, in order. Within folders, hidden files and links are left alone: a
/// link may lead back, or out to what was not meant.
pub(crate) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            in_folder(path, 1, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

fn in_folder(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if depth > DEPTH_AT_MOST {
        return Err(Failure::Refused(format!(
            "{} lies more than {DEPTH_AT_MOST} folders deep; name it by itself",
            folder.display()
        )));
    }
    let failed = || Failure::local(format!("reading the folder {}", folder.display()));
    let entries = std::fs::read_dir(folder).map_err(failed())?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(failed())?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(failed())?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            in_folder(&entry.path(), depth + 1, found)?;
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(())
}
