//! The digest in Spanish.

use dunning::account::Language;
use dunning::hold::HoldKind;
use dunning::task::TaskKind;

use super::phrases::Phrases;
use crate::locale::Counted;

pub(super) static PHRASES: Phrases = Phrases {
    language: Language::Spanish,
    tasks: Counted {
        one: "{n} tarea nueva",
        few: None,
        other: "{n} tareas nuevas",
    },
    waiting_tasks: Counted {
        one: "{n} tarea pendiente",
        few: None,
        other: "{n} tareas pendientes",
    },
    no_tasks: "novedades de sus clientes",
    intro: "Esto es lo que ha ocurrido desde el último resumen y lo que espera su atención.",
    new_tasks: "Tareas nuevas",
    waiting: "Todavía pendientes, de la más antigua a la más reciente",
    answers: "Respuestas de los clientes",
    closed: "Pagadas y cerradas",
    letters: "Recordatorios cordiales antes del vencimiento",
    more: Counted {
        one: "y {n} más",
        few: None,
        other: "y {n} más",
    },
    more_invoices: Counted {
        one: "y {n} factura más",
        few: None,
        other: "y {n} facturas más",
    },
    task,
    ask,
    hold,
    type_this: "Para cerrarla o esperar:",
    since: "Pendiente desde el {day}.",
    due: "vencimiento el {day}",
    no_due_date: "sin vencimiento",
    promised_for: "Pago prometido para el {day}.",
    quotes: ["«", "»"],
    phone: "Teléfono",
    said_paid: "dice que ya ha pagado",
    will_pay: "pagará a más tardar el {day}",
    said_wrong: "dice que hay algo incorrecto",
    wrong_person: "dice que no es la persona indicada",
    paid: "pagada",
    credited: "saldada con un abono",
    ended: "Cerrado al mismo tiempo",
    letter_of: "Carta del {day}.",
    came_back: "Ha sido devuelta.",
    week: "En cifras, del {from} al {to}",
    week_paid: Counted {
        one: "{n} factura pagada",
        few: None,
        other: "{n} facturas pagadas",
    },
    week_credited: Counted {
        one: "{n} factura saldada con un abono",
        few: None,
        other: "{n} facturas saldadas con abonos",
    },
    week_answers: Counted {
        one: "{n} respuesta de clientes",
        few: None,
        other: "{n} respuestas de clientes",
    },
    whole_report: "El panorama completo, con gráficos: dunlin report",
    footer: "Recibe este mensaje porque se ocupa de estos clientes. dunlin tasks muestra todo lo que está pendiente; \
             digest = false en policy.toml pone fin a estos correos.",
};

fn task(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Hacer seguimiento",
        TaskKind::Call => "Llamar",
        TaskKind::HandOver => "Decidir cómo seguir",
        TaskKind::Approve => "Aprobar una carta",
        TaskKind::FindAddress => "Buscar una dirección",
        TaskKind::CheckDispute => "Revisar una discrepancia",
        TaskKind::BrokenPromise => "Promesa de pago no cumplida",
        TaskKind::CheckClaimedPayment => "Comprobar un pago",
        TaskKind::MatchPayment => "Conciliar un pago",
        TaskKind::AllocateCredit => "Asignar un saldo a favor",
        TaskKind::CheckWithholding => "Comprobar una retención",
        TaskKind::Complaint => "Queja",
        TaskKind::Review => "Revisar",
        TaskKind::SettleLetter => "Aclarar un envío",
        TaskKind::RepairTemplate => "Corregir una plantilla",
    }
}

fn ask(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::FollowUp => "Ha vencido y no consta el pago: compruebe si hay algún obstáculo.",
        TaskKind::Call => "Inténtelo por teléfono antes de la última carta.",
        TaskKind::HandOver => "No hay más cartas previstas: decida cómo seguir.",
        TaskKind::Approve => "La próxima carta espera su aprobación.",
        TaskKind::FindAddress => {
            "No hay ninguna dirección a la que se pueda escribir: añada una al directorio de clientes."
        }
        TaskKind::CheckDispute => "El cliente no está conforme: resuelva la discrepancia o siga a la espera.",
        TaskKind::BrokenPromise => "El cliente prometió pagar y no lo ha hecho.",
        TaskKind::CheckClaimedPayment => "El cliente dice que ha pagado, pero no consta ningún pago.",
        TaskKind::MatchPayment => "Ha llegado un pago que podría corresponderle: indique si es así.",
        TaskKind::AllocateCredit => {
            "Hay un saldo a favor que no menciona ninguna factura: indique a qué corresponde."
        }
        TaskKind::CheckWithholding => {
            "Es posible que se haya practicado una retención: pida el certificado o reanude los recordatorios."
        }
        TaskKind::Complaint => {
            "El cliente se ha quejado de una carta: hable con él antes de volver a escribirle."
        }
        TaskKind::Review => "Revise el caso e indique si hay que enviar un recordatorio.",
        TaskKind::SettleLetter => "No se sabe si una carta llegó a salir: búsquela en el servicio de correo.",
        TaskKind::RepairTemplate => {
            "Se envió la carta estándar en lugar de su propia plantilla: corríjala y aplíquela de nuevo."
        }
    }
}

fn hold(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Promise { .. } => "promesa de pago",
        HoldKind::ClaimsPaid => "«Ya he pagado»",
        HoldKind::Dispute => "discrepancia",
        HoldKind::AwaitingReply => "a la espera de respuesta",
        HoldKind::WrongPerson => "no es la persona indicada",
        HoldKind::Pause { .. } => "pausa",
        HoldKind::PossiblePayment => "posible pago",
        HoldKind::Withholding => "retención",
        HoldKind::UnallocatedCredit => "saldo a favor sin asignar",
        HoldKind::Complaint => "queja",
        HoldKind::Review => "revisión",
    }
}
