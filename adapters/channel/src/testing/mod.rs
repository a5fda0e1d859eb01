//! What the tests of an adapter or a host need: a channel and an inbox in memory, and the conformance suite.
//!
//! [`FakeChannel`] stands for a platform, for tests of the host; [`MemoryInbox`] stands for the host, for tests of an
//! adapter; [`conformance()`] proves that an adapter keeps the contract. Nothing here sleeps to wait for something: every
//! wait ends with the event, or panics at a deadline of ten seconds.

mod conformance;
mod fake;
mod inbox;
mod person;
mod rig;
mod script;
mod watched;

#[cfg(test)]
mod tests;

pub use conformance::conformance;
pub use fake::{Action, Attempt, FakeChannel, Pushed, Said, SaidFile, Sent};
pub use inbox::{Batch, MemoryInbox, NOT_THEIRS};
pub use person::Person;
pub use rig::{Ability, Fault, Rig, Shown};
pub use script::{Hold, Stall};
pub use watched::within;

use chrono::{DateTime, Utc};

/// When the tests' world begins: 2026-01-01T00:00:00Z.
pub const START: DateTime<Utc> = match DateTime::from_timestamp(1_767_225_600, 0) {
    Some(start) => start,
    None => DateTime::UNIX_EPOCH,
};
