//! `dunlin`, the operator's command.
//!
//! Reading order: `arguments` (what can be asked) · `verb` (one file an answer) · `book` (every account, read
//! once) · `forecast` (the days to come, pure) · `past` (the days that are over, pure) · `report` (charts and
//! numbers, pure) · `doctor` (what is wrong, pure) · `screen` and `table` (how it looks) · `cloud` (where it is).

mod arguments;
mod ask;
mod book;
mod cloud;
mod compare;
mod cost;
mod doctor;
mod everybody;
mod failure;
mod forecast;
mod interview;
mod pack;
mod past;
mod progress;
mod reasons;
mod report;
mod screen;
mod table;
mod today;
mod verb;

use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::screen::Screen;

/// What a verb ends with, if nothing stood in its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Everything that was asked for.
    Good,
    /// Done, but something was refused; the verb has said what.
    Refused,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::asked();
    let screen = Screen::new(&arguments.general);
    match verb::run(&arguments, &screen).await {
        Ok(Ending::Good) => ExitCode::SUCCESS,
        Ok(Ending::Refused) => ExitCode::from(1),
        // Whoever reads us has read enough.
        Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Err(failure) => {
            screen.error(&failure.in_words());
            ExitCode::from(failure.exit_code())
        }
    }
}
