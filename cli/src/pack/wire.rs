//! What the lines of a pack hold.

use chrono::{DateTime, NaiveDate, Utc};
use dunning::chain::{Entry, Fingerprint, Link, MalformedHex, Salt, Told};
use dunning::invoice::InvoiceId;
use serde::{Deserialize, Serialize};

/// A line, by its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Content {
    Pack(Box<PackLine>),
    Entry(EntryLine),
    Letter(LetterLine),
    Payment(PaymentLine),
    End(EndLine),
}

/// The first line: what the pack is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PackLine {
    pub(crate) format: u32,
    pub(crate) made_at: DateTime<Utc>,
    pub(crate) creditor: CreditorLine,
    pub(crate) customer: CustomerLine,
    /// One, or its instalments.
    pub(crate) invoices: Vec<InvoiceLine>,
    /// The policy file in force when the pack was made.
    pub(crate) policy: PolicyLine,
    /// Where the story must end.
    pub(crate) tips: Vec<LinkLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CreditorLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sender: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CustomerLine {
    pub(crate) account: String,
    pub(crate) customer: String,
    pub(crate) name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InvoiceLine {
    pub(crate) number: String,
    pub(crate) instalment: Option<u16>,
    pub(crate) issued_on: NaiveDate,
    pub(crate) due_on: Option<NaiveDate>,
    pub(crate) arrived_on: NaiveDate,
    pub(crate) billed: String,
    pub(crate) open: String,
    pub(crate) currency: String,
    pub(crate) is_open: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyLine {
    pub(crate) sha256: String,
    pub(crate) text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LinkLine {
    pub(crate) at: DateTime<Utc>,
    pub(crate) hash: String,
}

/// An entry of the customer's story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntryLine {
    pub(crate) at: DateTime<Utc>,
    pub(crate) hash: String,
    pub(crate) parents: Vec<LinkLine>,
    pub(crate) seal: String,
    /// None if it is about another matter.
    pub(crate) told: Option<ToldLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ToldLine {
    pub(crate) salt: String,
    pub(crate) number: Option<String>,
    pub(crate) instalment: Option<u16>,
    pub(crate) what: String,
    pub(crate) detail: String,
}

/// A letter that names the invoice, as it was claimed, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LetterLine {
    pub(crate) letter: String,
    pub(crate) claimed_at: DateTime<Utc>,
    pub(crate) to: String,
    pub(crate) language: String,
    pub(crate) tone: String,
    pub(crate) stages: Vec<StagesLine>,
    pub(crate) pay_by: Option<NaiveDate>,
    pub(crate) state: String,
    /// The mail service's.
    pub(crate) message_id: Option<String>,
    /// As it was handed to the mail service; none if it was not kept.
    pub(crate) words: Option<WordsLine>,
}

/// What the letter was for the invoice, or one of its instalments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StagesLine {
    pub(crate) number: String,
    pub(crate) instalment: Option<u16>,
    pub(crate) stages: Vec<String>,
    pub(crate) due_on: NaiveDate,
    pub(crate) open: String,
    pub(crate) currency: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WordsLine {
    /// The name under which it is kept; an entry of the story has it.
    pub(crate) object: String,
    /// Of `content`.
    pub(crate) sha256: String,
    pub(crate) content: String,
}

/// A payment that was applied to the invoice; negative if it went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PaymentLine {
    pub(crate) number: String,
    pub(crate) instalment: Option<u16>,
    pub(crate) payment: String,
    pub(crate) booked_on: NaiveDate,
    pub(crate) amount: String,
    pub(crate) currency: String,
}

/// The last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EndLine {
    /// Of every line before it.
    pub(crate) sha256: String,
}

impl From<&Link> for LinkLine {
    fn from(link: &Link) -> Self {
        Self {
            at: link.at,
            hash: link.hash.to_string(),
        }
    }
}

impl TryFrom<&LinkLine> for Link {
    type Error = MalformedHex;

    fn try_from(line: &LinkLine) -> Result<Self, MalformedHex> {
        Ok(Self {
            at: line.at,
            hash: Fingerprint::parse(&line.hash)?,
        })
    }
}

impl TryFrom<&EntryLine> for Entry {
    type Error = MalformedHex;

    fn try_from(line: &EntryLine) -> Result<Self, MalformedHex> {
        let told = |told: &ToldLine| -> Result<Told, MalformedHex> {
            let instalment = told.instalment;
            Ok(Told {
                salt: Salt::parse(&told.salt)?,
                invoice: told.number.clone().map(|number| InvoiceId { number, instalment }),
                what: told.what.clone(),
                detail: told.detail.clone(),
            })
        };
        Ok(Self {
            at: line.at,
            parents: line
                .parents
                .iter()
                .map(Link::try_from)
                .collect::<Result<_, _>>()?,
            seal: Fingerprint::parse(&line.seal)?,
            told: line.told.as_ref().map(told).transpose()?,
        })
    }
}

impl From<&Told> for ToldLine {
    fn from(told: &Told) -> Self {
        Self {
            salt: told.salt.to_string(),
            number: told.invoice.as_ref().map(|id| id.number.clone()),
            instalment: told.invoice.as_ref().and_then(|id| id.instalment),
            what: told.what.clone(),
            detail: told.detail.clone(),
        }
    }
}
