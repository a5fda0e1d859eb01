//! The shell around staff rooms: claim a topic, see what it shows next, do that on the platform, record it.
//!
//! A topic follows its conversation's timeline entry by entry, one step at a time, each recorded before the next. Whatever
//! fails waits and is tried again; a topic that somebody has deleted is made anew; nothing is ever said in the room outside
//! of its topic. Customers never wait for any of this: what goes to them has deliveries of its own.

mod card;
mod files;
mod next;
mod opening;
mod rich;
mod saying;
mod telling;
mod unsent;

use std::panic::AssertUnwindSafe;

use chrono::Duration;
use chrono_tz::Tz;
use futures::FutureExt;
use futures::future::join_all;
use hamyar_channel::{Channel, SendError};
use tokio_util::sync::CancellationToken;

use self::next::{Card, Next};
use self::telling::Teller;
use super::attempt::CHANNEL_DOWN;
use super::{Courier, LOOK_AGAIN};
use crate::model::EntryKind;
use crate::store::{RoomTopic, TopicFace, TopicId, TopicLater, TopicStep};

/// What staff rooms say of the desk.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Where it is reached, if it is known: `https://help.example.org`.
    pub url: Option<String>,
    /// Where the team is.
    pub zone: Tz,
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
        let said = topic.recent.iter().rev().find(|entry| entry.kind == EntryKind::Message);
        let message = said.and_then(|entry| entry.data["message"].as_str());
        let channel = self.channels.get(&topic.channel);
        let message = message.zip(channel).and_then(|(said, channel)| channel.message_link(&topic.held_at, said));
        Teller { words: &*self.words, language, desk: &self.desk, now: self.edge.now(), topic, message }
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
        let now = self.edge.now();
        if let Some(until) = self.holds.until(&room.channel, topic.to(), now) {
            return Err(TopicLater {
                counts: false,
                ..self.later(until - now, "the platform asked us to wait".to_owned())
            });
        }
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
        let thread = topic.to();
        let step = match next {
            Next::Pass { seq } => TopicStep::Entry(seq, Vec::new()),
            Next::Forget => {
                if topic.place.is_some() {
                    forgotten(channel.delete_thread(thread).await)?;
                }
                TopicStep::Forgotten
            }
            Next::Open { title, card } => {
                let opened = self.begin(channel, topic, &title, card).await?;
                face = opened.face;
                TopicStep::Opened(opened.address, opened.card)
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
            Next::Card(Card { text, buttons, state, seq, files }) => {
                let (text, key) = (self.perhaps_again(channel, topic, text), format!("card-{seq}"));
                let sent = self.post(channel, topic, (text, buttons), None, (&key, 0)).await?;
                if let Some((_, error)) = sent.broken_off {
                    return Err(error);
                }
                (face.card, face.card_seq, face.files) = (state, seq, files);
                TopicStep::Card(sent.messages.into_iter().next_back().unwrap_or_default(), seq)
            }
            Next::File { seq, number } => {
                let shown = self.show_file(channel, topic, (seq, number)).await?;
                face.files.retain(|file| *file != (seq, number));
                TopicStep::File { seq, number, message: shown }
            }
            Next::Recard { text, buttons, state } => {
                let card = topic.card.as_deref().unwrap_or_default();
                self.rewrite(channel, topic, (card, text, buttons)).await?;
                face.card = state;
                TopicStep::Looks
            }
            Next::Post { seq, said } => self.tell(channel, topic, &mut face, (seq, said)).await?,
            Next::Change { seq, change } => self.change(channel, topic, &mut face, (seq, change)).await?,
        };
        Ok((step, face))
    }

    fn refused(&self, topic: &RoomTopic, error: &SendError) -> TopicLater {
        let reason = error.to_string();
        match error {
            SendError::Transient { retry_after: Some(wait), .. } => {
                let wait = Duration::from_std(*wait).unwrap_or(CHANNEL_DOWN);
                TopicLater { counts: false, ..self.later(wait, reason) }
            }
            SendError::Limited { wait, scope, .. } => {
                let (wait, now) = (Duration::from_std(*wait).unwrap_or(CHANNEL_DOWN), self.edge.now());
                self.holds.hold(*scope, &topic.room.channel, topic.to(), now + wait, now);
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
