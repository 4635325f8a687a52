//! The part of an account's story that stands in the row of the letter that it is about.
//!
//! Every news of the letter writes the row anew, and a kilobyte of it is a write unit. So an entry takes a fifth of a row
//! of its own: names are short, what follows from the entry before it or from the letter's key is left out, the seal is
//! worked out from what is told, and it is forgotten with the letter, which outlives it.

use dunning::account::AccountKey;
use dunning::chain::{Entry, Link, Salt, Told};
use dunning::invoice::InvoiceId;
use dunning::letter::LetterId;
use serde::{Deserialize, Serialize};

use super::letter::LetterPlace;
use super::packed::{Instant, Packed};
use super::spelled::Spelled;
use crate::archive::BucketArchive;

/// See [`Entry`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BranchRow {
    #[serde(rename = "t")]
    at: Instant,
    /// None: the entry before it.
    #[serde(rename = "p", default)]
    parents: Vec<Packed<Link>>,
    #[serde(rename = "s")]
    salt: Packed<Salt>,
    #[serde(rename = "n")]
    number: Option<String>,
    #[serde(rename = "i")]
    instalment: Option<u16>,
    #[serde(rename = "w")]
    what: String,
    /// With signs for [`Phrases`].
    #[serde(rename = "d")]
    detail: Option<String>,
    /// Where signs would not do.
    #[serde(rename = "f")]
    detail_in_full: Option<String>,
}

/// The story in a letter's row, and whose it is.
#[derive(Debug, Deserialize)]
pub(crate) struct Branch {
    pk: Spelled<AccountKey>,
    sk: Spelled<LetterPlace>,
    #[serde(default)]
    story: Vec<BranchRow>,
}

