//! Tests.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, what fails should stop it; clippy knows this of test functions only"
)]

mod config;
mod dates;
mod sources;
mod tidy;
mod words;
