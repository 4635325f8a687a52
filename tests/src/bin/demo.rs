//! `make demo`: tells a story of some weeks on a local cloud, shows what happened, and checks every promise.

use std::process::ExitCode;

use chrono::TimeDelta;
use tests::demo::book::Book;
use tests::demo::progress::say;
use tests::demo::script::scenes;
use tests::demo::telling::tell;
use tests::demo::{gallery, promises, summary, timetable};
use tests::local_cloud::{Error, LocalCloud, Options};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match demo().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the demo could not be told to its end: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says whether every promise was kept.
async fn demo() -> Result<bool, Error> {
    let book = Book::open()?;
    let scenes = scenes()?;
    say("Starting a local cloud and deploying infra/template.yaml on it …");
    let cloud = LocalCloud::start(&Options::story("demo"))?;
    say("Telling the story with the real functions …");
    let seen = tell(&cloud, &book, &scenes).await?;
    let rows = timetable::rows(&book, &scenes, &seen);
    print!("{}", timetable::table(&rows));
    print!("{}", summary::summary(&book, &seen));
    let checked = promises::check(&cloud, &book, &scenes, &seen).await?;
    print!("{}", promises::table(&checked));
    let page = gallery::write(&book, &seen, &rows, &checked)?;
    let report = page.with_file_name("report.html");
    // The last sweep decides for the day after it, and those letters have left as well.
    let last = scenes.last().ok_or("a story without scenes")?.at + TimeDelta::days(1);
    let last_day = last.date_naive().to_string();
    let written = cloud.dunlin(&last_day, &["report", "--out", &report.to_string_lossy()])?;
    if written.code != 0 {
        return Err(written.aside.into());
    }
    println!("\nEvery letter, to look at: {}", page.display());
    println!("The whole book as `dunlin report` shows it: {}", report.display());
    Ok(checked.iter().all(promises::Checked::is_kept))
}
