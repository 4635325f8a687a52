//! The two files that a creditor writes: how patient (`policy.toml`), and who (`creditor.toml`).

mod creditor;
mod policy;

use dunning::ports::SettingsReaders;
use serde::de::DeserializeOwned;

use crate::content::Format;
use crate::refusal::{Place, Refusal};

pub use creditor::read_creditor;
pub use policy::read_policy;

/// Both readers, for the store that keeps the texts.
pub const READERS: SettingsReaders = SettingsReaders {
    policy: |text| Ok(read_policy(text)?),
    creditor: |text| Ok(read_creditor(text)?),
};

/// Reads TOML into a wire struct; what doesn't fit is refused with its line.
fn read_toml<T: DeserializeOwned>(text: &str, format: Format) -> Result<T, Refusal> {
    toml::from_str(text).map_err(|error| {
        let place = error.span().map_or(Place::File, |span| line_of(text, span.start));
        Refusal::at(place, error.message().to_owned()).taken_for(format)
    })
}

fn line_of(text: &str, offset: usize) -> Place {
    let lines_before = text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    Place::Line {
        line: u64::try_from(lines_before).unwrap_or(u64::MAX).saturating_add(1),
        column: None,
    }
}
