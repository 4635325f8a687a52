//! Codes are read back from the pixels of their pictures, and say what the letter says.

use dunning::account::Language;
use dunning::money::Money;
use dunning::stage::Tone;
use png::{Decoder, Transformations};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::languages::edition;
use crate::sample::{amount, line, sample_reminder};

/// What is changed of an invoice, and how.
type Change = (&'static str, fn(&mut ReminderLine));

const IBAN: &str = "IE29AIBK93115212345678";

/// Reads the one code of a picture, as a phone would.
fn scanned(png: &[u8]) -> String {
    let mut decoder = Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let side = usize::try_from(info.width).unwrap();
    assert_eq!((info.width, pixels.len()), (info.height, side * side));
    // White all around, four modules wide.
    let border = 24;
    for (index, pixel) in pixels.iter().enumerate() {
        let (x, y) = (index % side, index / side);
        let is_border = |at: usize| at < border || at >= side - border;
        assert!(*pixel == 255 || !(is_border(x) || is_border(y)), "{x} {y}");
    }
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| pixels[y * side + x]);
    let grids = picture.detect_grids();
    let [grid] = grids.as_slice() else {
        panic!("{} codes in a picture", grids.len());
    };
    let (meta, text) = grid.decode().unwrap();
    assert!(meta.version.0 <= 13, "version {}", meta.version.0);
    // Error level M, as the two bits of the format information write it.
    assert_eq!(meta.ecc_level, 0);
    text
}

fn of(reminder: &Reminder) -> Vec<Code> {
    let locale = Locale::of(edition(reminder.language), reminder.country).unwrap();
    codes(reminder, &locale)
}

/// What the codes of a letter say.
fn read(reminder: &Reminder) -> Vec<String> {
    of(reminder).iter().map(|code| scanned(&code.png)).collect()
}

fn sample() -> Reminder {
    let mut reminder = sample_reminder(Tone::EarlyLate, Language::English);
    let payment = &mut reminder.overdue[0].payment;
    payment.iban = Some(IBAN.into());
    payment.bic = None;
    payment.link = None;
    reminder
}

fn rupees(open: &str) -> Reminder {
    let mut reminder = sample();
    let line = &mut reminder.overdue[0];
    line.payment.iban = None;
    line.payment.upi = Some("lagopus.roasters@examplebank".into());
    line.open = amount(open, "INR");
    reminder
}

#[test]
fn a_transfer_is_written_as_epc069_12_says() {
    let mut reminder = sample();
    assert_eq!(
        read(&reminder),
        [
            "BCD\n002\n1\nSCT\n\nLagopus Coffee Roasters Ltd\nIE29AIBK93115212345678\nEUR1234.50\n\n\nLGP-2026-0117"
        ]
    );
    let line = &mut reminder.overdue[0];
    line.payment.bic = Some("AIBKIE2D".into());
    line.payment.reference = Some("rf18 5390 0754 7034".into());
    line.open = amount("0.01", "EUR");
    assert_eq!(
        read(&reminder),
        [
            "BCD\n002\n1\nSCT\nAIBKIE2D\nLagopus Coffee Roasters Ltd\nIE29AIBK93115212345678\nEUR0.01\n\nRF18539007547034"
        ]
    );
}

#[test]
fn the_code_asks_for_what_is_open_of_its_own_invoice() {
    let mut reminder = sample();
    reminder.overdue[0].open = amount("734.50", "EUR");
    let mut second = reminder.overdue[0].clone();
    second.number = "LGP-2026-0118".into();
    second.open = amount("99", "EUR");
    second.payment.reference = Some("CUSTOMER-0017".into());
    reminder.overdue.push(second);
    let read = read(&reminder);
    assert!(read[0].ends_with("EUR734.50\n\n\nLGP-2026-0117"), "{read:?}");
    assert!(read[1].ends_with("EUR99.00\n\n\nCUSTOMER-0017"), "{read:?}");
}

#[test]
fn the_oldest_invoices_get_the_codes() {
    let mut reminder = sample();
    for index in 0..5 {
        let mut invoice = reminder.overdue[0].clone();
        invoice.number = format!("LGP-2027-{index}");
        reminder.coming_due.push(invoice);
    }
    let mut dollars = reminder.overdue[0].clone();
    dollars.open = amount("1", "USD");
    reminder.overdue.insert(0, dollars);
    let codes = of(&reminder);
    let numbers: Vec<&str> = codes.iter().map(|code| code.number.as_str()).collect();
    assert_eq!(numbers, ["LGP-2026-0117", "LGP-2027-0", "LGP-2027-1"]);
    let mut names: Vec<&str> = codes.iter().map(|code| code.content_id.as_str()).collect();
    names.dedup();
    assert_eq!(names.len(), 3);
    assert!(
        names.iter().all(|name| name.len() <= 78 && name.is_ascii()),
        "{names:?}"
    );
}

