//! `dunlin evidence`: an invoice's whole story, sealed.

mod verify;

use std::io::Write;

use aws::BucketArchive;
use dunning::chain::{Fingerprint, Story};
use dunning::letter::Letter;
use dunning::ports::{PortError, Settings, Stories};
use serde::Serialize;

use crate::arguments::{Evidence, EvidenceVerb, General};
use crate::book::FoundInvoice;
use crate::failure::Failure;
use crate::pack::{
    Content, CreditorLine, CustomerLine, EntryLine, FORMAT, InvoiceLine, LetterLine, LinkLine, Matter, Pack,
    PackLine, PaymentLine, PolicyLine, StagesLine, ToldLine, WordsLine,
};
use crate::screen::{Look, Screen};
use crate::today::Today;
use crate::{Ending, book, cloud};

/// The largest letter that goes into a pack, in bytes; one without its attachments has some 20 kB.
const LETTER_BYTES_AT_MOST: u64 = 5_000_000;

#[derive(Serialize)]
struct Answer<'a> {
    outcome: &'static str,
    to: &'a str,
    fingerprint: String,
    entries: usize,
    letters: usize,
}

pub(super) async fn run(
    arguments: &Evidence,
    general: &General,
    screen: &Screen,
    today: Today,
) -> Result<Ending, Failure> {
    let invoice = match (&arguments.verb, &arguments.invoice) {
        (Some(EvidenceVerb::Verify(verify)), _) => return verify::run(verify, screen),
        (None, Some(invoice)) => invoice,
        (None, None) => return Err(Failure::Usage("name an invoice".to_owned())),
    };
    let (table, bucket) = cloud::table_and_bucket(general).await?;
    let found = book::invoices(&table, invoice).await?;
    let found = of_one_customer(found, arguments.customer.as_deref(), invoice)?;
    let (Some(first), in_force) = (found.first(), table.settings().await?) else {
        return Err(Failure::Refused(format!("no invoice goes by “{invoice}”")));
    };
    let account = &first.ledger.account;
    let story = table.story(&account.key).await?;
    let letters = table.every_letter(&account.key).await?;
    let others = letters
        .iter()
        .flat_map(|letter| &letter.lines)
        .map(|line| line.invoice.number.clone());
    let open = first
        .ledger
        .invoices
        .iter()
        .map(|invoice| invoice.id.number.clone());
    let matter = Matter::of(&first.invoice.id.number, &story, others.chain(open));
    let policy = table.policy_in_force().await?.text;
    let about = PackLine {
        format: FORMAT,
        made_at: today.instant(),
        creditor: CreditorLine {
            id: in_force.creditor.id.clone(),
            name: in_force.creditor.name.clone(),
            sender: in_force.creditor.sender.to_string(),
        },
        customer: CustomerLine {
            account: account.key.to_string(),
            customer: account.customer.clone(),
            name: account.name.clone(),
        },
        invoices: found.iter().map(invoice_line).collect(),
        policy: PolicyLine {
            sha256: Fingerprint::of(policy.as_bytes()).to_string(),
            text: policy,
        },
        tips: story.tips.iter().map(LinkLine::from).collect(),
    };
    let mut contents = vec![Content::Pack(Box::new(about))];
    contents.extend(entry_lines(&account.key, &story, &matter));
    let entries = contents.len().saturating_sub(1);
    let number = &first.invoice.id.number;
    for letter in letters.iter().filter(|letter| is_about(letter, number)) {
        let words = words(&bucket, letter, &story).await?;
        contents.push(Content::Letter(letter_line(letter, number, words)));
    }
    let letters = contents.len() - 1 - entries;
    contents.extend(found.iter().flat_map(payment_lines));
    let text = packed(&contents)?;
    write(arguments, &text, entries, letters, screen)
}

/// The invoices of one customer alone.
fn of_one_customer(
    mut found: Vec<FoundInvoice>,
    customer: Option<&str>,
    invoice: &str,
) -> Result<Vec<FoundInvoice>, Failure> {
    if let Some(customer) = customer {
        let is_meant = |found: &FoundInvoice| {
            let account = &found.ledger.account;
            account.customer == customer || account.name.eq_ignore_ascii_case(customer)
        };
        found.retain(is_meant);
    }
    let Some(first) = found.first() else {
        let customer = customer.unwrap_or_default();
        return Err(Failure::Refused(format!(
            "no invoice “{invoice}” of a customer “{customer}” is known"
        )));
    };
    let (account, number) = (first.ledger.account.key.clone(), first.invoice.id.number.clone());
    let mut stray = found
        .iter()
        .filter(|other| other.ledger.account.key != account || other.invoice.id.number != number);
    match stray.next() {
        None => Ok(found),
        Some(other) => Err(Failure::Refused(format!(
            "“{invoice}” may be {number} of {} or {} of {}; write the number as it is written here, and name the \
             customer by --customer",
            first.ledger.account.customer, other.invoice.id.number, other.ledger.account.customer
        ))),
    }
}

