//! The settings in force, and how far payments are known.

use aws::table::{SettingInForce, TableError};
use chrono::NaiveDate;
use dunning::creditor::Creditor;
use dunning::decide::payments_are_stale;
use dunning::policy::PaymentData;
use dunning::ports::{InForce, PortError};

use super::Finding;

/// Domains that exist for documents alone (RFC 2606): nobody is reached there.
const DOCUMENTATION_DOMAINS: [&str; 7] = [
    "example.com",
    "example.net",
    "example.org",
    "example",
    "test",
    "invalid",
    "localhost",
];

/// A setting that is in force, with its version; what its text says is judged by others.
pub(crate) fn in_force(check: &'static str, found: Result<&SettingInForce, PortError>) -> Finding {
    match found {
        Ok(setting) => {
            let since = setting.applied_at.map_or_else(String::new, |at| {
                format!(", since {}", at.format("%Y-%m-%d %H:%M UTC"))
            });
            Finding::good(check, format!("version {} is in force{since}", setting.version))
        }
        Err(error) => match error.source.downcast_ref::<TableError>() {
            Some(missing @ TableError::NoSetting { file, .. }) => Finding::wrong(
                check,
                missing.to_string().split(':').next().unwrap_or_default(),
                format!("`dunlin import {file}`"),
            ),
            _ => Finding::unanswered(check, error, "dynamodb:GetItem on the stack's table"),
        },
    }
}

/// Both settings as every decision reads them: a text that an earlier release took may be refused by this one. None if one
/// is missing, which [`in_force`] tells of.
pub(crate) fn unreadable(error: PortError) -> Option<Finding> {
    const CHECK: &str = "settings";
    match error.source.downcast_ref::<TableError>() {
        Some(TableError::NoSetting { .. }) => None,
        Some(bad @ TableError::BadSetting { source, .. }) => Some(Finding::wrong(
            CHECK,
            format!("{bad}: {source}"),
            "mend the file and bring it in: `dunlin import infra/policy.toml infra/creditor.toml`",
        )),
        _ => Some(Finding::unanswered(
            CHECK,
            error,
            "dynamodb:Query on the stack's table",
        )),
    }
}

/// Whether the creditor is a real one, not the one that comes with the samples.
pub(crate) fn creditor(creditor: &Creditor, shipped: &Creditor) -> Finding {
    const CHECK: &str = "creditor_is_yours";
    let remedy = "put your own in: `dunlin init`, then `dunlin import infra/creditor.toml`";
    let same_account = creditor.payment.iban.is_some() && creditor.payment.iban == shipped.payment.iban;
    if creditor.name == shipped.name || creditor.sender == shipped.sender || same_account {
        return Finding::wrong(
            CHECK,
            format!("letters are still in the name of the invented {}", shipped.name),
            remedy,
        );
    }
    let sender = creditor.sender.as_str();
    let domain = sender.rsplit_once('@').map_or(sender, |(_, domain)| domain);
    let is_for_documents = DOCUMENTATION_DOMAINS
        .iter()
        .any(|name| domain == *name || domain.ends_with(&format!(".{name}")));
    if is_for_documents {
        return Finding::wrong(
            CHECK,
            format!("letters would come from {domain}, which nobody owns"),
            remedy,
        );
    }
    Finding::good(CHECK, format!("letters are in the name of {}", creditor.name))
}

/// Whether overdue letters wait for newer payment files.
pub(crate) fn payments(in_force: &InForce, today: NaiveDate) -> Finding {
    const CHECK: &str = "payments";
    if in_force.policy.payments == PaymentData::Manual {
        return Finding::good(CHECK, "noted by hand, as the policy says");
    }
    let known = match in_force.payments_complete_to {
        Some(day) => format!("known up to {day}"),
        None => "not known at all".to_owned(),
    };
    if payments_are_stale(in_force, today) {
        return Finding::wrong(
            CHECK,
            format!("{known}: overdue letters wait for newer ones"),
            "`dunlin import STATEMENT`; or payments = \"manual\" in policy.toml, if no files will come",
        );
    }
    Finding::good(CHECK, known)
}

#[cfg(test)]
mod tests {
    use dunning::account::EmailAddress;

    use super::super::Verdict;
    use super::*;
    use crate::verb::init::SHIPPED_CREDITOR;

    fn shipped() -> Creditor {
        (documents::settings::READERS.creditor)(SHIPPED_CREDITOR).unwrap()
    }

    fn real() -> Creditor {
        let mut creditor = shipped();
        creditor.name = "Rifugio Pernice S.r.l.".to_owned();
        creditor.sender = EmailAddress::parse("conti@pernice.internal").unwrap();
        creditor.payment.iban = Some("IT60X0542811101000000123456".to_owned());
        creditor
    }

    #[test]
    fn nobody_is_reminded_in_the_name_of_the_invented_creditor() {
        let judged = |profile: &Creditor| creditor(profile, &shipped()).verdict;
        assert_eq!(judged(&shipped()), Verdict::Wrong);
        assert_eq!(judged(&real()), Verdict::Good);
        let mut half = real();
        half.payment.iban = shipped().payment.iban;
        assert_eq!(
            judged(&half),
            Verdict::Wrong,
            "money would go to an invented account"
        );
        let mut nowhere = real();
        nowhere.sender = EmailAddress::parse("conti@pernice.example.org").unwrap();
        assert_eq!(judged(&nowhere), Verdict::Wrong);
    }

    #[test]
    fn payments_that_are_too_old_hold_overdue_letters_back() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let judged = |complete_to: Option<&str>| {
            let in_force = InForce {
                creditor: real(),
                policy: dunning::policy::Policy {
                    payments: PaymentData::Files,
                    ..dunning::policy::Policy::standard()
                },
                payments_complete_to: complete_to.map(day),
            };
            payments(&in_force, day("2026-11-18")).verdict
        };
        assert_eq!(judged(Some("2026-11-17")), Verdict::Good);
        assert_eq!(judged(Some("2026-11-01")), Verdict::Wrong);
        assert_eq!(judged(None), Verdict::Wrong);
    }

    #[test]
    fn a_setting_that_nobody_uploaded_names_the_file() {
        let missing = PortError {
            doing: "reading the policy".to_owned(),
            source: Box::new(TableError::NoSetting {
                what: "policy",
                file: "infra/policy.toml",
            }),
        };
        let finding = in_force("policy", Err(missing));
        assert_eq!(finding.verdict, Verdict::Wrong);
        assert_eq!(finding.finding, "there is no policy yet");
        assert_eq!(
            finding.remedy.as_deref(),
            Some("`dunlin import infra/policy.toml`")
        );
    }
}
