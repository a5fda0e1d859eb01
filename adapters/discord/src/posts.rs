//! Threads that we look after, as the posts of a forum: what they are called and marked with, putting them aside and away.

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, RichText, SendError};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use serenity::builder::{CreateAllowedMentions, CreateMessage};
use serenity::model::channel::ChannelType;

use crate::api::{Api, CallError, NOTHING};
use crate::directory::has_posts;
use crate::discord::{CLOCKS, Made, id, name};
use crate::listener::Listener;
use crate::object::{Id, Tag, id_at};
use crate::outcome::{code, surely_unsent};
use crate::render::{self, Body};
use crate::threads;

/// Minutes without a word after which Discord puts a post aside by itself: a week, the most there is.
const ASIDE_AFTER: u16 = 10_080;

/// The longest name of a post, in characters.
const NAME: usize = 100;

/// Tags of one post.
const TAGS: usize = 5;

/// A channel or thread, as far as it says what a post looks like.
#[derive(Deserialize)]
struct Shown {
    #[serde(rename = "type")]
    kind: ChannelType,
    name: Option<String>,
    /// Of a forum: what its posts can be tagged with.
    #[serde(default)]
    available_tags: Vec<Tag>,
    /// Of a post.
    #[serde(default)]
    applied_tags: Vec<Id>,
}

/// Opens a post, where the channel is a forum. A post begins with a message, whose id is that of the post: this one, or its
/// title.
pub(crate) async fn open(
    api: &Api,
    place: &Address,
    title: &str,
    first: Option<&CreateMessage>,
) -> Result<Option<Address>, SendError> {
    let path = format!("/channels/{}", place.chat);
    let forum: Shown = api.get(&path).await.map_err(surely_unsent)?;
    if !has_posts(forum.kind) {
        return Ok(None);
    }
    let content = Body::of(&RichText::plain(title));
    let titled = CreateMessage::new().content(content.text()).allowed_mentions(CreateAllowedMentions::new());
    let mut post = render::post(title, first.unwrap_or(&titled));
    post["auto_archive_duration"] = ASIDE_AFTER.into();
    let made: Made = api.post(&format!("{path}/threads"), &post).await?;
    Ok(Some(Address::thread(&place.chat, made.id.to_string())))
}

/// Opens a post that begins with this message; one that was perhaps opened since is looked for first.
pub(crate) async fn begin(
    listener: &Listener,
    place: &Address,
    title: &str,
    first: &CreateMessage,
    since: Option<DateTime<Utc>>,
) -> Result<Option<Address>, SendError> {
    match opened(listener, place, title, since).await? {
        None => open(&listener.api, place, title, Some(first)).await,
        found => Ok(found),
    }
}

/// The post of ours of this title that was perhaps opened since, where the channel is a forum. A post begins without a nonce: Discord knows
/// one for messages in a channel alone.
async fn opened(
    listener: &Listener,
    place: &Address,
    title: &str,
    since: Option<DateTime<Utc>>,
) -> Result<Option<Address>, SendError> {
    let Some(since) = since else { return Ok(None) };
    let forum: Shown = listener.api.get(&format!("/channels/{}", place.chat)).await.map_err(surely_unsent)?;
    if !has_posts(forum.kind) {
        return Ok(None);
    }
    let found = threads::opened_since(listener, id(&place.chat)?, id_at(since - CLOCKS).get(), title).await?;
    Ok(found.map(|post| Address::thread(&place.chat, post.to_string())))
}

/// Says what a post is called, and tags it with the forum's tag of this emoji. A mark without a tag goes before the title.
/// What is so already is not said again: Discord lets a thread be renamed twice in ten minutes.
pub(crate) async fn entitle(api: &Api, post: &Address, title: &str, mark: &str) -> Result<(), SendError> {
    let thread = thread(post)?;
    let forum: Shown = api.get(&format!("/channels/{}", post.chat)).await.map_err(surely_unsent)?;
    let now: Shown = api.get(&format!("/channels/{thread}")).await.map_err(surely_unsent)?;
    let marks = |tag: &&Tag| tag.emoji_name.as_deref().map(bare) == Some(bare(mark));
    let tag = forum.available_tags.iter().find(marks);
    let title = if tag.is_some() { name(title) } else { marked(mark, title) };
    let mut change = json!({});
    if now.name.as_deref() != Some(&title) {
        change["name"] = title.into();
    }
    if let Some(tag) = tag {
        // Those with an emoji say where things stand; those without are people's own.
        let own = |id: &&Id| forum.available_tags.iter().any(|tag| tag.id == **id && tag.emoji_name.is_none());
        let mut tags: Vec<Id> = now.applied_tags.iter().filter(own).take(TAGS - 1).copied().collect();
        tags.push(tag.id);
        if tags != now.applied_tags {
            change["applied_tags"] = tags.iter().map(Id::to_string).collect();
        }
    }
    if change.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(());
    }
    modify(api, post, &change).await
}

/// Puts a post aside.
pub(crate) async fn close(api: &Api, post: &Address) -> Result<(), SendError> {
    modify(api, post, &json!({ "archived": true })).await
}

/// Takes it out again.
pub(crate) async fn reopen(api: &Api, post: &Address) -> Result<(), SendError> {
    modify(api, post, &json!({ "archived": false, "locked": false })).await
}

/// Removes it.
pub(crate) async fn delete(api: &Api, post: &Address) -> Result<(), SendError> {
    match api.call(Method::DELETE, &format!("/channels/{}", thread(post)?), NOTHING).await {
        Err(error) if !error.is(code::UNKNOWN_CHANNEL) => Err(error.into()),
        _ => Ok(()),
    }
}

async fn modify(api: &Api, post: &Address, change: &Value) -> Result<(), SendError> {
    let changed: Result<_, CallError> =
        api.call(Method::PATCH, &format!("/channels/{}", thread(post)?), Some(change)).await;
    Ok(changed.map(drop)?)
}

fn thread(post: &Address) -> Result<u64, SendError> {
    id(post.thread.as_deref().unwrap_or_default())
}

/// A title after its mark, however long it is.
fn marked(mark: &str, title: &str) -> String {
    format!("{mark} {}", name(title)).chars().take(NAME).collect()
}

/// An emoji without the selector that asks for its colours: some have it, some do not.
fn bare(emoji: &str) -> String {
    emoji.chars().filter(|character| *character != '\u{fe0f}').collect()
}
