//! How surely a text names a document.

use super::numbers::{Window, announced, belongs_to_the_last, is_year};
use super::text::{Gap, Run, Text, without_zeros};
use super::words;

/// How a text names a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one observation; what they mean together is said below"
)]
pub(super) struct Naming {
    /// Where; none if a reference, or a text as a whole, named it.
    pub(super) window: Option<Window>,
    /// With every letter that the number has.
    pub(super) is_whole: bool,
    /// Whether the number has letters.
    pub(super) has_letters: bool,
    /// A word before it says that it is a document's number.
    is_announced: bool,
    /// The text says nothing else.
    is_alone: bool,
    /// Nothing further is joined to it.
    is_clean: bool,
    /// What stands together in the text, without a blank inside.
    is_together: bool,
    /// Letters and digits of the number that were found.
    length: usize,
    /// Digits that were found.
    digits: usize,
    /// Might be a year.
    is_year: bool,
    /// The instalment that is named with it.
    pub(super) instalment: Option<u16>,
}

/// Folded numbers from this length on are not met by chance.
const SURE_LENGTH: usize = 4;

/// Digits without letters, or without anything to announce them, are not met by chance from this length on.
const SURE_DIGITS: usize = 6;

/// Letters joined to a number by a mark that may be a part of it.
const LETTERS_OF_A_SUFFIX: usize = 2;

impl Naming {
    /// By the reference that the document asks to quote.
    pub(super) fn by_reference() -> Self {
        Self {
            window: None,
            is_whole: true,
            has_letters: true,
            is_announced: true,
            is_alone: true,
            is_clean: true,
            is_together: true,
            length: usize::MAX,
            digits: usize::MAX,
            is_year: false,
            instalment: None,
        }
    }

    /// By a text that is the number and nothing else, whatever it is made of.
    pub(super) fn by_whole_text(number: &str) -> Self {
        let text = Text::of(&[number.to_owned()]);
        let length = |runs: &mut dyn Iterator<Item = &Run>| runs.map(|run| run.text.chars().count()).sum();
        Self {
            has_letters: text.runs.iter().any(|run| !run.is_digits),
            length: length(&mut text.runs.iter()),
            digits: length(&mut text.runs.iter().filter(|run| run.is_digits)),
            ..Self::by_reference()
        }
    }

    /// What a window says of a number; none if it does not name it.
    pub(super) fn of(text: &Text, window: &Window, number: &str) -> Option<Self> {
        let numbered = Text::of(&[number.to_owned()]);
        let parts = Parts::of(&numbered)?;
        let inner = text.runs.get(window.from..=window.to)?;
        let letters_inside = letters(inner);
        let digits = &window.digits;
        let is_cut_otherwise = || is_glued(digits, &parts.digits) && may_be_cut(inner, &parts);
        let in_order = stripped(digits) == stripped(&parts.digits) || is_cut_otherwise();
        if !in_order && sorted(digits) != sorted(&parts.digits) {
            return None;
        }
        // Letters in between are a part of the number, or the digits belong to two things.
        if !letters_inside.is_empty() && letters_inside != parts.inside {
            return None;
        }
        let around = Around::of(text, window, &parts);
        let is_whole =
            in_order && !window.is_dated && letters_inside == parts.inside && around.has_its_letters;
        let after = text.runs.get(window.to + 1);
        let instalment = after.and_then(instalment);
        // Digits joined to it are a part of another number; so is a letter or two, but not a name.
        let goes_on = text.runs.get(around.last + 1).is_some_and(|run| {
            belongs_to_the_last(run) && (run.is_digits || run.text.chars().count() <= LETTERS_OF_A_SUFFIX)
        });
        let before = window
            .from
            .checked_sub(1)
            .and_then(|before| text.runs.get(before));
        let follows_digits = before.is_some_and(|run| run.is_digits);
        let began_before = follows_digits && text.runs.get(window.from).is_some_and(belongs_to_the_last);
        let found_digits: usize = digits.iter().map(|run| without_zeros(run).len()).sum();
        // In a list, one word announces them all; but behind a year, or cut short, a few digits are the end of another.
        let is_in_a_list =
            is_whole || found_digits >= SURE_LENGTH && !before.is_some_and(|run| is_year(&run.text));
        let found_letters = if is_whole { parts.letters() } else { 0 };
        Some(Self {
            is_whole,
            has_letters: parts.letters() > 0,
            is_announced: announced(text).get(window.from).is_some_and(|is| *is)
                && (is_in_a_list || !follows_digits),
            is_alone: around.is_alone,
            is_clean: !goes_on && !began_before,
            is_together: inner.iter().skip(1).all(belongs_to_the_last),
            length: found_letters + found_digits,
            digits: found_digits,
            is_year: matches!(digits.as_slice(), [only] if is_year(only)),
            instalment,
            window: Some(window.clone()),
        })
    }

