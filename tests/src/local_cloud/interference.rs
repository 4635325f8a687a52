//! Somebody between the functions and the cloud, who lets calls fail at every step, and functions die.
//!
//! A stroke is meant for one customer, and falls on the n-th call that speaks of that customer's account, from
//! whatever function. So one story tries every step at once: each customer meets another fate.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use dunning::account::AccountKey;

use super::Error;

/// The SDK tries so often; a stroke that must be felt hits each try.
const TRIES: u32 = 3;

/// Longer than any call of ours waits.
const NEVER: Duration = Duration::from_secs(30);

/// What happens to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stroke {
    /// The service fails (HTTP 500) and has done nothing, however often it is asked.
    FailsBefore,
    /// The service has done it, and answers with a failure.
    FailsAfter,
    /// The service asks to slow down, however often it is asked.
    Throttles,
    /// The connection breaks before the service has heard, however often it is tried.
    BreaksBefore,
    /// The service has done it, and the connection breaks before the answer.
    BreaksAfter,
    /// The function is killed before the service has heard.
    DiesBefore,
    /// The service has done it, and the function is killed before it hears.
    DiesAfter,
    /// No answer at all.
    Hangs,
}

impl Stroke {
    /// All but [`Stroke::Hangs`], which costs a story many seconds each time.
    pub const QUICK: [Self; 7] = [
        Self::FailsBefore,
        Self::FailsAfter,
        Self::Throttles,
        Self::BreaksBefore,
        Self::BreaksAfter,
        Self::DiesBefore,
        Self::DiesAfter,
    ];

    fn calls(self) -> u32 {
        match self {
            Self::FailsBefore | Self::Throttles | Self::BreaksBefore => TRIES,
            _ => 1,
        }
    }

    fn lets_through(self) -> bool {
        matches!(self, Self::FailsAfter | Self::BreaksAfter | Self::DiesAfter)
    }
}

/// A call that spoke of a customer, and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The service's name for it: `TransactWriteItems`, `POST /v2/email/outbound-emails`.
    pub action: String,
    /// What befell it.
    pub stroke: Option<Stroke>,
}

/// Which of a customer's calls a stroke is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The n-th, counted from 1.
    Nth(usize),
    /// The first of this name.
    Named(&'static str),
}

impl Step {
    fn has_come(self, number: usize, action: &str) -> bool {
        match self {
            Self::Nth(nth) => number >= nth,
            Self::Named(name) => action == name,
        }
    }
}

#[derive(Debug)]
struct Fate {
    step: Step,
    stroke: Stroke,
    left: u32,
}

#[derive(Debug, Default)]
struct Customer {
    fate: Option<Fate>,
    calls: Vec<Call>,
}

/// Where the functions believe the cloud to be.
#[derive(Clone, Debug)]
pub struct Interference {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    upstream: OnceLock<String>,
    customers: Mutex<BTreeMap<String, Customer>>,
}

impl Interference {
    /// Listens, and lets everything through until customers are watched.
    ///
    /// # Errors
    /// If no port is free.
    pub fn start() -> Result<Self, Error> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let interference = Self {
            address: listener.local_addr()?,
            shared: Arc::default(),
        };
        let shared = interference.shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                // A connection that broke is what this is about.
                std::thread::spawn(move || shared.serve(stream).ok());
            }
        });
        Ok(interference)
    }

    /// What the functions are told.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the cloud really is (`http://127.0.0.1:4566`). Said once.
    pub fn lead_to(&self, endpoint: &str) {
        let address = endpoint.trim_start_matches("http://").to_owned();
        // Said twice, it stays where it was.
        let _was_said = self.shared.upstream.set(address);
    }

    /// Watches a customer's calls, and lets a step of them meet a stroke.
    pub fn watch(&self, account: &AccountKey, fate: Option<(Step, Stroke)>) {
        let fate = fate.map(|(step, stroke)| Fate {
            step,
            stroke,
            left: stroke.calls(),
        });
        let customer = Customer {
            fate,
            calls: Vec::new(),
        };
        self.shared.customers().insert(account.to_string(), customer);
    }

    /// The calls that spoke of a customer since it is watched.
    pub fn calls(&self, account: &AccountKey) -> Vec<Call> {
        let customers = self.shared.customers();
        customers
            .get(account.as_str())
            .map(|customer| customer.calls.clone())
            .unwrap_or_default()
    }
}

