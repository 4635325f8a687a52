//! The sender as the world sees it: verified, signed, allowed; and whether we hear what became of letters.

use std::collections::BTreeSet;

use aws::health::mail::Identity;

use super::Finding;

/// What SES must tell us of each letter, in its own names: without one of them a letter stays in doubt, or an address
/// that bounced is written to again.
const EVENTS: [&str; 7] = [
    "SEND",
    "DELIVERY",
    "DELIVERY_DELAY",
    "BOUNCE",
    "COMPLAINT",
    "REJECT",
    "RENDERING_FAILURE",
];

/// Everything about a sender's address that is known to SES.
pub(crate) fn identity(sender: &str, found: Option<&Identity>, region: &str) -> Vec<Finding> {
    const CHECK: &str = "sender";
    let domain = domain_of(sender);
    let create = format!("`aws sesv2 create-email-identity --email-identity {domain} --region {region}`");
    let Some(identity) = found else {
        return vec![Finding::wrong(
            CHECK,
            format!("SES does not know {domain}, the domain of the sender: no letter leaves"),
            format!("{create}, then the DNS records that it answers"),
        )];
    };
    let mut findings = vec![if !identity.is_verified {
        Finding::wrong(
            CHECK,
            format!("{} is not verified: no letter leaves", identity.name),
            "set the DNS records below, or follow the link that SES mailed; it looks for them for 72 hours",
        )
    } else if identity.is_domain {
        Finding::good(CHECK, format!("{} is verified", identity.name))
    } else {
        Finding::look(
            CHECK,
            format!(
                "only the address {} is verified, not its domain: nothing can be signed for it",
                identity.name
            ),
            create,
        )
    }];
    findings.push(signing(identity));
    findings.push(bounces(identity, region));
    findings
}

fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, domain)| domain)
}

fn signing(identity: &Identity) -> Finding {
    const CHECK: &str = "dkim";
    let name = &identity.name;
    if identity.keys != "SUCCESS" {
        let records: Vec<String> = identity
            .key_records
            .iter()
            .map(|(name, value)| format!("{name} CNAME {value}"))
            .collect();
        let remedy = if records.is_empty() {
            format!("`aws sesv2 get-email-identity --email-identity {name}` tells more")
        } else {
            format!("DNS: {}", records.join("; "))
        };
        let status = if identity.keys.is_empty() {
            "NOT_STARTED"
        } else {
            &identity.keys
        };
        return Finding::wrong(
            CHECK,
            format!("letters of {name} are not signed ({status})"),
            remedy,
        );
    }
    if !identity.is_signing {
        return Finding::wrong(
            CHECK,
            format!("the keys of {name} are there, but signing is off"),
            format!(
                "`aws sesv2 put-email-identity-dkim-attributes --email-identity {name} --signing-enabled`"
            ),
        );
    }
    Finding::good(CHECK, format!("letters of {name} are signed"))
}

/// Without a domain of one's own for bounces, SPF speaks for amazonses.com and not for the sender; a signature is enough
/// for DMARC then, as long as nothing breaks it on the way.
fn bounces(identity: &Identity, region: &str) -> Finding {
    const CHECK: &str = "mail_from";
    let name = domain_of(&identity.name);
    let records = |domain: &str| {
        format!(
            "DNS: {domain} MX 10 feedback-smtp.{region}.amazonses.com; {domain} TXT \"v=spf1 include:amazonses.com ~all\""
        )
    };
    match &identity.bounces {
        None => Finding::look(
            CHECK,
            format!("SPF does not speak for {name}: there is no MAIL FROM domain"),
            format!(
                "`aws sesv2 put-email-identity-mail-from-attributes --email-identity {} --mail-from-domain bounce.{name}`, then {}",
                identity.name,
                records(&format!("bounce.{name}"))
            ),
        ),
        Some((domain, status)) if status == "SUCCESS" => {
            Finding::good(CHECK, format!("SPF speaks for {domain}"))
        }
        Some((domain, status)) if status == "PENDING" || status == "TEMPORARY_FAILURE" => Finding::look(
            CHECK,
            format!("SES looks for the records of {domain} ({status})"),
            records(domain),
        ),
        Some((domain, status)) => Finding::wrong(
            CHECK,
            format!("SES did not find the records of {domain} ({status})"),
            records(domain),
        ),
    }
}

/// By SES's own advice. We don't ask the DNS ourselves; SES looks only where the account has its advisor.
pub(crate) fn dmarc(sender: &str, advice: Option<&str>, has_advisor: bool) -> Finding {
    const CHECK: &str = "dmarc";
    let domain = domain_of(sender);
    let record = format!("_dmarc.{domain} TXT \"v=DMARC1; p=none; rua=mailto:postmaster@{domain}\"");
    match advice {
        Some(advice) => Finding::look(CHECK, format!("SES advises: {advice}"), format!("DNS: {record}")),
        None if has_advisor => {
            Finding::good(CHECK, format!("SES has no objection to the record of {domain}"))
        }
        None => Finding::untold(
            CHECK,
            "could not be told: SES does not look at the record of this account's domains",
            format!(
                "`dig +short TXT _dmarc.{domain}` should answer \"v=DMARC1; …\"; if it does not, DNS: {record}"
            ),
        ),
    }
}

