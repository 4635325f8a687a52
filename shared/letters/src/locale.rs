//! How a language writes numbers, money, dates and lists in a country: as CLDR has it, through ICU4X, and the
//! inflections that CLDR's patterns don't have (the Italian `dal`, the French `1er`).
//!
//! Money is printed with its ISO code, never a sign: "$", "kr" and "£" each name several currencies, a letter
//! may speak of more than one, and mail clients without the right font drop rarer signs. Code and amount are
//! joined by a no-break space, so that no line ends between them.

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::error::Error;
use std::ops::Deref;
use std::rc::Rc;

use chrono::{Datelike, NaiveDate};
use dunning::account::Language;
use dunning::calendar::CountryCode;
use dunning::money::Money;
use icu_calendar::{Date, Gregorian};
use icu_datetime::{FixedCalendarDateTimeFormatter, fieldsets};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_list::ListFormatter;
use icu_plurals::{PluralCategory, PluralRules};
use minijinja::Value;
use minijinja::value::Serde;

use crate::languages::Edition;

/// Joins what must stay on one line.
const NO_BREAK_SPACE: char = '\u{a0}';

/// The forms of a day that a language's templates may ask for, by name. Each language has `long`
/// (24 November 2026), `full` (with the weekday), `short` (for tables) and `in_subject` (24 November);
/// further ones carry what the language inflects, such as the Italian `dal` (dal 24 novembre 2026,
/// dall'8 dicembre 2026).
pub(crate) type DayForms = BTreeMap<&'static str, String>;

/// A day in words.
pub(crate) struct Day {
    /// The forms by name.
    pub(crate) forms: DayForms,
    /// The same, as templates take them.
    pub(crate) in_templates: Value,
}

impl Deref for Day {
    type Target = DayForms;

    fn deref(&self) -> &DayForms {
        &self.forms
    }
}

/// Adds the inflected forms of a day to the four that every language has, and mends those where CLDR's
/// pattern is not what people write.
pub(crate) type Inflect = fn(NaiveDate, &mut DayForms);

/// A phrase in each grammatical number that the language tells apart; `{n}` stands for the count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    pub(crate) one: &'static str,
    /// Romanian alone has it: 2 to 19, and what ends in them.
    pub(crate) few: Option<&'static str>,
    pub(crate) other: &'static str,
}

/// The most formats that are kept: a creditor's customers live in fewer places.
const LOADED_AT_MOST: usize = 64;

/// The most days of a format that are kept: a creditor's letters of one morning speak of fewer.
const DAYS_AT_MOST: usize = 366;

thread_local! {
    /// Formats that were loaded before: loading takes as long as writing the half of a letter. By thread, because ICU's
    /// formatters don't cross threads.
    static LOADED: RefCell<BTreeMap<(Language, CountryCode), Rc<Locale>>> = const { RefCell::new(BTreeMap::new()) };

    /// The rules of the grammatical numbers, by language.
    static NUMBERS: RefCell<BTreeMap<Language, Option<PluralRules>>> = const { RefCell::new(BTreeMap::new()) };
}

type DayFormatter<Fields> = FixedCalendarDateTimeFormatter<Gregorian, Fields>;

/// A language's formats, in a country.
pub(crate) struct Locale {
    code_first: bool,
    inflect: Inflect,
    decimal: DecimalFormatter,
    /// What parts thousands; empty where nothing does.
    thousands: String,
    list: ListFormatter,
    plural: PluralRules,
    long: DayFormatter<fieldsets::YMD>,
    full: DayFormatter<fieldsets::YMDE>,
    short: DayFormatter<fieldsets::YMD>,
    in_subject: DayFormatter<fieldsets::MD>,
    /// Days that were put into words before: most letters of a morning speak of the same few.
    days: RefCell<BTreeMap<NaiveDate, Rc<Day>>>,
}

impl Locale {
    /// The formats of the language as the country uses them: German in Switzerland, Spanish in Mexico. A country
    /// of which CLDR does not know that it uses the language gets what the language has by itself.
    ///
    /// # Errors
    /// In words, if the compiled-in data lacks the language; the tests hold that it lacks none.
    pub(crate) fn of(edition: &Edition, country: CountryCode) -> Result<Rc<Self>, String> {
        let place = (edition.language, country);
        if let Some(loaded) = LOADED.with_borrow(|loaded| loaded.get(&place).cloned()) {
            return Ok(loaded);
        }
        let name = format!("{}-{}", edition.language.code(), country.as_str());
        let locale = Self::load(edition, &name)
            .map_err(|why| format!("the formats of {name} could not be loaded: {why}"))?;
        let locale = Rc::new(locale);
        LOADED.with_borrow_mut(|loaded| {
            if loaded.len() >= LOADED_AT_MOST {
                loaded.clear();
            }
            loaded.insert(place, Rc::clone(&locale));
        });
        Ok(locale)
    }

