//! Made-up customers: by hand, and a year of them.

use std::collections::HashMap;

use aws::table::History;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use dunning::account::{Account, AccountKey, EmailAddress, Language};
use dunning::answer::{GivenAnswer, Said};
use dunning::creditor::Creditor;
use dunning::invoice::{AppliedPayment, Invoice, InvoiceId, Revision};
use dunning::ledger::Closing;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::money::{Currency, Money};
use dunning::ports::InForce;
use dunning::stage::{StageName, Tone};
use dunning::task::TaskKind;
use fastrand::Rng;

use super::super::{Debtor, Figures, Gathered, OpenTask};
use super::day;

/// Sunday 22 November 2026.
pub(super) const TODAY: &str = "2026-11-22";

pub(super) fn in_force() -> InForce {
    let creditor = include_str!("../../../../infra/creditor.toml");
    let policy = include_str!("../../../../infra/policy.toml");
    InForce {
        creditor: documents::settings::read_creditor(creditor).unwrap(),
        policy: documents::settings::read_policy(policy).unwrap(),
        payments_complete_to: None,
    }
}

pub(super) fn creditor() -> Creditor {
    in_force().creditor
}

pub(super) fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

pub(super) fn history(customer: &str) -> History {
    let key = AccountKey::derive("lagopus", customer);
    History {
        account: Some(Account::new(key.clone(), customer, format!("{customer} Ltd"))),
        key,
        open: Vec::new(),
        closed: Vec::new(),
        letters: Vec::new(),
    }
}

/// Issued on a day, due 30 days later, known since.
pub(super) fn invoice(number: &str, issued: &str, sum: &str, code: &str) -> Invoice {
    issued_on(
        number,
        day(issued),
        Money::new(sum.parse().unwrap(), currency(code)),
    )
}

fn issued_on(number: &str, issued_on: NaiveDate, billed: Money) -> Invoice {
    Invoice {
        due_on: Some(issued_on + Days::new(30)),
        revision: Revision {
            at: issued_on.and_hms_opt(9, 0, 0).unwrap().and_utc(),
            content: String::new(),
        },
        ..Invoice::new(InvoiceId::whole(number), issued_on, billed)
    }
}

pub(super) fn paid(mut invoice: Invoice, on: &str, sum: &str) -> Invoice {
    invoice.payments.push(AppliedPayment {
        identity: format!("{on} {sum}"),
        amount: sum.parse().unwrap(),
        booked_on: day(on),
    });
    invoice
}

/// Claimed at 05:16 in UTC; each invoice with its stage.
pub(super) fn letter(history: &History, on: &str, tone: Tone, about: &[&str], state: LetterState) -> Letter {
    let claimed_at = day(on).and_hms_opt(5, 16, 0).unwrap().and_utc();
    letter_at(&history.key, day(on), claimed_at, tone, about, state)
}

fn letter_at(
    account: &AccountKey,
    on: NaiveDate,
    claimed_at: DateTime<Utc>,
    tone: Tone,
    about: &[&str],
    state: LetterState,
) -> Letter {
    let line = |number: &&str| LetterLine {
        invoice: InvoiceId::whole(*number),
        stages: vec![StageName::parse(tone.name()).unwrap()],
        due_on: on,
        open: Money::new(100.into(), currency("EUR")),
    };
    Letter {
        id: LetterId {
            account: account.clone(),
            day: on,
            attempt: 1,
        },
        state,
        claimed_at,
        to: EmailAddress::parse("ap@example.com").unwrap(),
        language: Language::English,
        tone,
        lines: about.iter().map(line).collect(),
        pay_by: None,
        message_id: None,
        tip: None,
    }
}

pub(super) fn answered(history: &mut History, letter: &Letter, said: Said) {
    let account = history.account.as_mut().unwrap();
    account.answers.push(GivenAnswer {
        letter: letter.id.clone(),
        on: letter.id.day,
        said,
        fingerprint: String::new(),
    });
}

pub(super) fn gathered(histories: &[History]) -> Gathered {
    let mut gathered = Gathered::of(&creditor(), day(TODAY));
    for history in histories {
        gathered.take_in(history);
    }
    gathered
}

/// Of these accounts, with everybody's name.
pub(super) fn figures(histories: &[History], tasks: Vec<OpenTask>) -> Figures {
    let accounts = histories.iter().filter_map(|history| history.account.as_ref());
    let names = accounts.map(|account| {
        (
            account.key.clone(),
            (account.customer.clone(), account.name.clone()),
        )
    });
    finished(gathered(histories), &names.collect(), tasks)
}

fn finished(
    gathered: Gathered,
    names: &HashMap<AccountKey, (String, String)>,
    tasks: Vec<OpenTask>,
) -> Figures {
    let debtors = gathered
        .top_debtors()
        .into_iter()
        .map(|(account, currency, owed)| {
            let (customer, name) = names[&account].clone();
            Debtor {
                customer,
                name,
                currency,
                owed,
            }
        });
    let debtors = debtors.collect();
    gathered.figures(&in_force(), debtors, tasks)
}

