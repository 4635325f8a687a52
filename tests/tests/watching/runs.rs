//! What the end-to-end stories left behind, each in its folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tests::local_cloud::repository;

/// A story as it was last told.
pub(crate) struct Run {
    /// Its folder's name.
    pub(crate) name: String,
    folder: PathBuf,
}

/// Every story of `end_to_end`, each told since the template was last changed.
pub(crate) fn all() -> Vec<Run> {
    let names = names();
    assert!(names.len() >= 10, "{names:?}");
    let template = modified(&repository().join("infra/template.yaml"));
    let run = |name: String| {
        let folder = repository().join("target/local").join(&name);
        let told = modified(&folder.join("launcher.log"));
        assert!(
            told.is_some() && told >= template,
            "the story “{name}” was not told since infra/template.yaml was changed: run \
             `cargo test -p tests --test dunlin -- end_to_end` first (`make test` does)"
        );
        Run { name, folder }
    };
    names.into_iter().map(run).collect()
}

/// The folders that the stories' sources name.
fn names() -> BTreeSet<String> {
    let folder = repository().join("tests/tests/dunlin/end_to_end");
    let mut names = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for call in ["opened(\"", "Options::story(\""] {
            let named = source
                .split(call)
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            names.extend(named.map(str::to_owned));
        }
    }
    names
}

fn modified(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|found| found.modified()).ok()
}

impl Run {
    /// Everything that the functions printed, panics too; what the local cloud says of itself apart.
    pub(crate) fn printed(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.join("launcher.log")).unwrap();
        // The cloud stamps its own lines; what a function printed stands below one of them, as it was printed.
        let of_the_cloud = |line: &&str| line.starts_with("20") || line.starts_with("[20");
        log.lines()
            .skip_while(|line| !of_the_cloud(line))
            .filter(|line| !of_the_cloud(line))
            .map(str::to_owned)
            .collect()
    }

    /// What was counted: each line of the embedded metric format.
    pub(crate) fn counts(&self) -> Vec<Value> {
        let parsed = |line: &String| serde_json::from_str::<Value>(line).ok();
        let mut lines: Vec<Value> = self.printed().iter().filter_map(parsed).collect();
        lines.retain(|line| line.get("_aws").is_some());
        lines
    }

    /// What each role asked for: lines of `role`, `action`, `resource`, `allowed`.
    pub(crate) fn actions(&self) -> Vec<Value> {
        let kept = std::fs::read_to_string(self.folder.join("actions.jsonl")).unwrap();
        kept.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// What was uploaded, and the names that the files had.
    pub(crate) fn uploads(&self) -> Vec<(String, Vec<u8>)> {
        let files = std::fs::read_dir(self.folder.join("uploads")).unwrap();
        files
            .map(|file| {
                let path = file.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                let (_, object) = name.split_once('-').unwrap();
                (object.replace('|', "/"), std::fs::read(&path).unwrap())
            })
            .collect()
    }

    /// Every address that a mail went to.
    pub(crate) fn addresses(&self) -> BTreeSet<String> {
        let files = std::fs::read_dir(self.folder.join("mailbox")).unwrap();
        let mails = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        mails
            .filter_map(|mail| {
                let mail: Value = serde_json::from_str(&mail).ok()?;
                Some(mail["to"][0].as_str()?.to_owned())
            })
            .collect()
    }
}
