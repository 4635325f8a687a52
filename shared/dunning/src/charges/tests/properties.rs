use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::charges::interest::Accrual;

const COUNTRIES: [&str; 8] = ["DE", "GB", "FR", "AT", "RO", "BE", "US", "IN"];
const CURRENCIES: [&str; 4] = ["EUR", "GBP", "JPY", "KWD"];

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..8 * 366_u64).prop_map(|days| day("2019-06-01") + Days::new(days))
}

prop_compose! {
    fn any_invoice()(
        billed in -1_000_000_i64..100_000_000,
        currency in proptest::sample::select(&CURRENCIES[..]),
        payments in proptest::collection::vec((any_day(), -50_000_000_i64..100_000_000), 0..6),
        balance_as_of in proptest::option::of(any_day()),
        instalment in proptest::option::of(1..4_u16),
    ) -> Invoice {
        let mut invoice = invoice(Money::new(Decimal::new(billed, 2), Currency::parse(currency).unwrap()));
        invoice.id.instalment = instalment;
        invoice.balance_as_of = balance_as_of;
        invoice.payments = payments
            .into_iter()
            .map(|(booked_on, amount)| payment(booked_on, Decimal::new(amount, 2)))
            .collect();
        invoice
    }
}

fn any_interest() -> impl Strategy<Value = InterestTerms> {
    prop_oneof![
        Just(InterestTerms::Statutory),
        (-500..3_000_i64).prop_map(|rate| InterestTerms::Yearly(Decimal::new(rate, 2))),
    ]
}

fn any_compensation() -> impl Strategy<Value = CompensationTerms> {
    prop_oneof![
        Just(CompensationTerms::Statutory),
        (-10_i64..10_000).prop_map(|sum| {
            let sums = CURRENCIES.map(|code| (Currency::parse(code).unwrap(), Decimal::new(sum, 2)));
            CompensationTerms::Flat(sums.into())
        }),
    ]
}

prop_compose! {
    fn any_terms()(
        interest in proptest::option::of(any_interest()),
        compensation in proptest::option::of(any_compensation()),
    ) -> ChargeTerms {
        ChargeTerms { interest, compensation, ..ChargeTerms::default() }
    }
}

fn any_creditor() -> impl Strategy<Value = CountryCode> {
    proptest::sample::select(&COUNTRIES[..]).prop_map(country)
}

fn any_business() -> impl Strategy<Value = CustomerKind> {
    proptest::sample::select(vec![CustomerKind::Business, CustomerKind::Public])
}

/// The interest before rounding, from its periods.
fn accrued(charges: Option<&Charges>) -> Accrual {
    charges
        .and_then(|charges| charges.interest.as_ref())
        .into_iter()
        .flat_map(|interest| &interest.periods)
        .fold(Accrual::default(), |sum, period| {
            let accrual = Accrual::of(period.balance.amount, period.yearly_rate, period.from, period.to);
            sum.plus(accrual.unwrap()).unwrap()
        })
}

