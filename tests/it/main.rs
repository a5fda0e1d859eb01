//! Tests of the whole: through the channels, the web and the commands.
#![expect(
    clippy::unwrap_used,
    reason = "in a test, what fails should stop it; clippy knows this of test functions only"
)]

mod config;
mod dates;
mod desk_access;
mod desk_work;
mod kernel;
mod sources;
mod support;
mod telegram_adapter;
mod tidy;
mod wordings;
mod words;
