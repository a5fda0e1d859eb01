//! What an operator decides about a bot.

use std::time::Duration;

use hamyar_channel::ChannelId;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

/// The settings of one bot.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The channel's name, for example `discord:main`.
    pub id: ChannelId,
    /// The token from Discord's developer portal.
    pub token: SecretString,
    /// Where Discord's API is, without `/api`: Discord itself, or a proxy before it.
    pub api_url: String,
    /// Keep to Discord's limits: 50 requests a second, 60 messages a minute in one channel, and what the answers say of
    /// each kind of request. Where Discord says "wait", we wait in any case.
    pub paced: bool,
    /// The time limit of every call. The contract wants less than 30 seconds.
    pub call_limit: Duration,
    /// The first pause after a fault; each further one in a row is twice as long, up to 64 times this.
    pub first_pause: Duration,
    /// After so long a command is acknowledged even if it is not recorded yet: Discord gives up after three seconds.
    pub acknowledge_within: Duration,
}

/// Settings that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The token cannot be one of Discord's.
    #[error(
        "the Discord token is malformed: it has three parts with dots between them and is given by the developer portal, under Bot"
    )]
    Token,
    /// The API's address is not one.
    #[error("the address of Discord's API `{url}` is not an http or https URL")]
    ApiUrl {
        /// As it was given.
        url: String,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot start")]
    Client(#[source] reqwest::Error),
}

impl Settings {
    /// Discord's own address and pace.
    #[must_use]
    pub fn new(id: ChannelId, token: SecretString) -> Self {
        Self {
            id,
            token,
            api_url: "https://discord.com".to_owned(),
            paced: true,
            call_limit: Duration::from_secs(20),
            first_pause: Duration::from_secs(1),
            acknowledge_within: Duration::from_secs(2),
        }
    }

    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        let token = self.token.expose_secret();
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '=');
        if token.split('.').filter(|part| !part.is_empty()).count() != 3 || !token.chars().all(known) {
            return Err(SettingsError::Token);
        }
        match Url::parse(&self.api_url) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
            _ => Err(SettingsError::ApiUrl { url: self.api_url.clone() }),
        }
    }
}
