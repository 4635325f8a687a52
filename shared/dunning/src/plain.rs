//! Words from outside as one plain line: what strangers type is read by people in letters, tasks and on terminals,
//! and must neither break a line there, nor turn its direction, nor go on for ever.

/// The text on one line: control characters and line breaks become blanks, invisible direction marks go,
/// blanks are folded, and what is longer than `at_most_chars` ends in "…".
pub fn one_line(text: &str, at_most_chars: usize) -> String {
    let plain: String = text
        .chars()
        .filter(|&character| !is_invisible(character))
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(at_most_chars) {
        None => line,
        Some(_) => line
            .chars()
            .take(at_most_chars.saturating_sub(1))
            .chain(['…'])
            .collect(),
    }
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
