//! Telegram as a channel of Hamyar.
//!
//! Updates come by long polling (`poll`) or webhook (`webhook`), become events (`convert`, pure) and are acknowledged only
//! once the inbox has them. Messages go out as plain JSON (`api`) with entities (`render`), and what a failed call means
//! is decided in one place (`outcome`). The adapter knows the contract, the Bot API and nothing else.

mod api;
mod commands;
mod convert;
mod doctor;
mod fetch;
mod listener;
mod outcome;
mod poll;
mod render;
mod settings;
mod standing;
mod telegram;
mod topics;
mod update;
mod upload;
mod webhook;

pub use doctor::{CheckError, Health, Webhook};
pub use render::MAX_LENGTH;
pub use settings::{Mode, Settings, SettingsError};
pub use telegram::Telegram;
