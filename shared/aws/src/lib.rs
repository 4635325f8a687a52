//! The ports of the domain on AWS: one file a port.
//!
//! Wire and storage shapes live here and nowhere else; the domain's types carry none. Nothing here decides
//! anything: an adapter reads, writes, and says clearly what went wrong, without repeating personal data.

pub mod answer_links;
pub mod archive;
pub mod bucket;
pub mod client;
pub mod dead_letters;
pub mod environment;
pub mod event_bus;
pub mod health;
pub mod lambda;
pub mod mailer;
pub mod metrics;
pub mod originals;
pub mod queues;
pub mod scheduler;
pub mod service_error;
pub mod table;
pub mod task_stream;
pub mod wire;

mod row;

pub use answer_links::SignedAnswerLinks;
pub use archive::BucketArchive;
pub use bucket::Bucket;
pub use client::Clients;
pub use dead_letters::DeadLetters;
pub use event_bus::EventBus;
pub use mailer::SesMailer;
pub use originals::BucketOriginals;
pub use queues::{AnnouncementsDeadQueue, LettersQueue, PicksQueue, SweepsQueue, UploadsQueue};
pub use scheduler::LetterSchedules;
pub use table::Table;
