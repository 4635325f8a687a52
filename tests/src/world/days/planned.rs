//! What is planned to happen, and when.

use chrono::{DateTime, Utc};
use dunning::account::AccountKey;
use dunning::answer::{About, Answer};
use dunning::arrival::Arrival;
use dunning::flow::feedback::News;
use dunning::flow::ingest::Upload;
use dunning::letter::LetterId;
use dunning::message::PlannedLetter;
use dunning::ports::InForce;

use super::{Days, Happening};

impl Days {
    /// A file is uploaded at an instant.
    pub fn upload(&mut self, at: DateTime<Utc>, object: &str, arrivals: Vec<Arrival>) {
        let upload = Upload {
            object: object.to_owned(),
            version: at.to_rfc3339(),
            at,
        };
        self.plan(at, Happening::Upload(upload, arrivals));
    }

    /// The customer answers a letter.
    pub fn answer(&mut self, at: DateTime<Utc>, letter: LetterId, answer: Answer) {
        self.answer_for(at, letter, answer, About::Everything);
    }

    /// The customer answers for some of a letter's invoices.
    pub fn answer_for(&mut self, at: DateTime<Utc>, letter: LetterId, answer: Answer, about: About) {
        self.plan(at, Happening::Answer(letter, answer, about));
    }

    /// The mail service has news.
    pub fn news(&mut self, news: News) {
        self.plan(news.at, Happening::News(news));
    }

    /// A sweep besides the daily one.
    pub fn sweep_again(&mut self, at: DateTime<Utc>) {
        self.plan(at, Happening::Sweep(at));
    }

    /// A sweep's message that comes, or comes again, later than it should.
    pub fn sweep_late(&mut self, scheduled_time: DateTime<Utc>, at: DateTime<Utc>) {
        self.plan(at, Happening::Sweep(scheduled_time));
    }

    /// A file comes in between the reading and the writing of the customer's next sending.
    pub fn upload_while_sending(&mut self, account: AccountKey, object: &str, arrivals: Vec<Arrival>) {
        self.rivals
            .entry(account)
            .or_default()
            .push_back((object.to_owned(), arrivals));
    }

    /// The digest's hour has come.
    pub fn digest(&mut self, at: DateTime<Utc>) {
        self.plan(at, Happening::Digest);
    }

    /// Other rules take force, as ingestion does it.
    pub fn new_rules(&mut self, at: DateTime<Utc>, in_force: InForce) {
        self.plan(at, Happening::Rules(Box::new(in_force)));
    }

    /// A planned letter comes to its sending besides its schedule.
    pub fn send_again(&mut self, at: DateTime<Utc>, letter: PlannedLetter) {
        self.plan(at, Happening::Send(letter));
    }
}
