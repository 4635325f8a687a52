//! The stack as a whole, and the clock of this machine.

use chrono::{DateTime, TimeDelta, Utc};

use super::Finding;
use crate::failure::Failure;

/// A clock further off makes signatures fail, and “today” another day around midnight.
const MINUTES_OFF_AT_MOST: i64 = 5;

/// How far the stack's deployment is, in CloudFormation's word.
pub(crate) fn stack(name: &str, status: Result<&str, &Failure>) -> Finding {
    const CHECK: &str = "stack";
    let logs = format!(
        "`aws cloudformation describe-stack-events --stack-name {name}` says why; `make deploy` tries again"
    );
    match status {
        Ok(status) if status.ends_with("_IN_PROGRESS") => Finding::look(
            CHECK,
            format!("{name} is being changed ({status})"),
            "ask again when it is done",
        ),
        // After an update that was taken back, the release before works on.
        Ok(status @ "UPDATE_ROLLBACK_COMPLETE") => Finding::look(
            CHECK,
            format!("the last deployment of {name} was taken back ({status})"),
            logs,
        ),
        Ok("CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE") => {
            Finding::good(CHECK, format!("{name} is deployed"))
        }
        Ok(status) => Finding::wrong(
            CHECK,
            format!("{name} is not deployed as it should be ({status})"),
            logs,
        ),
        Err(failure) => {
            let words = failure.in_words();
            let (told, remedy) = words
                .split_once("\n  ")
                .unwrap_or((&words, "is it deployed? `make deploy`"));
            if told.contains("AccessDenied") {
                Finding::untold(CHECK, told, remedy)
            } else {
                Finding::wrong(CHECK, told, remedy)
            }
        }
    }
}

/// This machine's time, beside that of the service.
pub(crate) fn clock(here: DateTime<Utc>, service: Option<DateTime<Utc>>) -> Finding {
    const CHECK: &str = "clock";
    let Some(service) = service else {
        return Finding::untold(
            CHECK,
            "could not be told: no answer of SES names the time",
            "compare `date -u` with a clock that you trust",
        );
    };
    let off = here.signed_duration_since(service);
    if off.abs() <= TimeDelta::minutes(MINUTES_OFF_AT_MOST) {
        return Finding::good(CHECK, "this machine and the service agree about the time");
    }
    let way = if off > TimeDelta::zero() {
        "ahead"
    } else {
        "behind"
    };
    Finding::wrong(
        CHECK,
        format!(
            "this machine's clock is {} minutes {way}",
            off.num_minutes().abs()
        ),
        "set it by the network: `sudo timedatectl set-ntp true`",
    )
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_may_be_a_few_minutes_wrong() {
        let noon = at("2026-11-17T12:00:00Z");
        let judged = |here| clock(at(here), Some(noon)).verdict;
        assert_eq!(judged("2026-11-17T12:05:00Z"), Verdict::Good);
        assert_eq!(judged("2026-11-17T12:06:00Z"), Verdict::Wrong);
        assert_eq!(judged("2026-11-17T11:54:59Z"), Verdict::Wrong);
        assert_eq!(clock(noon, None).verdict, Verdict::Untold);
    }

    #[test]
    fn a_stack_that_was_rolled_back_at_its_creation_is_no_stack() {
        let judged = |status| stack("dunlin", Ok(status)).verdict;
        assert_eq!(judged("UPDATE_COMPLETE"), Verdict::Good);
        assert_eq!(judged("UPDATE_ROLLBACK_COMPLETE"), Verdict::Look);
        assert_eq!(judged("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), Verdict::Look);
        assert_eq!(judged("ROLLBACK_COMPLETE"), Verdict::Wrong);
    }

    #[test]
    fn who_may_not_see_the_stack_is_told_the_right_and_the_rest_is_checked() {
        let denied = Failure::Refused(
            "CloudFormation does not let you see it: AccessDenied\n  ask for cloudformation:DescribeStacks"
                .into(),
        );
        let finding = stack("dunlin", Err(&denied));
        assert_eq!(finding.verdict, Verdict::Untold);
        assert!(
            finding
                .remedy
                .is_some_and(|remedy| remedy.contains("DescribeStacks"))
        );
        let missing = Failure::Refused("there is no stack\n  deploy it: `make deploy`".into());
        assert_eq!(stack("dunlin", Err(&missing)).verdict, Verdict::Wrong);
    }
}
