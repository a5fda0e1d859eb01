//! One attempt at a delivery, and what follows from how it ended.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use hamyar_channel::{Address, Capabilities, Channel, Outbound, RichText, SendError, Unit, WordsExt};

use super::Courier;
use crate::files::{Lent, OpenError};
use crate::metrics::{Call, HoldUp};
use crate::model::{Delivery, DeliveryKind};
use crate::store::{Failed, Finish};

/// How long a message waits for a channel that is down, before it is looked at again.
pub(super) const CHANNEL_DOWN: Duration = Duration::minutes(1);

/// How long a call to a platform takes at most, with a file.
const LONGEST_CALL: Duration = Duration::seconds(30);

impl Courier {
    /// Tries it once. A panic in it ends as any attempt whose outcome is unknown, so that nobody waits for it.
    pub(super) async fn attempt_safely(&self, delivery: &Delivery, until: DateTime<Utc>) -> Finish {
        if let Ok(finish) = AssertUnwindSafe(self.attempt(delivery, until)).catch_unwind().await {
            return finish;
        }
        tracing::error!(delivery = %delivery.id, "an attempt panicked");
        let Some(channel) = self.channels.get(&delivery.channel) else {
            return Self::wait(self.edge.now() + CHANNEL_DOWN, "the channel is off");
        };
        let error = SendError::Unknown { reason: "the attempt panicked".to_owned() };
        self.failed(&**channel, delivery, error, Vec::new()).await
    }

    /// Tries it once: every part that is left of a long text, in order, as long as its claim lasts.
    async fn attempt(&self, delivery: &Delivery, until: DateTime<Utc>) -> Finish {
        let Some(channel) = self.channels.get(&delivery.channel) else {
            self.metrics.held_back(&delivery.channel, HoldUp::Off);
            return Self::wait(self.edge.now() + CHANNEL_DOWN, "the channel is off");
        };
        if let Some(held) = self.held(delivery, Vec::new()) {
            return held;
        }
        if let Some(Err(wait)) = self.pacers.get(&delivery.channel).map(|pacer| pacer.admit(delivery)) {
            let wait = Duration::from_std(wait).unwrap_or(CHANNEL_DOWN);
            self.metrics.held_back(&delivery.channel, HoldUp::Pace);
            return Self::wait(self.edge.now() + wait, "the pace of the platform");
        }
        if self.is_late(until) {
            return self.late(Vec::new());
        }
        match delivery.kind {
            DeliveryKind::Open => self.open(&**channel, delivery).await,
            DeliveryKind::React => self.react(&**channel, delivery).await,
            DeliveryKind::Remove => self.remove(&**channel, delivery, until).await,
            DeliveryKind::Edit if channel.capabilities().edit => self.edit(&**channel, delivery, until).await,
            DeliveryKind::Edit | DeliveryKind::Send | DeliveryKind::Announce => {
                self.send(&**channel, delivery, until).await
            }
        }
    }

    /// Whether the claim might end before a call does that begins now: then another node may be sending it by then.
    fn is_late(&self, until: DateTime<Utc>) -> bool {
        self.edge.now() + LONGEST_CALL.min(self.rules.lease / 2) > until
    }

    /// Lets it go. If another node has it by now, nothing is recorded.
    fn late(&self, messages: Vec<String>) -> Finish {
        let error = "its claim was about to end".to_owned();
        Finish::Retry { at: self.edge.now(), ambiguous: false, plain: false, counts: false, messages, error }
    }

    /// Lets it wait where the platform asked us to. The parts before it have arrived.
    fn held(&self, delivery: &Delivery, messages: Vec<String>) -> Option<Finish> {
        let at = self.holds.until(&delivery.channel, &delivery.address, self.edge.now())?;
        self.metrics.held_back(&delivery.channel, HoldUp::Platform);
        let error = "the platform asked us to wait".to_owned();
        Some(Finish::Retry { at, ambiguous: false, plain: false, counts: false, messages, error })
    }

