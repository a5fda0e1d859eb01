//! The archives of a channel: where threads go that are over, and how their pages follow each other.

use chrono::SecondsFormat;
use serde::Deserialize;

use crate::object::{Channel, Id, time};

/// Where threads go that are over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Archive {
    /// Those that everybody sees; those of a text channel that we joined come after them.
    Public { joined: bool },
    /// Those that only their members see, of which we are one.
    Joined,
}

impl Archive {
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Public { .. } => "threads/archived/public",
            Self::Joined => "users/@me/threads/archived/private",
        }
    }

    /// Where the next page begins, if there may be one with threads that went on since. Discord lists public ones by when
    /// they were archived, and those that we joined by their ids, which say nothing of that.
    pub(crate) fn next(self, threads: &[Channel], has_more: bool, since: Id) -> Option<String> {
        if !has_more {
            return None;
        }
        if self == Self::Joined {
            return threads.iter().map(|thread| thread.id).min().map(|oldest| oldest.to_string());
        }
        let archived_at = |thread: &Channel| thread.thread_metadata.as_ref().map(|metadata| metadata.archive_timestamp);
        let oldest = threads.iter().filter_map(archived_at).min()?;
        (oldest > time(since)).then(|| oldest.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

/// A page of an archive.
#[derive(Deserialize)]
pub(crate) struct Archived {
    #[serde(default)]
    pub(crate) threads: Vec<Channel>,
    #[serde(default)]
    pub(crate) has_more: bool,
}