proptest! {
    #[test]
    fn a_consumer_never_pays_anything(
        invoice in any_invoice(), due in any_day(), today in any_day(), terms in any_terms(),
        creditor in any_creditor(),
        kind in proptest::sample::select(vec![CustomerKind::Consumer, CustomerKind::Unknown]),
    ) {
        prop_assert_eq!(charges(&invoice, due, kind, creditor, &terms, today), None);
    }

    #[test]
    fn nothing_is_ever_negative_or_empty_or_finer_than_the_currency(
        invoice in any_invoice(), due in any_day(), today in any_day(), terms in any_terms(),
        creditor in any_creditor(), kind in any_business(),
    ) {
        if let Some(charges) = charges(&invoice, due, kind, creditor, &terms, today) {
            prop_assert!(today > due);
            let interest = charges.interest.as_ref().map(|interest| interest.amount);
            let sums: Vec<Money> = charges.compensation.into_iter().chain(interest).collect();
            prop_assert!(!sums.is_empty());
            for sum in sums {
                prop_assert!(sum.amount > Decimal::ZERO);
                prop_assert_eq!(sum.amount, sum.rounded());
                prop_assert_eq!(sum.currency, invoice.billed.currency);
            }
        }
    }

    #[test]
    fn the_periods_are_in_order_within_the_delay_and_add_up(
        invoice in any_invoice(), due in any_day(), today in any_day(), terms in any_terms(),
        creditor in any_creditor(), kind in any_business(),
    ) {
        let charges = charges(&invoice, due, kind, creditor, &terms, today);
        let total = accrued(charges.as_ref()).amount().unwrap();
        if let Some(interest) = charges.and_then(|charges| charges.interest) {
            let mut last = due;
            for period in &interest.periods {
                prop_assert!(last < period.from && period.from <= period.to);
                prop_assert!(period.balance.amount > Decimal::ZERO && period.yearly_rate > Decimal::ZERO);
                prop_assert!(period.balance.amount <= invoice.billed.amount);
                last = period.to;
            }
            prop_assert!(last <= today);
            let rounded = Money::new(total, invoice.billed.currency).rounded();
            prop_assert_eq!(interest.amount.amount, rounded);
        }
    }

    #[test]
    fn interest_never_shrinks_with_time(
        invoice in any_invoice(), due in any_day(), today in any_day(), later in 0..800_u64,
        terms in any_terms(), creditor in any_creditor(), kind in any_business(),
    ) {
        let interest = |today| {
            charges(&invoice, due, kind, creditor, &terms, today)
                .and_then(|charges| charges.interest)
                .map_or(Decimal::ZERO, |interest| interest.amount.amount)
        };
        prop_assert!(interest(today) <= interest(today + Days::new(later)));
    }

    #[test]
    fn interest_grows_while_a_balance_is_open(
        billed in 1_i64..100_000_000, due in any_day(), wait in 1..2_000_u64, later in 1..800_u64,
    ) {
        let invoice = invoice(Money::new(Decimal::new(billed, 2), Currency::parse("EUR").unwrap()));
        let on = |days| {
            let today = due + Days::new(days);
            let charges = charges(
                &invoice, due, CustomerKind::Business, country("DE"), &yearly("3650"), today,
            );
            accrued(charges.as_ref()).amount().unwrap()
        };
        prop_assert!(on(wait + later) > on(wait));
    }

    /// The second half is the same debt, due at the end of the first.
    #[test]
    fn two_halves_of_a_time_add_up_to_the_whole(
        // Large enough that neither half rounds to nothing: such interest is not told.
        billed in 1_000_000_i64..100_000_000, due in any_day(), first in 1..800_u64, second in 1..800_u64,
        paid_after in 0..1_600_u64, paid in 0..500_000_i64, rate in 100..3_000_i64,
        statute in any::<bool>(),
    ) {
        let middle = due + Days::new(first);
        let end = middle + Days::new(second);
        let mut invoice = invoice(Money::new(Decimal::new(billed, 2), Currency::parse("EUR").unwrap()));
        invoice.payments.push(payment(due + Days::new(paid_after), Decimal::new(paid, 2)));
        let terms = ChargeTerms {
            interest: Some(if statute {
                InterestTerms::Statutory
            } else {
                InterestTerms::Yearly(Decimal::new(rate, 2))
            }),
            ..ChargeTerms::default()
        };
        let between = |due, today| {
            let charges = charges(&invoice, due, CustomerKind::Business, country("DE"), &terms, today);
            accrued(charges.as_ref())
        };
        let halves = between(due, middle).plus(between(middle, end)).unwrap();
        prop_assert_eq!(halves, between(due, end));
    }

    #[test]
    fn the_compensation_does_not_depend_on_the_day(
        invoice in any_invoice(), due in any_day(), today in any_day(), later in 0..800_u64,
        terms in any_terms(), creditor in any_creditor(), kind in any_business(),
    ) {
        let compensation = |today| {
            charges(&invoice, due, kind, creditor, &terms, today).and_then(|charges| charges.compensation)
        };
        if let Some(sum) = compensation(today) {
            prop_assert_eq!(compensation(today + Days::new(later)), Some(sum));
        }
    }
}