    async fn send(&self, channel: &dyn Channel, delivery: &Delivery, until: DateTime<Utc>) -> Finish {
        let parts = self.parts(channel, delivery);
        let mut messages = Vec::new();
        let done = usize::try_from(delivery.parts_sent).unwrap_or_default();
        let last = parts.len().saturating_sub(1);
        for (index, mut part) in parts.into_iter().enumerate().skip(done) {
            let lent = match delivery.file.as_ref().filter(|_| index == last) {
                Some(file) => match self.files.lend(file, delivery.conversation).await {
                    Ok(lent) => Some(lent),
                    Err(error) => return self.unread(delivery, &error, messages),
                },
                None => None,
            };
            part.file = lent.as_ref().map(|lent| lent.file.clone());
            if self.is_late(until) {
                return self.late(messages);
            }
            // Another message may have been told so meanwhile.
            if let Some(held) = self.held(delivery, messages.clone()) {
                return held;
            }
            match (self.timed(delivery, Call::Send, channel.send(&part)).await, lent.as_ref().and_then(Lent::fault)) {
                (Ok(receipt), _) => messages.push(receipt.message),
                // The platform cannot take half a file for a message.
                (Err(_), Some(fault)) => return self.unread(delivery, &OpenError::Fetch(fault.clone()), messages),
                (Err(error), None) => return self.failed(channel, delivery, error, messages).await,
            }
        }
        Finish::Sent { messages }
    }

    /// What follows when the file could not be read. The parts before it have arrived.
    fn unread(&self, delivery: &Delivery, error: &OpenError, messages: Vec<String>) -> Finish {
        tracing::error!(delivery = %delivery.id, error = error as &dyn std::error::Error, "a file could not be read");
        let (at, error) = (self.edge.now() + self.pause(delivery), error.to_string());
        if self.is_hopeless(delivery, self.edge.now()) {
            return Finish::Failed(Failed { unknown: false, gone: false, messages, error });
        }
        Finish::Retry { at, ambiguous: false, plain: false, counts: true, messages, error }
    }

    /// Sets a mark on the message that the delivery answers. One that the platform does not take is left out.
    async fn react(&self, channel: &dyn Channel, delivery: &Delivery) -> Finish {
        let message = delivery.reply_to.as_deref().unwrap_or_default();
        let reaction = channel.react(&delivery.address, message, Some(&delivery.body));
        match self.timed(delivery, Call::React, reaction).await {
            Ok(()) => Finish::Sent { messages: Vec::new() },
            Err(SendError::Rejected { reason }) => {
                Finish::Failed(Failed { unknown: false, gone: false, messages: Vec::new(), error: reason })
            }
            Err(error) => self.failed(channel, delivery, error, Vec::new()).await,
        }
    }

    /// Changes the message of an earlier reply. If that has no message, or has as many parts as cannot be matched, the
    /// new text is sent as a message of its own.
    async fn edit(&self, channel: &dyn Channel, delivery: &Delivery, until: DateTime<Utc>) -> Finish {
        let messages = self.store.messages_changed_by(delivery).await.unwrap_or_default();
        let parts = self.parts(channel, delivery);
        if messages.is_empty() || messages.len() != parts.len() {
            return self.send(channel, delivery, until).await;
        }
        for (message, part) in messages.iter().zip(&parts) {
            if self.is_late(until) {
                return self.late(Vec::new());
            }
            match self.timed(delivery, Call::Edit, channel.edit(message, part)).await {
                Ok(_) => {}
                Err(SendError::Gone { .. } | SendError::Rejected { .. } | SendError::Unsupported) => {
                    return self.send(channel, delivery, until).await;
                }
                Err(error) => return self.failed(channel, delivery, error, Vec::new()).await,
            }
        }
        Finish::Sent { messages }
    }

    /// Takes away what carries an earlier entry. One that somebody has taken away already is success.
    async fn remove(&self, channel: &dyn Channel, delivery: &Delivery, until: DateTime<Utc>) -> Finish {
        let messages = match self.store.messages_changed_by(delivery).await {
            Ok(messages) => messages,
            Err(error) => return Self::wait(self.edge.now() + CHANNEL_DOWN, &error.to_string()),
        };
        for message in &messages {
            if self.is_late(until) {
                return self.late(Vec::new());
            }
            match self.timed(delivery, Call::Edit, channel.delete(&delivery.address, message)).await {
                // Where there are no messages but ours, the timeline says it.
                Ok(()) | Err(SendError::Unsupported) => {}
                Err(SendError::Rejected { reason }) => {
                    return Finish::Failed(Failed { unknown: false, gone: false, messages: Vec::new(), error: reason });
                }
                Err(error) => return self.failed(channel, delivery, error, Vec::new()).await,
            }
        }
        Finish::Sent { messages: Vec::new() }
    }

