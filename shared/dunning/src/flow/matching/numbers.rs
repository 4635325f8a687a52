//! Invoice numbers found in free text, in spite of blanks, line breaks, leading zeros and prefixes; never a part of
//! another number.
//!
//! A number is found by its digits, under one of two keys: all of them in a row (`INV-2026-0017` → `20260017`, however
//! it is cut), and the runs of them without leading zeros, sorted (`17-2026`, whatever the prefix, as `17/2026` too).
//! Each number that a key leads to is then compared with what the text really says.

use super::naming::Naming;
use super::text::{Gap, Run, Text, without_zeros};
use super::words;

/// More digits than any document number has.
const DIGITS_AT_MOST: usize = 34;

/// Runs of digits of the text that are tried together as one number.
const RUNS_TOGETHER: usize = 4;

/// A longer word between two runs of digits does not belong to a number.
const LETTERS_INSIDE_AT_MOST: usize = 6;

/// Which runs of a text may be a document number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// The first run and the last, both of digits.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Its digits, as they would be parted in the number.
    pub(super) digits: Vec<String>,
    /// Whether the last of them is the year of the date behind it ("invoice 17 of 12/11/2026").
    pub(super) is_dated: bool,
    /// Under which a number that it names would be found.
    pub(super) keys: Vec<String>,
}

impl Window {
    /// None for more or fewer digits than a number has.
    fn of(from: usize, to: usize, digits: &[&str]) -> Option<Self> {
        let keys = keys_of(digits);
        let digits = digits.iter().map(|run| (*run).to_owned()).collect();
        let is_dated = false;
        (!keys.is_empty()).then_some(Self {
            from,
            to,
            digits,
            is_dated,
            keys,
        })
    }

    pub(super) fn is_inside(&self, other: &Self) -> bool {
        (other.from..=other.to).contains(&self.from)
            && (other.from..=other.to).contains(&self.to)
            && (self.from, self.to) != (other.from, other.to)
    }
}

/// The keys under which a document's number is found by its digits; none if it has no digits.
pub(crate) fn digit_keys(number: &str) -> Vec<String> {
    let text = Text::of(&[number.to_owned()]);
    let digits: Vec<&str> = text
        .runs
        .iter()
        .filter(|run| run.is_digits)
        .map(|run| run.text.as_str())
        .collect();
    keys_of(&digits)
}

fn keys_of(digits: &[&str]) -> Vec<String> {
    let glued = digits.concat();
    if glued.is_empty() || glued.len() > DIGITS_AT_MOST {
        return Vec::new();
    }
    let mut keys = vec![without_zeros(&glued).to_owned()];
    if digits.len() > 1 {
        keys.push(sorted(digits.iter().map(|run| without_zeros(run))).join("-"));
    }
    keys
}

fn sorted<'a>(runs: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut runs: Vec<&str> = runs.collect();
    runs.sort_unstable();
    runs
}

/// Everything in the text that may be a document number: what stands together without a blank first, then single
/// runs, then what a blank or a line break may have cut.
pub(super) fn windows(text: &Text) -> Vec<Window> {
    let dates = dates(text);
    let in_date = |place: usize| dates.iter().any(|date| (date.from..=date.to).contains(&place));
    let announced = announced(text);
    let digit_runs = text.digit_runs();
    let mut found: Vec<(u8, Window)> = Vec::new();
    for (index, from) in digit_runs.iter().enumerate() {
        for together in 1..=RUNS_TOGETHER {
            let Some(to) = digit_runs.get(index + together - 1) else {
                break;
            };
            if !may_belong_together(text, *from, *to) {
                break;
            }
            let inner = text.runs.get(*from..=*to).unwrap_or_default().iter();
            let digits: Vec<&str> = inner
                .filter(|run| run.is_digits)
                .map(|run| run.text.as_str())
                .collect();
            let is_worth_it = digits.concat().len() > 1
                || announced.get(*from).is_some_and(|is| *is)
                || has_letters_joined(text, *from);
            if is_worth_it {
                found.extend(Window::of(*from, *to, &digits).map(|window| (rank(text, &window), window)));
            }
        }
        let Some(run) = text.runs.get(*from) else { continue };
        if let Some((year, rest)) = run
            .text
            .split_at_checked(4)
            .filter(|(year, rest)| is_year(year) && !rest.is_empty())
        {
            // A year and a number, run together: `INV2026017` for `INV-2026-0017`.
            let parted = Window::of(*from, *from, &[year, rest]);
            found.extend(parted.map(|window| (rank(text, &window), window)));
        }
        let next = digit_runs.get(index + 1);
        if let Some(date) = dates.iter().find(|date| next == Some(&date.from))
            && !in_date(*from)
        {
            let dated = Window::of(*from, *from, &[&run.text, &date.year]);
            found.extend(dated.map(|window| {
                (
                    0,
                    Window {
                        is_dated: true,
                        ..window
                    },
                )
            }));
        }
    }
    // The sort is stable: within a rank, the order of the text.
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, window)| window).collect()
}

