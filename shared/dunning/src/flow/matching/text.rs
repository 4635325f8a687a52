//! A remittance text as runs of letters and runs of digits: what stays of it whatever a payer, a form or a bank's
//! line break does to blanks, punctuation and zeros.

/// Runs of a text that are looked at; a text beyond that is no remittance text any more.
const RUNS_AT_MOST: usize = 300;

/// Words that are tried together as one ISO 11649 reference: 25 characters in groups of four.
const WORDS_OF_A_REFERENCE: usize = 8;

/// Runs of digits that are tried together as one reference of a fixed length.
const GROUPS_OF_A_REFERENCE: usize = 9;

/// What stands between a run and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: letters turn into digits.
    None,
    /// A hyphen, slash, dot or the like, which belongs to a number.
    Mark,
    /// A bracket that opens: what follows explains what stands before it.
    Bracket,
    /// A blank, a comma, another text.
    Blank,
}

/// Letters, or digits, in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Upper case.
    pub(super) text: String,
    pub(super) is_digits: bool,
    /// Before it.
    pub(super) gap: Gap,
    /// Which of the texts it stands in.
    pub(super) place: usize,
}

impl Run {
    /// Without zeros in front; all zeros are one.
    pub(super) fn stripped(&self) -> &str {
        without_zeros(&self.text)
    }
}

/// Without zeros in front; all zeros are one.
pub(super) fn without_zeros(digits: &str) -> &str {
    match digits.trim_start_matches('0') {
        "" if digits.is_empty() => "",
        "" => "0",
        stripped => stripped,
    }
}

/// The texts of a payment, or a document's number, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) runs: Vec<Run>,
    /// Whether there was more than is looked at.
    pub(super) is_cut: bool,
}

impl Text {
    pub(super) fn of(texts: &[String]) -> Self {
        let mut runs: Vec<Run> = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            let mut gap = Gap::Blank;
            for character in text.chars() {
                if !character.is_alphanumeric() {
                    gap = wider(gap, character);
                    continue;
                }
                let is_digits = character.is_ascii_digit();
                let is_full = runs.len() == RUNS_AT_MOST;
                match runs.last_mut() {
                    Some(run) if gap == Gap::None && run.is_digits == is_digits => {
                        run.text.extend(character.to_uppercase());
                    }
                    _ if is_full => return Self { runs, is_cut: true },
                    _ => runs.push(Run {
                        text: character.to_uppercase().collect(),
                        is_digits,
                        gap,
                        place,
                    }),
                }
                gap = Gap::None;
            }
        }
        Self { runs, is_cut: false }
    }

    /// The places of the runs of digits.
    pub(super) fn digit_runs(&self) -> Vec<usize> {
        (0..self.runs.len())
            .filter(|place| self.runs.get(*place).is_some_and(|run| run.is_digits))
            .collect()
    }

    /// Words together that may be an ISO 11649 reference: each begins with `RF`.
    pub(super) fn windows_of_words(&self) -> Vec<String> {
        let starts = self.runs.iter().enumerate().filter(|(_, run)| run.text == "RF");
        let mut windows = Vec::new();
        for (start, _) in starts {
            let mut window = String::new();
            for (words, run) in self.runs.iter().skip(start).enumerate() {
                let is_next_word = run.gap != Gap::None && words > 0;
                if is_next_word {
                    windows.push(window.clone());
                }
                // A word may consist of several runs (`12AB34`), so the count of runs is a generous bound.
                if words > 2 * WORDS_OF_A_REFERENCE {
                    break;
                }
                window.push_str(&run.text);
            }
            windows.push(window);
        }
        windows
    }

    /// Runs of digits, with nothing but gaps between them, that have so many digits together.
    pub(super) fn windows_of_digits(&self, digits: usize) -> Vec<String> {
        let mut windows = Vec::new();
        for start in self.digit_runs() {
            let mut window = String::new();
            let groups = self.runs.iter().skip(start).take_while(|run| run.is_digits);
            for run in groups.take(GROUPS_OF_A_REFERENCE) {
                window.push_str(&run.text);
                if window.len() == digits {
                    windows.push(window.clone());
                }
            }
        }
        windows
    }
}

fn wider(gap: Gap, character: char) -> Gap {
    match (gap, character) {
        (_, '(' | '[') => Gap::Bracket,
        (Gap::Blank, _) => Gap::Blank,
        (Gap::Bracket, _) => Gap::Bracket,
        (_, character) if character.is_whitespace() || ",;:+&|".contains(character) => Gap::Blank,
        (Gap::None | Gap::Mark, _) => Gap::Mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_into_runs() {
        let text = Text::of(&["Rg.INV-0017 (2)".to_owned(), "x".to_owned()]);
        let runs: Vec<(&str, Gap, usize)> = text
            .runs
            .iter()
            .map(|run| (run.text.as_str(), run.gap, run.place))
            .collect();
        let expected = [
            ("RG", Gap::Blank, 0),
            ("INV", Gap::Mark, 0),
            ("0017", Gap::Mark, 0),
            ("2", Gap::Bracket, 0),
            ("X", Gap::Blank, 1),
        ];
        assert_eq!(runs, expected);
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let text = Text::of(&["1 ".repeat(100_000)]);
        assert!(text.is_cut);
        assert_eq!(text.runs.len(), RUNS_AT_MOST);
    }
}
