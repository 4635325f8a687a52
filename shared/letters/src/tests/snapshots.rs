//! The letters as they are read.
