//! What every store of originals must do: exactly the file that was asked for, or a clear no.

use dunning::original::StoredFile;
use dunning::ports::{NoOriginal, Originals};

fn file(object: &str, version: Option<&str>) -> StoredFile {
    StoredFile {
        object: object.into(),
        version: version.map(str::to_owned),
    }
}

/// `put` stores a file and returns its version.
pub async fn a_file_is_had_in_the_version_asked_for_or_not_at_all(
    store: &impl Originals,
    put: impl AsyncFn(&str, &[u8]) -> String,
) {
    let object = "originals/FT 1%2F2026 – März (1)+2.pdf";
    let first = put(object, b"%PDF-1.7 first").await;
    let second = put(object, b"%PDF-1.7 second!").await;
    assert_ne!(first, second);
    for (version, content) in [
        (None, b"%PDF-1.7 second!".as_slice()),
        (Some(first.as_str()), b"%PDF-1.7 first"),
        (Some(second.as_str()), b"%PDF-1.7 second!"),
    ] {
        let read = store.original(&file(object, version), 16).await.unwrap();
        assert_eq!(read, content, "{version:?}");
        let bytes = u64::try_from(content.len()).unwrap();
        assert_eq!(store.size(&file(object, version)).await.unwrap(), bytes);
    }

    let large = store.original(&file(object, None), 15).await;
    assert!(
        matches!(
            large,
            Err(NoOriginal::TooLarge {
                bytes: 16,
                at_most: 15
            })
        ),
        "{large:?}"
    );
    // Neither a name of its own nor a slash unescaped leads to the file.
    for other in ["originals/none.pdf", "originals/FT 1/2026 – März (1)+2.pdf"] {
        let missing = store.original(&file(other, None), 100).await;
        assert!(
            matches!(missing, Err(NoOriginal::NotThere)),
            "{other}: {missing:?}"
        );
        let missing = store.size(&file(other, None)).await;
        assert!(
            matches!(missing, Err(NoOriginal::NotThere)),
            "{other}: {missing:?}"
        );
    }
}
