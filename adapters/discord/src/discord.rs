//! The channel: every call of the contract, as calls of Discord's API.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use hamyar_channel::{
    Address, Attachment, Capabilities, Channel, ChannelId, FetchError, FileStream, Inbox, ListenError, NewThread,
    Outbound, Pace, Pauses, PostsError, Receipt, RichText, SaysSolved, SendError, SolvedPosts, TakesFiles, Unit, Words,
};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use serenity::builder::CreateMessage;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::acks::Acks;
use crate::api::{Api, CallError, NOTHING};
use crate::convert::{Ourselves, PERSON};
use crate::directory::Homes;
use crate::gateway;
use crate::listener::Listener;
use crate::object::{Application, Id, Me, id_at};
use crate::outcome::{code, surely_unsent};
use crate::positions::Positions;
use crate::recorder::Recorder;
use crate::render::{self, Body};
use crate::settings::{Settings, SettingsError};
use crate::threads::Openings;
use crate::upload::MOST;
use crate::{commands, fetch, find, posts, solved, threads, upload};

/// Discord's own limits: fifty requests a second, five messages in five seconds to one channel.
const PACE: Pace = Pace { per_second: 50, chat_per_minute: 60, group_per_minute: 60 };

/// The longest name of a thread, in characters.
const TITLE: usize = 100;

/// What the gateway may tell before it is recorded.
const QUEUE: usize = 1024;

/// So long Discord surely knows a nonce. After that a message that perhaps arrived is looked for.
pub(crate) const NONCE_LASTS: chrono::Duration = chrono::Duration::minutes(2);

/// So far our clock and Discord's may differ.
pub(crate) const CLOCKS: chrono::Duration = chrono::Duration::seconds(10);

/// What we say comes after the word that an interaction waits for, if that comes within so long.
const ACKNOWLEDGED: Duration = Duration::from_secs(3);

/// A bot on Discord.
pub struct Discord {
    listener: Arc<Listener>,
    words: Arc<dyn Words>,
}

impl Discord {
    /// A bot as the settings say. Nothing is asked of Discord yet.
    ///
    /// # Errors
    ///
    /// If the settings cannot work.
    pub fn new(settings: Settings, words: Arc<dyn Words>) -> Result<Self, SettingsError> {
        let api = Api::new(&settings)?;
        let listener = Listener {
            settings,
            api,
            clock: Arc::new(now),
            acks: Acks::default(),
            openings: Openings::default(),
            homes: Homes::default(),
            connected: AtomicBool::new(false),
        };
        Ok(Self { listener: Arc::new(listener), words })
    }

    /// Takes the time of events that Discord gives none (deletions, reactions) from elsewhere than the machine.
    ///
    /// # Panics
    ///
    /// If the channel is listening already.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        match Arc::get_mut(&mut self.listener) {
            Some(listener) => listener.clock = Arc::new(clock),
            None => panic!("a channel that listens keeps its clock"),
        }
        self
    }

    pub(crate) fn listener(&self) -> &Listener {
        &self.listener
    }

    /// Begins the direct chat with somebody, or finds it: from then on it has an address of its own.
    async fn begin_direct(&self, person: &str) -> SendError {
        let person = match id(person) {
            Ok(person) => json!({ "recipient_id": person.to_string() }),
            Err(error) => return error,
        };
        match self.listener.api.post::<_, Made>("/users/@me/channels", &person).await {
            Ok(chat) => SendError::Moved { to: chat.id.to_string() },
            Err(error) => surely_unsent(error),
        }
    }

    /// Says something in a forum: by a post, which has no nonce. One that perhaps arrived is looked for by its name.
    async fn post(&self, forum: u64, message: &Outbound, request: &CreateMessage) -> Result<Made, SendError> {
        let name = name(beginning(&message.text.text));
        if let Some(since) = message.perhaps_sent_since
            && let Some(id) = threads::opened_since(&self.listener, forum, id_at(since - CLOCKS).get(), &name).await?
        {
            return Ok(Made { id });
        }
        let post = render::post(&name, request);
        Ok(self.listener.api.post(&format!("/channels/{forum}/threads"), &post).await?)
    }
}

/// The edge of the adapter: convert, which uses it, takes the time as a parameter.
#[expect(clippy::disallowed_methods, reason = "Discord gives some events no time")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

impl fmt::Debug for Discord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discord").field("id", &self.listener.settings.id).finish_non_exhaustive()
    }
}

/// What was made, as far as it has an id.
#[derive(Deserialize)]
pub(crate) struct Made {
    pub(crate) id: Id,
}

/// A message, as far as its reactions go.
#[derive(Deserialize)]
struct Marked {
    #[serde(default)]
    reactions: Vec<Mark>,
}

#[derive(Deserialize)]
struct Mark {
    me: bool,
    emoji: Emoji,
}

