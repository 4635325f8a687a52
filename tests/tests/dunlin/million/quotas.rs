//! The table of docs/scale.md: a morning lived second by second by counting alone, at the sizes and quotas that it names;
//! what must be raised is found by raising it until no letter is late.
//!
//! The hardest morning: everybody in one zone, everything through the queues in one hour. What each step takes is counted
//! or measured elsewhere (docs/performance.md, docs/cost.md); what a service allows is in its own documentation.

use std::fmt::Write as _;

use tests::local_cloud::repository;

/// An account of the sweep is four calls of DynamoDB, one after the other, and some milliseconds of processor.
const ACCOUNTS_A_SECOND: u64 = 33;
/// A call of CreateSchedule is 33 milliseconds.
const PLANS_A_SECOND: u64 = 30;
/// A letter is five calls of DynamoDB, one of S3, one of SES.
const LETTER_MS: u64 = 400;
/// Send and delivery, and what `feedback` takes for each.
const EVENTS_A_LETTER: u64 = 2;
const EVENT_MS: u64 = 50;
/// What a sending and a delivery write, by docs/cost.md; in tenths of a unit.
const WRITE_TENTHS_A_LETTER: u64 = 66;
/// What a letter costs besides SES, from the sweep to its delivery, by docs/cost.md; in millionths of a dollar.
const MICRODOLLARS_A_LETTER: u64 = 19;
/// Each sending reads the settings, two pages of four kilobytes.
const SETTINGS_UNITS_A_LETTER: u64 = 2;
/// A friendly letter is news for the account manager, written before its claim.
const NEWS_UNITS_A_LETTER: u64 = 1;

/// What one partition key takes a second.
const PARTITION_WRITE_UNITS: u64 = 1_000;
const PARTITION_READ_UNITS: u64 = 3_000;
const AGENDA_SHARDS: u64 = 64;
/// What Scheduler fires a second, and holds, unless more is asked for.
const FIRES_A_SECOND: u64 = 1_000;
/// From the sweep to the first window anywhere (UTC+14).
const SECONDS_TO_PLAN: u64 = 6 * 3_600;
const FUNCTIONS_AT_ONCE_OF_A_QUEUE: u64 = 1_000;

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Friendly,
    Overdue,
}

/// Parameters, policy and quotas.
#[derive(Clone, Copy, Debug)]
struct Setting {
    sweep_batch: u64,
    schedule_functions: u64,
    fires_a_second: u64,
    mails_a_second: u64,
    send_functions: u64,
    window_hours: u64,
}

/// How a morning went.
#[derive(Clone, Copy, Debug, Default)]
struct Lived {
    swept_after_s: u64,
    planned_after_s: u64,
    fired_a_second: u64,
    sent_a_second: u64,
    late: u64,
}

/// The setting that ships, in an account that has just left the sandbox.
const SHIPPED: Setting = Setting {
    sweep_batch: 10,
    schedule_functions: 5,
    fires_a_second: FIRES_A_SECOND,
    mails_a_second: 14,
    send_functions: 7,
    window_hours: 1,
};

impl Setting {
    fn sweep_functions(&self) -> u64 {
        AGENDA_SHARDS.div_ceil(self.sweep_batch)
    }

    /// Letters a second that may leave: SES's rate, the functions at once, and what the busiest partitions take.
    fn sends_a_second(&self, tone: Tone) -> u64 {
        let settings = PARTITION_READ_UNITS / SETTINGS_UNITS_A_LETTER;
        let news = match tone {
            Tone::Friendly => PARTITION_WRITE_UNITS / NEWS_UNITS_A_LETTER,
            Tone::Overdue => u64::MAX,
        };
        let functions = self.send_functions * 1_000 / LETTER_MS;
        self.mails_a_second.min(functions).min(settings).min(news)
    }