#[test]
fn who_can_not_be_paid_by_sepa_gets_no_code() {
    let cases: [Change; 10] = [
        ("dollars", |line| line.open = amount("1234.50", "USD")),
        ("nothing open", |line| line.open = amount("0", "EUR")),
        ("less than a cent", |line| line.open = amount("0.004", "EUR")),
        ("too much", |line| line.open = amount("1000000000", "EUR")),
        ("no account", |line| line.payment.iban = None),
        ("wrong check digits", |line| {
            line.payment.iban = Some("IE28AIBK93115212345678".into())
        }),
        // Valid by its check digits, and not of the area.
        ("Türkiye", |line| {
            line.payment.iban = Some("TR330006100519786457841326".into())
        }),
        ("a Swiss bank without its BIC", |line| {
            line.payment.iban = Some("CH9300762011623852957".into());
        }),
        ("a number too long to be printed", |line| {
            line.number = "7".repeat(61)
        }),
        ("a reference too long to be printed", |line| {
            line.payment.reference = Some("7".repeat(61));
        }),
    ];
    for (why, change) in cases {
        let mut reminder = sample();
        change(&mut reminder.overdue[0]);
        assert_eq!(read(&reminder), [""; 0], "{why}");
    }
    let mut swiss = sample();
    swiss.overdue[0].payment.iban = Some("CH93 0076 2011 6238 5295 7".into());
    swiss.overdue[0].payment.bic = Some("UBSWCHZH80A".into());
    assert!(read(&swiss)[0].contains("\nUBSWCHZH80A\nLagopus Coffee Roasters Ltd\nCH9300762011623852957\n"));
    let mut most = sample();
    most.overdue[0].open = amount("999999999.99", "EUR");
    assert!(read(&most)[0].contains("\nEUR999999999.99\n"));
}

#[test]
fn names_are_cut_and_mapped_and_references_keep_what_they_are_found_by() {
    let mut reminder = sample();
    reminder.creditor.name = format!("Müller & Søn\r\nEUR1 {}", "é".repeat(100));
    reminder.overdue[0].number = "RE_2026#17\n[b]".into();
    let read = read(&reminder).remove(0);
    let lines: Vec<&str> = read.split('\n').collect();
    assert_eq!(lines[5], format!("Müller + Søn EUR1 {}", "é".repeat(52)));
    assert_eq!(lines[5].chars().count(), 70);
    assert_eq!(lines[10], "RE-2026.17 (b)");
    assert_eq!(lines.len(), 11);
}

#[test]
fn a_long_code_stays_within_331_bytes() {
    let mut reminder = sample();
    reminder.creditor.name = "啡".repeat(90);
    reminder.overdue[0].number = "啡".repeat(59) + "1";
    let read = read(&reminder).remove(0);
    assert!((328..=331).contains(&read.len()), "{}", read.len());
    assert!(read.ends_with(&reminder.overdue[0].number));
    assert_eq!(read.lines().count(), 11);
    reminder.creditor.name = "\u{200b}".into();
    assert!(of(&reminder).is_empty());
}

#[test]
fn a_upi_payment_is_a_link_and_a_code() {
    let reminder = rupees("100000");
    let link = "upi://pay?pa=lagopus.roasters@examplebank&pn=Lagopus%20Coffee%20Roasters%20Ltd&am=100000.00&cu=INR\
                &tn=LGP-2026-0117&tr=LGP20260117";
    assert_eq!(read(&reminder), [link]);
    assert_eq!(app_links(&reminder), [link]);
    let codes = of(&reminder);
    assert_eq!(codes[0].link.as_deref(), Some(link));
    assert_eq!(codes[0].address.as_deref(), Some("lagopus.roasters@examplebank"));

    for none in ["100000.01", "0", "-5"] {
        assert_eq!(read(&rupees(none)), [""; 0], "{none}");
    }
    let cases: [Change; 4] = [
        ("euros", |line| line.open = amount("10", "EUR")),
        ("no address", |line| line.payment.upi = Some("lagopus".into())),
        ("a second parameter", |line| {
            line.payment.upi = Some("lagopus@bank&am=1".into())
        }),
        ("a note too long", |line| line.number = "7".repeat(51)),
    ];
    for (why, change) in cases {
        let mut reminder = rupees("10");
        change(&mut reminder.overdue[0]);
        assert_eq!(read(&reminder), [""; 0], "{why}");
        assert_eq!(app_links(&reminder), [""; 0], "{why}");
    }
}

