//! The channel: every call of the contract, as one call of the Bot API.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use hamyar_channel::{
    Address, Attachment, Capabilities, Channel, ChannelId, FetchError, FileStream, HttpService, Inbox, ListenError,
    NewThread, Outbound, Pace, Receipt, SendError, TakesFiles, Unit, Words,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use crate::api::Api;
use crate::listener::Listener;
use crate::render::{self, Entity, Keyboard};
use crate::settings::{Mode, Settings, SettingsError};
use crate::{commands, fetch, poll, topics, upload, webhook};

/// Telegram's own limits.
const PACE: Pace = Pace { per_second: 30, chat_per_minute: 60, group_per_minute: 20 };

/// A bot on Telegram.
pub struct Telegram {
    listener: Arc<Listener>,
}

impl Telegram {
    /// A bot as the settings say. Nothing is asked of Telegram yet.
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
            words,
            me: OnceLock::new(),
            icons: OnceCell::new(),
            connected: AtomicBool::new(false),
        };
        Ok(Self { listener: Arc::new(listener) })
    }

    /// Takes the time of events that Telegram gives none (button presses) from elsewhere than the machine.
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

    async fn call<P: Serialize + Sync>(&self, method: &str, parameters: &P) -> Result<Value, SendError> {
        Ok(self.listener.api.call(method, parameters).await?)
    }
}

/// The edge of the adapter: convert, which uses it, takes the time as a parameter.
#[expect(clippy::disallowed_methods, reason = "Telegram gives button presses no time")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

impl fmt::Debug for Telegram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Telegram").field("id", &self.listener.settings.id).finish_non_exhaustive()
    }
}

/// The parameters of `sendMessage` and `editMessageText`.
#[derive(Serialize)]
struct Request<'a> {
    chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<i64>,
    text: &'a str,
    #[serde(skip_serializing_if = "<[Entity]>::is_empty")]
    entities: &'a [Entity],
    link_preview_options: NoPreview,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_parameters: Option<ReplyTo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<Keyboard<'a>>,
}

#[derive(Serialize)]
struct NoPreview {
    is_disabled: bool,
}

#[derive(Serialize)]
struct ReplyTo {
    message_id: i64,
    /// The message may be deleted by now; the answer is wanted all the same.
    allow_sending_without_reply: bool,
}

#[derive(Deserialize)]
pub(crate) struct Sent {
    message_id: i64,
}

impl<'a> Request<'a> {
    fn new(message: &'a Outbound, text: &'a str, entities: &'a [Entity]) -> Result<Self, SendError> {
        let place = Place::of(&message.to)?;
        Ok(Self {
            chat_id: place.chat,
            message_thread_id: place.thread,
            message_id: None,
            text,
            entities,
            link_preview_options: NoPreview { is_disabled: true },
            reply_parameters: None,
            reply_markup: (!message.buttons.is_empty()).then(|| render::keyboard(&message.buttons)),
        })
    }
}

/// An address in Telegram's terms.
pub(crate) struct Place {
    pub(crate) chat: i64,
    pub(crate) thread: Option<i64>,
}

impl Place {
    pub(crate) fn of(address: &Address) -> Result<Self, SendError> {
        Ok(Self { chat: id(&address.chat)?, thread: address.thread.as_deref().map(id).transpose()? })
    }
}

fn id(text: &str) -> Result<i64, SendError> {
    text.parse().map_err(|_| SendError::Rejected { reason: "not an id of Telegram's".to_owned() })
}

