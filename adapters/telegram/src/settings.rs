//! What an operator decides about a bot.

use std::time::Duration;

use hamyar_channel::ChannelId;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

/// The settings of one bot.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The channel's name, for example `telegram:main`.
    pub id: ChannelId,
    /// The token from `@BotFather`.
    pub token: SecretString,
    /// The Bot API's address, without the token: Telegram's own, or a Bot API server of one's own.
    pub api_url: String,
    /// The address of an HTTP proxy that every call goes through. It may hold a password.
    pub proxy: Option<SecretString>,
    /// How updates come to us.
    pub mode: Mode,
    /// Keep to Telegram's limits: 30 messages a second, 60 a minute to a person, 20 a minute to a group.
    pub paced: bool,
    /// How long Telegram holds a request for updates while there are none.
    pub long_poll: Duration,
    /// The time limit of every other call. The contract wants less than 30 seconds.
    pub call_limit: Duration,
    /// The first pause after a fault; each further one in a row is twice as long, up to 64 times this.
    pub first_pause: Duration,
}

/// How updates come to us.
#[derive(Clone, Debug)]
pub enum Mode {
    /// We ask for them.
    Polling,
    /// Telegram brings them.
    Webhook {
        /// Where the host is reached from outside; the channel's own path is added.
        public_url: String,
        /// What Telegram shows to prove itself: 1 to 256 letters, digits, `_` and `-`.
        secret: SecretString,
    },
}

/// Settings that cannot work.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The token cannot be one of Telegram's.
    #[error("the Telegram token is malformed: it looks like 123456789:AA… and is given by @BotFather")]
    Token,
    /// The Bot API's address is not one.
    #[error("the Bot API's address `{url}` is not an http or https URL")]
    ApiUrl {
        /// As it was given.
        url: String,
    },
    /// The proxy's address is not one. It is not shown: it may hold a password.
    #[error("the proxy's address is not a URL")]
    Proxy,
    /// The address for the webhook is not one.
    #[error("the public address `{url}` is not an http or https URL")]
    PublicUrl {
        /// As it was given.
        url: String,
    },
    /// Telegram would refuse the webhook's secret.
    #[error("the webhook's secret must be 1 to 256 letters, digits, `_` and `-`")]
    Secret,
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot start")]
    Client(#[source] reqwest::Error),
}

impl Settings {
    /// Long polling at Telegram's own address and pace.
    #[must_use]
    pub fn new(id: ChannelId, token: SecretString) -> Self {
        Self {
            id,
            token,
            api_url: "https://api.telegram.org".to_owned(),
            proxy: None,
            mode: Mode::Polling,
            paced: true,
            long_poll: Duration::from_secs(30),
            call_limit: Duration::from_secs(20),
            first_pause: Duration::from_secs(1),
        }
    }

    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        let token = self.token.expose_secret();
        if token.is_empty() || !token.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-')) {
            return Err(SettingsError::Token);
        }
        if !is_web(&self.api_url) {
            return Err(SettingsError::ApiUrl { url: self.api_url.clone() });
        }
        if let Mode::Webhook { public_url, secret } = &self.mode {
            if !is_web(public_url) {
                return Err(SettingsError::PublicUrl { url: public_url.clone() });
            }
            let secret = secret.expose_secret();
            let known = secret.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            if !known || !(1..=256).contains(&secret.len()) {
                return Err(SettingsError::Secret);
            }
        }
        Ok(())
    }
}

fn is_web(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}