    /// The messages that carry the text; buttons are under the last, and the file goes with it. What may have arrived already begins with a note
    /// that says so.
    fn parts(&self, channel: &dyn Channel, delivery: &Delivery) -> Vec<Outbound> {
        let Capabilities { max_length, unit, idempotent, files, shows_speaker, .. } = channel.capabilities();
        let note = self.words.word(&delivery.language, "bot-possible-repeat");
        // Every attempt cuts in the same places, or the parts that arrived would be other ones: with room for the note,
        // whether it is needed or not, and before formatting is taken away.
        let room = if idempotent { 0 } else { unit.length(&note) + 2 };
        let limit = max_length.saturating_sub(room).max(max_length / 2);
        let words = RichText::from_markdown_in(&delivery.language, &delivery.body);
        let words = match delivery.speaker.as_deref().filter(|_| !shows_speaker) {
            Some(speaker) => words.said_by(speaker),
            None => words,
        };
        let mut texts = cut(channel, &words, limit, unit);
        let caption = files.map_or(0, |takes| takes.caption).min(max_length).saturating_sub(room);
        let mut limit = limit;
        if delivery.file.is_some() {
            // The words go with the file where they fit under it, and before it where they do not.
            match &texts[..] {
                [one] if unit.length(&one.text) <= caption => limit = caption,
                _ => texts.push(RichText::default()),
            }
        }
        if delivery.plain {
            texts = texts.into_iter().map(|text| plain(text, limit, unit)).collect();
        }
        let next = texts.get_mut(usize::try_from(delivery.parts_sent).unwrap_or_default());
        if delivery.ambiguous
            && !idempotent
            && matches!(delivery.kind, DeliveryKind::Send | DeliveryKind::Announce)
            && let Some(next) = next
        {
            let note = RichText::from_markdown(&note);
            let note = if delivery.plain { note.without_formatting() } else { note };
            let words = std::mem::take(next);
            *next = if words.text.is_empty() { note } else { note.followed_by(words) };
        }
        let last = texts.len().saturating_sub(1);
        let part = |(index, text): (usize, RichText)| Outbound {
            to: Address { chat: delivery.address.chat.clone(), thread: delivery.address.thread.clone() },
            key: if index == 0 {
                delivery.id.0.simple().to_string()
            } else {
                format!("{}-{index}", delivery.id.0.simple())
            },
            text,
            file: None,
            buttons: if index == last { delivery.buttons.clone() } else { Vec::new() },
            reply_to: delivery.reply_to.clone().filter(|_| index == 0),
            perhaps_sent_since: delivery.ambiguous.then_some(delivery.created_at),
            language: delivery.language.clone(),
        };
        texts.into_iter().enumerate().map(part).collect()
    }