const NAMES: [&str; 12] = [
    "Kingfisher Canteens",
    "Pettirosso S.r.l.",
    "Nighthawk Logistics",
    "Linnet Books & Papers",
    "Wagtail Dairy",
    "Roccachiara Scuola di Musica e Danza",
    "Dunnock Press",
    "Goldammer Werkzeugbau GmbH",
    "Fulmar Fishing",
    "Curlew & Daughters",
    "Merle Imprimerie",
    "Corncrake Oats",
];

/// The ladder's letters: the day after due on which each comes, and how it speaks.
const LADDER: [(i64, Tone); 6] = [
    (-7, Tone::HeadsUp),
    (0, Tone::DueToday),
    (4, Tone::EarlyLate),
    (8, Tone::LateLate),
    (19, Tone::SecondNotice),
    (33, Tone::FinalNotice),
];

/// A customer of a made-up year, who pays sooner or later; some never.
pub(super) fn made_up(number: usize, invoices: usize, dice: &mut Rng) -> History {
    let name = NAMES[number % NAMES.len()];
    let mut history = history(&format!("C-{number:05}"));
    if let Some(account) = &mut history.account {
        account.name = match number / NAMES.len() {
            0 => name.to_owned(),
            branch => format!("{name} {branch}"),
        };
    }
    let code = ["EUR", "EUR", "EUR", "EUR", "GBP"][number % 5];
    let language = Language::ALL[number % 3];
    // Some are big, some always late.
    let (size, lateness) = (1 + number % 7, i64::try_from(number % 4).unwrap() * 6);
    for index in 0..invoices {
        let issued = day(TODAY) - Days::new(dice.u64(3..420));
        let cents = dice.i64(5_000..400_000) * i64::try_from(size).unwrap();
        let billed = Money::new(rust_decimal::Decimal::new(cents, 2), currency(code));
        let id = format!("R-{number}-{index}");
        let mut invoice = issued_on(&id, issued, billed);
        let due = issued + Days::new(30);
        let late_days = if dice.u8(0..40) == 0 {
            400
        } else {
            dice.i64(-12..30) + lateness
        };
        let pays_on = due + TimeDelta::days(late_days);
        for (after, tone) in LADDER {
            let mut on = due + TimeDelta::days(after);
            while matches!(
                chrono::Datelike::weekday(&on),
                chrono::Weekday::Sat | chrono::Weekday::Sun
            ) {
                on = on.succ_opt().unwrap();
            }
            if on >= pays_on
                || on > day(TODAY)
                || on <= issued
                || history.letters.iter().any(|other| other.id.day == on)
            {
                continue;
            }
            let minute = loop {
                let minute = dice.u32(1..60);
                if !minute.is_multiple_of(5) {
                    break minute;
                }
            };
            let state = match dice.u16(0..1000) {
                0..8 => LetterState::Bounced { permanent: true },
                8..14 => LetterState::Bounced { permanent: false },
                14 => LetterState::Complained,
                15..18 => LetterState::Rejected { why: "broken".into() },
                18..24 => LetterState::Sent,
                24 => LetterState::Unknown,
                _ => LetterState::Delivered,
            };
            let wall = on.and_hms_opt(5, minute, dice.u32(0..60)).unwrap();
            let zone = creditor().zone;
            let claimed_at = wall.and_local_timezone(zone).earliest().unwrap().to_utc();
            let mut letter = letter_at(&history.key, on, claimed_at, tone, &[&id], state);
            letter.language = language;
            let said = match dice.u8(0..100) {
                0..5 => Some(Said::WillPay { on: pays_on }),
                5..9 => Some(Said::Paid),
                9..11 => Some(Said::Dispute),
                11 => Some(Said::WrongPerson),
                _ => None,
            };
            if let Some(said) = said {
                answered(&mut history, &letter, said);
            }
            history.letters.push(letter);
        }
        if pays_on <= day(TODAY) {
            invoice.payments.push(AppliedPayment {
                identity: id.clone(),
                amount: billed.amount,
                booked_on: pays_on.max(issued),
            });
            history.closed.push((invoice, Closing::Paid));
        } else {
            history.open.push(invoice);
        }
    }
    history
}

/// A year of a business with so many customers, each with some invoices, and a few tasks. Never all of it at once.
pub(super) fn made_up_year(customers: usize) -> Figures {
    let mut dice = Rng::with_seed(7);
    let (mut gathered, mut names) = (gathered(&[]), HashMap::new());
    for number in 0..customers {
        let history = made_up(number, 4 + number % 9, &mut dice);
        gathered.take_in(&history);
        let account = history.account.unwrap();
        names.insert(account.key, (account.customer, account.name));
    }
    let kinds = [
        TaskKind::FollowUp,
        TaskKind::Call,
        TaskKind::MatchPayment,
        TaskKind::FollowUp,
        TaskKind::Approve,
    ];
    let task = |number: usize| OpenTask {
        kind: kinds[number % kinds.len()],
        opened_on: day("2026-10-26") + Days::new(u64::try_from(number).unwrap()),
        customer: NAMES[number % NAMES.len()].to_owned(),
        subject: format!("R-{number}-1"),
    };
    finished(gathered, &names, (0..23).map(task).collect())
}
