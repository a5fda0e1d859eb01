//! The web chat through HTTP, with an inbox in memory.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod browser;
mod conformance;
mod embed;
mod live;
mod page;
mod posts;
mod widget;
mod words;
