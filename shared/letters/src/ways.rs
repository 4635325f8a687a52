//! The ways to pay that the invoices of a letter name, said once where they are the same for all.

use dunning::reminder::{Reminder, ReminderLine};
use serde::Serialize;

use crate::codes::{Code, codes, upi};
use crate::harmless::{NAME_AT_MOST_CHARS, NUMBER_AT_MOST_CHARS, https_link, one_line, some_line};
use crate::languages::Labels;
use crate::locale::Locale;

/// The payment block of a letter.
#[derive(Serialize)]
pub(crate) struct Ways {
    /// The page to pay at, where it is the same for every invoice.
    pub(crate) link: Option<String>,
    /// Bank accounts and UPI addresses, each with its rows.
    pub(crate) accounts: Vec<AccountRows>,
    /// Codes to scan, for the oldest invoices.
    pub(crate) codes: Vec<Code>,
    /// Nobody told us a way: the block asks to get in touch.
    pub(crate) none_known: bool,
    /// What each listed invoice adds, in the order of the lines.
    #[serde(skip)]
    pub(crate) of_lines: Vec<WayOfLine>,
}

/// What stands beside one invoice, because it is not the same for all.
#[derive(Clone, Default)]
pub(crate) struct WayOfLine {
    pub(crate) link: Option<String>,
    pub(crate) reference: Option<String>,
}

/// One account, as label and value.
#[derive(Serialize)]
pub(crate) struct AccountRows {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    label: &'static str,
    value: String,
}

/// An account that money can be sent to.
#[derive(Clone, PartialEq, Eq)]
enum Target {
    Bank { iban: String, bic: Option<String> },
    Upi(String),
    Indian { number: String, ifsc: String },
}

/// How one line may be paid, every text harmless.
struct LineWays {
    number: String,
    link: Option<String>,
    targets: Vec<Target>,
    reference: Option<String>,
}

impl Ways {
    /// Collects the ways of all listed invoices.
    pub(crate) fn of(reminder: &Reminder, labels: &Labels, locale: &Locale) -> Self {
        let lines: Vec<LineWays> = reminder
            .overdue
            .iter()
            .chain(&reminder.coming_due)
            .map(LineWays::of)
            .collect();

        let link = common(lines.iter().map(|line| &line.link)).flatten();
        let common_reference = match lines.as_slice() {
            [only] => Some(only.reference.clone().unwrap_or_else(|| only.number.clone())),
            _ => common(lines.iter().map(|line| &line.reference)).flatten(),
        };
        let some_differ = common_reference.is_none() && lines.iter().any(|line| line.reference.is_some());
        let of_lines = lines
            .iter()
            .map(|line| WayOfLine {
                link: line.link.clone().filter(|_| link.is_none()),
                // Once one invoice has a reference of its own, each says what to quote.
                reference: some_differ.then(|| line.reference.clone().unwrap_or_else(|| line.number.clone())),
            })
            .collect();

        let reference_row = if some_differ {
            None
        } else {
            Some(common_reference.unwrap_or_else(|| labels.invoice_number.to_owned()))
        };
        let accounts = account_rows(&lines, reference_row, reminder, labels);
        let none_known = accounts.is_empty() && lines.iter().all(|line| line.link.is_none());
        Self {
            link,
            accounts,
            codes: codes(reminder, locale),
            none_known,
            of_lines,
        }
    }
}

impl LineWays {
    fn of(line: &ReminderLine) -> Self {
        let ways = &line.payment;
        let bank = ways
            .iban
            .as_deref()
            .and_then(|iban| some_line(iban, NUMBER_AT_MOST_CHARS))
            .map(|iban| {
                let bic = ways
                    .bic
                    .as_deref()
                    .and_then(|bic| some_line(bic, NUMBER_AT_MOST_CHARS));
                Target::Bank {
                    iban: in_groups_of_four(&iban),
                    bic,
                }
            });
        let upi = ways
            .upi
            .as_deref()
            .filter(|_| offers_upi(line))
            .and_then(|upi| some_line(upi, NAME_AT_MOST_CHARS))
            .map(Target::Upi);
        let indian = ways.indian_account.as_ref().map(|account| Target::Indian {
            number: account.number().to_owned(),
            ifsc: account.ifsc().to_owned(),
        });
        Self {
            number: one_line(&line.number, NUMBER_AT_MOST_CHARS),
            link: ways.link.as_deref().and_then(https_link),
            targets: bank.into_iter().chain(upi).chain(indian).collect(),
            reference: ways
                .reference
                .as_deref()
                .and_then(|text| some_line(text, NUMBER_AT_MOST_CHARS)),
        }
    }
}

/// Whether the letter prints the invoice's UPI address: not for what UPI can't pay at once, unless nothing else is known.
pub(crate) fn offers_upi(line: &ReminderLine) -> bool {
    let ways = &line.payment;
    let knows_another = ways.iban.is_some() || ways.indian_account.is_some() || ways.link.is_some();
    ways.upi.is_some() && (upi::fits(line.open) || !knows_another)
}

