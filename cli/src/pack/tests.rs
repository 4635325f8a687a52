use chrono::{DateTime, TimeDelta, Utc};
use dunning::account::AccountKey;
use dunning::chain::{Entry, Fingerprint, Link, Salt, join};
use dunning::invoice::InvoiceId;
use dunning::ledger::TimelineEntry;
use proptest::prelude::*;

use super::check::FORMAT;
use super::wire::*;
use super::*;

fn at(hour: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::hours(hour)
}

fn account() -> AccountKey {
    AccountKey::derive("acme", "C-17")
}

const WORDS: &str = "{\"letter\":\"L-1\",\"subject\":\"Acme: invoice INV-1\",\"text\":\"Grüße\\nAnna\"}";

fn object() -> String {
    format!("letters/x/20261117-1/{}.json", Fingerprint::of(WORDS.as_bytes()))
}

/// A story in a straight line, of two invoices; what is about the other is left out.
fn entries() -> (Vec<Entry>, Vec<Link>) {
    let (mut entries, mut tips) = (Vec::new(), Vec::new());
    let lines = [
        (Some("INV-1"), "invoice_arrived", "1250.00 EUR".to_owned()),
        (Some("INV-2"), "invoice_arrived", "80.00 EUR".to_owned()),
        (
            None,
            "letter_archived",
            format!("letter of 2026-11-17: {}", object()),
        ),
        (None, "letter_sent", "letter of 2026-11-17".to_owned()),
    ];
    for (hour, (number, what, detail)) in (0..).zip(lines) {
        let line = TimelineEntry {
            at: at(hour),
            invoice: number.map(InvoiceId::whole),
            what: what.into(),
            detail,
        };
        let salt = || Ok::<_, ()>(Salt([u8::try_from(hour).unwrap(); 16]));
        let mut entry = join(&account(), &tips, line, salt).unwrap().unwrap();
        tips = vec![entry.link(&account())];
        if number == Some("INV-2") {
            entry.told = None;
        }
        entries.push(entry);
    }
    (entries, tips)
}

fn entry_line(entry: &Entry) -> Content {
    Content::Entry(EntryLine {
        at: entry.at,
        hash: entry.hash(&account()).to_string(),
        parents: entry.parents.iter().map(LinkLine::from).collect(),
        seal: entry.seal.to_string(),
        told: entry.told.as_ref().map(ToldLine::from),
    })
}

fn contents() -> Vec<Content> {
    let (entries, tips) = entries();
    let policy = "preset = \"standard\"\n".to_owned();
    let about = PackLine {
        format: FORMAT,
        made_at: at(48),
        creditor: CreditorLine {
            id: "acme".into(),
            name: "Acme".into(),
            sender: "a@acme.example".into(),
        },
        customer: CustomerLine {
            account: account().to_string(),
            customer: "C-17".into(),
            name: "Rossi".into(),
        },
        invoices: Vec::new(),
        policy: PolicyLine {
            sha256: Fingerprint::of(policy.as_bytes()).to_string(),
            text: policy,
        },
        tips: tips.iter().map(LinkLine::from).collect(),
    };
    let letter = LetterLine {
        letter: "L-1".into(),
        claimed_at: at(2),
        to: "anna@example.com".into(),
        language: "en".into(),
        tone: "early_late".into(),
        stages: Vec::new(),
        pay_by: None,
        state: "sent".into(),
        message_id: Some("0100-abc".into()),
        words: Some(WordsLine {
            object: object(),
            sha256: Fingerprint::of(WORDS.as_bytes()).to_string(),
            content: WORDS.into(),
        }),
    };
    let payment = PaymentLine {
        number: "INV-1".into(),
        instalment: None,
        payment: "B-1".into(),
        booked_on: at(0).date_naive(),
        amount: "50.00".into(),
        currency: "EUR".into(),
    };
    let head = [Content::Pack(Box::new(about))];
    let tail = [Content::Letter(letter), Content::Payment(payment)];
    head.into_iter()
        .chain(entries.iter().map(entry_line))
        .chain(tail)
        .collect()
}

fn packed(contents: &[Content]) -> String {
    let mut pack = Pack::new();
    contents.iter().for_each(|content| pack.add(content).unwrap());
    pack.end().unwrap()
}

