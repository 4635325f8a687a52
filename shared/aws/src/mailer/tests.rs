//! The mailer against a server that answers as it is told, or not at all.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use dunning::account::EmailAddress;
use dunning::attachment::{Attachment, AttachmentKind, Placed};
use dunning::letter::LetterId;
use dunning::ports::{Mail, MailError, Mailer};
use dunning::reminder::Words;

use super::SesMailer;
use crate::Clients;

/// What the server does with a connection, after it has read the request.
#[derive(Clone, Copy)]
enum Server {
    Answers(u16, &'static str, &'static str),
    AnswersNonsense,
    HangsUp,
    SaysNothing,
}

struct Post {
    mailer: SesMailer,
    connections: Arc<AtomicUsize>,
    request: Arc<Mutex<String>>,
}

fn mailer_at(endpoint: &str) -> SesMailer {
    let credentials = Credentials::new("id", "secret", None, None, "test");
    let config = SdkConfig::builder()
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .build();
    let ses = Clients::from_config(config).ses();
    let quick = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(300))
        .operation_timeout(Duration::from_millis(500))
        .build();
    let config = ses.config().to_builder().timeout_config(quick).build();
    SesMailer::new(aws_sdk_sesv2::Client::from_conf(config), "letters")
}

fn post(server: Server) -> Post {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let request = Arc::new(Mutex::new(String::new()));
    let (count, seen) = (connections.clone(), request.clone());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            count.fetch_add(1, Ordering::SeqCst);
            serve(stream.unwrap(), server, &seen);
        }
    });
    Post {
        mailer: mailer_at(&endpoint),
        connections,
        request,
    }
}

fn serve(mut stream: TcpStream, server: Server, seen: &Mutex<String>) {
    *seen.lock().unwrap() = whole_request(&mut stream);
    let answer = match server {
        Server::Answers(status, code, body) => format!(
            "HTTP/1.1 {status} X\r\nx-amzn-errortype: {code}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        ),
        Server::AnswersNonsense => "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n<html".to_owned(),
        Server::HangsUp => return,
        Server::SaysNothing => return std::thread::sleep(Duration::from_secs(2)),
    };
    // The client may have given up.
    let _ = stream.write_all(answer.as_bytes());
}

fn whole_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).unwrap_or(0);
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let expected = text.split_once("\r\n\r\n").map(|(head, body)| {
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            });
            (length.unwrap_or(0), body.len())
        });
        if read == 0 || expected.is_some_and(|(length, there)| there >= length) {
            return text;
        }
    }
}

fn mail() -> Mail {
    let email = |text| EmailAddress::parse(text).unwrap();
    Mail {
        letter: LetterId::parse("0123456789abcdef0123456789abcdef-20261117").unwrap(),
        from_name: "Acme, Inc.".into(),
        from: email("billing@acme.example"),
        to: email("anna@example.com"),
        reply_to: email("mara@acme.example"),
        words: Words {
            subject: "Acme: invoice INV-17\r\nBcc: x@example.com".into(),
            text: "Dear Anna".into(),
            html: "<p>Dear Anna</p>".into(),
            images: Vec::new(),
        },
        attachments: Vec::new(),
        earlier: Vec::new(),
    }
}

#[tokio::test]
async fn the_rate_is_what_the_account_says() {
    let account = r#"{"SendQuota":{"Max24HourSend":200.0,"MaxSendRate":1.5,"SentLast24Hours":3.0}}"#;
    let Post { mailer, .. } = post(Server::Answers(200, "", account));
    assert_eq!(mailer.mails_a_second().await.unwrap().to_string(), "1.5");
    let Post {
        mailer, connections, ..
    } = post(Server::Answers(403, "AccessDeniedException", "{}"));
    assert!(mailer.mails_a_second().await.is_err());
    // A question may be put again, where that helps.
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    let Post {
        mailer, connections, ..
    } = post(Server::Answers(429, "TooManyRequestsException", "{}"));
    assert!(mailer.mails_a_second().await.is_err());
    assert_eq!(connections.load(Ordering::SeqCst), 3);
    let Post { mailer, .. } = post(Server::Answers(200, "", "{}"));
    assert!(mailer.mails_a_second().await.is_err());
}

#[tokio::test]
async fn a_mail_carries_its_letter_and_says_that_it_is_automatic() {
    let post = post(Server::Answers(200, "", r#"{"MessageId":"0100-abc"}"#));
    assert_eq!(post.mailer.mail(&mail()).await, Ok("0100-abc".to_owned()));
    let request = post.request.lock().unwrap().clone();
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "FromEmailAddress": "\"Acme, Inc.\" <billing@acme.example>",
            "Destination": { "ToAddresses": ["anna@example.com"] },
            "ReplyToAddresses": ["mara@acme.example"],
            "Content": { "Simple": {
                "Subject": { "Data": "Acme: invoice INV-17  Bcc: x@example.com", "Charset": "UTF-8" },
                "Body": {
                    "Text": { "Data": "Dear Anna", "Charset": "UTF-8" },
                    "Html": { "Data": "<p>Dear Anna</p>", "Charset": "UTF-8" },
                },
                "Headers": [{ "Name": "Auto-Submitted", "Value": "auto-generated" }],
            }},
            "EmailTags": [{
                "Name": "letter",
                "Value": "0123456789abcdef0123456789abcdef-20261117",
            }],
            "ConfigurationSetName": "letters",
        })
    );
}

