//! What can be asked about letters.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use dunning::account::Language;
use dunning::stage::Tone;

/// `preview`
#[derive(Args, Debug)]
pub(crate) struct Preview {
    /// Which letter: heads_up, upcoming, due_today, early_late, late_late, second_notice or final_notice
    /// [default: early_late; with --invoice: the next one due]
    #[arg(long, visible_alias = "stage", value_parser = tone, value_name = "TONE")]
    pub(crate) tone: Option<Tone>,
    /// Which language, by its two letters [default: en; with --invoice: the customer's]
    #[arg(long, value_parser = language, value_name = "CODE")]
    pub(crate) language: Option<Language>,
    /// About this invoice of the ledger [default: a made-up one]
    #[arg(long, value_name = "NUMBER")]
    pub(crate) invoice: Option<String>,
    /// Your own templates, in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// Write the letter's HTML and text into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Show the HTML in the browser
    #[arg(long)]
    pub(crate) open: bool,
}

/// `letters`
#[derive(Debug, Subcommand)]
pub(crate) enum Letters {
    /// Write every letter that may have to be written, and say which rules it breaks
    Lint(Lint),
    /// Write a page that shows every letter, as a phone and as a desk shows it
    Gallery(Gallery),
    /// Put your own templates into force, once they break no rule, in place of all applied before
    Apply(Apply),
    /// Go back to the built-in templates
    Reset,
}

/// `letters lint`
#[derive(Args, Debug)]
pub(crate) struct Lint {
    /// Your own templates: a folder with files such as de/early_late.txt, each in place of the built-in one
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// Only this language, by its two letters; may be said more than once [default: all; with --templates: those
    /// that they write]
    #[arg(long, value_parser = language, value_name = "CODE")]
    pub(crate) language: Vec<Language>,
}

/// `letters apply`
#[derive(Args, Debug)]
pub(crate) struct Apply {
    /// A folder with files such as de/early_late.txt
    #[arg(value_name = "DIR")]
    pub(crate) templates: PathBuf,
}

/// `letters gallery`
#[derive(Args, Debug)]
pub(crate) struct Gallery {
    /// Your own templates, in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// The page to write
    #[arg(long, default_value = "letters.html", value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Show it in the browser
    #[arg(long)]
    pub(crate) open: bool,
}

fn tone(text: &str) -> Result<Tone, String> {
    Tone::parse(text).ok_or_else(|| {
        let names: Vec<_> = Tone::ALL.iter().map(|tone| tone.name()).collect();
        format!("expected one of {}", names.join(", "))
    })
}

fn language(text: &str) -> Result<Language, String> {
    let written = letters::languages();
    Language::parse(text)
        .filter(|language| written.contains(language))
        .ok_or_else(|| {
            let codes: Vec<_> = written.iter().map(|language| language.code()).collect();
            format!("letters are written in {}", codes.join(", "))
        })
}
