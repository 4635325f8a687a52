//! How fast the account may mail.

use std::time::Duration;

use aws_sdk_sesv2::config::Builder;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use dunning::ports::PortError;
use rust_decimal::Decimal;

use super::SesMailer;
use crate::service_error::failed;

/// The answer is worth no more waiting: mails may leave without it.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

impl SesMailer {
    /// The mails a second that SES takes from this account: 1 in its sandbox.
    ///
    /// # Errors
    /// [`PortError`] if SES does not say, within seconds.
    pub async fn mails_a_second(&self) -> Result<Decimal, PortError> {
        let doing = "asking SES for its sending rate";
        // Unlike a mail, a question may be put again: SES answers few of them a second, and a busy morning starts many
        // functions at once.
        let patience = Builder::new()
            .retry_config(RetryConfig::standard())
            .timeout_config(TimeoutConfig::builder().operation_timeout(ANSWER_WITHIN).build());
        let account = self
            .client
            .get_account()
            .customize()
            .config_override(patience)
            .send()
            .await
            .map_err(failed(doing))?;
        let rate = account.send_quota.map(|quota| quota.max_send_rate);
        rate.and_then(|rate| Decimal::try_from(rate).ok())
            .ok_or_else(|| PortError {
                doing: doing.to_owned(),
                source: "the answer names none".into(),
            })
    }
}
