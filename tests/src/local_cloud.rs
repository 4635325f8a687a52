//! The same template on a local cloud, with the real binaries: started, told the time, and watched.
//!
//! `infra/local/README.md` says what it is made of. Everything here goes through the doors that a user has: uploads
//! into the bucket, messages of the daily schedule, the letters' own schedules, SES events, the answers page.

mod command;
mod interference;
mod logs;
mod process;
mod story;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aws::{Bucket, Clients, Table};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use aws_types::region::Region;
use documents::settings;
use serde_json::Value;

pub use command::Answer;
pub use interference::{Call, Interference, Step, Stroke};
pub use process::Options;
pub use story::{Digested, Fired, Mailed};

use process::Launcher;

/// Whatever went wrong; a test shows it and ends.
pub type Error = Box<dyn std::error::Error>;

/// The services alone, with nothing deployed: for what needs a DynamoDB, a queue, a bucket.
#[derive(Debug)]
pub struct LocalServices {
    launcher: Launcher,
}

impl LocalServices {
    /// Starts a local cloud on a free port.
    ///
    /// # Errors
    /// If the Python environment is missing (`make local-cloud` makes it), or the cloud does not answer.
    pub fn start(options: &Options) -> Result<Self, Error> {
        Ok(Self {
            launcher: Launcher::start(options)?,
        })
    }

    /// New clients at each call: a connection belongs to the runtime, and so to the test, that opened it.
    pub fn clients(&self) -> Clients {
        clients_of(&self.launcher)
    }
}

/// A deployed stack on a local cloud of its own.
pub struct LocalCloud {
    launcher: Launcher,
    outputs: BTreeMap<String, String>,
    clients: Clients,
    /// The stack's table.
    pub table: Table,
    /// The stack's bucket.
    pub bucket: Bucket,
}

impl LocalCloud {
    /// Starts a local cloud on a free port and deploys `infra/template.yaml` with the binaries that cargo built.
    ///
    /// # Errors
    /// If the Python environment is missing (`make local-cloud` makes it), a binary is, or the deployment failed.
    pub fn start(options: &Options) -> Result<Self, Error> {
        let launcher = Launcher::start(options)?;
        let outputs = launcher.deploy(options)?;
        let clients = clients_of(&launcher);
        let named = |name: &str| {
            outputs
                .get(name)
                .cloned()
                .ok_or_else(|| format!("the stack has no output {name}"))
        };
        Ok(Self {
            table: Table::new(clients.dynamodb(), named("TableName")?, settings::READERS),
            bucket: Bucket::new(clients.s3(), named("BucketName")?),
            clients,
            outputs,
            launcher,
        })
    }

    /// A stack output, such as `TableName`.
    ///
    /// # Errors
    /// If the template has no such output.
    pub fn output(&self, name: &str) -> Result<&str, Error> {
        self.outputs
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| format!("the stack has no output {name}").into())
    }

    /// Where the local cloud listens.
    pub fn endpoint(&self) -> String {
        self.launcher.endpoint()
    }

    /// The folder with everything that this run writes: mailbox, clock, logs.
    pub fn folder(&self) -> &Path {
        self.launcher.folder()
    }

    /// Everything that the cloud and the functions have logged.
    ///
    /// # Errors
    /// If the log can't be read.
    pub fn log(&self) -> Result<String, Error> {
        Ok(std::fs::read_to_string(self.folder().join("launcher.log"))?)
    }

    /// The clients, for a test's own questions.
    pub fn clients(&self) -> &Clients {
        &self.clients
    }
}

/// Where the local cloud says that it is.
const REGION: &str = "us-east-1";

fn clients_of(launcher: &Launcher) -> Clients {
    let credentials = Credentials::new("test", "test", None, None, "local cloud");
    let config = SdkConfig::builder()
        .region(Region::new(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(launcher.endpoint())
        .build();
    Clients::from_config(config)
}

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

fn json(text: &str) -> Result<Value, Error> {
    Ok(serde_json::from_str(text)?)
}
