//! The local cloud's process: started on a free port, deployed to, ended with its owner.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Error, repository};

/// How a local cloud is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// A name for its folder under `target/local`.
    pub name: String,
    /// A fixed port; none: any free one.
    pub port: Option<u16>,
    /// Whether the schedules wait for the storyteller, who fires them in the story's own order.
    pub tells_a_story: bool,
    /// Where the functions' binaries are; none: where this program was built.
    pub binaries: Option<PathBuf>,
    /// Parameters of the template, as `Name=value`; what is not named has its default.
    pub parameters: Vec<String>,
}

impl Options {
    /// For a test or a demo: any free port, a story's time.
    pub fn story(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            port: None,
            tells_a_story: true,
            binaries: None,
            parameters: Vec::new(),
        }
    }
}

/// Seconds until a failed message is delivered again: short, so that a test of failure does not wait long.
const RETRY_AFTER_SECONDS: &str = "2";

/// It needs half a second, and many times that on a machine that is compiling.
const READY_WITHIN: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Launcher {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Launcher {
    pub(super) fn start(options: &Options) -> Result<Self, Error> {
        let folder = repository().join("target/local").join(&options.name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(folder.join("mailbox"))?;
        std::fs::write(folder.join("outcomes.json"), "{}")?;
        let port = match options.port {
            Some(port) => port,
            None => free_port()?,
        };
        let log = File::create(folder.join("launcher.log"))?;
        let mut command = Command::new(python()?);
        command
            .arg(repository().join("infra/local/launcher.py"))
            .args(["--port", &port.to_string(), "--until-stdin-closes"])
            .env("DUNLIN_LOCAL_MAILBOX", folder.join("mailbox"))
            .env("DUNLIN_LOCAL_CLOCK", folder.join("clock"))
            .env("DUNLIN_LOCAL_OUTCOMES", folder.join("outcomes.json"))
            // The template's own roles decide what each function may do, here as in an account.
            .env("AUTH", "true")
            // Held open for as long as this program lives: a test that is killed leaves no cloud behind.
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log)
            // A group of its own, so that the functions that it starts end with it.
            .process_group(0);
        if options.tells_a_story {
            command.env("DUNLIN_LOCAL_SCHEDULES", "manual");
        }
        let process = command.spawn()?;
        let mut launcher = Self {
            process,
            folder,
            port,
        };
        launcher.until_it_answers()?;
        Ok(launcher)
    }

    fn until_it_answers(&mut self) -> Result<(), Error> {
        let health = format!("{}/_ministack/health", self.endpoint());
        let began = Instant::now();
        while ureq::get(&health).call().is_err() {
            let log = self.folder.join("launcher.log");
            if let Some(status) = self.process.try_wait()? {
                return Err(format!(
                    "the local cloud ended as it began ({status}); see {}",
                    log.display()
                )
                .into());
            }
            if began.elapsed() > READY_WITHIN {
                return Err(format!("the local cloud does not answer; see {}", log.display()).into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    pub(super) fn deploy(&self, options: &Options) -> Result<BTreeMap<String, String>, Error> {
        let binaries = match &options.binaries {
            Some(folder) => folder.clone(),
            None => built_binaries()?,
        };
        let answer = Command::new(python()?)
            .arg(repository().join("infra/local/deploy.py"))
            .arg(binaries)
            .args([
                "--endpoint",
                &self.endpoint(),
                "--retry-after",
                RETRY_AFTER_SECONDS,
            ])
            .args(options.parameters.iter().flat_map(|pair| ["--parameter", pair]))
            .stdin(Stdio::null())
            .output()?;
        if !answer.status.success() {
            return Err(format!("deploying failed:\n{}", String::from_utf8_lossy(&answer.stderr)).into());
        }
        Ok(serde_json::from_slice(&answer.stdout)?)
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Launcher {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let ended = Command::new("kill").args(["-TERM", "--", &group]).status();
        if ended.is_ok_and(|status| status.success()) {
            // Reaped, so that a long test run leaves no zombies.
            if let Err(error) = self.process.wait() {
                eprintln!("the local cloud could not be waited for: {error}");
            }
        }
    }
}

/// Two ports in a row are needed: the cloud's, and the mailbox page's behind it.
fn free_port() -> Result<u16, Error> {
    for _ in 0..50 {
        let first = TcpListener::bind(("127.0.0.1", 0))?;
        let port = first.local_addr()?.port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return Ok(port);
        }
    }
    Err("no two free ports in a row".into())
}

fn python() -> Result<PathBuf, Error> {
    let python = repository().join("target/local/venv/bin/python");
    if python.exists() {
        Ok(python)
    } else {
        Err("the local cloud is not installed: run `make local-cloud` first".into())
    }
}

/// The folder that holds the binaries of the same build: this program's own, or the one above it for a test.
pub(super) fn built_binaries() -> Result<PathBuf, Error> {
    let own = std::env::current_exe()?;
    let folder = own.parent().ok_or("this program is nowhere")?;
    let folder = if folder.ends_with("deps") {
        folder.parent().ok_or("this program is nowhere")?
    } else {
        folder
    };
    if folder.join("send").exists() {
        Ok(folder.to_path_buf())
    } else {
        Err("the functions are not built: run `cargo build --workspace --bins` first".into())
    }
}
