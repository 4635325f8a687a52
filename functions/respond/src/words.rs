//! The page in the customer's language. A language without words of its own yet is written in English.

use dunning::account::Language;
use serde::Serialize;

/// Every phrase of the page.
#[derive(Debug, Serialize)]
pub(crate) struct PageWords {
    pub(crate) code: &'static str,
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) invoice: &'static str,
    pub(crate) due: &'static str,
    pub(crate) open: &'static str,
    pub(crate) view_invoice: &'static str,
    pub(crate) paid: &'static str,
    pub(crate) paid_field: &'static str,
    pub(crate) promise: &'static str,
    pub(crate) promise_field: &'static str,
    pub(crate) wrong: &'static str,
    pub(crate) wrong_field: &'static str,
    pub(crate) person: &'static str,
    pub(crate) person_field: &'static str,
    pub(crate) send: &'static str,
    pub(crate) contact: &'static str,
    pub(crate) thanks: &'static str,
    pub(crate) after_paid: &'static str,
    pub(crate) after_promise: &'static str,
    pub(crate) after_wrong: &'static str,
    pub(crate) after_person: &'static str,
    pub(crate) nothing_open: &'static str,
    pub(crate) no_such_link: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) unintelligible: &'static str,
}

impl PageWords {
    /// The words of a language.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Italian => &ITALIAN,
            _ => &ENGLISH,
        }
    }
}

const ENGLISH: PageWords = PageWords {
    code: "en",
    title: "Your answer",
    lead: "Choose the answer that fits. Nothing changes until you press a button.",
    invoice: "Invoice",
    due: "Due",
    open: "Open",
    view_invoice: "View the invoice",
    paid: "I have paid",
    paid_field: "When, and with which reference? (optional)",
    promise: "I will pay on …",
    promise_field: "Day of payment",
    wrong: "Something is wrong",
    wrong_field: "What is wrong?",
    person: "I am the wrong person",
    person_field: "Who should we write to?",
    send: "Send this answer",
    contact: "Or speak to us:",
    thanks: "Thank you",
    after_paid: "We will look for your payment and send no reminders about it for the next days.",
    after_promise: "We have noted the day and send no reminders about it until then.",
    after_wrong: "We look into it and send no reminders about it until it is settled.",
    after_person: "We will check whom to write to before we write again.",
    nothing_open: "Nothing of that letter is open any more. There is nothing for you to do.",
    no_such_link: "This link has expired or is incomplete. Please reply to our letter instead; a person will answer.",
    try_again: "That did not work just now. Please try again in a few minutes; nothing was lost.",
    unintelligible: "Something was missing in that answer. Please go back and try again.",
};

const ITALIAN: PageWords = PageWords {
    code: "it",
    title: "La Sua risposta",
    lead: "Scelga la risposta adatta. Nulla cambia finché non preme un pulsante.",
    invoice: "Fattura",
    due: "Scadenza",
    open: "Da pagare",
    view_invoice: "Vedi la fattura",
    paid: "Ho già pagato",
    paid_field: "Quando, e con quale causale? (facoltativo)",
    promise: "Pagherò il …",
    promise_field: "Giorno del pagamento",
    wrong: "Qualcosa non va",
    wrong_field: "Che cosa non va?",
    person: "Non sono la persona giusta",
    person_field: "A chi dobbiamo scrivere?",
    send: "Invia questa risposta",
    contact: "Oppure ci contatti:",
    thanks: "Grazie",
    after_paid: "Verificheremo il pagamento; nei prossimi giorni non invieremo solleciti al riguardo.",
    after_promise: "Abbiamo annotato il giorno; fino ad allora non invieremo solleciti al riguardo.",
    after_wrong: "Verificheremo; finché non sarà chiarito non invieremo solleciti al riguardo.",
    after_person: "Verificheremo a chi scrivere prima di scrivere di nuovo.",
    nothing_open: "Di quella lettera non resta nulla da pagare. Non deve fare nulla.",
    no_such_link: "Questo link è scaduto o incompleto. Risponda pure alla nostra lettera: Le risponderà una persona.",
    try_again: "Al momento non ha funzionato. Riprovi tra qualche minuto; nulla è andato perso.",
    unintelligible: "Nella risposta mancava qualcosa. Torni indietro e riprovi.",
};