    /// Whether the text means this document, whatever the amount: a part payment, or too much, is for it.
    pub(super) fn is_sure(&self) -> bool {
        let said = self.is_announced || self.is_alone && self.is_whole;
        self.is_clean
            && (self.is_whole && self.has_letters && self.length >= SURE_LENGTH
                || self.is_whole && self.digits >= SURE_DIGITS
                || said && self.digits >= SURE_LENGTH)
    }

    /// Whether the exact amount makes it certain that the text means this document.
    pub(super) fn is_likely(&self) -> bool {
        self.is_sure()
            || self.is_clean && (self.is_announced || self.is_alone)
            || self.is_whole && self.has_letters
            || self.is_whole && self.digits >= SURE_LENGTH && !self.is_year
    }

    /// Whether the text says that it is a document's number, or that number and nothing else, or one that can't be
    /// anything else.
    pub(super) fn is_told(&self) -> bool {
        self.is_announced || self.is_alone || self.is_sure()
    }

    /// Whether chance can't have brought it up, so that it stands whoever pays.
    pub(super) fn is_beyond_chance(&self) -> bool {
        self.is_told() || self.is_whole && self.has_letters
    }

    /// Whether the text says all of it and nothing more, short as it may be.
    pub(super) fn is_by_itself(&self) -> bool {
        self.is_whole && self.is_clean && !self.is_year
    }

    /// Whether it is worth a look at all: a few digits without their letters stand everywhere.
    pub(super) fn is_worth_a_look(&self) -> bool {
        self.is_likely() || self.is_by_itself() || self.digits >= SURE_LENGTH && !self.is_year
    }

    /// Whether it gives way to a number of which it is only a part, `17` where the text says `INV-17-2`; or to one that
    /// has the letters, too, that stand there: `RE-17` where it says `INV-17`.
    pub(super) fn gives_way_to(&self, other: &Self) -> bool {
        let (Some(mine), Some(theirs)) = (&self.window, &other.window) else {
            return false;
        };
        if mine == theirs {
            return other.is_whole && other.length > self.length;
        }
        // Cut by a blank, the shorter may be meant as well: INV-17 and, by itself, 1.
        mine.is_inside(theirs) && other.is_likely() && (!self.is_whole || other.is_together)
    }

    /// What is joined to the number turned out to be an instalment that the document has.
    pub(super) fn with_its_instalment(self) -> Self {
        Self {
            is_clean: true,
            ..self
        }
    }

    /// The better of two, for a document that is named twice.
    pub(super) fn or(self, other: Self) -> Self {
        let rank = |naming: &Self| (naming.is_sure(), naming.is_likely(), naming.is_whole);
        if rank(&other) > rank(&self) { other } else { self }
    }
}

/// A document's number in parts.
struct Parts {
    before: String,
    inside: String,
    after: String,
    digits: Vec<String>,
}

impl Parts {
    /// None for a number without digits.
    fn of(number: &Text) -> Option<Self> {
        let runs = &number.runs;
        let first = runs.iter().position(|run| run.is_digits)?;
        let last = runs.iter().rposition(|run| run.is_digits)?;
        Some(Self {
            before: letters(runs.get(..first)?),
            inside: letters(runs.get(first..=last)?),
            after: letters(runs.get(last + 1..)?),
            digits: runs
                .iter()
                .filter(|run| run.is_digits)
                .map(|run| run.text.clone())
                .collect(),
        })
    }

