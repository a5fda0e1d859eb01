//! Interactions want a word within three seconds, or Discord tells the person that we failed.
//!
//! A command is acknowledged by what was asked, so that everybody in the channel sees it; the answer follows as a message,
//! whenever it comes and whoever gives it, and needs no token that runs out. Where recording takes long, Discord is told
//! to wait, and gets the same afterwards.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use hamyar_channel::{Event, Inbound, Words, WordsExt};
use reqwest::Method;
use serde::Deserialize;
use serenity::builder::{
    CreateAllowedMentions, CreateInteractionResponse, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, EditInteractionResponse,
};
use tokio::sync::{Notify, oneshot};

use crate::api::CallError;
use crate::listener::Listener;
use crate::object::{COMMAND, COMPONENT, Id, Interaction};
use crate::render;

/// How much of a question is shown again.
const SHOWN: usize = 1800;

/// Commands whose reply is remembered, so that the answer can refer to it.
const REMEMBERED: usize = 1000;

/// Which interactions wait for a word, and which message that word became.
#[derive(Debug, Default)]
pub(crate) struct Acks {
    pub(crate) application: OnceLock<Id>,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// How many, by channel or thread.
    waiting: HashMap<u64, usize>,
    /// The commands and the messages that they were acknowledged with.
    replies: VecDeque<(u64, u64)>,
}

impl Acks {
    /// Waits until nothing is being acknowledged in a channel or thread: what we say there comes after it.
    pub(crate) async fn settled(&self, place: u64) {
        loop {
            let changed = self.changed.notified();
            if !self.state().waiting.contains_key(&place) {
                return;
            }
            changed.await;
        }
    }

    /// The message that a command was acknowledged with; the id itself where it is no command's.
    pub(crate) fn message_of(&self, id: &str) -> Option<u64> {
        let id = id.parse().ok()?;
        Some(self.shown_by(id).unwrap_or(id))
    }

    /// The message that a command was acknowledged with, if that is remembered.
    pub(crate) fn shown_by(&self, command: u64) -> Option<u64> {
        self.state().replies.iter().find(|(known, _)| *known == command).map(|(_, message)| *message)
    }

    /// The command that was acknowledged with this message, if that is remembered: what people do to the message is done
    /// to the question.
    pub(crate) fn shows(&self, message: Id) -> Option<Id> {
        self.state().replies.iter().find(|(_, known)| *known == message.get()).map(|(command, _)| Id::new(*command))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A command was acknowledged with this message.
    pub(crate) fn remember(&self, command: u64, message: u64) {
        let replies = &mut self.state().replies;
        replies.push_back((command, message));
        let extra = replies.len().saturating_sub(REMEMBERED);
        replies.drain(..extra);
    }

    fn begin(&self, place: u64) {
        *self.state().waiting.entry(place).or_default() += 1;
    }

    fn end(&self, place: u64) {
        let mut state = self.state();
        if let Some(count) = state.waiting.get_mut(&place) {
            *count -= 1;
            if *count == 0 {
                state.waiting.remove(&place);
            }
        }
        drop(state);
        self.changed.notify_waiters();
    }
}

/// What an interaction is told.
enum Word {
    /// Nothing but that it arrived: the button stops spinning.
    Pressed,
    /// Shown to everybody.
    Asked(String),
    /// Shown to the person alone.
    Heard(String),
}

/// An interaction was recorded.
pub(crate) struct Recorded {
    /// What is shown to the person alone, where what they pressed is not for them.
    pub(crate) told: Option<String>,
}

/// An interaction that waits for a word. The place is held back until it has it.
pub(crate) struct Ack {
    listener: Arc<Listener>,
    place: u64,
    id: Id,
    token: String,
    word: Word,
}

#[derive(Deserialize)]
struct Answered {
    interaction: Option<Replied>,
}

#[derive(Deserialize)]
struct Replied {
    response_message_id: Option<Id>,
}

impl Ack {
    /// The word for an interaction that has become this event, if it is one that wants any.
    pub(crate) fn of(
        listener: &Arc<Listener>,
        words: &dyn Words,
        interaction: &Interaction,
        event: &Inbound,
    ) -> Option<Self> {
        if !matches!(interaction.kind, COMMAND | COMPONENT) {
            return None;
        }
        let language = event.author.language.as_deref().and_then(|tag| tag.split('-').next()).unwrap_or("en");
        let word = match &event.event {
            Event::Button { .. } => Word::Pressed,
            Event::Command { arguments, message: Some(_), .. } if !arguments.is_empty() => {
                Word::Asked(render::quoted(arguments, SHOWN))
            }
            _ => Word::Heard(words.word(language, "discord-heard")),
        };
        let place = interaction.channel_id?.get();
        listener.acks.begin(place);
        let (listener, token) = (Arc::clone(listener), interaction.token.clone());
        Some(Self { listener, place, id: interaction.id, token, word })
    }

