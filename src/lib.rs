//! Hamyar (همیار): community support that answers in the customers' own channels, fetches a person when it should, and
//! remembers every exchange.
//!
//! This is the framework; the binary beside it is the product made of it. Start with ARCHITECTURE.md.

pub mod answer;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod courier;
pub mod dates;
pub mod decide;
pub mod desk;
pub mod embed;
pub mod engine;
pub mod files;
pub mod kinds;
pub mod library;
pub mod live;
pub mod metrics;
pub mod model;
pub mod openid;
mod response;
pub mod sites;
pub mod store;
pub mod words;
