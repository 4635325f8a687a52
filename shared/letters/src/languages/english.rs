//! English, as businesses of different countries write it to each other: day before month, ISO currency codes.

use chrono::{Datelike, NaiveDate};
use dunning::account::Language;

use super::{Edition, Labels, Templates, Vocabulary};
use crate::locale::{Counted, DayForms, Locale, Plural, name_of, weekday_from_monday};

pub(super) static EDITION: Edition = Edition {
    language: Language::English,
    locale: Locale {
        decimal_mark: '.',
        group_mark: ',',
        code_first: true,
        and: "and",
        plural: |count| if count == 1 { Plural::One } else { Plural::Other },
        day,
    },
    labels: Labels {
        overdue: "Overdue",
        coming_due: "Coming due, so that you have it all in one place",
        open_invoices: "To pay",
        issued: "issued",
        due: "due",
        overdue_for: Counted { one: "{n} day overdue", other: "{n} days overdue" },
        billed: "invoiced",
        total: "Total",
        total_listed: "Total of this list",
        unlisted: Counted {
            one: "{n} more open invoice is not listed here; we will gladly send you the full list.",
            other: "{n} more open invoices are not listed here; we will gladly send you the full list.",
        },
        view: "View invoice",
        pay_online: "Pay online",
        ways_to_pay: "How to pay",
        ask_how_to_pay: "Please call or write to us, and we will tell you how to pay.",
        beneficiary: "Account holder",
        reference: "Reference",
        for_invoices: "For",
        invoice_number: "the invoice number",
        answer_by_link: "Your answer, with one click",
        answer_by_reply: "Your answer, by reply",
        answers: ["I have paid", "I will pay on …", "Something is wrong", "I am the wrong person"],
        replies: [
            "I paid on …",
            "I will pay on …",
            "Something is wrong: …",
            "The right person to ask is …",
        ],
        phone: "Phone",
        fax: "Fax",
        email: "E-mail",
        web: "Web",
        footer: "A reply to this message reaches a person.",
    },
    templates: Templates {
        letter: include_str!("../../templates/en/letter.txt"),
        heads_up: include_str!("../../templates/en/heads_up.txt"),
        upcoming: include_str!("../../templates/en/upcoming.txt"),
        due_today: include_str!("../../templates/en/due_today.txt"),
        early_late: include_str!("../../templates/en/early_late.txt"),
        late_late: include_str!("../../templates/en/late_late.txt"),
        second_notice: include_str!("../../templates/en/second_notice.txt"),
        final_notice: include_str!("../../templates/en/final_notice.txt"),
    },
    vocabulary: Vocabulary {
        urgent: "URGENT",
        one_more: &["and 1 more"],
        greetings: &["dear ", "hello "],
        our_records: &["our records show"],
        already_paid: &["if you have already paid"],
        please_ignore: &["please ignore this"],
        thanks: &["thank you", "thanks"],
        did_it_arrive: &["did the invoice reach you", "did the invoices reach you"],
        offers_copy: &["copy of", "copies of", "link above", "links above", "send it again", "send them again"],
        offers_to_talk: &["call or write to us"],
        asks_by_link: &["one click on an answer below"],
        asks_by_reply: &["reply with one of the answers below"],
        closes_the_matter: &["closes the matter"],
        attached: &["attach", "enclos"],
        blame: &[
            "fail", "ignored", "neglect", "fault", "blame", "excuse", "unacceptable", "disappoint", "irresponsib",
            "careless", "obviously", "of course", "as you well know", "yet again", "once again", "still have not",
            "to whom it may concern", "shame", "refus",
        ],
        threat: &[
            "consequence", "or else", "warn", "collection", "collector", "bailiff", "penalt", "blacklist",
            "credit rating", "credit score", "suspend", "forced to", "no choice", "demand", "enforce", "threat",
        ],
        legal: &[
            "legal", "lawyer", "attorney", "solicitor", "court", "lawsuit", "litigation", "sue", "proceedings",
            "prosecut",
        ],
        silence: &[
            "no reply", "no answer", "no response", "not replied", "not answered", "not responded",
            "not heard from you", "heard nothing", "silence", "despite our",
        ],
    },
};

const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];
const MONTHS_SHORT: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn day(day: NaiveDate) -> DayForms {
    let (number, year) = (day.day(), day.year());
    let month = name_of(&MONTHS, day.month0());
    let weekday = name_of(&WEEKDAYS, weekday_from_monday(day));
    DayForms::from([
        ("long", format!("{number} {month} {year}")),
        ("full", format!("{weekday} {number} {month} {year}")),
        ("short", format!("{number} {} {year}", name_of(&MONTHS_SHORT, day.month0()))),
        ("in_subject", format!("{number} {month}")),
    ])
}
