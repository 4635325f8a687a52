//! What every archive of letters must do: keep each as it was sent, and never write over another.

use dunning::chain::Fingerprint;
use dunning::letter::LetterId;
use dunning::ports::{Archive, Mail};
use dunning::reminder::Words;

use super::fixtures::{day, email, key};

/// A mail with these words.
pub fn mail(text: &str) -> Mail {
    Mail {
        letter: LetterId {
            account: key(1),
            day: day(),
            attempt: 2,
        },
        from_name: "Acme".into(),
        from: email("billing@acme.example"),
        to: email("anna@example.com"),
        reply_to: email("mara@acme.example"),
        words: Words {
            subject: "Acme: invoice INV-17".into(),
            text: text.into(),
            html: format!("<p>{text}</p>"),
            images: Vec::new(),
        },
        attachments: Vec::new(),
        earlier: vec!["0100-abc".into()],
    }
}

/// `read` fetches what is kept under a name.
pub async fn a_letter_is_kept_under_the_hash_of_its_words(
    archive: &impl Archive,
    read: impl AsyncFn(&str) -> Vec<u8>,
) {
    let first = archive.archive(&mail("Grüße, Anna")).await.unwrap();
    let again = archive.archive(&mail("Grüße, Anna")).await.unwrap();
    let other = archive.archive(&mail("Grüße, Berta")).await.unwrap();
    assert_eq!(first, again);
    assert_ne!(first, other);
    for (archived, words) in [(first, "Anna"), (other, "Berta")] {
        let kept = read(&archived.object).await;
        assert_eq!(Fingerprint::of(&kept), archived.sha256);
        assert!(
            archived.object.starts_with("letters/") && archived.object.contains(&archived.sha256.to_string())
        );
        let kept = String::from_utf8(kept).unwrap();
        for part in [
            "Acme: invoice INV-17",
            "anna@example.com",
            "mara@acme.example",
            words,
        ] {
            assert!(kept.contains(part), "{part} is not in {kept}");
        }
    }
}