    fn load(edition: &Edition, name: &str) -> Result<Self, Box<dyn Error>> {
        let locale: icu_locale_core::Locale = name.parse()?;
        let decimal = DecimalFormatter::try_new((&locale).into(), Default::default())?;
        Ok(Self {
            code_first: edition.code_first,
            inflect: edition.inflect,
            thousands: thousands_of(&decimal),
            decimal,
            list: ListFormatter::try_new_and((&locale).into(), Default::default())?,
            plural: PluralRules::try_new((&locale).into(), Default::default())?,
            long: DayFormatter::try_new((&locale).into(), fieldsets::YMD::long())?,
            full: DayFormatter::try_new((&locale).into(), fieldsets::YMDE::long())?,
            short: DayFormatter::try_new((&locale).into(), fieldsets::YMD::medium())?,
            in_subject: DayFormatter::try_new((&locale).into(), fieldsets::MD::long())?,
            days: RefCell::default(),
        })
    }

    /// An amount with its currency: "EUR 1,234.50", "1.234,50 EUR".
    pub(crate) fn money(&self, money: Money) -> String {
        let number = self.number(&money.rounded().to_string());
        let code = money.currency.code();
        if self.code_first {
            format!("{code}{NO_BREAK_SPACE}{number}")
        } else {
            format!("{number}{NO_BREAK_SPACE}{code}")
        }
    }

    /// A number, given in plain digits, with all its decimals.
    pub(crate) fn number(&self, exact: &str) -> String {
        // A decimal's own digits always parse; and if they did not, they would still be right to print.
        match exact.parse::<Decimal>() {
            Ok(number) => self.grouped(&self.decimal.format(&number).to_string()),
            Err(_) => exact.to_owned(),
        }
    }

    /// The number with its thousands parted. CLDR lets Italian and Spanish leave a lone separator out ("1234,50"), as
    /// prose does; invoices don't, and in a column it would part some amounts and not others.
    fn grouped(&self, number: &str) -> String {
        let is_digit = |character: char| character.is_ascii_digit();
        let (sign, digits) = number.split_at(number.find(is_digit).unwrap_or_default());
        let whole = digits.len() - digits.trim_start_matches(is_digit).len();
        match digits.split_at_checked(1) {
            Some((first, others)) if whole == 4 => format!("{sign}{first}{}{others}", self.thousands),
            _ => number.to_owned(),
        }
    }

    /// Amounts in a row: "EUR 10.00, GBP 5.00 and USD 1.00".
    pub(crate) fn amounts(&self, amounts: &[Money]) -> String {
        let printed = amounts.iter().map(|money| self.money(*money));
        self.list.format_to_string(printed.collect::<Vec<_>>().iter())
    }

    /// The phrase for a count.
    pub(crate) fn counted(&self, count: u64, phrase: Counted) -> String {
        let form = match self.plural.category_for(count) {
            PluralCategory::One => phrase.one,
            PluralCategory::Few => phrase.few.unwrap_or(phrase.other),
            _ => phrase.other,
        };
        form.replace("{n}", &count.to_string())
    }

    /// A day in words.
    pub(crate) fn day(&self, day: NaiveDate) -> Rc<Day> {
        if let Some(known) = self.days.borrow().get(&day) {
            return Rc::clone(known);
        }
        let forms = self.forms_of(day);
        let in_templates = Value::from(Serde(&forms));
        let in_words = Rc::new(Day { forms, in_templates });
        let mut days = self.days.borrow_mut();
        if days.len() >= DAYS_AT_MOST {
            days.clear();
        }
        days.insert(day, Rc::clone(&in_words));
        in_words
    }

    fn forms_of(&self, day: NaiveDate) -> DayForms {
        let mut forms = DayForms::new();
        let month = u8::try_from(day.month()).unwrap_or_default();
        let number = u8::try_from(day.day()).unwrap_or_default();
        // Both calendars are Gregorian, so every day of the one is a day of the other.
        let Ok(date) = Date::try_new_gregorian(day.year(), month, number) else {
            return forms;
        };
        forms.insert("long", self.long.format(&date).to_string());
        forms.insert("full", self.full.format(&date).to_string());
        forms.insert("short", self.short.format(&date).to_string());
        forms.insert("in_subject", self.in_subject.format(&date).to_string());
        (self.inflect)(day, &mut forms);
        forms
    }
}

/// What stands between the thousands of a number that is long enough to have it in every language.
fn thousands_of(decimal: &DecimalFormatter) -> String {
    let long_enough = decimal.format(&Decimal::from(10_000)).to_string();
    long_enough
        .chars()
        .filter(|character| !character.is_ascii_digit())
        .collect()
}

/// The words with the count kept on one line with what it counts.
pub(crate) fn with_its_noun(count: u32, words: &str) -> String {
    words.replace(&format!("{count} "), &format!("{count}{NO_BREAK_SPACE}"))
}

/// Which grammatical number a count takes in the language.
pub(crate) fn number_of(language: Language, count: u64) -> PluralCategory {
    let load = || {
        let locale = language.code().parse::<icu_locale_core::Locale>().ok()?;
        PluralRules::try_new((&locale).into(), Default::default()).ok()
    };
    NUMBERS.with_borrow_mut(|numbers| {
        let rules = numbers.entry(language).or_insert_with(load);
        // The data of every language is compiled in; `other` is the form that every language has.
        rules
            .as_ref()
            .map_or(PluralCategory::Other, |rules| rules.category_for(count))
    })
}
