//! Who deserves which reminder, and when: the rules of Dunlin.
//!
//! Pure: no input or output, no clock, no dice, no AWS, no async runtime. What comes from outside
//! (the day, the book, the policy) is an argument; what goes outside is a value or a port.

pub mod account;
pub mod announcement;
pub mod answer;
pub mod arrival;
pub mod attachment;
pub mod bank;
pub mod calendar;
pub mod chain;
pub mod charges;
pub mod creditor;
pub mod decide;
pub mod decided;
pub mod digest;
pub mod due_date;
pub mod flow;
pub mod hold;
pub mod invoice;
pub mod ledger;
pub mod letter;
pub mod message;
pub mod money;
pub mod news;
pub mod original;
pub mod pace;
pub mod payment_page;
pub mod plain;
pub mod plan;
pub mod policy;
pub mod ports;
pub mod receipt;
pub mod receivables;
pub mod reminder;
pub mod residence;
pub mod retention;
pub mod stage;
pub mod suppression;
pub mod task;
pub mod timing;
pub mod withholding;
