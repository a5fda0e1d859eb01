//! What the bot keeps in mind about a conversation, beside its timeline: only what the next decision needs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{IdentityId, PlaceId, RatingAsked, Suggestion, Target, Wish};

/// How many offers stay good for a late press.
const OFFERS_KEPT: usize = 5;

/// How many albums are known by which something was said: their parts come within seconds.
const ALBUMS_KEPT: usize = 5;

/// The bot's working memory of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that was or was not")]
pub struct Memory {
    /// How many replies the bot has given. The last one's number is this.
    pub replies: u32,
    /// The number of the reply in which the bot said who it is, if it was in this conversation.
    pub introduction: Option<u32>,
    /// The last question and what was said to it.
    pub exchange: Option<Exchange>,
    /// What was offered as buttons, newest last.
    pub offers: Vec<Offer>,
    /// "Not this" since something helped.
    pub refusals: u32,
    /// Articles that were refused.
    pub refused: Vec<String>,
    /// The numbers of the replies that were refused, so that a second press counts for nothing.
    pub refused_replies: Vec<u32>,
    /// The bot has spoken here without being asked.
    pub spoke_unasked: bool,
    /// The customer was told that they write faster than is handled.
    pub slowed: bool,
    /// Who wanted to set the place and may not, and was told so.
    pub turned_away: Vec<IdentityId>,
    /// The reply that offered to go on in a thread.
    pub thread: Option<ThreadOffer>,
    /// A thread is being opened.
    pub opening: bool,
    /// It went on in a thread.
    pub moved: Option<Moved>,
    /// The peers that the asker chooses from, in the order of the buttons.
    pub helpers: Vec<Target>,
    /// The peers who were thanked in this matter.
    pub thanked: Vec<IdentityId>,
    /// The peers who were asked whether we may keep their answer.
    pub asked: Vec<Asked>,
    /// A person of the team wrote to the customer since it was last taken up.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub attended: bool,
    /// Staff rooms show it: people have it, or had it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_rooms: bool,
    /// The last question for a rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingAsked>,
    /// Questions that nothing answered and that are wished, or may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wishes: Vec<Wish>,
    /// The number of the last reply that told what was wished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<u32>,
    /// Albums to which something was said, by what their parts have in common, the newest last: whatever else comes of
    /// them needs no word.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub albums: Vec<String>,
}

/// A peer who was asked whether we may keep their answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The number of the reply that asks.
    pub reply: u32,
    /// Who was asked.
    pub author: IdentityId,
}

/// An offer to go on in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadOffer {
    /// The number of the reply that offers it.
    pub reply: u32,
    /// The platform's id of the message under which it would be: the question.
    pub under: Option<String>,
    /// What was asked, after which it would be named.
    pub question: Option<String>,
}

/// Where a conversation was held before it went on in a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The place.
    pub from: PlaceId,
    /// The entry from which on it is held in the thread.
    pub seq: i64,
}

/// A question and the reply to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// The platform's ids of the messages that asked.
    pub messages: Vec<String>,
    /// What was asked.
    pub question: String,
    /// The number of the bot's reply.
    pub reply: u32,
    /// The article that was the answer, if one was.
    pub article: Option<String>,
    /// Who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<IdentityId>,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// The earlier question with which it was read together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
}

/// What a reply offered to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The number of the reply.
    pub reply: u32,
    /// What was offered, in the order of the buttons; for an answer: what else it could have been.
    pub suggestions: Vec<Suggestion>,
    /// The article of which the answer is a part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
}

impl Memory {
    /// Forgets refusals and the last exchange; numbers go on, so that old buttons stay unmistakable.
    pub(crate) fn start_afresh(&mut self) {
        self.exchange = None;
        self.refusals = 0;
        self.refused.clear();
        self.refused_replies.clear();
        self.slowed = false;
        self.thread = None;
        self.helpers.clear();
        self.thanked.clear();
    }

    /// Keeps an offer, and lets the oldest go.
    pub(crate) fn offer(&mut self, suggestions: Vec<Suggestion>, whole: Option<String>) {
        if suggestions.is_empty() && whole.is_none() {
            return;
        }
        if self.offers.len() == OFFERS_KEPT {
            self.offers.remove(0);
        }
        self.offers.push(Offer { reply: self.replies, suggestions, whole });
    }

    /// Something was said to an album. The oldest is let go.
    pub(crate) fn spoke_to_album(&mut self, group: &str) {
        self.albums.retain(|known| known != group);
        if self.albums.len() == ALBUMS_KEPT {
            self.albums.remove(0);
        }
        self.albums.push(group.to_owned());
    }

    /// What the reply of this number offered.
    #[must_use]
    pub fn offered(&self, reply: u32) -> &[Suggestion] {
        self.offer_of(reply).map_or(&[], |offer| &offer.suggestions)
    }

    /// The article of which the reply of this number gave a part.
    #[must_use]
    pub fn whole(&self, reply: u32) -> Option<&str> {
        self.offer_of(reply)?.whole.as_deref()
    }

    fn offer_of(&self, reply: u32) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.reply == reply)
    }
}