    fn live(&self, letters: u64, tone: Tone) -> Lived {
        let mut lived = Lived::default();
        let (mut swept, mut planned, mut second) = (0, 0, 0);
        while planned < letters {
            second += 1;
            swept = letters.min(swept + self.sweep_functions() * ACCOUNTS_A_SECOND);
            planned = swept.min(planned + self.schedule_functions * PLANS_A_SECOND);
            if swept == letters && lived.swept_after_s == 0 {
                lived.swept_after_s = second;
            }
        }
        lived.planned_after_s = second;
        let minutes = self.window_hours * 60;
        let letters_a_minute = letters.div_ceil(self.window_hours * 48);
        let (mut unfired, mut queued, mut begun) = (0, 0, 0);
        for second in 0..minutes * 60 {
            if second % 60 == 0 && second / 60 % 5 != 0 {
                let more = letters_a_minute.min(letters - begun);
                begun += more;
                unfired += more;
            }
            let fired = unfired.min(self.fires_a_second);
            let sent = (queued + fired).min(self.sends_a_second(tone));
            unfired -= fired;
            queued = queued + fired - sent;
            lived.fired_a_second = lived.fired_a_second.max(fired);
            lived.sent_a_second = lived.sent_a_second.max(sent);
        }
        lived.late = unfired + queued;
        lived
    }

    /// The least that must be raised, so that no letter is late.
    fn for_letters(letters: u64, tone: Tone) -> Self {
        let is_good = |setting: &Self| setting.live(letters, tone).late == 0;
        let mut setting = SHIPPED;
        loop {
            // With SES and Scheduler out of the way, is the window long enough?
            let free = Self {
                mails_a_second: u64::MAX,
                fires_a_second: u64::MAX,
                send_functions: FUNCTIONS_AT_ONCE_OF_A_QUEUE,
                ..setting
            };
            if is_good(&free) {
                setting.send_functions = FUNCTIONS_AT_ONCE_OF_A_QUEUE;
                setting.fires_a_second = u64::MAX;
                break;
            }
            setting.window_hours += 1;
        }
        while !is_good(&setting) {
            setting.mails_a_second = rounded_up(setting.mails_a_second * 21 / 20 + 1);
        }
        setting.send_functions = (setting.mails_a_second / 2).clamp(2, FUNCTIONS_AT_ONCE_OF_A_QUEUE);
        assert!(is_good(&setting), "half the rate uses all of it: {setting:?}");
        setting.fires_a_second = FIRES_A_SECOND;
        while !is_good(&setting) {
            setting.fires_a_second += 500;
        }
        let is_in_time = |setting: &Self| setting.live(letters, tone).planned_after_s <= SECONDS_TO_PLAN;
        while setting.live(letters, tone).swept_after_s > SECONDS_TO_PLAN && setting.sweep_batch > 1 {
            setting.sweep_batch /= 2;
        }
        while !is_in_time(&setting) {
            setting.schedule_functions += 5;
            assert!(
                setting.schedule_functions <= FUNCTIONS_AT_ONCE_OF_A_QUEUE,
                "never in time"
            );
        }
        setting
    }
}

/// To two figures, for nobody asks for 347 a second.
fn rounded_up(number: u64) -> u64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    number.div_ceil(unit) * unit
}

const COLUMNS: [(&str, u64, Tone); 5] = [
    ("10 thousand", 10_000, Tone::Friendly),
    ("100 thousand", 100_000, Tone::Friendly),
    ("1 million", 1_000_000, Tone::Friendly),
    ("10 million, overdue", 10_000_000, Tone::Overdue),
    ("10 million, friendly", 10_000_000, Tone::Friendly),
];