/// Whether letters are joined to it in front: a single digit stands everywhere, `INV-7` does not.
fn has_letters_joined(text: &Text, place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| text.runs.get(before));
    text.runs.get(place).is_some_and(belongs_to_the_last)
        && before.is_some_and(|run| !run.is_digits && run.text.chars().count() > 1)
}

/// What is tried first: what stands together as a whole, single runs, the rest.
fn rank(text: &Text, window: &Window) -> u8 {
    let inner = text.runs.get(window.from + 1..=window.to).unwrap_or_default();
    let is_together = inner.iter().all(belongs_to_the_last);
    let goes_on = text.runs.get(window.to + 1).is_some_and(belongs_to_the_last);
    let began_before = window.from > 0
        && text.runs.get(window.from).is_some_and(belongs_to_the_last)
        && text.runs.get(window.from - 1).is_some_and(|run| run.is_digits);
    match (is_together && !goes_on && !began_before, window.from == window.to) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    }
}

/// Whether a run continues what stands before it, without a blank.
pub(super) fn belongs_to_the_last(run: &Run) -> bool {
    matches!(run.gap, Gap::None | Gap::Mark)
}

fn may_belong_together(text: &Text, from: usize, to: usize) -> bool {
    let inner = text.runs.get(from..=to).unwrap_or_default();
    let letters = inner.iter().filter(|run| !run.is_digits);
    letters.map(|run| run.text.chars().count()).sum::<usize>() <= LETTERS_INSIDE_AT_MOST
}

/// A date in digits: its runs, and its year.
struct Date {
    from: usize,
    to: usize,
    year: String,
}

fn dates(text: &Text) -> Vec<Date> {
    let mut dates = Vec::new();
    for (from, three) in text.runs.windows(3).enumerate() {
        let [one, two, three] = three else { continue };
        let all_digits = one.is_digits && two.is_digits && three.is_digits;
        if !all_digits || two.gap != Gap::Mark || three.gap != Gap::Mark {
            continue;
        }
        let is = |run: &Run, most: u32| {
            run.text.len() <= 2
                && run
                    .text
                    .parse::<u32>()
                    .is_ok_and(|value| (1..=most).contains(&value))
        };
        let day_and_month =
            |one: &Run, other: &Run| is(one, 31) && is(other, 12) || is(one, 12) && is(other, 31);
        let year = if is_year(&one.text) && day_and_month(two, three) {
            one.text.clone()
        } else if is_year(&three.text) && day_and_month(one, two) {
            three.text.clone()
        } else if three.text.len() == 2 && day_and_month(one, two) {
            format!("20{}", three.text)
        } else {
            continue;
        };
        dates.push(Date {
            from,
            to: from + 2,
            year,
        });
    }
    dates
}

/// Whether four digits may be a year of our days.
pub(super) fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Whether the window is a date, or a part of one.
fn is_of_a_date(text: &Text, window: &Window) -> bool {
    let holds = |date: &Date| date.from <= window.from && window.to <= date.to;
    !window.is_dated && dates(text).iter().any(holds)
}

/// For each run, whether a word announced it as a document's number, or as one more of them.
pub(super) fn announced(text: &Text) -> Vec<bool> {
    let mut announced = Vec::with_capacity(text.runs.len());
    let mut is_on = false;
    for (place, run) in text.runs.iter().enumerate() {
        if !run.is_digits {
            let word = run.text.as_str();
            let follows_a_word =
                place > 0 && text.runs.get(place - 1).is_some_and(|before| !before.is_digits);
            let is_prefix = follows_a_word && text.runs.get(place + 1).is_some_and(belongs_to_the_last);
            is_on = words::means_invoice(word) || is_on && (words::stands_between(word) || is_prefix);
        }
        announced.push(is_on);
    }
    announced
}

/// What a window of the text says of a number that its keys led to; none if it does not name that number.
pub(super) fn naming(text: &Text, window: &Window, number: &str) -> Option<Naming> {
    let naming = Naming::of(text, window, number)?;
    // Days and months stand in every text.
    (naming.is_whole && naming.has_letters || !is_of_a_date(text, window)).then_some(naming)
}
