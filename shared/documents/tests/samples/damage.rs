//! No bytes whatever make a reader fall over.

use documents::intake::{House, arrivals};
use documents::settings::{read_creditor, read_policy};
use documents::{inspect, read, read_mail_events};
use proptest::prelude::*;

use crate::{bytes, samples};

fn any_sample() -> impl Strategy<Value = Vec<u8>> {
    let all: Vec<String> = ["invoices", "payments", "customers", "events", "broken"]
        .into_iter()
        .flat_map(samples)
        .collect();
    prop::sample::select(all).prop_map(|path| bytes(&path))
}

/// The settings that a new user begins with, and a policy that uses everything.
fn any_settings() -> impl Strategy<Value = String> {
    let policy = include_str!("../../../../infra/policy.toml");
    let creditor = include_str!("../../../../infra/creditor.toml");
    prop::sample::select(vec![policy, creditor, "preset = \"gentle\"\n", OWN_LADDER]).prop_map(str::to_owned)
}

const OWN_LADDER: &str = r#"
preset = "standard"
payments = "manual"
[window]
opens = "05:30"
closes = "06:10"
[[stage]]
name = "nudge"
when = "2 business days after due"
letter = "early_late"
[policies.patient]
preset = "gentle"
"#;

/// What a slip of the hand, or somebody who means harm, puts in the place of a piece of a text.
fn any_piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("99999999999999999999".to_owned()),
        Just("-1 business days after due".to_owned()),
        Just("9223372036854775807 days after early_late".to_owned()),
        Just("[[".repeat(500)),
        Just("\"\"\"".to_owned()),
        Just("\u{202e}\u{0}\u{feff}".to_owned()),
        "[ -~\n]{0,12}",
    ]
}

proptest! {
    /// Settings with a piece replaced are read or refused, and a refusal is said in words that a terminal survives.
    #[test]
    fn no_damage_makes_the_settings_panic(
        text in any_settings(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, any_piece()), 1..4),
    ) {
        let mut characters: Vec<char> = text.chars().collect();
        for (index, length, piece) in changes {
            let begin = index.index(characters.len() + 1);
            let end = (begin + length).min(characters.len());
            characters.splice(begin..end, piece.chars());
        }
        let text: String = characters.into_iter().collect();
        for refusal in [
            read_policy(&text).err().map(|refusal| refusal.to_string()),
            read_creditor(&text).err().map(|refusal| refusal.to_string()),
        ].into_iter().flatten() {
            prop_assert!(!refusal.is_empty());
            let moves = |character: char| character.is_control() && character != '\n';
            prop_assert!(!refusal.contains(moves), "{refusal:?}");
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = inspect("any", &bytes);
        let _ = read_mail_events(&bytes);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[{\\[<:0-9A-Za-z,;\t\n\"'./ €ß-]{0,300}") {
        let _ = inspect("any", text.as_bytes());
    }

    /// A sample with a few bytes changed, cut or doubled is read or refused, and what is read can be taken in.
    #[test]
    fn no_damage_makes_a_reader_panic(
        mut bytes in any_sample(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..8),
    ) {
        for (index, byte, what) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = index.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.truncate(at),
                _ => { let tail = bytes[at..].to_vec(); bytes.extend(tail); }
            }
        }
        if let Ok(content) = read(&bytes) {
            let _ = arrivals(&content, &House::default());
        }
    }
}
