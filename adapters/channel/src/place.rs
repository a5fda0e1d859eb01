//! Where on a channel something is said.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The name of a configured channel: `platform:account`, for example `telegram:main`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChannelId(String);

/// A channel name that is not `platform:account`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("channel name `{name}` is not of the form platform:account (lower-case letters, digits, `-`)")]
pub struct InvalidChannelId {
    name: String,
}

impl ChannelId {
    /// The part before the colon: which adapter serves it.
    #[must_use]
    pub fn platform(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    /// The whole name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ChannelId {
    type Err = InvalidChannelId;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let word = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        match name.split_once(':') {
            Some((platform, account)) if word(platform) && word(account) => Ok(Self(name.to_owned())),
            _ => Err(InvalidChannelId { name: name.to_owned() }),
        }
    }
}

impl TryFrom<String> for ChannelId {
    type Error = InvalidChannelId;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<ChannelId> for String {
    fn from(id: ChannelId) -> Self {
        id.0
    }
}

impl fmt::Display for ChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A chat on the platform, and the thread or topic inside it if there is one. Both are the platform's own ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// The platform's id of the chat.
    pub chat: String,
    /// The platform's id of the thread or topic.
    pub thread: Option<String>,
}

impl Address {
    /// A chat without threads.
    #[must_use]
    pub fn chat(id: impl Into<String>) -> Self {
        Self { chat: id.into(), thread: None }
    }

    /// A thread or topic of a chat.
    #[must_use]
    pub fn thread(chat: impl Into<String>, thread: impl Into<String>) -> Self {
        Self { chat: chat.into(), thread: Some(thread.into()) }
    }
}

/// Who can hear what is said in a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// One person and us.
    Direct,
    /// Many people.
    Shared,
    /// A thread or forum post that one person opened for one question.
    Thread {
        /// The platform's id of the person who opened it, where the platform tells.
        opener: Option<String>,
    },
}

/// Where an event happened, as far as the platform tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Where {
    /// The chat, and the thread inside it.
    pub address: Address,
    /// Who can hear.
    pub setting: Setting,
    /// What people call the place.
    pub title: Option<String>,
}
