//! Where words go: answers to standard output, what went wrong to standard error.

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::arguments::{Colour, General};
use crate::failure::Failure;
use crate::table::Table;

/// What a piece of text is; how it looks is decided here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    /// Headings.
    Strong,
    /// What one may skip.
    Faint,
    /// Refused, overdue, failed.
    Bad,
    /// Done.
    Good,
}

/// The operator's terminal, or whatever stands in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    /// Whether machines read.
    pub(crate) is_json: bool,
    colours_out: bool,
    colours_err: bool,
}

impl Screen {
    /// As the options and the streams tell.
    pub(crate) fn new(general: &General) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        let colours = |is_terminal: bool| is_coloured(general.color, is_terminal, variable);
        Self {
            is_json: general.json,
            colours_out: colours(std::io::stdout().is_terminal()) && !general.json,
            colours_err: colours(std::io::stderr().is_terminal()),
        }
    }

    /// Whether somebody watches who would like to see progress.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.is_json && std::io::stderr().is_terminal()
    }

    /// A line of the answer.
    pub(crate) fn line(&self, look: Look, text: &str) -> Result<(), Failure> {
        let mut line = painted(text, look, self.colours_out);
        line.push('\n');
        self.write(&line)
    }

    /// A table of the answer, under a heading; nothing for an empty one.
    pub(crate) fn table(&self, heading: &str, table: &Table) -> Result<(), Failure> {
        if table.is_empty() {
            return Ok(());
        }
        if !heading.is_empty() {
            self.line(Look::Strong, heading)?;
        }
        self.write(&table.render(|text, look| painted(text, look, self.colours_out)))
    }

    /// A text that is the whole answer, as it is.
    pub(crate) fn text(&self, text: &str) -> Result<(), Failure> {
        self.write(text)
    }

    /// An answer for machines, on a line of its own.
    pub(crate) fn json(&self, answer: &impl Serialize) -> Result<(), Failure> {
        let mut line = serde_json::to_string(answer).map_err(|error| Failure::Refused(error.to_string()))?;
        line.push('\n');
        self.write(&line)
    }

    /// Something that went wrong.
    pub(crate) fn error(&self, words: &str) {
        self.aside("error: ", Look::Bad, words);
    }

    /// Something that the reader of the answer should know, but that is not the answer.
    pub(crate) fn note(&self, words: &str) {
        self.aside("note: ", Look::Strong, words);
    }

    fn aside(&self, label: &str, look: Look, words: &str) {
        // If even standard error is closed, there is nobody left to tell.
        let _gone = writeln!(
            std::io::stderr(),
            "{}{words}",
            painted(label, look, self.colours_err)
        );
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(|error| {
                if error.kind() == std::io::ErrorKind::BrokenPipe {
                    Failure::ReaderGone
                } else {
                    Failure::local("writing to standard output")(error)
                }
            })
    }
}

/// By the option; else by NO_COLOR (no-color.org), CLICOLOR_FORCE and CLICOLOR (bixense.com/clicolors); else on a
/// terminal that can.
fn is_coloured(asked: Colour, is_terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let says = |name: &str, value: &str| variable(name).is_some_and(|said| said == value);
    match asked {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto if is_set("NO_COLOR") => false,
        Colour::Auto if is_set("CLICOLOR_FORCE") && !says("CLICOLOR_FORCE", "0") => true,
        Colour::Auto => is_terminal && !says("CLICOLOR", "0") && !says("TERM", "dumb"),
    }
}

fn painted(text: &str, look: Look, colours: bool) -> String {
    let style = match look {
        Look::Plain => return text.to_owned(),
        Look::Strong => Style::new().bold(),
        Look::Faint => Style::new().dimmed(),
        Look::Bad => AnsiColor::Red.on_default(),
        Look::Good => AnsiColor::Green.on_default(),
    };
    if colours && !text.is_empty() {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

/// A text from a document or a service as a terminal may show it: on one line, without characters that move the
/// cursor or turn the direction of writing, and could so rewrite what stands beside them.
pub(crate) fn harmless(text: &str) -> String {
    text.chars()
        .filter(|character| !dunning::plain::is_invisible(*character))
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_follow_the_option_then_the_environment_then_the_terminal() {
        let none = |_: &str| None;
        assert!(is_coloured(Colour::Auto, true, none) && !is_coloured(Colour::Auto, false, none));
        for (name, value, asked, is_terminal, expected) in [
            ("NO_COLOR", "1", Colour::Auto, true, false),
            ("NO_COLOR", "", Colour::Auto, true, true),
            ("NO_COLOR", "1", Colour::Always, false, true),
            ("CLICOLOR", "0", Colour::Auto, true, false),
            ("CLICOLOR", "1", Colour::Auto, false, false),
            ("CLICOLOR_FORCE", "1", Colour::Auto, false, true),
            ("CLICOLOR_FORCE", "0", Colour::Auto, false, false),
            ("CLICOLOR_FORCE", "1", Colour::Never, true, false),
            ("TERM", "dumb", Colour::Auto, true, false),
        ] {
            let variable = |asked: &str| (asked == name).then(|| value.to_owned());
            let is = is_coloured(asked, is_terminal, variable);
            assert_eq!(
                is, expected,
                "{name}={value:?}, {asked:?}, terminal: {is_terminal}"
            );
        }
    }
}
