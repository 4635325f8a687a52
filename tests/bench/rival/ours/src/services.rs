//! DynamoDB, SQS and EventBridge Scheduler in a process of their own, as far as a sweep and a scheduling need them. They
//! answer over HTTP and TLS as AWS does, so that the other process does all that a function does to reach them.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::{str, thread};

use httparse::{EMPTY_HEADER, Request, Status};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::dynamodb::Dynamodb;
use crate::processor;

const HEADERS_AT_MOST: usize = 64;
const READ_BYTES: usize = 64 * 1024;

/// What the services did since they began.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Done {
    /// Calls answered.
    pub(crate) calls: u64,
    /// Schedules made.
    pub(crate) schedules: u64,
    /// Seconds of processor, at the time of asking.
    pub(crate) seconds: f64,
}

/// Asks the services what they did.
pub(crate) fn done(control: &str) -> Result<Done, Box<dyn Error>> {
    let mut told = String::new();
    TcpStream::connect(control)?.read_to_string(&mut told)?;
    Ok(serde_json::from_str(&told)?)
}

#[derive(Default)]
struct Services {
    table: Dynamodb,
    done: Done,
}

/// Serves until the process is ended. Prints where: the services' port, and the one that tells what they did.
pub(crate) fn serve(chain: &Path, key: &Path) -> Result<(), Box<dyn Error>> {
    let chain = CertificateDer::pem_file_iter(chain)?.collect::<Result<Vec<_>, _>>()?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from_pem_file(key)?)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let (config, services) = (Arc::new(config), Arc::new(Mutex::new(Services::default())));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let control = TcpListener::bind("127.0.0.1:0")?;
    println!(
        "{} {}",
        listener.local_addr()?.port(),
        control.local_addr()?.port()
    );
    let told = Arc::clone(&services);
    thread::spawn(move || {
        control
            .incoming()
            .flatten()
            .for_each(|stream| tell(&told, stream))
    });
    for stream in listener.incoming().flatten() {
        let (config, services) = (Arc::clone(&config), Arc::clone(&services));
        thread::spawn(move || {
            if let Err(error) = serve_connection(stream, config, &services) {
                eprintln!("a connection broke: {error}");
            }
        });
    }
    Ok(())
}

fn tell(services: &Mutex<Services>, mut stream: TcpStream) {
    let mut done = services
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .done
        .clone();
    done.seconds = processor::seconds();
    if let Err(error) = stream.write_all(json!(done).to_string().as_bytes()) {
        eprintln!("nobody heard what was done: {error}");
    }
}

fn serve_connection(
    stream: TcpStream,
    config: Arc<ServerConfig>,
    services: &Mutex<Services>,
) -> Result<(), Box<dyn Error>> {
    stream.set_nodelay(true)?;
    let mut stream = StreamOwned::new(ServerConnection::new(config)?, stream);
    let (mut received, mut chunk) = (Vec::new(), vec![0; READ_BYTES]);
    loop {
        if let Some((answer, length)) = answer_to(&received, services)? {
            received.drain(..length);
            stream.write_all(&answer)?;
            continue;
        }
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => received.extend_from_slice(&chunk[..read]),
            // The client ends, and does not say goodbye.
            Err(_) => break,
        }
    }
    stream.sock.shutdown(Shutdown::Both).or(Ok(()))
}

/// The answer to a request, and how many bytes the request has; none while it has not come whole.
fn answer_to(
    received: &[u8],
    services: &Mutex<Services>,
) -> Result<Option<(Vec<u8>, usize)>, Box<dyn Error>> {
    let mut headers = [EMPTY_HEADER; HEADERS_AT_MOST];
    let mut request = Request::new(&mut headers);
    let Status::Complete(head) = request.parse(received)? else {
        return Ok(None);
    };
    let header = |name: &str| {
        let found = request
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| str::from_utf8(header.value).ok())
    };
    let length: usize = header("content-length").unwrap_or("0").parse()?;
    let Some(body) = received.get(head..head + length) else {
        return Ok(None);
    };
    let operation = header("x-amz-target").unwrap_or_default();
    let answer = services
        .lock()
        .map_err(|_| "an answer failed before")?
        .answer(operation, body);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\n\r\n{answer}",
        answer.len()
    );
    Ok(Some((answer.into_bytes(), head + length)))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessageBatch {
    entries: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    id: String,
}

impl Services {
    fn answer(&mut self, operation: &str, body: &[u8]) -> String {
        self.done.calls += 1;
        match operation {
            "AmazonSQS.SendMessageBatch" => {
                let batch: SendMessageBatch = serde_json::from_slice(body).unwrap();
                let taken = |message: &Message| json!({ "Id": message.id, "MessageId": message.id, "MD5OfMessageBody": "" });
                let taken: Vec<_> = batch.entries.iter().map(taken).collect();
                json!({ "Successful": taken, "Failed": [] }).to_string()
            }
            // The Scheduler speaks REST and names no operation; it is asked for nothing but schedules.
            "" => {
                self.done.schedules += 1;
                json!({ "ScheduleArn": "arn:aws:scheduler:eu-south-1:000000000000:schedule/letters/one" })
                    .to_string()
            }
            _ => self.table.answer(operation, body),
        }
    }
}
