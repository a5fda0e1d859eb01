//! Peers who helped, and their answers that may become knowledge.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::place::words;
use super::{ConversationId, IdentityId, Target};

words! {
    /// Whether a peer lets us keep their answer.
    Consent: "consent" {
        /// Nobody has asked them yet.
        Unasked = "unasked",
        /// They were asked.
        Asked = "asked",
        /// They do, without their name.
        Given = "given",
        /// They do, with their name.
        Named = "named",
        /// They do not.
        Refused = "refused",
    }
}

impl Consent {
    /// Whether what they wrote may become an article.
    #[must_use]
    pub fn allows(self) -> bool {
        matches!(self, Self::Given | Self::Named)
    }
}

words! {
    /// Why a curator does not want an accepted answer.
    Lack: "reason against an answer" {
        /// It is not right, or not right any more.
        Wrong = "wrong",
        /// An article says so already.
        Known = "known",
        /// It is about one case only.
        OneCase = "one_case",
    }
}

impl Lack {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wrong, Self::Known, Self::OneCase];
}

words! {
    /// How an accepted answer stands.
    Stand: "stand of an answer" {
        /// Its author lets us keep it, and nobody has made anything of it.
        Ready = "ready",
        /// Its author has not said whether we may keep it.
        Waiting = "waiting",
        /// Something was made of it.
        Used = "used",
        /// A curator does not want it.
        Dismissed = "dismissed",
    }
}

impl Stand {
    /// All of them, as they are offered.
    pub const ALL: [Self; 4] = [Self::Ready, Self::Waiting, Self::Used, Self::Dismissed];
}

/// An article that was made of somebody's answer, who has taken that back since or was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borrowed {
    /// The article.
    pub article: String,
    /// When they took it back.
    pub withdrawn_at: DateTime<Utc>,
}

/// Somebody who took part in a conversation that is not theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helper {
    /// Who they are.
    pub identity: IdentityId,
    /// What the platform calls them.
    pub name: Option<String>,
    /// The entry of the last thing they said.
    pub seq: i64,
    /// The platform's id of that message.
    pub message: String,
}

impl Candidate {
    /// How it stands.
    #[must_use]
    pub fn stand(&self) -> Stand {
        match (self.dismissed, &self.article) {
            (Some(_), _) => Stand::Dismissed,
            (None, Some(_)) => Stand::Used,
            (None, None) if self.consent.allows() => Stand::Ready,
            (None, None) => Stand::Waiting,
        }
    }
}

/// An accepted answer of a peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// Its id.
    pub id: Uuid,
    /// The conversation.
    pub conversation: ConversationId,
    /// The number of the conversation.
    pub number: i64,
    /// The language of the conversation.
    pub language: String,
    /// Who wrote the answer.
    pub author: IdentityId,
    /// What the platform calls them.
    pub author_name: Option<String>,
    /// What both of them, who asked and who answered, are called: to be struck out of what others shall read.
    #[serde(skip)]
    pub names: Vec<String>,
    /// What the post or thread is called in which it was asked, where it was in one.
    pub title: Option<String>,
    /// What was asked, where one message says it.
    pub question: Option<String>,
    /// What they answered.
    pub answer: String,
    /// The message that says it.
    #[serde(skip)]
    pub said: Target,
    /// Whether they let us keep it.
    pub consent: Consent,
    /// Where people can read it, if that is known.
    pub link: Option<String>,
    /// Why a curator does not want it.
    pub dismissed: Option<Lack>,
    /// The article that was made of it.
    pub article: Option<String>,
    /// When it was accepted.
    pub created_at: DateTime<Utc>,
}
