//! The digest in German.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use super::phrases::Phrases;
use crate::locale::Counted;

pub(super) static PHRASES: Phrases = Phrases {
    language: Language::German,
    tasks: Counted {
        one: "{n} neue Aufgabe",
        few: None,
        other: "{n} neue Aufgaben",
    },
    waiting_tasks: Counted {
        one: "{n} offene Aufgabe",
        few: None,
        other: "{n} offene Aufgaben",
    },
    no_tasks: "Neues von Ihren Kunden",
    intro: "Das ist seit der letzten Übersicht geschehen, und das wartet auf Sie.",
    new_tasks: "Neue Aufgaben",
    waiting: "Noch offen, die ältesten zuerst",
    answers: "Antworten von Kunden",
    closed: "Bezahlt und abgeschlossen",
    letters: "Freundliche Erinnerungen vor der Fälligkeit",
    more: Counted {
        one: "und {n} weiterer Eintrag",
        few: None,
        other: "und {n} weitere Einträge",
    },
    more_invoices: Counted {
        one: "und {n} weitere Rechnung",
        few: None,
        other: "und {n} weitere Rechnungen",
    },
    task,
    ask,
    hold,
    type_this: "Zum Erledigen oder Abwarten:",
    since: "Offen seit dem {day}.",
    due: "fällig am {day}",
    no_due_date: "ohne Fälligkeitsdatum",
    promised_for: "Zugesagt für den {day}.",
    quotes: ["„", "“"],
    phone: "Telefon",
    said_paid: "hat nach eigenen Angaben bereits gezahlt",
    will_pay: "zahlt bis zum {day}",
    said_wrong: "meldet, dass etwas nicht stimmt",
    wrong_person: "ist nach eigenen Angaben nicht zuständig",
    paid: "bezahlt",
    credited: "durch Gutschrift ausgeglichen",
    ended: "Damit erledigt",
    letter_of: "Schreiben vom {day}.",
    came_back: "Es kam als unzustellbar zurück.",
    week: "In Zahlen, vom {from} bis zum {to}",
    week_paid: Counted {
        one: "{n} Rechnung bezahlt",
        few: None,
        other: "{n} Rechnungen bezahlt",
    },
    week_credited: Counted {
        one: "{n} Rechnung durch Gutschrift ausgeglichen",
        few: None,
        other: "{n} Rechnungen durch Gutschriften ausgeglichen",
    },
    week_answers: Counted {
        one: "{n} Antwort von Kunden",
        few: None,
        other: "{n} Antworten von Kunden",
    },
    whole_report: "Das ganze Bild mit Diagrammen: dunlin report",
    footer: "Sie erhalten diese Nachricht, weil Sie diese Kunden betreuen. dunlin tasks zeigt alles, was offen ist; \
             digest = false in policy.toml stellt diese E-Mails ab.",
};

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Nachfassen",
        TaskKind::Call => "Anrufen",
        TaskKind::HandOver => "Weiteres Vorgehen entscheiden",
        TaskKind::Approve => "Schreiben freigeben",
        TaskKind::FindAddress => "Adresse ermitteln",
        TaskKind::CheckDispute => "Beanstandung klären",
        TaskKind::BrokenPromise => "Zahlungszusage nicht eingehalten",
        TaskKind::CheckClaimedPayment => "Zahlung prüfen",
        TaskKind::MatchPayment => "Zahlung zuordnen",
        TaskKind::AllocateCredit => "Guthaben zuordnen",
        TaskKind::CheckWithholding => "Steuerabzug prüfen",
        TaskKind::Complaint => "Beschwerde",
        TaskKind::Review => "Prüfen",
        TaskKind::SettleLetter => "Versand klären",
        TaskKind::RepairTemplate => "Vorlage korrigieren",
    }
}

fn ask(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "War fällig und ist nicht bezahlt: Bitte klären Sie, ob etwas im Wege steht.",
        TaskKind::Call => "Bitte versuchen Sie es vor dem letzten Schreiben telefonisch.",
        TaskKind::HandOver => "Es folgen keine weiteren Schreiben: Bitte entscheiden Sie, wie es weitergeht.",
        TaskKind::Approve => "Das nächste Schreiben wartet auf Ihre Freigabe.",
        TaskKind::FindAddress => {
            "Es gibt keine Adresse, an die geschrieben werden darf: Bitte tragen Sie eine im Kundenverzeichnis ein."
        }
        TaskKind::CheckDispute => {
            "Der Kunde beanstandet dies: Bitte klären Sie es, oder warten Sie weiter ab."
        }
        TaskKind::BrokenPromise => "Der Kunde hat die Zahlung zugesagt und nicht gezahlt.",
        TaskKind::CheckClaimedPayment => {
            "Der Kunde hat nach eigenen Angaben gezahlt, ein Zahlungseingang ist nicht bekannt."
        }
        TaskKind::MatchPayment => {
            "Es ist eine Zahlung eingegangen, die hierzu gehören könnte: Bitte geben Sie an, ob das so ist."
        }
        TaskKind::AllocateCredit => {
            "Es gibt ein Guthaben ohne Angabe einer Rechnung: Bitte geben Sie an, wofür es ist."
        }
        TaskKind::CheckWithholding => {
            "Möglicherweise wurde Steuer einbehalten: Bitte fordern Sie die Bescheinigung an, oder setzen Sie die Erinnerungen fort."
        }
        TaskKind::Complaint => {
            "Der Kunde hat sich über ein Schreiben beschwert: Bitte sprechen Sie mit ihm, bevor wieder geschrieben wird."
        }
        TaskKind::Review => "Bitte sehen Sie sich den Fall an, und geben Sie an, ob erinnert werden soll.",
        TaskKind::SettleLetter => {
            "Es ist unklar, ob ein Schreiben versandt wurde: Bitte sehen Sie beim E-Mail-Dienst nach."
        }
        TaskKind::RepairTemplate => {
            "Statt Ihrer eigenen Vorlage wurde das Standardschreiben versandt: Bitte korrigieren Sie die Vorlage, und wenden Sie sie erneut an."
        }
    }
}

fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Promise { .. } => "Zahlungszusage",
        HoldKind::ClaimsPaid => "„Ich habe bereits gezahlt“",
        HoldKind::Dispute => "Beanstandung",
        HoldKind::AwaitingReply => "Warten auf Antwort",
        HoldKind::WrongPerson => "nicht zuständig",
        HoldKind::Pause { .. } => "Pause",
        HoldKind::PossiblePayment => "mögliche Zahlung",
        HoldKind::Withholding => "Steuerabzug",
        HoldKind::UnallocatedCredit => "nicht zugeordnetes Guthaben",
        HoldKind::Complaint => "Beschwerde",
        HoldKind::Review => "Prüfung",
    }
}
