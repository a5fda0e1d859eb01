//! Ratings: asking for one when the team has resolved a matter, taking it, and what is said to it.
//!
//! Asked is whoever a person of the team has helped, once, and where nobody else has to read it. What they say in reply to
//! the question is a comment; whatever else they write is what it always is, so that nothing they want goes unheard.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::draft::Draft;
use super::fold::Heard;
use super::intent::{Intent, intent};
use crate::model::{
    Choice, Conversation, Customer, Effect, EntryKind, Holder, Line, Policy, RatingAsked, Score, Status, What,
};

/// What the asker has to say to their rating.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Commented<'e> {
    /// This, newly.
    Said {
        /// The entry.
        seq: i64,
        /// The platform's id of the message.
        message: &'e str,
    },
    /// The same message, which now says what this entry has.
    Changed(i64),
    /// Nothing any more: the message was taken back.
    TakenBack,
}

impl<'e> Commented<'e> {
    /// The message that is newly one.
    fn message(&self) -> Option<&'e str> {
        match *self {
            Self::Said { message, .. } => Some(message),
            Self::Changed(_) | Self::TakenBack => None,
        }
    }
}

/// The team has resolved it: the customer is told, and asked how content they are, where that is wanted.
pub(super) fn close(draft: &mut Draft<'_>) {
    if !asks(draft) {
        draft.say(Line::Closed, Vec::new(), json!({ "type": "closed" }));
        return;
    }
    let reply = draft.say(Line::ClosedAsking, faces(), json!({ "type": "closed", "asks": "rating" }));
    // Where the bot may not speak now, nobody is asked.
    if reply == 0 {
        return;
    }
    let at = draft.now;
    draft.next().memory.rating = Some(RatingAsked { reply, shown: reply, at, score: None, comment: None });
    draft.effect(Effect::AskRating(reply));
}

/// Among many nobody is asked, but for a thread that is the asker's own.
fn asks(draft: &Draft<'_>) -> bool {
    let (policy, memory) = (draft.policy, &draft.decision.next.memory);
    let own = policy.direct || policy.thread || memory.moved.is_some();
    policy.rating.asks && own && !policy.about_place && memory.attended
}

fn faces() -> Vec<Choice> {
    Score::ALL.map(Choice::Rate).to_vec()
}

/// Whether what the asker did is a comment on their rating: a reply to the message under which they gave it, or a change of
/// such a one. The wish for a person is none, whatever it replies to.
pub(super) fn commented<'e>(
    c: &Conversation,
    heard: &Heard<'_>,
    customer: &'e Customer,
    policy: &Policy,
) -> Option<Commented<'e>> {
    let asked = c.memory.rating.as_ref()?;
    let given = asked.score.is_some() || heard.rated.is_some_and(|(reply, _)| asked.is_under(reply));
    let said_now = |wanted: &str| {
        heard.commented.iter().any(|comment| matches!(comment, Commented::Said { message, .. } if *message == wanted))
    };
    let is_comment = |message: &str| asked.comment.as_deref() == Some(message) || said_now(message);
    match &customer.what {
        What::Said(said) => {
            let replies = policy.rating.comments.contains(&customer.seq) && is_open(asked, policy, customer.at);
            let words = !said.text.trim().is_empty() && intent(&said.text) != Intent::Person;
            (given && replies && words).then_some(Commented::Said { seq: customer.seq, message: &said.message })
        }
        What::Edited(said) if is_comment(&said.message) => Some(Commented::Changed(customer.seq)),
        What::Deleted { message } if is_comment(message) => Some(Commented::TakenBack),
        _ => None,
    }
}

fn is_open(asked: &RatingAsked, policy: &Policy, now: DateTime<Utc>) -> bool {
    now < asked.at + policy.rating.open_for
}

/// Takes what the asker says of the help. While others speak for us, it is noted without a word.
pub(super) fn taken(draft: &mut Draft<'_>) {
    if let Some((reply, score)) = draft.heard.rated {
        rate(draft, reply, score);
    }
    let heard = draft.heard;
    for comment in &heard.commented {
        match *comment {
            Commented::Said { seq, message } => note(draft, seq, message),
            Commented::Changed(seq) => comment_is(draft, Some(seq)),
            Commented::TakenBack => {
                comment_is(draft, None);
                if let Some(asked) = &mut draft.next().memory.rating {
                    asked.comment = None;
                }
            }
        }
    }
    if let Some(message) = heard.commented.iter().rev().find_map(Commented::message)
        && speaks(draft)
    {
        let reply_to = (!draft.policy.direct).then(|| message.to_owned());
        draft.say_to(reply_to, Line::Commented, Vec::new(), json!({ "type": "rating" }), None);
    }
}

fn speaks(draft: &Draft<'_>) -> bool {
    let next = &draft.decision.next;
    next.status == Status::Resolved || next.holder == Holder::Bot
}

fn rate(draft: &mut Draft<'_>, reply: u32, score: Score) {
    let (policy, now) = (draft.policy, draft.now);
    let Some(asked) = draft.next().memory.rating.as_mut().filter(|asked| asked.is_under(reply)) else { return };
    let (of, shown) = (asked.reply, asked.shown);
    if !is_open(asked, policy, now) {
        if speaks(draft) {
            draft.say_revising(Line::RatingOver, Vec::new(), json!({ "type": "rating" }), Some(shown));
            draft.next().memory.rating = None;
        }
        return;
    }
    let from = asked.score.replace(score);
    if from == Some(score) {
        return;
    }
    draft.note(EntryKind::Rated, None, json!({ "of": of, "score": score, "from": from }));
    draft.effect(Effect::Rate(of, score));
    if speaks(draft) {
        let line = Line::Rated(score, policy.rating.replies);
        let shown = draft.say_revising(line, faces(), json!({ "type": "rating" }), Some(shown));
        if let Some(asked) = &mut draft.next().memory.rating {
            asked.shown = shown;
        }
    }
}

fn note(draft: &mut Draft<'_>, seq: i64, message: &str) {
    if let Some(asked) = &mut draft.next().memory.rating {
        asked.comment = Some(message.to_owned());
    }
    let of = draft.decision.next.memory.rating.as_ref().map(|asked| asked.reply);
    draft.note(EntryKind::Rated, None, json!({ "of": of, "comment": seq }));
    comment_is(draft, Some(seq));
}

fn comment_is(draft: &mut Draft<'_>, seq: Option<i64>) {
    if let Some(of) = draft.decision.next.memory.rating.as_ref().map(|asked| asked.reply) {
        draft.effect(Effect::Comment(of, seq));
    }
}
