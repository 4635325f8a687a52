//! A book of so many customers, each with one invoice, told day by day through the real adapters: what a letter takes
//! from plan to delivery, and what an invoice takes to come in.

use std::cell::RefCell;
use std::collections::BTreeMap;

use aws::scheduler::ScheduleTarget;
use aws::{
    Bucket, BucketArchive, BucketOriginals, LetterSchedules, PicksQueue, SesMailer, SignedAnswerLinks,
    SweepsQueue, Table,
};
use aws_sdk_s3::types::VersioningConfiguration;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use documents::intake::{House, arrivals};
use documents::settings;
use dunning::due_date::DueDates;
use dunning::flow::feedback::{News, feedback};
use dunning::flow::ingest::{Upload, ingest};
use dunning::flow::schedule::schedule;
use dunning::flow::send::{Outcome, Post, send};
use dunning::flow::sweep::sweep;
use dunning::letter::{LetterEvent, LetterId};
use dunning::message::{Pick, PlannedLetter, Reach, SweepPart, SweepRequest};
use dunning::ports::{AGENDA_SHARDS, AnswerLinks, Picks, PortError, Scribe, ScribeError, Sweeps};
use dunning::reminder::{Reminder, Written};
use dunning::timing::minute;
use tests::contract::dynamodb::{clients, empty_table, setting};
use tests::contract::fixtures::{at, day, email, key, letter};

use super::meter::Meter;

/// When the file comes in.
const ARRIVES: &str = "2026-11-02T10:00:00Z";

/// The last day that is told: by then each customer had the friendly letters and the first two overdue ones.
const LAST_DAY: &str = "2026-12-04";

/// A customer of the book gets so many.
pub(crate) const LETTERS_A_CUSTOMER: usize = 5;

/// A policy as most begin with, but without payment files.
const POLICY: &str =
    "preset = \"standard\"\npayments = \"manual\"\nignore_below = { EUR = \"5\", else = \"5\" }\n";

/// What the story is told with.
pub(crate) struct Book {
    meter: Meter,
    table: Table,
    picks: PicksQueue,
    sweeps: SweepsQueue,
    schedules: LetterSchedules,
    mailer: SesMailer,
    answer_links: SignedAnswerLinks,
    originals: BucketOriginals,
    archive: BucketArchive,
    style: Style,
    picked: RefCell<Vec<Pick>>,
}

/// How much was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) invoices: usize,
    pub(crate) letters: usize,
    /// Days of a customer on which nothing was sent, but something looked at.
    pub(crate) looks: usize,
}

/// Tells it, and says how much it was.
pub(crate) async fn tell(customers: usize, meter: &Meter) -> Told {
    let book = Book::open(meter).await;
    book.take_in(customers).await;
    let mut told = Told {
        invoices: customers,
        ..Told::default()
    };
    let last: NaiveDate = LAST_DAY.parse().unwrap();
    let mut day = at(ARRIVES).date_naive();
    while day < last {
        day = day.checked_add_days(Days::new(1)).unwrap();
        let swept = book.sweep_for(day).await;
        let picks = book.picked.take();
        told.letters += picks.len();
        told.looks += swept - picks.len();
        for pick in picks {
            book.mail(&pick).await;
        }
    }
    told
}

impl Book {
    async fn open(meter: &Meter) -> Self {
        let clients = clients();
        let dynamodb = clients.dynamodb();
        let metered = dynamodb.config().to_builder().interceptor(meter.clone()).build();
        let dynamodb = aws_sdk_dynamodb::Client::from_conf(metered);
        let name = empty_table().await.name().to_owned();
        let table = Table::new(dynamodb, &name, settings::READERS);
        meter.begin("setting up");
        table.put_policy(setting(POLICY)).await.unwrap();
        let creditor =
            std::fs::read_to_string(tests::local_cloud::repository().join("infra/creditor.toml")).unwrap();
        table.put_creditor(setting(&creditor)).await.unwrap();

        let sqs = clients.sqs();
        let sqs =
            aws_sdk_sqs::Client::from_conf(sqs.config().to_builder().interceptor(meter.clone()).build());
        let created = sqs.create_queue().queue_name(&name).send().await.unwrap();
        let url = created.queue_url.unwrap();

        let scheduler = clients.scheduler();
        let metered = scheduler.config().to_builder().interceptor(meter.clone()).build();
        let scheduler = aws_sdk_scheduler::Client::from_conf(metered);
        scheduler
            .create_schedule_group()
            .name(&name)
            .send()
            .await
            .unwrap();
        let target = ScheduleTarget {
            group: name.clone(),
            letters_queue_arn: format!("arn:aws:sqs:us-east-1:000000000000:{name}"),
            role_arn: "arn:aws:iam::000000000000:role/scheduler".into(),
            dead_letter_arn: format!("arn:aws:sqs:us-east-1:000000000000:{name}-dead"),
        };

        let s3 = clients.s3();
        let s3 = aws_sdk_s3::Client::from_conf(s3.config().to_builder().interceptor(meter.clone()).build());
        s3.create_bucket().bucket(&name).send().await.unwrap();
        let enabled = VersioningConfiguration::builder()
            .status("Enabled".into())
            .build();
        let versions = s3.put_bucket_versioning().bucket(&name);
        versions.versioning_configuration(enabled).send().await.unwrap();
        let bucket = Bucket::new(s3, &name);

        let ses = clients.ses();
        let ses =
            aws_sdk_sesv2::Client::from_conf(ses.config().to_builder().interceptor(meter.clone()).build());
        ses.create_configuration_set()
            .configuration_set_name(&name)
            .send()
            .await
            .unwrap();
        let answer_links =
            SignedAnswerLinks::new(table.clone(), Some("https://answers.example.com/".to_owned()));
        // The first letter of all makes the key.
        answer_links
            .answer_link(&letter(&key(1), day(), 1).id, at(ARRIVES))
            .await
            .unwrap();
        Self {
            meter: meter.clone(),
            picks: PicksQueue::new(sqs.clone(), &url),
            sweeps: SweepsQueue::new(sqs, &url),
            schedules: LetterSchedules::new(scheduler, target),
            mailer: SesMailer::new(ses, &name),
            answer_links,
            originals: BucketOriginals::new(bucket.clone()),
            archive: BucketArchive::new(bucket),
            style: Style::new(table.clone()),
            table,
            picked: RefCell::default(),
        }
    }