#[async_trait]
impl Channel for Telegram {
    fn id(&self) -> &ChannelId {
        &self.listener.settings.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            max_length: render::MAX_LENGTH,
            unit: Unit::Utf16,
            edit: true,
            delete: true,
            typing: true,
            threads: true,
            react: true,
            replies: true,
            files: Some(TakesFiles { max_bytes: upload::MOST, caption: upload::CAPTION }),
            fetch: true,
            idempotent: false,
            shows_speaker: false,
            pace: self.listener.settings.paced.then_some(PACE),
        }
    }

    fn is_connected(&self) -> bool {
        self.listener.connected.load(Ordering::Relaxed)
    }

    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError> {
        let listener = &*self.listener;
        let Some(me) = listener.introduce(&stop).await? else { return Ok(()) };
        let updates = async {
            match &listener.settings.mode {
                Mode::Polling => poll::poll(listener, me, &*inbox, &stop).await,
                Mode::Webhook { public_url, secret } => {
                    let url = format!("{}{}{}", public_url.trim_end_matches('/'), self.mount(), webhook::PATH);
                    webhook::wait(listener, &url, secret, &stop).await
                }
            }
        };
        let menu = async {
            tokio::select! {
                () = stop.cancelled() => {}
                () = commands::announce(listener, &*listener.words) => {}
            }
            Ok(())
        };
        tokio::try_join!(updates, menu).map(|_| ())
    }

    fn listens_alone(&self) -> bool {
        matches!(self.listener.settings.mode, Mode::Polling)
    }

    async fn introduce(&self, stop: CancellationToken) -> Result<(), ListenError> {
        self.listener.introduce(&stop).await.map(drop)
    }

    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError> {
        if let Some(file) = &message.file {
            let sent = upload::send(&self.listener.api, message, file).await?;
            return Ok(Receipt { message: sent.message_id.to_string(), chat: None });
        }
        let (text, entities) = render::text(&message.text);
        let mut parameters = Request::new(message, &text, &entities)?;
        let replied = message.reply_to.as_deref().and_then(|id| id.parse().ok());
        parameters.reply_parameters =
            replied.map(|message_id| ReplyTo { message_id, allow_sending_without_reply: true });
        let sent: Sent = self.listener.api.call("sendMessage", &parameters).await?;
        Ok(Receipt { message: sent.message_id.to_string(), chat: None })
    }

    async fn edit(&self, message: &str, new: &Outbound) -> Result<Receipt, SendError> {
        let (text, entities) = render::text(&new.text);
        let mut parameters = Request::new(new, &text, &entities)?;
        parameters.message_thread_id = None;
        parameters.message_id = Some(id(message)?);
        match self.listener.api.call::<_, Value>("editMessageText", &parameters).await {
            Err(error) if !error.says("message is not modified") => Err(error.into()),
            _ => Ok(Receipt { message: message.to_owned(), chat: None }),
        }
    }

    async fn delete(&self, place: &Address, message: &str) -> Result<(), SendError> {
        let parameters = json!({ "chat_id": Place::of(place)?.chat, "message_id": id(message)? });
        match self.listener.api.call::<_, Value>("deleteMessage", &parameters).await {
            Err(error) if !error.says("message to delete not found") => Err(error.into()),
            _ => Ok(()),
        }
    }

    async fn typing(&self, place: &Address) -> Result<(), SendError> {
        let Place { chat, thread } = Place::of(place)?;
        self.call("sendChatAction", &json!({ "chat_id": chat, "message_thread_id": thread, "action": "typing" }))
            .await?;
        Ok(())
    }

    async fn react(&self, place: &Address, message: &str, emoji: Option<&str>) -> Result<(), SendError> {
        let reaction: Vec<Value> = emoji.map(|emoji| json!({ "type": "emoji", "emoji": emoji })).into_iter().collect();
        let parameters = json!({ "chat_id": Place::of(place)?.chat, "message_id": id(message)?, "reaction": reaction });
        self.call("setMessageReaction", &parameters).await?;
        Ok(())
    }

    async fn fetch(&self, file: &Attachment) -> Result<FileStream, FetchError> {
        fetch::fetch(&self.listener.api, file).await
    }

    fn direct_link(&self, carries: &str) -> Option<String> {
        let me = self.listener.me.get()?;
        Some(format!("https://t.me/{}?start={carries}", me.username))
    }

    /// Only what is said in a supergroup has an address: its number is the chat's id without what begins that.
    fn message_link(&self, place: &Address, message: &str) -> Option<String> {
        let number = |text: &str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit());
        let chat = place.chat.strip_prefix("-100").filter(|chat| number(chat))?;
        let thread = place.thread.as_deref().filter(|thread| number(thread));
        let message = Some(message).filter(|message| number(message))?;
        let thread = thread.map(|thread| format!("{thread}/")).unwrap_or_default();
        Some(format!("https://t.me/c/{chat}/{thread}{message}"))
    }

    async fn open_thread(&self, place: &Address, thread: NewThread<'_>) -> Result<Address, SendError> {
        topics::open(&self.listener.api, place, thread.title).await
    }

    async fn entitle_thread(&self, thread: &Address, title: &str, mark: &str) -> Result<(), SendError> {
        let icon = topics::icon(&self.listener, mark).await;
        topics::entitle(&self.listener.api, thread, title, mark, icon).await
    }

    async fn close_thread(&self, thread: &Address) -> Result<(), SendError> {
        topics::call(&self.listener.api, "closeForumTopic", thread).await
    }

    async fn reopen_thread(&self, thread: &Address) -> Result<(), SendError> {
        topics::call(&self.listener.api, "reopenForumTopic", thread).await
    }

    async fn delete_thread(&self, thread: &Address) -> Result<(), SendError> {
        topics::delete(&self.listener.api, thread).await
    }

    fn http(&self, inbox: Arc<dyn Inbox>) -> Option<HttpService> {
        match &self.listener.settings.mode {
            Mode::Polling => None,
            Mode::Webhook { secret, .. } => Some(webhook::service(Arc::clone(&self.listener), secret.clone(), inbox)),
        }
    }
}
