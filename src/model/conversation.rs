//! A conversation: one person's matter in one place, and who may speak in it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::place::words;
use super::{AgentId, ConversationId, IdentityId, Memory, PlaceId, Priority, Service, TeamId};

words! {
    /// Whether there is something to do.
    Status: "conversation status" {
        /// In work.
        Open = "open",
        /// Put off until later.
        Snoozed = "snoozed",
        /// Done.
        Resolved = "resolved",
    }
}

/// Who may speak for us. Only the holder speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The bot.
    Bot,
    /// Nobody yet: it waits for a person.
    Queue,
    /// This person of the team.
    Agent(AgentId),
}

impl Holder {
    /// A person holds it.
    #[must_use]
    pub fn is_person(self) -> bool {
        matches!(self, Self::Agent(_))
    }

    /// The word for it in the database: `bot`, `queue` or `agent`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Queue => "queue",
            Self::Agent(_) => "agent",
        }
    }

    /// The person who holds it.
    #[must_use]
    pub fn agent(self) -> Option<AgentId> {
        match self {
            Self::Agent(id) => Some(id),
            Self::Bot | Self::Queue => None,
        }
    }
}

/// A conversation as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// A short number for people, beside the id.
    pub number: i64,
    /// Where it is held.
    pub place: PlaceId,
    /// Whose matter it is.
    pub asker: IdentityId,
    /// The language it is held in.
    pub language: String,
    /// Whether there is something to do.
    pub status: Status,
    /// Who may speak.
    pub holder: Holder,
    /// The team that it was handed to.
    pub team: Option<TeamId>,
    /// How urgent it is.
    pub priority: Priority,
    /// Until when it is put off, while it is.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// Grows with every decision that changes or says something: the fence of every commit.
    pub version: i64,
    /// The highest seq on the timeline.
    pub last_seq: i64,
    /// Every entry up to here has been decided.
    pub handled_seq: i64,
    /// When it began.
    pub opened_at: DateTime<Utc>,
    /// When something last happened in it.
    pub touched_at: DateTime<Utc>,
    /// Since when the customer waits for a person.
    pub waiting_since: Option<DateTime<Utc>>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The person who resolved it.
    pub resolved_by: Option<AgentId>,
    /// Where it stands with what is expected of people.
    pub service: Service,
    /// What the bot keeps in mind.
    pub memory: Memory,
}

impl Conversation {
    /// Hands it to people.
    pub(crate) fn hand_over(&mut self, now: DateTime<Utc>) {
        self.status = Status::Open;
        self.holder = Holder::Queue;
        self.waiting_since.get_or_insert(now);
    }

    /// Gives it to one person of the team.
    pub(crate) fn give_to(&mut self, agent: AgentId) {
        self.status = Status::Open;
        self.holder = Holder::Agent(agent);
    }

    /// Gives it back to the bot, which starts afresh.
    pub(crate) fn give_to_bot(&mut self) {
        self.status = Status::Open;
        self.holder = Holder::Bot;
        self.waiting_since = None;
        self.memory.start_afresh();
    }

    /// Puts it off, whoever holds it.
    pub(crate) fn snooze(&mut self, until: DateTime<Utc>) {
        self.status = Status::Snoozed;
        self.snoozed_until = Some(until);
    }

    /// Takes up what was put off, whoever holds it.
    pub(crate) fn wake(&mut self) {
        self.status = Status::Open;
        self.snoozed_until = None;
    }

    /// Ends it.
    pub(crate) fn resolve(&mut self, by: Option<AgentId>, now: DateTime<Utc>) {
        self.status = Status::Resolved;
        self.resolved_at = Some(now);
        self.resolved_by = by;
        self.waiting_since = None;
    }

    /// Takes it up again.
    pub(crate) fn reopen(&mut self, holder: Holder) {
        self.status = Status::Open;
        self.holder = holder;
        self.resolved_at = None;
        self.resolved_by = None;
        self.memory.attended = false;
        self.memory.start_afresh();
    }
}
