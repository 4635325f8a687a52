//! What happens when, in a year of its own: uploads, the bank's daily file, answers, a person's approval, sweeps.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::local_cloud::Error;

/// The first and the last day that is swept for.
const DAYS: (&str, &str) = ("2026-11-12", "2026-12-09");

/// Money on the creditor's account.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    /// The invoice that the remittance text names.
    pub invoice: &'static str,
    /// How much, as the bank writes it.
    pub amount: &'static str,
    /// The currency.
    pub currency: &'static str,
    /// Whether all of it is paid now.
    pub whole: bool,
}

/// What a customer presses on the answers page.
#[derive(Clone, Copy, Debug)]
pub enum Pressed {
    /// "I have paid".
    Paid(&'static str),
    /// "I will pay on …".
    WillPay(&'static str),
    /// "Something is wrong".
    Wrong(&'static str),
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Deed {
    /// A file of the book is uploaded under a name.
    Upload {
        /// In `tests/demo-book`.
        file: &'static str,
        /// In the bucket.
        object: &'static str,
    },
    /// A bank's statement of the book is uploaded: a payment of the whole invoice is in it.
    Statement {
        /// In `tests/demo-book`, and in the bucket.
        file: &'static str,
        /// Which invoice.
        invoice: &'static str,
    },
    /// The bank's file: what came in, and up to which day it has told everything.
    Bank {
        /// That day.
        complete_to: NaiveDate,
        /// What came in since the last one.
        paid: Vec<Paid>,
    },
    /// A customer opens the newest letter about an invoice and answers it.
    Answer {
        /// Which invoice.
        invoice: &'static str,
        /// What is pressed.
        pressed: Pressed,
    },
    /// A person says yes to an invoice's last letter.
    Approve {
        /// Which invoice.
        invoice: &'static str,
    },
    /// The account managers get their digest.
    Digest,
    /// The daily sweep decides for a day.
    Sweep(NaiveDate),
}

/// A deed and its instant.
#[derive(Clone, Debug)]
pub struct Scene {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub deed: Deed,
}

/// What becomes of mail to an address; all other mail is delivered.
pub const OUTCOMES: &[(&str, &[&str])] = &[
    ("contabilita@pettirosso.example.com", &["hard_bounce"]),
    ("treasurer@linnetbooks.example.org", &["hard_bounce"]),
    ("accounts@kingfishercanteens.example.com", &["soft_bounce"]),
    ("ap@nighthawk.example.com", &["delivery", "delivery", "complaint"]),
    ("ragioneria@roccachiara.example.org", &["delivery", "late"]),
];

const UPLOADS: &[(&str, &str, &str)] = &[
    (
        "2026-11-11T08:00:00Z",
        "invoices/november.csv",
        "invoices/november.csv",
    ),
    (
        "2026-11-11T08:01:00Z",
        "invoices/south-seas.json",
        "invoices/south-seas.json",
    ),
    (
        "2026-11-11T08:02:00Z",
        "invoices/LC-1004.xml",
        "invoices/LC-1004.xml",
    ),
    (
        "2026-11-11T08:03:00Z",
        "invoices/LC-1005.xml",
        "invoices/LC-1005.xml",
    ),
    (
        "2026-11-11T08:04:00Z",
        "invoices/LC-1013.xml",
        "invoices/LC-1013.xml",
    ),
    (
        "2026-11-11T08:05:00Z",
        "invoices/LC-1014.xml",
        "invoices/LC-1014.xml",
    ),
    (
        "2026-11-11T08:06:00Z",
        "invoices/LC-1036.xml",
        "invoices/LC-1036.xml",
    ),
    (
        "2026-11-11T08:07:00Z",
        "invoices/LC-1037.xml",
        "invoices/LC-1037.xml",
    ),
    (
        "2026-11-11T08:08:00Z",
        "invoices/LC-1040.xml",
        "invoices/LC-1040.xml",
    ),
    // What Italy, India and Germany send: FatturaPA, INV-01, a PDF with the data inside.
    (
        "2026-11-11T08:09:00Z",
        "invoices/LC-1041-fatturapa.xml",
        "invoices/LC-1041.xml",
    ),
    (
        "2026-11-11T08:10:00Z",
        "invoices/LC-1042-inv-01.json",
        "invoices/LC-1042.json",
    ),
    (
        "2026-11-11T08:11:00Z",
        "invoices/LC-1043-factur-x.pdf",
        "invoices/LC-1043.pdf",
    ),
    // The same file once more changes nothing; a broken one neither.
    (
        "2026-11-13T10:00:00Z",
        "invoices/november.csv",
        "invoices/november-again.csv",
    ),
    (
        "2026-11-12T10:00:00Z",
        "invoices/one-bad-line.csv",
        "invoices/one-bad-line.csv",
    ),
    (
        "2026-11-12T10:05:00Z",
        "invoices/LC-1006.xml",
        "invoices/LC-1006.xml",
    ),
    (
        "2026-11-12T10:10:00Z",
        "invoices/LC-1015.xml",
        "invoices/LC-1015.xml",
    ),
    // A newer version of an invoice: less to pay, and a week later.
    (
        "2026-11-19T11:00:00Z",
        "invoices/LC-1014-revised.xml",
        "invoices/LC-1014.xml",
    ),
    (
        "2026-11-25T10:00:00Z",
        "invoices/late-november.csv",
        "invoices/late-november.csv",
    ),
];

const ANSWERS: &[(&str, &str, Pressed)] = &[
    (
        "2026-11-16T10:20:00Z",
        "LC-1011",
        Pressed::Wrong("Two crates were missing"),
    ),
    (
        "2026-11-17T09:30:00Z",
        "LC-1016",
        Pressed::Paid("17 November, by transfer"),
    ),
    ("2026-11-18T22:15:00Z", "LC-1026", Pressed::WillPay("2026-11-27")),
    ("2026-11-27T08:45:00Z", "LC-1012", Pressed::WillPay("2026-12-04")),
];

const APPROVALS: &[(&str, &str)] = &[("2026-11-18T10:30:00Z", "LC-1020")];

/// The payments: an instant of the bank's file that tells of them, and what came in.
const PAYMENTS: &[(&str, Paid)] = &[
    ("2026-11-17T14:00:00Z", whole("LC-1007", "455.20", "EUR")),
    // The sweep of the 19th has picked its letter, and its minute is two hours away.
    ("2026-11-19T14:00:00Z", whole("LC-1024", "1480.00", "NZD")),
    (
        "2026-11-20T14:00:00Z",
        Paid {
            invoice: "LC-1013",
            amount: "1400.00",
            currency: "EUR",
            whole: false,
        },
    ),
    ("2026-11-25T14:00:00Z", whole("LC-1019", "184500.00", "INR")),
    ("2026-12-03T14:00:00Z", whole("LC-1012", "410.75", "GBP")),
    ("2026-12-04T14:00:00Z", whole("LC-1022", "56700.00", "INR")),
    ("2026-12-07T14:00:00Z", whole("LC-1026", "2205.40", "NZD")),
    ("2026-12-08T14:00:00Z", whole("LC-1036", "5200.00", "EUR")),
];

const fn whole(invoice: &'static str, amount: &'static str, currency: &'static str) -> Paid {
    Paid {
        invoice,
        amount,
        currency,
        whole: true,
    }
}

/// A statement of the bank itself, camt.053, and the invoice that it settles.
const STATEMENTS: &[(&str, &str, &str)] = &[(
    "2026-12-01T14:00:00Z",
    "payments/statement-2026-11-30.xml",
    "LC-1016",
)];

/// Every scene in order of time.
///
/// # Errors
/// If a date is misspelt.
pub fn scenes() -> Result<Vec<Scene>, Error> {
    let mut scenes = Vec::new();
    let mut add = |at: DateTime<Utc>, deed| scenes.push(Scene { at, deed });
    let opening = [
        ("2026-11-11T07:00:00Z", "settings/creditor.toml"),
        ("2026-11-11T07:01:00Z", "settings/policy.toml"),
        ("2026-11-11T07:02:00Z", "customers/directory.csv"),
    ];
    for (at, object) in opening {
        add(at.parse()?, Deed::Upload { file: object, object });
    }
    for (at, file, object) in UPLOADS {
        add(at.parse()?, Deed::Upload { file, object });
    }
    for (at, file, invoice) in STATEMENTS {
        add(at.parse()?, Deed::Statement { file, invoice });
    }
    for (at, invoice, pressed) in ANSWERS {
        add(
            at.parse()?,
            Deed::Answer {
                invoice,
                pressed: *pressed,
            },
        );
    }
    for (at, invoice) in APPROVALS {
        add(at.parse()?, Deed::Approve { invoice });
    }
    for (at, paid) in PAYMENTS {
        let at: DateTime<Utc> = at.parse()?;
        add(
            at,
            Deed::Bank {
                complete_to: last_business_day_before(at.date_naive()),
                paid: vec![*paid],
            },
        );
    }
    let (first, last): (NaiveDate, NaiveDate) = (DAYS.0.parse()?, DAYS.1.parse()?);
    for day in first.iter_days().take_while(|day| *day <= last) {
        let at = (day - TimeDelta::days(1)).and_time(NaiveTime::MIN).and_utc();
        if !is_weekend(at.date_naive()) {
            let complete_to = last_business_day_before(at.date_naive());
            add(
                at + TimeDelta::minutes(8 * 60 + 30),
                Deed::Bank {
                    complete_to,
                    paid: Vec::new(),
                },
            );
        }
        add(at + TimeDelta::hours(8), Deed::Digest);
        add(at + TimeDelta::hours(9), Deed::Sweep(day));
    }
    scenes.sort_by_key(|scene| scene.at);
    Ok(scenes)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// What a bank knows in the morning. (Ireland keeps no holiday in the story's weeks.)
fn last_business_day_before(day: NaiveDate) -> NaiveDate {
    let before = day - TimeDelta::days(1);
    if is_weekend(before) {
        last_business_day_before(before)
    } else {
        before
    }
}
