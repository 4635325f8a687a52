//! PDF's notation: bytes → the object that they write (ISO 32000-1, 7.3).

/// Objects within objects; real files need about a dozen.
const DEPTH_AT_MOST: usize = 50;
/// Values of one object, those within it among them.
const VALUES_AT_MOST: usize = 200_000;
/// Digits of a number that is looked at; longer ones are no object, offset or length.
const DIGITS_AT_MOST: usize = 10;

/// An object, as far as it may lead to an attachment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// Null, true, false, a number with decimals.
    Other,
    Integer(i64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    /// An object of the file, by its number. The generation is not looked at: the last in the file counts.
    Reference(u32),
}

/// Names and values, in the file's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dictionary(pub(super) Vec<(Vec<u8>, Object)>);

impl Dictionary {
    pub(super) fn get(&self, name: &str) -> Option<&Object> {
        let wanted = |(found, _): &&(Vec<u8>, Object)| found == name.as_bytes();
        self.0.iter().find(wanted).map(|(_, value)| value)
    }

    /// Whether a name stands for its type.
    pub(super) fn is(&self, kind: &str) -> bool {
        matches!(self.get("Type"), Some(Object::Name(name)) if name == kind.as_bytes())
    }
}

/// Reads objects one behind the other.
pub(super) struct Parser<'a> {
    bytes: &'a [u8],
    /// Where it stands; it never goes back, so this less the start is what the work was.
    pub(super) at: usize,
    /// How many values were read.
    pub(super) values: usize,
}

