//! Where on a channel people talk, and how freely the bot may speak there.

use std::fmt;
use std::str::FromStr;

use hamyar_channel::{Address, ChannelId};
use serde::{Deserialize, Serialize};

use super::{Label, PlaceId, PlaceSettings};

/// A chat, and the thread or topic in it, as we treat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: PlaceId,
    /// The channel.
    pub channel: ChannelId,
    /// The chat and thread on the channel.
    pub address: Address,
    /// One person and us.
    pub direct: bool,
    /// The platform's id of the person who opened it for one question, where it is such a thread.
    pub opener: Option<String>,
    /// What people call it.
    pub title: Option<String>,
    /// What it is for.
    pub role: Role,
    /// How freely the bot speaks there.
    pub autonomy: Autonomy,
    /// The language of the place, where an admin has set one.
    pub language: Option<String>,
    /// Talk that is not addressed to us is recorded too. Announced where it is on.
    pub listen: bool,
    /// The group that everybody in it belongs to: they are given what is written for it, and for members.
    pub group: Option<Label>,
}

/// A word that is not one of the allowed ones.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}; allowed: {allowed}")]
pub struct InvalidWord {
    what: &'static str,
    found: String,
    allowed: &'static str,
}

/// An enum whose values have one word each: in the database, in settings and on the command line.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $what:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = $crate::model::InvalidWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::model::InvalidWord::new($what, word, concat!($($word, " "),+))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}
pub(crate) use words;

impl InvalidWord {
    pub(crate) fn new(what: &'static str, found: &str, allowed: &'static str) -> Self {
        Self { what, found: found.chars().take(40).collect(), allowed: allowed.trim_end() }
    }
}

words! {
    /// What a place is for.
    Role: "role of a place" {
        /// A private chat with one person.
        Direct = "direct",
        /// A shared place where questions are asked of us.
        Help = "help",
        /// A shared place where people talk with each other.
        Community = "community",
        /// Where the team works.
        Staff = "staff",
        /// We are not here: nothing is recorded, nothing is said.
        Ignored = "ignored",
    }
}

words! {
    /// How freely the bot speaks in a place.
    Autonomy: "autonomy" {
        /// It answers whatever is written.
        Always = "always",
        /// It answers when addressed: by mention, reply or command.
        Addressed = "addressed",
        /// As `addressed`, and unasked where it is sure of its answer.
        Confident = "confident",
        /// It never speaks by itself. A person can still be fetched.
        Never = "never",
    }
}

impl Place {
    /// A shared place as it is before anybody sets it.
    #[must_use]
    pub fn shared(id: PlaceId, channel: ChannelId, address: Address) -> Self {
        let PlaceSettings { role, autonomy, language, listen, group } = PlaceSettings::default();
        Self { id, channel, address, direct: false, opener: None, title: None, role, autonomy, language, listen, group }
    }

    /// What is set for it.
    #[must_use]
    pub fn settings(&self) -> PlaceSettings {
        PlaceSettings {
            role: self.role,
            autonomy: self.autonomy,
            language: self.language.clone(),
            listen: self.listen,
            group: self.group.clone(),
        }
    }

    /// The place with other settings.
    #[must_use]
    pub fn with(mut self, settings: PlaceSettings) -> Self {
        (self.role, self.autonomy) = (settings.role, settings.autonomy);
        (self.language, self.listen) = (settings.language, settings.listen);
        self.group = settings.group;
        self
    }

    /// Whether a message in this place is for us to record and consider, whatever went on in it before. In a thread, what
    /// comes after a question to us is too.
    #[must_use]
    pub fn hears(&self, addressed: bool) -> bool {
        if self.role == Role::Ignored {
            return false;
        }
        self.direct || addressed || self.settings().reads_along()
    }
}
