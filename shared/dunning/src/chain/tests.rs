//! Whatever is done to a story is found; what is left out, erased or forgotten in its time is not missed.

use chrono::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::account::{Account, EmailAddress, Language};
use crate::letter::{Letter, LetterId, LetterState};
use crate::stage::Tone;

const LETTERS: usize = 3;

/// A store as far as stories go: the tips of the head and of a few letters, and what was told.
struct Book {
    account: AccountKey,
    trunk: Option<Link>,
    letters: [Option<Link>; LETTERS],
    entries: Vec<Entry>,
    drawn: u8,
}

/// Somebody tells something.
#[derive(Clone, Debug)]
enum Deed {
    /// A change with so many lines that writes these letters.
    Change(usize, Vec<usize>),
    /// News of a letter.
    News(usize),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let letters = proptest::collection::vec(0..LETTERS, 0..=LETTERS);
    let deed = prop_oneof![
        (1..4_usize, letters).prop_map(|(lines, letters)| Deed::Change(lines, letters)),
        (0..LETTERS).prop_map(Deed::News),
    ];
    proptest::collection::vec(deed, 2..12)
}

fn at(second: i64) -> DateTime<Utc> {
    Utc.timestamp_opt(1_800_000_000 + second, 7).unwrap()
}

fn line(second: usize) -> TimelineEntry {
    TimelineEntry {
        at: at(i64::try_from(second).unwrap()),
        invoice: second
            .is_multiple_of(2)
            .then(|| InvoiceId::whole(format!("INV-{second}"))),
        what: "held".into(),
        detail: format!("for reason {second}"),
    }
}

fn letter(account: &AccountKey, number: usize, tip: Option<Link>) -> Letter {
    Letter {
        id: LetterId {
            account: account.clone(),
            day: at(0).date_naive(),
            attempt: u8::try_from(number + 1).unwrap(),
        },
        state: LetterState::Sent,
        claimed_at: at(0),
        to: EmailAddress::parse("ap@customer.example.com").unwrap(),
        language: Language::English,
        tone: Tone::EarlyLate,
        lines: Vec::new(),
        pay_by: None,
        message_id: None,
        tip,
    }
}

fn change_of(account: &AccountKey, trunk: Option<Link>) -> Change {
    Change::of(Account {
        version: 1,
        tip: trunk,
        ..Account::new(account.clone(), "C-17", "Rossi S.p.A.")
    })
}

impl Book {
    fn live(deeds: &[Deed]) -> Self {
        let mut told = Self {
            account: AccountKey::derive("acme", "C-17"),
            trunk: None,
            letters: [None; LETTERS],
            entries: Vec::new(),
            drawn: 0,
        };
        // A letter's story begins with its claim.
        told.tell(&Deed::Change(1, (0..LETTERS).collect()));
        deeds.iter().for_each(|deed| told.tell(deed));
        told
    }

    fn tell(&mut self, deed: &Deed) {
        let begins = self.entries.len();
        let mut drawn = self.drawn;
        let mut salt = || -> Result<Salt, ()> {
            drawn = drawn.wrapping_add(1);
            Ok(Salt([drawn; 16]))
        };
        match deed {
            Deed::Change(lines, letters) => {
                let mut change = change_of(&self.account, self.trunk);
                change.timeline = (0..*lines).map(|number| line(begins + number)).collect();
                let of = |number: &usize| letter(&self.account, *number, self.letters[*number]);
                change.letters = letters.iter().map(of).collect();
                self.entries.extend(chain(&mut change, &mut salt).unwrap());
                self.trunk = change.account.tip;
                for (number, letter) in letters.iter().zip(change.letters) {
                    self.letters[*number] = letter.tip;
                }
            }
            Deed::News(number) => {
                let mut record = LetterRecord {
                    letter: letter(&self.account, *number, None),
                    was: LetterState::Claimed,
                    timeline: vec![line(begins)],
                };
                let stored = self.letters[*number];
                self.entries
                    .extend(chain_news(&mut record, stored, &mut salt).unwrap());
                self.letters[*number] = record.letter.tip;
            }
        }
        self.drawn = drawn;
    }

    fn story(&self) -> Story {
        let tips: BTreeSet<Link> = self
            .letters
            .iter()
            .copied()
            .chain([self.trunk])
            .flatten()
            .collect();
        Story {
            entries: in_order(&self.account, self.entries.clone()),
            tips: tips.into_iter().collect(),
        }
    }
}

