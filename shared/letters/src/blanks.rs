//! The line breaks and blanks that templates are laid out with, which mean little in a letter.

/// The paragraphs of a block: blank lines part them, other line breaks mean nothing.
pub(crate) fn paragraphs(block: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut open = String::new();
    for line in block.lines() {
        let before = open.len();
        push_words(line, &mut open);
        if open.len() == before && !open.is_empty() {
            paragraphs.push(std::mem::take(&mut open));
        }
    }
    paragraphs.extend(Some(open).filter(|last| !last.is_empty()));
    paragraphs
}

/// Folds the blanks of the template's own layout. No-break spaces stay.
pub(crate) fn on_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_words(text, &mut line);
    line
}

/// Appends the text's words with one blank before each, but before the very first.
fn push_words(text: &str, line: &mut String) {
    for word in text.split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
}

/// Folds several blank lines into one. Lines are not wrapped: mail clients wrap to their own width, and a
/// fixed one reads badly on a phone.
pub(crate) fn without_gaps(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut blank_before = true;
    for line in text.lines() {
        let blank = line.trim().is_empty();
        if !(blank && blank_before) {
            folded.push_str(if blank { "" } else { line });
            folded.push('\n');
        }
        blank_before = blank;
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blank_lines_part_paragraphs() {
        assert_eq!(paragraphs("\n a\n b \n\n\nc\n"), ["a b", "c"]);
        assert_eq!(paragraphs("EUR\u{a0}1\nd"), ["EUR\u{a0}1 d"]);
    }
}
