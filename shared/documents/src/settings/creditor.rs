//! `creditor.toml`: who writes, who signs, how to reach and how to pay them.

use chrono_tz::Tz;
use dunning::account::{EmailAddress, Language};
use dunning::calendar::Region;
use dunning::creditor::Creditor;
use dunning::money::Currency;
use serde::Deserialize;
use toml::Spanned;

use payment::Payment;

use super::{line_of, read_toml};
use crate::content::Format;
use crate::refusal::Refusal;

mod payment;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    name: Spanned<String>,
    short_name: Spanned<String>,
    signatory: Spanned<String>,
    role: Option<String>,
    sender: Spanned<String>,
    reply_to: Spanned<String>,
    phone: Spanned<String>,
    web: Option<Spanned<String>>,
    fax: Option<String>,
    postal_address: Vec<String>,
    region: Spanned<String>,
    zone: Spanned<String>,
    language: Spanned<String>,
    account_manager: Option<Spanned<String>>,
    default_terms_days: Option<u16>,
    currency: Option<Spanned<String>>,
    #[serde(default)]
    payment: Payment,
}

/// The longest text of a profile, in characters.
const TEXT_AT_MOST: usize = 200;

/// Reads a creditor profile.
///
/// # Errors
/// A [`Refusal`] that names the line and says what would be right.
pub fn read_creditor(text: &str) -> Result<Creditor, Refusal> {
    let file: File = read_toml(text, Format::Creditor)?;
    let wrong = |value: &Spanned<String>, field: &str, problem: &str| {
        let message = format!("“{}” {problem}", value.get_ref());
        Refusal::at(line_of(text, value.span().start), message)
            .field(field)
            .taken_for(Format::Creditor)
    };
    let refuse = |value: &Spanned<String>, field: &str, expected: &str| {
        wrong(value, field, &format!("is not {expected}"))
    };
    let line = |value: &Spanned<String>, field: &str| {
        let said = value.get_ref().trim();
        let fits = (1..=TEXT_AT_MOST).contains(&said.chars().count()) && !said.chars().any(char::is_control);
        if fits {
            Ok(said.to_owned())
        } else {
            Err(refuse(value, field, "one line of up to 200 characters"))
        }
    };
    let address = |value: &Spanned<String>, field: &str| {
        EmailAddress::parse(value.get_ref())
            .map_err(|_| refuse(value, field, "an address such as accounts@example.com"))
    };
    let page = |value: &Option<Spanned<String>>, field: &str| match value {
        Some(value) if !value.get_ref().starts_with("https://") => {
            Err(refuse(value, field, "a page such as https://example.com"))
        }
        value => Ok(value.as_ref().map(|value| value.get_ref().clone())),
    };
    let reply_to = address(&file.reply_to, "reply_to")?;
    Ok(Creditor {
        id: line(&file.id, "id")?,
        name: line(&file.name, "name")?,
        short_name: line(&file.short_name, "short_name")?,
        signatory: line(&file.signatory, "signatory")?,
        role: file.role,
        sender: address(&file.sender, "sender")?,
        phone: line(&file.phone, "phone")?,
        web: page(&file.web, "web")?,
        fax: file.fax,
        postal_address: file.postal_address,
        region: Region::parse(file.region.get_ref()).map_err(|_| {
            refuse(
                &file.region,
                "region",
                "a country such as IT, or a part of one such as DE-BY",
            )
        })?,
        zone: file
            .zone
            .get_ref()
            .parse::<Tz>()
            .map_err(|_| refuse(&file.zone, "zone", "a time zone such as Europe/Rome"))?,
        language: Language::parse(file.language.get_ref())
            .ok_or_else(|| refuse(&file.language, "language", "one of en, it, ro, fr, hi, de, es"))?,
        account_manager: match &file.account_manager {
            Some(manager) => address(manager, "account_manager")?,
            None => reply_to.clone(),
        },
        reply_to,
        default_terms_days: file.default_terms_days,
        currency: file
            .currency
            .as_ref()
            .map(|code| {
                Currency::parse(code.get_ref())
                    .map_err(|_| refuse(code, "currency", "an ISO 4217 code such as EUR"))
            })
            .transpose()?,
        payment: file.payment.details(&wrong)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = r#"
        id = "lagopus"
        name = "Lagopus Coffee Roasters Ltd"
        short_name = "Lagopus"
        signatory = "Ann Ptarmigan"
        sender = "accounts@lagopus.example.com"
        reply_to = "ann@lagopus.example.com"
        phone = "+353 1 555 0100"
        web = "https://lagopus.example.com"
        postal_address = ["1 Heather Lane", "Dublin"]
        region = "IE"
        zone = "Europe/Dublin"
        language = "en"
        currency = "EUR"

        [payment]
        iban = "IE29 AIBK 9311 5212 3456 78"
    "#;

    #[test]
    fn a_profile_is_read() {
        let creditor = read_creditor(PROFILE).unwrap();
        assert_eq!(creditor.payment.iban.as_deref(), Some("IE29AIBK93115212345678"));
        assert_eq!(creditor.currency.map(Currency::code), Some("EUR"));
        assert_eq!(creditor.account_manager, creditor.reply_to);
    }

    #[test]
    fn every_way_to_pay_is_read() {
        let profile = format!(
            "{PROFILE}\nlink = \"https://pay.example.com/?invoice={{number}}\"\nupi = \"lagopus@examplebank\"\n\
             bank_account_number = \"5010 0123 4567 89\"\nifsc = \"ABCD0123456\""
        );
        let payment = read_creditor(&profile).unwrap().payment;
        assert_eq!(
            payment.link.as_deref(),
            Some("https://pay.example.com/?invoice={number}")
        );
        assert_eq!(payment.upi.as_deref(), Some("lagopus@examplebank"));
        let account = payment.indian_account.unwrap();
        assert_eq!(
            (account.number(), account.ifsc()),
            ("50100123456789", "ABCD0123456")
        );
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        for (right, wrong, said) in [
            (
                "\"Europe/Dublin\"",
                "\"Dublin\"",
                "line 12: zone: “Dublin” is not a time zone",
            ),
            (
                "\"IE\"",
                "\"Ireland\"",
                "line 11: region: “Ireland” is not a country",
            ),
            (
                "\"EUR\"",
                "\"Euro\"",
                "line 14: currency: “Euro” is not an ISO 4217 code",
            ),
            ("\"en\"", "\"ga\"", "line 13: language: “ga” is not one of"),
            (
                "\"accounts@lagopus.example.com\"",
                "\"accounts\"",
                "line 6: sender: “accounts” is not an address",
            ),
            (
                "https://lagopus",
                "http://lagopus",
                "line 9: web: “http://lagopus.example.com” is not a page",
            ),
            (
                "3456 78",
                "3456 87",
                "line 17: payment.iban: “IE29 AIBK 9311 5212 3456 87” is no IBAN",
            ),
            (
                "[payment]",
                "[payment]\nlink = \"https://pay.example.com/{customer}\"",
                "line 17: payment.link: “https://pay.example.com/{customer}” is not a page whose only placeholders",
            ),
            (
                "[payment]",
                "[payment]\nlink = \"http://pay.example.com/\"",
                "line 17: payment.link: “http://pay.example.com/” is not a page such as",
            ),
            (
                "[payment]",
                "[payment]\nupi = \"lagopus\"",
                "line 17: payment.upi: “lagopus” is no UPI address",
            ),
            (
                "[payment]",
                "[payment]\nifsc = \"ABCD0123456\"",
                "line 17: payment.ifsc: “ABCD0123456” needs bank_account_number",
            ),
            (
                "[payment]",
                "[payment]\nbank_account_number = \"50100123456789\"\nifsc = \"ABCD-123\"",
                "line 18: payment.ifsc: “ABCD-123” does not fit: an IFSC has four letters",
            ),
        ] {
            let refusal = read_creditor(&PROFILE.replace(right, wrong))
                .unwrap_err()
                .to_string();
            assert!(refusal.starts_with(said), "{refusal}");
        }
    }
}
