//! A million due accounts in one morning, with the real flows: swept shard by shard, handed over before the time-out,
//! planned, and sent at the pace that the mail service allows.
//!
//! The store makes each ledger from its number (`book`) and keeps what a morning changes in a few bytes (`kept`), so that
//! a million fit. Queues and functions live in simulated time (`queue`, `morning`); messages come twice, functions die
//! while they hand over, while they plan, and after they mailed. What must come of it is simple: one letter for each
//! customer who is due one, and none for anybody else.
//!
//! `make sim-million ACCOUNTS=1000000` runs the million; the tests run fewer, at limits as much lower.

mod book;
mod elsewhere;
mod kept;
mod morning;
mod post;
mod queue;
mod quotas;
mod store;

use std::time::Instant;

use book::Book;
use morning::{Limits, Morning};
use store::Lean;

/// Accounts that every run of the tests lives through.
const ACCOUNTS: u32 = 20_000;

/// Minutes of the hour on which letters leave.
const MINUTES: u64 = 48;

/// What a chi-squared test of 47 degrees of freedom exceeds once in a hundred thousand times.
const UNEVEN_AT: u64 = 97;

fn accounts() -> u32 {
    std::env::var("ACCOUNTS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(ACCOUNTS)
}

/// The limits of a million, made as small as the accounts are few, so that there is as much to hand over.
fn limits(accounts: u32) -> Limits {
    let a_page_needs_ms = 100_000;
    let mails_a_second = (u64::from(accounts) * 120 / 100).div_ceil(MINUTES * 60).max(4);
    Limits {
        call_ms: a_page_needs_ms + (200 * u64::from(accounts) / 1000).clamp(4_000, 200_000),
        a_page_needs_ms,
        schedule_functions: 5,
        creates_a_second: 1_000,
        fires_a_second: 1_000,
        send_functions: u32::try_from(mails_a_second / 2).unwrap(),
        mails_a_second,
    }
}

#[test]
fn everybody_who_is_due_a_letter_gets_one() {
    let accounts = accounts();
    let began = Instant::now();
    let morning = Morning::of(Lean::of(Book::of(accounts, accounts / 10)), limits(accounts));
    println!(
        "{accounts} accounts are due, {} stored; {:?}",
        morning.store.book.len(),
        morning.limits
    );
    morning.live();
    let counts = morning.counts.borrow().clone();
    println!(
        "{counts}\nledgers    {} read, {} changes",
        morning.store.loads.get(),
        morning.store.commits.get()
    );
    println!(
        "messages   {} for the sweep, {} picks, {} letters",
        morning.sweeps.borrow().delivered,
        morning.picks.borrow().delivered,
        morning.letters.borrow().delivered
    );
    println!(
        "here       {} s, {} MB at most",
        began.elapsed().as_secs(),
        most_memory_mb()
    );

    for (queue, dead) in [
        ("sweeps", morning.sweeps.borrow().dead),
        ("picks", morning.picks.borrow().dead),
        ("letters", morning.letters.borrow().dead),
    ] {
        assert_eq!(dead, 0, "messages of {queue} failed for good");
    }
    let book = &morning.store.book;
    let mails = morning.mails.borrow();
    for slot in 0..book.len() {
        let expected = u8::from(book.is_due_a_letter(slot));
        assert_eq!(mails[slot], expected, "{}", book.key(slot));
        let ledger = morning.store.ledger(slot);
        let before = book.ledger(slot);
        let letters = ledger
            .letters
            .iter()
            .filter(|letter| letter.state.counts_as_reached());
        assert_eq!(
            letters.count(),
            before.letters.len() + usize::from(expected),
            "{}",
            book.key(slot)
        );
        // Nobody is forgotten: what is open has a next day, and the next sweep asks for it or a later one.
        assert!(
            ledger.account.agenda.is_some_and(|day| day >= book.after(1)),
            "{:?}",
            ledger.account
        );
    }
    assert_eq!(counts.refused_as_too_fast, 0, "the pace was not kept");
    // What proves nothing unless it happened.
    assert!(counts.hand_overs > 64 && counts.crashes > 10, "{counts}");
    assert!(
        counts.scheduled["already"] > 0 && counts.sent["already_claimed"] > 0,
        "{counts}"
    );
    // A few bytes a customer: whole ledgers are kept of next to none.
    assert!(
        morning.store.whole_ledgers() * 100 <= book.len(),
        "{}",
        morning.store.whole_ledgers()
    );
    assert_even(&morning.plans.borrow().at_home_by_minute);
}

/// Every minute but the round ones has as good as the same number of letters.
fn assert_even(by_minute: &[u32; 60]) {
    let all: u64 = by_minute.iter().map(|letters| u64::from(*letters)).sum();
    let mut difference = 0;
    for (minute, letters) in by_minute.iter().enumerate() {
        if minute.is_multiple_of(5) {
            assert_eq!(*letters, 0, "minute {minute}");
            continue;
        }
        let away = (u64::from(*letters) * MINUTES).abs_diff(all);
        difference += away * away;
    }
    let chi_squared = difference / (MINUTES * all);
    println!("minutes    {all} letters on {MINUTES}, chi-squared {chi_squared}");
    assert!(chi_squared < UNEVEN_AT, "{by_minute:?}");
}

/// The most memory that this process has held, as the kernel counts it.
fn most_memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .map_or(0, |kilobytes| kilobytes / 1024)
}
