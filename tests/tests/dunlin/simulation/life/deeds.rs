//! What is done from outside: files, and the money that comes in them.

use chrono::Duration;
use dunning::arrival::{Arrival, CustomerArrival, InvoiceArrival, PaymentArrival};
use dunning::money::Money;
use rust_decimal::Decimal;

use super::super::script::{Customer, Deed, HOMES, What};
use super::super::truth::{Fact, Owed, number};
use super::{Life, key, midnight, name};
use crate::book;

impl Life<'_> {
    pub(super) fn upload(&mut self, day: u32, minute: u32, arrivals: Vec<Arrival>, facts: Vec<Fact>) {
        self.uploads += 1;
        let object = format!("uploads/{}.json", self.uploads);
        self.truth.on_its_way(object.clone(), facts);
        let at = midnight(self.date(day)) + Duration::minutes(i64::from(minute));
        self.days.upload(at, &object, arrivals);
    }

    pub(super) fn done(&mut self, deed: &Deed) {
        let Some(customer) = self
            .script
            .customers
            .iter()
            .find(|customer| customer.serial == deed.customer)
        else {
            return;
        };
        match deed.what {
            What::Invoice {
                serial,
                due_in_days,
                cents,
                ..
            } => {
                let due_on = self.date(deed.day) + Duration::days(due_in_days);
                self.truth
                    .invoices
                    .insert(serial, Owed::new(deed.customer, cents, due_on));
                self.upload_invoice(deed, deed);
            }
            What::Again { invoice } => {
                let first =
                    self.script.deeds.iter().find(
                        |other| matches!(other.what, What::Invoice { serial, .. } if serial == invoice),
                    );
                if let Some(first) = first {
                    self.upload_invoice(first, deed);
                }
            }
            What::Pays { invoice, percent } => {
                let to_do = ToDo {
                    percent,
                    ..ToDo::all(deed.customer, Some(invoice))
                };
                self.pay(deed.day, &to_do);
            }
            What::Credit { invoice, percent } => {
                let Some(owed) = self.truth.invoices.get(&invoice) else {
                    return;
                };
                let cents = owed.cents * percent / 100;
                let note = self.credit_note(deed, invoice, cents);
                self.upload(
                    deed.day,
                    deed.minute,
                    vec![note],
                    vec![Fact::Settled { invoice, cents }],
                );
            }
            What::Moves { home } => {
                let lives = Fact::Lives {
                    customer: customer.serial,
                    home,
                };
                let row = directory_row(customer, home, "first");
                self.upload(deed.day, deed.minute, vec![row], vec![lives]);
            }
            What::PaysWhileSending { invoice } => self.pay_while_sending(deed, invoice),
            What::ChangesAddress => {
                // Wherever the customer has moved to meanwhile: this row says the first home again.
                let lives = Fact::Lives {
                    customer: customer.serial,
                    home: customer.home,
                };
                let row = directory_row(customer, customer.home, "new");
                self.upload(deed.day, deed.minute, vec![row], vec![lives]);
            }
        }
    }

    /// Uploads the invoice of a deed, on the day of another.
    fn upload_invoice(&mut self, of: &Deed, on: &Deed) {
        let What::Invoice {
            serial,
            due_in_days,
            issued_days_ago,
            cents,
        } = of.what
        else {
            return;
        };
        let first_day = self.date(of.day);
        let due_on = first_day + Duration::days(due_in_days);
        let issued_on = (first_day - chrono::Days::new(issued_days_ago)).min(due_on);
        let invoice = InvoiceArrival {
            payable: money(cents),
            ..book::invoice(
                &name(of.customer),
                &number(serial),
                &issued_on.to_string(),
                &due_on.to_string(),
            )
        };
        self.upload(
            on.day,
            on.minute,
            vec![Arrival::Invoice(invoice)],
            vec![Fact::Known(serial)],
        );
    }

    fn credit_note(&self, deed: &Deed, invoice: u32, cents: i64) -> Arrival {
        let note_number = format!("CN-{}", self.uploads);
        let credited = number(invoice);
        let note = book::credit_note(&name(deed.customer), &note_number, &euros(cents), Some(&credited));
        match note {
            Arrival::Invoice(note) => Arrival::Invoice(InvoiceArrival {
                issued_on: self.date(deed.day),
                ..note
            }),
            other => other,
        }
    }

    /// The bank's reference of the next payment.
    fn next_entry(&mut self) -> String {
        self.lived.payments += 1;
        format!("B-{}", self.lived.payments)
    }

    /// Money for an invoice comes in between the reading and the writing of the customer's next sending.
    fn pay_while_sending(&mut self, deed: &Deed, invoice: u32) {
        let cents = self.truth.open_cents(invoice, u64::MAX);
        if cents <= 0 {
            return;
        }
        self.uploads += 1;
        let object = format!("uploads/{}.json", self.uploads);
        let booked = self.date(deed.day).to_string();
        let identity = self.next_entry();
        let payment = book::payment(&identity, &euros(cents), &booked, &number(invoice));
        self.truth
            .on_its_way(object.clone(), vec![Fact::Settled { invoice, cents }]);
        self.days
            .upload_while_sending(key(deed.customer), &object, vec![Arrival::Payment(payment)]);
    }

    /// Money comes in.
    pub(super) fn pay(&mut self, day: u32, to_do: &ToDo) {
        let open = to_do
            .invoice
            .map_or(0, |invoice| self.truth.open_cents(invoice, u64::MAX));
        let cents = to_do.cents.unwrap_or(open * to_do.percent / 100);
        if cents <= 0 {
            return;
        }
        let identity = self.next_entry();
        let booked = self.date(day).to_string();
        let was_noted = to_do.is_seen_before
            && to_do
                .invoice
                .is_some_and(|invoice| self.note(to_do.customer, invoice, cents));
        let (payment, fact) = match to_do.invoice.filter(|_| to_do.is_named) {
            Some(invoice) => (
                book::payment(
                    &identity,
                    &euros(cents),
                    &booked,
                    &format!("RE {} MERCI", number(invoice)),
                ),
                Fact::Settled { invoice, cents },
            ),
            None => (
                book::payment_by(&identity, &euros(cents), &booked, &name(to_do.customer)),
                Fact::Unnamed {
                    customer: to_do.customer,
                    cents,
                },
            ),
        };
        // What was noted counts already; the bank tells of the same money.
        let facts = if was_noted { Vec::new() } else { vec![fact] };
        self.upload(day, 600, vec![Arrival::Payment(payment.clone())], facts);
        if to_do.twice {
            self.upload(day, 700, vec![Arrival::Payment(payment.clone())], Vec::new());
        }
        if let (Some(after), Some(invoice)) = (to_do.back_after_days, to_do.invoice) {
            let back = PaymentArrival {
                identity: format!("{identity}-back"),
                amount: money(-cents),
                booked_on: self.date(day + after),
                ..payment
            };
            let fact = Fact::Settled {
                invoice,
                cents: -cents,
            };
            self.upload(day + after, 650, vec![Arrival::Payment(back)], vec![fact]);
        }
    }
}

