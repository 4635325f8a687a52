//! Dunlin as a whole, in one binary, so that everything is built and linked once.

mod scenarios;