impl Shared {
    fn customers(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Customer>> {
        self.customers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One call a connection: what is simpler is more certain.
    fn serve(&self, mut function: TcpStream) -> std::io::Result<()> {
        let Some(request) = Request::read(&mut function)? else {
            return Ok(());
        };
        let stroke = self.next_stroke(&request);
        let answer = match stroke {
            Some(stroke) if !stroke.lets_through() => None,
            _ => Some(self.forward(&request)?),
        };
        match stroke {
            None => function.write_all(&answer.unwrap_or_default())?,
            Some(Stroke::FailsBefore | Stroke::FailsAfter) => {
                function.write_all(&refusal(500, "InternalServerError", "bad luck"))?;
            }
            Some(Stroke::Throttles) => {
                function.write_all(&refusal(400, "ThrottlingException", "Rate exceeded"))?;
            }
            Some(Stroke::BreaksBefore | Stroke::BreaksAfter) => function.shutdown(Shutdown::Both)?,
            Some(Stroke::DiesBefore | Stroke::DiesAfter) => kill_owner(function.peer_addr()?)?,
            Some(Stroke::Hangs) => std::thread::sleep(NEVER),
        }
        Ok(())
    }

    fn next_stroke(&self, request: &Request) -> Option<Stroke> {
        let mut felt = None;
        for (account, customer) in self.customers().iter_mut() {
            if !request.speaks_of(account) {
                continue;
            }
            let number = customer.calls.len() + 1;
            let stroke = customer
                .fate
                .as_mut()
                .filter(|fate| fate.left > 0 && felt.is_none())
                .filter(|fate| fate.step.has_come(number, &request.action))
                .map(|fate| {
                    fate.left -= 1;
                    fate.stroke
                });
            felt = felt.or(stroke);
            customer.calls.push(Call {
                action: request.action.clone(),
                stroke,
            });
        }
        felt
    }

    fn forward(&self, request: &Request) -> std::io::Result<Vec<u8>> {
        let upstream = self.upstream.get().map(String::as_str).unwrap_or_default();
        let mut cloud = TcpStream::connect(upstream)?;
        cloud.write_all(&request.bytes)?;
        let mut answer = Vec::new();
        cloud.read_to_end(&mut answer)?;
        Ok(answer)
    }
}

/// An account key is so many hex digits.
const ACCOUNT_KEY_DIGITS: usize = 32;

/// A whole request, which asks for the connection to be closed behind it.
struct Request {
    action: String,
    bytes: Vec<u8>,
}

impl Request {
    fn read(stream: &mut TcpStream) -> std::io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let mut chunk = [0; 16 * 1024];
        let (head, begins) = loop {
            if let Some(end) = find(&bytes, b"\r\n\r\n") {
                break (String::from_utf8_lossy(&bytes[..end]).into_owned(), end + 4);
            }
            match stream.read(&mut chunk)? {
                0 => return Ok(None),
                read => bytes.extend_from_slice(&chunk[..read]),
            }
        };
        let header = |name: &str| {
            head.lines().skip(1).find_map(|line| {
                let (found, value) = line.split_once(':')?;
                found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            })
        };
        let is_chunked = header("transfer-encoding").is_some_and(|how| how.contains("chunked"));
        let length: usize = header("content-length")
            .and_then(|length| length.parse().ok())
            .unwrap_or(0);
        if header("expect").is_some() {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let is_whole = |bytes: &[u8]| match is_chunked {
            true => bytes.ends_with(b"0\r\n\r\n"),
            false => bytes.len() >= begins + length,
        };
        while !is_whole(&bytes) {
            match stream.read(&mut chunk)? {
                0 => return Ok(None),
                read => bytes.extend_from_slice(&chunk[..read]),
            }
        }
        let line = head.lines().next().unwrap_or_default();
        let path = line.rsplit_once(' ').map_or(line, |(path, _)| path);
        let action = match header("x-amz-target") {
            Some(target) => target.rsplit('.').next().unwrap_or_default().to_owned(),
            None => nobodys(path.split('?').next().unwrap_or_default()),
        };
        let first_line_ends = find(&bytes, b"\r\n").unwrap_or(0);
        bytes.splice(
            first_line_ends..first_line_ends,
            b"\r\nconnection: close".iter().copied(),
        );
        Ok(Some(Self { action, bytes }))
    }

    fn speaks_of(&self, account: &str) -> bool {
        find(&self.bytes, account.as_bytes()).is_some()
    }
}

/// The path up to the part that names a customer: `PUT /bucket/letters`.
fn nobodys(path: &str) -> String {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let names_an_account = |part: &&str| {
        let key = part.as_bytes().get(..ACCOUNT_KEY_DIGITS);
        key.is_some_and(|key| key.iter().all(|byte| is_hex(*byte)))
    };
    let parts: Vec<&str> = path
        .split('/')
        .take_while(|part| !names_an_account(part))
        .collect();
    parts.join("/")
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

/// An error as each of the services' protocols has it: in the header and in the body.
fn refusal(status: u16, code: &str, message: &str) -> Vec<u8> {
    let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#);
    format!(
        "HTTP/1.1 {status} X\r\nx-amzn-errortype: {code}\r\ncontent-type: application/x-amz-json-1.0\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Kills the process at the other end of a connection of this machine, as a full memory or a lost host would.
fn kill_owner(peer: SocketAddr) -> std::io::Result<()> {
    let no_owner = || std::io::Error::other("nobody owns the connection");
    let inode = socket_inode(peer.port())?.ok_or_else(no_owner)?;
    let owner = owner_of(&format!("socket:[{inode}]"))?.ok_or_else(no_owner)?;
    let killed = std::process::Command::new("kill")
        .args(["-KILL", &owner])
        .status()?;
    if killed.success() { Ok(()) } else { Err(no_owner()) }
}

/// The kernel's number of the socket that has a local port.
fn socket_inode(port: u16) -> std::io::Result<Option<String>> {
    let table = std::fs::read_to_string("/proc/net/tcp")?;
    let local = format!(":{port:04X}");
    let of_line = |line: &str| {
        let mut fields = line.split_whitespace();
        let is_it = fields.nth(1)?.ends_with(&local);
        is_it.then(|| fields.nth(7).map(str::to_owned))?
    };
    Ok(table
        .lines()
        .skip(1)
        .filter_map(of_line)
        .find(|inode| inode != "0"))
}

fn owner_of(socket: &str) -> std::io::Result<Option<String>> {
    for process in std::fs::read_dir("/proc")?.flatten() {
        let name = process.file_name().to_string_lossy().into_owned();
        if !name.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        // Processes end while one looks at them.
        let Ok(open) = std::fs::read_dir(process.path().join("fd")) else {
            continue;
        };
        let mut links = open
            .flatten()
            .filter_map(|file| std::fs::read_link(file.path()).ok());
        if links.any(|link| link == Path::new(socket)) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
