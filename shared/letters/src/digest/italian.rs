//! The digest in Italian.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use super::phrases::Phrases;
use crate::locale::Counted;

pub(super) static PHRASES: Phrases = Phrases {
    language: Language::Italian,
    tasks: Counted {
        one: "{n} nuova attività",
        few: None,
        other: "{n} nuove attività",
    },
    waiting_tasks: Counted {
        one: "{n} attività aperta",
        few: None,
        other: "{n} attività aperte",
    },
    no_tasks: "novità sui Suoi clienti",
    intro: "Ecco che cosa è successo dall'ultimo riepilogo e che cosa richiede la Sua attenzione.",
    new_tasks: "Nuove attività",
    waiting: "Ancora aperte, a partire dalla più vecchia",
    answers: "Le risposte dei clienti",
    closed: "Pagate e chiuse",
    letters: "Promemoria cordiali prima della scadenza",
    more: Counted {
        one: "e {n} altra voce",
        few: None,
        other: "e altre {n} voci",
    },
    more_invoices: Counted {
        one: "e {n} altra fattura",
        few: None,
        other: "e altre {n} fatture",
    },
    task,
    ask,
    hold,
    type_this: "Per concluderla o per attendere:",
    since: "Aperta dal giorno {day}.",
    due: "scadenza {day}",
    no_due_date: "senza scadenza",
    promised_for: "Promesso per il giorno {day}.",
    quotes: ["«", "»"],
    phone: "Telefono",
    said_paid: "dice di aver pagato",
    will_pay: "pagherà entro il giorno {day}",
    said_wrong: "segnala che qualcosa non va",
    wrong_person: "dice che la lettera è arrivata alla persona sbagliata",
    paid: "pagata",
    credited: "chiusa da una nota di credito",
    ended: "Chiuso di conseguenza",
    letter_of: "Lettera del giorno {day}.",
    came_back: "È tornata indietro: non è stata recapitata.",
    week: "In cifre, dal giorno {from} al giorno {to}",
    week_paid: Counted {
        one: "{n} fattura pagata",
        few: None,
        other: "{n} fatture pagate",
    },
    week_credited: Counted {
        one: "{n} fattura chiusa da una nota di credito",
        few: None,
        other: "{n} fatture chiuse da note di credito",
    },
    week_answers: Counted {
        one: "{n} risposta dei clienti",
        few: None,
        other: "{n} risposte dei clienti",
    },
    whole_report: "Il quadro completo, con i grafici: dunlin report",
    footer: "Riceve questo messaggio perché segue questi clienti. dunlin tasks elenca tutto ciò che è aperto; \
             digest = false in policy.toml fa cessare questi messaggi.",
};

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Contattare",
        TaskKind::Call => "Telefonare",
        TaskKind::HandOver => "Decidere come proseguire",
        TaskKind::Approve => "Approvare una lettera",
        TaskKind::FindAddress => "Trovare un indirizzo",
        TaskKind::CheckDispute => "Verificare una contestazione",
        TaskKind::BrokenPromise => "Promessa non mantenuta",
        TaskKind::CheckClaimedPayment => "Verificare un pagamento",
        TaskKind::MatchPayment => "Abbinare un pagamento",
        TaskKind::AllocateCredit => "Imputare un credito",
        TaskKind::CheckWithholding => "Verificare una ritenuta",
        TaskKind::Complaint => "Reclamo",
        TaskKind::Review => "Esaminare",
        TaskKind::SettleLetter => "Chiarire una lettera",
        TaskKind::RepairTemplate => "Correggere un modello",
    }
}

fn ask(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "È scaduta e non risulta pagata: verificare se c'è un ostacolo.",
        TaskKind::Call => "Provare per telefono prima dell'ultima lettera.",
        TaskKind::HandOver => "Non sono previste altre lettere: decidere come proseguire.",
        TaskKind::Approve => "La prossima lettera attende la Sua approvazione.",
        TaskKind::FindAddress => "Nessun indirizzo utilizzabile: inserirne uno nell'anagrafica.",
        TaskKind::CheckDispute => "Il cliente contesta: chiarire, oppure continuare ad attendere.",
        TaskKind::BrokenPromise => "Il cliente ha promesso di pagare e non l'ha fatto.",
        TaskKind::CheckClaimedPayment => "Il cliente dice di aver pagato, ma non risulta alcun pagamento.",
        TaskKind::MatchPayment => "È arrivato un pagamento che potrebbe corrispondere: indicare se è così.",
        TaskKind::AllocateCredit => {
            "C'è un credito che non indica alcuna fattura: indicare a che cosa si riferisce."
        }
        TaskKind::CheckWithholding => {
            "Forse è stata trattenuta un'imposta: chiedere la certificazione, oppure riprendere i solleciti."
        }
        TaskKind::Complaint => {
            "Il cliente si è lamentato di una lettera: parlargli prima di scrivere ancora."
        }
        TaskKind::Review => "Esaminare il caso e indicare se inviare un sollecito.",
        TaskKind::SettleLetter => {
            "Non si sa se una lettera sia partita: cercarla presso il servizio di posta."
        }
        TaskKind::RepairTemplate => {
            "È partita la lettera predefinita al posto del Suo modello: correggerlo e applicarlo di nuovo."
        }
    }
}

fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Promise { .. } => "promessa di pagamento",
        HoldKind::ClaimsPaid => "«Ho già pagato»",
        HoldKind::Dispute => "contestazione",
        HoldKind::AwaitingReply => "attesa di risposta",
        HoldKind::WrongPerson => "persona sbagliata",
        HoldKind::Pause { .. } => "pausa",
        HoldKind::PossiblePayment => "possibile pagamento",
        HoldKind::Withholding => "ritenuta",
        HoldKind::UnallocatedCredit => "credito non imputato",
        HoldKind::Complaint => "reclamo",
        HoldKind::Review => "esame",
    }
}
