//! Hostile names come out harmless.
