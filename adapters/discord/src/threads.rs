//! Opening a thread: one for each question, however often it is tried.
//!
//! A message has one thread at most, whose id is its own. A thread that stands by itself is looked for before another is
//! opened: an earlier try may have opened it, and nobody was told.

use hamyar_channel::{Address, SendError};
use reqwest::Method;
use serde::Deserialize;
use serenity::builder::CreateThread;
use serenity::model::channel::{AutoArchiveDuration, ChannelType};

use crate::api::{CallError, NOTHING};
use crate::discord::{Made, id};
use crate::listener::Listener;
use crate::object::{Channel, Id, Me, User};
use crate::outcome::{code, surely_unsent};

/// What shows an interaction is among so many messages after it: it follows within seconds.
const PAGE: usize = 100;

/// Opens a thread of this name under a message, or under what a command was acknowledged with; by itself, if there is no
/// such message any more.
pub(crate) async fn open(
    listener: &Listener,
    place: &Address,
    name: &str,
    under: Option<&str>,
) -> Result<Address, SendError> {
    let channel = id(&place.chat)?;
    let under = under.and_then(|under| under.parse::<u64>().ok());
    // A command is not a message; what it was acknowledged with is.
    if let Some(asked) = under {
        let shown = listener.acks.shown_by(asked);
        let message = shown.unwrap_or(asked);
        if let Some(thread) = under_message(listener, place, message, name).await? {
            return Ok(thread);
        }
        if shown.is_none()
            && let Some(message) = acknowledgement(listener, channel, asked).await?
            && let Some(thread) = under_message(listener, place, message, name).await?
        {
            return Ok(thread);
        }
        // It was taken back meanwhile: then the thread stands by itself.
        if let Some(thread) = opened_since(listener, channel, asked, name).await? {
            return Ok(Address::thread(&place.chat, thread.to_string()));
        }
    }
    let request = request(name).kind(ChannelType::PublicThread);
    let made: Made = listener.api.post(&format!("/channels/{channel}/threads"), &request).await?;
    Ok(Address::thread(&place.chat, made.id.to_string()))
}

fn request(name: &str) -> CreateThread<'_> {
    CreateThread::new(name).auto_archive_duration(AutoArchiveDuration::OneDay)
}

/// The thread under a message, which may be there already; `None` if the message is not.
async fn under_message(
    listener: &Listener,
    place: &Address,
    message: u64,
    name: &str,
) -> Result<Option<Address>, SendError> {
    let path = format!("/channels/{}/messages/{message}/threads", place.chat);
    let thread = match listener.api.post::<_, Made>(&path, &request(name)).await {
        Ok(made) => made.id.get(),
        Err(error) if error.is(code::THREAD_EXISTS) => message,
        Err(error) if error.is(code::UNKNOWN_MESSAGE) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if let Err(error) = bring_along(listener, place, message, thread).await {
        tracing::info!(channel = %listener.settings.id, thread, %error, "nobody was added to a thread");
    }
    Ok(Some(Address::thread(&place.chat, thread.to_string())))
}

/// Adds the author of a message, or who commanded it, to the thread under it: who is not in a thread is not told of what
/// is said there. It is there all the same if that fails.
async fn bring_along(listener: &Listener, place: &Address, message: u64, thread: u64) -> Result<(), CallError> {
    #[derive(Deserialize)]
    struct Written {
        author: User,
        interaction_metadata: Option<Commanded>,
    }
    #[derive(Deserialize)]
    struct Commanded {
        user: User,
    }
    let written: Written = listener.api.get(&format!("/channels/{}/messages/{message}", place.chat)).await?;
    let who = written.interaction_metadata.map_or(written.author, |commanded| commanded.user);
    if !who.bot {
        let path = format!("/channels/{thread}/thread-members/{}", who.id);
        listener.api.call(Method::PUT, &path, NOTHING).await?;
    }
    Ok(())
}

/// The message that a command was acknowledged with, as the channel still shows it: what we knew of it is forgotten when
/// the program ends.
async fn acknowledgement(listener: &Listener, channel: u64, command: u64) -> Result<Option<u64>, SendError> {
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
    Ok(page.into_iter().find(shows).map(|shown| shown.id.get()))
}

/// A thread of ours in this channel that has this name and is younger than the question.
async fn opened_since(listener: &Listener, channel: u64, asked: u64, name: &str) -> Result<Option<Id>, SendError> {
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
    };
    Ok(active.threads.into_iter().find(is_it).map(|thread| thread.id))
}
