//! Writing a change of an account, and news of a letter.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use dunning::account::AccountKey;
use dunning::announcement::{FiledTask, Whose};
use dunning::chain::{Entry, Link, chain, chain_news};
use dunning::ledger::{Change, LetterRecord};
use dunning::letter::Letter;
use dunning::ports::CommitError;
use dunning::retention;

use super::filing::{self, Filed};
use super::grow::Growth;
use super::key::{IndexKey, Key};
use super::lookup::lookup_item;
use super::story::{TipAlone, salt, stored_tip};
use super::write::{Condition, Write, item, kept_until};
use super::{Table, TableError};
use crate::row::{
    AccountRow, Branch, BranchRow, ClosedInvoiceRow, InvoiceRow, Item, LetterRow, LetterStateRow, NewsRow,
    Packed, Spelled, TaskRow, TimelineRow, decode, encode, value_bytes,
};

/// By key, because a transaction may name an item once: of two writes to one item the later stands.
type Writes = BTreeMap<Key, Write>;

impl Table {
    pub(super) async fn commit_change(&self, change: Change) -> Result<(), CommitError> {
        let doing = format!("writing a change of account {}", change.account.key);
        let condition = match change.account.version {
            0 => Condition::absent(),
            read => Condition::equals("version", AttributeValue::N(read.to_string())),
        };
        let rows = rows_of(change).map_err(|error| error.while_doing(&doing))?;
        for row in rows.beforehand {
            self.put_always(row, &doing).await?;
        }
        self.write_together(rows.head, &condition, rows.beside, &doing)
            .await
    }

    pub(super) async fn record_letter(&self, record: LetterRecord) -> Result<(), CommitError> {
        let doing = format!("recording news of letter {}", record.letter.id);
        // Whoever has just claimed the letter does not know where its story ends.
        let stored = self.item(&Key::letter(&record.letter.id), &doing).await?;
        let growth = news_of(record, stored).map_err(|error| error.while_doing(&doing))?;
        self.grow(growth, &doing).await
    }
}

/// A letter's state as it stands in the letter's row.
#[derive(serde::Serialize)]
struct StateAlone {
    state: LetterStateRow,
}

/// The letter with its news. What is told of it stands in its own row, so it is one write, and no transaction.
fn news_of(mut record: LetterRecord, stored: Option<Item>) -> Result<Growth, TableError> {
    let id = record.letter.id.clone();
    let state = encode(&StateAlone {
        state: record.was.clone().into(),
    })?;
    let state = state.get("state").cloned().unwrap_or(AttributeValue::Null(true));
    let known = stored.as_ref().and_then(stored_tip);
    let (tip, branch) = match stored {
        Some(item) => {
            let branch = decode::<Branch>(item.clone())?.entries();
            (decode::<TipAlone>(item)?.tip.map(|tip| tip.0), branch)
        }
        None => (None, Vec::new()),
    };
    let entries = chain_news(&mut record, tip, salt)?;
    let last = branch.last().map(|entry| entry.link(&id.account));
    let story = BranchRow::of(&entries, &id, last).unwrap_or_default();
    Ok(Growth {
        letter: letter_item(record.letter)?,
        story: attributes_of(story)?,
        condition: Condition::equals("state", state).and(Condition::tip(known)),
    })
}

/// The part of the story that stands in a letter's row.
#[derive(serde::Serialize)]
struct StoryAlone {
    story: Vec<BranchRow>,
}

/// Rows within a row.
fn attributes_of(story: Vec<BranchRow>) -> Result<Vec<AttributeValue>, TableError> {
    let item = encode(&StoryAlone { story })?;
    Ok(match item.get("story") {
        Some(AttributeValue::L(rows)) => rows.clone(),
        _ => Vec::new(),
    })
}

/// The most that one change adds to a letter's row, which is written anew with each news of the letter.
const BRANCH_BYTES_AT_MOST: usize = 16 * 1024;

/// What a change tells stands with the letter that it writes, which is written anyway; none if it writes none, or
/// several, or tells too much.
fn told_with_letter(
    letters: &[Letter],
    entries: &[Entry],
) -> Result<Option<Vec<AttributeValue>>, TableError> {
    let [one] = letters else {
        return Ok(None);
    };
    let Some(rows) = BranchRow::of(entries, &one.id, None) else {
        return Ok(None);
    };
    let story = attributes_of(rows)?;
    let bytes: usize = story.iter().map(value_bytes).sum();
    Ok((bytes <= BRANCH_BYTES_AT_MOST).then_some(story))
}

/// What a change writes.
struct Rows {
    /// What says nothing wrong even if the change is not made: written before it, alone, which costs half.
    beforehand: Vec<Item>,
    /// The head.
    head: Item,
    /// Written with the head, all or none.
    beside: Writes,
}

