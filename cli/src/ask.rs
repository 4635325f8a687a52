//! Asking at the terminal before something that can't be taken back.

use std::io::{BufRead, IsTerminal, Write};

use crate::failure::Failure;
use crate::screen::Screen;

/// Fails where nobody can be asked; `instead` says what to do then.
pub(crate) fn somebody_there(screen: &Screen, instead: &str) -> Result<(), Failure> {
    if screen.is_json || !std::io::stdin().is_terminal() {
        return Err(Failure::Usage(format!("nobody can be asked here; {instead}")));
    }
    Ok(())
}

/// Waits for the answer to what was just shown; anything but `yes` is a no.
pub(crate) fn said_yes() -> Result<bool, Failure> {
    std::io::stdout().flush().map_err(Failure::local("asking"))?;
    let mut said = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut said)
        .map_err(Failure::local("reading the answer"))?;
    Ok(said.trim() == "yes")
}
