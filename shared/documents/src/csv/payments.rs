//! A table of payments: amount, currency, booking day, what the payer wrote, who paid.
//!
//! A negative amount is money going out, and passed over, unless the row says that it is a reversal: paying a
//! supplier must never reopen a customer's invoice.

use dunning::money::Money;
use rust_decimal::Decimal;

use super::columns::{Columns, Names};
use super::table::{Row, Table};
use crate::amount::{Figure, decimal_mark};
use crate::content::{Content, Format};
use crate::date::{DateOrder, WrittenDate, order, written};
use crate::payment::{Booked, Direction, Payment, StatedPayment, identified, latest_booking};
use crate::refusal::{Refusal, Unfit, quoted};
use crate::{value, words};

/// What a column of a payments table may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Amount,
    Currency,
    BookedOn,
    Invoice,
    Reference,
    Remittance,
    Payer,
    PayerIban,
    Reversal,
    EntryReference,
    CompleteTo,
}

/// Every column, our own name first.
pub(super) const PAYMENT_COLUMNS: &[Names<Field>] = &[
    Names {
        field: Field::Amount,
        name: "amount",
        strong: "amount paymentamount amountpaid betrag importo montant importe suma",
        weak: "amountreceived received umsatz",
    },
    Names {
        field: Field::Currency,
        name: "currency",
        strong: "currency currencycode wahrung waehrung valuta devise moneda divisa",
        weak: "",
    },
    Names {
        field: Field::BookedOn,
        name: "booked_on",
        strong: "bookedon bookingdate paymentdate paidon datepaid dateofpayment receivedon \
         buchungstag buchungsdatum zahlungsdatum datapagamento datacontabile \
         datedepaiement datedoperation fechadepago fechapago dataplatii dataincasarii",
        weak: "valuedate valutadatum",
    },
    Names {
        field: Field::Invoice,
        name: "invoice",
        strong: "invoice invoicenumber invoiceno rechnungsnummer rechnungsnr numerofattura",
        weak: "",
    },
    Names {
        field: Field::Reference,
        name: "reference",
        strong: "reference references paymentreference creditorreference endtoendid referenz",
        weak: "",
    },
    Names {
        field: Field::Remittance,
        name: "remittance",
        strong: "remittance remittanceinformation remittancetext verwendungszweck causale motif \
         concepto detalii",
        weak: "description text purpose details memo descrizione libelle",
    },
    Names {
        field: Field::Payer,
        name: "payer",
        strong: "payer payername debtor debtorname auftraggeber ordinante ordenante platitor",
        weak: "customer customername name counterparty",
    },
    Names {
        field: Field::PayerIban,
        name: "payer_iban",
        strong: "payeriban debtoriban ibanauftraggeber ibanordinante",
        weak: "iban",
    },
    Names {
        field: Field::Reversal,
        name: "reversal",
        strong: "reversal isreversal reversed storno",
        weak: "",
    },
    Names {
        field: Field::EntryReference,
        name: "entry_reference",
        strong: "entryreference bankreference transactionid acctsvcrref entryid",
        weak: "",
    },
    Names {
        field: Field::CompleteTo,
        name: "complete_to",
        strong: "completeto",
        weak: "",
    },
];