/// The head, and everything around it.
fn rows_of(mut change: Change) -> Result<Rows, TableError> {
    let known_tips: Vec<Option<Link>> = change.letters.iter().map(|letter| letter.tip).collect();
    let entries = chain(&mut change, salt)?;
    let told_with_letter = told_with_letter(&change.letters, &entries)?;
    let Change {
        mut account,
        kept_until: head_kept_until,
        invoices,
        closed,
        reopened,
        letters,
        opened_tasks,
        closed_tasks,
        names,
        timeline: _chained,
        decided,
        news,
    } = change;
    let key = account.key.clone();
    let read_version = account.version;
    let version = read_version.saturating_add(1);
    account.version = version;
    let whose = Whose::from(&account);
    let on_agenda = account.agenda.map(|day| IndexKey::agenda(&key, day));
    let owes_something = on_agenda.is_some();
    let waited = std::mem::take(&mut account.decided_lately);
    let head = item(&Key::head(&key), on_agenda, &AccountRow::from(account))?;
    let mut head = kept_until(head, head_kept_until);

    let mut writes = Writes::new();
    for closed in closed {
        let id = &closed.invoice.id;
        let (open, at) = (Key::open_invoice(&key, id), Key::closed_invoice(&key, id));
        let row = ClosedInvoiceRow {
            closing: Spelled(closed.closing),
            invoice: closed.invoice.into(),
        };
        writes.insert(open, Write::Delete);
        let row = kept_until(item(&at, None, &row)?, Some(closed.kept_until));
        writes.insert(at, Write::Put(row));
    }
    for invoice in reopened {
        let (closed, at) = (
            Key::closed_invoice(&key, &invoice.id),
            Key::open_invoice(&key, &invoice.id),
        );
        writes.insert(closed, Write::Delete);
        let row = item(&at, None, &InvoiceRow::from(invoice))?;
        writes.insert(at, Write::Put(row));
    }
    for invoice in invoices {
        let at = Key::open_invoice(&key, &invoice.id);
        let row = item(&at, None, &InvoiceRow::from(invoice))?;
        writes.insert(at, Write::Put(row));
    }
    for (letter, known) in letters.into_iter().zip(known_tips) {
        // News of a letter leaves the version alone, so the letter's own tip tells whether there was some meanwhile.
        let tip = encode(&TipAlone {
            tip: known.map(Packed),
        })?;
        let at = Key::letter(&letter.id);
        let growth = Growth {
            letter: letter_item(letter)?,
            story: told_with_letter.clone().unwrap_or_default(),
            condition: Condition::tip(stored_tip(&tip)),
        };
        writes.insert(at, Write::Grow(growth));
    }
    for task in closed_tasks {
        writes.insert(Key::task(&task), Write::Delete);
    }
    for task in opened_tasks {
        let at = Key::task(&task);
        let place = IndexKey::task(&task);
        let filed = FiledTask {
            task,
            whose: Some(whose.clone()),
        };
        let row = item(&at, Some(place), &TaskRow::from(filed))?;
        // One write an item: what is closed and opened anew is written over.
        let write = match writes.get(&at) {
            Some(_) => Write::Put(row),
            None => Write::PutIfAbsent(row),
        };
        writes.insert(at, write);
    }
    for name in names {
        let (at, row) = lookup_item(&name)?;
        writes.insert(at, Write::Put(row));
    }
    if told_with_letter.is_none() {
        add_story(&mut writes, &key, entries)?;
    }
    let filed = Filed::of(waited, decided, &head, owes_something)?;
    filed.put_into(&mut head);
    let rows = filing::rows(&key, version, filed.together)?;
    writes.extend(rows.into_iter().map(|(at, row)| (at, Write::Put(row))));
    let waited = filing::rows(&key, read_version, filed.beforehand)?;
    let mut beforehand: Vec<Item> = waited.into_iter().map(|(_, row)| row).collect();
    if let Some(news) = news {
        let at = Key::news(&news);
        let only_points = news.only_points_at_letters();
        let row = item(&at, None, &NewsRow::from(news))?;
        if only_points {
            beforehand.push(row);
        } else {
            writes.insert(at, Write::Put(row));
        }
    }
    Ok(Rows {
        beforehand,
        head,
        beside: writes,
    })
}

fn add_story(writes: &mut Writes, account: &AccountKey, entries: Vec<Entry>) -> Result<(), TableError> {
    for entry in entries {
        let at = Key::new(account.as_str(), TimelineRow::sort_key(&entry, account));
        let row = item(&at, None, &TimelineRow::from(entry))?;
        writes.insert(at, Write::Put(row));
    }
    Ok(())
}

fn letter_item(letter: Letter) -> Result<Item, TableError> {
    let until = retention::of_letter(&letter);
    let row = item(&Key::letter(&letter.id), None, &LetterRow::from(letter))?;
    Ok(kept_until(row, Some(until)))
}
