//! The console through a reader and a writer in memory.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod conformance;
mod talk;
mod terminal;
