//! Worked examples, each reckoned by hand.

use super::*;
use crate::charges::{HalfYear, InterestPeriod};
use crate::invoice::NeverReminded;

/// Terms | billed | due | letter | payments | compensation + interest | how it is reckoned
const EXAMPLES: &str = "
    # Germany: 30 days at 11.27, 15 at 10.27, then 31 on the rest: (338100 + 154050 + 191022) / 36500 = 18.717
    DE business | EUR 1000.00 | 2025-05-31 | 2025-08-15 | 2025-07-16 400.00 | 40.00 EUR + 18.72 EUR | rate change, part payment
    DE public   | EUR 1000.00 | 2025-05-31 | 2025-08-15 | 2025-07-16 400.00 | 40.00 EUR + 18.72 EUR | public bodies pay alike
    DE consumer | EUR 1000.00 | 2025-05-31 | 2025-08-15 |                   | nothing | never a consumer
    DE unknown  | EUR 1000.00 | 2025-05-31 | 2025-08-15 |                   | nothing | unknown counts as consumer
    # UK: 5000 x 12.75 x 30 / 36500 = 52.397; the second half's 12.25 does not touch a debt that runs already
    GB business | GBP 5000.00 | 2025-06-14 | 2025-07-14 |                   | 70.00 GBP + 52.40 GBP | the rate of its first day
    GB business | GBP 5000.00 | 2025-06-30 | 2025-07-30 |                   | 70.00 GBP + 50.34 GBP | began in July: 12.25
    # France: 15 days of 2024 and 15 of 2025; businesses 14.25 and 13.15, public bodies 12.25 throughout
    FR business | EUR 10000.00 | 2024-12-16 | 2025-01-15 |                  | 40.00 EUR + 112.44 EUR | 58.402 + 54.041
    FR public   | EUR 10000.00 | 2024-12-16 | 2025-01-15 |                  | 40.00 EUR + 100.55 EUR | 50.205 + 50.342
    # Other currencies than the law's: interest, no compensation
    DE business | JPY 1000000 | 2025-07-31 | 2025-08-30 |                   | nothing + 8441 JPY | 8441.096, no minor units
    DE business | KWD 1000.000 | 2025-07-31 | 2025-08-10 |                  | nothing + 2.814 KWD | 2.8137, three minor units
    RO business | RON 1000.00 | 2026-05-31 | 2026-06-30 |                   | nothing + 11.92 RON | 1000 x 14.5 x 30 / 36500
    # The table of Romania ends with June 2026: ten days are known, the 31 of July are not guessed
    RO business | EUR 1000.00 | 2026-06-20 | 2026-07-31 |                   | 40.00 EUR + 3.97 EUR | 1000 x 14.5 x 10 / 36500
    # Nothing is late on the due date; the day after is the first
    10 business | EUR 3650.00 | 2025-03-10 | 2025-03-10 |                   | nothing | on the due date
    10 business | EUR 3650.00 | 2025-03-10 | 2025-03-09 |                   | nothing | before due
    10 business | EUR 3650.00 | 2025-03-10 | 2025-03-11 |                   | nothing + 1.00 EUR | one day
    # Leap years: a day of 2024 is 1/366 of the year, so the year costs the yearly rate
    10 business | EUR 3650.00 | 2024-01-31 | 2024-03-01 |                   | nothing + 29.92 EUR | 3650 x 10 x 30 / 36600, 29 February counts
    10 business | EUR 3650.00 | 2023-12-01 | 2024-01-30 |                   | nothing + 59.92 EUR | 30.00 of 2023, 29.918 of 2024
    10 business | EUR 1000.00 | 2023-12-31 | 2024-12-31 |                   | nothing + 100.00 EUR | a leap year
    10 business | EUR 1000.00 | 2024-12-31 | 2025-12-31 |                   | nothing + 100.00 EUR | a common year
    # Simple, never compounding: ten years, ten times a tenth
    10 business | EUR 1000.00 | 2015-12-31 | 2025-12-31 |                   | nothing + 1000.00 EUR | no interest on interest
    # Payments: from their booking day
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-02-01 1000.00 | nothing | paid on the day after due
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-01-15 1000.00 | nothing | paid before due
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-02-11 1000.00 | nothing + 2.74 EUR | paid late: ten days were late
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-02-05 1000.00, 2025-02-15 -1000.00 | nothing + 2.74 EUR | returned: 4 + 6 days
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-01-30 1000.00, 2025-02-15 -1000.00 | nothing + 1.64 EUR | returned after due: 6 days
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-02-10 -1000.00 | nothing + 5.48 EUR | a return of what never came owes no more
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-02-11 1500.00 | nothing + 2.74 EUR | overpaid is not negative
    10 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 | 2025-02-21 1000.00 | nothing + 5.48 EUR | booked after the letter
    10 business | EUR -1000.00 | 2025-01-31 | 2025-02-20 |                  | nothing | a credit bears none
    # Rounding: half away from zero, once
    10 business | EUR 18.25 | 2025-03-10 | 2025-03-11 |                     | nothing + 0.01 EUR | exactly half a cent
    10 business | EUR 18.24 | 2025-03-10 | 2025-03-11 |                     | nothing | less than half a cent
    10 business | EUR 12.50 | 2025-03-10 | 2025-03-14 | 2025-03-12 0.00     | nothing + 0.01 EUR | 0.0137, not four times 0.0034
    0 business  | EUR 1000.00 | 2025-01-31 | 2025-02-20 |                   | nothing | no rate, no interest
    -5 business | EUR 1000.00 | 2025-01-31 | 2025-02-20 |                   | nothing | nobody is paid for being late
    # No statute in the table
    US business | USD 1000.00 | 2025-01-31 | 2025-02-20 |                   | nothing | none
    IN business | INR 1000.00 | 2025-01-31 | 2025-02-20 |                   | nothing | its law compounds, Dunlin does not
