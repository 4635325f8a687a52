//! Italian. A person is addressed with the formal "Lei", a company with "Voi"; days carry their articles,
//! which contract before the vowels of 8 (otto) and 11 (undici).

use chrono::{Datelike, NaiveDate};
use dunning::account::Language;

use super::{Edition, Labels, Templates, Vocabulary};
use crate::locale::{Counted, DayForms, Locale, Plural, name_of, weekday_from_monday};

pub(super) static EDITION: Edition = Edition {
    language: Language::Italian,
    locale: Locale {
        decimal_mark: ',',
        group_mark: '.',
        code_first: false,
        and: "e",
        plural: |count| if count == 1 { Plural::One } else { Plural::Other },
        day,
    },
    labels: Labels {
        overdue: "Scaduto",
        coming_due: "Prossime scadenze, solo come promemoria",
        open_invoices: "Da pagare",
        issued: "data",
        due: "scadenza",
        overdue_for: Counted {
            one: "scaduta da {n} giorno",
            other: "scaduta da {n} giorni",
        },
        billed: "importo fattura",
        total: "Totale",
        total_listed: "Totale di questo elenco",
        interest_until: "Interessi di mora al",
        compensation: "Importo forfettario per ritardato pagamento",
        total_with_charges: "Totale con questi importi",
        unlisted: Counted {
            one: "Un'altra fattura aperta non figura in questo elenco; inviamo volentieri l'elenco completo.",
            other: "Altre {n} fatture aperte non figurano in questo elenco; inviamo volentieri l'elenco completo.",
        },
        view: "Vedi la fattura",
        pay_online: "Paga online",
        ways_to_pay: "Come pagare",
        talk: "Se nessuna di queste modalità va bene, siamo a disposizione per telefono o e-mail.",
        ask_how_to_pay: "Per le modalità di pagamento siamo a disposizione per telefono o e-mail.",
        beneficiary: "Intestatario",
        reference: "Causale",
        for_invoices: "Per",
        invoice_number: "il numero della fattura",
        answer_by_link: "La risposta, con un clic",
        answer_by_reply: "La risposta, per e-mail",
        answers: [
            "Ho già pagato",
            "Pagherò il …",
            "Qualcosa non è corretto",
            "Non sono la persona giusta",
        ],
        replies: [
            "Ho pagato in data …",
            "Pagherò in data …",
            "Qualcosa non è corretto: …",
            "La persona a cui rivolgersi è …",
        ],
        phone: "Telefono",
        fax: "Fax",
        email: "E-mail",
        web: "Sito",
        footer: "Le risposte a questo messaggio sono lette da una persona.",
    },
    templates: Templates {
        letter: include_str!("../../templates/it/letter.txt"),
        heads_up: include_str!("../../templates/it/heads_up.txt"),
        upcoming: include_str!("../../templates/it/upcoming.txt"),
        due_today: include_str!("../../templates/it/due_today.txt"),
        early_late: include_str!("../../templates/it/early_late.txt"),
        late_late: include_str!("../../templates/it/late_late.txt"),
        second_notice: include_str!("../../templates/it/second_notice.txt"),
        final_notice: include_str!("../../templates/it/final_notice.txt"),
    },
    vocabulary: Vocabulary {
        urgent: "URGENTE",
        one_more: &["e un'altra"],
        greetings: &["gentile ", "spett.le "],
        our_records: &[
            "dalle nostre registrazioni risulta",
            "dalle nostre registrazioni risultano",
        ],
        already_paid: &["se ha già pagato", "se avete già pagato"],
        please_ignore: &["ignori pure questo messaggio", "ignorate pure questo messaggio"],
        thanks: &["grazie", "ringrazi"],
        did_it_arrive: &[
            "ha ricevuto la fattura",
            "avete ricevuto la fattura",
            "ha ricevuto le fatture",
            "avete ricevuto le fatture",
        ],
        offers_copy: &["copia", "copie", "link qui sopra"],
        asks_by_link: &["basta un clic qui sotto"],
        asks_by_reply: &["basta una breve risposta"],
        closes_the_matter: &["la questione si chiude"],
        attached: &["allegat", "alleghiamo", "in allegato"],
        blame: &[
            "colpa",
            "negligen",
            "trascura",
            "scuse",
            "inaccettabile",
            "inammissibile",
            "irresponsabil",
            "ovviamente",
            "come ben sa",
            "ancora una volta",
            "inadempien",
            "moros",
            "delus",
            "vergogn",
            "rifiut",
            "a chi di competenza",
        ],
        threat: &[
            "conseguenz",
            "altrimenti",
            "minacc",
            "diffid",
            "penal",
            "recupero crediti",
            "ufficiale giudiziario",
            "costrett",
            "sospend",
            "pretend",
            "esigiamo",
            "intimiamo",
            "lista nera",
            "avvert",
        ],
        legal: &[
            "legal",
            "avvocat",
            "tribunal",
            "giudizi",
            "causa civile",
            "decreto ingiuntivo",
            "ingiunzion",
            "messa in mora",
            "vie legali",
        ],
        silence: &[
            "nessuna risposta",
            "nessun riscontro",
            "non ha risposto",
            "non avete risposto",
            "senza risposta",
            "mancata risposta",
            "mancato riscontro",
            "silenzio",
            "nonostante",
        ],
    },
};

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
const MONTHS_SHORT: [&str; 12] = [
    "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic",
];
const WEEKDAYS: [&str; 7] = [
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
];

fn day(day: NaiveDate) -> DayForms {
    let year = day.year();
    let number = match day.day() {
        1 => "1°".to_owned(),
        number => number.to_string(),
    };
    let long = format!("{number} {} {year}", name_of(&MONTHS, day.month0()));
    let with = |before_vowel: &str, before_consonant: &str| match day.day() {
        8 | 11 => format!("{before_vowel}{long}"),
        _ => format!("{before_consonant} {long}"),
    };
    DayForms::from([
        (
            "full",
            format!("{} {long}", name_of(&WEEKDAYS, weekday_from_monday(day))),
        ),
        (
            "short",
            format!("{} {} {year}", day.day(), name_of(&MONTHS_SHORT, day.month0())),
        ),
        ("il", with("l'", "il")),
        ("del", with("dell'", "del")),
        ("dal", with("dall'", "dal")),
        ("in_subject", with("l'", "il").replace(&format!(" {year}"), "")),
        ("long", long),
    ])
}
