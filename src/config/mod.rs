//! The settings: what there is to set, and the one way to read it.
//!
//! Three layers, the later wins: the documented defaults in `config.default.toml`, a file, the environment. What is
//! wrong is said with its place, its key and what is allowed. Nothing here knows what a setting is used for.

mod channels;
mod check;
mod desk;
mod error;
mod hours;
mod http;
mod knowledge;
mod layers;
mod names;
mod openid;
mod rating;
mod routing;
mod service;
mod show;
mod sites;
mod values;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use channels::{Discord, Pace, Telegram, TelegramMode, Web};
pub use desk::{Desk, DeskRole};
pub use error::{ConfigError, Place};
pub use hours::{Day, Holidays, Hours};
pub use http::{Http, SecureCookies};
pub use knowledge::{Embeddings, Knowledge};
use layers::Layers;
pub use names::{AgentNames, OtherLanguage};
pub use openid::OpenId;
pub use rating::Rating;
pub use routing::{Routing, RoutingMode};
pub use service::{Level, ServiceLevels, Unseen};
pub use sites::{PrivateSite, Sites};
pub use values::{DatabaseUrl, HttpUrl, Secret, Size, Threshold};

/// The file that is read when no other is named. It may be absent.
pub const DEFAULT_FILE: &str = "hamyar.toml";

/// Everything that an operator can set. `config.default.toml` says what each setting means.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The name that customers know.
    pub name: String,
    /// Where files are kept.
    pub data_dir: PathBuf,
    /// The language for people whose own is not known. One of `languages`.
    pub default_language: String,
    /// The languages offered. There are words for each.
    #[serde(deserialize_with = "values::list")]
    pub languages: Vec<String>,
    /// Where the team is.
    #[serde(deserialize_with = "values::time_zone")]
    pub time_zone: Tz,
    /// How long what is begun may take to be finished when the program is asked to stop.
    #[serde(with = "values::duration")]
    pub stop_within: Duration,
    /// The filter of the logs, valid for `tracing_subscriber::EnvFilter`.
    pub log: String,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// The database.
    pub database: Database,
    /// This process among others.
    pub node: Node,
    /// The web server.
    pub http: Http,
    /// Telegram.
    pub telegram: Telegram,
    /// Discord.
    pub discord: Discord,
    /// The chat page.
    pub web: Web,
    /// Limits on what people send.
    pub limits: Limits,
    /// Files that are passed on.
    pub files: Files,
    /// When the bot answers.
    pub answers: Answers,
    /// How articles are found.
    pub knowledge: Knowledge,
    /// The life of a conversation.
    pub conversation: Conversation,
    /// Ratings.
    pub rating: Rating,
    /// When people are there.
    pub hours: Hours,
    /// How soon people reply and resolve.
    pub service_levels: ServiceLevels,
    /// What is done about a conversation that nobody takes.
    pub unseen: Unseen,
    /// To whom what waits for people is given.
    pub routing: Routing,
    /// Communities.
    pub community: Community,
    /// Sending.
    pub delivery: Delivery,
    /// The web desk.
    pub desk: Desk,
    /// How long things are kept.
    pub retention: Retention,
    /// Where each setting came from that is not a default, by dotted key.
    #[serde(skip)]
    origins: BTreeMap<String, Place>,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase", expecting = "\"text\" or \"json\"")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The database.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Database {
    /// Where it is.
    pub url: DatabaseUrl,
    /// How long PostgreSQL may take to answer one statement that writes. 100 milliseconds at least.
    #[serde(with = "values::duration")]
    pub write_within: Duration,
}

/// This process among others on the same database.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Node {
    /// Its name, unlike that of any other that runs. Letters, digits, `-`, `_` and `.`, at most 64.
    pub name: Option<String>,
    /// How long the others wait for a node that is silent. A second at least.
    #[serde(with = "values::duration")]
    pub lease: Duration,
}

/// Limits on what people send.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Limits {
    /// Messages of one person handled in a minute; 0 for any number.
    pub messages_per_minute: u32,
    /// How many bytes of one message are read.
    pub max_message_bytes: NonZeroU32,
}