/// What is told of a letter again and again, as its key says it; each has a sign.
struct Phrases([(&'static str, String); 3]);

impl Phrases {
    /// No phrase has a sign in it, and what comes first may have in it what comes after.
    fn of(letter: &LetterId) -> Self {
        let day = letter.day;
        Self([
            ("\u{1}", BucketArchive::place(letter)),
            ("\u{2}", format!("letter of {day}")),
            ("\u{3}", day.to_string()),
        ])
    }

    /// None for a text that has a sign of its own.
    fn shorten(&self, text: &str) -> Option<String> {
        let Self(phrases) = self;
        if phrases.iter().any(|(sign, _)| text.contains(sign)) {
            return None;
        }
        let shorter = |text: String, (sign, phrase): &(&str, String)| text.replace(phrase, sign);
        Some(phrases.iter().fold(text.to_owned(), shorter))
    }

    fn in_full(&self, text: &str) -> String {
        let longer = |text: String, (sign, phrase): &(&str, String)| text.replace(sign, phrase);
        self.0.iter().fold(text.to_owned(), longer)
    }
}

impl BranchRow {
    /// Entries for the end of a letter's story whose last entry is `before`; none if one of them is erased, for then its
    /// seal can't be worked out.
    pub(crate) fn of(entries: &[Entry], letter: &LetterId, before: Option<Link>) -> Option<Vec<Self>> {
        let phrases = Phrases::of(letter);
        let mut before: Vec<Link> = before.into_iter().collect();
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let told = entry.told.clone()?;
            let follows = !before.is_empty() && entry.parents == before;
            let parents: &[Link] = if follows { &[] } else { &entry.parents };
            let (number, instalment) = told
                .invoice
                .map_or((None, None), |id| (Some(id.number), id.instalment));
            let (detail, detail_in_full) = match phrases.shorten(&told.detail) {
                Some(short) => (Some(short), None),
                None => (None, Some(told.detail)),
            };
            rows.push(Self {
                at: Instant(entry.at),
                parents: parents.iter().copied().map(Packed).collect(),
                salt: Packed(told.salt),
                number,
                instalment,
                what: told.what,
                detail,
                detail_in_full,
            });
            before = vec![entry.link(&letter.account)];
        }
        Some(rows)
    }

    fn told(self, phrases: &Phrases) -> Told {
        let instalment = self.instalment;
        let detail = self.detail.map(|short| phrases.in_full(&short));
        Told {
            salt: self.salt.0,
            invoice: self.number.map(|number| InvoiceId { number, instalment }),
            what: self.what,
            detail: detail.or(self.detail_in_full).unwrap_or_default(),
        }
    }
}

impl Branch {
    /// The entries.
    pub(crate) fn entries(self) -> Vec<Entry> {
        let letter = self.sk.0.of(self.pk.0);
        let phrases = Phrases::of(&letter);
        let mut before = Vec::new();
        let mut entries = Vec::with_capacity(self.story.len());
        for mut row in self.story {
            let at = row.at.0;
            let parents: Vec<Link> = std::mem::take(&mut row.parents)
                .into_iter()
                .map(|parent| parent.0)
                .collect();
            let told = row.told(&phrases);
            let entry = Entry {
                at,
                parents: if parents.is_empty() { before } else { parents },
                seal: told.seal(),
                told: Some(told),
            };
            before = vec![entry.link(&letter.account)];
            entries.push(entry);
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use dunning::chain::in_order;

    use super::*;

    fn letter() -> LetterId {
        LetterId {
            account: AccountKey::derive("acme", "C-17"),
            day: "2026-11-17".parse().unwrap(),
            attempt: 2,
        }
    }

    fn branch(rows: Vec<BranchRow>) -> Branch {
        Branch {
            pk: Spelled(letter().account),
            sk: Spelled(LetterPlace::from(&letter())),
            story: rows,
        }
    }

    fn entry(what: &str, detail: &str, parents: Vec<Link>) -> Entry {
        let told = Told {
            salt: Salt([7; 16]),
            invoice: Some(InvoiceId::whole("INV-1")),
            what: what.to_owned(),
            detail: detail.to_owned(),
        };
        Entry {
            at: "2026-11-17T05:16:00.123456Z".parse().unwrap(),
            parents,
            seal: told.seal(),
            told: Some(told),
        }
    }

    #[test]
    fn entries_that_stand_with_their_letter_read_back_as_they_were() {
        let account = letter().account;
        let trunk = entry("before", "", Vec::new()).link(&account);
        let claimed = entry("letter_claimed", "early_late for 2026-11-17", vec![trunk]);
        let place = BucketArchive::place(&letter());
        let kept = format!("letter of 2026-11-17: {place}0123.json");
        let archived = entry("letter_archived", &kept, vec![claimed.link(&account)]);
        // A change of the letter joins its branch to the trunk.
        let joined = entry("letter_bounced", "", vec![trunk, archived.link(&account)]);
        let entries = vec![claimed, archived, joined];
        let rows = BranchRow::of(&entries, &letter(), None).unwrap();
        let parents: Vec<usize> = rows.iter().map(|row| row.parents.len()).collect();
        assert_eq!(
            parents,
            [1, 0, 2],
            "who follows on the one before need not say so"
        );
        let details: Vec<_> = rows.iter().filter_map(|row| row.detail.as_deref()).collect();
        assert_eq!(
            details,
            ["early_late for \u{3}", "\u{2}: \u{1}0123.json", ""],
            "what the key says is not said again"
        );
        assert_eq!(branch(rows).entries(), entries);
        let last = entries.last().map(|entry| entry.link(&account));
        let told_later = entry("letter_complained", "", last.into_iter().collect());
        let rows = BranchRow::of(std::slice::from_ref(&told_later), &letter(), last).unwrap();
        assert!(rows[0].parents.is_empty());
        assert_eq!(in_order(&account, entries).len(), 3);
    }

    #[test]
    fn whatever_is_told_reads_back_letter_by_letter() {
        let place = BucketArchive::place(&letter());
        for detail in [
            "letter of 2026-11-17",
            "letter of 2026-11-18, not of 2026-11-17",
            "\u{2}",
            "letter of \u{3} is not the letter of 2026-11-17",
            &format!("{place}{place}\u{1}"),
            "",
        ] {
            let told = vec![entry("held", detail, Vec::new())];
            let rows = BranchRow::of(&told, &letter(), None).unwrap();
            assert_eq!(branch(rows).entries(), told, "{detail:?}");
        }
    }

    #[test]
    fn an_erased_entry_stands_with_no_letter() {
        let erased = Entry {
            told: None,
            ..entry("letter_claimed", "", Vec::new())
        };
        assert!(BranchRow::of(&[erased], &letter(), None).is_none());
    }
}
