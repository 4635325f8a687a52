//! The digest in Romanian.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use super::phrases::Phrases;
use crate::locale::Counted;

pub(super) static PHRASES: Phrases = Phrases {
    language: Language::Romanian,
    tasks: Counted {
        one: "{n} sarcină nouă",
        few: Some("{n} sarcini noi"),
        other: "{n} de sarcini noi",
    },
    waiting_tasks: Counted {
        one: "{n} sarcină deschisă",
        few: Some("{n} sarcini deschise"),
        other: "{n} de sarcini deschise",
    },
    no_tasks: "noutăți despre clienții dumneavoastră",
    intro: "Iată ce s-a întâmplat de la ultimul rezumat și ce vă așteaptă.",
    new_tasks: "Sarcini noi",
    waiting: "Încă deschise, începând cu cea mai veche",
    answers: "Răspunsurile clienților",
    closed: "Plătite și închise",
    letters: "Reamintiri amiabile înainte de scadență",
    more: Counted {
        one: "și încă {n} poziție",
        few: Some("și încă {n} poziții"),
        other: "și încă {n} de poziții",
    },
    more_invoices: Counted {
        one: "și încă {n} factură",
        few: Some("și încă {n} facturi"),
        other: "și încă {n} de facturi",
    },
    task,
    ask,
    hold,
    type_this: "Pentru a o încheia sau pentru a mai aștepta:",
    since: "Deschisă din {day}.",
    due: "scadentă la {day}",
    no_due_date: "fără scadență",
    promised_for: "Plată promisă pentru {day}.",
    quotes: ["„", "”"],
    phone: "Telefon",
    said_paid: "spune că a plătit deja",
    will_pay: "va plăti până la {day}",
    said_wrong: "spune că ceva nu este corect",
    wrong_person: "spune că nu este persoana potrivită",
    paid: "plătită",
    credited: "stinsă printr-o notă de credit",
    ended: "Încheiate odată cu ea",
    letter_of: "Scrisoare din {day}.",
    came_back: "S-a întors nelivrată.",
    week: "În cifre, din {from} până la {to}",
    week_paid: Counted {
        one: "{n} factură plătită",
        few: Some("{n} facturi plătite"),
        other: "{n} de facturi plătite",
    },
    week_credited: Counted {
        one: "{n} factură stinsă printr-o notă de credit",
        few: Some("{n} facturi stinse prin note de credit"),
        other: "{n} de facturi stinse prin note de credit",
    },
    week_answers: Counted {
        one: "{n} răspuns de la clienți",
        few: Some("{n} răspunsuri de la clienți"),
        other: "{n} de răspunsuri de la clienți",
    },
    whole_report: "Imaginea de ansamblu, cu grafice: dunlin report",
    footer: "Primiți acest mesaj pentru că vă ocupați de acești clienți. dunlin tasks arată tot ce este deschis; \
             digest = false în policy.toml oprește aceste mesaje.",
};

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Contactarea clientului",
        TaskKind::Call => "Apel telefonic",
        TaskKind::HandOver => "Decizie privind pașii următori",
        TaskKind::Approve => "Aprobarea unei scrisori",
        TaskKind::FindAddress => "Găsirea unei adrese",
        TaskKind::CheckDispute => "Verificarea unei contestații",
        TaskKind::BrokenPromise => "Promisiune de plată neonorată",
        TaskKind::CheckClaimedPayment => "Verificarea unei plăți",
        TaskKind::MatchPayment => "Identificarea unei plăți",
        TaskKind::AllocateCredit => "Alocarea unui sold creditor",
        TaskKind::CheckWithholding => "Verificarea unui impozit reținut",
        TaskKind::Complaint => "Reclamație",
        TaskKind::Review => "Analiză",
        TaskKind::SettleLetter => "Clarificarea unei expedieri",
        TaskKind::RepairTemplate => "Corectarea unui șablon",
    }
}

fn ask(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => {
            "A ajuns la scadență și nu este plătită: verificați dacă există vreun impediment."
        }
        TaskKind::Call => "Încercați prin telefon înainte de ultima scrisoare.",
        TaskKind::HandOver => "Nu mai urmează alte scrisori: hotărâți cum se continuă.",
        TaskKind::Approve => "Următoarea scrisoare așteaptă aprobarea dumneavoastră.",
        TaskKind::FindAddress => {
            "Nu există nicio adresă la care se poate scrie: adăugați una în registrul clienților."
        }
        TaskKind::CheckDispute => "Clientul contestă: clarificați situația sau așteptați în continuare.",
        TaskKind::BrokenPromise => "Clientul a promis că plătește și nu a plătit.",
        TaskKind::CheckClaimedPayment => "Clientul spune că a plătit, dar nu apare nicio plată.",
        TaskKind::MatchPayment => "A intrat o plată care i-ar putea corespunde: precizați dacă este așa.",
        TaskKind::AllocateCredit => {
            "Există un sold creditor care nu indică nicio factură: precizați la ce se referă."
        }
        TaskKind::CheckWithholding => {
            "Este posibil să se fi reținut un impozit: cereți certificatul sau reluați notificările."
        }
        TaskKind::Complaint => {
            "Clientul s-a plâns de o scrisoare: discutați cu el înainte de a-i scrie din nou."
        }
        TaskKind::Review => "Analizați cazul și precizați dacă se trimite o notificare.",
        TaskKind::SettleLetter => "Nu se știe dacă o scrisoare a plecat: căutați-o la serviciul de e-mail.",
        TaskKind::RepairTemplate => {
            "S-a trimis scrisoarea standard în locul șablonului dumneavoastră: corectați-l și aplicați-l din nou."
        }
    }
}

fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Promise { .. } => "promisiune de plată",
        HoldKind::ClaimsPaid => "„Am plătit deja”",
        HoldKind::Dispute => "contestație",
        HoldKind::AwaitingReply => "așteptarea unui răspuns",
        HoldKind::WrongPerson => "persoană nepotrivită",
        HoldKind::Pause { .. } => "pauză",
        HoldKind::PossiblePayment => "plată posibilă",
        HoldKind::Withholding => "impozit reținut",
        HoldKind::UnallocatedCredit => "sold creditor nealocat",
        HoldKind::Complaint => "reclamație",
        HoldKind::Review => "analiză",
    }
}
