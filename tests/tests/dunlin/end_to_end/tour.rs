//! docs/tour.md, taken step by step: every command that it shows is run, and every answer held to the real one.

use std::path::Path;

use tests::local_cloud::{Error, LocalCloud, repository};

use super::house::{at, audit, day, live, opened};

/// What the page says between its lines: `<!-- now INSTANT -->` and `<!-- morning DAY -->`.
async fn obey(cloud: &LocalCloud, line: &str, now: &mut String) -> Result<(), Error> {
    for remark in line.split("<!-- ").skip(1) {
        let remark = remark.split(" -->").next().unwrap_or_default();
        match remark.split_once(' ') {
            Some(("now", instant)) => instant.clone_into(now),
            Some(("morning", on)) => live(cloud, day(on)).await?,
            _ => return Err(format!("the page says “{remark}”").into()),
        }
    }
    Ok(())
}

/// What the command answers, as it stands in a terminal.
async fn answer(cloud: &LocalCloud, command: &str, now: &str) -> Result<String, Error> {
    cloud.set_clock(at(now))?;
    let words: Vec<&str> = command
        .strip_prefix("dunlin ")
        .ok_or("another command")?
        .split(' ')
        .collect();
    let answer = cloud.dunlin(now, &words)?;
    cloud.until_quiet().await?;
    let lines = answer.out.lines().chain(answer.aside.lines());
    Ok(lines.map(|line| format!("{}\n", line.trim_end())).collect())
}

/// The page as it would be with the answers of now.
async fn taken(cloud: &LocalCloud, page: &str) -> Result<String, Error> {
    let (mut taken, mut now, mut is_console) = (String::new(), String::new(), false);
    for line in page.lines() {
        match line {
            "```console" => is_console = true,
            "```" => is_console = false,
            _ => {}
        }
        match line.strip_prefix("$ ").filter(|_| is_console) {
            Some(command) => {
                taken.push_str(&format!("{line}\n"));
                taken.push_str(&answer(cloud, command, &now).await?);
            }
            // What was answered when the page was written.
            None if is_console && line != "```console" => {}
            None => {
                obey(cloud, line, &mut now).await?;
                taken.push_str(&format!("{line}\n"));
            }
        }
    }
    Ok(taken)
}

#[tokio::test]
async fn the_tour_is_what_really_happens() -> Result<(), Error> {
    let cloud = opened("tour", "").await?;
    let file: &Path = &repository().join("docs/tour.md");
    let page = std::fs::read_to_string(file)?;
    let taken = taken(&cloud, &page).await?;
    if std::env::var_os("DUNLIN_WRITE_DOCS").is_some() {
        std::fs::write(file, &taken)?;
    }
    assert!(
        std::fs::read_to_string(file)? == taken,
        "docs/tour.md shows other answers; `make docs` writes it anew:\n{taken}"
    );
    audit(&cloud, &[]).await
}