/// One block of rows an account; where there are several, each names its invoices.
fn account_rows(
    lines: &[LineWays],
    reference: Option<String>,
    reminder: &Reminder,
    labels: &Labels,
) -> Vec<AccountRows> {
    let mut targets: Vec<&Target> = Vec::new();
    for target in lines.iter().flat_map(|line| &line.targets) {
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    let row = |label, value| Row { label, value };
    targets
        .into_iter()
        .map(|target| {
            let mut rows = vec![row(
                labels.beneficiary,
                one_line(&reminder.creditor.name, NAME_AT_MOST_CHARS),
            )];
            match target {
                Target::Bank { iban, bic } => {
                    rows.push(row("IBAN", iban.clone()));
                    rows.extend(bic.clone().map(|bic| row("BIC", bic)));
                }
                Target::Upi(address) => rows.push(row("UPI", address.clone())),
                Target::Indian { number, ifsc } => {
                    rows.push(row(labels.account_number, number.clone()));
                    rows.push(row("IFSC", ifsc.clone()));
                }
            }
            rows.extend(
                reference
                    .clone()
                    .map(|reference| row(labels.reference, reference)),
            );
            if lines.iter().any(|line| !line.targets.contains(target)) {
                let numbers: Vec<&str> = lines
                    .iter()
                    .filter(|line| line.targets.contains(target))
                    .map(|line| line.number.as_str())
                    .collect();
                rows.push(row(labels.for_invoices, numbers.join(", ")));
            }
            AccountRows { rows }
        })
        .collect()
}

/// The value that all have, if they all have the same.
fn common<'a, T: PartialEq + Clone + 'a>(mut values: impl Iterator<Item = &'a T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then(|| first.clone())
}

/// An IBAN as people read it: "GB82 WEST 1234 5698 7654 32".
pub(crate) fn in_groups_of_four(iban: &str) -> String {
    let mut grouped = String::new();
    for (index, character) in iban
        .chars()
        .filter(|character| !character.is_whitespace())
        .enumerate()
    {
        if index > 0 && index.is_multiple_of(4) {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use dunning::account::Language;
    use dunning::bank::IndianAccount;
    use dunning::creditor::PaymentDetails;
    use dunning::stage::Tone;

    use super::*;
    use crate::languages::edition;
    use crate::sample::{amount, line, sample_reminder};

    fn ways(reminder: &Reminder) -> Ways {
        let edition = edition(Language::English);
        let locale = Locale::of(edition, reminder.country).unwrap();
        Ways::of(reminder, &edition.labels, &locale)
    }

    fn rows(reminder: &Reminder) -> Vec<String> {
        ways(reminder)
            .accounts
            .iter()
            .map(|account| {
                let rows: Vec<String> = account
                    .rows
                    .iter()
                    .map(|row| format!("{}={}", row.label, row.value))
                    .collect();
                rows.join(" ")
            })
            .collect()
    }

    #[test]
    fn one_account_is_said_once_and_quotes_the_number() {
        let mut reminder = sample_reminder(Tone::EarlyLate, Language::English);
        assert_eq!(
            rows(&reminder),
            [
                "Account holder=Lagopus Coffee Roasters Ltd IBAN=GB82 WEST 1234 5698 7654 32 BIC=LAGOGB2LXXX Reference=LGP-2026-0117"
            ]
        );
        reminder.overdue.push(line("LGP-2026-0119", reminder.today));
        assert_eq!(rows(&reminder).len(), 1);
        assert!(rows(&reminder)[0].ends_with("Reference=the invoice number"));
    }

    #[test]
    fn references_of_their_own_stand_beside_their_invoices() {
        let mut reminder = sample_reminder(Tone::EarlyLate, Language::English);
        reminder.overdue.push(line("LGP-2026-0119", reminder.today));
        reminder.overdue[0].payment.iban = Some("GB82WEST12345698765432".into());
        reminder.overdue[0].payment.reference = Some("RF18539007547034".into());
        let ways = ways(&reminder);
        let references: Vec<_> = ways.of_lines.into_iter().map(|way| way.reference).collect();
        assert_eq!(
            references,
            [
                Some("RF18539007547034".to_owned()),
                Some("LGP-2026-0119".to_owned())
            ]
        );
    }

    #[test]
    fn what_is_above_upis_limit_goes_to_the_account() {
        let mut reminder = sample_reminder(Tone::EarlyLate, Language::English);
        let line = &mut reminder.overdue[0];
        line.payment = PaymentDetails {
            upi: Some("lagopus@examplebank".into()),
            indian_account: IndianAccount::parse("50100123456789", "ABCD0123456").ok(),
            ..PaymentDetails::default()
        };
        let account = "Account holder=Lagopus Coffee Roasters Ltd Account number=50100123456789 IFSC=ABCD0123456 Reference=LGP-2026-0117";
        let upi =
            "Account holder=Lagopus Coffee Roasters Ltd UPI=lagopus@examplebank Reference=LGP-2026-0117";
        for (open, currency, expected) in [
            ("100000", "INR", &[upi, account][..]),
            ("100000.01", "INR", &[account]),
            ("100", "EUR", &[account]),
        ] {
            reminder.overdue[0].open = amount(open, currency);
            assert_eq!(rows(&reminder), expected, "{currency} {open}");
        }
        // Where there is no other way, an address is better than none.
        reminder.overdue[0].payment.indian_account = None;
        assert_eq!(rows(&reminder), [upi]);
    }

    #[test]
    fn two_accounts_name_their_invoices() {
        let mut reminder = sample_reminder(Tone::EarlyLate, Language::English);
        reminder.overdue.push(line("LGP-2026-0119", reminder.today));
        reminder.overdue[1].payment.iban = Some("DE89370400440532013000".into());
        let rows = rows(&reminder);
        assert!(rows[0].ends_with("For=LGP-2026-0117"), "{rows:?}");
        assert!(rows[1].ends_with("For=LGP-2026-0119"), "{rows:?}");
    }
}
