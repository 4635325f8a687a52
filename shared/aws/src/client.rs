//! The service clients, made once before the first event.
//!
//! Not by aws-config: a function has its region and credentials in the environment, and looking for them
//! anywhere else costs a cold start more than the rest of it. The command, whose users have profiles, hands in
//! a configuration of its own.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder as HttpClientBuilder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use thiserror::Error;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(25);
const SCHEDULER_ATTEMPTS: u32 = 6;
const MAIL_TIMEOUT: Duration = Duration::from_secs(10);
const STALL_GRACE_PERIOD: Duration = Duration::from_secs(5);

/// What the environment lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ClientError {
    /// No region.
    #[error("no AWS region: set AWS_REGION (Lambda sets it by itself)")]
    NoRegion,
    /// No credentials.
    #[error(
        "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN if they are \
         temporary (Lambda sets them by itself)"
    )]
    NoCredentials,
}

/// The configuration that all clients share, and the clients made from it. Cloning a client is cheap.
#[derive(Clone, Debug)]
pub struct Clients {
    shared: SdkConfig,
    mail_endpoint: Option<String>,
}

impl Clients {
    /// From AWS_REGION or AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, and the
    /// endpoints AWS_ENDPOINT_URL and (for SES alone) AWS_ENDPOINT_URL_SESV2, where they are set.
    ///
    /// # Errors
    /// [`ClientError`] if region or credentials are missing.
    pub fn from_environment() -> Result<Self, ClientError> {
        let region = variable("AWS_REGION")
            .or_else(|| variable("AWS_DEFAULT_REGION"))
            .ok_or(ClientError::NoRegion)?;
        let (Some(id), Some(secret)) = (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"))
        else {
            return Err(ClientError::NoCredentials);
        };
        let credentials = Credentials::new(id, secret, variable("AWS_SESSION_TOKEN"), None, "environment");
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region))
            .credentials_provider(SharedCredentialsProvider::new(credentials));
        config.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
        Ok(Self::from_config(config.build()))
    }

    /// From a configuration that says where and who; how (HTTP, time-outs, retries) is set here.
    pub fn from_config(config: SdkConfig) -> Self {
        let stalls = StalledStreamProtectionConfig::enabled()
            .grace_period(STALL_GRACE_PERIOD)
            .build();
        let shared = config
            .into_builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http_client())
            .stalled_stream_protection(stalls)
            .retry_config(RetryConfig::standard())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT_TIMEOUT)
                    .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                    .operation_timeout(OPERATION_TIMEOUT)
                    .build(),
            )
            .build();
        Self {
            shared,
            mail_endpoint: variable("AWS_ENDPOINT_URL_SESV2"),
        }
    }

    /// DynamoDB.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.shared)
    }

    /// SQS.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.shared)
    }

    /// EventBridge.
    pub fn eventbridge(&self) -> aws_sdk_eventbridge::Client {
        aws_sdk_eventbridge::Client::new(&self.shared)
    }

    /// EventBridge Scheduler, whose quotas all that the account does there shares. Asked too fast it says so, and the
    /// client slows down by itself, rather than that picks come back to the queue until it puts them aside.
    pub fn scheduler(&self) -> aws_sdk_scheduler::Client {
        let patience = RetryConfig::adaptive().with_max_attempts(SCHEDULER_ATTEMPTS);
        let config = aws_sdk_scheduler::config::Builder::from(&self.shared).retry_config(patience);
        aws_sdk_scheduler::Client::from_conf(config.build())
    }

    /// S3. A local cloud has no host name a bucket, so there the bucket goes into the path.
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.shared)
            .force_path_style(self.shared.endpoint_url().is_some())
            .build();
        aws_sdk_s3::Client::from_conf(config)
    }

    /// SES, which never tries anything twice: it has no idempotency token, so a second try inside one claim would
    /// be a second mail. For the same reason it opens a new connection for each mail: a connection that died while
    /// the function was frozen would show itself only after the mail was written to it, as an outcome that
    /// nobody knows.
    pub fn ses(&self) -> aws_sdk_sesv2::Client {
        let mut config = aws_sdk_sesv2::config::Builder::from(&self.shared)
            .http_client(connection_a_request())
            .retry_config(RetryConfig::disabled())
            .timeout_config(
                TimeoutConfig::builder()
                    .connect_timeout(CONNECT_TIMEOUT)
                    .operation_timeout(MAIL_TIMEOUT)
                    .build(),
            );
        if let Some(endpoint) = &self.mail_endpoint {
            config = config.endpoint_url(endpoint);
        }
        aws_sdk_sesv2::Client::from_conf(config.build())
    }

    /// SES for questions alone: unlike a mail, a question may be put again.
    pub fn ses_for_questions(&self) -> aws_sdk_sesv2::Client {
        let mut config = aws_sdk_sesv2::config::Builder::from(&self.shared);
        config.set_endpoint_url(
            self.mail_endpoint
                .clone()
                .or_else(|| self.shared.endpoint_url().map(str::to_owned)),
        );
        aws_sdk_sesv2::Client::from_conf(config.build())
    }
}

/// The HTTP client of all but SES: ring, because the default provider gathers entropy for most of a cold start.
pub fn http_client() -> SharedHttpClient {
    HttpClientBuilder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

fn connection_a_request() -> SharedHttpClient {
    HttpClientBuilder::new()
        .pool_max_idle_per_host(0)
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