fn table() -> String {
    let lived: Vec<(u64, Setting, Lived)> = COLUMNS
        .iter()
        .map(|(_, letters, tone)| {
            let setting = Setting::for_letters(*letters, *tone);
            (*letters, setting, setting.live(*letters, *tone))
        })
        .collect();
    let titles: Vec<&str> = COLUMNS.iter().map(|(title, ..)| *title).collect();
    let mut table = format!(
        "| letters | {} |\n| --- |{}\n",
        titles.join(" | "),
        " --- |".repeat(COLUMNS.len())
    );
    let mut row = |title: &str, cell: &dyn Fn(u64, &Setting, &Lived) -> String| {
        let cells: Vec<String> = lived
            .iter()
            .map(|(letters, setting, lived)| cell(*letters, setting, lived))
            .collect();
        writeln!(table, "| {title} | {} |", cells.join(" | ")).unwrap();
    };
    row("sweep: functions, minutes", &|_, setting, lived| {
        format!(
            "{}, {}",
            setting.sweep_functions(),
            lived.swept_after_s.div_ceil(60)
        )
    });
    row("`BatchSize` of `Sweeps`", &|_, setting, _| {
        setting.sweep_batch.to_string()
    });
    row("`ScheduleConcurrency`", &|_, setting, _| {
        setting.schedule_functions.to_string()
    });
    row("planned after minutes", &|_, _, lived| {
        lived.planned_after_s.div_ceil(60).to_string()
    });
    row("CreateSchedule, a second", &|_, setting, _| {
        grouped(
            (setting.schedule_functions * PLANS_A_SECOND).min(setting.sweep_functions() * ACCOUNTS_A_SECOND),
        )
    });
    row("`window`, hours", &|_, setting, _| {
        setting.window_hours.to_string()
    });
    row("firing quota, a second", &|_, setting, _| {
        grouped(setting.fires_a_second)
    });
    row("SES rate, a second", &|_, setting, _| {
        grouped(setting.mails_a_second)
    });
    row("SES quota, a day", &|letters, _, _| {
        grouped(rounded_up(letters * 11 / 10))
    });
    row("`SendConcurrency`", &|_, setting, _| {
        grouped(setting.send_functions)
    });
    row("Lambda at once", &|_, setting, lived| {
        let feedback = (lived.sent_a_second * EVENTS_A_LETTER * EVENT_MS).div_ceil(1_000);
        grouped(
            (setting.send_functions + feedback).max(setting.sweep_functions() + setting.schedule_functions),
        )
    });
    row("write units, a second", &|_, _, lived| {
        grouped((lived.sent_a_second * WRITE_TENTHS_A_LETTER).div_ceil(10))
    });
    row("the settings, of 3,000 read units", &|_, _, lived| {
        grouped(lived.sent_a_second * SETTINGS_UNITS_A_LETTER)
    });
    row("news for digests, of 1,000 write units", &|_, setting, lived| {
        let is_friendly = setting.sends_a_second(Tone::Friendly) >= lived.sent_a_second;
        if is_friendly {
            grouped(lived.sent_a_second * NEWS_UNITS_A_LETTER)
        } else {
            "–".into()
        }
    });
    row("SES, dollars", &|letters, _, _| grouped(letters / 10_000));
    row("all the rest, dollars", &|letters, _, _| {
        let cents = letters * MICRODOLLARS_A_LETTER / 10_000;
        match cents {
            ..1_000 => format!("{}.{:02}", cents / 100, cents % 100),
            _ => grouped(cents / 100),
        }
    });
    table
}

/// `1234567` → `1,234,567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

const BEGINS: &str = "<!-- lived by tests/tests/dunlin/million/quotas.rs -->\n";
const ENDS: &str = "<!-- until here -->\n";

#[test]
fn the_page_says_what_a_morning_of_each_size_needs() {
    let file = repository().join("docs/scale.md");
    let page = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = page.split_once(BEGINS).unwrap();
    let (written, after) = rest.split_once(ENDS).unwrap();
    let table = table();
    if std::env::var_os("DUNLIN_WRITE_DOCS").is_some() {
        std::fs::write(&file, format!("{before}{BEGINS}{table}{ENDS}{after}")).unwrap();
    } else {
        assert!(
            written == table,
            "docs/scale.md is old: `make docs` writes it anew; it should say\n{table}"
        );
    }
}

#[test]
fn what_was_found_is_needed() {
    for (title, letters, tone) in COLUMNS {
        let found = Setting::for_letters(letters, tone);
        assert_eq!(found.live(letters, tone).late, 0, "{title}");
        let slower = Setting {
            mails_a_second: found.mails_a_second * 3 / 4,
            ..found
        };
        // Ten thousand letters need less than the slowest account outside the sandbox has.
        if found.mails_a_second > SHIPPED.mails_a_second {
            assert!(slower.live(letters, tone).late > 0, "{title}: {found:?}");
        }
    }
}
