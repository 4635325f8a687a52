//! What waits in queues.

use aws::health::queues::QueueCount;

use super::Finding;
use crate::verb::counted;

/// What is on its way. A message that waits while none is being dealt with may be one that nobody takes.
pub(crate) fn waiting(queues: &[QueueCount]) -> Finding {
    const CHECK: &str = "queues";
    let alive: Vec<&QueueCount> = queues.iter().filter(|queue| !queue.is_dead).collect();
    if alive.is_empty() {
        return Finding::wrong(
            CHECK,
            "the stack has no queues here",
            "name the stack by --stack, its region by --region; or deploy it: `make deploy`",
        );
    }
    let untaken: Vec<String> = alive
        .iter()
        .filter(|queue| queue.waiting > 0 && queue.in_flight == 0)
        .map(|queue| format!("{} ({})", queue.name, queue.waiting))
        .collect();
    if !untaken.is_empty() {
        return Finding::look(
            CHECK,
            format!(
                "messages wait and none is being dealt with: {}",
                untaken.join(", ")
            ),
            "ask again in a minute; if they still wait, see the function's log and trigger in the Lambda console (how long \
             they wait: ApproximateAgeOfOldestMessage in CloudWatch)",
        );
    }
    let busy: u64 = alive.iter().map(|queue| queue.waiting + queue.in_flight).sum();
    let busy = counted(usize::try_from(busy).unwrap_or(usize::MAX), "message");
    Finding::good(CHECK, format!("{busy} on their way in {} queues", alive.len()))
}

/// What failed for good.
pub(crate) fn dead_letters(queues: &[QueueCount]) -> Finding {
    const CHECK: &str = "dead_letters";
    let dead: Vec<String> = queues
        .iter()
        .filter(|queue| queue.is_dead && queue.waiting + queue.in_flight > 0)
        .map(|queue| format!("{} ({})", queue.name, queue.waiting + queue.in_flight))
        .collect();
    if dead.is_empty() {
        return Finding::good(CHECK, "nothing failed for good");
    }
    Finding::wrong(
        CHECK,
        format!("functions could not deal with messages: {}", dead.join(", ")),
        "the function's log says why; once that is mended: `dunlin redrive --all`",
    )
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn queue(name: &str, is_dead: bool, waiting: u64, in_flight: u64) -> QueueCount {
        QueueCount {
            name: name.to_owned(),
            is_dead,
            waiting,
            in_flight,
        }
    }

    #[test]
    fn a_dead_letter_is_wrong_and_is_given_back_by_redrive() {
        let finding = dead_letters(&[queue("letters", false, 3, 1), queue("letters", true, 1, 0)]);
        assert_eq!(finding.verdict, Verdict::Wrong);
        assert!(finding.finding.contains("letters (1)"), "{finding:?}");
        assert!(finding.remedy.unwrap().contains("dunlin redrive"));
        assert_eq!(
            dead_letters(&[queue("letters", true, 0, 0)]).verdict,
            Verdict::Good
        );
    }

    #[test]
    fn messages_that_nobody_takes_are_worth_a_look() {
        assert_eq!(waiting(&[queue("uploads", false, 4, 1)]).verdict, Verdict::Good);
        assert_eq!(waiting(&[queue("uploads", false, 4, 0)]).verdict, Verdict::Look);
        assert_eq!(waiting(&[queue("uploads", true, 4, 0)]).verdict, Verdict::Wrong);
    }
}
