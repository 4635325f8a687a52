//! Questions and answers, line by line: at a terminal, or from a file with one answer a line.

use std::io::{BufRead, Write};

use crate::failure::Failure;

/// The longest answer that is read, in bytes.
const ANSWER_BYTES_AT_MOST: u64 = 4_096;

/// So many answers to one question are tried.
const TRIES_AT_MOST: usize = 10;

/// Somebody who asks, and where the answers come from.
pub(crate) struct Interview<In, Out> {
    answers: In,
    questions: Out,
}

impl<In: BufRead, Out: Write> Interview<In, Out> {
    pub(crate) fn new(answers: In, questions: Out) -> Self {
        Self { answers, questions }
    }

    /// Says something.
    pub(crate) fn say(&mut self, text: &str) -> Result<(), Failure> {
        writeln!(self.questions, "{text}").map_err(Failure::local("asking"))
    }

    /// Asks until an answer is good. An empty line takes the default; where there is none, it may be no answer.
    ///
    /// # Errors
    /// If the answers end, or too many in a row are wrong.
    pub(crate) fn ask(
        &mut self,
        question: &str,
        default: Option<&str>,
        is_wrong: impl Fn(&str) -> Option<String>,
    ) -> Result<String, Failure> {
        for _ in 0..TRIES_AT_MOST {
            let offered = default.map_or_else(String::new, |default| format!(" [{default}]"));
            write!(self.questions, "{question}{offered}: ")
                .and_then(|()| self.questions.flush())
                .map_err(Failure::local("asking"))?;
            let said = self.next_line(question)?;
            let said = match (said.trim(), default) {
                ("", Some(default)) => default.to_owned(),
                (said, _) => said.to_owned(),
            };
            match is_wrong(&said) {
                None => return Ok(said),
                Some(why) => self.say(&format!("  {why}"))?,
            }
        }
        Err(Failure::Refused(format!(
            "no good answer to “{question}” in {TRIES_AT_MOST} tries; nothing was written"
        )))
    }

    fn next_line(&mut self, question: &str) -> Result<String, Failure> {
        let mut line = String::new();
        let read = std::io::Read::take(&mut self.answers, ANSWER_BYTES_AT_MOST).read_line(&mut line);
        match read.map_err(Failure::local("reading an answer"))? {
            0 => Err(Failure::Refused(format!(
                "the answers ended before “{question}”; nothing was written"
            ))),
            _ => Ok(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(answers: &str, default: Option<&str>) -> (Result<String, Failure>, String) {
        let mut shown = Vec::new();
        let is_wrong = |said: &str| (said != "yes" && said != "default").then(|| "say yes".to_owned());
        let answer = Interview::new(answers.as_bytes(), &mut shown).ask("well?", default, is_wrong);
        (answer, String::from_utf8(shown).unwrap())
    }

    #[test]
    fn a_wrong_answer_is_told_why_and_asked_again() {
        let (answer, shown) = answered("no\n yes \n", None);
        assert_eq!(answer.unwrap(), "yes");
        assert_eq!(shown, "well?:   say yes\nwell?: ");
    }

    #[test]
    fn an_empty_line_takes_the_default() {
        let (answer, shown) = answered("\n", Some("default"));
        assert_eq!(answer.unwrap(), "default");
        assert_eq!(shown, "well? [default]: ");
    }

    #[test]
    fn it_ends_when_the_answers_do_or_none_is_good() {
        assert!(answered("no\n", None).0.is_err());
        assert!(answered(&"no\n".repeat(50), None).0.is_err());
    }
}
