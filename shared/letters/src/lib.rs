//! A reminder put into words: languages, templates, HTML, and the linter of the letter's rules (SPEC 4).
//!
//! Pure: no clock, no input or output. [`Writer`] parses the built-in templates once and turns each
//! [`dunning::reminder::Reminder`] into [`dunning::reminder::Words`]; [`lint`] reads the words back and says
//! which rule they break.
//!
//! Reading order: [`writer`] (the two steps: prose, then layout) · `facts` (what templates may say) · `ways`
//! (how to pay) · `codes` (to scan) · `calendar` (due dates to keep) · `harmless` (what keeps a hostile name from becoming
//! a header, a tag or a template) · `digest` (what account managers read) · `locale` and [`languages`] (formats, labels,
//! the place for a further language) · [`lint`] · [`combinations`] and [`survey`] (the linter over everything that may
//! have to be said) · [`page`] (where the letter's link leads).

mod blanks;
mod bounded;
mod calendar;
mod codes;
pub mod combinations;
mod digest;
mod display;
mod facts;
mod friendly;
pub mod gallery;
mod harmless;
pub mod house;
pub mod languages;
pub mod lint;
mod locale;
pub mod numbers;
pub mod own;
pub mod page;
pub mod sample;
pub mod survey;
#[cfg(test)]
mod tests;
mod ways;
pub mod writer;

pub use display::for_display;
pub use house::House;
pub use languages::languages;
pub use lint::{Finding, Rule, lint};
pub use numbers::Numbers;
pub use own::OwnTemplates;
pub use survey::{Survey, survey};
pub use writer::{TemplateError, Writer};
