//! The linter over every combination of a language: what breaks where, told once however often it breaks.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use dunning::account::Language;
use dunning::stage::Tone;

use crate::combinations::combinations;
use crate::lint::{Finding, Rule, lint, prose_words};
use crate::own::OwnTemplates;
use crate::writer::{TemplateError, Writer};

/// What the linter says of a language's letters.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The language that was asked for.
    pub language: Language,
    /// How many letters were written and read.
    pub letters: usize,
    /// The fewest and the most words of prose, by tone.
    pub lengths: BTreeMap<Tone, RangeInclusive<usize>>,
    /// What is wrong, by tone and rule; none is a good language.
    pub broken: Vec<Broken>,
}

/// A rule that some letters of a tone break in the same way.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The letters' tone.
    pub tone: Tone,
    /// The first finding; others may differ in their numbers.
    pub finding: Finding,
    /// How many letters break it.
    pub letters: usize,
    /// The circumstances of the first.
    pub first_in: String,
}

/// Letters of a tone that could not be written at all, after which no further one is tried: what fails so often is broken,
/// and may have cost all the steps that it was allowed.
const UNWRITTEN_AT_MOST: usize = 10;

/// Complaints that an answer lists.
const COMPLAINTS_AT_MOST: usize = 20;

/// What the linter says of every letter that a creditor's own templates would write. They may take force if it finds
/// nothing ([`complaints`]).
///
/// # Errors
/// [`TemplateError`], if one of them can't be parsed.
pub fn survey_own(own: &OwnTemplates) -> Result<Vec<Survey>, TemplateError> {
    let writer = Writer::with_own(own)?;
    let writes = |language: Language, tone: Tone| own.write(language, tone);
    Ok(side_by_side(&writer, &own.languages(), &writes))
}

/// The languages' surveys, made beside each other.
pub fn surveys(writer: &Writer, languages: &[Language]) -> Vec<Survey> {
    side_by_side(writer, languages, &|_, _| true)
}

fn side_by_side(
    writer: &Writer,
    languages: &[Language],
    is_read: &(dyn Fn(Language, Tone) -> bool + Sync),
) -> Vec<Survey> {
    std::thread::scope(|scope| {
        let begun: Vec<_> = (languages.iter())
            .map(|language| scope.spawn(|| survey_some(writer, *language, is_read)))
            .collect();
        // A language that is missing would be one without complaints.
        begun
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    })
}

/// What is to be repaired, in words; none if nothing is. The first of many.
pub fn complaints(surveys: &[Survey]) -> Option<String> {
    let of_language = |survey: &Survey| {
        let code = survey.language.code();
        let told = survey.broken.iter().map(move |broken| {
            let Broken {
                tone,
                finding,
                letters,
                first_in,
            } = broken;
            let tone = tone.name();
            format!("{code} {tone}: rule {finding} (letters: {letters}, the first: {first_in})")
        });
        told.collect::<Vec<_>>()
    };
    let all: Vec<String> = surveys.iter().flat_map(of_language).collect();
    let more = all.len().saturating_sub(COMPLAINTS_AT_MOST);
    let mut told: Vec<String> = all.into_iter().take(COMPLAINTS_AT_MOST).collect();
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    (!told.is_empty()).then(|| told.join("; "))
}

/// Writes and reads every letter of the language.
pub fn survey(writer: &Writer, language: Language) -> Survey {
    survey_some(writer, language, &|_, _| true)
}

fn survey_some(writer: &Writer, language: Language, is_read: &dyn Fn(Language, Tone) -> bool) -> Survey {
    let mut survey = Survey {
        language,
        letters: 0,
        lengths: BTreeMap::new(),
        broken: Vec::new(),
    };
    for tone in Tone::ALL.into_iter().filter(|tone| is_read(language, *tone)) {
        let mut broken: BTreeMap<(Rule, String), Broken> = BTreeMap::new();
        let mut unwritten_letters = 0;
        for combination in combinations(language, tone) {
            survey.letters += 1;
            let findings = match writer.write(&combination.reminder) {
                Ok(words) => {
                    let (fewest, most) = prose_words(&words);
                    let lengths = survey.lengths.entry(tone).or_insert(fewest..=most);
                    *lengths = fewest.min(*lengths.start())..=most.max(*lengths.end());
                    lint(&words, &combination.reminder)
                }
                Err(unwritten) => {
                    unwritten_letters += 1;
                    vec![Finding {
                        rule: Rule::Safety,
                        problem: unwritten.to_string(),
                    }]
                }
            };
            for finding in findings {
                let kind = (finding.rule, without_digits(&finding.problem));
                let told = broken.entry(kind).or_insert_with(|| Broken {
                    tone,
                    finding,
                    letters: 0,
                    first_in: combination.circumstances.clone(),
                });
                told.letters += 1;
            }
            if unwritten_letters >= UNWRITTEN_AT_MOST {
                break;
            }
        }
        survey.broken.extend(broken.into_values());
    }
    survey
}

/// "101 words" and "102 words" are the same complaint.
fn without_digits(problem: &str) -> String {
    problem
        .chars()
        .filter(|character| !character.is_numeric())
        .collect()
}
