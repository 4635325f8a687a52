//! `dunlin redrive`: what could not be dealt with gets another chance.

use aws::dead_letters::DeadLetterQueue;
use serde::Serialize;

use super::counted;
use crate::arguments::{General, Redrive};
use crate::failure::Failure;
use crate::screen::{Look, Screen};
use crate::table::Table;
use crate::{Ending, cloud, progress};

#[derive(Serialize)]
struct Answer<'a> {
    queue: &'a str,
    waiting: usize,
    given_back: usize,
    meaning: &'static str,
}

pub(super) async fn run(redrive: &Redrive, general: &General, screen: &Screen) -> Result<Ending, Failure> {
    let dead_letters = cloud::dead_letters(general).await?;
    let queues = dead_letters.queues().await?;
    if queues.is_empty() {
        return Err(Failure::Refused(format!(
            "the stack {} has no queues here\n  name it by --stack or set DUNLIN_STACK; is it deployed in this region, \
             and are --region and --profile right?",
            general.stack
        )));
    }
    let chosen = chosen(redrive, &queues)?;
    let mut rows = Table::new(&["queue", ">waiting", ">given back", "what it holds"]);
    for queue in &queues {
        let given_back = if chosen.contains(&queue.name.as_str()) {
            let progress = progress::bar(screen, "giving back", "messages", queue.waiting);
            let given_back = dead_letters.give_back(queue, |_| progress.inc(1)).await;
            progress.finish_and_clear();
            given_back?
        } else {
            0
        };
        if screen.is_json {
            screen.json(&Answer {
                queue: &queue.name,
                waiting: queue.waiting,
                given_back,
                meaning: meaning(&queue.name),
            })?;
        } else {
            rows.row([
                queue.name.clone(),
                queue.waiting.to_string(),
                given_back.to_string(),
                meaning(&queue.name).to_owned(),
            ]);
        }
    }
    screen.table("", &rows)?;
    if !screen.is_json && chosen.is_empty() {
        say_what_next(&queues, screen)?;
    }
    Ok(Ending::Good)
}

fn say_what_next(queues: &[DeadLetterQueue], screen: &Screen) -> Result<(), Failure> {
    let waiting: usize = queues.iter().map(|queue| queue.waiting).sum();
    if waiting == 0 {
        return screen.line(Look::Good, "Nothing waits.");
    }
    let messages = counted(waiting, "message");
    screen.note(&format!(
        "{messages} wait; the function's log says why. Once that is mended: `dunlin redrive --all`, or name queues"
    ));
    Ok(())
}

fn chosen<'a>(redrive: &'a Redrive, queues: &'a [DeadLetterQueue]) -> Result<Vec<&'a str>, Failure> {
    if redrive.all {
        let with_way_back = queues.iter().filter(|queue| queue.has_way_back());
        return Ok(with_way_back.map(|queue| queue.name.as_str()).collect());
    }
    for name in &redrive.queues {
        let Some(queue) = queues.iter().find(|queue| &queue.name == name) else {
            let names: Vec<&str> = queues.iter().map(|queue| queue.name.as_str()).collect();
            return Err(Failure::Refused(format!(
                "there is no queue of dead letters `{name}`; there are: {}",
                names.join(", ")
            )));
        };
        if !queue.has_way_back() {
            return Err(Failure::Refused(format!(
                "what is in `{name}` can't be given back: {}",
                meaning(name)
            )));
        }
    }
    Ok(redrive.queues.iter().map(String::as_str).collect())
}

/// What a queue's dead letters were, and what giving them back does.
fn meaning(queue: &str) -> &'static str {
    match queue {
        "uploads" => "files that could not be taken in; given back, they are read again",
        "sweeps" => {
            "parts of a day's sweep; given back, they are swept again (the next sweep covers them too)"
        }
        "picks" => "letters without a minute yet; given back, they get theirs if it lies ahead",
        "scheduler" => {
            "letters, digests and sweeps that the Scheduler could not deliver; given back, they go where they were going"
        }
        "letters" => {
            "letters that did not leave in their minute; given back, they leave only within the customer's window of that \
             day (the next sweep plans the rest anew)"
        }
        "events" => "news from the mail service; given back, it is taken in",
        _ => "what another system was to be told",
    }
}
