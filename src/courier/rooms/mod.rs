//! The shell around staff rooms: claim a topic, see what it shows next, do that on the platform, record it.
//!
//! A topic follows its conversation's timeline entry by entry, one step at a time, each recorded before the next. Whatever
//! fails waits and is tried again; a topic that somebody has deleted is made anew; nothing is ever said in the room outside
//! of its topic. Customers never wait for any of this: what goes to them has deliveries of its own.

mod card;
mod next;
mod rich;
mod telling;
mod unsent;

use std::panic::AssertUnwindSafe;

use chrono::Duration;
use chrono_tz::Tz;
use futures::FutureExt;
use futures::future::join_all;
use hamyar_channel::{Address, Button, Channel, NewThread, Outbound, RichText, SendError, WordsExt};
use tokio_util::sync::CancellationToken;

use self::next::Next;
use self::telling::Teller;
use super::attempt::CHANNEL_DOWN;
use super::{Courier, LOOK_AGAIN};
use crate::store::{RoomTopic, TopicFace, TopicId, TopicLater, TopicStep};

/// What staff rooms say of the desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Where it is reached, if it is known: `https://help.example.org`.
    pub url: Option<String>,
    /// Where the team is.
    pub zone: Tz,
}

/// What was said; and where the rest could not be said, how many of its messages are done, and why.
struct Posted {
    messages: Vec<String>,
    broken_off: Option<(usize, SendError)>,
}

/// Topics that are seen to at once.
const AT_ONCE: i64 = 8;

/// The longest pause before something is tried again.
const LONGEST_PAUSE: Duration = Duration::hours(1);

impl Courier {
    /// Keeps staff rooms up with what happens, until `stop` is cancelled.
    pub(super) async fn show(&self, stop: &CancellationToken) {
        if let Err(error) = self.store.recover_topics().await {
            tracing::error!(%error, "topics that an earlier process was at wait until its claims end");
        }
        while !stop.is_cancelled() {
            let topics = match self.store.claim_topics(AT_ONCE, self.rules.lease).await {
                Ok(topics) => topics,
                Err(error) => {
                    tracing::error!(%error, "topics of staff rooms could not be claimed");
                    Vec::new()
                }
            };
            if topics.is_empty() {
                // Another process tells nobody here what it has left to show.
                let news = async {
                    tokio::select! {
                        () = self.rooms.notified() => {}
                        () = stop.cancelled() => {}
                    }
                };
                let _ = tokio::time::timeout(LOOK_AGAIN, news).await;
                continue;
            }
            join_all(topics.into_iter().map(|topic| self.show_safely(topic))).await;
        }
    }

    async fn show_safely(&self, id: TopicId) {
        if AssertUnwindSafe(self.show_all(id)).catch_unwind().await.is_err() {
            tracing::error!(conversation = %id.conversation, "showing a conversation in a staff room panicked");
            self.let_rest(id, self.later(LONGEST_PAUSE, "it panicked".to_owned())).await;
        }
    }

