//! The languages of letters.
//!
//! A further language is one file beside `english.rs` (formats, labels, word lists), one folder of templates,
//! its `page.rs`, and its lines in [`edition`] and `page/words.rs`; the tests then run over it by themselves.

pub(crate) mod english;
pub(crate) mod french;
pub(crate) mod german;
pub(crate) mod hindi;
pub(crate) mod italian;
pub(crate) mod romanian;
pub(crate) mod spanish;

use dunning::account::Language;
use dunning::stage::Tone;
use serde::Serialize;

use crate::locale::{Counted, Inflect};

/// The languages of letters, which are all that a customer can have.
pub fn languages() -> &'static [Language] {
    &Language::ALL
}

/// What letters of a language need.
pub(crate) fn edition(language: Language) -> &'static Edition {
    match language {
        Language::English => &english::EDITION,
        Language::Italian => &italian::EDITION,
        Language::Romanian => &romanian::EDITION,
        Language::French => &french::EDITION,
        Language::Hindi => &hindi::EDITION,
        Language::German => &german::EDITION,
        Language::Spanish => &spanish::EDITION,
    }
}

/// Everything that a letter needs of a language.
pub(crate) struct Edition {
    /// Which.
    pub(crate) language: Language,
    /// Whether the currency code stands before the amount.
    pub(crate) code_first: bool,
    /// The forms of a day that the prose needs and CLDR does not have.
    pub(crate) inflect: Inflect,
    /// The words of tables, buttons and the contact block.
    pub(crate) labels: Labels,
    /// The prose.
    pub(crate) templates: Templates,
    /// What the linter looks for.
    pub(crate) vocabulary: Vocabulary,
}

/// The sources of a language's prose: the common frame, and one template a tone that fills its blocks.
pub(crate) struct Templates {
    pub(crate) letter: &'static str,
    pub(crate) heads_up: &'static str,
    pub(crate) upcoming: &'static str,
    pub(crate) due_today: &'static str,
    pub(crate) early_late: &'static str,
    pub(crate) late_late: &'static str,
    pub(crate) second_notice: &'static str,
    pub(crate) final_notice: &'static str,
}

impl Templates {
    /// The template of a tone.
    pub(crate) fn of(&self, tone: Tone) -> &'static str {
        match tone {
            Tone::HeadsUp => self.heads_up,
            Tone::Upcoming => self.upcoming,
            Tone::DueToday => self.due_today,
            Tone::EarlyLate => self.early_late,
            Tone::LateLate => self.late_late,
            Tone::SecondNotice => self.second_notice,
            Tone::FinalNotice => self.final_notice,
        }
    }
}

