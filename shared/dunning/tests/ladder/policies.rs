//! Policies for some customers and invoices, and what no policy may say.

use dunning::policy::{Action, AttachesInvoice, Offset, Policy, PolicyName, Stage};
use dunning::stage::Tone;
use dunning::task::TaskKind;

use crate::book::{decided, in_force, letters, owes, owes_after, stage, standard, tasks, walk};

fn name(text: &str) -> PolicyName {
    PolicyName::parse(text).unwrap()
}

fn with_gentle() -> dunning::ports::InForce {
    let mut policy = standard().policy;
    let gentle = Policy {
        ladder: Policy::gentle().ladder,
        after_broken_promise: None,
        ..policy.clone()
    };
    policy.named.insert(name("gentle"), gentle);
    in_force(policy)
}

#[test]
fn a_customer_or_an_invoice_may_be_under_a_policy_of_its_own() {
    let story = |customers: Option<&str>, invoices: Option<&str>| {
        let mut ledger = owes("2026-11-24");
        ledger.account.policy = customers.map(name);
        ledger.invoices[0].policy = invoices.map(name);
        letters(walk(&mut ledger, &with_gentle(), "2026-11-10", "2026-12-31", &[]))
    };
    let gentle = [
        "2026-11-23 upcoming INV-1",
        "2026-11-27 early_late INV-1",
        "2026-12-02 late_late INV-1",
    ];
    assert_eq!(story(Some("gentle"), None), gentle);
    assert_eq!(story(None, Some("gentle")), gentle);
    // The invoice's own goes before its customer's, and `default` is the ordinary one.
    assert_eq!(story(Some("gentle"), Some("default")).len(), 6);
    assert_eq!(story(None, None).len(), 6);
}

#[test]
fn a_policy_that_is_not_there_sends_nothing_and_asks_a_person() {
    let mut ledger = owes_after("2026-11-24", &[]);
    ledger.account.policy = Some(name("key-accounts"));
    assert_eq!(
        decided(&ledger, &standard(), "2026-11-27"),
        "wait until 2026-12-11: it is under a policy that is not in the policy file"
    );
    let story = walk(&mut ledger, &standard(), "2026-11-10", "2026-12-31", &[]);
    assert_eq!(letters(story.clone()), Vec::<String>::new());
    assert_eq!(tasks(story)[0], "2026-11-10 task review INV-1");
}

fn rung(name: &str, when: &str, action: Action) -> Stage {
    Stage {
        name: stage(name),
        when: vec![Offset::parse(when).unwrap()],
        action,
        slack_days: 0,
        needs_approval: false,
        attaches: AttachesInvoice::default(),
        attaches_due_date: false,
        states_charges: false,
    }
}

#[test]
fn what_can_not_be_is_refused_with_what_would_be_right() {
    let early = || rung("early", "3 days after due", Action::Letter(Tone::EarlyLate));
    let friendly = || rung("soon", "3 days before due", Action::Letter(Tone::Upcoming));
    let slack = |stage: Stage, slack_days| Stage { slack_days, ..stage };
    for (ladder, says) in [
        (
            vec![
                early(),
                rung("before", "2 days after due", Action::Letter(Tone::LateLate)),
            ],
            "letter stage before comes before early, which stands above it",
        ),
        (
            vec![
                friendly(),
                rung("late", "9 days after soon", Action::Letter(Tone::EarlyLate)),
            ],
            "stage late is measured from soon, which may never be sent: measure it from due or from an overdue \
             letter",
        ),
        (
            vec![
                early(),
                rung(
                    "over",
                    "3 days after the last day of early",
                    Action::Task(TaskKind::HandOver),
                ),
            ],
            "stage over is measured from the last day of early, but only a final notice names a last day",
        ),
        (
            vec![slack(friendly(), 3)],
            "stage soon has 3 days of slack: at most 2 before due, 3 after, and none on the due date",
        ),
        (
            vec![slack(rung("today", "on due", Action::Letter(Tone::DueToday)), 1)],
            "stage today has 1 days of slack: at most 2 before due, 3 after, and none on the due date",
        ),
        (
            vec![Stage {
                states_charges: true,
                ..early()
            }],
            "stage early states charges, but only a letter from second_notice on may",
        ),
        (
            vec![Stage {
                attaches_due_date: true,
                ..early()
            }],
            "stage early attaches the due date, but only a letter before the due date may",
        ),
        (
            vec![early(), early()],
            "stage early is there twice: give each a name of its own",
        ),
    ] {
        let policy = Policy {
            ladder,
            after_broken_promise: None,
            ..Policy::standard()
        };
        assert_eq!(policy.check().unwrap_err().to_string(), says);
    }
}

#[test]
fn a_long_ladder_is_decided_as_quickly_as_a_short_one() {
    // Each stage is measured from the two before it: reckoned one by one, the 60th would take 2^60 steps.
    let mut ladder = vec![rung("s0", "3 days after due", Action::Letter(Tone::EarlyLate))];
    for place in 1..60 {
        let before = [place - 1, usize::saturating_sub(place, 2)];
        let when = before
            .map(|anchor| Offset::parse(&format!("{} days after s{anchor}", 5 * (place - anchor))).unwrap());
        ladder.push(Stage {
            when: when.to_vec(),
            ..rung(&format!("s{place}"), "on due", Action::Letter(Tone::LateLate))
        });
    }
    let policy = Policy {
        ladder,
        after_broken_promise: None,
        ..standard().policy
    };
    let ledger = owes_after("2026-11-24", &[("2026-11-27", "s0")]);
    assert_eq!(decided(&ledger, &in_force(policy), "2026-12-02"), "remind: s1");
}
