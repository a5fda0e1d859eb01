//! The channels on which customers are heard.

use std::time::Duration;

use hamyar_web::Origin;
use serde::{Deserialize, Serialize};

use super::values::{self, HttpUrl, Secret};

/// How fast a platform is sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", expecting = "\"platform\" or \"off\"")]
pub enum Pace {
    /// Within the platform's limits.
    Platform,
    /// As fast as it goes.
    Off,
}

/// Telegram.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Telegram {
    /// The bot's token. Without it the channel is off.
    pub token: Option<Secret>,
    /// Where the Bot API is.
    pub api_url: HttpUrl,
    /// How fast to send.
    pub pace: Pace,
    /// How messages come in.
    pub mode: TelegramMode,
    /// What Telegram proves itself by in webhook mode; always there in that mode.
    pub webhook_secret: Option<Secret>,
    /// A proxy on the way.
    pub proxy: Option<HttpUrl>,
    /// How long one request for updates waits.
    #[serde(with = "values::duration")]
    pub poll_timeout: Duration,
}

/// How Telegram's updates come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", expecting = "\"polling\" or \"webhook\"")]
pub enum TelegramMode {
    /// We ask.
    Polling,
    /// Telegram brings them to `http.public_url`.
    Webhook,
}

/// Discord.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Discord {
    /// The bot's token. Without it the channel is off.
    pub token: Option<Secret>,
    /// Where Discord's API is, or a proxy before it.
    pub api_url: HttpUrl,
    /// How fast to send.
    pub pace: Pace,
}

/// The chat page.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Web {
    /// Whether there is one.
    pub enabled: bool,
    /// Its title, if it is not [`Config::name`](super::Config::name).
    pub title: Option<String>,
    /// Messages a minute from one address; 0 for any number.
    pub messages_per_minute: u32,
    /// The sites whose pages may embed the chat, as browsers name them.
    #[serde(with = "values::origins")]
    pub embed_on: Vec<Origin>,
}
