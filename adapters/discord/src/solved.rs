//! Posts of forums that bear marks of being solved: what was asked, and the message that is marked as the answer.

use chrono::{Duration, SecondsFormat};
use hamyar_channel::{Event, Inbound, PostsError, SaysSolved, Solved, SolvedPosts};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api::CallError;
use crate::archive::Archived;
use crate::catch_up::{PAGE, messages};
use crate::convert::quoted;
use crate::directory::{has_posts, is_thread, place};
use crate::listener::Listener;
use crate::object::{Channel, Id, Message, Tag, User, time};
use crate::revising::{Known, Set};

/// Pages of one post that are read, and messages of it that are asked about who has marked them.
const PAGES: usize = 5;
const ASKED: usize = 20;

/// After so long nobody waits for a word on an answer.
const OLD: Duration = Duration::days(7);

/// Where people open what was said in a guild.
const SHOWN: &str = "https://discord.com/channels";

/// Posts that are read together: a call of the contract is to be over in time.
const AT_ONCE: usize = 10;

/// How a position in a forum begins: after this post among those that are open, or before this moment among those in the archive.
const OPEN: &str = "open:";
const ARCHIVE: &str = "archive:";

/// A post, and what the posts of its forum can be tagged with, where that is known.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) post: Channel,
    pub(crate) tags: Option<Vec<Tag>>,
}

impl Post {
    /// The names of what it is tagged with. A thread that is in no forum has none, and is no post.
    async fn tagged(&self, listener: &Listener) -> Result<Option<Vec<String>>, CallError> {
        let asked;
        let known = match &self.tags {
            Some(known) => known,
            None => {
                let Some(parent) = self.post.parent_id else { return Ok(None) };
                let forum: Channel = listener.fetch(&format!("/channels/{parent}")).await?;
                if !has_posts(forum.kind) {
                    return Ok(None);
                }
                asked = forum.available_tags;
                &asked
            }
        };
        let name = |id: &Id| known.iter().find(|tag| tag.id == *id).map(|tag| tag.name.clone());
        Ok(Some(self.post.applied_tags.iter().filter_map(name).collect()))
    }
}

/// A message that bears a mark, and whether whoever asked has set it.
struct Marked<'m> {
    message: &'m Message,
    by_asker: bool,
}

/// What a post says. Nothing where its question is gone, or nobody but us asked.
pub(crate) async fn look(
    listener: &Listener,
    post: &Post,
    me: Id,
    looked_up: bool,
) -> Result<Option<Inbound>, CallError> {
    let Some(asker) = post.post.owner_id.filter(|asker| *asker != me) else { return Ok(None) };
    let Some(tags) = post.tagged(listener).await? else { return Ok(None) };
    let post = &post.post;
    let raw = whole(listener, post.id).await?;
    let said: Vec<(Message, Vec<Set>)> = raw.iter().filter_map(|raw| read(raw)).collect();
    // The first message of a post has the id of its thread.
    let asked = said.iter().find(|(message, _)| message.id == post.id);
    let Some(question) = asked.and_then(|(message, _)| quoted(message, me)) else { return Ok(None) };
    let marked = answer(listener, post, &said, asker, me).await?;
    let by_asker = marked.as_ref().is_some_and(|marked| marked.by_asker);
    let id = marked.as_ref().map(|marked| marked.message.id);
    let answer = marked.and_then(|marked| quoted(marked.message, me));
    let at = time(id.unwrap_or(post.id));
    let old = looked_up || (listener.clock)() - at > OLD;
    let link = id.zip(post.guild_id).map(|(id, guild)| format!("{SHOWN}/{guild}/{}/{id}", post.id));
    let key = match id {
        Some(id) => format!("t:{}:{id}", post.id),
        None => format!("t:{}:-:{}", post.id, post.last_message_id.unwrap_or(post.id)),
    };
    let author = question.author.clone();
    let solved = Solved { tags, question, answer, by_asker, link, old };
    Ok(Some(Inbound { key, at, place: place(post, me), author, event: Event::Solved(Box::new(solved)) }))
}

/// What was said in a post, from its beginning on.
async fn whole(listener: &Listener, post: Id) -> Result<Vec<Box<RawValue>>, CallError> {
    let (mut all, mut after) = (Vec::new(), Id::new(1));
    for _ in 0..PAGES {
        let page = messages(listener, post, &format!("after={after}")).await?;
        let last =
            page.iter().filter_map(|raw| serde_json::from_str::<Known>(raw.get()).ok()).map(|known| known.id).max();
        let is_full = page.len() >= PAGE;
        all.extend(page);
        match last {
            Some(last) if is_full => after = last,
            _ => break,
        }
    }
    Ok(all)
}

fn read(raw: &RawValue) -> Option<(Message, Vec<Set>)> {
    let known: Known = serde_json::from_str(raw.get()).ok()?;
    Some((serde_json::from_str(raw.get()).ok()?, known.reactions))
}

