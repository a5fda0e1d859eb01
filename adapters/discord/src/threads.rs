//! Opening a thread: one for each question, however often it is tried.
//!
//! A message has one thread at most, whose id is its own. A thread that stands by itself is looked for before another is
//! opened: an earlier try may have opened it, and nobody was told.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use hamyar_channel::{Address, NewThread, SendError};
use reqwest::Method;
use serde::Deserialize;
use serenity::builder::CreateThread;
use serenity::model::channel::{AutoArchiveDuration, ChannelType};

use crate::api::NOTHING;
use crate::discord::{Made, id};
use crate::listener::Listener;
use crate::object::{Channel, Id, Me};
use crate::outcome::{code, surely_unsent};

/// What shows an interaction is among so many messages after it: it follows within seconds.
const PAGE: usize = 100;

/// Openings that are remembered.
const REMEMBERED: usize = 1000;

/// The threads that stand by themselves, and what each was opened for: people ask in the same words, and none is given the
/// thread of another.
#[derive(Debug, Default)]
pub(crate) struct Openings(Mutex<VecDeque<(u64, u64)>>);

impl Openings {
    fn remember(&self, asked: u64, thread: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.push_back((asked, thread));
        let extra = known.len().saturating_sub(REMEMBERED);
        known.drain(..extra);
    }

    fn is_of_another(&self, asked: u64, thread: u64) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().any(|(other, its)| *its == thread && *other != asked)
    }
}

/// Opens a thread of this name under a message, or under what a command was acknowledged with; by itself, if there is no
/// such message any more. Who is not in a thread is not told of what is said there, so its asker is brought along.
pub(crate) async fn open(
    listener: &Listener,
    place: &Address,
    name: &str,
    thread: NewThread<'_>,
) -> Result<Address, SendError> {
    let channel = id(&place.chat)?;
    let opened = opened(listener, channel, name, thread.under.and_then(|under| under.parse().ok())).await?;
    if let Some(asker) = thread.asker {
        let path = format!("/channels/{opened}/thread-members/{asker}");
        // It is there all the same if that fails.
        if let Err(error) = listener.api.call(Method::PUT, &path, NOTHING).await {
            tracing::info!(channel = %listener.settings.id, thread = opened, %error, "nobody was added to a thread");
        }
    }
    Ok(Address::thread(&place.chat, opened.to_string()))
}

async fn opened(listener: &Listener, channel: u64, name: &str, asked: Option<u64>) -> Result<u64, SendError> {
    // A command is not a message; what it was acknowledged with is.
    if let Some(asked) = asked {
        let shown = listener.acks.shown_by(asked);
        if let Some(thread) = under_message(listener, channel, shown.unwrap_or(asked), name).await? {
            return Ok(thread);
        }
        if shown.is_none()
            && let Some(message) = acknowledgement(listener, channel, asked).await?
            && let Some(thread) = under_message(listener, channel, message, name).await?
        {
            return Ok(thread);
        }
    }
    // It was taken back meanwhile: then the thread stands by itself.
    let found = match asked {
        Some(asked) => opened_since(listener, channel, asked, name).await?,
        None => None,
    };
    let thread = match found {
        Some(thread) => thread.get(),
        None => {
            let request = request(name).kind(ChannelType::PublicThread);
            listener.api.post::<_, Made>(&format!("/channels/{channel}/threads"), &request).await?.id.get()
        }
    };
    if let Some(asked) = asked {
        listener.openings.remember(asked, thread);
    }
    Ok(thread)
}

fn request(name: &str) -> CreateThread<'_> {
    CreateThread::new(name).auto_archive_duration(AutoArchiveDuration::OneDay)
}

/// The thread under a message, which may be there already; `None` if the message is not.
async fn under_message(listener: &Listener, channel: u64, message: u64, name: &str) -> Result<Option<u64>, SendError> {
    let path = format!("/channels/{channel}/messages/{message}/threads");
    match listener.api.post::<_, Made>(&path, &request(name)).await {
        Ok(made) => Ok(Some(made.id.get())),
        Err(error) if error.is(code::THREAD_EXISTS) => Ok(Some(message)),
        Err(error) if error.is(code::UNKNOWN_MESSAGE) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The message that a command was acknowledged with, as the channel still shows it: what we knew of it is forgotten when
/// the program ends.
pub(crate) async fn acknowledgement(listener: &Listener, channel: u64, command: u64) -> Result<Option<u64>, SendError> {
    #[derive(Deserialize)]
    struct Shown {
        id: Id,
        interaction_metadata: Option<Interaction>,
    }
    #[derive(Deserialize)]
    struct Interaction {
        id: Id,
    }
    let path = format!("/channels/{channel}/messages?after={command}&limit={PAGE}");
    let page: Vec<Shown> = listener.api.get(&path).await.map_err(surely_unsent)?;
    let shows = |shown: &Shown| shown.interaction_metadata.as_ref().is_some_and(|by| by.id.get() == command);
    let shown = page.into_iter().find(shows).map(|shown| shown.id.get());
    if let Some(message) = shown {
        listener.acks.remember(command, message);
    }
    Ok(shown)
}

/// A thread or post of ours in this channel that has this name, is younger than the question, and is not another's.
pub(crate) async fn opened_since(
    listener: &Listener,
    channel: u64,
    asked: u64,
    name: &str,
) -> Result<Option<Id>, SendError> {
    #[derive(Deserialize)]
    struct Active {
        threads: Vec<Channel>,
    }
    let api = &listener.api;
    let here: Channel = api.get(&format!("/channels/{channel}")).await.map_err(surely_unsent)?;
    let Some(guild) = here.guild_id else { return Ok(None) };
    let me: Me = api.get("/users/@me").await.map_err(surely_unsent)?;
    let active: Active = api.get(&format!("/guilds/{guild}/threads/active")).await.map_err(surely_unsent)?;
    let is_it = |thread: &Channel| {
        thread.parent_id == Some(here.id)
            && thread.owner_id == Some(me.id)
            && thread.id.get() > asked
            && thread.name.as_deref() == Some(name)
            && !listener.openings.is_of_another(asked, thread.id.get())
    };
    Ok(active.threads.into_iter().find(is_it).map(|thread| thread.id))
}