/// Reads the table.
///
/// # Errors
/// A [`Refusal`] with line, column and field.
pub(super) fn read(table: &Table, columns: &Columns<Field>) -> Result<Content, Refusal> {
    let mut content = Content::new(Format::Csv);
    let mark = mark(table, columns)?;
    let order = date_order(table, columns)?;
    let mut stated = Vec::new();
    let mut complete_to = None;
    for row in &table.rows {
        let date = |cell: &str| {
            let no_such_day = || Unfit::new(format!("there is no such day as {}", quoted(cell)));
            written(cell)?.resolve(order).ok_or_else(no_such_day)
        };
        let figure = columns.require(row, Field::Amount, Figure::read)?;
        let amount = figure
            .value(mark)
            .map_err(|unfit| columns.refuse(row, Field::Amount, unfit))?;
        complete_to = complete_to.max(columns.read(row, Field::CompleteTo, date)?);
        let reversal = columns.read(row, Field::Reversal, yes)?.unwrap_or_default();
        if amount.is_zero() || amount < Decimal::ZERO && !reversal {
            let why = if amount.is_zero() {
                "no money moved"
            } else {
                "money going out that is no reversal"
            };
            content.pass_over(row.place(None), why);
            continue;
        }
        stated.push(StatedPayment {
            payment: Payment {
                place: row.place(None),
                identity: String::new(),
                booked: Booked::Alone,
                amount: Money::new(amount.abs(), currency(columns, row, &figure)?),
                direction: if reversal {
                    Direction::Debit
                } else {
                    Direction::Credit
                },
                reversal,
                undoes: None,
                booked_on: columns.require(row, Field::BookedOn, date)?,
                references: references(columns, row),
                payer: columns.read(row, Field::Payer, value::line)?.flatten(),
                payer_iban: columns.read(row, Field::PayerIban, value::iban)?.flatten(),
            },
            entry_reference: columns.read(row, Field::EntryReference, value::line)?.flatten(),
        });
    }
    content.payments = identified(stated)?;
    content.payments_complete_to = complete_to.or_else(|| latest_booking(&content.payments));
    Ok(content)
}

fn mark(table: &Table, columns: &Columns<Field>) -> Result<crate::amount::DecimalMark, Refusal> {
    let mut figures = Vec::new();
    for row in &table.rows {
        figures.extend(
            columns
                .read(row, Field::Amount, Figure::read)?
                .map(|figure| (row, figure)),
        );
    }
    decimal_mark(figures.iter().map(|(_, figure)| figure)).map_err(|(index, unfit)| {
        match figures.get(index) {
            Some((row, _)) => columns.refuse(row, Field::Amount, unfit),
            None => Refusal::of_file(unfit.0),
        }
    })
}

fn date_order(table: &Table, columns: &Columns<Field>) -> Result<DateOrder, Refusal> {
    let mut dates: Vec<(&Row, WrittenDate)> = Vec::new();
    for row in &table.rows {
        for field in [Field::BookedOn, Field::CompleteTo] {
            dates.extend(columns.read(row, field, written)?.map(|date| (row, date)));
        }
    }
    let all: Vec<WrittenDate> = dates.iter().map(|(_, date)| *date).collect();
    order(&all, &[], None).map_err(|unfit| {
        let doubtful = dates
            .iter()
            .find(|(_, date)| matches!(date, WrittenDate::Numbers { .. }));
        match doubtful {
            Some((row, _)) => columns.refuse(row, Field::BookedOn, unfit),
            None => Refusal::of_file(unfit.0),
        }
    })
}

fn yes(cell: &str) -> Result<bool, Unfit> {
    words::yes(cell).ok_or_else(|| Unfit::new(format!("expected yes or no, not {}", quoted(cell))))
}

/// A payment without a currency pays nothing that anybody could name.
fn currency(
    columns: &Columns<Field>,
    row: &Row,
    figure: &Figure,
) -> Result<dunning::money::Currency, Refusal> {
    let stated = columns.read(row, Field::Currency, value::currency)?.flatten();
    let named = figure
        .currency
        .and_then(|code| dunning::money::Currency::parse(code).ok());
    match (stated, named) {
        (Some(stated), Some(named)) if stated != named => Err(columns.refuse(
            row,
            Field::Amount,
            Unfit::new("is in another currency than the row says"),
        )),
        (Some(currency), _) | (None, Some(currency)) => Ok(currency),
        (None, None) => Err(columns.refuse(row, Field::Currency, Unfit::new("is missing"))),
    }
}

/// Structured references first, then free text.
fn references(columns: &Columns<Field>, row: &Row) -> Vec<String> {
    [Field::Invoice, Field::Reference, Field::Remittance]
        .into_iter()
        .filter_map(|field| columns.get(row, field).and_then(value::prose))
        .collect()
}
