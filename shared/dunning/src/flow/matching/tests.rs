//! What a text says of a document number, in field words.

use super::naming::Naming;
use super::numbers::{digit_keys, naming, windows};
use super::text::Text;

/// How the text names the number: `sure` (any amount is for it), `likely` (the exact amount is), `weak` (the exact
/// amount and the payer are), or not at all. Only what the keys lead to is compared, as in a store.
fn named(number: &str, texts: &[&str]) -> &'static str {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    let text = Text::of(&texts);
    let keys = digit_keys(number);
    let best = windows(&text)
        .iter()
        .filter(|window| window.keys.iter().any(|key| keys.contains(key)))
        .filter_map(|window| naming(&text, window, number))
        .filter(Naming::is_worth_a_look)
        .reduce(Naming::or);
    match best {
        Some(naming) if naming.is_sure() => "sure",
        Some(naming) if naming.is_likely() => "likely",
        Some(_) => "weak",
        None => "no",
    }
}

#[test]
fn numbers_are_found_in_spite_of_how_they_are_retyped() {
    for (number, text, expected) in [
        ("INV-2026-0017", "INV-2026-0017", "sure"),
        ("INV-2026-0017", "inv 2026 0017", "sure"),
        ("INV-2026-0017", "INV20260017", "sure"),
        ("INV-2026-0017", "INV 2026/17", "sure"),
        ("INV-2026-017", "INV2026017", "sure"),
        ("INV-2026-0017", "INV2026017", "sure"),
        ("INV-2026-0017", "Your invoice inv.2026.17, thanks", "sure"),
        ("INV-2026-0017", "RE 2026-17", "sure"),
        ("INV-2026-0017", "Rechnung Nr. 17/2026", "sure"),
        (
            "INV-2026-0017",
            "Rechnung Nr. 17/2026 vom 12.11.2026 Kd-Nr 10023",
            "sure",
        ),
        ("INV-2026-0017", "E2E-INV-2026-0017-1", "likely"),
        ("INV-2026-0017", "NEFT-HDFC0000123-ACME-INV 2026 17", "sure"),
        ("INV-2026-0017", "UPI/CR/412345678901/ACME/INV-2026-0017", "sure"),
        ("INV-2026-0017", "INV-2026-0017-B of yours", "likely"),
        ("INV-2026-0017", "ACME/INV-2026-0017/ACME", "sure"),
        ("INV-2026-0017", "2026-17", "likely"),
        ("INV-2026-0017", "thanks 2026 17 and bye", "weak"),
        ("INV-2026-0017", "LS 2026-17", "weak"),
        ("INV-2026-0017", "17", "no"),
        ("INV-2026-0017", "Rechnung 17", "no"),
        ("FT-17/2026", "fattura n. 0017 del 12/11/2026", "sure"),
        ("FT 17/2026", "saldo ft. 17 del 12.11.26", "sure"),
        ("17", "fattura n. 0017 del 12/11/2026", "likely"),
        ("17", "saldo del 17/11/2026", "no"),
        ("INV-17", "Payment for invoice INV 0017, thanks", "sure"),
        ("INV-0017", "Rechnung 17", "likely"),
        ("RE-10234", "Rechnung 10234", "sure"),
        ("RE-10234", "Kunde 10234", "weak"),
        ("1001", "1001", "sure"),
        ("1001", "invoices 1001, 1002 and 1003", "sure"),
        ("1003", "invoices 1001, 1002 and 1003", "sure"),
        ("1001", "1001 1002", "likely"),
        ("10023", "Rechnung 17 Kunde 10023", "likely"),
        ("ABC-1", "abc1", "sure"),
        ("A-1", "pay A-1", "no"),
        ("100", "thanks 100", "weak"),
        ("A-1", "invoice A-1", "likely"),
        ("FAC-2026-A-17", "fac 2026 a 17", "sure"),
    ] {
        assert_eq!(named(number, &[text]), expected, "{number} in “{text}”");
    }
}

#[test]
fn a_line_break_of_a_bank_cuts_no_number() {
    for (number, lines) in [
        (
            "INV-2026-0017",
            ["Payment of invoice INV-2026-00", "17 dated 12 November 2026"],
        ),
        (
            "INV-2026-0017",
            ["Payment of invoice INV-20", "26-0017 dated 12 November 2026"],
        ),
        ("INV-2026-0017", ["Payment of invoice INV-", "2026-0017"]),
        ("RE10234", ["ACME GMBH BERLIN RE102", "34 DANKE"]),
    ] {
        assert_eq!(named(number, &lines), "sure", "{number} in {lines:?}");
        assert_eq!(named(number, &[&lines.join(" ")]), "sure", "{number} in one text");
        assert_eq!(named(number, &[&lines.join("\n")]), "sure", "{number} in lines");
    }
}

#[test]
fn look_alikes_are_other_numbers() {
    for (number, text) in [
        ("INV-17", "INV-171"),
        ("INV-171", "INV-17"),
        ("INV-17", "INV-1-7 and more"),
        ("INV-17", "RE 2026 17"),
        ("INV-1001", "RE 2026 1001 Danke"),
        ("INV-17", "RE-17-5 Danke"),
        ("INV-17", "117"),
        ("INV-2026-17", "INV-2026-1"),
        ("INV-2026-17", "INV-2025-17"),
        ("RE-2026-11", "Miete 11/2026 12.11.2026"),
        ("RE-2026", "thanks, 12 March 2026"),
        ("RE-2026-1112", "paid on 20261112"),
        ("RE-2026-12", "paid on 12 Nov 2026"),
        ("20261112", "paid 2026-11-12"),
        ("100", "100.00 EUR"),
        ("INV-2026-A-17", "INV-2026-B-17"),
    ] {
        let found = named(number, &[text]);
        assert!(matches!(found, "no" | "weak"), "{number} in “{text}”: {found}");
    }
}

#[test]
fn a_part_of_a_number_gives_way_to_the_whole() {
    for (text, shorter, longer, gives_way) in [
        ("INV-17-2", "INV-17", "INV-17-2", true),
        ("INV-17", "RE-17", "INV-17", true),
        ("INV-17", "17", "INV-17", true),
        ("INV-17 1", "INV-17", "INV-171", false),
    ] {
        let text = Text::of(&[text.to_owned()]);
        let found = |number: &str| {
            let keys = digit_keys(number);
            let windows = windows(&text);
            let of = windows
                .iter()
                .filter(|window| window.keys.iter().any(|key| keys.contains(key)));
            of.filter_map(|window| naming(&text, window, number))
                .reduce(Naming::or)
                .unwrap()
        };
        assert_eq!(
            found(shorter).gives_way_to(&found(longer)),
            gives_way,
            "{shorter}, {longer}"
        );
        assert!(
            !found(longer).gives_way_to(&found(shorter)),
            "{longer}, {shorter}"
        );
    }
}

#[test]
fn the_work_is_bounded_by_the_text() {
    let text = Text::of(&["INV-1 ".repeat(10_000)]);
    assert!(text.is_cut);
    assert!(windows(&text).len() <= 6 * text.runs.len());
}
