//! `dunlin doctor` on a stack as a first user finds it, then set up, then broken on purpose, then mended.

use std::collections::BTreeMap;

use aws_sdk_scheduler::types::ScheduleState;
use serde_json::Value;
use tests::local_cloud::{Answer, Error, LocalCloud, Options, repository};

use super::house::{DIRECTORY, POLICY, at, day, furnish};

const CUSTOMERS: &str = "\
C-1,Torrefazione Bellini,business,anna.bellini@bellini.example.it,Anna Bellini,yes,1,it,Europe/Rome,IT
";

const INVOICE: &str = "invoice_number,issue_date,due_date,currency,amount_due,customer_number\nI-1,2026-10-20,2026-11-24,EUR,100.00,C-1\n";

/// The same invoice, of which the accounting tool has reminded since.
const CHASED: &str = "\
invoice_number,issue_date,due_date,currency,amount_due,customer_number,last_stage,last_reminded_on
I-1,2026-10-20,2026-11-24,EUR,100.00,C-1,heads_up,2026-11-15
";

/// A name that no domain on the internet has, and that is none of documentation's either.
const DOMAIN: &str = "pernice.internal";

/// What a local cloud has no answer for; in an account all but DMARC have one.
const UNTOLD_HERE: [&str; 2] = ["dmarc", "pricing_plan"];

#[tokio::test]
async fn the_doctor_finds_what_is_wrong_and_only_that() -> Result<(), Error> {
    let cloud = LocalCloud::start(&Options::story("doctor"))?;
    as_it_is_deployed(&cloud).await?;
    set_up(&cloud).await?;
    broken(&cloud).await?;
    mended(&cloud).await?;
    deaf(&cloud).await
}

/// Nothing is in force; then the invented creditor is, of a domain that SES does not know.
async fn as_it_is_deployed(cloud: &LocalCloud) -> Result<(), Error> {
    let noon = "2026-11-09T12:00:00Z";
    let bare = examined(cloud, noon, 1).await?;
    for check in ["policy", "creditor"] {
        assert_eq!(bare.verdict(check), "wrong", "{bare:?}");
        assert!(bare.remedy(check).contains("dunlin import"), "{bare:?}");
    }
    for check in [
        "stack",
        "clock",
        "daily_schedule",
        "queues",
        "dead_letters",
        "sandbox",
        "events",
    ] {
        assert_eq!(bare.verdict(check), "good", "{bare:?}");
    }
    furnish(cloud, "").await?;
    let invented = examined(cloud, noon, 1).await?;
    assert_eq!(invented.wrong(), ["creditor_is_yours", "sender"]);
    assert!(invented.remedy("sender").contains("create-email-identity"));
    assert!(
        invented
            .remedy("dmarc")
            .contains("dig +short TXT _dmarc.lagopus.example.com")
    );

    let nowhere = cloud.dunlin(noon, &["--stack", "nowhere", "doctor", "--json"])?;
    let nowhere = Examination::of(&nowhere)?;
    assert_eq!(nowhere.wrong(), ["stack"]);
    assert_eq!(
        nowhere.0.len(),
        1,
        "what can't be looked at is not judged: {nowhere:?}"
    );
    Ok(())
}

async fn set_up(cloud: &LocalCloud) -> Result<(), Error> {
    let shipped = std::fs::read_to_string(repository().join("infra/creditor.toml"))?;
    let own = shipped
        .replace("Lagopus Coffee Roasters Ltd", "Rifugio Pernice S.r.l.")
        .replace("accounts@lagopus.example.com", &format!("conti@{DOMAIN}"));
    let is_of_the_account = |line: &&str| !line.starts_with("iban") && !line.starts_with("bic");
    let own: Vec<&str> = own.lines().filter(is_of_the_account).collect();
    cloud
        .upload(
            at("2026-11-10T08:00:00Z"),
            "settings/creditor.toml",
            own.join("\n"),
        )
        .await?;
    let ses = cloud.clients().ses();
    ses.create_email_identity().email_identity(DOMAIN).send().await?;
    let directory = format!("{DIRECTORY}{CUSTOMERS}");
    cloud
        .upload(at("2026-11-10T09:00:00Z"), "customers/directory.csv", directory)
        .await?;
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/november.csv", INVOICE)
        .await?;
    cloud.sweep_for(day("2026-11-17")).await?;
    let healthy = examined(cloud, "2026-11-16T12:00:00Z", 0).await?;
    for (check, finding) in &healthy.0 {
        let verdict = finding["verdict"].as_str();
        let expected = match check.as_str() {
            // No domain of its own for bounces: letters leave all the same.
            "mail_from" => "look",
            check if UNTOLD_HERE.contains(&check) => "untold",
            _ => "good",
        };
        assert_eq!(verdict, Some(expected), "{finding}");
    }
    assert!(
        healthy.finding("planned_letters").contains("1 letter"),
        "{healthy:?}"
    );
    assert!(
        healthy.finding("quota").contains("1 letter for tomorrow"),
        "{healthy:?}"
    );
    let in_words = cloud.dunlin("2026-11-16T12:00:00Z", &["doctor"])?;
    assert_eq!(
        in_words.out.lines().count(),
        healthy.0.len(),
        "a line a check: {in_words:?}"
    );
    Ok(())
}

