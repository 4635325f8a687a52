//! Words from outside as one plain line: what strangers type is read by people in letters, tasks and on terminals,
//! and must neither break a line there, nor turn its direction, nor go on for ever.

/// The text on one line: control characters and line breaks become blanks, invisible direction marks go,
/// blanks are folded, and what is longer than `at_most_chars` ends in "…".
pub fn one_line(text: &str, at_most_chars: usize) -> String {
    if text.len() <= at_most_chars && is_plain(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    let mut after_blank = false;
    for character in text.chars().filter(|&character| !is_invisible(character)) {
        if character.is_control() || character.is_whitespace() {
            after_blank = true;
            continue;
        }
        if after_blank && !line.is_empty() {
            line.push(' ');
        }
        after_blank = false;
        line.push(character);
    }
    match line.char_indices().nth(at_most_chars) {
        None => line,
        Some(_) => line
            .chars()
            .take(at_most_chars.saturating_sub(1))
            .chain(['…'])
            .collect(),
    }
}

/// Whether the text is ASCII words with one blank between them, as nearly every one is: then there is nothing to do.
fn is_plain(text: &str) -> bool {
    text.split(' ')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic()))
}

/// Characters that change how their neighbours are read, without being seen. The zero-width joiners stay:
/// Devanagari and Persian names need them.
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line() {
        for (given, printed) in [
            ("  Anna \t Rossi ", "Anna Rossi"),
            ("Anna\r\nBcc: x@example.com", "Anna Bcc: x@example.com"),
            ("Anna\u{2028}Rossi\u{85}S.p.A.", "Anna Rossi S.p.A."),
            ("\u{202e}issoR\u{202c} \u{2066}Anna\u{2069}", "issoR Anna"),
            ("श\u{200d}र", "श\u{200d}र"),
            ("\u{200b}\u{feff} \n", ""),
        ] {
            assert_eq!(one_line(given, 30), printed, "{given:?}");
        }
    }

    #[test]
    fn a_text_ends_somewhere() {
        assert_eq!(one_line("abcdefghijkl", 10), "abcdefghi…");
        assert_eq!(one_line("abcdefghij", 10), "abcdefghij");
        assert_eq!(one_line(&"a ".repeat(10_000), 120).chars().count(), 120);
    }
}
