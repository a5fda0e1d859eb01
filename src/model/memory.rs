//! What the bot keeps in mind about a conversation, beside its timeline: only what the next decision needs.

use serde::{Deserialize, Serialize};

use super::Suggestion;

/// How many offers stay good for a late press.
const OFFERS_KEPT: usize = 5;

/// The bot's working memory of one conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
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
}

/// What a reply offered to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The number of the reply.
    pub reply: u32,
    /// What was offered, in the order of the buttons; for an answer: what else it could have been.
    pub suggestions: Vec<Suggestion>,
}

impl Memory {
    /// Forgets refusals and the last exchange; numbers go on, so that old buttons stay unmistakable.
    pub(crate) fn start_afresh(&mut self) {
        self.exchange = None;
        self.refusals = 0;
        self.refused.clear();
        self.refused_replies.clear();
    }

    /// Keeps an offer, and lets the oldest go.
    pub(crate) fn offer(&mut self, suggestions: Vec<Suggestion>) {
        if suggestions.is_empty() {
            return;
        }
        if self.offers.len() == OFFERS_KEPT {
            self.offers.remove(0);
        }
        self.offers.push(Offer { reply: self.replies, suggestions });
    }

    /// What the reply of this number offered.
    #[must_use]
    pub fn offered(&self, reply: u32) -> &[Suggestion] {
        self.offers.iter().find(|offer| offer.reply == reply).map_or(&[], |offer| &offer.suggestions)
    }
}