";

/// A country: its statute; a number: that free rate, no compensation.
fn terms_of(who: &str) -> (ChargeTerms, CountryCode) {
    match CountryCode::parse(who) {
        Ok(country) => (statutory(), country),
        Err(_) => (yearly(who), country("DE")),
    }
}

fn kind_of(text: &str) -> CustomerKind {
    match text {
        "business" => CustomerKind::Business,
        "public" => CustomerKind::Public,
        "consumer" => CustomerKind::Consumer,
        "unknown" => CustomerKind::Unknown,
        other => panic!("no kind: {other}"),
    }
}

#[test]
fn charges_are_what_one_reckons_by_hand() {
    for line in EXAMPLES.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let [who, billed, due, letter, payments, expected, _] = fields.as_slice() else {
            panic!("not seven fields: {line}");
        };
        let (who, kind) = who.split_once(' ').unwrap();
        let (terms, creditor) = terms_of(who);
        let mut invoice = invoice(money(billed));
        for text in payments.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            let (booked_on, amount) = text.split_once(' ').unwrap();
            invoice.payments.push(payment(day(booked_on), decimal(amount)));
        }
        let charges = charges(
            &invoice,
            day(due),
            kind_of(kind.trim()),
            creditor,
            &terms,
            day(letter),
        );
        assert_eq!(&told(charges.as_ref()), expected, "{line}");
    }
}