    fn letters(&self) -> usize {
        self.before.chars().count() + self.inside.chars().count() + self.after.chars().count()
    }
}

/// What stands around a window.
struct Around {
    /// The number's own letters, and no others joined to it.
    has_its_letters: bool,
    /// Nothing else but words that announce a number.
    is_alone: bool,
    /// The last run that belongs to it.
    last: usize,
}

impl Around {
    fn of(text: &Text, window: &Window, parts: &Parts) -> Self {
        let runs = &text.runs;
        let place = runs.get(window.from).map_or(0, |run| run.place);
        let (mut before, mut first) = (String::new(), window.from);
        while before.len() < parts.before.len()
            && let Some(run) = first.checked_sub(1).and_then(|place| runs.get(place))
            && !run.is_digits
        {
            before.insert_str(0, &run.text);
            first -= 1;
        }
        let (mut after, mut last) = (String::new(), window.to);
        while after.len() < parts.after.len()
            && let Some(run) = runs.get(last + 1)
            && !run.is_digits
        {
            after.push_str(&run.text);
            last += 1;
        }
        let has_letters = before == parts.before && after == parts.after;
        // Other letters are not the number's.
        if before != parts.before {
            first = window.from;
        }
        if after != parts.after {
            last = window.to;
        }
        let joined_before = first
            .checked_sub(1)
            .and_then(|place| runs.get(place))
            .filter(|run| {
                let is_joined = runs.get(first).is_some_and(belongs_to_the_last);
                is_joined && !run.is_digits && !words::is_announcing(&run.text) && parts.before.is_empty()
            });
        let joined_after = runs
            .get(last + 1)
            .filter(|run| !run.is_digits && run.gap == Gap::None);
        let of_the_same_text = |(_, run): &(usize, &Run)| run.place == place;
        let is_outside = |(at, _): &(usize, &Run)| *at < first || *at > last;
        let mut others = runs
            .iter()
            .enumerate()
            .filter(of_the_same_text)
            .filter(is_outside);
        Self {
            last,
            has_its_letters: has_letters && joined_before.is_none() && joined_after.is_none(),
            is_alone: !window.is_dated
                && others.all(|(_, run)| !run.is_digits && words::is_announcing(&run.text)),
        }
    }
}

/// “INV-17 (2)”, “INV-17/2”: an instalment, or some other part, of the document.
fn instalment(run: &Run) -> Option<u16> {
    let is_part = run.is_digits && run.text.len() <= 3 && matches!(run.gap, Gap::Mark | Gap::Bracket);
    is_part.then(|| run.text.parse().ok()).flatten()
}

/// Whether digits that are the same in a row may be one number, though they are parted otherwise: a blank or a line
/// break comes in anywhere, a mark only where so many digits are not the same by chance.
fn may_be_cut(inner: &[Run], parts: &Parts) -> bool {
    let by_blanks = parts.digits.len() == 1 && inner.iter().skip(1).all(|run| run.gap == Gap::Blank);
    by_blanks || parts.digits.iter().map(String::len).sum::<usize>() >= SURE_DIGITS
}

fn letters(runs: &[Run]) -> String {
    runs.iter()
        .filter(|run| !run.is_digits)
        .map(|run| run.text.as_str())
        .collect()
}

fn stripped<T: AsRef<str>>(digits: &[T]) -> Vec<&str> {
    digits.iter().map(|run| without_zeros(run.as_ref())).collect()
}

fn sorted<T: AsRef<str>>(digits: &[T]) -> Vec<&str> {
    let mut digits = stripped(digits);
    digits.sort_unstable();
    digits
}

fn is_glued<T: AsRef<str>, U: AsRef<str>>(one: &[T], other: &[U]) -> bool {
    let glue = |runs: String| without_zeros(&runs).to_owned();
    let one = one.iter().map(AsRef::as_ref).collect::<String>();
    let other = other.iter().map(AsRef::as_ref).collect::<String>();
    glue(one) == glue(other)
}