/// The message that is marked as the answer: the last that whoever asked has marked, else the only one that anybody but its author has.
async fn answer<'m>(
    listener: &Listener,
    post: &Channel,
    said: &'m [(Message, Vec<Set>)],
    asker: Id,
    me: Id,
) -> Result<Option<Marked<'m>>, CallError> {
    let mut set: Vec<(&'m Message, &'m Set)> = Vec::new();
    for (message, sets) in said.iter().filter(|(message, _)| message.id != post.id && quoted(message, me).is_some()) {
        set.extend(sets.iter().filter(|set| set.is_sign()).map(|set| (message, set)));
    }
    set.truncate(ASKED);
    let mut marked: Vec<Marked<'m>> = Vec::new();
    for (message, Set { emoji, .. }) in set {
        let name = emoji.name.as_deref().unwrap_or_default();
        let path = format!("/channels/{}/messages/{}/reactions/{name}?limit={PAGE}", post.id, message.id);
        let users: Vec<User> = listener.fetch(&path).await?;
        let author = message.author.as_ref().map(|author| author.id);
        let by_asker = users.iter().any(|user| user.id == asker);
        if by_asker || users.iter().any(|user| user.id != me && Some(user.id) != author) {
            marked.push(Marked { message, by_asker });
        }
    }
    if let Some(by_asker) = marked.iter().rposition(|marked| marked.by_asker) {
        return Ok(Some(marked.swap_remove(by_asker)));
    }
    let first = marked.first().map(|marked| marked.message.id);
    let is_only = marked.iter().all(|marked| Some(marked.message.id) == first);
    Ok(marked.pop().filter(|_| is_only))
}

#[derive(Deserialize)]
struct Active {
    #[serde(default)]
    threads: Vec<Channel>,
}

/// One page of a forum: the open posts first, by their age, then those in its archive, the last that went there first.
pub(crate) async fn page(
    listener: &Listener,
    me: Id,
    forum: u64,
    says_solved: SaysSolved<'_>,
    from: Option<&str>,
) -> Result<SolvedPosts, PostsError> {
    let channel: Channel = listener.fetch(&format!("/channels/{forum}")).await.map_err(refused)?;
    if !has_posts(channel.kind) {
        return Err(PostsError::NoForum { reason: "it is a channel of another kind".to_owned() });
    }
    let (mut posts, next) = match from.and_then(|from| from.strip_prefix(ARCHIVE)) {
        Some(before) => archived(listener, &channel, before).await,
        None => open(listener, &channel, from.and_then(|from| from.strip_prefix(OPEN))).await,
    }
    .map_err(refused)?;
    let solving: Vec<Id> =
        channel.available_tags.iter().filter(|tag| says_solved(&tag.name)).map(|tag| tag.id).collect();
    posts.retain(|post| solving.is_empty() || post.applied_tags.iter().any(|tag| solving.contains(tag)));
    let mut page = SolvedPosts { next, ..SolvedPosts::default() };
    for post in posts {
        let post = Channel { guild_id: channel.guild_id, ..post };
        let found = match look(listener, &Post { post, tags: Some(channel.available_tags.clone()) }, me, true).await {
            // It is gone meanwhile.
            Err(CallError::Refused { status: 403 | 404, .. }) => None,
            found => found.map_err(refused)?,
        };
        match found {
            Some(event) if matches!(&event.event, Event::Solved(solved) if solved.answer.is_some()) => {
                page.solved.push(event);
            }
            Some(_) if !solving.is_empty() => page.unmarked += 1,
            _ => {}
        }
    }
    Ok(page)
}

async fn open(
    listener: &Listener,
    forum: &Channel,
    after: Option<&str>,
) -> Result<(Vec<Channel>, Option<String>), CallError> {
    let first_archived = || Some(ARCHIVE.to_owned());
    let Some(guild) = forum.guild_id else { return Ok((Vec::new(), first_archived())) };
    let active: Active = listener.fetch(&format!("/guilds/{guild}/threads/active")).await?;
    let after = after.and_then(|after| after.parse().ok()).unwrap_or_default();
    let mut posts = active.threads;
    posts.retain(|post| post.parent_id == Some(forum.id) && is_thread(post.kind) && post.id.get() > after);
    posts.sort_unstable_by_key(|post| post.id);
    let more = posts.len() > AT_ONCE;
    posts.truncate(AT_ONCE);
    let next = posts.last().filter(|_| more).map(|last| format!("{OPEN}{}", last.id));
    Ok((posts, next.or_else(first_archived)))
}

async fn archived(
    listener: &Listener,
    forum: &Channel,
    before: &str,
) -> Result<(Vec<Channel>, Option<String>), CallError> {
    let from = if before.is_empty() { String::new() } else { format!("&before={before}") };
    let path = format!("/channels/{}/threads/archived/public?limit={AT_ONCE}{from}", forum.id);
    let Archived { threads, has_more } = listener.fetch(&path).await?;
    let archived_at = |thread: &Channel| thread.thread_metadata.as_ref().map(|metadata| metadata.archive_timestamp);
    let oldest = threads.iter().filter_map(archived_at).min().filter(|_| has_more);
    let next = oldest.map(|oldest| format!("{ARCHIVE}{}", oldest.to_rfc3339_opts(SecondsFormat::Micros, true)));
    Ok((threads, next))
}

fn refused(error: CallError) -> PostsError {
    match error {
        CallError::Refused { status: 403 | 404, reason, .. } => PostsError::NoForum { reason },
        other => PostsError::Unavailable { reason: other.to_string() },
    }
}
