//! The Discord adapter against a Discord on loopback: what reaches the inbox whatever happens to the connection, what a
//! send ends in, and that no secret is to be read anywhere.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod absence;
mod conformance;
mod files;
mod gateway;
mod interactions;
mod posts;
mod sending;
mod stand;
mod there;
