use dunning::account::Language;
use dunning::money::Currency;

use super::*;
use crate::languages::{edition, languages};

fn money(amount: &str, currency: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::parse(currency).unwrap())
}

fn locale(language: Language, country: &str) -> std::rc::Rc<Locale> {
    Locale::of(edition(language), CountryCode::parse(country).unwrap()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn amounts_follow_the_language_and_never_break() {
    for (amount, currency, english, italian) in [
        ("1234.5", "EUR", "EUR 1,234.50", "1.234,50 EUR"),
        ("0.999", "EUR", "EUR 1.00", "1,00 EUR"),
        ("1234567", "JPY", "JPY 1,234,567", "1.234.567 JPY"),
        ("15.125", "KWD", "KWD 15.125", "15,125 KWD"),
        ("999", "USD", "USD 999.00", "999,00 USD"),
        ("-1000", "GBP", "GBP -1,000.00", "-1.000,00 GBP"),
    ] {
        for (language, country, printed) in [
            (Language::English, "GB", english),
            (Language::Italian, "IT", italian),
        ] {
            let locale = locale(language, country);
            assert_eq!(
                locale.money(money(amount, currency)),
                printed.replace(' ', "\u{a0}")
            );
        }
    }
}

#[test]
fn several_currencies_are_listed() {
    let sums = [money("10", "EUR"), money("5", "GBP"), money("1", "USD")];
    let english = locale(Language::English, "GB");
    assert_eq!(
        english.amounts(&sums),
        "EUR\u{a0}10.00, GBP\u{a0}5.00 and USD\u{a0}1.00"
    );
    assert_eq!(english.amounts(&sums[..1]), "EUR\u{a0}10.00");
    let italian = locale(Language::Italian, "IT");
    assert_eq!(italian.amounts(&sums[..2]), "10,00\u{a0}EUR e 5,00\u{a0}GBP");
}

#[test]
fn english_days() {
    let forms = locale(Language::English, "GB").day(day("2026-11-24"));
    assert_eq!(forms["long"], "24 November 2026");
    assert_eq!(forms["full"], "Tuesday, 24 November 2026");
    assert_eq!(forms["short"], "24 Nov 2026");
}

#[test]
fn italian_days_take_their_articles() {
    for (date, full, il, del, dal) in [
        (
            "2026-11-24",
            "martedì 24 novembre 2026",
            "il 24 novembre 2026",
            "del 24 novembre 2026",
            "dal 24 novembre 2026",
        ),
        (
            "2026-12-08",
            "martedì 8 dicembre 2026",
            "l'8 dicembre 2026",
            "dell'8 dicembre 2026",
            "dall'8 dicembre 2026",
        ),
        (
            "2026-12-11",
            "venerdì 11 dicembre 2026",
            "l'11 dicembre 2026",
            "dell'11 dicembre 2026",
            "dall'11 dicembre 2026",
        ),
        (
            "2027-01-01",
            "venerdì 1° gennaio 2027",
            "il 1° gennaio 2027",
            "del 1° gennaio 2027",
            "dal 1° gennaio 2027",
        ),
    ] {
        let forms = locale(Language::Italian, "IT").day(day(date));
        assert_eq!(
            [&forms["full"], &forms["il"], &forms["del"], &forms["dal"]],
            [full, il, del, dal]
        );
    }
}

#[test]
fn german_days_are_declined_after_their_weekday() {
    let forms = locale(Language::German, "DE").day(day("2027-01-05"));
    assert_eq!(forms["long"], "5. Januar 2027");
    assert_eq!(forms["am"], "am Dienstag, dem 5. Januar 2027");
    assert_eq!(forms["bis"], "bis Dienstag, den 5. Januar 2027");
    let austrian = locale(Language::German, "AT").day(day("2027-01-05"));
    assert_eq!(austrian["am"], "am Dienstag, dem 5. Jänner 2027");
}

#[test]
fn spanish_days_have_no_comma_after_the_weekday() {
    let forms = locale(Language::Spanish, "ES").day(day("2026-11-24"));
    assert_eq!(forms["full"], "martes 24 de noviembre de 2026");
    assert_eq!(forms["in_subject"], "24 de noviembre");
}

#[test]
fn a_count_takes_its_number() {
    for (language, one, many) in [
        (Language::English, "1 day overdue", "21 days overdue"),
        (Language::Italian, "scaduta da 1 giorno", "scaduta da 21 giorni"),
        (
            Language::German,
            "seit 1 Tag überfällig",
            "seit 21 Tagen überfällig",
        ),
        (Language::Spanish, "vencida hace 1 día", "vencida hace 21 días"),
    ] {
        let edition = edition(language);
        let locale = locale(language, "IT");
        assert_eq!(locale.counted(1, edition.labels.overdue_for), one);
        assert_eq!(locale.counted(21, edition.labels.overdue_for), many);
    }
}

#[test]
fn romanian_has_three_numbers() {
    let phrase = edition(Language::Romanian).labels.overdue_for;
    let locale = locale(Language::Romanian, "RO");
    for (count, said) in [
        (1, "scadență depășită cu 1 zi"),
        (2, "scadență depășită cu 2 zile"),
        (19, "scadență depășită cu 19 zile"),
        (20, "scadență depășită cu 20 de zile"),
        (21, "scadență depășită cu 21 de zile"),
        (101, "scadență depășită cu 101 zile"),
        (120, "scadență depășită cu 120 de zile"),
    ] {
        assert_eq!(locale.counted(count, phrase), said);
    }
}

#[test]
fn romanian_days_and_amounts() {
    let locale = locale(Language::Romanian, "RO");
    let forms = locale.day(day("2027-01-01"));
    assert_eq!(forms["full"], "vineri, 1 ianuarie 2027");
    assert_eq!(forms["short"], "1 ian. 2027");
    assert_eq!(locale.money(money("1234.5", "RON")), "1.234,50\u{a0}RON");
}

#[test]
fn french_days_and_amounts() {
    let french = locale(Language::French, "FR");
    let forms = french.day(day("2027-01-01"));
    assert_eq!(forms["long"], "1er janvier 2027");
    assert_eq!(forms["full"], "vendredi 1er janvier 2027");
    assert_eq!(forms["short"], "1er janv. 2027");
    assert_eq!(forms["in_subject"], "1er janvier");
    assert_eq!(french.day(day("2027-01-21"))["long"], "21 janvier 2027");
    assert_eq!(french.money(money("1234.5", "EUR")), "1\u{202f}234,50\u{a0}EUR");
}

#[test]
fn hindi_days_and_amounts() {
    let locale = locale(Language::Hindi, "IN");
    let forms = locale.day(day("2026-11-24"));
    assert_eq!(forms["long"], "24 नवंबर 2026");
    assert_eq!(forms["full"], "मंगलवार, 24 नवंबर 2026");
    assert_eq!(forms["in_subject"], "24 नवंबर");
    assert_eq!(locale.money(money("1234567.5", "INR")), "INR\u{a0}12,34,567.50");
}

#[test]
fn the_country_decides_how_numbers_and_dates_look() {
    for (language, country, sum, short) in [
        (Language::English, "GB", "EUR 1,234,567.50", "1 Dec 2026"),
        (Language::English, "US", "EUR 1,234,567.50", "Dec 1, 2026"),
        (Language::English, "IN", "EUR 12,34,567.50", "01 Dec 2026"),
        (Language::Italian, "IT", "1.234.567,50 EUR", "1 dic 2026"),
        (Language::Italian, "CH", "1'234'567.50 EUR", "1 dic 2026"),
        (Language::German, "DE", "1.234.567,50 EUR", "01.12.2026"),
        (Language::German, "CH", "1'234'567.50 EUR", "01.12.2026"),
        (Language::Spanish, "ES", "1.234.567,50 EUR", "1 dic 2026"),
        (Language::Spanish, "MX", "1,234,567.50 EUR", "1 dic 2026"),
    ] {
        let locale = locale(language, country);
        assert_eq!(
            locale.money(money("1234567.5", "EUR")),
            sum.replace(' ', "\u{a0}")
        );
        assert_eq!(locale.day(day("2026-12-01"))["short"], short);
    }
}

#[test]
fn every_language_has_its_formats_in_every_country() {
    for language in languages() {
        for country in [
            "GB", "US", "IN", "IT", "RO", "FR", "DE", "AT", "CH", "ES", "MX", "JP", "ZA", "BR",
        ] {
            let forms = locale(*language, country).day(day("2027-01-01"));
            for form in ["long", "full", "short", "in_subject"] {
                assert!(!forms[form].is_empty(), "{language:?} {country} {form}");
            }
        }
    }
}
