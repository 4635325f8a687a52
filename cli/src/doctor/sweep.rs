//! The daily sweep, and the letters that it planned.

use aws::health::schedules::{Late, Recurring};
use chrono::NaiveDate;

use super::Finding;
use crate::verb::counted;

/// Accounts whose day is over by more than one day: each sweep moves on all that it meets.
pub(crate) fn sweep(unswept: usize, before: NaiveDate) -> Finding {
    const CHECK: &str = "sweep";
    if unswept == 0 {
        return Finding::good(CHECK, "nobody was left behind by the daily sweep");
    }
    Finding::wrong(
        CHECK,
        format!(
            "at least {} should have been looked at on {before} or before: no sweep went through since",
            counted(unswept, "customer")
        ),
        "look at dead letters and at the daily schedule below, then at the log of the function sweep; the next sweep \
         makes up for what was missed",
    )
}

/// The schedule that starts a sweep at 09:00 UTC.
pub(crate) fn daily_schedule(found: Option<&Recurring>) -> Finding {
    const CHECK: &str = "daily_schedule";
    match found {
        Some(schedule) if schedule.is_enabled => {
            Finding::good(CHECK, format!("enabled, {} UTC", schedule.expression))
        }
        Some(_) => Finding::wrong(
            CHECK,
            "disabled: nobody is reminded of anything",
            "enable the schedule DailySweep in the console of EventBridge Scheduler",
        ),
        None => Finding::wrong(
            CHECK,
            "deleted: nobody is reminded of anything",
            "`make deploy` after any change of the template puts it back; or create it by hand as the template says",
        ),
    }
}

/// Letters whose minute passed by more than an hour, while their schedule still stands.
pub(crate) fn planned_letters(late: &Late) -> Finding {
    const CHECK: &str = "planned_letters";
    match &late.first {
        None => Finding::good(
            CHECK,
            format!("{} with a minute to come", counted(late.planned, "letter")),
        ),
        Some(first) => Finding::wrong(
            CHECK,
            format!(
                "at least {} should have left and did not, such as {first}",
                counted(late.letters, "letter")
            ),
            "is the schedule enabled, and may its role still write to the letters queue? (console of EventBridge Scheduler, \
             the stack's group); a later sweep plans the letters anew",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn customers_whom_no_sweep_met_are_told() {
        let day = "2026-11-15".parse().unwrap();
        assert_eq!(sweep(0, day).verdict, Verdict::Good);
        let finding = sweep(3, day);
        assert_eq!(finding.verdict, Verdict::Wrong);
        assert!(finding.finding.contains("3 customers") && finding.finding.contains("2026-11-15"));
    }

    #[test]
    fn a_sweep_that_nothing_starts_is_wrong() {
        let schedule = |is_enabled| Recurring {
            is_enabled,
            expression: "cron(0 9 * * ? *)".to_owned(),
        };
        assert_eq!(daily_schedule(Some(&schedule(true))).verdict, Verdict::Good);
        assert_eq!(daily_schedule(Some(&schedule(false))).verdict, Verdict::Wrong);
        assert_eq!(daily_schedule(None).verdict, Verdict::Wrong);
    }

    #[test]
    fn a_letter_whose_minute_passed_is_told_by_its_id() {
        let late = Late {
            letters: 1,
            first: dunning::letter::LetterId::parse("0123456789abcdef0123456789abcdef-20261117").ok(),
            planned: 4,
        };
        let finding = planned_letters(&late);
        assert_eq!(finding.verdict, Verdict::Wrong);
        assert!(finding.finding.contains("-20261117"));
        assert_eq!(planned_letters(&Late::default()).verdict, Verdict::Good);
    }
}
