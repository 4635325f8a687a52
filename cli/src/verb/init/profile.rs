//! What was answered, as the two files that it becomes.

use std::fmt::Write as _;

/// What the shipped policy says where an answer goes.
const SHIPPED_PRESET: &str = "preset = \"standard\"";
const SHIPPED_PAYMENTS: &str = "payments = \"files\"";

/// The answers, as they were typed; an empty one is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) short_name: String,
    pub(super) id: String,
    pub(super) signatory: String,
    pub(super) role: String,
    pub(super) sender: String,
    pub(super) reply_to: String,
    pub(super) account_manager: String,
    pub(super) phone: String,
    pub(super) web: String,
    /// The lines, parted by commas.
    pub(super) postal_address: String,
    pub(super) region: String,
    pub(super) zone: String,
    pub(super) language: String,
    pub(super) currency: String,
    pub(super) default_terms_days: String,
    pub(super) iban: String,
    pub(super) bic: String,
    pub(super) preset: String,
    pub(super) payments: String,
}

impl Default for Profile {
    /// A profile that can be used, so that one answer after the other can be tried in it.
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            name: text("Example"),
            short_name: text("Example"),
            id: text("example"),
            signatory: text("Example"),
            role: String::new(),
            sender: text("accounts@example.com"),
            reply_to: text("person@example.com"),
            account_manager: String::new(),
            phone: text("+44 20 7946 0000"),
            web: String::new(),
            postal_address: text("1 Example Street"),
            region: text("IE"),
            zone: text("UTC"),
            language: text("en"),
            currency: String::new(),
            default_terms_days: String::new(),
            iban: String::new(),
            bic: String::new(),
            preset: text("standard"),
            payments: text("files"),
        }
    }
}

impl Profile {
    /// `creditor.toml`.
    pub(super) fn creditor_toml(&self) -> String {
        let mut file =
            String::from("# Who writes. Change it here, then bring it in again: dunlin import\n\n");
        let mut put = |name: &str, value: &str, comment: &str| {
            if !value.is_empty() {
                let comment = if comment.is_empty() {
                    String::new()
                } else {
                    format!(" # {comment}")
                };
                // Writing to a String never fails.
                let _ = writeln!(file, "{name} = {value}{comment}");
            }
        };
        let quoted = |text: &str| {
            if text.is_empty() {
                String::new()
            } else {
                quoted(text)
            }
        };
        put("id", &quoted(&self.id), "never change it once letters were sent");
        put("name", &quoted(&self.name), "");
        put("short_name", &quoted(&self.short_name), "stands in every subject");
        put("signatory", &quoted(&self.signatory), "");
        put("role", &quoted(&self.role), "");
        put(
            "sender",
            &quoted(&self.sender),
            "of a domain that SES may send for",
        );
        put("reply_to", &quoted(&self.reply_to), "a person");
        put(
            "account_manager",
            &quoted(&self.account_manager),
            "gets the tasks",
        );
        put("phone", &quoted(&self.phone), "");
        put("web", &quoted(&self.web), "");
        let lines: Vec<String> = self
            .postal_address
            .split(',')
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(quoted)
            .collect();
        put("postal_address", &format!("[{}]", lines.join(", ")), "");
        put("region", &quoted(&self.region), "whose business days are ours");
        put("zone", &quoted(&self.zone), "for customers whose own is unknown");
        put("language", &quoted(&self.language), "likewise");
        let terms = "for invoices that name no due date; without it a person reviews them";
        put("default_terms_days", &self.default_terms_days, terms);
        put(
            "currency",
            &quoted(&self.currency),
            "of files that name none; without it they are refused",
        );
        put("\n[payment]\niban", &quoted(&self.iban), "");
        put("bic", &quoted(&self.bic), "");
        file
    }

    /// `policy.toml`: the shipped one, which explains itself, with what was answered.
    pub(super) fn policy_toml(&self, shipped: &str) -> String {
        shipped
            .replacen(SHIPPED_PRESET, &format!("preset = {}", quoted(&self.preset)), 1)
            .replacen(
                SHIPPED_PAYMENTS,
                &format!("payments = {}", quoted(&self.payments)),
                1,
            )
    }
}

/// A TOML string on one line. JSON escapes all that TOML wants escaped, but for DEL, which no answer may hold.
fn quoted(text: &str) -> String {
    let said: String = text.chars().filter(|character| !character.is_control()).collect();
    serde_json::Value::String(said).to_string()
}

#[cfg(test)]
mod tests {
    use documents::settings::{read_creditor, read_policy};
    use dunning::policy::PaymentData;
    use proptest::prelude::*;

    use super::super::SHIPPED_POLICY;
    use super::*;

    #[test]
    fn the_policy_is_the_shipped_one_with_what_was_answered() {
        let profile = Profile {
            preset: "gentle".to_owned(),
            payments: "manual".to_owned(),
            ..Profile::default()
        };
        let policy = read_policy(&profile.policy_toml(SHIPPED_POLICY)).unwrap();
        let gentle = read_policy("preset = \"gentle\"").unwrap();
        assert_eq!(
            (policy.ladder, policy.payments),
            (gentle.ladder, PaymentData::Manual)
        );
    }

    proptest! {
        #[test]
        fn whatever_a_company_is_called_reads_back(name in "[^\\p{C}\\p{Z}]{1,40}") {
            let profile = Profile { name: name.clone(), ..Profile::default() };
            prop_assert_eq!(read_creditor(&profile.creditor_toml()).unwrap().name, name);
        }
    }
}
