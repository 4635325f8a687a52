//! What SES lets the account send, and what that costs.

use aws::health::mail::{MailAccount, Quota};
use rust_decimal::Decimal;

use super::Finding;
use crate::verb::counted;

/// More functions than so many times the rate only wait for each other (docs/scale.md).
const SENDERS_A_MAIL_A_SECOND: u32 = 5;

const DASHBOARD: &str = "in the SES console, “Account dashboard”";

/// The letters that tomorrow brings, if nobody pays or answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tomorrow {
    /// How many were counted.
    pub(crate) letters: usize,
    /// Whether everybody was looked at; if not, there may be more.
    pub(crate) is_all: bool,
}

/// Everything that the account itself tells.
pub(crate) fn account(
    account: &MailAccount,
    tomorrow: Option<Tomorrow>,
    senders: Option<u32>,
) -> Vec<Finding> {
    let mut findings = vec![sandbox(account), sending(account)];
    match &account.quota {
        Some(quota) => findings.extend([self::quota(quota, tomorrow), rate(quota, senders)]),
        None => findings.push(Finding::untold(
            "quota",
            "could not be told: SES names no quota",
            format!("look at it {DASHBOARD}"),
        )),
    }
    findings.push(plan(account.plan.as_deref()));
    findings
}

fn sandbox(account: &MailAccount) -> Finding {
    const CHECK: &str = "sandbox";
    if account.has_production_access {
        return Finding::good(CHECK, "SES sends to everybody");
    }
    Finding::wrong(
        CHECK,
        "the account is in SES's sandbox: only verified addresses get letters, at most 200 a day",
        format!("“Request production access” {DASHBOARD}"),
    )
}

fn sending(account: &MailAccount) -> Finding {
    const CHECK: &str = "sending";
    let reputation = account.reputation.as_deref().unwrap_or("HEALTHY");
    if !account.is_sending || reputation == "SHUTDOWN" {
        return Finding::wrong(
            CHECK,
            format!("SES has paused the account ({reputation}): no letter leaves"),
            "see the case that AWS opened in the Support Center; if you paused it yourself: `aws sesv2 \
             put-account-sending-attributes --sending-enabled`",
        );
    }
    if reputation != "HEALTHY" {
        return Finding::look(
            CHECK,
            format!("SES has the account under review ({reputation})"),
            "see “Reputation metrics” in the SES console, and answer the case that AWS opened",
        );
    }
    Finding::good(CHECK, "SES has nothing against the account")
}

/// What is left of today's quota, beside the letters of tomorrow; the quota counts the last 24 hours at any time.
fn quota(quota: &Quota, tomorrow: Option<Tomorrow>) -> Finding {
    const CHECK: &str = "quota";
    let raise = format!("ask for more: “Request a limit increase” {DASHBOARD}; docs/scale.md says how much");
    let Some(a_day) = quota.a_day else {
        return Finding::good(CHECK, "SES sets no limit a day");
    };
    let left = (a_day - quota.sent).max(Decimal::ZERO).normalize();
    let a_day = a_day.normalize();
    let Some(tomorrow) = tomorrow else {
        return Finding::untold(
            CHECK,
            format!("{left} of {a_day} mails a day are left; tomorrow's letters could not be counted"),
            "`dunlin plan --days 2` lists them",
        );
    };
    let least = if tomorrow.is_all { "" } else { "at least " };
    let planned = format!("{least}{}", counted(tomorrow.letters, "letter"));
    let count = Decimal::from(tomorrow.letters);
    if count > a_day {
        return Finding::wrong(
            CHECK,
            format!("{planned} for tomorrow, and SES takes {a_day} a day"),
            raise,
        );
    }
    if count > left {
        return Finding::look(
            CHECK,
            format!("{planned} for tomorrow, and {left} of {a_day} mails a day are left at this hour"),
            raise,
        );
    }
    if !tomorrow.is_all {
        return Finding::untold(
            CHECK,
            format!(
                "{planned} for tomorrow, of so many customers that not all were looked at; {left} of {a_day} mails a day are left"
            ),
            "`dunlin plan --days 2` counts them all",
        );
    }
    Finding::good(
        CHECK,
        format!("{planned} for tomorrow; {left} of {a_day} mails a day are left"),
    )
}

