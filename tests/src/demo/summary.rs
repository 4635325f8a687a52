//! The story in numbers.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::book::Book;
use super::watching::Seen;

/// Letters by stage and outcome, tasks, refused files.
pub fn summary(book: &Book, seen: &Seen) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "\nLetters by stage and outcome");
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for letter in seen.letters.values() {
        for stage in letter.lines.iter().flat_map(|line| &line.stages) {
            *counts.entry((stage.as_str(), letter.state.name())).or_default() += 1;
        }
    }
    let stages = seen.in_force.iter().flat_map(|in_force| &in_force.policy.ladder);
    for stage in stages.map(|stage| stage.name.as_str()) {
        let of_stage: Vec<String> = counts
            .iter()
            .filter(|((name, _), _)| *name == stage)
            .map(|((_, outcome), count)| format!("{count} {outcome}"))
            .collect();
        if !of_stage.is_empty() {
            let _ = writeln!(out, "  {stage:14} {}", of_stage.join(", "));
        }
    }
    let _ = writeln!(
        out,
        "  {} letters carried these; {} mails left",
        seen.letters.len(),
        seen.mails.len()
    );
    if let Some(last) = seen.digests.last() {
        let _ = writeln!(
            out,
            "  and {} digests to account managers, the last of {}: “{}”",
            seen.digests.len(),
            last.day.format("%d %b"),
            last.subject
        );
    }
    let _ = writeln!(out, "\nOpen tasks for the account manager");
    for task in &seen.tasks {
        let since = task.opened_on.format("%d %b");
        let _ = writeln!(
            out,
            "  {:22} {:27} {:8} since {since}",
            task.kind.name(),
            book.name(&task.account),
            task.subject
        );
    }
    let _ = writeln!(out, "\nRefused files, kept under rejected/");
    for file in &seen.refused {
        let _ = writeln!(out, "  {}: {}", file.object, file.why);
    }
    out
}
