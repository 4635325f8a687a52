//! Terms as they stand on invoices, in all languages, and what must not be read as one.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::Abstention::{self, *};
use super::due_by_text;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The issue of every invoice here.
fn issue() -> NaiveDate {
    date("2026-03-05")
}

/// Texts that are read, and the day.
const READ: &[(&str, &str)] = &[
    // So many days, in words of all languages.
    ("30 days net", "2026-04-04"),
    ("net 30", "2026-04-04"),
    ("Net30", "2026-04-04"),
    ("NET 45 DAYS", "2026-04-19"),
    ("Net 30 days from invoice date", "2026-04-04"),
    ("n/30", "2026-04-04"),
    ("payment within 30 days of invoice date", "2026-04-04"),
    (
        "Payment is due within thirty (30) days from the date of this invoice.",
        "2026-04-04",
    ),
    ("Payable within 30 (thirty) days.", "2026-04-04"),
    ("Terms: 30 days", "2026-04-04"),
    ("30-day terms", "2026-04-04"),
    (
        "Please pay within 14 days to the account below, quoting R-2026/117.",
        "2026-03-19",
    ),
    ("Please pay 1,250.00 EUR within 14 days", "2026-03-19"),
    (
        "Payment no later than 30 days after the invoice date",
        "2026-04-04",
    ),
    ("Payment due 2 weeks from invoice date", "2026-03-19"),
    ("14 Tage netto", "2026-03-19"),
    ("Netto 14 Tage", "2026-03-19"),
    ("zahlbar innerhalb von 30 Tagen ohne Abzug", "2026-04-04"),
    ("Zahlbar binnen 10 Tagen nach Rechnungserhalt.", "2026-03-15"),
    ("Zahlungsziel: 21 Tage", "2026-03-26"),
    (
        "Zahlungsbedingungen: 30 Tage ab Rechnungsdatum rein netto",
        "2026-04-04",
    ),
    ("Fällig nach Rechnungsdatum + 10 Tage", "2026-03-15"),
    (
        "Bitte überweisen Sie den Betrag spätestens 14 Tage nach Erhalt der Rechnung.",
        "2026-03-19",
    ),
    ("Zahlbar innerhalb 4 Wochen", "2026-04-02"),
    ("30 Tg. netto", "2026-04-04"),
    ("entro 30 giorni data fattura", "2026-04-04"),
    ("30 gg d.f.", "2026-04-04"),
    ("30 GG. D.F.", "2026-04-04"),
    ("Bonifico bancario 60 gg data fattura", "2026-05-04"),
    ("Pagamento a 30 giorni dalla data della fattura", "2026-04-04"),
    ("Si prega di pagare entro e non oltre 30 giorni", "2026-04-04"),
    ("Scadenza 30 gg", "2026-04-04"),
    ("PAIEMENT 30 JOURS NET", "2026-04-04"),
    (
        "Règlement à 30 jours à compter de la date d'émission de la facture",
        "2026-04-04",
    ),
    ("30 jours date de facture", "2026-04-04"),
    (
        "Payable à 45 jours. Pas d'escompte pour règlement anticipé.",
        "2026-04-19",
    ),
    ("Échéance : 30 j", "2026-04-04"),
    ("30 jours à réception de facture", "2026-04-04"),
    ("30 días fecha factura", "2026-04-04"),
    ("Pago a 60 días de la fecha de factura", "2026-05-04"),
    ("Vencimiento: 30 días", "2026-04-04"),
    ("în termen de 30 de zile", "2026-04-04"),
    ("Termen de plată: 30 de zile de la data facturii", "2026-04-04"),
    ("Plata se va face în 15 zile de la emitere", "2026-03-20"),
    ("30 दिन", "2026-04-04"),
    ("भुगतान ३० दिनों के भीतर करें", "2026-04-04"),
    ("बिल की तारीख से 30 दिन", "2026-04-04"),
    ("Betaling binnen 14 dagen na factuurdatum", "2026-03-19"),
    ("30 dagar netto. Dröjsmålsränta: 12 %", "2026-04-04"),
    ("10 dagar, dröjsmålsränta 12.3 %", "2026-03-15"),
    ("Netto 14 dage", "2026-03-19"),
    ("Betales innen 14 dager", "2026-03-19"),
    // A terms field with nothing but days is net from the issue.
    ("60 DAYS", "2026-05-04"),
    ("14 Tage", "2026-03-19"),
    ("30D", "2026-04-04"),
    ("30 dagar.", "2026-04-04"),
    // At once is the day of the issue.
    ("due on receipt", "2026-03-05"),
    ("Payment due upon receipt of invoice", "2026-03-05"),
    ("payable immediately", "2026-03-05"),
    ("Zahlbar sofort", "2026-03-05"),
    ("Zahlbar sofort, rein netto", "2026-03-05"),
    (
        "Zahlbar sofort ohne Abzug nach Erhalt der Rechnung.",
        "2026-03-05",
    ),
    ("vista fattura", "2026-03-05"),
    ("Rimessa diretta a vista fattura", "2026-03-05"),
    ("Paiement à réception de facture", "2026-03-05"),
    ("Pago al contado", "2026-03-05"),
    ("तुरंत देय", "2026-03-05"),
    // Dates.
    ("Graag betalen voor 1 mei 2026", "2026-05-01"),
    ("zahlbar bis 04.04.2026", "2026-04-04"),
    ("Zahlbar bis zum 4. April 2026 ohne Abzug", "2026-04-04"),
    (
        "Bitte überweisen Sie bis zum 24.04.2026 auf das unten genannte Konto.",
        "2026-04-24",
    ),
    ("fällig am 4.4.26", "2026-04-04"),
    ("Due date: 2026-04-04", "2026-04-04"),
    ("2026-04-04", "2026-04-04"),
    ("04.04.2026 00:00:00", "2026-04-04"),
    ("Please pay by April 4, 2026", "2026-04-04"),
    ("Please pay by 4th April 2026.", "2026-04-04"),
    ("Payable by the 4th of April 2026", "2026-04-04"),
    ("Scadenza 04/05/2026", "2026-05-04"),
    ("entro il 4 aprile 2026", "2026-04-04"),
    ("À payer avant le 1er mai 2026", "2026-05-01"),
    ("Au plus tard le 30 juin 2026", "2026-06-30"),
    ("Pagadero hasta el 4 de abril de 2026", "2026-04-04"),
    ("Scadent la 4 aprilie 2026", "2026-04-04"),
    ("भुगतान 4 अप्रैल 2026 तक", "2026-04-04"),
    ("Förfallodatum 2026-04-04", "2026-04-04"),
    ("Due 04/30/2026", "2026-04-30"),
    // An American and a British reading, one of them before the issue.
    ("Please pay by 03/04/2026", "2026-04-03"),
    (
        "Rechnung vom 05.03.2026, zahlbar innerhalb 14 Tagen",
        "2026-03-19",
    ),
    // A discount's window is none.
    (
        "3% Skonto innerhalb 10 Tagen bis 15.03.2026, 30 Tage netto bis 04.04.2026",
        "2026-04-04",
    ),
    (
        "Zahlbar innerhalb 30 Tagen netto bis 04.04.2026, 3% Skonto innerhalb 10 Tagen bis 15.03.2026",
        "2026-04-04",
    ),
    ("10 Tage 2% Skonto, 30 Tage netto", "2026-04-04"),
    ("10 Tage 2% 30 Tage netto", "2026-04-04"),
    (
        "Innerhalb von 10 Tagen 2% Skonto, 60 Tage ohne Abzug",
        "2026-05-04",
    ),
    (
        "Bis zum 12.03.2026 mit 2% Skonto (=1,98). Bis zum 20.03.2026 netto;",
        "2026-03-20",
    ),
    ("2/10 net 30", "2026-04-04"),
    ("2% 10, net 30", "2026-04-04"),
    ("2% 10 days, net 30 days", "2026-04-04"),
    ("2% discount within 10 days or net within 30 days", "2026-04-04"),
    ("Payable within 30 days net, 2% if paid in 10 days", "2026-04-04"),
    (
        "Bei Zahlung innerhalb von 10 Tagen gewähren wir 2% Skonto, ansonsten 30 Tage netto",
        "2026-04-04",
    ),
    ("#SKONTO#TAGE=7#PROZENT=2.00#\n30 Tage netto", "2026-04-04"),
    ("30 Tage netto zzgl. 19% MwSt.", "2026-04-04"),
    ("Kein Skonto. Zahlbar in 14 Tagen.", "2026-03-19"),
    // What follows if nobody pays is another sentence.
    (
        "Payment due within 30 days, otherwise interest of 8 % accrues.",
        "2026-04-04",
    ),
    (
        "Net 30. If payment is not received within 40 days, interest will be charged.",
        "2026-04-04",
    ),
    (
        "Zahlbar innerhalb 14 Tagen. Ab dem 15. Tag berechnen wir Verzugszinsen.",
        "2026-03-19",
    ),
    (
        "30 jours net. En cas de retard, indemnité forfaitaire de 40 € sous 8 jours.",
        "2026-04-04",
    ),
    (
        "14 Tage netto. Verzug tritt 30 Tage nach Zugang der Rechnung ein (§ 286 BGB).",
        "2026-03-19",
    ),
    // Other matters.
    (
        "Zahlbar innerhalb 30 Tagen. Rücksendung innerhalb 8 Tagen.",
        "2026-04-04",
    ),
    (
        "Cover from 2026-06-01 to 2027-05-31. Payment due within 30 days for it to take effect",
        "2026-04-04",
    ),
    // The same, said twice.
    ("30 days net / 30 Tage netto", "2026-04-04"),
    ("30 Tage netto, bis 03.04.2026", "2026-04-03"),
];