#[derive(Deserialize)]
struct Emoji {
    name: Option<String>,
}

/// The channel that an address is: a thread is one of its own.
fn channel(address: &Address) -> Result<u64, SendError> {
    id(address.thread.as_ref().unwrap_or(&address.chat))
}

pub(crate) fn id(text: &str) -> Result<u64, SendError> {
    let id = text.parse().ok().filter(|id| *id > 0);
    id.ok_or_else(|| SendError::Rejected { reason: "not an id of Discord's".to_owned() })
}

/// What a text begins with, as far as it says something.
fn beginning(text: &str) -> &str {
    text.split([':', '.', '!', '?', '؟']).next().unwrap_or(text).trim_end()
}

/// The first line of a text as the name of a thread.
pub(crate) fn name(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    RichText::plain(line).split(TITLE, Unit::Chars).into_iter().next().unwrap_or_default().text
}

#[async_trait]
impl Channel for Discord {
    fn id(&self) -> &ChannelId {
        &self.listener.settings.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            max_length: render::MAX_LENGTH,
            unit: Unit::Chars,
            edit: true,
            delete: true,
            typing: true,
            threads: true,
            react: true,
            replies: true,
            files: Some(TakesFiles { max_bytes: MOST, caption: render::MAX_LENGTH }),
            fetch: true,
            idempotent: true,
            shows_speaker: false,
            pace: self.listener.settings.paced.then_some(PACE),
        }
    }

    fn is_connected(&self) -> bool {
        self.listener.connected.load(Ordering::Relaxed)
    }

    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError> {
        let listener = &self.listener;
        let Some(me) = listener.insist::<Me>("/users/@me", &stop).await? else { return Ok(()) };
        let Some(application) = listener.insist::<Application>("/applications/@me", &stop).await? else {
            return Ok(());
        };
        listener.acks.application.get_or_init(|| application.id);
        let mut pauses = Pauses::new(listener.settings.first_pause);
        let positions = loop {
            match inbox.cursors(&listener.settings.id).await {
                Ok(cursors) => break Positions::read(&cursors),
                Err(error) => {
                    tracing::warn!(channel = %listener.settings.id, %error, "it is not known how far we had read");
                    pauses.wait(None, &stop).await;
                }
            }
            if stop.is_cancelled() {
                return Ok(());
            }
        };
        let (say, mut queue) = mpsc::channel(QUEUE);
        let ourselves = Ourselves { id: me.id, commands: commands::names(&*self.words) };
        let session = positions.session.clone();
        let recorder = Recorder::new(listener, &*self.words, &*inbox, &stop, ourselves, positions);
        let told = async {
            let told = gateway::follow(listener, session, &say, &stop).await;
            // Ends the recording, too.
            drop(say);
            told
        };
        let menu = stop.run_until_cancelled(commands::announce(listener, &*self.words, application.id));
        let (told, (), _) = tokio::join!(told, recorder.run(&mut queue), menu);
        told
    }

    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError> {
        if let Some(person) = message.to.chat.strip_prefix(PERSON) {
            return Err(self.begin_direct(person).await);
        }
        let (channel, body) = (channel(&message.to)?, Body::of(&message.text));
        let acks = &self.listener.acks;
        // After that it is late already.
        let _ = tokio::time::timeout(ACKNOWLEDGED, acks.settled(channel)).await;
        if let Some(since) = message.perhaps_sent_since
            && (self.listener.clock)() - since > NONCE_LASTS
            && let Some(found) = find::find(&self.listener, channel, &body, message.file.as_ref(), since).await?
        {
            return Ok(Receipt { message: found, chat: None });
        }
        let reply_to = message.reply_to.as_deref().and_then(|id| acks.message_of(id));
        let request = render::message(message, &body, channel, reply_to);
        let path = format!("/channels/{channel}/messages");
        let made = match &message.file {
            Some(file) => self.listener.api.upload(&path, upload::form(&request, file)?).await,
            None => self.listener.api.post(&path, &request).await,
        };
        let made: Made = match made {
            Err(error) if error.is(code::NO_MESSAGES) && message.file.is_none() => {
                self.post(channel, message, &request).await?
            }
            made => made?,
        };
        Ok(Receipt { message: made.id.to_string(), chat: None })
    }

    async fn edit(&self, message: &str, new: &Outbound) -> Result<Receipt, SendError> {
        let path = format!("/channels/{}/messages/{}", channel(&new.to)?, id(message)?);
        let request = render::edit(new, &Body::of(&new.text));
        match self.listener.api.call(Method::PATCH, &path, Some(&request)).await {
            // The message is gone, and not where it was.
            Err(CallError::Refused { code: code::UNKNOWN_MESSAGE, reason, .. }) => Err(SendError::Rejected { reason }),
            Err(error) => Err(error.into()),
            Ok(_) => Ok(Receipt { message: message.to_owned(), chat: None }),
        }
    }

    async fn delete(&self, place: &Address, message: &str) -> Result<(), SendError> {
        let path = format!("/channels/{}/messages/{}", channel(place)?, id(message)?);
        match self.listener.api.call(Method::DELETE, &path, NOTHING).await {
            Err(error) if !error.is(code::UNKNOWN_MESSAGE) => Err(error.into()),
            _ => Ok(()),
        }
    }

    async fn typing(&self, place: &Address) -> Result<(), SendError> {
        let path = format!("/channels/{}/typing", channel(place)?);
        self.listener.api.call(Method::POST, &path, NOTHING).await?;
        Ok(())
    }

    async fn react(&self, place: &Address, message: &str, emoji: Option<&str>) -> Result<(), SendError> {
        if emoji.is_some_and(|emoji| emoji.contains(|c: char| c.is_ascii())) {
            return Err(SendError::Rejected { reason: "not an emoji".to_owned() });
        }
        let (channel, asked) = (channel(place)?, id(message)?);
        let message = self.listener.acks.shown_by(asked).unwrap_or(asked);
        let api = &self.listener.api;
        let path = |message: u64| format!("/channels/{channel}/messages/{message}");
        let (path, marked) = match api.get::<Marked>(&path(message)).await {
            // A command that was acknowledged before this program was started.
            Err(error) if error.is(code::UNKNOWN_MESSAGE) => {
                let shown = threads::acknowledgement(&self.listener, channel, asked).await?;
                let shown = path(shown.ok_or(error)?);
                (shown.clone(), api.get(&shown).await.map_err(surely_unsent)?)
            }
            marked => (path(message), marked.map_err(surely_unsent)?),
        };
        let own = |emoji: &str| format!("{path}/reactions/{emoji}/@me");
        // A message can bear many reactions of ours; it shall bear one.
        let ours: Vec<String> =
            marked.reactions.into_iter().filter(|mark| mark.me).filter_map(|mark| mark.emoji.name).collect();
        for old in ours.iter().filter(|old| Some(old.as_str()) != emoji) {
            api.call(Method::DELETE, &own(old), NOTHING).await?;
        }
        if let Some(new) = emoji.filter(|new| !ours.iter().any(|old| old == new)) {
            api.call(Method::PUT, &own(new), NOTHING).await?;
        }
        Ok(())
    }

    fn has_threads_under_messages(&self, place: &Address) -> bool {
        place.thread.is_none()
    }

    async fn fetch(&self, file: &Attachment) -> Result<FileStream, FetchError> {
        fetch::fetch(&self.listener.api, file).await
    }

    fn message_link(&self, place: &Address, message: &str) -> Option<String> {
        let (channel, message) = (channel(place).ok()?, id(message).ok()?);
        let guild = self.listener.homes.of(id(&place.chat).ok()?)?;
        Some(format!("https://discord.com/channels/{guild}/{channel}/{message}"))
    }

    async fn open_thread(&self, place: &Address, thread: NewThread<'_>) -> Result<Address, SendError> {
        let title = name(thread.title);
        if thread.under.is_none()
            && let Some(post) = posts::open(&self.listener.api, place, &title, None).await?
        {
            return Ok(post);
        }
        threads::open(&self.listener, place, &title, thread).await
    }

    async fn begin_thread(
        &self,
        place: &Address,
        thread: NewThread<'_>,
        first: &Outbound,
    ) -> Result<(Address, Option<String>), SendError> {
        let (request, title) = (render::message(first, &Body::of(&first.text), 0, None), name(thread.title));
        match posts::begin(&self.listener, place, &title, &request, first.perhaps_sent_since).await? {
            Some(post) => Ok((post.clone(), post.thread)),
            None => Ok((self.open_thread(place, thread).await?, None)),
        }
    }

    async fn solved_posts(
        &self,
        forum: &str,
        says_solved: SaysSolved<'_>,
        from: Option<&str>,
    ) -> Result<SolvedPosts, PostsError> {
        solved::in_time(&self.listener, forum, says_solved, from).await
    }

    async fn entitle_thread(&self, thread: &Address, title: &str, mark: &str) -> Result<(), SendError> {
        posts::entitle(&self.listener.api, thread, title, mark).await
    }

    async fn close_thread(&self, thread: &Address) -> Result<(), SendError> {
        posts::close(&self.listener.api, thread).await
    }

    async fn reopen_thread(&self, thread: &Address) -> Result<(), SendError> {
        posts::reopen(&self.listener.api, thread).await
    }

    async fn delete_thread(&self, thread: &Address) -> Result<(), SendError> {
        posts::delete(&self.listener.api, thread).await
    }

    fn writes_first(&self) -> bool {
        true
    }

    fn fits(&self, text: &RichText) -> bool {
        render::fits(text)
    }
}
