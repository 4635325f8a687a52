//! The verbs under headings, as people think of them.
//!
//! The groups are types, so a verb can't be in two of them or in none. clap lists all of a command's verbs in one row;
//! here each group's are listed under its heading.

use std::fmt::Write as _;

use clap::{Command, Subcommand};

use super::bring_in::BringIn;
use super::decide::Decide;
use super::general::GENERAL_OPTIONS;
use super::keep::Keep;
use super::lists::Lists;
use super::see_ahead::SeeAhead;
use super::set_up::SetUp;

/// The verbs of a group, under their heading.
struct Group {
    heading: &'static str,
    verbs: Vec<(String, String)>,
}

fn group<Verbs: Subcommand>(heading: &'static str) -> Group {
    let verbs = Verbs::augment_subcommands(Command::new(heading));
    let described = |verb: &Command| {
        let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
        (verb.get_name().to_owned(), about)
    };
    Group {
        heading,
        verbs: verbs.get_subcommands().map(described).collect(),
    }
}

fn groups() -> [Group; 6] {
    [
        group::<BringIn>("Bring in"),
        group::<SeeAhead>("See ahead, and why"),
        group::<Decide>("Decide"),
        group::<Lists>("Lists"),
        group::<SetUp>("Set up"),
        group::<Keep>("Keep"),
    ]
}

/// The command, whose help shows the verbs by groups.
pub(super) fn grouped(command: Command) -> Command {
    let heading = *command.get_styles().get_header();
    let name = *command.get_styles().get_literal();
    let groups = groups();
    let widest = groups
        .iter()
        .flat_map(|group| &group.verbs)
        .map(|(verb, _)| verb.len())
        .max()
        .unwrap_or(0);
    let mut help = "{before-help}{about-with-newline}\n{usage-heading} {usage}\n\n".to_owned();
    for group in &groups {
        let _ = writeln!(help, "{heading}{}:{heading:#}", group.heading);
        for (verb, about) in &group.verbs {
            let _ = writeln!(
                help,
                "  {name}{verb}{name:#}{:1$}  {about}",
                "",
                widest - verb.len()
            );
        }
        help.push('\n');
    }
    let _ = write!(
        help,
        "{heading}{GENERAL_OPTIONS}:{heading:#}\n{{options}}{{after-help}}"
    );
    command.help_template(help)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::super::Arguments;
    use super::*;

    #[test]
    fn every_verb_is_in_exactly_one_group() {
        let listed: Vec<String> = groups()
            .into_iter()
            .flat_map(|group| group.verbs)
            .map(|(verb, _)| verb)
            .collect();
        let command = Arguments::command();
        let verbs: BTreeSet<&str> = command.get_subcommands().map(Command::get_name).collect();
        assert_eq!(listed.len(), verbs.len());
        assert_eq!(listed.iter().map(String::as_str).collect::<BTreeSet<_>>(), verbs);
    }

    #[test]
    fn every_verb_shows_how_it_is_used() {
        for verb in Arguments::command().get_subcommands() {
            let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            let example = format!("\n  dunlin {}", verb.get_name());
            assert!(
                help.contains("Examples:") && help.contains(&example),
                "{}: {help}",
                verb.get_name()
            );
        }
    }

    #[test]
    fn a_verb_and_what_it_does_fit_on_one_line() {
        for group in groups() {
            for (verb, about) in group.verbs {
                assert!(
                    !about.is_empty() && about.chars().count() <= 84,
                    "{verb}: {about}"
                );
            }
        }
    }
}
