//! The book that `book.py` made, as customers, invoices and the letters that they had before.

use std::error::Error;
use std::path::Path;

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{Days, NaiveDate};
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, EmailAddress, Language};
use dunning::calendar::Region;
use dunning::invoice::{DueFrom, Invoice, InvoiceId};
use dunning::ledger::Change;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::money::{Currency, Money};
use dunning::stage::{StageName, Tone};
use serde::Deserialize;

/// The letters at the thresholds.
const TONES: [Tone; 4] = [
    Tone::EarlyLate,
    Tone::LateLate,
    Tone::SecondNotice,
    Tone::FinalNotice,
];

const CREDITOR: &str = include_str!("../../../../../infra/creditor.toml");

#[derive(Deserialize)]
struct Terms {
    today: toml::value::Datetime,
    thresholds_days: [u64; 4],
}

#[derive(Deserialize)]
struct Line {
    customer: String,
    name: String,
    email: String,
    country: String,
    invoice: String,
    amount: String,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    letters_before: usize,
}

pub(crate) struct Book {
    pub(crate) today: NaiveDate,
    thresholds: [u64; 4],
    lines: Vec<Line>,
}

impl Book {
    pub(crate) fn read(terms: &Path, lines: &Path) -> Result<Self, Box<dyn Error>> {
        let terms: Terms = toml::from_str(&std::fs::read_to_string(terms)?)?;
        Ok(Self {
            today: terms.today.to_string().parse()?,
            thresholds: terms.thresholds_days,
            lines: csv::Reader::from_path(lines)?
                .into_deserialize()
                .collect::<Result<_, _>>()?,
        })
    }

    /// A customer's lines stand together.
    pub(crate) fn customers(&self) -> impl Iterator<Item = Result<Change, Box<dyn Error>>> {
        let same = |one: &Line, other: &Line| one.customer == other.customer;
        self.lines.chunk_by(same).map(|lines| self.customer(lines))
    }

    /// The number of the threshold that a stage stands for, from 1 on.
    pub(crate) fn level(stage: &StageName) -> Option<usize> {
        let place = TONES.iter().position(|tone| tone.name() == stage.as_str())?;
        Some(place + 1)
    }

    /// Policy and creditor: the thresholds are a ladder of four letters, each measured from the one before.
    pub(crate) async fn put_settings(
        &self,
        client: &aws_sdk_dynamodb::Client,
        table: &str,
    ) -> Result<(), Box<dyn Error>> {
        let mut policy = String::from("payments = \"manual\"\ndue_moves_to_open_day = false\n");
        let (mut anchor, mut before) = ("due", 0);
        for (tone, threshold) in TONES.into_iter().zip(self.thresholds) {
            let (name, days) = (tone.name(), threshold - before);
            policy.push_str(&format!(
                "[[stage]]\nname = \"{name}\"\nletter = \"{name}\"\nwhen = \"{days} days after {anchor}\"\n"
            ));
            (anchor, before) = (name, threshold);
        }
        for (sort_key, text) in [("policy", policy.as_str()), ("creditor", CREDITOR)] {
            client
                .put_item()
                .table_name(table)
                .item("pk", AttributeValue::S("settings".to_owned()))
                .item("sk", AttributeValue::S(sort_key.to_owned()))
                .item("text", AttributeValue::S(text.to_owned()))
                .item("schema", AttributeValue::N("1".to_owned()))
                .send()
                .await?;
        }
        Ok(())
    }

    /// A customer with invoices, and with the letters that went about them at the thresholds that they passed.
    fn customer(&self, lines: &[Line]) -> Result<Change, Box<dyn Error>> {
        let first = lines.first().ok_or("a customer without lines")?;
        let key = AccountKey::derive("lagopus", &first.customer);
        let email = EmailAddress::parse(&first.email)?;
        let mut account = Account::new(key, first.customer.clone(), first.name.clone());
        account.region = Some(Region::parse(&first.country)?);
        account.agenda = lines.iter().filter_map(|line| self.next(line)).min();
        account.contacts = vec![Contact {
            email: email.clone(),
            name: None,
            purpose: ContactPurpose::Billing,
            suppressed: false,
        }];
        let mut change = Change::of(account);
        for line in lines {
            let invoice = invoice(line)?;
            for (tone, threshold) in TONES.into_iter().zip(self.thresholds).take(line.letters_before) {
                change.letters.push(letter(
                    &change.account,
                    &email,
                    &invoice,
                    tone,
                    line.due_on + Days::new(threshold),
                )?);
            }
            change.invoices.push(invoice);
        }
        Ok(change)
    }

    /// When a line is due its next letter; yesterday instead of today, for yesterday's sweep is to look at it.
    fn next(&self, line: &Line) -> Option<NaiveDate> {
        let threshold = self.thresholds.get(line.letters_before)?;
        let next = line.due_on + Days::new(*threshold);
        let yesterday = self.today - Days::new(1);
        Some(if next == self.today { yesterday } else { next })
    }
}

fn invoice(line: &Line) -> Result<Invoice, Box<dyn Error>> {
    let billed = Money::new(line.amount.parse()?, Currency::parse("EUR")?);
    let id = InvoiceId::whole(line.invoice.clone());
    let mut invoice = Invoice {
        due_on: Some(line.due_on),
        due_from: Some(DueFrom::Document),
        ..Invoice::new(id, line.issued_on, billed)
    };
    // As long as the fingerprint of a document is.
    invoice.revision.content = format!("{:0>64}", line.invoice);
    Ok(invoice)
}

fn letter(
    account: &Account,
    to: &EmailAddress,
    invoice: &Invoice,
    tone: Tone,
    day: NaiveDate,
) -> Result<Letter, Box<dyn Error>> {
    let claimed_at = day.and_hms_opt(4, 16, 0).ok_or("no such time")?.and_utc();
    Ok(Letter {
        id: LetterId {
            account: account.key.clone(),
            day,
            attempt: 1,
        },
        state: LetterState::Delivered,
        claimed_at,
        to: to.clone(),
        language: Language::English,
        tone,
        lines: vec![LetterLine {
            invoice: invoice.id.clone(),
            stages: vec![StageName::parse(tone.name())?],
            due_on: invoice.due_on.ok_or("no due date")?,
            open: invoice.open(),
        }],
        pay_by: Some(day + Days::new(7)),
        // As long as SES's are.
        message_id: Some("0102019abcde4f01-01234567-89ab-cdef-0123-456789abcdef-000000".to_owned()),
        tip: None,
    })
}