/// The line that a flaw names.
fn line_of(flaw: &Flaw) -> usize {
    match flaw {
        Flaw::Changed(line) | Flaw::Missing(line) | Flaw::BehindTheEnd(line) => *line,
        Flaw::CutShort(line) => line + 1,
        Flaw::OutOfPlace { line, .. } | Flaw::Unreadable { line, .. } | Flaw::Untrue { line, .. } => *line,
        Flaw::AnotherPack(_) | Flaw::NoPack => 0,
    }
}

#[test]
fn a_pack_is_as_it_was_made() {
    let pack = packed(&contents());
    let fingerprint = Fingerprint::of(pack.as_bytes());
    let checked = check(pack.as_bytes(), Some(&fingerprint)).unwrap();
    assert_eq!((checked.entries, checked.letters, checked.words), (4, 1, 1));
    assert_eq!(checked.about.customer.name, "Rossi");
    assert!(
        !pack.contains("80.00 EUR") && !pack.contains("INV-2"),
        "another matter is shown"
    );
    let other = check(pack.as_bytes(), Some(&Fingerprint::of(b"other")));
    assert_eq!(other.unwrap_err(), Flaw::AnotherPack(fingerprint));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_byte_that_is_changed_is_found_in_its_line(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let pack = packed(&contents());
        let mut bytes = pack.clone().into_bytes();
        let place = place.index(bytes.len());
        let line = 1 + bytes[..place].iter().filter(|byte| **byte == b'\n').count();
        bytes[place] ^= flip;
        let flaw = check(&bytes, None).unwrap_err();
        // Without its number a line can't say which it was; a break within a line makes two of it.
        prop_assert_eq!(line_of(&flaw), line, "{}", flaw);
    }

    #[test]
    fn any_line_that_is_dropped_swapped_or_repeated_is_named(
        one in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let pack = packed(&contents());
        let lines: Vec<&str> = pack.split_inclusive('\n').collect();
        let (one, other) = (one.index(lines.len()), other.index(lines.len()));

        let mut dropped = lines.clone();
        dropped.remove(one);
        let flaw = check(dropped.concat().as_bytes(), None).unwrap_err();
        let expected = if one + 1 == lines.len() { Flaw::CutShort(one) } else { Flaw::Missing(one + 1) };
        prop_assert_eq!(flaw, expected);

        let mut repeated = lines.clone();
        repeated.insert(one, lines[other]);
        let flaw = check(repeated.concat().as_bytes(), None).unwrap_err();
        let first = if one <= other { one + usize::from(one == other) } else { one };
        prop_assert_eq!(line_of(&flaw), first + 1, "{}", flaw);

        if one != other {
            let mut swapped = lines.clone();
            swapped.swap(one, other);
            let flaw = check(swapped.concat().as_bytes(), None).unwrap_err();
            prop_assert_eq!(line_of(&flaw), one.min(other) + 1, "{}", flaw);
        }
    }

    /// Whoever seals a pack anew after changing what an entry or a letter says is found by the chain.
    #[test]
    fn what_is_sealed_anew_must_still_fit_together(place in 1..6_usize) {
        let mut contents = contents();
        let is_hidden = matches!(&contents[place], Content::Entry(EntryLine { told: None, .. }));
        match &mut contents[place] {
            Content::Entry(entry) => match &mut entry.told {
                Some(told) => told.detail.push('!'),
                None => entry.at += TimeDelta::seconds(1),
            },
            Content::Letter(letter) => {
                let words = letter.words.as_mut().unwrap();
                words.content = words.content.replace("Grüße", "Pay!");
                words.sha256 = Fingerprint::of(words.content.as_bytes()).to_string();
                words.object = format!("letters/x/20261117-1/{}.json", words.sha256);
            }
            other => panic!("{other:?}"),
        }
        let flaw = check(packed(&contents).as_bytes(), None).unwrap_err();
        prop_assert!(matches!(flaw, Flaw::Untrue { line, .. } if line == place + 1), "{} {}", is_hidden, flaw);
    }
}

#[test]
fn what_is_no_pack_is_told_so_and_what_one_looks_like() {
    for other in [
        "",
        "\n",
        "number,amount\nINV-1,12.50\n",
        "{\"invoice\": \"INV-1\"}\n",
        "%PDF-1.7\n%%EOF\n",
    ] {
        let flaw = check(other.as_bytes(), None).unwrap_err();
        assert_eq!(flaw, Flaw::NoPack, "{other:?}");
        let said = flaw.to_string();
        assert!(
            said.contains("no evidence pack") && said.contains("{\"line\":1"),
            "{said}"
        );
    }
}
