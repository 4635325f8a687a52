//! How fast an account is read: from the JSON in which DynamoDB answers to the ledger that a decision is made from.
//!
//! `make bench` runs it and ends with a table. The whole way is the product's: the SDK writes and signs the requests and
//! reads the answers, which are given within the process. What an item costs shows in the large accounts, what a call
//! costs (a load makes four, however few items there are) in the small one.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark may fail"
)]

mod dynamodb;

use std::hint::black_box;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws::Table;
use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use chrono::{Days, NaiveDate};
use criterion::{BenchmarkId, Criterion, Throughput};
use dunning::account::{Account, AccountKey, Contact, ContactPurpose, EmailAddress, Language};
use dunning::calendar::Region;
use dunning::creditor::PaymentDetails;
use dunning::invoice::{DueFrom, Invoice, InvoiceId};
use dunning::ledger::Change;
use dunning::letter::{Letter, LetterId, LetterLine, LetterState};
use dunning::money::{Currency, Money};
use dunning::ports::{Ledgers, SettingsReaders};
use dunning::stage::{StageName, Tone};
use dynamodb::Dynamodb;

/// Invoices that one change may write, with the head and the letter beside them.
const INVOICES_A_CHANGE: usize = 90;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_500))
        .sample_size(20)
        .configure_from_args();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let answers = Answers::default();
    let table = Table::new(answers.client(), "dunlin", no_settings());
    let mut group = criterion.benchmark_group("load");
    for invoices in [1, 10, 100, 1_000] {
        let account = runtime.block_on(write(&table, invoices));
        answers.0.lock().unwrap().bytes = 0;
        let ledger = runtime.block_on(table.load(&account)).unwrap().unwrap();
        assert_eq!((ledger.invoices.len(), ledger.letters.len()), (invoices, 1));
        // The head, the invoices and the letter.
        group.throughput(Throughput::ElementsAndBytes {
            elements: invoices as u64 + 2,
            bytes: answers.0.lock().unwrap().bytes,
        });
        group.bench_function(BenchmarkId::new("account", invoices), |bencher| {
            bencher.iter(|| runtime.block_on(table.load(black_box(&account))).unwrap());
        });
    }
    group.finish();
    criterion.final_summary();
}

/// DynamoDB within the process.
#[derive(Clone, Debug, Default)]
struct Answers(Arc<Mutex<Answered>>);

#[derive(Debug, Default)]
struct Answered {
    table: Dynamodb,
    /// Of the answers given.
    bytes: u64,
}

impl Answers {
    fn client(&self) -> aws_sdk_dynamodb::Client {
        let connector = SharedHttpConnector::new(self.clone());
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version_latest()
            .region(aws_sdk_dynamodb::config::Region::new("eu-south-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "benchmark"))
            .http_client(http_client_fn(move |_, _| connector.clone()))
            .build();
        aws_sdk_dynamodb::Client::from_conf(config)
    }
}

impl HttpConnector for Answers {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = request.headers().get("x-amz-target").unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let mut answered = self.0.lock().unwrap();
        let answer = answered.table.answer(operation, body);
        answered.bytes += answer.len() as u64;
        let status = StatusCode::try_from(200).unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(answer))))
    }
}

fn no_settings() -> SettingsReaders {
    SettingsReaders {
        policy: |_| Err("no policy".into()),
        creditor: |_| Err("no creditor".into()),
    }
}

/// Writes an account, and says how it is called.
async fn write(table: &Table, invoices: usize) -> AccountKey {
    let customer = format!("C-{invoices}");
    let email = EmailAddress::parse("accounts@example.com").unwrap();
    let mut account = Account::new(
        AccountKey::derive("lagopus", &customer),
        &*customer,
        "Ptarmigan Lodge Ltd",
    );
    account.region = Some(Region::parse("GB-ENG").unwrap());
    account.language = Some(Language::English);
    account.contacts = vec![Contact {
        email: email.clone(),
        name: Some("Anna Fern".to_owned()),
        purpose: ContactPurpose::Billing,
        suppressed: false,
    }];
    let invoices: Vec<Invoice> = (0..invoices).map(invoice).collect();
    let letter = letter(&account, &invoices, email);
    for (version, part) in (0..).zip(invoices.chunks(INVOICES_A_CHANGE)) {
        account.version = version;
        let mut change = Change::of(account.clone());
        change.invoices = part.to_vec();
        if version == 0 {
            change.letters = vec![letter.clone()];
        }
        table.commit(change).await.unwrap();
    }
    account.key
}

fn day() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn invoice(number: usize) -> Invoice {
    let number = format!("LGP-2026-{number:05}");
    let billed = Money::new("1234.50".parse().unwrap(), Currency::parse("EUR").unwrap());
    let mut invoice = Invoice {
        due_on: Some(day()),
        due_from: Some(DueFrom::Document),
        url: Some(format!("https://invoices.lagopus.example.com/{number}.pdf")),
        payment: PaymentDetails {
            iban: Some("GB82WEST12345698765432".to_owned()),
            bic: Some("LAGOGB2LXXX".to_owned()),
            link: Some(format!("https://pay.lagopus.example.com/{number}")),
            ..PaymentDetails::default()
        },
        ..Invoice::new(InvoiceId::whole(number), day() - Days::new(30), billed)
    };
    invoice.revision.content = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef".to_owned();
    invoice
}

/// A letter about the oldest invoices.
fn letter(account: &Account, invoices: &[Invoice], to: EmailAddress) -> Letter {
    let line = |invoice: &Invoice| LetterLine {
        invoice: invoice.id.clone(),
        stages: vec![StageName::parse("heads_up").unwrap()],
        due_on: day(),
        open: invoice.open(),
    };
    let id = LetterId {
        account: account.key.clone(),
        day: day() - Days::new(7),
        attempt: 1,
    };
    Letter {
        claimed_at: id.day.and_hms_opt(4, 16, 0).unwrap().and_utc(),
        id,
        state: LetterState::Delivered,
        to,
        language: Language::English,
        tone: Tone::HeadsUp,
        lines: invoices.iter().take(5).map(line).collect(),
        pay_by: None,
        message_id: Some("0102019a-bcde-4f01-8765-000000000000-000000".to_owned()),
        tip: None,
    }
}