/// Files that are passed on.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Files {
    /// The largest.
    pub max_bytes: Size,
    /// How long one may take to come from its platform.
    #[serde(with = "values::duration")]
    pub fetch_within: Duration,
    /// How many the team sends at once.
    pub most: NonZeroU32,
    /// How the names of files end that the team may send.
    #[serde(deserialize_with = "values::list")]
    pub allowed: Vec<String>,
}

/// When the bot answers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Answers {
    /// At or above it the bot answers; `None` for the shipped threshold.
    pub answer: Option<Threshold>,
    /// At or above it the bot suggests; `None` for the shipped threshold. Never above `answer`.
    pub suggest: Option<Threshold>,
    /// The share of answers that should be right, for which `kb calibrate` chooses thresholds.
    pub precision: Threshold,
    /// What is done where an article is not translated into the question's language.
    pub other_language: OtherLanguage,
    /// The labels of people who are members.
    #[serde(deserialize_with = "values::list")]
    pub members: Vec<String>,
    /// How long to wait for the rest of a fragment; zero for not at all.
    #[serde(with = "values::duration")]
    pub fragment_wait: Duration,
}

/// The life of a conversation.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Conversation {
    /// A message so soon after the end takes it up again.
    #[serde(with = "values::duration")]
    pub reopen_within: Duration,
    /// And so soon it goes to the agent who ended it.
    #[serde(with = "values::duration")]
    pub return_to_agent_within: Duration,
    /// A conversation with the bot that is quiet for so long is over.
    #[serde(with = "values::duration")]
    pub resolve_after: Duration,
    /// How soon the team usually replies, for customers who wait.
    #[serde(default, with = "values::optional_duration")]
    pub reply_expectation: Option<Duration>,
    /// Without it, whether they are told how long that took lately.
    pub tell_usual_reply: bool,
    /// By what name they know people of the team.
    pub agent_names: AgentNames,
    /// They see that somebody of the team writes to them.
    pub show_typing: bool,
}

/// Communities: shared places where people talk with each other.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Community {
    /// How much of the recent messages in a place may be the bot's.
    pub bot_share: Threshold,
}

/// Sending.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Delivery {
    /// Messages being sent at once.
    pub concurrency: NonZeroU32,
    /// The pause after the first failed attempt; it doubles.
    #[serde(with = "values::duration")]
    pub retry_first: Duration,
    /// The longest pause. Never shorter than `retry_first`.
    #[serde(with = "values::duration")]
    pub retry_most: Duration,
    /// Attempts before a message is given up.
    pub attempts: NonZeroU32,
    /// Time before a message is given up.
    #[serde(with = "values::duration")]
    pub give_up_after: Duration,
    /// How long a worker holds what it sends. More than zero.
    #[serde(with = "values::duration")]
    pub lease: Duration,
}

/// How long things are kept. What is not set is kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Retention {
    /// What platforms told that belongs to no conversation, and questions whose answer nobody fetched.
    #[serde(default, with = "values::optional_duration")]
    pub payloads: Option<Duration>,
    /// Files, since they were sent.
    #[serde(default, with = "values::optional_duration")]
    pub files: Option<Duration>,
    /// The words of a conversation, since it was resolved.
    #[serde(default, with = "values::optional_duration")]
    pub conversations: Option<Duration>,
    /// Lines of the audit log.
    #[serde(default, with = "values::optional_duration")]
    pub audit: Option<Duration>,
}

impl Config {
    /// Reads the settings: the defaults, then the file (`path`, or [`DEFAULT_FILE`] if it is there), then those of the
    /// environment's variables that begin with `HAMYAR_`. The caller passes `std::env::vars_os()`.
    ///
    /// # Errors
    ///
    /// When the named file cannot be read, or a setting is unknown or has a value that is not allowed. The error's text
    /// tells all that is needed to put it right, and no secret.
    pub fn load<K, V>(path: Option<&Path>, environment: impl IntoIterator<Item = (K, V)>) -> Result<Self, ConfigError>
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        Layers::read(path, environment)?.config()
    }

    /// The settings in force as TOML, those that are not defaults with where they came from, and no secret.
    #[must_use]
    pub fn show(&self) -> String {
        show::show(self, &self.origins)
    }
}
