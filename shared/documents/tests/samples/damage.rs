//! No bytes whatever make a reader fall over.

use documents::intake::{House, arrivals};
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

proptest! {
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