/// A letter that failed for good, a sweep that nothing starts, a letter that was not sent in its minute, the sandbox, and
/// an accounting tool that goes on reminding.
async fn broken(cloud: &LocalCloud) -> Result<(), Error> {
    cloud.send("LettersDead", "a letter").await?;
    schedule_the_sweep(cloud, ScheduleState::Disabled).await?;
    may_send_to_everybody(cloud, false).await?;
    cloud
        .upload(at("2026-11-16T13:00:00Z"), "invoices/again.csv", CHASED)
        .await?;
    let noon = "2026-11-17T12:00:00Z";
    let sick = examined(cloud, noon, 1).await?;
    assert_eq!(
        sick.wrong(),
        ["daily_schedule", "dead_letters", "planned_letters", "sandbox"]
    );
    assert!(sick.remedy("dead_letters").contains("dunlin redrive"), "{sick:?}");
    assert_eq!(sick.verdict("second_sender"), "look");
    assert!(sick.finding("second_sender").contains("2026-11-15"), "{sick:?}");
    let days_later = examined(cloud, "2026-11-20T12:00:00Z", 1).await?;
    assert_eq!(days_later.verdict("sweep"), "wrong", "nobody has swept since");
    let other_policy = POLICY.replace("manual", "files");
    cloud
        .upload(at("2026-11-17T13:00:00Z"), "settings/policy.toml", other_policy)
        .await?;
    assert_eq!(examined(cloud, noon, 1).await?.verdict("payments"), "wrong");
    Ok(())
}

async fn mended(cloud: &LocalCloud) -> Result<(), Error> {
    let dead = cloud.output("LettersDeadQueueUrl")?;
    cloud.clients().sqs().purge_queue().queue_url(dead).send().await?;
    schedule_the_sweep(cloud, ScheduleState::Enabled).await?;
    may_send_to_everybody(cloud, true).await?;
    cloud
        .upload(at("2026-11-17T14:00:00Z"), "settings/policy.toml", POLICY)
        .await?;
    cloud.fire_until(at("2026-11-17T15:00:00Z")).await?;
    cloud.sweep_for(day("2026-11-18")).await?;
    let healed = examined(cloud, "2026-11-17T16:00:00Z", 0).await?;
    assert!(healed.wrong().is_empty());
    assert_eq!(
        healed.verdict("second_sender"),
        "look",
        "it has not been switched off"
    );
    Ok(())
}

/// SES no longer tells what became of letters.
async fn deaf(cloud: &LocalCloud) -> Result<(), Error> {
    let set = cloud.output("ConfigurationSet")?;
    let ses = cloud.clients().ses();
    ses.delete_configuration_set_event_destination()
        .configuration_set_name(set)
        .event_destination_name("feedback")
        .send()
        .await?;
    let deaf = examined(cloud, "2026-11-17T16:00:00Z", 1).await?;
    assert_eq!(deaf.wrong(), ["events"]);
    assert!(deaf.finding("events").contains("BOUNCE"), "{deaf:?}");
    Ok(())
}

async fn schedule_the_sweep(cloud: &LocalCloud, state: ScheduleState) -> Result<(), Error> {
    let scheduler = cloud.clients().scheduler();
    let name = cloud.output("DailySweep")?;
    let schedule = scheduler.get_schedule().name(name).send().await?;
    scheduler
        .update_schedule()
        .name(name)
        .set_schedule_expression(schedule.schedule_expression)
        .set_flexible_time_window(schedule.flexible_time_window)
        .set_target(schedule.target)
        .state(state)
        .send()
        .await?;
    Ok(())
}

async fn may_send_to_everybody(cloud: &LocalCloud, may: bool) -> Result<(), Error> {
    let ses = cloud.clients().ses();
    ses.put_account_details()
        .mail_type("TRANSACTIONAL".into())
        .website_url("https://pernice.example.com")
        .production_access_enabled(may)
        .send()
        .await?;
    Ok(())
}

/// What the doctor said, by check.
#[derive(Debug)]
struct Examination(BTreeMap<String, Value>);

/// Asked when nothing is on its way any more, so that the queues are the same each time.
async fn examined(cloud: &LocalCloud, now: &str, code: i32) -> Result<Examination, Error> {
    cloud.until_quiet().await?;
    let answer = cloud.dunlin(now, &["--json", "doctor"])?;
    assert_eq!(answer.code, code, "{answer:?}");
    Examination::of(&answer)
}

impl Examination {
    fn of(answer: &Answer) -> Result<Self, Error> {
        let mut findings = BTreeMap::new();
        for line in answer.out.lines() {
            let finding: Value = serde_json::from_str(line)?;
            let check = finding["check"]
                .as_str()
                .ok_or("a finding without a check")?
                .to_owned();
            assert!(findings.insert(check, finding).is_none(), "told twice: {line}");
        }
        Ok(Self(findings))
    }

    fn text(&self, check: &str, field: &str) -> &str {
        let finding = self.0.get(check);
        finding
            .and_then(|finding| finding[field].as_str())
            .unwrap_or_default()
    }

    fn verdict(&self, check: &str) -> &str {
        self.text(check, "verdict")
    }

    fn finding(&self, check: &str) -> &str {
        self.text(check, "finding")
    }

    fn remedy(&self, check: &str) -> &str {
        self.text(check, "remedy")
    }

    fn wrong(&self) -> Vec<&str> {
        let is_wrong = |check: &&str| self.verdict(check) == "wrong";
        self.0.keys().map(String::as_str).filter(is_wrong).collect()
    }
}
