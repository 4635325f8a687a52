//! `dunlin evidence verify`: whether a pack is as it was made. Needs no cloud.

use std::fs::File;
use std::io::Read;

use dunning::chain::Fingerprint;
use serde::Serialize;

use crate::Ending;
use crate::arguments::VerifyEvidence;
use crate::failure::Failure;
use crate::pack::{Flaw, check};
use crate::screen::{Look, Screen, harmless};
use crate::verb::{counted, counted_as};

/// The largest pack that is read, in bytes. A letter has some 20 kB, an entry half of one.
const PACK_BYTES_AT_MOST: u64 = 500_000_000;

#[derive(Serialize)]
struct Answer<'a> {
    outcome: &'static str,
    invoices: Vec<String>,
    customer: &'a str,
    made_at: String,
    entries: usize,
    letters: usize,
    fingerprint: String,
    compared: bool,
}

pub(super) fn run(arguments: &VerifyEvidence, screen: &Screen) -> Result<Ending, Failure> {
    let shown = arguments.pack.display().to_string();
    let noted = arguments.fingerprint.as_deref().map(noted).transpose()?;
    let file = File::open(&arguments.pack).map_err(Failure::local(format!("opening {shown}")))?;
    let mut pack = Vec::new();
    file.take(PACK_BYTES_AT_MOST + 1)
        .read_to_end(&mut pack)
        .map_err(Failure::local(format!("reading {shown}")))?;
    if u64::try_from(pack.len()).unwrap_or(u64::MAX) > PACK_BYTES_AT_MOST {
        return Err(Failure::Refused(format!(
            "{shown} has more than {PACK_BYTES_AT_MOST} bytes; no pack is so large"
        )));
    }
    let checked = check(&pack, noted.as_ref()).map_err(|flaw| {
        let said = harmless(&flaw.to_string());
        Failure::Refused(match flaw {
            Flaw::NoPack => format!("{shown}: {said}"),
            _ => format!("{shown}: {said}\n  it proves nothing; ask for the pack as it was made"),
        })
    })?;
    let invoices: Vec<String> = checked
        .about
        .invoices
        .iter()
        .map(|invoice| invoice.number.clone())
        .collect();
    if screen.is_json {
        screen.json(&Answer {
            outcome: "as_made",
            invoices,
            customer: &checked.about.customer.name,
            made_at: checked.about.made_at.to_rfc3339(),
            entries: checked.entries,
            letters: checked.letters,
            fingerprint: checked.fingerprint.to_string(),
            compared: noted.is_some(),
        })?;
        return Ok(Ending::Good);
    }
    let heading = format!(
        "{shown}: as it was made on {} about {} of {}",
        checked.about.made_at.format("%Y-%m-%d %H:%M UTC"),
        invoices.first().map_or("an invoice", String::as_str),
        checked.about.customer.name,
    );
    screen.line(Look::Good, &harmless(&heading))?;
    let counts = format!(
        "{} in one chain, {}, {} with its words",
        counted_as(checked.entries, "entry", "entries"),
        counted(checked.letters, "letter"),
        checked.words
    );
    screen.line(Look::Plain, &counts)?;
    let fingerprint = format!("fingerprint {}", checked.fingerprint);
    match noted {
        Some(_) => screen.line(Look::Plain, &format!("{fingerprint}, as noted")),
        None => screen.line(
            Look::Plain,
            &format!("{fingerprint}\n  compare it with the one that was noted when the pack was made (--fingerprint)"),
        ),
    }?;
    Ok(Ending::Good)
}

/// As people paste it: in any case, with blanks around.
fn noted(text: &str) -> Result<Fingerprint, Failure> {
    Fingerprint::parse(&text.trim().to_ascii_lowercase())
        .map_err(|error| Failure::Usage(format!("“{text}” is no fingerprint: {error}")))
}