fn rate(quota: &Quota, senders: Option<u32>) -> Finding {
    const CHECK: &str = "rate";
    let rate = quota.a_second;
    let Some(senders) = senders else {
        return Finding::untold(
            CHECK,
            format!("SES takes {rate} mails a second; SendConcurrency is not known"),
            "whoever runs this needs the right cloudformation:DescribeStacks",
        );
    };
    if Decimal::from(senders) > rate.saturating_mul(Decimal::from(SENDERS_A_MAIL_A_SECOND)) {
        return Finding::look(
            CHECK,
            format!(
                "{senders} functions may send at once, and SES takes {rate} mails a second: they wait for each other"
            ),
            "`make deploy PARAMETERS=SendConcurrency=2`; about half the rate uses all of it",
        );
    }
    Finding::good(
        CHECK,
        format!("SES takes {rate} mails a second, {senders} functions send"),
    )
}

fn plan(plan: Option<&str>) -> Finding {
    const CHECK: &str = "pricing_plan";
    match plan {
        Some("NONE") => Finding::good(CHECK, "no plan of SES: each mail is paid by itself"),
        Some(plan) => Finding::look(
            CHECK,
            format!("the account is on SES's plan {plan}, which has its own prices"),
            format!("compare it with paying each mail by itself, {DASHBOARD}"),
        ),
        None => Finding::untold(
            CHECK,
            "could not be told: SES does not name the account's pricing plan",
            format!("look {DASHBOARD}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn good() -> MailAccount {
        MailAccount {
            has_production_access: true,
            is_sending: true,
            reputation: Some("HEALTHY".to_owned()),
            quota: Some(Quota {
                a_day: Some(Decimal::from(200)),
                sent: Decimal::from(150),
                a_second: Decimal::from(14),
            }),
            plan: Some("NONE".to_owned()),
            has_advisor: false,
        }
    }

    fn all(letters: usize) -> Tomorrow {
        Tomorrow {
            letters,
            is_all: true,
        }
    }

    fn judged(account: &MailAccount, tomorrow: usize, senders: u32, check: &str) -> Verdict {
        let findings = super::account(account, Some(all(tomorrow)), Some(senders));
        findings
            .iter()
            .find(|finding| finding.check == check)
            .unwrap()
            .verdict
    }

    #[test]
    fn an_account_that_may_send_all_of_it_is_good() {
        let findings = account(&good(), Some(all(50)), Some(2));
        assert!(
            findings.iter().all(|finding| finding.verdict == Verdict::Good),
            "{findings:?}"
        );
    }

    #[test]
    fn the_sandbox_and_a_pause_keep_letters_from_customers() {
        let mut account = good();
        account.has_production_access = false;
        assert_eq!(judged(&account, 1, 2, "sandbox"), Verdict::Wrong);
        account.reputation = Some("PROBATION".to_owned());
        assert_eq!(judged(&account, 1, 2, "sending"), Verdict::Look);
        account.is_sending = false;
        assert_eq!(judged(&account, 1, 2, "sending"), Verdict::Wrong);
    }

    #[test]
    fn tomorrows_letters_fit_into_the_quota_or_not() {
        assert_eq!(
            judged(&good(), 51, 2, "quota"),
            Verdict::Look,
            "150 of 200 left today"
        );
        assert_eq!(judged(&good(), 201, 2, "quota"), Verdict::Wrong);
        let some = Tomorrow {
            is_all: false,
            ..all(3)
        };
        let findings = account(&good(), Some(some), Some(2));
        assert!(
            findings
                .iter()
                .any(|finding| finding.check == "quota" && finding.verdict == Verdict::Untold)
        );
        let findings = account(&good(), None, None);
        let untold = findings
            .iter()
            .filter(|finding| finding.verdict == Verdict::Untold);
        assert_eq!(untold.count(), 2, "what is not known is not called good");
    }

    #[test]
    fn too_many_functions_for_the_rate_are_worth_a_look() {
        assert_eq!(judged(&good(), 1, 70, "rate"), Verdict::Good);
        assert_eq!(judged(&good(), 1, 71, "rate"), Verdict::Look);
    }

    #[test]
    fn a_plan_with_its_own_prices_is_named() {
        let mut account = good();
        account.plan = Some("PRO".to_owned());
        assert_eq!(judged(&account, 1, 2, "pricing_plan"), Verdict::Look);
        account.plan = None;
        assert_eq!(judged(&account, 1, 2, "pricing_plan"), Verdict::Untold);
    }
}
