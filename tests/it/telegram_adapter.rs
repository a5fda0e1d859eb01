//! The Telegram adapter against a Bot API on loopback: what reaches the inbox and when it is acknowledged, what a send
//! ends in, and that the token is nowhere to be read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod conformance;
mod files;
mod listening;
mod sending;
mod stand;
mod topics;
mod webhook;
