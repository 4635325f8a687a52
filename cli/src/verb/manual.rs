//! `dunlin completions` and `dunlin man`: the command, as shells and manuals know it.

use crate::Ending;
use crate::arguments::{Arguments, Completions, Man};
use crate::failure::Failure;
use crate::screen::Screen;

const NAME: &str = "dunlin";

pub(super) fn completions(completions: &Completions, screen: &Screen) -> Result<Ending, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(completions.shell, &mut Arguments::known(), NAME, &mut text);
    screen.text(&String::from_utf8_lossy(&text))?;
    Ok(Ending::Good)
}

pub(super) fn man(man: &Man, screen: &Screen) -> Result<Ending, Failure> {
    if let Some(folder) = &man.to {
        let doing = || Failure::local(format!("writing manual pages into {}", folder.display()));
        std::fs::create_dir_all(folder).map_err(doing())?;
        clap_mangen::generate_to(Arguments::known(), folder).map_err(doing())?;
        screen.note(&format!("written to {}", folder.display()));
        return Ok(Ending::Good);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::known())
        .render(&mut page)
        .map_err(Failure::local("writing the manual page"))?;
    screen.text(&String::from_utf8_lossy(&page))?;
    Ok(Ending::Good)
}