/// Names and numbers as they come: accents, other scripts, marks, line breaks, and signs that mean something in a link.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zÀ-ÿĀ-ſȘșȚțßẞ &.'-]{1,90}",
        "[A-Z]{2,4}[-/_#& ]?[0-9]{1,12}",
        "[ऀ-ॿ ]{1,60}",
        "\\PC{1,70}",
        "[\r\n\t\u{85}\u{2028}\u{202e}A1&=%+]{1,40}",
    ]
}

/// What a text is found by.
fn letters_and_digits(text: &str) -> String {
    text.chars()
        .filter(|character| character.is_alphanumeric())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_transfer_reads_back(name in texts(), number in texts(), cents in 1_i64..=99_999_999_999) {
        let mut reminder = sample();
        reminder.creditor.name = name.clone();
        reminder.overdue[0].number = number.clone();
        let open = Money::new(Decimal::new(cents, 2), reminder.overdue[0].open.currency);
        reminder.overdue[0].open = open;
        let read = read(&reminder);
        let Some(read) = read.first() else {
            let too_long = number.chars().count() > 60;
            let says_nothing = letters_and_digits(&name).is_empty() || letters_and_digits(&number).is_empty();
            prop_assert!(too_long || says_nothing, "{name:?} {number:?}");
            return Ok(());
        };
        prop_assert!(read.len() <= sepa::BYTES_AT_MOST);
        prop_assert!(!read.chars().any(|character| character.is_control() && character != '\n'), "{read:?}");
        let lines: Vec<&str> = read.split('\n').collect();
        prop_assert_eq!(&lines[..5], ["BCD", "002", "1", "SCT", ""]);
        prop_assert_eq!(&lines[6..10], [IBAN, &format!("EUR{}.{:02}", cents / 100, cents % 100), "", ""]);
        prop_assert_eq!(lines.len(), 11);
        prop_assert!((1..=70).contains(&lines[5].chars().count()), "{}", lines[5]);
        prop_assert!(letters_and_digits(&name).starts_with(&letters_and_digits(lines[5])), "{}", lines[5]);
        prop_assert!(lines[10].chars().count() <= 140);
        prop_assert_eq!(letters_and_digits(lines[10]), letters_and_digits(&number));
    }

    #[test]
    fn any_upi_payment_reads_back(name in texts(), number in texts(), paise in 1_i64..=10_000_000) {
        let mut reminder = rupees("1");
        reminder.creditor.name = name.clone();
        reminder.overdue[0].number = number.clone();
        reminder.overdue[0].open = Money::new(Decimal::new(paise, 2), reminder.overdue[0].open.currency);
        let read = read(&reminder);
        let Some(read) = read.first() else {
            let note = one_line(&number, usize::MAX);
            // Three bytes of a script are nine in a link, and a code holds 331.
            prop_assert!(note.is_empty() || note.chars().count() > 50 || note.len() > 73, "{name:?} {number:?}");
            return Ok(());
        };
        let query = read.strip_prefix("upi://pay?").unwrap();
        prop_assert!(query.bytes().all(|byte| byte.is_ascii_graphic()));
        let decoded = |value: &str| percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned();
        let mut pairs = query.split('&').map(|pair| pair.split_once('=').unwrap()).map(|(key, value)| (key, decoded(value)));
        prop_assert_eq!(pairs.next(), Some(("pa", "lagopus.roasters@examplebank".to_owned())));
        let mut next = pairs.next().unwrap();
        if next.0 == "pn" {
            prop_assert!(!next.1.is_empty() && one_line(&name, usize::MAX).starts_with(&next.1));
            next = pairs.next().unwrap();
        }
        prop_assert_eq!(next, ("am", format!("{}.{:02}", paise / 100, paise % 100)));
        prop_assert_eq!(pairs.next(), Some(("cu", "INR".to_owned())));
        prop_assert_eq!(pairs.next(), Some(("tn", one_line(&number, usize::MAX))));
        if let Some((key, reference)) = pairs.next() {
            let expected: String = number.chars().filter(char::is_ascii_alphanumeric).collect();
            prop_assert_eq!((key, reference), ("tr", expected));
        }
        prop_assert_eq!(pairs.next(), None);
    }
}

#[test]
fn a_picture_is_small() {
    let mut reminder = sample();
    reminder.creditor.name = "Ž".repeat(70);
    reminder.overdue[0].number = "Ž".repeat(59) + "1";
    reminder.overdue.push(line("LGP-2026-0119", reminder.today));
    for code in of(&reminder) {
        println!("{} px wide: {} bytes", code.side, code.png.len());
        assert!(code.png.len() < 4_000, "{}", code.png.len());
        assert!(code.side <= 231);
    }
}
