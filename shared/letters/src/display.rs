//! A letter as a browser shows it: mail clients find its pictures in the mail, a page has to bring them along.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dunning::attachment::{Attachment, Placed};
use dunning::reminder::Words;

/// The HTML part with its pictures in it, for previews; never for a mail, where many clients drop such pictures.
pub fn for_display(words: &Words) -> String {
    words.images.iter().fold(words.html.clone(), |html, image| {
        let Some(address) = shown_as(image) else {
            return html;
        };
        let content = STANDARD.encode(&image.content);
        let data = format!("data:{};base64,{content}", image.kind.media_type());
        html.replace(&format!("\"{address}\""), &format!("\"{data}\""))
    })
}

/// How the HTML part names a picture; none if it is not within the letter.
pub(crate) fn shown_as(image: &Attachment) -> Option<String> {
    match &image.placed {
        Placed::Inline { content_id } => Some(format!("cid:{content_id}")),
        Placed::Beside => None,
    }
}

#[cfg(test)]
mod tests {
    use dunning::account::Language;
    use dunning::stage::Tone;

    use super::*;
    use crate::sample::sample_reminder;
    use crate::tests::write;

    #[test]
    fn a_preview_brings_its_pictures_along() {
        let words = write(&sample_reminder(Tone::EarlyLate, Language::English));
        let page = for_display(&words);
        assert!(words.html.contains("src=\"cid:code-1-"));
        assert!(!page.contains("cid:"));
        let (_, from) = page.split_once("data:image/png;base64,").unwrap();
        let (data, _) = from.split_once('"').unwrap();
        assert_eq!(STANDARD.decode(data).unwrap(), words.images[0].content);
    }
}
