//! `dunlin letters`: the linter over every letter that may be written, and all of them on one page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use letters::survey::{Broken, Survey, survey_own, surveys};
use letters::{OwnTemplates, Writer};
use serde::Serialize;

use crate::arguments::{Gallery, General, Letters, Lint};
use crate::failure::Failure;
use crate::screen::{Look, Screen, harmless};
use crate::verb::counted;
use crate::verb::inspect::read;
use crate::verb::preview::show_in_browser;
use crate::{Ending, cloud};

/// Files in a folder of templates; there are fewer names.
const FILES_AT_MOST: usize = 1_000;

/// A language's answer for machines.
#[derive(Serialize)]
struct Answer<'a> {
    language: &'static str,
    letters: usize,
    /// The fewest and the most words of prose, over all tones.
    words: Option<[usize; 2]>,
    findings: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Told<'a> {
    tone: &'static str,
    rule: &'static str,
    problem: &'a str,
    letters: usize,
    first_in: &'a str,
}

pub(super) async fn run(letters: &Letters, general: &General, screen: &Screen) -> Result<Ending, Failure> {
    match letters {
        Letters::Lint(arguments) => lint(arguments, screen),
        Letters::Gallery(arguments) => gallery(arguments, screen),
        Letters::Apply(arguments) => apply(&arguments.templates, general, screen).await,
        Letters::Reset => reset(general, screen).await,
    }
}

fn lint(arguments: &Lint, screen: &Screen) -> Result<Ending, Failure> {
    let own = own_templates(arguments.templates.as_deref())?;
    let writer = writer(own.as_ref())?;
    let languages = match (&own, arguments.language.as_slice()) {
        (_, [_, ..]) => arguments.language.clone(),
        // What the folder leaves alone was linted when Dunlin was built.
        (Some(own), []) => own.languages(),
        (None, []) => letters::languages().to_vec(),
    };
    report(&surveys(&writer, &languages), screen)
}

/// Checks the templates, then puts them into force, all at once.
async fn apply(folder: &Path, general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let Some(own) = own_templates(Some(folder))? else {
        return Ok(Ending::Good);
    };
    let surveys = survey_own(&own).map_err(|error| Failure::Refused(error.to_string()))?;
    if let Ending::Refused = report(&surveys, screen)? {
        screen.error(&format!(
            "{} was not applied; what was in force before still is",
            folder.display()
        ));
        return Ok(Ending::Refused);
    }
    let files: BTreeMap<String, String> = (own.files())
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect();
    cloud::table(general).await?.put_templates(&files).await?;
    screen.note(&format!(
        "{} in force from the next letter on",
        counted(files.len(), "template")
    ));
    Ok(Ending::Good)
}

async fn reset(general: &General, screen: &Screen) -> Result<Ending, Failure> {
    cloud::table(general)
        .await?
        .put_templates(&BTreeMap::new())
        .await?;
    screen.note("the built-in templates are in force from the next letter on");
    Ok(Ending::Good)
}

fn report(surveys: &[Survey], screen: &Screen) -> Result<Ending, Failure> {
    let mut ending = Ending::Good;
    for survey in surveys {
        if !survey.broken.is_empty() {
            ending = Ending::Refused;
        }
        if screen.is_json {
            screen.json(&Answer::of(survey))?;
        } else {
            show(survey, screen)?;
        }
    }
    Ok(ending)
}

fn show(survey: &Survey, screen: &Screen) -> Result<(), Failure> {
    let words = words(survey).map_or_else(String::new, |[fewest, most]| {
        format!(", {fewest}–{most} words of prose")
    });
    let found = match survey.broken.len() {
        0 => "no finding".to_owned(),
        count => counted(count, "finding"),
    };
    let look = if survey.broken.is_empty() {
        Look::Good
    } else {
        Look::Bad
    };
    let code = survey.language.code();
    let letters = counted(survey.letters, "letter");
    screen.line(look, &format!("{code}: {letters}{words}: {found}"))?;
    for broken in &survey.broken {
        let Broken {
            tone,
            finding,
            letters,
            first_in,
        } = broken;
        screen.line(
            Look::Plain,
            &format!("  {}: rule {}", tone.name(), harmless(&finding.to_string())),
        )?;
        screen.line(
            Look::Faint,
            &format!("    in {}, first: {first_in}", counted(*letters, "letter")),
        )?;
    }
    Ok(())
}

impl<'a> Answer<'a> {
    fn of(survey: &'a Survey) -> Self {
        let told = |broken: &'a Broken| Told {
            tone: broken.tone.name(),
            rule: broken.finding.rule.name(),
            problem: &broken.finding.problem,
            letters: broken.letters,
            first_in: &broken.first_in,
        };
        Self {
            language: survey.language.code(),
            letters: survey.letters,
            words: words(survey),
            findings: survey.broken.iter().map(told).collect(),
        }
    }
}

fn words(survey: &Survey) -> Option<[usize; 2]> {
    let fewest = survey.lengths.values().map(|words| *words.start()).min()?;
    let most = survey.lengths.values().map(|words| *words.end()).max()?;
    Some([fewest, most])
}

fn gallery(arguments: &Gallery, screen: &Screen) -> Result<Ending, Failure> {
    let writer = writer(own_templates(arguments.templates.as_deref())?.as_ref())?;
    let page = letters::gallery::gallery(&writer, letters::languages())
        .map_err(|error| Failure::Refused(error.to_string()))?;
    let out = &arguments.out;
    std::fs::write(out, page).map_err(Failure::local(format!("writing {}", out.display())))?;
    screen.note(&format!("written to {}", out.display()));
    if arguments.open {
        show_in_browser(out)?;
    }
    Ok(Ending::Good)
}

/// The built-in templates, with the creditor's own in their places.
pub(super) fn writer(own: Option<&OwnTemplates>) -> Result<Writer, Failure> {
    let writer = match own {
        Some(own) => Writer::with_own(own),
        None => Writer::new(),
    };
    writer.map_err(|error| Failure::Refused(error.to_string()))
}

/// The templates of a folder: `de/early_late.txt`, `layout/letter.html`.
pub(super) fn own_templates(folder: Option<&Path>) -> Result<Option<OwnTemplates>, Failure> {
    let Some(folder) = folder else {
        return Ok(None);
    };
    let mut files = Vec::new();
    for path in files_of(folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path);
        let parts: Vec<&str> = name.iter().filter_map(|part| part.to_str()).collect();
        let bytes = read(&path).map_err(|why| Failure::Refused(format!("{}: {why}", path.display())))?;
        files.push((parts.join("/"), bytes));
    }
    let own = OwnTemplates::of_folder(files)
        .map_err(|error| Failure::Refused(format!("in {}: {error}", folder.display())))?;
    Ok(Some(own))
}

/// The files of the folder's own folders, sorted; hidden ones and what stands beside the folders are no templates.
fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for part in entries(folder)? {
        if part.is_dir() {
            files.extend(entries(&part)?);
        }
        if files.len() > FILES_AT_MOST {
            return Err(Failure::Refused(format!(
                "{} holds more than {FILES_AT_MOST} files; is it a folder of templates?",
                folder.display()
            )));
        }
    }
    files.sort();
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let doing = || format!("reading the folder {}", folder.display());
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Failure::local(doing()))? {
        let entry = entry.map_err(Failure::local(doing()))?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            entries.push(entry.path());
        }
    }
    Ok(entries)
}
