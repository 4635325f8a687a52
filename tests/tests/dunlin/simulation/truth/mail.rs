//! A mail, held against what is true.

use chrono::{Datelike, Timelike, Weekday};
use rust_decimal::Decimal;
use tests::world::{Broken, Sending};

use super::{Truth, number, serial};
use crate::simulation::script::HOMES;

/// Balances below it are nobody's worry (5 of the currency).
pub(crate) const IGNORED_BELOW_CENTS: i64 = 500;

impl Truth {
    /// # Errors
    /// In words, the promise that the mail breaks.
    pub(crate) fn allows(&mut self, sending: &Sending, customer: u32) -> Result<(), Broken> {
        let told = sending.told()?;
        self.is_in_the_early_morning(sending, customer, &told)?;
        self.address_is_right(sending, customer, &told)?;
        self.names_nobody_elses(sending, customer, &told)?;
        for line in &sending.letter()?.lines {
            let number = line.invoice.to_string();
            let serial = serial(&number).ok_or_else(|| format!("{told}: {number} was never made"))?;
            let asked = line.open.amount * Decimal::from(100);
            self.is_owed(serial, customer, asked, sending.turn)
                .map_err(|broken| format!("{told}: {broken}"))?;
            if let Some(silence) = self.silence(customer, serial, sending.turn, sending.mail.letter.day) {
                return Err(format!("{told}, and {number} is {}", silence.why));
            }
            for stage in &line.stages {
                self.may_be_said(sending, serial, stage)
                    .map_err(|broken| format!("{told}: {broken}"))?;
                self.says(sending, serial, stage);
            }
        }
        Ok(())
    }

    /// Between 05:00 and 06:00 where the customer lives, on no weekend.
    fn is_in_the_early_morning(&self, sending: &Sending, customer: u32, told: &str) -> Result<(), Broken> {
        let homes = self.homes.get(&customer).map_or(&[][..], Vec::as_slice);
        let home = homes.iter().rev().find(|(since, _)| *since < sending.turn);
        let Some((_, home)) = home else {
            return Err(format!("{told} went to a customer without a home"));
        };
        let local = sending.at.with_timezone(&HOMES[home % HOMES.len()].1);
        let is_rest_day = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
        if local.hour() != 5 || is_rest_day {
            return Err(format!("{told} left at {local}"));
        }
        Ok(())
    }

    fn address_is_right(&self, sending: &Sending, customer: u32, told: &str) -> Result<(), Broken> {
        let to = sending.mail.to.to_string();
        if !to.ends_with(&format!("@c-{customer}.example.com")) {
            return Err(format!("{told} went to somebody else, {to}"));
        }
        if self.gone.get(&to).is_some_and(|since| *since < sending.turn) {
            return Err(format!("{told} went to {to}, which bounced or complained before"));
        }
        Ok(())
    }

    /// The words name invoices of the customer's alone.
    fn names_nobody_elses(&self, sending: &Sending, customer: u32, told: &str) -> Result<(), Broken> {
        let words = &sending.mail.words;
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '-';
        let all = format!("{} {} {}", words.subject, words.text, words.html);
        let named = all.split(|letter| !is_word(letter)).filter_map(serial);
        for serial in named {
            let owner = self.invoices.get(&serial).map(|owed| owed.customer);
            if owner != Some(customer) {
                return Err(format!("{told} names somebody else's {}", number(serial)));
            }
        }
        Ok(())
    }

    fn is_owed(&self, serial: u32, customer: u32, asked: Decimal, turn: u64) -> Result<(), Broken> {
        let number = number(serial);
        let Some(owed) = self.invoices.get(&serial) else {
            return Err(format!("{number} was never uploaded"));
        };
        if owed.customer != customer {
            return Err(format!("{number} is somebody else's"));
        }
        let open = owed.open_cents(turn);
        if open < IGNORED_BELOW_CENTS {
            return Err(format!("{open} cents are open of {number}"));
        }
        if asked > Decimal::from(open) {
            return Err(format!(
                "{asked} cents are asked for of {number}, of which {open} are open"
            ));
        }
        Ok(())
    }
}
