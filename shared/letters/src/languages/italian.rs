//! Italian. A person is addressed with the formal "Lei", a company with "Voi"; days carry their articles,
//! which contract before the vowels of 8 (otto) and 11 (undici).

pub(crate) mod page;

use chrono::{Datelike, NaiveDate};
use dunning::account::Language;

use super::{Edition, Labels, Templates, Vocabulary, with_ordinal};
use crate::locale::{Counted, DayForms};

pub(super) static EDITION: Edition = Edition {
    language: Language::Italian,
    code_first: false,
    inflect,
    labels: Labels {
        colon: ":",
        overdue: "Scaduto",
        coming_due: "Prossime scadenze, solo come promemoria",
        open_invoices: "Da pagare",
        issued: "data",
        due: "scadenza",
        overdue_for: Counted {
            one: "scaduta da {n} giorno",
            few: None,
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
            few: None,
            other: "Altre {n} fatture aperte non figurano in questo elenco; inviamo volentieri l'elenco completo.",
        },
        attached: "in allegato",
        view: "Vedi la fattura",
        pay_online: "Paga online",
        ways_to_pay: "Come pagare",
        talk: "Se nessuna di queste modalità va bene, siamo a disposizione per telefono o e-mail.",
        ask_how_to_pay: "Per le modalità di pagamento siamo a disposizione per telefono o e-mail.",
        beneficiary: "Intestatario",
        reference: "Causale",
        account_number: "Numero di conto",
        scan_to_pay: "Da inquadrare con l'app della banca",
        code_alternative: "Codice da inquadrare con l'app della banca; gli stessi dati sono scritti accanto",
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

/// The first of a month is an ordinal (1° gennaio), and articles contract before a vowel.
fn inflect(day: NaiveDate, forms: &mut DayForms) {
    if day.day() == 1 {
        for (name, form) in forms.iter_mut() {
            if *name != "short" {
                *form = with_ordinal(form, "1°");
            }
        }
    }
    let with = |before_vowel: &str, before_consonant: &str, form: &str| match day.day() {
        8 | 11 => format!("{before_vowel}{form}"),
        _ => format!("{before_consonant} {form}"),
    };
    let (Some(long), Some(in_subject)) = (forms.get("long"), forms.get("in_subject")) else {
        return;
    };
    let inflected = [
        ("il", with("l'", "il", long)),
        ("del", with("dell'", "del", long)),
        ("dal", with("dall'", "dal", long)),
        ("in_subject", with("l'", "il", in_subject)),
    ];
    forms.extend(inflected);
}
