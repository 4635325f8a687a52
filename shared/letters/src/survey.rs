//! The linter over every combination of a language: what breaks where, told once however often it breaks.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use dunning::account::Language;
use dunning::stage::Tone;

use crate::Writer;
use crate::combinations::combinations;
use crate::lint::{Finding, Rule, lint, prose_words};

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

/// Writes and reads every letter of the language.
pub fn survey(writer: &Writer, language: Language) -> Survey {
    let mut survey = Survey {
        language,
        letters: 0,
        lengths: BTreeMap::new(),
        broken: Vec::new(),
    };
    for tone in Tone::ALL {
        let mut broken: BTreeMap<(Rule, String), Broken> = BTreeMap::new();
        for combination in combinations(language, tone) {
            survey.letters += 1;
            let findings = match writer.write(&combination.reminder) {
                Ok(words) => {
                    let (fewest, most) = prose_words(&words);
                    let lengths = survey.lengths.entry(tone).or_insert(fewest..=most);
                    *lengths = fewest.min(*lengths.start())..=most.max(*lengths.end());
                    lint(&words, &combination.reminder)
                }
                Err(unwritten) => vec![Finding {
                    rule: Rule::Safety,
                    problem: unwritten.to_string(),
                }],
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