pub(super) fn first_address(customer: u32) -> String {
    format!("first@c-{customer}.example.com")
}

/// Money that somebody sends because of a letter.
pub(super) struct ToDo {
    pub(super) customer: u32,
    /// The invoice that is named, if one is.
    pub(super) invoice: Option<u32>,
    /// None: all that is open.
    pub(super) cents: Option<i64>,
    pub(super) percent: i64,
    pub(super) is_named: bool,
    pub(super) back_after_days: Option<u32>,
    pub(super) twice: bool,
    /// Whether a person notes it before the bank tells.
    pub(super) is_seen_before: bool,
}

impl ToDo {
    /// All that is open of an invoice, by its number.
    pub(super) fn all(customer: u32, invoice: Option<u32>) -> Self {
        Self {
            customer,
            invoice,
            cents: None,
            percent: 100,
            is_named: true,
            back_after_days: None,
            twice: false,
            is_seen_before: false,
        }
    }
}

/// Looks after every third customer; the creditor's own manager after the others.
const MARA: &str = "mara@lagopus.example.com";

pub(super) fn directory_row(customer: &Customer, home: usize, first: &str) -> Arrival {
    let (region, zone) = HOMES[home % HOMES.len()];
    let mut addresses = vec![format!("{first}@c-{}.example.com", customer.serial)];
    addresses
        .extend((1..customer.contacts).map(|nth| format!("desk-{nth}@c-{}.example.com", customer.serial)));
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    Arrival::Customer(CustomerArrival {
        zone: Some(zone),
        account_manager: customer.serial.is_multiple_of(3).then(|| book::email(MARA)),
        ..book::business(&name(customer.serial), region, &addresses)
    })
}

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2), book::euros("0").currency)
}

fn euros(cents: i64) -> String {
    Decimal::new(cents, 2).to_string()
}