#[test]
fn the_periods_tell_how_the_interest_came_about() {
    let mut invoice = invoice(money("EUR 1000.00"));
    invoice.payments.push(payment(day("2025-07-16"), decimal("400")));
    let charges = charged("DE", &invoice, "2025-05-31", &statutory(), "2025-08-15").unwrap();
    let told: Vec<String> = charges
        .interest
        .unwrap()
        .periods
        .iter()
        .map(|period: &InterestPeriod| {
            let InterestPeriod {
                from,
                to,
                balance,
                yearly_rate,
                amount,
            } = period;
            format!(
                "{from} to {to}, {} days: {balance} at {yearly_rate} %: {amount}",
                period.days()
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "2025-06-01 to 2025-06-30, 30 days: 1000.00 EUR at 11.27 %: 9.26 EUR",
            "2025-07-01 to 2025-07-15, 15 days: 1000.00 EUR at 10.27 %: 4.22 EUR",
            "2025-07-16 to 2025-08-15, 31 days: 600.00 EUR at 10.27 %: 5.23 EUR",
        ]
    );
}

#[test]
fn periods_are_cut_only_where_something_changes() {
    let charges = charged(
        "DE",
        &invoice(money("EUR 1000.00")),
        "2020-12-31",
        &yearly("10"),
        "2025-06-30",
    );
    let periods: Vec<_> = charges
        .unwrap()
        .interest
        .unwrap()
        .periods
        .iter()
        .map(|period| format!("{} {}", period.from, period.to))
        .collect();
    assert_eq!(
        periods,
        [
            "2021-01-01 2023-12-31",
            "2024-01-01 2024-12-31",
            "2025-01-01 2025-06-30"
        ]
    );
}

#[test]
fn the_uk_sum_goes_by_the_debt_when_it_became_late() {
    for (billed, paid_on, paid, compensation) in [
        ("GBP 999.99", "2025-03-02", "0", "40.00 GBP"),
        ("GBP 1000.00", "2025-03-02", "0", "70.00 GBP"),
        ("GBP 9999.99", "2025-03-02", "0", "70.00 GBP"),
        ("GBP 10000.00", "2025-03-02", "0", "100.00 GBP"),
        // Paid before it was late: the debt is what was left. Paid after: it stays what it was.
        ("GBP 10000.00", "2025-03-01", "0.01", "70.00 GBP"),
        ("GBP 10000.00", "2025-03-03", "9500", "100.00 GBP"),
    ] {
        let mut invoice = invoice(money(billed));
        invoice.payments.push(payment(day(paid_on), decimal(paid)));
        let charges = charged("GB", &invoice, "2025-03-01", &statutory(), "2025-03-10").unwrap();
        assert_eq!(
            charges.compensation.unwrap().to_string(),
            compensation,
            "{billed}"
        );
    }
}

#[test]
fn only_the_first_instalment_bears_the_compensation() {
    for (instalment, told_charges) in [
        (None, "40.00 EUR + 8.44 EUR"),
        (Some(1), "40.00 EUR + 8.44 EUR"),
        (Some(2), "nothing + 8.44 EUR"),
    ] {
        let mut invoice = invoice(money("EUR 1000.00"));
        invoice.id.instalment = instalment;
        let charges = charged("DE", &invoice, "2025-07-31", &statutory(), "2025-08-30");
        assert_eq!(told(charges.as_ref()), told_charges, "{instalment:?}");
    }
}

#[test]
fn a_flat_sum_is_for_its_currency_only() {
    let sums = [money("EUR 25"), money("USD 30.005"), money("GBP 0")];
    let terms = ChargeTerms {
        compensation: Some(CompensationTerms::Flat(
            sums.into_iter().map(|sum| (sum.currency, sum.amount)).collect(),
        )),
        ..ChargeTerms::default()
    };
    for (billed, told_charges) in [
        ("EUR 1000.00", "25.00 EUR + nothing"),
        ("USD 1000.00", "30.01 USD + nothing"),
        ("GBP 1000.00", "nothing"),
        ("CHF 1000.00", "nothing"),
    ] {
        let charges = charged("US", &invoice(money(billed)), "2025-07-31", &terms, "2025-08-30");
        assert_eq!(told(charges.as_ref()), told_charges, "{billed}");
    }
}

#[test]
fn an_exports_open_balance_counts_from_due_and_holds_what_was_paid_by_then() {
    let mut invoice = invoice(money("EUR 600.00"));
    invoice.balance_as_of = Some(day("2025-07-20"));
    invoice.payments.push(payment(day("2025-07-16"), decimal("400")));
    // 600 x 10.27 x 30 / 36500 = 5.065
    let charges = charged("DE", &invoice, "2025-06-30", &statutory(), "2025-07-30");
    assert_eq!(told(charges.as_ref()), "40.00 EUR + 5.06 EUR");
    // From 26 July 300 are left: 600 x 25 days + 300 x 5.
    invoice.payments.push(payment(day("2025-07-26"), decimal("300")));
    let charges = charged("DE", &invoice, "2025-06-30", &statutory(), "2025-07-30");
    assert_eq!(told(charges.as_ref()), "40.00 EUR + 4.64 EUR");
}

#[test]
fn a_document_that_is_never_reminded_bears_nothing() {
    for reason in NeverReminded::ALL {
        let mut invoice = invoice(money("EUR 1000.00"));
        invoice.never_reminded = Some(reason);
        assert_eq!(
            charged("DE", &invoice, "2025-07-31", &statutory(), "2025-08-30"),
            None
        );
    }
}

#[test]
fn only_what_the_policy_says_is_charged() {
    let invoice = invoice(money("EUR 1000.00"));
    for (interest, compensation, told_charges) in [
        (None, None, "nothing"),
        (Some(InterestTerms::Statutory), None, "nothing + 8.44 EUR"),
        (None, Some(CompensationTerms::Statutory), "40.00 EUR + nothing"),
    ] {
        let terms = ChargeTerms {
            interest,
            compensation,
            ..ChargeTerms::default()
        };
        let charges = charged("DE", &invoice, "2025-07-31", &terms, "2025-08-30");
        assert_eq!(told(charges.as_ref()), told_charges);
    }
}

#[test]
fn a_rate_of_the_users_own_continues_the_table() {
    let invoice = invoice(money("RON 1000.00"));
    let mut terms = statutory();
    let july = HalfYear::beginning(day("2026-07-01")).unwrap();
    terms.reference_rates.insert(july, decimal("6.5"));
    // 41 days at 14.5: 1000 x 14.5 x 41 / 36500 = 16.288
    let charges = charged("RO", &invoice, "2026-06-20", &terms, "2026-07-31");
    assert_eq!(told(charges.as_ref()), "nothing + 16.29 RON");
}

#[test]
fn a_sum_too_large_for_a_decimal_is_not_charged() {
    let largest = Money::new(Decimal::MAX, Currency::parse("EUR").unwrap());
    let charges = charged("DE", &invoice(largest), "2025-07-31", &statutory(), "2025-08-30");
    assert_eq!(told(charges.as_ref()), "40.00 EUR + nothing");
    let end = charges_at_the_end_of_time();
    assert_eq!(told(end.as_ref()), "nothing");
}

fn charges_at_the_end_of_time() -> Option<Charges> {
    charges(
        &invoice(money("EUR 1000.00")),
        NaiveDate::MAX,
        CustomerKind::Business,
        country("DE"),
        &yearly("10"),
        NaiveDate::MAX,
    )
}
