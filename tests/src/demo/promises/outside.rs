//! What the logs, the links and the queues say.

use super::{Found, found};
use crate::demo::book::Book;
use crate::demo::watching::Seen;

pub(super) fn logs(book: &Book, seen: &Seen) -> Found {
    let mut broken = Vec::new();
    for line in &seen.log {
        let folded = line.to_lowercase();
        let names = |debtor: &&crate::demo::book::Debtor| {
            folded.contains(&debtor.name.to_lowercase())
                || debtor.addresses.iter().any(|address| folded.contains(address))
        };
        // Any address at all is one too many.
        if folded.contains('@') || book.debtors.iter().any(|debtor| names(&debtor)) {
            broken.push(line.clone());
        }
    }
    if seen.log.len() < 100 {
        broken.push(format!("only {} lines were captured", seen.log.len()));
    }
    found(&broken, format!("{} lines", seen.log.len()))
}

pub(super) fn links(seen: &Seen) -> Found {
    let mut broken: Vec<String> = seen
        .forged_links
        .iter()
        .filter(|status| **status != 404)
        .map(|status| format!("a forged link: {status}"))
        .collect();
    broken.extend(
        seen.changed_by_looking
            .iter()
            .map(|account| format!("looking changed account {account}")),
    );
    found(
        &broken,
        format!(
            "{} links opened, {} forged",
            seen.links_opened,
            seen.forged_links.len()
        ),
    )
}

pub(super) fn queues(seen: &Seen) -> Found {
    let mut broken: Vec<String> = seen
        .dead_letters
        .iter()
        .map(|(queue, count)| format!("{count} messages in {queue}"))
        .collect();
    if seen.planned > 0 {
        broken.push(format!("{} letters are still planned", seen.planned));
    }
    found(
        &broken,
        format!("{} letters were planned, each came to its minute", seen.fired),
    )
}
