//! A story of some weeks, told on a local cloud with the real binaries, for people to watch and to check.
//!
//! `book` is what is uploaded, `script` what happens when, `telling` lets it happen, `watching` writes down what
//! came of it; `timetable`, `summary`, `promises` and `gallery` show it.

pub mod book;
pub mod gallery;
pub mod progress;
pub mod promises;
pub mod script;
pub mod summary;
pub mod telling;
pub mod timetable;
pub mod watching;
