use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::invoice::{AppliedPayment, InvoiceId};
use crate::money::Money;

/// Wednesday 31 March 2027; the 90 days before its end begin on 1 January.
const TODAY: &str = "2027-03-31";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn account(customer: &str) -> AccountKey {
    AccountKey::derive("lagopus", customer)
}

/// Known for a year; due 30 days after its issue.
fn invoice(issued: &str, sum: &str, code: &str) -> Invoice {
    let issued_on = day(issued);
    Invoice {
        due_on: Some(issued_on + Days::new(30)),
        arrived_on: day("2026-03-31"),
        ..Invoice::new(
            InvoiceId::whole("1"),
            issued_on,
            Money::new(sum.parse().unwrap(), currency(code)),
        )
    }
}

fn paid(sum: &str, invoice: Invoice) -> Invoice {
    let payment = AppliedPayment {
        identity: "1".into(),
        amount: sum.parse().unwrap(),
        booked_on: invoice.issued_on,
    };
    Invoice {
        payments: vec![payment],
        ..invoice
    }
}

fn never(reason: NeverReminded, invoice: Invoice) -> Invoice {
    Invoice {
        never_reminded: Some(reason),
        ..invoice
    }
}

fn euros_outstanding(open: &[Invoice], closed: &[(Invoice, Closing)]) -> DaysSalesOutstanding {
    let mut receivables = Receivables::on(day(TODAY));
    for invoice in open {
        receivables.take_in_open(&account("C-1"), invoice);
    }
    for (invoice, closing) in closed {
        receivables.take_in_closed(invoice, *closing);
    }
    receivables.days_sales_outstanding(currency("EUR"))
}

#[test]
fn lateness_falls_into_the_usual_buckets() {
    let today = day(TODAY);
    for (due, heading) in [
        ("2027-04-05", "current"),
        ("2027-03-31", "current"),
        ("2027-03-30", "1–30"),
        ("2027-03-01", "1–30"),
        ("2027-02-28", "31–60"),
        ("2027-01-30", "31–60"),
        ("2027-01-29", "61–90"),
        ("2026-12-31", "61–90"),
        ("2026-12-30", "over 90"),
    ] {
        assert_eq!(Age::of(Some(day(due)), today).heading(), heading, "{due}");
    }
    assert_eq!(Age::of(None, today), Age::Current);
}

#[test]
fn what_is_open_stands_by_customer_currency_and_age() {
    let mut receivables = Receivables::on(day(TODAY));
    for (customer, invoice) in [
        ("C-1", invoice("2027-03-01", "100", "EUR")),
        ("C-1", paid("40", invoice("2027-02-01", "100", "EUR"))),
        ("C-1", invoice("2027-02-02", "70", "GBP")),
        ("C-2", invoice("2026-10-01", "30", "EUR")),
        // Nothing is open of these.
        ("C-2", paid("50", invoice("2027-02-01", "50", "EUR"))),
        ("C-2", paid("60", invoice("2027-02-01", "50", "EUR"))),
    ] {
        receivables.take_in_open(&account(customer), &invoice);
    }
    let (one, two) = (account("C-1"), account("C-2"));
    let mut told: Vec<_> = receivables
        .owed()
        .map(|(account, currency, aged)| {
            let name = if *account == one { "C-1" } else { "C-2" };
            let by_age = Age::ALL.map(|age| aged.of(age).to_string()).join(" ");
            format!("{name} {} {by_age} = {}", currency.code(), aged.total())
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "C-1 EUR 100 60 0 0 0 = 160",
            "C-1 GBP 0 70 0 0 0 = 70",
            "C-2 EUR 0 0 0 0 30 = 30"
        ]
    );
    assert_ne!(one, two);
    let everybody = receivables.owed_by_everybody();
    assert_eq!(everybody[&currency("EUR")].total(), 190.into());
    assert_eq!(everybody[&currency("GBP")].total(), 70.into());
}