    /// A customer directory, and then the invoices: only these are counted as such.
    async fn take_in(&self, customers: usize) {
        let mut directory = "customer_number,name,kind,email,contact_name,language,country\n".to_owned();
        let mut invoices =
            "invoice_number,issue_date,due_date,currency,amount_due,customer_number\n".to_owned();
        for number in 0..customers {
            directory.push_str(&format!(
                "C-{number:06},Customer {number:06} S.r.l.,business,ap@customer-{number:06}.example.com,Anna Rossi,it,IT\n"
            ));
            invoices.push_str(&format!(
                "INV-2026-{number:06},2026-10-26,2026-11-24,EUR,{}.50,C-{number:06}\n",
                100 + number % 900
            ));
        }
        self.meter.begin("customer");
        self.upload("customers/directory.csv", &directory).await;
        self.meter.begin("invoice");
        self.upload("invoices/november.csv", &invoices).await;
    }

    async fn upload(&self, object: &str, file: &str) {
        let content = documents::read(file.as_bytes()).unwrap();
        let at = at(ARRIVES);
        let house = House {
            currency: None,
            file_day: Some(at.date_naive()),
        };
        let upload = Upload {
            object: object.to_owned(),
            version: "1".to_owned(),
            at,
        };
        let arrivals = arrivals(&content, &house).unwrap();
        ingest(&self.table, self, &upload, arrivals, || true)
            .await
            .unwrap();
    }

    /// The sweep of a day, and how many accounts it looked at. Shards without anybody are the day's, not a letter's.
    async fn sweep_for(&self, day: NaiveDate) -> usize {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).unwrap();
        let scheduled_time = day.pred_opt().unwrap().and_time(nine).and_utc();
        self.meter.begin("swept");
        let mut accounts = 0;
        for shard in 0..AGENDA_SHARDS {
            let part = Some(SweepPart { shard, behind: None });
            let request = SweepRequest {
                scheduled_time,
                reach: Reach::Due,
                part,
            };
            let outcome = sweep(&self.table, self, &request, || true).await.unwrap();
            assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
            let stage = match (outcome.accounts, outcome.picked) {
                (0, _) => "empty shard",
                (_, 0) => "look",
                (all, picked) if all == picked => "plan",
                mixed => panic!("some of a shard's customers got a letter, some did not: {mixed:?}"),
            };
            self.meter.rename("swept", stage);
            accounts += outcome.accounts;
        }
        accounts
    }

    /// From the pick to the delivery.
    async fn mail(&self, pick: &Pick) {
        self.meter.begin("schedule");
        schedule(&self.schedules, pick).await.unwrap();
        let planned = PlannedLetter {
            letter: pick.letter.clone(),
            at: minute(&pick.letter, pick.window, pick.zone).unwrap(),
            zone: pick.zone,
            picked_at: pick.picked_at,
        };
        self.meter.begin("send");
        let post = Post {
            mailer: &self.mailer,
            scribe: &self.style,
            answer_links: &self.answer_links,
            originals: &self.originals,
            archive: &self.archive,
        };
        // A wall clock's time has nine places behind the point, the mail service's three: they take their room.
        let now = planned.at + TimeDelta::nanoseconds(123_456_789);
        let outcome = send(&self.table, &post, &planned, now).await.unwrap();
        assert_eq!(outcome, Outcome::Sent(planned.letter.clone()));
        self.meter.begin("event_sent");
        let told_at = planned.at + TimeDelta::milliseconds(1_234);
        self.event(&planned.letter, LetterEvent::Sent, told_at).await;
        self.meter.begin("event_delivered");
        self.event(&planned.letter, LetterEvent::Delivered, told_at).await;
    }

    async fn event(&self, letter: &LetterId, event: LetterEvent, at: DateTime<Utc>) {
        let news = News {
            letter: Some(letter.clone()),
            message_id: Some("0100018c0000-1111-2222-3333-444444444444-000000".to_owned()),
            recipients: vec![email("ap@example.com")],
            at,
            event: Some(event),
        };
        feedback(&self.table, self, &news).await.unwrap();
    }
}

impl Picks for Book {
    async fn pick(&self, picks: &[Pick]) -> Result<(), PortError> {
        self.picked.borrow_mut().extend(picks.iter().cloned());
        self.picks.pick(picks).await
    }
}

impl Sweeps for Book {
    async fn hand_on(&self, requests: &[SweepRequest]) -> Result<(), PortError> {
        self.sweeps.hand_on(requests).await
    }
}

/// The built-in letters, after a look whether the creditor has own ones, as `send` takes it.
struct Style {
    table: Table,
    house: letters::House,
}

impl Style {
    fn new(table: Table) -> Self {
        Self {
            table,
            house: letters::House::of(BTreeMap::new()).unwrap(),
        }
    }
}

impl Scribe for Style {
    async fn words(&self, reminder: &Reminder) -> Result<Written, ScribeError> {
        assert_eq!(self.table.templates_version().await?, None);
        Ok(self.house.write(reminder)?)
    }

    fn due_dates(&self, dates: &DueDates) -> String {
        self.house.due_dates(dates)
    }
}
