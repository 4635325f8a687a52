//! No personal data in logs: whatever the functions printed in any story is searched for everybody in its books.

use std::collections::BTreeSet;

use documents::settings;
use dunning::account::Contact;

use crate::runs::{self, Run};

/// Words of made-up names that are also words of our own log lines; the whole names are searched for all the same.
const OURS_AS_WELL: [&str; 1] = ["never"];

/// Enough to see what is wrong.
const SHOWN_AT_MOST: usize = 40;

/// Shorter words of a name stand in log lines by chance.
const LETTERS_AT_LEAST: usize = 4;

/// Everybody in the story's books: names whole and by the word, addresses, telephones, accounts; and the names of
/// files, which may be customers' too.
fn personal(run: &Run) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut others: BTreeSet<String> = run.addresses();
    for (object, bytes) in run.uploads() {
        others.insert(object.clone());
        if object == "settings/creditor.toml" {
            let creditor = settings::read_creditor(std::str::from_utf8(&bytes).unwrap());
            let Ok(creditor) = creditor else { continue };
            names.extend([creditor.name, creditor.signatory]);
            others.extend(
                [creditor.sender, creditor.reply_to, creditor.account_manager]
                    .map(|address| address.to_string()),
            );
        }
        // What is no file of Dunlin's was refused.
        let Ok(content) = documents::read(&bytes) else {
            continue;
        };
        for customer in content.customers {
            names.extend(customer.reference.name);
            for Contact { email, name, .. } in customer.contacts {
                others.insert(email.to_string());
                names.extend(name);
            }
            others.extend(customer.phone);
        }
        for document in content.documents {
            names.extend(document.buyer.name);
            names.extend(document.buyer.contact_name);
            others.extend(document.buyer.emails);
            others.extend(document.buyer.phone);
        }
        for payment in content.payments {
            names.extend(payment.payer);
            others.extend(payment.payer_iban);
        }
    }
    let words: Vec<String> = names
        .iter()
        .flat_map(|name| name.split(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.chars().count() >= LETTERS_AT_LEAST)
        .map(str::to_lowercase)
        .filter(|word| !OURS_AS_WELL.contains(&word.as_str()))
        .collect();
    let whole = names.into_iter().chain(others).map(|name| name.to_lowercase());
    whole.chain(words).filter(|name| !name.is_empty()).collect()
}

/// Whether a text stands in a line as a word of its own, or several.
fn stands_in(line: &str, name: &str) -> bool {
    let is_apart = |place: Option<char>| place.is_none_or(|letter| !letter.is_alphanumeric());
    line.match_indices(name).any(|(place, _)| {
        let (before, after) = (&line[..place], &line[place + name.len()..]);
        is_apart(before.chars().next_back()) && is_apart(after.chars().next())
    })
}

#[test]
fn nobody_in_any_storys_books_is_named_in_any_log() {
    let (mut searched, mut found) = (0, BTreeSet::new());
    for run in runs::all() {
        let (personal, printed) = (personal(&run), run.printed());
        assert!(!printed.is_empty(), "{}: the functions printed nothing", run.name);
        for line in &printed {
            let folded = line.to_lowercase();
            // Whoever's address it is: no line of ours holds the sign.
            assert!(!folded.contains('@'), "{}: {line}", run.name);
            let named = personal.iter().filter(|name| stands_in(&folded, name));
            found.extend(named.map(|name| format!("{}: “{name}” in {line}", run.name)));
        }
        searched += personal.len();
    }
    let found: Vec<String> = found.into_iter().take(SHOWN_AT_MOST).collect();
    assert!(
        found.is_empty(),
        "personal data was logged:\n{}",
        found.join("\n")
    );
    assert!(searched > 100, "{searched} names are too few for all stories");
}

#[test]
fn a_name_is_found_as_a_word() {
    assert!(stands_in("fetching invoices/bellini.csv failed", "bellini"));
    assert!(stands_in("\"torrefazione bellini\"", "torrefazione bellini"));
    assert!(!stands_in("unbellinied", "bellini"));
}
