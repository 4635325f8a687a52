//! What policy.toml may say, and how a mistake in it is named.

use chrono::{NaiveTime, Weekday};
use dunning::policy::AttachesInvoice;

use super::*;

#[test]
fn an_empty_policy_is_the_standard_one() {
    let policy = read_policy("").unwrap();
    let presets: Vec<_> = policy.named.keys().map(PolicyName::as_str).collect();
    assert_eq!(presets, ["collections", "gentle", "standard"]);
    assert_eq!(
        Policy {
            named: BTreeMap::new(),
            ..policy
        },
        Policy::standard()
    );
}

#[test]
fn what_a_policy_says_replaces_what_the_preset_says() {
    let policy = read_policy(
        r#"
        preset = "gentle"
        payments = "manual"
        window = { opens = "05:30", closes = "06:30" }
        limits = { in_30_days = 4 }
        ignore_below = { JPY = "500" }
        quiet = [{ from = "12-23", to = "01-06" }]
        closed_days = ["2026-12-24"]

        [[stage]]
        name = "nudge"
        when = "2 days after due"
        letter = "early_late"
        slack_days = 3

        [[stage]]
        name = "ring"
        when = ["7 days after nudge", "3 business days after due"]
        task = "call"
        "#,
    )
    .unwrap();
    let ladder: Vec<_> = policy.ladder.iter().map(|stage| stage.name.as_str()).collect();
    assert_eq!(ladder, ["nudge", "ring"]);
    assert_eq!(
        (policy.payments, policy.limits.in_7_days, policy.limits.in_30_days),
        (PaymentData::Manual, 2, 4)
    );
    assert_eq!(policy.window.opens(), NaiveTime::from_hms_opt(5, 30, 0).unwrap());
}

#[test]
fn a_named_policy_is_as_the_file_says_above_but_for_what_it_says() {
    let policy = read_policy(
        r#"
        payments = "manual"
        prefer_best_weekdays = true
        pay_within_days = 10
        quiet = [{ from = "08-08", to = "08-22", region = "IT" }]
        closed_days = [{ day = "2026-11-09", region = "ES-MD" }]

        [policies.key-accounts]
        preset = "gentle"
        limits = { in_30_days = 2 }

        [[policies.patient.stage]]
        name = "nudge"
        when = "10 days after due"
        letter = "early_late"
        attach_invoice = "always"
        "#,
    )
    .unwrap();
    let named = |name: &str| &policy.named[&PolicyName::parse(name).unwrap()];
    let ladder = |policy: &Policy| -> Vec<String> {
        policy.ladder.iter().map(|stage| stage.name.to_string()).collect()
    };
    assert_eq!(
        ladder(named("key-accounts")),
        ["upcoming", "early_late", "late_late"]
    );
    assert_eq!(named("key-accounts").limits.in_30_days, 2);
    assert_eq!(named("key-accounts").pay_within_days, 10);
    assert_eq!(ladder(named("patient")), ["nudge"]);
    assert_eq!(named("patient").ladder[0].attaches, AttachesInvoice::Always);
    assert_eq!(ladder(&policy), ladder(&Policy::standard()));
    assert_eq!(policy.ladder[0].slack_days, 2);
    // Hardly anybody writes the presets out to name one for a customer.
    assert_eq!(ladder(named("collections")).len(), 4);
}

#[test]
fn a_due_date_goes_with_the_letters_that_a_policy_names() {
    let bringing = |text: &str| -> Vec<String> {
        let ladder = read_policy(text).unwrap().ladder;
        let brings = ladder.iter().filter(|stage| stage.attaches_due_date);
        brings.map(|stage| stage.name.to_string()).collect()
    };
    assert_eq!(bringing(""), Vec::<String>::new());
    assert_eq!(bringing("attach_due_date = true"), ["heads_up", "upcoming"]);
    let ladder = "[[stage]]\nname = \"soon\"\nwhen = \"3 days before due\"\nletter = \"upcoming\"\n\
                  attach_due_date = true\n";
    assert_eq!(bringing(ladder), ["soon"]);
    let late = ladder
        .replace("before", "after")
        .replace("upcoming", "early_late");
    let refusal = read_policy(&late).unwrap_err().to_string();
    assert!(refusal.contains("stage soon attaches the due date"), "{refusal}");
}

#[test]
fn a_weekly_report_has_its_weekday() {
    let weekday = |text: &str| read_policy(text).unwrap().weekly_report;
    assert_eq!(weekday(""), None);
    assert_eq!(weekday("weekly_report = \"monday\""), Some(Weekday::Mon));
    assert_eq!(weekday("weekly_report = \"Friday\""), Some(Weekday::Fri));
}

#[test]
fn a_mistake_is_named_with_its_line_and_what_would_be_right() {
    for (text, said) in [
        (
            "preset = \"strict\"",
            "line 1: preset: “strict” is no preset: choose standard, gentle, collections",
        ),
        ("\npatience = 3", "line 2: unknown field `patience`"),
        (
            "[[stage]]\nname = \"a\"\nwhen = \"-3 days after due\"\nletter = \"early_late\"",
            "line 3: when: “-3 days after due” is no time",
        ),
        (
            "[[stage]]\nname = \"a\"\nwhen = \"on due\"",
            "line 2: stage: a stage has either a letter or a task",
        ),
        (
            "window = { opens = \"05:00\", closes = \"05:05\" }",
            "line 1: window: expected times",
        ),
        (
            "final_pay_within_days = 7",
            "final_pay_within_days is 7: the last letter gives at least 15 days",
        ),
        (
            "[charges]\ninterest = \"8\"\ncompounding = true",
            "line 1: compounding: interest is simple and never compounds",
        ),
        (
            "[charges]\ninterest = \"a lot\"",
            "line 2: interest: “a lot” is no interest",
        ),
        (
            "[charges]\nreference_rates = { \"2027-02-01\" = \"2\" }",
            "line 2: reference_rates: “2027-02-01” begins no half-year",
        ),
        (
            "[policies.vip]\npayments = \"manual\"",
            "line 2: payments: holds for every customer: say it outside [policies.vip]",
        ),
        (
            "\nweekly_report = \"someday\"",
            "line 2: weekly_report: “someday” is no weekday: say one such as \"monday\"",
        ),
        (
            "[policies.vip]\nweekly_report = \"monday\"",
            "line 2: weekly_report: holds for every customer: say it outside [policies.vip]",
        ),
        (
            "digest = false\nweekly_report = \"monday\"",
            "weekly_report comes with the digest: leave out digest = false",
        ),
        ("[policies.VIP]\n", "line 1: policies: “VIP” can't name a policy"),
        (
            "[policies.default]\n",
            "line 1: policies: “default” is the policy above",
        ),
        (
            "[policies.vip]\nfinal_pay_within_days = 3",
            "in the policy vip: final_pay_within_days is 3",
        ),
        (
            "closed_days = [\"2026-02-30\"]",
            "line 1: closed_days: “2026-02-30” is not a day",
        ),
        (
            "quiet = [{ from = \"2026-11-11\", to = \"2026-11-06\" }]",
            "line 1: quiet: expected days of the year",
        ),
        (
            "quiet = [{ from = \"13-01\", to = \"01-06\" }]",
            "line 1: quiet: expected days of the year",
        ),
    ] {
        let refusal = read_policy(text).unwrap_err().to_string();
        assert!(refusal.starts_with(said), "{refusal}");
    }
}
