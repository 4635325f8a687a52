//! The digest in French.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use super::phrases::Phrases;
use crate::locale::Counted;

pub(super) static PHRASES: Phrases = Phrases {
    language: Language::French,
    tasks: Counted {
        one: "{n} nouvelle tâche",
        few: None,
        other: "{n} nouvelles tâches",
    },
    waiting_tasks: Counted {
        one: "{n} tâche en cours",
        few: None,
        other: "{n} tâches en cours",
    },
    no_tasks: "nouvelles de vos clients",
    intro: "Voici ce qui s'est passé depuis le dernier récapitulatif et ce qui vous attend.",
    new_tasks: "Nouvelles tâches",
    waiting: "Toujours en cours, les plus anciennes d'abord",
    answers: "Réponses des clients",
    closed: "Factures réglées et closes",
    letters: "Rappels cordiaux avant l'échéance",
    more: Counted {
        one: "et {n} autre",
        few: None,
        other: "et {n} autres",
    },
    more_invoices: Counted {
        one: "et {n} autre facture",
        few: None,
        other: "et {n} autres factures",
    },
    task,
    ask,
    hold,
    type_this: "Pour la clore ou patienter\u{a0}:",
    since: "Ouverte le {day}.",
    due: "échéance le {day}",
    no_due_date: "sans échéance",
    promised_for: "Règlement promis pour le {day}.",
    quotes: ["«\u{a0}", "\u{a0}»"],
    phone: "Téléphone",
    said_paid: "indique avoir déjà réglé",
    will_pay: "réglera au plus tard le {day}",
    said_wrong: "signale une erreur",
    wrong_person: "indique ne pas être la bonne personne",
    paid: "réglée",
    credited: "soldée par un avoir",
    ended: "Clos par la même occasion",
    letter_of: "Courrier du {day}.",
    came_back: "Il est revenu non distribué.",
    week: "En chiffres, du {from} au {to}",
    week_paid: Counted {
        one: "{n} facture réglée",
        few: None,
        other: "{n} factures réglées",
    },
    week_credited: Counted {
        one: "{n} facture soldée par un avoir",
        few: None,
        other: "{n} factures soldées par des avoirs",
    },
    week_answers: Counted {
        one: "{n} réponse de clients",
        few: None,
        other: "{n} réponses de clients",
    },
    whole_report: "La vue complète, avec des graphiques\u{a0}: dunlin report",
    footer: "Vous recevez ce message parce que vous suivez ces clients. dunlin tasks affiche tout ce qui est en cours\u{a0}; \
             digest = false dans policy.toml met fin à ces e-mails.",
};

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Relancer le client",
        TaskKind::Call => "Appeler",
        TaskKind::HandOver => "Décider de la suite",
        TaskKind::Approve => "Valider un courrier",
        TaskKind::FindAddress => "Trouver une adresse",
        TaskKind::CheckDispute => "Vérifier un litige",
        TaskKind::BrokenPromise => "Promesse de règlement non tenue",
        TaskKind::CheckClaimedPayment => "Vérifier un règlement",
        TaskKind::MatchPayment => "Rapprocher un règlement",
        TaskKind::AllocateCredit => "Affecter un crédit",
        TaskKind::CheckWithholding => "Vérifier une retenue à la source",
        TaskKind::Complaint => "Réclamation",
        TaskKind::Review => "Examiner",
        TaskKind::SettleLetter => "Vérifier un envoi",
        TaskKind::RepairTemplate => "Corriger un modèle",
    }
}

fn ask(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Échue et non réglée\u{a0}: voyez si quelque chose bloque le règlement.",
        TaskKind::Call => "Essayez par téléphone avant le dernier courrier.",
        TaskKind::HandOver => "Aucun autre courrier n'est prévu\u{a0}: décidez de la suite à donner.",
        TaskKind::Approve => "Le prochain courrier attend votre accord.",
        TaskKind::FindAddress => {
            "Aucune adresse à laquelle il soit permis d'écrire\u{a0}: ajoutez-en une au fichier clients."
        }
        TaskKind::CheckDispute => "Le client conteste\u{a0}: réglez le litige, ou continuez à patienter.",
        TaskKind::BrokenPromise => "Le client avait promis de régler et ne l'a pas fait.",
        TaskKind::CheckClaimedPayment => {
            "Le client indique avoir réglé, mais aucun règlement n'a été constaté."
        }
        TaskKind::MatchPayment => "Un règlement reçu pourrait s'y rapporter\u{a0}: indiquez si c'est le cas.",
        TaskKind::AllocateCredit => {
            "Un crédit ne mentionne aucune facture\u{a0}: indiquez à quoi il se rapporte."
        }
        TaskKind::CheckWithholding => {
            "Un impôt a peut-être été retenu\u{a0}: demandez l'attestation, ou reprenez les rappels."
        }
        TaskKind::Complaint => {
            "Le client s'est plaint d'un courrier\u{a0}: parlez-lui avant de lui écrire à nouveau."
        }
        TaskKind::Review => "Examinez le dossier et indiquez s'il faut envoyer un rappel.",
        TaskKind::SettleLetter => {
            "On ignore si un courrier est parti\u{a0}: recherchez-le auprès du service d'envoi."
        }
        TaskKind::RepairTemplate => {
            "Le courrier standard est parti à la place de votre modèle\u{a0}: corrigez celui-ci et appliquez-le de nouveau."
        }
    }
}

fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Promise { .. } => "promesse de règlement",
        HoldKind::ClaimsPaid => "«\u{a0}J'ai déjà réglé\u{a0}»",
        HoldKind::Dispute => "litige",
        HoldKind::AwaitingReply => "attente d'une réponse",
        HoldKind::WrongPerson => "mauvais interlocuteur",
        HoldKind::Pause { .. } => "pause",
        HoldKind::PossiblePayment => "règlement possible",
        HoldKind::Withholding => "retenue à la source",
        HoldKind::UnallocatedCredit => "crédit non affecté",
        HoldKind::Complaint => "réclamation",
        HoldKind::Review => "examen",
    }
}