    /// Says it, once the event is recorded; or that it takes a moment, and then.
    pub(crate) async fn give(self, recorded: oneshot::Receiver<Recorded>) {
        let patience = self.listener.settings.acknowledge_within;
        let mut recorded = Box::pin(recorded);
        let given = match tokio::time::timeout(patience, &mut recorded).await {
            // Nobody will record it: we are stopping. Discord says that we failed, which is true.
            Ok(Err(_)) => Ok(()),
            Ok(Ok(recorded)) => self.reply(recorded).await,
            Err(_) => self.delay(recorded).await,
        };
        if let Err(error) = given {
            tracing::debug!(channel = %self.listener.settings.id, %error, "an interaction was not acknowledged");
        }
    }

    async fn reply(&self, recorded: Recorded) -> Result<(), CallError> {
        let response = match (&self.word, recorded.told) {
            (Word::Pressed, None) => CreateInteractionResponse::Acknowledge,
            (Word::Pressed, Some(text)) => CreateInteractionResponse::Message(self.message().content(text)),
            (Word::Asked(text) | Word::Heard(text), _) => {
                CreateInteractionResponse::Message(self.message().content(text))
            }
        };
        self.call_back(&response).await
    }

    async fn delay(
        &self,
        recorded: impl Future<Output = Result<Recorded, oneshot::error::RecvError>>,
    ) -> Result<(), CallError> {
        let wait = match &self.word {
            Word::Pressed => CreateInteractionResponse::Acknowledge,
            Word::Asked(_) | Word::Heard(_) => CreateInteractionResponse::Defer(self.message()),
        };
        self.call_back(&wait).await?;
        let Ok(recorded) = recorded.await else { return Ok(()) };
        let Some(application) = self.listener.acks.application.get() else { return Ok(()) };
        let (path, mentions) = (format!("/webhooks/{application}/{}", self.token), CreateAllowedMentions::new());
        match (&self.word, recorded.told) {
            (Word::Pressed, None) => Ok(()),
            (Word::Pressed, Some(text)) => {
                let told = CreateInteractionResponseFollowup::new().content(text);
                let told = told.allowed_mentions(mentions).ephemeral(true);
                self.listener.api.call(Method::POST, &path, Some(&told)).await.map(drop)
            }
            (Word::Asked(text) | Word::Heard(text), _) => {
                let edit = EditInteractionResponse::new().content(text).allowed_mentions(mentions);
                let path = format!("{path}/messages/@original");
                self.listener.api.call(Method::PATCH, &path, Some(&edit)).await.map(drop)
            }
        }
    }

    fn message(&self) -> CreateInteractionResponseMessage {
        let alone = !matches!(self.word, Word::Asked(_));
        CreateInteractionResponseMessage::new().allowed_mentions(CreateAllowedMentions::new()).ephemeral(alone)
    }

    async fn call_back(&self, response: &CreateInteractionResponse) -> Result<(), CallError> {
        let path = format!("/interactions/{}/{}/callback?with_response=true", self.id, self.token);
        let answer = self.listener.api.call(Method::POST, &path, Some(response)).await?;
        let answered = serde_json::from_slice::<Answered>(&answer).ok().and_then(|answered| answered.interaction);
        if let (Word::Asked(_), Some(message)) =
            (&self.word, answered.and_then(|interaction| interaction.response_message_id))
        {
            self.listener.acks.remember(self.id.get(), message.get());
        }
        Ok(())
    }
}

impl Drop for Ack {
    fn drop(&mut self) {
        self.listener.acks.end(self.place);
    }
}
