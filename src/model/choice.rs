//! What people choose by a button of ours, and what the button carries.

use std::fmt;
use std::str::FromStr;

use hamyar_channel::FOR_ADMINS;

use super::{ConversationId, PlaceChange, Score};

/// What a button says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// This helped.
    Helped,
    /// Not this.
    NotThis,
    /// A person, please.
    Person,
    /// Back to the bot.
    Bot,
    /// The suggestion of this number, from 0.
    Suggestion(u8),
    /// The whole article, of which the answer is a part.
    Whole,
    /// Somebody here solved it.
    Solved,
    /// The peer of this number solved it, from 0.
    Helper(u8),
    /// Nobody of them: it is solved all the same.
    Nobody,
    /// You may keep my answer.
    Keep,
    /// You may, with my name.
    KeepNamed,
    /// You may not.
    DoNotKeep,
    /// I have changed my mind: you may not any more.
    TakeBack,
    /// Go on in a thread.
    Thread,
    /// Tell me when you know.
    Tell,
    /// So content am I with the help.
    Rate(Score),
    /// Set the place so.
    Set(PlaceChange),
}

/// A button's action that is not one of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an action of ours")]
pub struct ForeignAction;

impl Choice {
    /// What the button carries: the choice, the conversation and the number of the reply. At most 64 bytes.
    #[must_use]
    pub fn action(self, conversation: ConversationId, reply: u32) -> String {
        format!("{self}:{}:{reply}", conversation.0.simple())
    }

    /// Whether it says what the asker wants now, wherever they are by then, and not something about this conversation, or
    /// a peer's or an administrator's choice.
    #[must_use]
    pub fn is_askers(&self) -> bool {
        !matches!(
            self,
            Self::Keep | Self::KeepNamed | Self::DoNotKeep | Self::TakeBack | Self::Tell | Self::Rate(_) | Self::Set(_)
        )
    }

    /// Whether nobody else's press counts: some buttons are a peer's or an administrator's.
    #[must_use]
    pub fn is_for_asker_alone(&self) -> bool {
        !matches!(self, Self::Keep | Self::KeepNamed | Self::DoNotKeep | Self::TakeBack | Self::Set(_))
    }

    /// Reads what a button carries.
    ///
    /// # Errors
    ///
    /// [`ForeignAction`] for anything that [`Choice::action`] did not write.
    pub fn parse_action(action: &str) -> Result<(ConversationId, super::Press), ForeignAction> {
        let mut parts = action.split(':');
        let (Some(choice), Some(conversation), Some(reply), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(ForeignAction);
        };
        let choice = choice.parse()?;
        let conversation = conversation.parse().map_err(|_| ForeignAction)?;
        let reply = reply.parse().map_err(|_| ForeignAction)?;
        Ok((conversation, super::Press { reply, choice }))
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Helped => f.write_str("helped"),
            Self::NotThis => f.write_str("not"),
            Self::Person => f.write_str("person"),
            Self::Bot => f.write_str("bot"),
            Self::Suggestion(number) => write!(f, "s{number}"),
            Self::Whole => f.write_str("whole"),
            Self::Solved => f.write_str("solved"),
            Self::Helper(number) => write!(f, "h{number}"),
            Self::Nobody => f.write_str("nobody"),
            Self::Keep => f.write_str("keep"),
            Self::KeepNamed => f.write_str("named"),
            Self::DoNotKeep => f.write_str("drop"),
            Self::TakeBack => f.write_str("back"),
            Self::Thread => f.write_str("thread"),
            Self::Tell => f.write_str("tell"),
            Self::Rate(score) => write!(f, "r{}", score.get()),
            Self::Set(change) => write!(f, "{FOR_ADMINS}{}", change.word()),
        }
    }
}

impl FromStr for Choice {
    type Err = ForeignAction;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "helped" => Ok(Self::Helped),
            "not" => Ok(Self::NotThis),
            "person" => Ok(Self::Person),
            "bot" => Ok(Self::Bot),
            "thread" => Ok(Self::Thread),
            "tell" => Ok(Self::Tell),
            "whole" => Ok(Self::Whole),
            "solved" => Ok(Self::Solved),
            "nobody" => Ok(Self::Nobody),
            "keep" => Ok(Self::Keep),
            "named" => Ok(Self::KeepNamed),
            "drop" => Ok(Self::DoNotKeep),
            "back" => Ok(Self::TakeBack),
            _ => {
                let number = |prefix: char| word.strip_prefix(prefix).and_then(|number| number.parse().ok());
                let change = word.strip_prefix(FOR_ADMINS).and_then(PlaceChange::of_word).map(Self::Set);
                let score = number('r').and_then(|score: u8| Score::try_from(i64::from(score)).ok()).map(Self::Rate);
                let choice = change.or(score).or(number('s').map(Self::Suggestion)).or(number('h').map(Self::Helper));
                choice.ok_or(ForeignAction)
            }
        }
    }
}