    /// Shows all that is to be shown in a topic.
    async fn show_all(&self, id: TopicId) {
        loop {
            let topic = match self.store.topic(id).await {
                Ok(Some(topic)) => topic,
                Ok(None) => return,
                Err(error) => return self.let_rest(id, self.later(CHANNEL_DOWN, error.to_string())).await,
            };
            let Some(next) = next::next(&topic, &self.teller(&topic)) else {
                if let Err(error) = self.store.topic_done(id, topic.wanted).await {
                    tracing::warn!(conversation = %id.conversation, %error, "a topic is looked at once more");
                }
                return;
            };
            let (step, face) = match self.perform(&topic, next).await {
                Ok(done) => done,
                Err(later) => return self.let_rest(id, later).await,
            };
            match self.store.topic_shown(id, step, face, self.rules.lease).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::error!(conversation = %id.conversation, %error, "what a staff room shows was not recorded");
                    return;
                }
            }
        }
    }

    fn teller<'a>(&'a self, topic: &'a RoomTopic) -> Teller<'a> {
        let fallback = self.words.languages().first().copied().unwrap_or("en");
        let language = topic.room.language.as_deref().unwrap_or(fallback);
        Teller { words: &*self.words, language, desk: &self.desk, now: self.edge.now(), topic }
    }

    async fn let_rest(&self, id: TopicId, later: TopicLater) {
        if later.counts {
            let (conversation, error) = (id.conversation, &later.error);
            tracing::warn!(%conversation, room = %id.room, error, at = %later.at, "a staff room waits");
        }
        if let Err(error) = self.store.topic_later(id, later).await {
            tracing::warn!(conversation = %id.conversation, %error, "a claim of a topic runs out by itself");
        }
    }

    fn later(&self, pause: Duration, error: String) -> TopicLater {
        TopicLater { at: self.edge.now() + pause, counts: true, ambiguous: false, error }
    }

    /// Does one thing in a topic. Returns what was done, and what the topic looks like then.
    async fn perform(&self, topic: &RoomTopic, next: Next) -> Result<(TopicStep, TopicFace), TopicLater> {
        let face = topic.face.clone();
        if let Next::Pass { seq } = next {
            return Ok((TopicStep::Entry(seq, Vec::new()), face));
        }
        let room = &topic.room;
        let Some(channel) = self.channels.get(&room.channel) else {
            return Err(self.later(CHANNEL_DOWN, "the channel is off".to_owned()));
        };
        if let Some(Err(wait)) = self.pacers.get(&room.channel).map(|pacer| pacer.admit_to_group(&room.address.chat)) {
            let wait = Duration::from_std(wait).unwrap_or(CHANNEL_DOWN);
            return Err(TopicLater { counts: false, ..self.later(wait, "the pace of the platform".to_owned()) });
        }
        let done = self.done(&**channel, topic, next, face).await;
        match done {
            Ok(done) => Ok(done),
            Err(SendError::Gone { reason }) => self.gone(&**channel, topic, reason).await,
            Err(error) => Err(self.refused(topic, &error)),
        }
    }

    async fn done(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        next: Next,
        mut face: TopicFace,
    ) -> Result<(TopicStep, TopicFace), SendError> {
        let thread = topic.place.as_ref().map_or(&topic.room.address, |place| &place.address);
        let step = match next {
            Next::Pass { seq } => TopicStep::Entry(seq, Vec::new()),
            Next::Forget => {
                if topic.place.is_some() {
                    forgotten(channel.delete_thread(thread).await)?;
                }
                TopicStep::Forgotten
            }
            Next::Open { title } => {
                let opened = channel
                    .open_thread(&topic.room.address, NewThread { title: &title, under: None, asker: None })
                    .await?;
                face = TopicFace { title, ..TopicFace::default() };
                TopicStep::Opened(opened)
            }
            Next::Reopen => {
                supported(channel.reopen_thread(thread).await)?;
                face.closed = false;
                TopicStep::Looks
            }
            Next::Close => {
                supported(channel.close_thread(thread).await)?;
                face.closed = true;
                TopicStep::Looks
            }
            Next::Entitle { title, mark } => {
                supported(channel.entitle_thread(thread, &title, &mark).await)?;
                (face.title, face.mark) = (title, mark);
                TopicStep::Looks
            }
            Next::Card { text, buttons, state, seq } => {
                let card = self.begin(channel, topic, (text, buttons), &format!("card-{seq}")).await?;
                (face.card, face.card_seq) = (state, seq);
                TopicStep::Card(card, seq)
            }
            Next::Recard { text, buttons, state } => {
                let card = topic.card.as_deref().unwrap_or_default();
                // A card that somebody removed is not put back: the topic's name says the same.
                self.rewrite(channel, topic, (card, text, buttons)).await?;
                face.card = state;
                TopicStep::Looks
            }
            Next::Post { seq, text, reply_to } => self.tell(channel, topic, &mut face, (seq, text, reply_to)).await?,
            Next::Change { seq, message, text } => {
                self.change(channel, topic, &mut face, (seq, &message, text)).await?
            }
        };
        Ok((step, face))
    }

    /// Changes what shows a customer's message. What is not shown in the topic is said in it.
    async fn change(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        face: &mut TopicFace,
        (seq, message, text): (i64, &str, RichText),
    ) -> Result<TopicStep, SendError> {
        let shown = self.store.shown_in(topic.id, message).await.unwrap_or_default();
        if let Some((first, rest)) = shown.split_first() {
            let outbound = self.outbound(topic, text.clone(), "change");
            match channel.edit(first, &outbound).await {
                Ok(_) => {
                    for part in rest {
                        supported(channel.delete(&outbound.to, part).await)?;
                    }
                    return Ok(TopicStep::Entry(seq, Vec::new()));
                }
                Err(SendError::Rejected { .. } | SendError::Unsupported) => {}
                Err(error) => return Err(error),
            }
        }
        self.tell(channel, topic, face, (seq, text, None)).await
    }

    /// Tells an entry, or what is left of one that was too much for the platform at once.
    async fn tell(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        face: &mut TopicFace,
        (seq, text, reply_to): (i64, RichText, Option<String>),
    ) -> Result<TopicStep, SendError> {
        let (begun, done) = face.begun;
        // What may have been said is said again from the beginning, with the note that says so.
        let done = if begun == seq && !topic.ambiguous { done } else { 0 };
        let text = if done == 0 { self.perhaps_again(channel, topic, text) } else { text };
        let key = format!("entry-{seq}");
        let posted = self.post(channel, topic, (text, Vec::new()), reply_to, (&key, done)).await?;
        face.begun = (seq, posted.broken_off.as_ref().map_or(0, |(done, _)| *done));
        let step = if posted.broken_off.is_some() { TopicStep::Part } else { TopicStep::Entry };
        Ok(step(seq, posted.messages))
    }

    /// Says something in the topic: in as many messages as it needs, the buttons under the last. What the platform does not
    /// take with its formatting goes without, and what it does not take at all is left out. As many as are done are not said
    /// again.
    async fn post(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        (text, buttons): (RichText, Vec<Vec<Button>>),
        reply_to: Option<String>,
        (key, done): (&str, usize),
    ) -> Result<Posted, SendError> {
        let capabilities = channel.capabilities();
        let parts = text.split(capabilities.max_length, capabilities.unit);
        let (last, mut messages) = (parts.len().saturating_sub(1), Vec::new());
        for (number, part) in parts.into_iter().enumerate().skip(done) {
            let message = Outbound {
                buttons: if number == last { buttons.clone() } else { Vec::new() },
                reply_to: reply_to.clone().filter(|_| number == 0),
                ..self.outbound(topic, part, &format!("{key}-{number}"))
            };
            let outcome = match channel.send(&message).await {
                Err(SendError::Rejected { .. }) => {
                    let text = RichText::plain(message.text.text.clone());
                    channel.send(&Outbound { text, ..message }).await
                }
                outcome => outcome,
            };
            match outcome {
                Ok(receipt) => messages.push(receipt.message),
                Err(SendError::Rejected { reason }) => {
                    let conversation = topic.id.conversation;
                    tracing::error!(%conversation, reason, "a staff room does not take a message");
                }
                // What is done is recorded first, and what went wrong comes up again.
                Err(error) if number > done && !matches!(error, SendError::Unknown { .. }) => {
                    return Ok(Posted { messages, broken_off: Some((number, error)) });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Posted { messages, broken_off: None })
    }

    fn outbound(&self, topic: &RoomTopic, text: RichText, key: &str) -> Outbound {
        let to = topic.place.as_ref().map_or(&topic.room.address, |place| &place.address);
        let id = topic.id;
        Outbound {
            to: Address { chat: to.chat.clone(), thread: to.thread.clone() },
            key: format!("{}-{}-{key}", id.conversation.0.simple(), id.room.0.simple()),
            text,
            file: None,
            buttons: Vec::new(),
            reply_to: None,
            perhaps_sent_since: None,
            language: self.teller(topic).language.to_owned(),
        }
    }

    /// What may have been said already begins with a note that says so.
    fn perhaps_again(&self, channel: &dyn Channel, topic: &RoomTopic, text: RichText) -> RichText {
        if !topic.ambiguous || channel.capabilities().idempotent {
            return text;
        }
        let note = self.words.word(self.teller(topic).language, "bot-possible-repeat");
        RichText::from_markdown(&note).followed_by(text)
    }

    /// The topic is closed or deleted, or we may not write in the room. One that was closed by hand is opened again, one
    /// that was deleted is made anew, and anything else waits for somebody to see to it. What is to be removed stays so.
    async fn gone(
        &self,
        channel: &dyn Channel,
        topic: &RoomTopic,
        reason: String,
    ) -> Result<(TopicStep, TopicFace), TopicLater> {
        let Some(place) = topic.place.as_ref().filter(|_| !topic.forgets) else {
            return Err(self.later(self.pause_of(topic), reason));
        };
        match channel.reopen_thread(&place.address).await {
            Ok(()) if topic.attempts == 0 => Err(self.later(Duration::zero(), reason)),
            Ok(()) | Err(SendError::Unsupported) => Err(self.later(self.pause_of(topic), reason)),
            Err(SendError::Gone { .. }) => self.anew(channel, topic).await,
            Err(error) => Err(self.refused(topic, &error)),
        }
    }

    /// Opens another topic in place of one that is not there any more. Where that cannot be done, it is the room that cannot be
    /// reached, and the topic is kept: it may be there still.
    async fn anew(&self, channel: &dyn Channel, topic: &RoomTopic) -> Result<(TopicStep, TopicFace), TopicLater> {
        let title = self.teller(topic).title();
        match channel.open_thread(&topic.room.address, NewThread { title: &title, under: None, asker: None }).await {
            Ok(opened) => {
                tracing::info!(conversation = %topic.id.conversation, "a topic was deleted and is made anew");
                Ok((TopicStep::Anew(opened), TopicFace { title, ..TopicFace::default() }))
            }
            Err(error) => Err(self.refused(topic, &error)),
        }
    }

    fn refused(&self, topic: &RoomTopic, error: &SendError) -> TopicLater {
        let reason = error.to_string();
        match error {
            SendError::Transient { retry_after: Some(wait), .. } => {
                let wait = Duration::from_std(*wait).unwrap_or(CHANNEL_DOWN);
                TopicLater { counts: false, ..self.later(wait, reason) }
            }
            SendError::Unknown { .. } => TopicLater { ambiguous: true, ..self.later(self.pause_of(topic), reason) },
            SendError::Unauthorized { .. } => self.later(CHANNEL_DOWN, reason),
            SendError::Unsupported => self.later(LONGEST_PAUSE, reason),
            _ => self.later(self.pause_of(topic), reason),
        }
    }

    /// The pause before the next attempt: it doubles with each.
    fn pause_of(&self, topic: &RoomTopic) -> Duration {
        let doubled = 2_i32.saturating_pow(topic.attempts.clamp(0, 12).unsigned_abs());
        (self.rules.retry_first * doubled).min(LONGEST_PAUSE)
    }
}

/// Only what a platform cannot remove at all counts as removed: a refusal may be another one tomorrow.
fn forgotten(outcome: Result<(), SendError>) -> Result<(), SendError> {
    match outcome {
        Err(SendError::Unsupported) => Ok(()),
        outcome => outcome,
    }
}

/// What a platform has no place for is done.
fn supported(outcome: Result<(), SendError>) -> Result<(), SendError> {
    match outcome {
        Err(SendError::Unsupported | SendError::Rejected { .. }) => Ok(()),
        outcome => outcome,
    }
}