/// Whether SES tells the stack what becomes of letters.
pub(crate) fn events(configuration_set: &str, told: Option<&BTreeSet<String>>) -> Finding {
    const CHECK: &str = "events";
    let remedy = "`make deploy` after any change of the template puts it back; or add them to the configuration set in the \
                  SES console";
    let Some(told) = told else {
        return Finding::wrong(
            CHECK,
            format!("there is no configuration set {configuration_set}: no letter leaves"),
            remedy,
        );
    };
    let missing: Vec<&str> = EVENTS
        .into_iter()
        .filter(|event| !told.contains(*event))
        .collect();
    if missing.is_empty() {
        return Finding::good(CHECK, "SES tells what becomes of letters");
    }
    Finding::wrong(
        CHECK,
        format!("SES does not tell of {}", missing.join(", ")),
        remedy,
    )
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    const SENDER: &str = "accounts@pernice.example.com";

    fn good() -> Identity {
        Identity {
            name: "pernice.example.com".to_owned(),
            is_domain: true,
            is_verified: true,
            is_signing: true,
            keys: "SUCCESS".to_owned(),
            key_records: vec![(
                "abc._domainkey.pernice.example.com".to_owned(),
                "abc.dkim.amazonses.com".to_owned(),
            )],
            bounces: Some(("bounce.pernice.example.com".to_owned(), "SUCCESS".to_owned())),
        }
    }

    fn judged(identity: Option<&Identity>, check: &str) -> Finding {
        let findings = super::identity(SENDER, identity, "eu-south-1");
        findings
            .into_iter()
            .find(|finding| finding.check == check)
            .unwrap()
    }

    #[test]
    fn a_sender_that_is_verified_signed_and_allowed_is_good() {
        let findings = identity(SENDER, Some(&good()), "eu-south-1");
        assert!(
            findings.iter().all(|finding| finding.verdict == Verdict::Good),
            "{findings:?}"
        );
    }

    #[test]
    fn a_domain_that_ses_does_not_know_is_created_by_a_command() {
        let finding = judged(None, "sender");
        assert_eq!(finding.verdict, Verdict::Wrong);
        assert!(
            finding
                .remedy
                .unwrap()
                .contains("create-email-identity --email-identity pernice.example.com")
        );
    }

    #[test]
    fn keys_that_are_not_published_are_spelled_as_dns_records() {
        let mut identity = good();
        identity.keys = "PENDING".to_owned();
        let finding = judged(Some(&identity), "dkim");
        assert_eq!(finding.verdict, Verdict::Wrong);
        assert_eq!(
            finding.remedy.unwrap(),
            "DNS: abc._domainkey.pernice.example.com CNAME abc.dkim.amazonses.com"
        );
        identity = good();
        identity.is_signing = false;
        assert_eq!(judged(Some(&identity), "dkim").verdict, Verdict::Wrong);
    }

    #[test]
    fn bounces_go_to_a_domain_of_the_senders_own_or_spf_is_somebody_elses() {
        let mut identity = good();
        identity.bounces = None;
        let finding = judged(Some(&identity), "mail_from");
        assert_eq!(finding.verdict, Verdict::Look);
        assert!(
            finding
                .remedy
                .unwrap()
                .contains("MX 10 feedback-smtp.eu-south-1.amazonses.com")
        );
        identity.bounces = Some(("bounce.pernice.example.com".to_owned(), "FAILED".to_owned()));
        assert_eq!(judged(Some(&identity), "mail_from").verdict, Verdict::Wrong);
    }

    #[test]
    fn what_ses_does_not_look_at_is_asked_of_the_dns_by_the_user() {
        assert_eq!(dmarc(SENDER, None, true).verdict, Verdict::Good);
        assert_eq!(
            dmarc(SENDER, Some("DMARC record not found"), true).verdict,
            Verdict::Look
        );
        let untold = dmarc(SENDER, None, false);
        assert_eq!(untold.verdict, Verdict::Untold);
        assert!(
            untold
                .remedy
                .unwrap()
                .contains("`dig +short TXT _dmarc.pernice.example.com`")
        );
    }

    #[test]
    fn every_event_that_settles_a_letter_must_be_told() {
        let mut told: BTreeSet<String> = EVENTS.map(str::to_owned).into();
        assert_eq!(events("dunlin", Some(&told)).verdict, Verdict::Good);
        told.remove("DELIVERY_DELAY");
        let finding = events("dunlin", Some(&told));
        assert_eq!(finding.verdict, Verdict::Wrong);
        assert!(finding.finding.contains("DELIVERY_DELAY"));
        assert_eq!(events("dunlin", None).verdict, Verdict::Wrong);
    }
}
