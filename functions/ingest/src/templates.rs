//! A creditor's own templates, uploaded as one archive of their folder.

use std::collections::BTreeMap;

use documents::archive;
use letters::OwnTemplates;
use letters::own::TEMPLATES_BYTES_AT_MOST;
use letters::survey::{complaints, survey_own};

/// Where they are uploaded to.
pub(crate) const FOLDER: &str = "templates/";

/// What archives may hold besides templates, in bytes: notes, pictures.
const BESIDES_AT_MOST: usize = 2_000_000;

/// The templates of an archive by name, once they write only letters that keep every rule; else what is wrong with them.
/// They are one set, since they build on each other: single files are refused.
pub(crate) fn read(bytes: &[u8]) -> Result<BTreeMap<String, String>, String> {
    if !bytes.starts_with(b"PK") {
        return Err(format!(
            "templates are taken as a whole: expected a ZIP of their folder, such as {FOLDER}letters.zip"
        ));
    }
    let files = archive::files(bytes, TEMPLATES_BYTES_AT_MOST + BESIDES_AT_MOST);
    let files = files.map_err(|refusal| refusal.to_string())?;
    let own = OwnTemplates::of_folder(files).map_err(|error| error.to_string())?;
    let surveys = survey_own(&own).map_err(|error| error.to_string())?;
    match complaints(&surveys) {
        Some(complaints) => Err(complaints),
        None => Ok(own
            .files()
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect()),
    }
}
