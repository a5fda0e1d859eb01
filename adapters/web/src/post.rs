//! What a visitor does: write, change what was written, press a button, or just begin to write.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use hamyar_channel::{Address, Attachment, Author, Event, Inbound, Message, Setting, Where};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::chat::MOUNT;
use crate::posted::Posted;
use crate::refusal::{How, Reason, Refusal};
use crate::routes::Context;
use crate::{upload, visitor};

/// A new message. The page's script names it by a key, so that it may send it again; a form does not.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMessage {
    key: Option<String>,
    pub(crate) text: String,
    /// Where the visitor is, as the browser says: the name of a time zone.
    #[serde(default)]
    pub(crate) zone: Option<String>,
    /// The files that were brought for it.
    #[serde(default)]
    pub(crate) files: Vec<String>,
}

/// New words for an earlier message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWords {
    /// The key of the message.
    message: String,
    text: String,
}

/// A pressed button.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Press {
    key: Option<String>,
    /// The transcript's item that the button is under.
    item: String,
    action: String,
}

pub(crate) async fn message(State(context): State<Context>, request: Request) -> Result<Response, Refusal> {
    let (posted, refused) = if is_sheet(request.headers()) {
        upload::sheet(&context, request).await?
    } else {
        (context.read::<NewMessage>(request).await?, None)
    };
    let visitor = posted.visitor.clone().unwrap_or_else(visitor::random);
    let record = async {
        refused.map_or(Ok(()), Err)?;
        context.record(&posted, &visitor).await
    };
    let id = record.await.map_err(|refusal| refusal.with_words(&posted.body.text))?;
    let done = done(&posted, &id);
    if posted.framed {
        return Ok(done);
    }
    Ok((visitor::remember(&context.chat, &visitor), done).into_response())
}

pub(crate) async fn edit(State(context): State<Context>, request: Request) -> Result<Response, Refusal> {
    let posted = context.read::<NewWords>(request).await?;
    let visitor = context.visitor(&posted)?;
    let id = context.key(&posted, Some(&posted.body.message))?;
    let message = context.words(&posted, &id, &posted.body.text, Vec::new())?;
    let (now, hash) = ((context.chat.settings.now)(), hash(&message.text));
    let key = format!("e:{visitor}:{id}:{}:{hash:016x}", now.timestamp());
    context.bring(&posted, author(&posted, &visitor), key, Event::Edit(message)).await?;
    Ok(done(&posted, &id))
}

pub(crate) async fn press(State(context): State<Context>, request: Request) -> Result<Response, Refusal> {
    let posted = context.read::<Press>(request).await?;
    let visitor = context.visitor(&posted)?;
    let id = context.key(&posted, posted.body.key.as_deref())?;
    let Press { item, action, .. } = &posted.body;
    if action.is_empty() || action.len() > 64 || !action.is_ascii() {
        return Err(context.malformed(&posted, "`action` must be 1 to 64 ASCII characters"));
    }
    if item.is_empty() || item.len() > 256 {
        return Err(context.malformed(&posted, "`item` must be the id of an item of the conversation"));
    }
    let event = Event::Button { action: action.clone(), message: Some(item.clone()) };
    context.bring(&posted, author(&posted, &visitor), format!("c:{visitor}:{id}"), event).await?;
    Ok(done(&posted, &id))
}

/// A visitor writes just now. It is told, and not kept.
pub(crate) async fn typing(State(context): State<Context>, request: Request) -> Result<StatusCode, Refusal> {
    let (parts, _) = request.into_parts();
    let admitted = context.admit_by(&context.chat.typing_rate, &parts)?;
    let visitor = admitted.visitor.ok_or_else(|| context.chat.refuse(admitted.asker, Reason::Visitor))?;
    context.inbox.typing(&context.chat.settings.id, &Address::chat(visitor)).await;
    Ok(StatusCode::NO_CONTENT)
}

impl Context {
    /// Records a message, and says by which key.
    async fn record(&self, posted: &Posted<NewMessage>, visitor: &str) -> Result<String, Refusal> {
        let NewMessage { key, text, zone, files } = &posted.body;
        let id = self.key(posted, key.as_deref())?;
        let attachments = self.attachments(posted.asker, visitor, files).await?;
        let message = self.words(posted, &id, text, attachments)?;
        let author = Author { zone: zone.clone(), ..author(posted, visitor) };
        self.bring(posted, author, format!("m:{visitor}:{id}"), Event::Message(message)).await?;
        Ok(id)
    }

    /// Records an event of a visitor.
    async fn bring<T>(&self, posted: &Posted<T>, author: Author, key: String, event: Event) -> Result<(), Refusal> {
        let settings = &self.chat.settings;
        let inbound = Inbound {
            key,
            at: (settings.now)(),
            place: Where { address: Address::chat(&author.id), setting: Setting::Direct, title: None },
            author,
            event,
        };
        match self.inbox.accept(&settings.id, vec![inbound]).await {
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::warn!(channel = %settings.id, error = &error as &dyn std::error::Error, "event not recorded");
                Err(self.chat.refuse(posted.asker, Reason::Unavailable))
            }
        }
    }

    /// The visitor, who must be known already.
    fn visitor<T>(&self, posted: &Posted<T>) -> Result<String, Refusal> {
        posted.visitor.clone().ok_or_else(|| self.chat.refuse(posted.asker, Reason::Visitor))
    }

    /// The sender's key, or a random one.
    fn key<T>(&self, posted: &Posted<T>, key: Option<&str>) -> Result<String, Refusal> {
        let Some(key) = key else { return Ok(visitor::random()) };
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=64).contains(&key.len()) && key.bytes().all(word) {
            return Ok(key.to_owned());
        }
        Err(self.malformed(posted, "a key must be 1 to 64 letters, digits, `-` or `_`"))
    }

    /// A message of these words, and of files where there are any.
    fn words<T>(
        &self,
        posted: &Posted<T>,
        id: &str,
        text: &str,
        attachments: Vec<Attachment>,
    ) -> Result<Message, Refusal> {
        // A form sends every end of a line as two characters, whatever was typed.
        let text = if posted.asker.how == How::Page { text.replace("\r\n", "\n") } else { text.to_owned() };
        let limit = self.chat.settings.max_message_bytes;
        if text.trim().is_empty() && attachments.is_empty() {
            return Err(self.chat.refuse(posted.asker, Reason::Empty));
        }
        if text.len() > limit {
            return Err(self.chat.refuse(posted.asker, Reason::Long(limit)));
        }
        Ok(Message { id: id.to_owned(), text, attachments, addressed: true, ..Message::default() })
    }

    fn malformed<T>(&self, posted: &Posted<T>, detail: &str) -> Refusal {
        self.chat.refuse(posted.asker, Reason::Malformed(detail.to_owned()))
    }
}

/// Whoever writes.
fn author<T>(posted: &Posted<T>, visitor: &str) -> Author {
    Author { id: visitor.to_owned(), language: Some(posted.asker.language.to_owned()), ..Author::default() }
}

/// What a form with files sends.
fn is_sheet(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.starts_with("multipart/form-data"))
}

fn done<T>(posted: &Posted<T>, id: &str) -> Response {
    match posted.asker.how {
        How::Script => Json(json!({ "message": id })).into_response(),
        How::Page => Redirect::to(MOUNT).into_response(),
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
