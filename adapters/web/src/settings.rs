//! What the host decides about the chat.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use hamyar_channel::ChannelId;

use crate::{Origin, TrustedProxy};

/// Questions that an empty chat offers, in a language.
pub type Welcome = Arc<dyn Fn(&str) -> Vec<String> + Send + Sync>;

/// What the host decides about the chat.
#[derive(Clone)]
pub struct Settings {
    /// The channel's name (`web:main`).
    pub id: ChannelId,
    /// The name of the company or product whose help this is.
    pub brand: String,
    /// Signs the cookie by which a visitor is known again. Whoever has it can read every conversation; a new one makes
    /// every visitor a stranger.
    pub cookie_key: [u8; 64],
    /// Send the cookie over HTTPS only.
    pub secure_cookie: bool,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// Messages and presses a minute from one address (one /64 of IPv6); 0 for no limit.
    pub messages_per_minute: u32,
    /// The longest message of a visitor, in bytes of UTF-8.
    pub max_message_bytes: usize,
    /// Live connections from one address (one /64 of IPv6).
    pub max_streams: usize,
    /// The sites whose pages may show the chat in a frame, beside our own.
    pub embed_on: Vec<Origin>,
    /// Questions that an empty chat offers.
    pub welcome: Welcome,
    /// The platform's clock.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}