#[test]
fn days_sales_outstanding_are_what_one_reckons_by_hand() {
    use DaysSalesOutstanding as Dso;
    let days = |text: &str| Dso::Days(text.parse().unwrap());
    let open = |issued: &str, sum: &str| invoice(issued, sum, "EUR");
    let settled = |issued: &str, sum: &str| (paid(sum, open(issued, sum)), Closing::Paid);
    let none = |reason, invoice| (never(reason, invoice), Closing::NeverReminded);
    for (what, open, closed, expected) in [
        // 100 of 300 are open: a third of 90 days.
        (
            "a third is open",
            vec![open("2027-03-01", "100")],
            vec![settled("2027-02-01", "200")],
            days("30.0"),
        ),
        (
            "all is open",
            vec![open("2027-03-01", "100")],
            vec![],
            days("90.0"),
        ),
        // Old debts count as open, and are no sales of the quarter.
        (
            "an old debt",
            vec![open("2026-06-01", "100")],
            vec![settled("2027-02-01", "50")],
            days("180.0"),
        ),
        (
            "all is paid",
            vec![],
            vec![settled("2027-02-01", "50")],
            days("0.0"),
        ),
        // 1 January is the first of the 90 days, 31 December is none of them.
        (
            "the first day",
            vec![],
            vec![settled("2027-01-01", "50")],
            days("0.0"),
        ),
        (
            "the day before",
            vec![open("2027-03-01", "10")],
            vec![settled("2026-12-31", "50")],
            days("90.0"),
        ),
        (
            "tomorrow",
            vec![],
            vec![settled("2027-04-01", "50")],
            Dso::NothingSold,
        ),
        // 10 × 90 / 144 = 6.25: half a tenth up.
        (
            "rounding",
            vec![open("2027-03-01", "10")],
            vec![settled("2027-02-01", "134")],
            days("6.3"),
        ),
        // What was paid in part is sold whole, and open in part.
        (
            "a part payment",
            vec![paid("75", open("2027-03-01", "100"))],
            vec![],
            days("22.5"),
        ),
        (
            "a credit note",
            vec![open("2027-03-01", "100")],
            vec![
                settled("2027-02-01", "150"),
                none(NeverReminded::CreditNote, open("2027-02-02", "50")),
            ],
            days("45.0"),
        ),
        (
            "a credit note that is written as negative",
            vec![open("2027-03-01", "100")],
            vec![
                settled("2027-02-01", "150"),
                none(NeverReminded::CreditNote, open("2027-02-02", "-50")),
            ],
            days("45.0"),
        ),
        (
            "what nobody has to pay by themselves",
            vec![open("2027-03-01", "100")],
            vec![
                none(NeverReminded::DirectDebit, open("2027-02-01", "900")),
                none(NeverReminded::CardPayment, open("2027-02-01", "900")),
                none(NeverReminded::AlreadyPaid, open("2027-02-01", "900")),
                none(NeverReminded::Draft, open("2027-02-01", "900")),
                none(NeverReminded::Cancelled, open("2027-02-01", "900")),
            ],
            days("90.0"),
        ),
        // Its newer version is the sale.
        (
            "a replaced version",
            vec![open("2027-03-01", "100")],
            vec![(open("2027-03-01", "120"), Closing::Replaced)],
            days("90.0"),
        ),
        ("nothing", vec![], vec![], Dso::NothingSold),
        (
            "more credited than sold",
            vec![],
            vec![none(NeverReminded::CreditNote, open("2027-02-02", "50"))],
            Dso::NothingSold,
        ),
    ] {
        assert_eq!(euros_outstanding(&open, &closed), expected, "{what}");
    }
}

#[test]
fn before_90_days_of_acquaintance_no_figure_is_given() {
    let known_since = |arrived: &str| Invoice {
        arrived_on: day(arrived),
        ..invoice("2027-03-01", "100", "EUR")
    };
    for (arrived, expected) in [
        // The invoices of January that were paid before the 2nd never came here.
        ("2027-01-02", DaysSalesOutstanding::NotBefore(day("2027-04-01"))),
        ("2027-01-01", DaysSalesOutstanding::Days(Decimal::new(900, 1))),
    ] {
        assert_eq!(
            euros_outstanding(&[known_since(arrived)], &[]),
            expected,
            "{arrived}"
        );
        // A single older acquaintance, though closed, is enough.
        let older = (paid("100", invoice("2026-05-01", "100", "EUR")), Closing::Paid);
        assert_eq!(
            euros_outstanding(&[known_since(arrived)], &[older]),
            DaysSalesOutstanding::Days(Decimal::new(900, 1))
        );
    }
}

#[test]
fn currencies_stand_apart() {
    let mut receivables = Receivables::on(day(TODAY));
    receivables.take_in_open(&account("C-1"), &invoice("2027-03-01", "100", "EUR"));
    let yen = paid("3000", invoice("2027-03-01", "3000", "JPY"));
    receivables.take_in_closed(&yen, Closing::Paid);
    let outstanding = |code| receivables.days_sales_outstanding(currency(code));
    assert_eq!(
        outstanding("EUR"),
        DaysSalesOutstanding::Days(Decimal::new(900, 1))
    );
    assert_eq!(outstanding("JPY"), DaysSalesOutstanding::Days(Decimal::new(0, 1)));
    assert_eq!(outstanding("GBP"), DaysSalesOutstanding::NothingSold);
    let codes: Vec<&str> = receivables.currencies().into_iter().map(Currency::code).collect();
    assert_eq!(codes.len(), 2, "{codes:?}");
}

proptest! {
    /// No sum can be too large or too odd for an answer, and what is open is never counted twice or lost.
    #[test]
    fn every_book_has_an_answer(
        sums in prop::collection::vec((any::<i64>(), 0_u32..29, 0_u64..400, any::<bool>()), 0..20),
    ) {
        let mut receivables = Receivables::on(day(TODAY));
        let mut open = Decimal::ZERO;
        for (amount, scale, days_ago, is_open) in sums {
            let mut about = invoice(TODAY, "1", "EUR");
            about.issued_on = day(TODAY) - Days::new(days_ago);
            about.due_on = Some(about.issued_on);
            about.billed.amount = Decimal::new(amount, scale);
            if is_open {
                receivables.take_in_open(&account("C-1"), &about);
                open = open.saturating_add(about.billed.amount.max(Decimal::ZERO));
            } else {
                receivables.take_in_closed(&about, Closing::Paid);
            }
        }
        let everybody = receivables.owed_by_everybody();
        let total = everybody.get(&currency("EUR")).map(Aged::total).unwrap_or_default();
        // Sums of 28 digits round in their last one, by order of adding.
        prop_assert!((total - open).abs() <= Decimal::new(1, 6));
        if let DaysSalesOutstanding::Days(days) = receivables.days_sales_outstanding(currency("EUR")) {
            prop_assert!(days >= Decimal::ZERO && days.scale() <= 1);
        }
    }
}
