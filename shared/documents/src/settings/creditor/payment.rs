//! The `[payment]` table of `creditor.toml`.

use dunning::bank::{self, IndianAccount, IndianAccountError};
use dunning::creditor::PaymentDetails;
use dunning::payment_page::PaymentPage;
use serde::Deserialize;
use toml::Spanned;

use crate::refusal::Refusal;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payment {
    iban: Option<Spanned<String>>,
    bic: Option<String>,
    link: Option<Spanned<String>>,
    upi: Option<Spanned<String>>,
    bank_account_number: Option<Spanned<String>>,
    ifsc: Option<Spanned<String>>,
}

/// Where a value stands, its field, and what is wrong with it.
type Refuse<'a> = &'a dyn Fn(&Spanned<String>, &str, &str) -> Refusal;

impl Payment {
    /// Checks every way to pay: a wrong one would go out with every letter.
    pub(super) fn details(&self, refuse: Refuse<'_>) -> Result<PaymentDetails, Refusal> {
        Ok(PaymentDetails {
            iban: read(&self.iban, |iban| {
                bank::iban(iban).ok_or("is no IBAN; its length or check digits are wrong")
            })
            .map_err(|(value, wrong)| refuse(value, "payment.iban", wrong))?,
            bic: self.bic.clone(),
            reference: None,
            link: read(&self.link, |page| {
                PaymentPage::parse(page).map(|_| page.trim().to_owned())
            })
            .map_err(|(value, error)| refuse(value, "payment.link", &format!("is {error}")))?,
            upi: read(&self.upi, |upi| {
                bank::upi_address(upi).ok_or("is no UPI address such as name@bank")
            })
            .map_err(|(value, wrong)| refuse(value, "payment.upi", wrong))?,
            indian_account: self.indian_account(refuse)?,
        })
    }

    fn indian_account(&self, refuse: Refuse<'_>) -> Result<Option<IndianAccount>, Refusal> {
        const NUMBER: &str = "payment.bank_account_number";
        const IFSC: &str = "payment.ifsc";
        match (&self.bank_account_number, &self.ifsc) {
            (None, None) => Ok(None),
            (Some(number), None) => Err(refuse(number, NUMBER, "needs the IFSC of its branch beside it")),
            (None, Some(ifsc)) => Err(refuse(ifsc, IFSC, "needs bank_account_number beside it")),
            (Some(number), Some(ifsc)) => IndianAccount::parse(number.get_ref(), ifsc.get_ref())
                .map(Some)
                .map_err(|error| match error {
                    IndianAccountError::Number => refuse(number, NUMBER, &format!("does not fit: {error}")),
                    IndianAccountError::Ifsc => refuse(ifsc, IFSC, &format!("does not fit: {error}")),
                }),
        }
    }
}

/// Reads a value that may be absent; an error comes back with the value that it is about.
fn read<T, E>(
    value: &Option<Spanned<String>>,
    with: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, (&Spanned<String>, E)> {
    value
        .as_ref()
        .map(|value| with(value.get_ref()).map_err(|error| (value, error)))
        .transpose()
}