/// Everything that may be done to a story without its owner's doing.
fn tampered(account: &AccountKey, story: &Story, seed: usize) -> Vec<(&'static str, Story)> {
    let place = seed % story.entries.len();
    let other = (seed / 7) % story.entries.len();
    let with = |tamper: &dyn Fn(&mut Vec<Entry>)| {
        let mut story = story.clone();
        tamper(&mut story.entries);
        story
    };
    let forged = |entries: &mut Vec<Entry>, detail: &str, seals: bool| {
        let entry = &mut entries[place];
        let told = entry.told.as_mut().unwrap();
        told.detail = detail.to_owned();
        if seals {
            entry.seal = told.seal();
        }
    };
    let mut all = vec![
        ("retold", with(&|entries| forged(entries, "otherwise", false))),
        (
            "retold and sealed anew",
            with(&|entries| forged(entries, "otherwise", true)),
        ),
        (
            "another invoice",
            with(&|entries| entries[place].told.as_mut().unwrap().invoice = Some(InvoiceId::whole("X"))),
        ),
        (
            "another kind",
            with(&|entries| entries[place].told.as_mut().unwrap().what = "paid".into()),
        ),
        (
            "another salt",
            with(&|entries| entries[place].told.as_mut().unwrap().salt = Salt([255; 16])),
        ),
        (
            "another time",
            with(&|entries| entries[place].at += TimeDelta::nanoseconds(1)),
        ),
        ("removed", with(&|entries| drop(entries.remove(place)))),
        ("cut short", with(&|entries| entries.truncate(place))),
        (
            "told twice",
            with(&|entries| entries.insert(place, entries[other].clone())),
        ),
        (
            "made up",
            with(&|entries| {
                let told = Told {
                    salt: Salt([9; 16]),
                    invoice: None,
                    what: "agreed".into(),
                    detail: "to all".into(),
                };
                let parents = vec![entries[place].link(account)];
                let seal = told.seal();
                entries.insert(
                    place + 1,
                    Entry {
                        at: entries[place].at,
                        parents,
                        seal,
                        told: Some(told),
                    },
                );
            }),
        ),
        (
            "a second beginning",
            with(&|entries| {
                let told = Told {
                    salt: Salt([9; 16]),
                    invoice: None,
                    what: "agreed".into(),
                    detail: "to all".into(),
                };
                entries.insert(
                    0,
                    Entry {
                        at: at(0),
                        parents: Vec::new(),
                        seal: told.seal(),
                        told: Some(told),
                    },
                );
            }),
        ),
    ];
    if !story.entries[place].parents.is_empty() {
        all.push(("an orphan", with(&|entries| entries[place].parents.clear())));
        all.push((
            "a parent at another time",
            with(&|entries| entries[place].parents[0].at += TimeDelta::seconds(1)),
        ));
    }
    let parent = story.entries[other].link(account);
    if story.entries[place].parents != [parent] {
        all.push((
            "another parent",
            with(&|entries| entries[place].parents = vec![parent]),
        ));
    }
    if place != other {
        all.push(("out of place", with(&|entries| entries.swap(place, other))));
        let swapped = with(&|entries| {
            let one = (entries[place].seal, entries[place].told.clone());
            entries[place].seal = entries[other].seal;
            entries[place].told = entries[other].told.clone();
            (entries[other].seal, entries[other].told) = one;
        });
        all.push(("what two told, swapped", swapped));
    }
    let mut tipless = story.clone();
    let parents: BTreeSet<Link> = story
        .entries
        .iter()
        .flat_map(|entry| entry.parents.clone())
        .collect();
    let last = tipless
        .tips
        .iter()
        .position(|tip| !parents.contains(tip))
        .unwrap();
    tipless.tips.remove(last);
    all.push(("a tip forgotten", tipless));
    all
}

proptest! {
    #[test]
    fn what_was_told_verifies_and_nothing_else(deeds in deeds(), seed in 0..10_000_usize) {
        let told = Book::live(&deeds);
        let (account, story) = (&told.account, told.story());
        let since = DateTime::<Utc>::MIN_UTC;
        prop_assert_eq!(verify(account, &story, since), Ok(()));
        for (what, tampered) in tampered(account, &story, seed) {
            prop_assert!(verify(account, &tampered, since).is_err(), "{} was not found", what);
        }
        let stranger = AccountKey::derive("acme", "C-18");
        prop_assert!(verify(&stranger, &story, since).is_err());
    }

    /// Erasing what was told leaves the chain whole, and the story in order; so does leaving it out of a copy.
    #[test]
    fn what_is_erased_is_not_missed(deeds in deeds(), erased in any::<u64>()) {
        let told = Book::live(&deeds);
        let mut story = told.story();
        for (place, entry) in story.entries.iter_mut().enumerate() {
            if erased >> (place % 64) & 1 == 1 {
                entry.told = None;
            }
        }
        prop_assert_eq!(verify(&told.account, &story, DateTime::<Utc>::MIN_UTC), Ok(()));
    }

    /// What is older than the story is kept may go, in any order; what is younger may not.
    #[test]
    fn only_what_is_old_may_be_forgotten(deeds in deeds(), kept in any::<u64>(), since in 0..40_i64) {
        let told = Book::live(&deeds);
        let (mut story, since) = (told.story(), at(since));
        let mut number = 0;
        story.entries.retain(|entry| {
            number += 1;
            entry.at >= since || kept >> (number % 64) & 1 == 1
        });
        prop_assert_eq!(verify(&told.account, &story, since), Ok(()));
        let young = story.entries.iter().position(|entry| entry.at >= since);
        if let Some(place) = young {
            story.entries.remove(place);
            prop_assert!(verify(&told.account, &story, since).is_err());
        }
    }
}

/// The hashes stand in tables and packs for ten years: no release may compute others.
#[test]
fn a_hash_is_the_same_for_ever() {
    let told = Book::live(&[Deed::News(0), Deed::Change(2, vec![0])]);
    let story = told.story();
    let last = story.entries.last().unwrap();
    assert_eq!(
        last.seal.to_string(),
        "1096aeb2ea6aebb3bd04407646e356a067d6ccce28cb43bd7080edb4a48c5b51"
    );
    assert_eq!(
        last.hash(&told.account).to_string(),
        "5b72d1c0f0c5344a45c324c7e38e082258f9ae9b0db9565ba2836c8127b8131e"
    );
}

#[test]
fn hex_reads_back_and_nothing_else_does() {
    let print = Fingerprint::of(b"abc");
    assert_eq!(
        print.to_string(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(Fingerprint::parse(&print.to_string()), Ok(print));
    let salt = Salt([0xa7; 16]);
    assert_eq!(Salt::parse(&salt.to_string()), Ok(salt));
    for bad in [
        String::new(),
        print.to_string().to_uppercase(),
        format!("{print}0"),
        "gg".repeat(32),
        "é".repeat(32),
    ] {
        assert!(Fingerprint::parse(&bad).is_err(), "{bad}");
    }
}