/// Texts that are not read, and why.
const ABSTAINED: &[(&str, Abstention)] = &[
    ("", Unsaid),
    ("Thank you for your custom", Unsaid),
    ("Bank transfer", Unsaid),
    ("Late fees of 1% charged from due date", Unsaid),
    ("Interest accrues after 30 days", Unsaid),
    ("After 30 days, interest accrues at 8 %", Unsaid),
    (
        "Verzug tritt 30 Tage nach Fälligkeit ein (§ 286 Abs. 3 BGB)",
        Unsaid,
    ),
    ("Penalty of 40 EUR if not paid within 30 days", Unsaid),
    ("In caso di ritardo oltre 30 giorni, interessi di mora", Unsaid),
    ("§ 286", Unsaid),
    ("Invoice no. 30, days to remember", NotUnderstood),
    ("IBAN DE89 3704 0044 0532 0130 00, Tel. 089/123456", Unsaid),
    ("Delivery within 10 days", Unsaid),
    ("Our offer is valid until 2026-04-30", Unsaid),
    ("Goods may be returned within 14 days", Unsaid),
    ("月末締め翌月20日払い", Unsaid),
    // Blanks.
    ("Zahlbar innerhalb von […] Tagen", Unfilled),
    ("Zahlbar innerhalb von ___ Tagen", Unfilled),
    ("Payment within {days} days", Unfilled),
    ("Payment within <n> days", Unfilled),
    ("net __ days", Unfilled),
    ("Payment within ... days", NotUnderstood),
    ("Payment within XX days", NotUnderstood),
    ("within the agreed days", ByContract),
    // Said elsewhere.
    ("As per contract", ByContract),
    ("wie vereinbart", ByContract),
    ("Enligt avtal.", ByContract),
    ("come da accordi", ByContract),
    ("selon contrat", ByContract),
    ("conform contractului", ByContract),
    // Parts.
    ("50% prepaid, 50% within one month", InParts),
    ("30% d'acompte, solde à 30 j", InParts),
    ("30% advance payment, balance at 30 days", InParts),
    ("Vorkasse", InParts),
    ("Zahlung in 3 Raten", InParts),
    // Collected, settled.
    (
        "Der Betrag wird am 20.03.2026 per SEPA-Lastschrift eingezogen.",
        Collected,
    ),
    ("Prélèvement le 20/03/2026", Collected),
    ("Direct debit after 14 days", Collected),
    ("Der Rechnungsbetrag wurde bereits beglichen.", Settled),
    // Discounts alone.
    (
        "#SKONTO#TAGE=7#PROZENT=2.00# #SKONTO#TAGE=14#PROZENT=1.00#",
        DiscountOnly,
    ),
    ("2% Skonto bei Zahlung innerhalb 10 Tagen", DiscountOnly),
    ("Bei Zahlung binnen 14 Tagen, 2% Skonto", DiscountOnly),
    ("Payment within 10 days, 2% discount", DiscountOnly),
    ("2 % discount if paid within 2 days.", DiscountOnly),
    ("Sconto 3% entro 10 giorni", DiscountOnly),
    ("30 Tage netto 2% Skonto", NotUnderstood),
    // Months and their ends.
    ("60 jours fin de mois", MonthEnd),
    ("fin de mois 60 jours", MonthEnd),
    ("45 jours FDM", MonthEnd),
    ("30 gg f.m.", MonthEnd),
    ("30 gg d.f.f.m.", MonthEnd),
    ("60 giorni fine mese", MonthEnd),
    ("net 30 EOM", MonthEnd),
    ("Zahlbar bis zum Monatsende", MonthEnd),
    ("Payment within one month", MonthEnd),
    ("10th of the following month", MonthEnd),
    // Days of work.
    ("Payment within 10 business days", WorkingDays),
    ("Zahlbar innerhalb 10 Werktagen", WorkingDays),
    ("10 jours ouvrés", WorkingDays),
    ("10 días hábiles", WorkingDays),
    // Counted from something else.
    ("30 days after delivery", FromElsewhere),
    ("Payment 30 days from completion of the works", FromElsewhere),
    ("Zahlbar 14 Tage nach Lieferung", FromElsewhere),
    ("30 jours à compter de la livraison", FromElsewhere),
    ("Payment within 30 days of your approval", FromElsewhere),
    // Two days.
    ("30 days net, 60 days net", Contradiction),
    ("Zahlbar innerhalb 14 Tagen netto bis 30.06.2026", Contradiction),
    ("Zahlbar sofort, fällig zum 04.04.2026", Contradiction),
    ("Payment due on receipt, net 30", Contradiction),
    // Dates that are none.
    ("Please pay by 04/05/2026", UnsureDate),
    ("zahlbar bis 04.04.2024", OutOfBounds),
    ("zahlbar bis 04.04.2062", OutOfBounds),
    ("zahlbar bis 31.02.2026", Unsaid),
    ("net 400 days", OutOfBounds),
    ("0 days", OutOfBounds),
    // Numbers that are something else, or more than one.
    ("30/60/90 days", NotUnderstood),
    ("30, 60, 90 days", NotUnderstood),
    ("30 or 60 days", NotUnderstood),
    ("30 bis 60 Tage netto", NotUnderstood),
    ("30", NotUnderstood),
    ("60 jours le 10", NotUnderstood),
    ("Do not pay within 30 days", NotUnderstood),
    ("3D-Secure", Unsaid),
    ("Invoices of more than 30 days", NotUnderstood),
    ("Every 30 days", InParts),
    ("Paid on 01.04.2026", Unsaid),
    ("Zahlung am 01.04.2026 erhalten", Unsaid),
    ("Refunds are paid within 14 days", Settled),
    ("Leistungszeitraum bis 31.03.2026", NotUnderstood),
    ("Mietdauer 14 Tage", NotUnderstood),
    ("Arbeiten beginnen 7 Tage danach", NotUnderstood),
    ("Payment 10 days before departure", FromElsewhere),
];