/// The words around the prose. A field that a language forgets does not compile.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Labels {
    /// Parts a label from what it names; French has a no-break space before it.
    pub(crate) colon: &'static str,
    /// Above the late invoices.
    pub(crate) overdue: &'static str,
    /// Above those not yet due, in a letter about late ones: friendly.
    pub(crate) coming_due: &'static str,
    /// Above the invoices of a letter in which nothing is late.
    pub(crate) open_invoices: &'static str,
    /// Before the date of issue.
    pub(crate) issued: &'static str,
    /// Before the due date.
    pub(crate) due: &'static str,
    /// How late an invoice is.
    #[serde(skip)]
    pub(crate) overdue_for: Counted,
    /// Before what a partly paid invoice once asked for.
    pub(crate) billed: &'static str,
    /// Before a sum.
    pub(crate) total: &'static str,
    /// Before a sum that leaves out the invoices not listed.
    pub(crate) total_listed: &'static str,
    /// Before the day up to which interest is reckoned, and its sum.
    pub(crate) interest_until: &'static str,
    /// Before the fixed sum that the law, or the contract, gives for late payment.
    pub(crate) compensation: &'static str,
    /// Before the sum of the late invoices and what lateness costs.
    pub(crate) total_with_charges: &'static str,
    /// Names the number of invoices not listed, and offers them.
    #[serde(skip)]
    pub(crate) unlisted: Counted,
    /// Beside an invoice that comes with the mail.
    pub(crate) attached: &'static str,
    /// The link to an invoice.
    pub(crate) view: &'static str,
    /// The link to pay at.
    pub(crate) pay_online: &'static str,
    /// Above the ways to pay.
    pub(crate) ways_to_pay: &'static str,
    /// Below the ways to pay: offers to talk where none of them works.
    pub(crate) talk: &'static str,
    /// Where no way is known: offers to talk.
    pub(crate) ask_how_to_pay: &'static str,
    /// Whose account it is.
    pub(crate) beneficiary: &'static str,
    /// What the transfer should quote.
    pub(crate) reference: &'static str,
    /// Before the number of an account that has no IBAN.
    pub(crate) account_number: &'static str,
    /// Under a code that a banking or payment app reads: says what to do with it, and for which amount.
    pub(crate) scan_to_pay: &'static str,
    /// What a reader who can't see the code is told instead.
    pub(crate) code_alternative: &'static str,
    /// Which invoices an account is for.
    pub(crate) for_invoices: &'static str,
    /// In place of a reference common to all.
    pub(crate) invoice_number: &'static str,
    /// Above the four answers, as links.
    pub(crate) answer_by_link: &'static str,
    /// Above the four answers, as sentences to reply with.
    pub(crate) answer_by_reply: &'static str,
    /// The four answers as links: paid, will pay, something is wrong, wrong person.
    pub(crate) answers: [&'static str; 4],
    /// The same as sentences to complete.
    pub(crate) replies: [&'static str; 4],
    /// Before the phone number.
    pub(crate) phone: &'static str,
    /// Before the fax number.
    pub(crate) fax: &'static str,
    /// Before the mail address.
    pub(crate) email: &'static str,
    /// Before the web site.
    pub(crate) web: &'static str,
    /// The last line.
    pub(crate) footer: &'static str,
}

/// What the linter looks for in the prose, lower case. Words are matched at their beginning ("threat" finds
/// "threaten"), phrases anywhere.
pub(crate) struct Vocabulary {
    /// The first word of an urgent subject.
    pub(crate) urgent: &'static str,
    /// "And one more", in subjects.
    pub(crate) one_more: &'static [&'static str],
    /// How the greeting begins, before the person or the company.
    pub(crate) greetings: &'static [&'static str],
    /// "Our records show", in its forms.
    pub(crate) our_records: &'static [&'static str],
    /// "If you have already paid", in its forms.
    pub(crate) already_paid: &'static [&'static str],
    /// "Please ignore this", in its forms.
    pub(crate) please_ignore: &'static [&'static str],
    /// Thanks.
    pub(crate) thanks: &'static [&'static str],
    /// Asks whether the invoice arrived.
    pub(crate) did_it_arrive: &'static [&'static str],
    /// Offers a copy, or points at the link.
    pub(crate) offers_copy: &'static [&'static str],
    /// Asks for an answer by link, in its forms.
    pub(crate) asks_by_link: &'static [&'static str],
    /// Asks for an answer by reply, in its forms.
    pub(crate) asks_by_reply: &'static [&'static str],
    /// Says that paying by the last day closes the matter.
    pub(crate) closes_the_matter: &'static [&'static str],
    /// Claims that an invoice or paper comes with the mail.
    pub(crate) attached: &'static [&'static str],
    /// Blames, mocks or talks down.
    pub(crate) blame: &'static [&'static str],
    /// Threatens.
    pub(crate) threat: &'static [&'static str],
    /// Names legal steps.
    pub(crate) legal: &'static [&'static str],
    /// Claims that the customer kept silent.
    pub(crate) silence: &'static [&'static str],
}

/// The first of a month as an ordinal, wherever in the form the day stands: "1° gennaio", "1er janvier".
fn with_ordinal(form: &str, first: &str) -> String {
    let words = form.split(' ');
    let with_ordinal: Vec<&str> = words.map(|word| if word == "1" { first } else { word }).collect();
    with_ordinal.join(" ")
}
