//! Identifiers: UUIDs of version 7, made at the edge by [`crate::clock::Ids`], one type for each thing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// A file of our own.
    FileId,
    /// A place on a channel.
    PlaceId,
    /// One person on one channel.
    IdentityId,
    /// A person.
    ContactId,
    /// A note about a person.
    ContactNoteId,
    /// A conversation.
    ConversationId,
    /// One fact on a timeline.
    EntryId,
    /// Something to be sent.
    DeliveryId,
    /// A person of the team.
    AgentId,
    /// A file with articles that somebody brought.
    UploadId,
    /// A reply that is kept ready.
    CannedId,
    /// A macro.
    MacroId,
    /// An invitation to the team.
    InvitationId,
    /// A named group of people of the team.
    TeamId,
    /// An access token.
    TokenId,
}