#[test]
fn terms_are_read_in_all_languages() {
    let wrong = |(text, day): &(&'static str, &str)| {
        let found = due_by_text(text, issue());
        (found != Ok(date(day))).then(|| format!("{text}: {found:?}"))
    };
    let wrong: Vec<String> = READ.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_unclear_is_left_to_others() {
    let wrong = |(text, why): &(&'static str, Abstention)| {
        let found = due_by_text(text, issue());
        (found != Err(*why)).then(|| format!("{text}: {found:?}"))
    };
    let wrong: Vec<String> = ABSTAINED.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_text_that_may_have_been_cut_off_is_not_read() {
    let long = format!("30 days net. {}", "Thank you. ".repeat(300));
    assert_eq!(due_by_text(&long, issue()), Err(TooLong));
}

/// Sentences that say nothing of when to pay.
const PROSE: [&str; 12] = [
    "Thank you for your custom.",
    "Vielen Dank für Ihren Auftrag.",
    "Bitte geben Sie die Rechnungsnummer R-2026-0117 an.",
    "IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX.",
    "Es gelten unsere AGB.",
    "En cas de retard, indemnité forfaitaire de 40 €.",
    "Our office is closed in August.",
    "Tel. +39 06 555 0100, www.example.com.",
    "Il materiale resta di nostra proprietà.",
    "Dröjsmålsränta 12 %.",
    "Please quote 4711 with your transfer.",
    "Mulțumim pentru colaborare.",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,300}") {
        let _ = due_by_text(&text, issue());
    }

    #[test]
    fn no_mixture_of_its_own_words_makes_it_panic_or_leave_its_bounds(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "30", "days", "Tage", "net", "netto", "2%", "Skonto", ",", ".", "(", ")", "bis", "04.04.2026", "03/04/2026",
            "sofort", "not", "nach", "Rechnung", "May", "4th", "2026", "d.f.", "n/", "#SKONTO#", "§", "-", "/", "zahlbar",
            "9999", "weeks", "…", "गते", "receipt", "without", "from",
        ]), 0..30),
        gap in prop::sample::select(vec!["", " "]),
    ) {
        if let Ok(day) = due_by_text(&pieces.join(gap), issue()) {
            prop_assert!(day >= issue() && day <= date("2028-03-06"), "{}", day);
        }
    }

    /// Prose around a text never makes a date of an abstention, nor another date of a date.
    #[test]
    fn prose_around_it_changes_no_date(
        which in 0..READ.len() + ABSTAINED.len(),
        before in prop::collection::vec(prop::sample::select(PROSE.to_vec()), 0..3),
        after in prop::collection::vec(prop::sample::select(PROSE.to_vec()), 0..3),
    ) {
        let known = READ.iter().map(|(text, day)| (*text, Some(date(day))));
        let unknown = ABSTAINED.iter().map(|(text, _)| (*text, None));
        let (text, alone) = known.chain(unknown).nth(which).unwrap();
        let around = format!("{} {text}. {}", before.join(" "), after.join(" "));
        if let Ok(day) = due_by_text(&around, issue()) {
            prop_assert_eq!(Some(day), alone, "{}", around);
        }
    }
}
