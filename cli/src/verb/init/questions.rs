//! The questions. Each answer is tried at once by the reader that the files will meet, so that what is wrong is said
//! where it was typed.

use std::io::{BufRead, Write};

use documents::settings::{read_creditor, read_policy};
use dunning::calendar::Region;
use dunning::residence::{single_language, single_zone};

use super::SHIPPED_POLICY;
use super::profile::Profile;
use crate::failure::Failure;
use crate::interview::Interview;

pub(super) fn asked<In: BufRead, Out: Write>(interview: &mut Interview<In, Out>) -> Result<Profile, Failure> {
    let mut profile = Profile::default();
    let mut ask = |profile: &mut Profile,
                   place: fn(&mut Profile) -> &mut String,
                   question: &str,
                   default: Option<&str>| {
        let tried = profile.clone();
        let said = interview.ask(question, default, |said| is_wrong(&tried, place, said))?;
        *place(profile) = said;
        Ok::<(), Failure>(())
    };
    let profile_now = &mut profile;
    ask(
        profile_now,
        |to| &mut to.name,
        "Your company's name, as on your invoices",
        None,
    )?;
    let name = profile_now.name.clone();
    ask(
        profile_now,
        |to| &mut to.short_name,
        "Its short name, for subjects",
        Some(&name),
    )?;
    let id = slug(&profile_now.short_name);
    let question = "An id for it, never to change once letters were sent";
    ask(profile_now, |to| &mut to.id, question, Some(&id))?;
    ask(profile_now, |to| &mut to.signatory, "Who signs the letters", None)?;
    ask(
        profile_now,
        |to| &mut to.role,
        "Their role, in your language (or nothing)",
        None,
    )?;
    let question = "The address that letters come from, of a domain that you own";
    ask(profile_now, |to| &mut to.sender, question, None)?;
    ask(
        profile_now,
        |to| &mut to.reply_to,
        "The address of the person who reads the replies",
        None,
    )?;
    let reply_to = profile_now.reply_to.clone();
    let question = "The address of who gets the tasks (calls, disputes, approvals)";
    ask(
        profile_now,
        |to| &mut to.account_manager,
        question,
        Some(&reply_to),
    )?;
    ask(
        profile_now,
        |to| &mut to.phone,
        "The phone number in the letters",
        None,
    )?;
    ask(
        profile_now,
        |to| &mut to.web,
        "Your web page, https://… (or nothing)",
        None,
    )?;
    let question = "Your postal address, its lines parted by commas";
    ask(profile_now, |to| &mut to.postal_address, question, None)?;
    let question = "Your country, or part of one with holidays of its own (IT, DE-BY, US-NY)";
    ask(profile_now, |to| &mut to.region, question, None)?;
    let country = Region::parse(&profile_now.region).ok().map(Region::country);
    let zone = country.and_then(single_zone).map(|zone| zone.name());
    let question = "Your time zone, such as Europe/Rome";
    ask(profile_now, |to| &mut to.zone, question, zone)?;
    let language = country.and_then(single_language).map(|language| language.code());
    let question = "The language of customers whose own is unknown (en, it, ro, fr, hi, de, es)";
    ask(
        profile_now,
        |to| &mut to.language,
        question,
        Some(language.unwrap_or("en")),
    )?;
    let question = "The currency of invoice files that name none, such as EUR (or nothing: they are refused)";
    ask(profile_now, |to| &mut to.currency, question, None)?;
    let question = "Days to pay where an invoice names no due date (or nothing: a person reviews it)";
    ask(profile_now, |to| &mut to.default_terms_days, question, None)?;
    ask(profile_now, |to| &mut to.iban, "Your IBAN (or nothing)", None)?;
    if !profile_now.iban.is_empty() {
        ask(profile_now, |to| &mut to.bic, "Its BIC (or nothing)", None)?;
    }
    let question = "How patient you are: standard, gentle (three letters), collections (debts late already)";
    ask(profile_now, |to| &mut to.preset, question, Some("standard"))?;
    let question =
        "How payments come in: files (bank statements, letters wait for them), manual (you note them)";
    ask(profile_now, |to| &mut to.payments, question, Some("files"))?;
    Ok(profile)
}

/// What the readers say of an answer, in a profile that is good otherwise.
fn is_wrong(profile: &Profile, place: fn(&mut Profile) -> &mut String, said: &str) -> Option<String> {
    let mut tried = profile.clone();
    said.clone_into(place(&mut tried));
    let of_creditor = read_creditor(&tried.creditor_toml()).err();
    let refusal = of_creditor.or_else(|| read_policy(&tried.policy_toml(SHIPPED_POLICY)).err())?;
    // The line is that of a file which is not written yet.
    Some(refusal.message)
}

/// `Lagopus Coffee & Co.` → `lagopus-coffee-co`.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answers of somebody in Rome who mistypes twice.
    const ANSWERS: &str = "\
        Torrefazione Pernice S.r.l.\nPernice\n\nMarta Bianchi\n\npagamenti@pernice\npagamenti@pernice.example.com\n\
        marta@pernice.example.com\n\n+39 06 5550 0123\n\nVia Lago 1, 00100 Roma, Italia\nItalia\nIT\n\n\nEUR\n30\n\n\n\n";

    #[test]
    fn what_is_wrong_is_said_where_it_was_typed() {
        let mut shown = Vec::new();
        let profile = asked(&mut Interview::new(ANSWERS.as_bytes(), &mut shown)).unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert!(
            shown.contains("“pagamenti@pernice” is not an address such as"),
            "{shown}"
        );
        assert!(shown.contains("“Italia” is not a country such as IT"), "{shown}");
        let expected = Profile {
            name: "Torrefazione Pernice S.r.l.".to_owned(),
            short_name: "Pernice".to_owned(),
            id: "pernice".to_owned(),
            signatory: "Marta Bianchi".to_owned(),
            role: String::new(),
            sender: "pagamenti@pernice.example.com".to_owned(),
            reply_to: "marta@pernice.example.com".to_owned(),
            account_manager: "marta@pernice.example.com".to_owned(),
            phone: "+39 06 5550 0123".to_owned(),
            postal_address: "Via Lago 1, 00100 Roma, Italia".to_owned(),
            region: "IT".to_owned(),
            zone: "Europe/Rome".to_owned(),
            language: "it".to_owned(),
            currency: "EUR".to_owned(),
            default_terms_days: "30".to_owned(),
            ..Profile::default()
        };
        assert_eq!(profile, expected);
    }

    #[test]
    fn an_id_is_made_of_a_name() {
        assert_eq!(slug("Lagopus Coffee & Co."), "lagopus-coffee-co");
    }
}