    pub(super) async fn failed(
        &self,
        channel: &dyn Channel,
        delivery: &Delivery,
        error: SendError,
        messages: Vec<String>,
    ) -> Finish {
        let now = self.edge.now();
        let reason = error.to_string();
        let retry = |at: DateTime<Utc>, ambiguous: bool, plain: bool, counts: bool| Finish::Retry {
            at,
            ambiguous,
            plain,
            counts,
            messages: messages.clone(),
            error: reason.clone(),
        };
        let dead = |unknown: bool, gone: bool| {
            Finish::Failed(Failed { unknown, gone, messages: messages.clone(), error: reason.clone() })
        };
        match error {
            SendError::Transient { retry_after, .. } => {
                if self.is_hopeless(delivery, now) {
                    return dead(false, false);
                }
                let asked = retry_after.and_then(|wait| Duration::from_std(wait).ok());
                if asked.is_some() {
                    self.metrics.held_back(&delivery.channel, HoldUp::Platform);
                }
                let counts = asked.is_none();
                retry(now + asked.unwrap_or_else(|| self.pause(delivery)), false, false, counts)
            }
            SendError::Limited { wait, scope, .. } => {
                let until = now + Duration::from_std(wait).unwrap_or(CHANNEL_DOWN);
                self.metrics.held_back(&delivery.channel, HoldUp::Platform);
                self.holds.hold(scope, &delivery.channel, &delivery.address, until, now);
                if self.is_hopeless(delivery, now) {
                    return dead(false, false);
                }
                Finish::Held { until, scope, messages, error: reason }
            }
            // Where the platform makes one message of equal sends, trying again is safe; elsewhere it is done once.
            SendError::Unknown { .. } if channel.capabilities().idempotent && !self.is_hopeless(delivery, now) => {
                retry(now + self.pause(delivery), true, false, true)
            }
            SendError::Unknown { .. } if delivery.ambiguous || delivery.kind == DeliveryKind::Announce => {
                dead(true, false)
            }
            SendError::Unknown { .. } => retry(now + self.pause(delivery), true, false, true),
            SendError::Rejected { .. } if !delivery.plain => retry(now, false, true, true),
            SendError::Rejected { .. } | SendError::Unsupported => dead(false, false),
            SendError::Gone { .. } => dead(false, true),
            SendError::Moved { .. } if self.is_hopeless(delivery, now) => dead(false, false),
            SendError::Moved { to } => {
                // The new address is good at once; one that moves again and again is not.
                let at = if delivery.attempts == 0 { now } else { now + self.pause(delivery) };
                if let Err(error) = self.store.move_chat(delivery, to).await {
                    tracing::error!(delivery = %delivery.id, %error, "a chat's new id could not be recorded");
                }
                retry(at, false, false, true)
            }
            SendError::Unauthorized { .. } => {
                self.metrics.held_back(&delivery.channel, HoldUp::Unauthorized);
                retry(now + CHANNEL_DOWN, false, false, false)
            }
        }
    }

    /// Makes a call, and says how long it took.
    pub(super) async fn timed<T>(&self, delivery: &Delivery, call: Call, made: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let outcome = made.await;
        self.metrics.called(&delivery.channel, call, begun.elapsed());
        outcome
    }

    fn is_hopeless(&self, delivery: &Delivery, now: DateTime<Utc>) -> bool {
        delivery.attempts + 1 >= self.rules.attempts || now - delivery.begun_at >= self.rules.give_up_after
    }

    /// The pause before the next attempt: anywhere up to a whole that doubles with each, so that what failed together does
    /// not come back together; not less than a tenth of the first. The delivery's own id is the chance in it.
    fn pause(&self, delivery: &Delivery) -> Duration {
        let attempts = delivery.attempts.clamp(0, 20).unsigned_abs();
        let whole = (self.rules.retry_first * 2_i32.saturating_pow(attempts)).min(self.rules.retry_most);
        let (id, least) = (delivery.id.0.as_bytes(), self.rules.retry_first / 10);
        // The last seven bytes of an id are random; each attempt takes others of them.
        let byte = |offset: u32| i32::from(id[9 + (attempts as usize * 2 + offset as usize) % 7]);
        least + (whole - least) * (byte(0) * 256 + byte(1)) / 65_535
    }

    fn wait(at: DateTime<Utc>, why: &str) -> Finish {
        Finish::Retry { at, ambiguous: false, plain: false, counts: false, messages: Vec::new(), error: why.to_owned() }
    }
}

/// The least that a message is cut to. What does not fit even then is the channel's to shorten.
const LEAST: usize = 100;

/// A text in parts that can be sent as they are formatted.
fn cut(channel: &dyn Channel, text: &RichText, limit: usize, unit: Unit) -> Vec<RichText> {
    let parts = text.split(limit, unit);
    if limit <= LEAST {
        return parts;
    }
    let halves = |part: RichText| {
        if channel.fits(&part) { vec![part] } else { cut(channel, &part, limit / 2, unit) }
    };
    parts.into_iter().flat_map(halves).collect()
}

/// A part without its formatting. The addresses of its links are left out where they would make it too long.
fn plain(text: RichText, limit: usize, unit: Unit) -> RichText {
    let with_addresses = text.without_formatting();
    if unit.length(&with_addresses.text) <= limit { with_addresses } else { RichText::plain(text.text) }
}
