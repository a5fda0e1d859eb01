//! What can go wrong between us and a platform.

use std::time::Duration;

/// What a send, edit or deletion ended in, when it did not succeed.
///
/// The kinds differ in what is known about the platform's state, so that what follows is a `match`:
/// `Transient` and `Limited` were surely not applied, `Unknown` may have been, the others will not be however often they are
/// tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Surely not applied; try again, not before `retry_after` if it is known when this may succeed.
    #[error("not sent: {reason}")]
    Transient {
        /// How long this message waits. Others are not held back by it.
        retry_after: Option<Duration>,
        /// What happened, without secrets or bodies.
        reason: String,
    },
    /// Surely not applied: the platform wants fewer calls. Nothing is sent within `scope` before the time is over.
    #[error("not sent: {reason}")]
    Limited {
        /// How long the platform asks us to wait.
        wait: Duration,
        /// What has to wait.
        scope: Scope,
        /// What happened, without secrets or bodies.
        reason: String,
    },
    /// The request left, and no trustworthy answer came: a 5xx, a time limit, a cut connection.
    #[error("perhaps sent: {reason}")]
    Unknown {
        /// What happened, without secrets or bodies.
        reason: String,
    },
    /// The platform refuses this message: too long, bad formatting.
    #[error("rejected: {reason}")]
    Rejected {
        /// The platform's own words.
        reason: String,
    },
    /// The person or place cannot be reached any more: blocked, deleted, the topic lost.
    #[error("gone: {reason}")]
    Gone {
        /// The platform's own words.
        reason: String,
    },
    /// The chat continues under another id. The courier rewrites the place and sends again.
    #[error("the chat moved to another id")]
    Moved {
        /// The chat's new id.
        to: String,
    },
    /// The platform does not accept our credentials: the whole channel is down.
    #[error("unauthorized: {reason}")]
    Unauthorized {
        /// The platform's own words.
        reason: String,
    },
    /// The channel cannot do this at all (see [`crate::Capabilities`]).
    #[error("the channel does not support this")]
    Unsupported,
}

/// What a platform asks us to hold back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What goes to the same address: to this thread, or to the chat outside its threads.
    Address,
    /// What goes to the same chat, whatever its thread.
    Chat,
    /// Whatever the channel sends.
    Channel,
}

/// Why a listener gave up. Passing faults are retried inside `listen`; these need a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListenError {
    /// The platform does not accept our credentials.
    #[error("unauthorized: {reason}")]
    Unauthorized {
        /// The platform's own words.
        reason: String,
    },
    /// The settings cannot work with this platform.
    #[error("{reason}")]
    Misconfigured {
        /// What is wrong and what would be right.
        reason: String,
    },
}

/// Why a forum could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostsError {
    /// The channel has no forums.
    #[error("the channel has no forums")]
    Unsupported,
    /// There is no forum of this id that we may read.
    #[error("there is no forum here that we may read: {reason}")]
    NoForum {
        /// What was found, or the platform's own words.
        reason: String,
    },
    /// It cannot be read now; what was read up to here stays.
    #[error("it cannot be read now: {reason}")]
    Unavailable {
        /// What happened, without secrets or bodies.
        reason: String,
    },
}

/// Why a batch was not accepted. Nothing of it may be acknowledged to the platform.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// The store could not record it now.
    #[error("events could not be recorded")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// We are stopping.
    #[error("the inbox is closed")]
    Closed,
}