fn entry_lines<'a>(
    account: &'a dunning::account::AccountKey,
    story: &'a Story,
    matter: &'a Matter,
) -> impl Iterator<Item = Content> + 'a {
    story.entries.iter().map(move |entry| {
        let told = entry.told.as_ref().filter(|told| matter.shows(told));
        Content::Entry(EntryLine {
            at: entry.at,
            hash: entry.hash(account).to_string(),
            parents: entry.parents.iter().map(LinkLine::from).collect(),
            seal: entry.seal.to_string(),
            told: told.map(ToldLine::from),
        })
    })
}

fn is_about(letter: &Letter, number: &str) -> bool {
    letter.lines.iter().any(|line| line.invoice.number == number)
}

/// The letter's words, under the name that the story tells; none if they were not kept, or are gone.
async fn words(bucket: &aws::Bucket, letter: &Letter, story: &Story) -> Result<Option<WordsLine>, Failure> {
    let place = BucketArchive::place(&letter.id);
    let mut told = story.entries.iter().filter_map(|entry| entry.told.as_ref());
    let object = told.find_map(|told| {
        let object = told.detail.rsplit(' ').next()?;
        (told.what == "letter_archived" && object.starts_with(&place)).then(|| object.to_owned())
    });
    let Some(object) = object else {
        return Ok(None);
    };
    match bucket.fetch(&object, None, LETTER_BYTES_AT_MOST).await {
        Ok(file) => Ok(Some(WordsLine {
            sha256: Fingerprint::of(&file.bytes).to_string(),
            content: String::from_utf8(file.bytes).map_err(|_| not_text(&object))?,
            object,
        })),
        Err(aws::bucket::FetchError::NotFound) => Ok(None),
        Err(error) => Err(Failure::Port(PortError {
            doing: format!("fetching {object}"),
            source: Box::new(error),
        })),
    }
}

fn not_text(object: &str) -> Failure {
    Failure::Refused(format!(
        "{object} is not what was kept: it is no text; an older version of it may still be there"
    ))
}

fn invoice_line(found: &FoundInvoice) -> InvoiceLine {
    let invoice = &found.invoice;
    InvoiceLine {
        number: invoice.id.number.clone(),
        instalment: invoice.id.instalment,
        issued_on: invoice.issued_on,
        due_on: invoice.due_on,
        arrived_on: invoice.arrived_on,
        billed: invoice.billed.rounded().to_string(),
        open: invoice.open().rounded().to_string(),
        currency: invoice.billed.currency.code().to_owned(),
        is_open: found.is_open,
    }
}

fn letter_line(letter: &Letter, number: &str, words: Option<WordsLine>) -> LetterLine {
    let of_ours = letter.lines.iter().filter(|line| line.invoice.number == number);
    LetterLine {
        letter: letter.id.to_string(),
        claimed_at: letter.claimed_at,
        to: letter.to.to_string(),
        language: letter.language.code().to_owned(),
        tone: letter.tone.name().to_owned(),
        stages: of_ours
            .map(|line| StagesLine {
                number: line.invoice.number.clone(),
                instalment: line.invoice.instalment,
                stages: line.stages.iter().map(ToString::to_string).collect(),
                due_on: line.due_on,
                open: line.open.rounded().to_string(),
                currency: line.open.currency.code().to_owned(),
            })
            .collect(),
        pay_by: letter.pay_by,
        state: letter.state.name().to_owned(),
        message_id: letter.message_id.clone(),
        words,
    }
}

fn payment_lines(found: &FoundInvoice) -> Vec<Content> {
    let invoice = &found.invoice;
    let line = |payment: &dunning::invoice::AppliedPayment| {
        Content::Payment(PaymentLine {
            number: invoice.id.number.clone(),
            instalment: invoice.id.instalment,
            payment: payment.identity.clone(),
            booked_on: payment.booked_on,
            amount: payment.amount.to_string(),
            currency: invoice.billed.currency.code().to_owned(),
        })
    };
    invoice.payments.iter().map(line).collect()
}

fn packed(contents: &[Content]) -> Result<String, Failure> {
    let mut pack = Pack::new();
    let packed = contents.iter().try_for_each(|content| pack.add(content));
    packed
        .and_then(|()| pack.end())
        .map_err(|error| Failure::local("packing")(error.into()))
}

fn write(
    arguments: &Evidence,
    text: &str,
    entries: usize,
    letters: usize,
    screen: &Screen,
) -> Result<Ending, Failure> {
    let fingerprint = Fingerprint::of(text.as_bytes()).to_string();
    let Some(to) = &arguments.to else {
        screen.line(Look::Plain, text.trim_end_matches('\n'))?;
        screen.note(&format!("fingerprint {fingerprint}: note it down elsewhere"));
        return Ok(Ending::Good);
    };
    let shown = to.display().to_string();
    let written = std::fs::File::create_new(to).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(Failure::local(format!("writing {shown}")))?;
    if screen.is_json {
        screen.json(&Answer {
            outcome: "written",
            to: &shown,
            fingerprint,
            entries,
            letters,
        })?;
        return Ok(Ending::Good);
    }
    let what = format!(
        "{}, {}",
        super::counted_as(entries, "entry", "entries"),
        super::counted(letters, "letter")
    );
    screen.line(Look::Good, &format!("{shown}: {what}"))?;
    screen.line(Look::Plain, &format!("fingerprint {fingerprint}"))?;
    screen.line(
        Look::Faint,
        "note it down where nobody who holds the pack can change it",
    )?;
    Ok(Ending::Good)
}
