//! A ZIP archive: of bank statements, as banks hand out a month of them, or of any files, by their paths.
//!
//! Of statements, all members are statements (camt, MT940), or nothing of it counts. Each member is read as if it had come by
//! itself; what two of them report counts once.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use chrono::NaiveDate;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::content::{Content, Format, PassedOver};
use crate::payment::Booked;
use crate::refusal::{Place, Refusal};
use crate::statement::{ENTRIES_AT_MOST, Statements, complete_to, too_many_entries};
use crate::{BYTES_AT_MOST, recognise};

/// Members of an archive, directories among them.
const MEMBERS_AT_MOST: usize = 1_000;
/// Bytes of all members together, unpacked.
const ALL_BYTES_AT_MOST: usize = 40_000_000;
/// How far a member may shrink; statements shrink to a tenth or, if they repeat much, a fiftieth.
const RATIO_AT_MOST: u64 = 300;

/// What systems add when somebody packs a folder.
const DROPPINGS: [&str; 4] = ["__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini"];

/// Reads all statements of an archive.
///
/// # Errors
/// A [`Refusal`] that names the member, and the place in it.
pub(crate) fn read(bytes: &[u8]) -> Result<Content, Refusal> {
    let mut archive = open(bytes)?;
    let mut joined = Joined::default();
    let mut left = ALL_BYTES_AT_MOST;
    for index in 0..archive.len() {
        let Some((name, unpacked)) = member(&mut archive, index, left)? else {
            continue;
        };
        left = left.saturating_sub(unpacked.len());
        let statements = recognise::statements(&unpacked).map_err(|refusal| Refusal {
            place: refusal.place.within(&name),
            ..refusal
        })?;
        joined.add(&name, statements)?;
    }
    if joined.members.is_empty() {
        return Err(Refusal::of_file("the archive holds no bank statement"));
    }
    Ok(joined.into_content())
}

/// Reads all files of an archive, each by its path in it, in the archive's order.
///
/// # Errors
/// A [`Refusal`] that names the member, if one can't be unpacked or all have more bytes than these.
pub fn files(bytes: &[u8], bytes_at_most: usize) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
    let mut archive = open(bytes)?;
    let mut files = Vec::new();
    let mut left = bytes_at_most;
    for index in 0..archive.len() {
        if let Some((name, unpacked)) = member(&mut archive, index, left)? {
            left = left.saturating_sub(unpacked.len());
            files.push((name, unpacked));
        }
    }
    Ok(files)
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refusal> {
    // The directory's end tells how long it is; a long one would be costly to read.
    if members_stated(bytes).is_some_and(|members| members > MEMBERS_AT_MOST) {
        return Err(too_many_members());
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MEMBERS_AT_MOST {
        return Err(too_many_members());
    }
    Ok(archive)
}

/// A member's name and bytes; none for a folder, and what else says nothing.
fn member(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    left: usize,
) -> Result<Option<(String, Vec<u8>)>, Refusal> {
    let listed = archive.by_index_raw(index).map_err(|error| broken(&error))?;
    let name = listed
        .name()
        .map_or_else(|_| format!("member {}", index + 1), |name| name.into_owned());
    let refuse = |why: String| Refusal::at(Place::File.within(&name), why);
    if listed.is_dir() || DROPPINGS.iter().any(|dropping| name.contains(dropping)) {
        return Ok(None);
    }
    if listed.encrypted() {
        return Err(refuse("is encrypted; pack it without a password".into()));
    }
    let (packed, size) = (listed.compressed_size(), listed.size());
    drop(listed);
    if size > packed.saturating_mul(RATIO_AT_MOST) {
        return Err(refuse(format!(
            "unpacks to more than {RATIO_AT_MOST} times its size, as no honest file does"
        )));
    }
    let most = BYTES_AT_MOST.min(left);
    let mut unpacked = Vec::new();
    archive
        .by_index(index)
        .map_err(|error| refuse(format!("can't be unpacked: {error}")))?
        // What the archive says of sizes may be a lie: the bytes are counted.
        .take(most as u64 + 1)
        .read_to_end(&mut unpacked)
        .map_err(|error| refuse(format!("can't be unpacked: {error}")))?;
    if unpacked.len() > most {
        return Err(refuse(format!(
            "unpacks to more than the {most} bytes that are left for it; split the archive"
        )));
    }
    Ok(Some((name, unpacked)))
}

/// The number of members by the record that ends an archive: within its last 64 kB, `PK\x05\x06`, the number behind
/// six more bytes.
fn members_stated(bytes: &[u8]) -> Option<usize> {
    const RECORD: usize = 22;
    const COMMENT_AT_MOST: usize = u16::MAX as usize;
    let from = bytes.len().saturating_sub(RECORD + COMMENT_AT_MOST);
    let tail = bytes.get(from..)?;
    let at = memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let number = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes(number.try_into().ok()?)))
}

fn too_many_members() -> Refusal {
    Refusal::of_file(format!(
        "the archive has more than {MEMBERS_AT_MOST} members; split it"
    ))
}

fn broken(error: &ZipError) -> Refusal {
    Refusal::of_file(format!("the archive is broken: {error}"))
}

/// The members read so far.
#[derive(Default)]
struct Joined {
    members: Vec<Content>,
    entries: usize,
    closed: Vec<(String, Option<NaiveDate>)>,
}

impl Joined {
    fn add(&mut self, name: &str, statements: Statements) -> Result<(), Refusal> {
        self.closed.extend(statements.closed.iter().cloned());
        let mut content = statements.into_content(Format::Zip);
        for payment in &mut content.payments {
            payment.place = std::mem::replace(&mut payment.place, Place::File).within(name);
        }
        for passed in &mut content.passed_over {
            passed.place = std::mem::replace(&mut passed.place, Place::File).within(name);
        }
        self.entries += content.payments.len() + content.passed_over.len();
        self.members.push(content);
        if self.entries > ENTRIES_AT_MOST {
            return Err(too_many_entries());
        }
        Ok(())
    }

    /// Each movement once: the first report of it, and of a sum rather its transactions.
    fn into_content(self) -> Content {
        let mut joined = Content::new(Format::Zip);
        joined.payments_complete_to = complete_to(&self.closed);
        let listed: BTreeSet<String> = self
            .members
            .iter()
            .flat_map(|content| &content.payments)
            .filter_map(|payment| match &payment.booked {
                Booked::Within { sum } => Some(sum.clone()),
                Booked::Alone | Booked::AsSum => None,
            })
            .collect();
        let mut seen = BTreeSet::new();
        for content in self.members {
            joined.passed_over.extend(content.passed_over);
            for payment in content.payments {
                let why = if listed.contains(&payment.identity) {
                    "another member lists the transactions of this sum"
                } else if !seen.insert(payment.identity.clone()) {
                    "another member reports this movement too"
                } else {
                    joined.payments.push(payment);
                    continue;
                };
                joined.passed_over.push(PassedOver {
                    place: payment.place,
                    why: why.to_owned(),
                });
            }
        }
        joined
    }
}