#[tokio::test]
async fn a_mail_brings_its_files_and_knows_its_conversation() {
    let post = post(Server::Answers(200, "", r#"{"MessageId":"0100-abc"}"#));
    let mail = Mail {
        attachments: vec![
            Attachment {
                file_name: "INV-17.pdf".into(),
                kind: AttachmentKind::Pdf,
                placed: Placed::Beside,
                content: b"%PDF-1.7\n\xff".to_vec(),
            },
            Attachment {
                file_name: "pay.png".into(),
                kind: AttachmentKind::Png,
                placed: Placed::Inline {
                    content_id: "pay-1@dunlin".into(),
                },
                content: b"\x89PNG".to_vec(),
            },
        ],
        earlier: vec!["0102-a".into(), "0102-b".into()],
        ..mail()
    };
    post.mailer.mail(&mail).await.unwrap();
    let request = post.request.lock().unwrap().clone();
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let simple = &body["Content"]["Simple"];
    assert_eq!(
        simple["Attachments"],
        serde_json::json!([
            { "RawContent": "JVBERi0xLjcK/w==", "ContentDisposition": "ATTACHMENT", "FileName": "INV-17.pdf",
              "ContentTransferEncoding": "BASE64", "ContentType": "application/pdf" },
            { "RawContent": "iVBORw==", "ContentDisposition": "INLINE", "FileName": "pay.png",
              "ContentId": "pay-1@dunlin", "ContentTransferEncoding": "BASE64", "ContentType": "image/png" },
        ])
    );
    assert_eq!(
        simple["Headers"],
        serde_json::json!([
            { "Name": "Auto-Submitted", "Value": "auto-generated" },
            { "Name": "In-Reply-To", "Value": "<0102-b@eu-west-1.amazonses.com>" },
            { "Name": "References", "Value": "<0102-a@eu-west-1.amazonses.com> <0102-b@eu-west-1.amazonses.com>" },
        ])
    );
}

/// What the mailer made of an answer: the kind of error, and what it says.
async fn outcome(server: Server) -> (&'static str, String) {
    let post = post(server);
    let error = post.mailer.mail(&mail()).await.unwrap_err();
    assert_eq!(post.connections.load(Ordering::SeqCst), 1, "it tried once");
    match error {
        MailError::Refused(said) => ("refused", said),
        MailError::NotNow(said) => ("not now", said),
        MailError::NotToday(said) => ("not today", said),
        MailError::Unknown(said) => ("unknown", said),
    }
}

#[tokio::test]
async fn a_no_in_the_services_own_words_is_a_no() {
    let unverified = r#"{"message":"Email address is not verified. Identities: <anna@example.com>"}"#;
    let quota = r#"{"message":"Daily message quota exceeded."}"#;
    for (status, code, body, expected) in [
        (
            400,
            "BadRequestException",
            r#"{"message":"no such header"}"#,
            "refused",
        ),
        (400, "MessageRejected", r#"{"message":"virus"}"#, "refused"),
        (400, "MessageRejected", unverified, "not today"),
        (400, "MailFromDomainNotVerifiedException", "{}", "not today"),
        (400, "AccountSuspendedException", "{}", "not today"),
        (400, "SendingPausedException", "{}", "not today"),
        (429, "TooManyRequestsException", quota, "not today"),
        (400, "ThrottlingException", quota, "not today"),
        (400, "LimitExceededException", "{}", "not now"),
        (404, "NotFoundException", "{}", "not now"),
        (429, "TooManyRequestsException", "{}", "not now"),
        (400, "ThrottlingException", "{}", "not now"),
        (403, "AccessDeniedException", "{}", "not now"),
        (403, "ExpiredTokenException", "{}", "not now"),
    ] {
        let (kind, said) = outcome(Server::Answers(status, code, body)).await;
        assert_eq!(kind, expected, "{code}: {said}");
        assert!(said.contains(code), "{said}");
        assert!(!said.contains("anna"), "{said}");
    }
}

#[tokio::test]
async fn whatever_leaves_a_doubt_is_unknown() {
    for server in [
        Server::Answers(500, "InternalServiceErrorException", "{}"),
        Server::Answers(503, "ServiceUnavailableException", "{}"),
        Server::Answers(503, "TooManyRequestsException", "{}"),
        Server::Answers(408, "RequestTimeoutException", "{}"),
        Server::Answers(403, "", "<html>a proxy says no</html>"),
        Server::Answers(200, "", "{}"),
        Server::AnswersNonsense,
        Server::HangsUp,
        Server::SaysNothing,
    ] {
        let (kind, said) = outcome(server).await;
        assert_eq!(kind, "unknown", "{said}");
    }
}

#[tokio::test]
async fn a_server_that_was_never_reached_took_nothing() {
    // A port that was free a moment ago refuses the connection.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = mailer_at(&format!("http://{free}")).mail(&mail()).await;
    assert!(matches!(refused, Err(MailError::NotNow(_))), "{refused:?}");
    // No such host.
    let unknown = mailer_at("http://mail.invalid:81").mail(&mail()).await;
    assert!(matches!(unknown, Err(MailError::NotNow(_))), "{unknown:?}");
    // A handshake that fails happens before the request.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = plain.local_addr().unwrap();
    std::thread::spawn(move || {
        serve(
            plain.accept().unwrap().0,
            Server::AnswersNonsense,
            &Mutex::default(),
        )
    });
    let unsafe_server = mailer_at(&format!("https://{address}")).mail(&mail()).await;
    assert!(
        matches!(unsafe_server, Err(MailError::NotNow(_))),
        "{unsafe_server:?}"
    );
}

#[tokio::test]
async fn each_mail_has_a_connection_of_its_own() {
    let post = post(Server::Answers(200, "", r#"{"MessageId":"0100-abc"}"#));
    for _ in 0..3 {
        post.mailer.mail(&mail()).await.unwrap();
    }
    assert_eq!(post.connections.load(Ordering::SeqCst), 3);
}
