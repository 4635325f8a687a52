//! What a person does about tasks, suppressed addresses and letters that can't wait.

use dunning::arrival::{Arrival, CustomerArrival};
use dunning::flow::operate::{Answer, Closed, Departure, Lifted, Lifting, close_task, departure, lift};
use dunning::hold::HoldKind;
use dunning::ports::{Settings, Suppressions};
use dunning::suppression::SuppressionReason;
use dunning::task::TaskKind;
use tests::world::{Fate, ready};

use crate::book::{at, business, email, invoice, payment_by};
use crate::story::{Story, key};

const FIRST: &str = "first@c-1.example.com";

/// An Italian customer with one contact, who owes these invoices since 24 November.
fn owing(numbers: &[&str]) -> Story {
    let mut story = Story::begin("2026-11-02");
    let customer: CustomerArrival = business("C-1", "IT", &[FIRST]);
    let invoices = numbers
        .iter()
        .map(|number| Arrival::Invoice(invoice("C-1", number, "2026-10-20", "2026-11-24")));
    let arrivals = [Arrival::Customer(customer)].into_iter().chain(invoices);
    story.upload("2026-11-02 12:00", arrivals.collect());
    story
}

fn close(story: &Story, kind: TaskKind, subject: &str) -> Closed {
    let world = &story.days.world;
    let identity = format!("{kind}#{subject}");
    let now = story.days.now();
    ready(close_task(
        world,
        world,
        &key("C-1"),
        &identity,
        ("ann", "seen to"),
        now,
    ))
    .unwrap()
}

#[test]
fn the_silence_of_a_possible_payment_ends_with_its_task() {
    let mut story = owing(&["INV-1001", "INV-1002"]);
    let stray = payment_by("B-1", "7", "2026-11-12", "C-1");
    story.upload("2026-11-12 10:00", vec![Arrival::Payment(stray)]);
    story.until("2026-11-13");
    assert_eq!(
        story.tasks("C-1"),
        ["match_payment INV-1001", "match_payment INV-1002"]
    );
    let closed = close(&story, TaskKind::MatchPayment, "INV-1001");
    assert_eq!(closed, Closed::Ended(vec![HoldKind::PossiblePayment]));
    assert_eq!(close(&story, TaskKind::MatchPayment, "INV-1001"), Closed::NotOpen);
    assert_eq!(story.tasks("C-1"), ["match_payment INV-1002"]);
    assert!(story.timeline("C-1").contains(&"task_closed_by_hand".to_owned()));
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
}

#[test]
fn a_task_that_wants_an_answer_of_its_own_is_not_closed_by_hand() {
    let mut story = owing(&["INV-1001"]);
    story.days.fates(FIRST, &[Fate::HardBounce]);
    story.until("2026-11-18");
    assert_eq!(story.tasks("C-1"), ["find_address"]);
    assert_eq!(
        close(&story, TaskKind::FindAddress, ""),
        Closed::Wants(Answer::Contact)
    );
    assert_eq!(story.tasks("C-1"), ["find_address"]);
}

#[test]
fn an_address_that_was_lifted_is_written_to_again() {
    let mut story = owing(&["INV-1001"]);
    story.days.fates(FIRST, &[Fate::HardBounce]);
    story.until("2026-11-18");
    assert_eq!(story.mails(), ["2026-11-17 INV-1001 heads_up"]);
    let lifted = |story: &Story, despite_complaint| {
        let world = &story.days.world;
        let lifting = Lifting {
            author: "ann",
            reason: "it was full",
            despite_complaint,
        };
        let accounts = [key("C-1")];
        ready(lift(
            world,
            world,
            &email(FIRST),
            &accounts,
            &lifting,
            story.days.now(),
        ))
        .unwrap()
    };
    let Lifted::Lifted(was) = lifted(&story, false) else {
        panic!("a bounce is lifted by its reason alone")
    };
    assert_eq!(was.reason, SuppressionReason::HardBounce);
    assert_eq!(lifted(&story, false), Lifted::NotSuppressed);
    assert!(story.timeline("C-1").contains(&"suppression_lifted".to_owned()));
    story.until("2026-11-20");
    assert!(story.mails().len() > 1, "{:?}", story.mails());

    let complained = dunning::suppression::Suppression {
        reason: SuppressionReason::Complaint,
        since: story.days.now(),
    };
    ready(story.days.world.suppress(&email(FIRST), &complained)).unwrap();
    assert_eq!(lifted(&story, false), Lifted::Complained);
    assert!(
        ready(story.days.world.suppression(&email(FIRST)))
            .unwrap()
            .is_some()
    );
    assert_eq!(lifted(&story, true), Lifted::Lifted(complained));
}

/// The window of Rome opens at 04:00 UTC.
#[test]
fn a_letter_that_cannot_wait_leaves_in_its_window_and_at_no_round_minute() {
    let story = owing(&["INV-1001"]);
    let mut story = story;
    story.until("2026-11-16 08:00");
    let in_force = ready(story.days.world.settings()).unwrap();
    let at_what = |when: &str| match departure(&story.ledger("C-1"), &in_force, at(when)) {
        Departure::Now(_, planned) => format!("now {}", planned.at.format("%d %H:%M")),
        Departure::Then(_, pick, at) => {
            assert_eq!(pick.letter.day.to_string(), "2026-11-17");
            let minute = at.format("%M").to_string().parse::<u32>().unwrap();
            assert!(minute % 5 != 0, "{at}");
            format!("then {}", at.format("%d %H"))
        }
        Departure::Nothing(day, _) => format!("nothing on {day}"),
        Departure::Gone(day) => format!("gone {day}"),
        Departure::Never => "never".to_owned(),
    };
    for (when, what) in [
        ("2026-11-16 02:00", "nothing on 2026-11-16"),
        ("2026-11-16 08:00", "then 17 04"),
        ("2026-11-17 03:59", "then 17 04"),
        ("2026-11-17 04:01", "now 17 04:01"),
        ("2026-11-17 04:15", "now 17 04:16"),
        ("2026-11-17 04:59", "now 17 04:59"),
    ] {
        assert_eq!(at_what(when), what, "at {when}");
    }
    story.until("2026-11-17 12:00");
    let in_force = ready(story.days.world.settings()).unwrap();
    let after = departure(&story.ledger("C-1"), &in_force, at("2026-11-17 04:58"));
    assert!(matches!(after, Departure::Gone(_)), "{after:?}");
}
