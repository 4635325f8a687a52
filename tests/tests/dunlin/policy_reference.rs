//! docs/policy.md is made of the code that reads policy.toml: every field with what it means, in the order of the code.

use std::fmt::Write as _;

use tests::local_cloud::repository;

const READERS: &str = "shared/documents/src/settings/policy";

/// The tables of the file: where each is read, and what it is called there.
const TABLES: [(&str, &str, &str); 6] = [
    (".rs", "struct File", "The file"),
    ("/values.rs", "struct WindowTimes", "`window`"),
    ("/values.rs", "struct Limits", "`limits`"),
    ("/values.rs", "struct Quiet", "`quiet`, each"),
    ("/stages.rs", "struct Rung", "`[[stage]]`"),
    ("/charges.rs", "struct Charges", "`[charges]`"),
];

const HEAD: &str = "\
# policy.toml, field by field

How patient you are. The file is `infra/policy.toml`; `dunlin policy check` shows its ladder on real dates, `dunlin policy diff`
what it would change for your customers, and `dunlin policy apply` puts it into force. A mistake is refused with its line.
Every field may be left out; what holds then stands at the end of its meaning, for the file without any preset.

This page is made of the code that reads the file: `make docs` writes it anew.
";

/// A field and what its comment says.
type Field = (String, String);

/// The fields of a struct that have a comment; what has none is for refusals alone.
fn fields(source: &str, structure: &str) -> Vec<Field> {
    let body = source.split_once(structure).unwrap().1;
    let body = body.split_once("\n}\n").unwrap().0;
    let (mut fields, mut said) = (Vec::new(), Vec::new());
    for line in body.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("/// ") {
            said.push(comment);
        } else if let Some((name, _)) = line.split_once(':').filter(|_| !line.starts_with('#')) {
            fields.push((name.to_owned(), said.join(" ")));
            said.clear();
        }
    }
    fields
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (file, structure, title) in TABLES {
        let source = std::fs::read_to_string(repository().join(format!("{READERS}{file}"))).unwrap();
        write!(page, "\n## {title}\n\n| field | meaning |\n| --- | --- |\n").unwrap();
        for (name, meaning) in fields(&source, structure) {
            assert!(!meaning.is_empty(), "{structure}: {name} has no comment");
            if !meaning.starts_with("Only to say that there is no such thing") {
                writeln!(page, "| `{name}` | {} |", meaning.replace('|', "\\|")).unwrap();
            }
        }
    }
    page
}

#[test]
fn the_page_of_the_policy_says_what_the_code_reads() {
    let file = repository().join("docs/policy.md");
    if std::env::var_os("DUNLIN_WRITE_DOCS").is_some() {
        std::fs::write(&file, page()).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(
        written == page(),
        "docs/policy.md is old: `make docs` writes it anew"
    );
}
