//! Hamyar.
pub mod config;
pub mod dates;
pub mod words;