impl<'a> Parser<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, values: 0 }
    }

    /// The object that begins here. None if there is none, or none within the bounds.
    pub(super) fn object(&mut self) -> Option<Object> {
        self.nested(DEPTH_AT_MOST)
    }

    fn nested(&mut self, depth: usize) -> Option<Object> {
        self.values += 1;
        if depth == 0 || self.values > VALUES_AT_MOST {
            return None;
        }
        self.skip_blanks();
        match (self.peek(0)?, self.peek(1)) {
            (b'/', _) => self.name().map(Object::Name),
            (b'(', _) => self.literal().map(Object::Text),
            (b'<', Some(b'<')) => self.dictionary(depth - 1).map(Object::Dictionary),
            (b'<', _) => self.hexadecimal().map(Object::Text),
            (b'[', _) => self.array(depth - 1).map(Object::Array),
            (b'0'..=b'9' | b'+' | b'-' | b'.', _) => Some(self.number()),
            (b't' | b'f' | b'n', _) => self.keyword(),
            _ => None,
        }
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek(0)? == b']' {
                self.at += 1;
                return Some(items);
            }
            items.push(self.nested(depth)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary> {
        self.at += 2;
        let mut pairs = Vec::new();
        loop {
            self.skip_blanks();
            if self.starts_with(b">>") {
                self.at += 2;
                return Some(Dictionary(pairs));
            }
            if self.peek(0)? != b'/' {
                return None;
            }
            let name = self.name()?;
            pairs.push((name, self.nested(depth)?));
        }
    }

    /// A name, its `#20` escapes resolved.
    fn name(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek(0).filter(|byte| is_regular(*byte)) {
            let escaped = (byte == b'#').then(|| Some(hex(self.peek(1)?)? * 16 + hex(self.peek(2)?)?));
            match escaped.flatten() {
                Some(meant) => {
                    name.push(meant);
                    self.at += 3;
                }
                None => {
                    name.push(byte);
                    self.at += 1;
                }
            }
        }
        Some(name)
    }

    /// `(text)`: parentheses within it are balanced or escaped.
    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut text = Vec::new();
        let mut open = 1_usize;
        loop {
            let byte = self.peek(0)?;
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Some(text),
                b')' => open -= 1,
                b'\\' => {
                    text.extend(self.escape()?);
                    continue;
                }
                _ => {}
            }
            text.push(byte);
        }
    }

    /// What stands behind a backslash. A line break there is none.
    fn escape(&mut self) -> Option<Option<u8>> {
        let byte = self.peek(0)?;
        if byte.is_ascii_digit() {
            let mut code = 0_u32;
            for _ in 0..3 {
                let Some(digit) = self.peek(0).and_then(|byte| char::from(byte).to_digit(8)) else {
                    break;
                };
                code = code * 8 + digit;
                self.at += 1;
            }
            return Some(u8::try_from(code & 0xff).ok());
        }
        self.at += 1;
        Some(match byte {
            b'n' => Some(b'\n'),
            b'r' => Some(b'\r'),
            b't' => Some(b'\t'),
            b'\r' if self.peek(0) == Some(b'\n') => {
                self.at += 1;
                None
            }
            b'\r' | b'\n' => None,
            other => Some(other),
        })
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut digits = Vec::new();
        loop {
            let byte = self.peek(0)?;
            self.at += 1;
            match byte {
                b'>' => break,
                byte if is_blank(byte) => {}
                byte => digits.push(hex(byte)?),
            }
        }
        let pair = |pair: &[u8]| pair.iter().fold(0_u8, |value, digit| value << 4 | digit);
        let odd = !digits.len().is_multiple_of(2);
        digits.extend(odd.then_some(0));
        Some(digits.chunks(2).map(pair).collect())
    }

    /// An integer, a number with decimals, or a reference: `12 0 R`.
    fn number(&mut self) -> Object {
        let start = self.at;
        while self
            .peek(0)
            .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.'))
        {
            self.at += 1;
        }
        let written = self.bytes.get(start..self.at).unwrap_or_default();
        let Some(value) = integer(written) else {
            return Object::Other;
        };
        match u32::try_from(value).ok().filter(|_| self.is_reference()) {
            Some(number) => Object::Reference(number),
            None => Object::Integer(value),
        }
    }

    /// Whether a generation and an `R` follow; then they are passed.
    fn is_reference(&mut self) -> bool {
        let mut ahead = Parser::new(self.bytes, self.at);
        let blanks = ahead.skip_blanks_at_most();
        let generation = ahead.digits();
        let found = blanks
            && generation
            && ahead.skip_blanks_at_most()
            && ahead.peek(0) == Some(b'R')
            && !ahead.peek(1).is_some_and(is_regular);
        if found {
            self.at = ahead.at + 1;
        }
        found
    }

    /// Passes some blanks, and says whether there were any. So few that looking ahead costs next to nothing.
    fn skip_blanks_at_most(&mut self) -> bool {
        const BLANKS_AT_MOST: usize = 16;
        let start = self.at;
        while self.at - start < BLANKS_AT_MOST && self.peek(0).is_some_and(is_blank) {
            self.at += 1;
        }
        self.at > start
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while self.at - start < DIGITS_AT_MOST && self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at > start
    }

    fn keyword(&mut self) -> Option<Object> {
        let word = [b"true".as_slice(), b"false", b"null"]
            .into_iter()
            .find(|word| self.starts_with(word))?;
        self.at += word.len();
        Some(Object::Other)
    }

    /// Passes blanks and comments.
    pub(super) fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek(0) {
            if byte == b'%' {
                while self.peek(0).is_some_and(|byte| !matches!(byte, b'\r' | b'\n')) {
                    self.at += 1;
                }
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    pub(super) fn starts_with(&self, word: &[u8]) -> bool {
        self.bytes.get(self.at..).unwrap_or_default().starts_with(word)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }
}

/// The integer that some bytes write; none for decimals, or for more digits than an integer has here.
pub(super) fn integer(written: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(written).ok()?;
    text.parse().ok().filter(|_| written.len() <= DIGITS_AT_MOST)
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// Neither a blank nor one of the delimiters.
pub(super) fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<Object> {
        Parser::new(text.as_bytes(), 0).object()
    }

    fn text(text: &str) -> Option<Object> {
        Some(Object::Text(text.as_bytes().to_vec()))
    }

    #[test]
    fn objects_are_read_as_they_are_written() {
        assert_eq!(parsed("% why\n 12"), Some(Object::Integer(12)));
        assert_eq!(parsed("12 0 R"), Some(Object::Reference(12)));
        assert_eq!(
            parsed("[12 0 R 3 0 4.5]"),
            Some(Object::Array(vec![
                Object::Reference(12),
                Object::Integer(3),
                Object::Integer(0),
                Object::Other,
            ]))
        );
        assert_eq!(parsed("(a (b) \\(\\101\\\nz)"), text("a (b) (Az"));
        assert_eq!(parsed("<41 4 2 5>"), text("ABP"));
        assert_eq!(parsed("/A#42C"), Some(Object::Name(b"ABC".to_vec())));
        let Some(Object::Dictionary(dictionary)) = parsed("<</Type/Catalog/N<</X(1)>>/Z null>>") else {
            panic!("a dictionary");
        };
        assert!(dictionary.is("Catalog"));
        assert_eq!(dictionary.0.len(), 3);
    }

    #[test]
    fn what_is_no_object_is_none() {
        for bad in [
            "", "(", "(\\", "<<", "<</A", "<</A 1", "<<1 2>>", "[", "<4", "<4x>", "endobj", ")", "nul",
        ] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
        assert_eq!(parsed(&"[".repeat(100_000)), None);
        assert_eq!(parsed(&"<</A".repeat(100_000)), None);
        assert_eq!(parsed(&format!("[{}]", "0 ".repeat(VALUES_AT_MOST))), None);
    }
}
