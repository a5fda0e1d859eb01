//! What a visitor sees, live.
//!
//! A stream sends three kinds of events: `items` (new and changed ones, those that are gone, and whether this is the whole
//! conversation), `voice` (who speaks for us) and `typing`. The id of an `items` event says what its reader has then: the
//! last item, and a digest of all up to it. Whoever comes back with that id gets only what differs; if anything among the
//! earlier items changed meanwhile, the whole conversation.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use axum::extract::{Query, Request, State};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use futures::stream;
use hamyar_channel::{Address, InboxError, Transcript, TranscriptAuthor, TranscriptItem, Voice, Words, WordsExt};
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{broadcast, watch};

use crate::item::{Piece, Renderer};
use crate::limits::Stream;
use crate::refusal::{Asker, Reason, Refusal};
use crate::routes::Context;
use crate::{client, token, visitor};

/// How much of a conversation a page shows: the newest items.
pub(crate) const WINDOW: usize = 200;
/// How often a silent stream shows that it lives, so that proxies keep it.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);

#[derive(Deserialize)]
pub(crate) struct Wanted {
    lang: Option<String>,
    /// The id of the last `items` event that the page knows.
    last: Option<String>,
}

pub(crate) async fn follow(
    State(context): State<Context>,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, _) = request.into_parts();
    let chat = &context.chat;
    let asker = Asker::of(chat, &parts.headers, wanted.lang.as_deref());
    let Ok(Some(visitor)) = visitor::known(chat, &parts.headers) else {
        return Err(chat.refuse(asker, Reason::Visitor));
    };
    let address = client::client_address(&parts, &chat.settings.trusted_proxies);
    let Some(stream) = chat.streams.open(address, &visitor, chat.settings.max_streams) else {
        return Err(chat.refuse(asker, Reason::Streams));
    };
    let resumed = parts.headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let last = resumed.map(str::to_owned).or(wanted.last);
    let feed = Feed::open(&context, stream, &visitor, asker.language, last.as_deref()).await;
    let feed = feed.map_err(|_| chat.refuse(asker, Reason::Unavailable))?;

    let events =
        stream::unfold(feed, async |mut feed| feed.next().await.map(|event| (Ok::<_, Infallible>(event), feed)));
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    // nginx would otherwise hold events back until its buffer is full.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    if let Some(token) = token::renewed(chat, &parts.headers) {
        response.headers_mut().insert(token::HEADER, token);
    }
    Ok(response)
}

/// One reader of one conversation.
struct Feed {
    context: Context,
    place: Address,
    language: &'static str,
    renderer: Renderer,
    stream: Stream,
    closing: watch::Receiver<()>,
    changes: broadcast::Receiver<()>,
    /// What the reader has: the items' ids and digests, in order.
    has: Vec<(String, u64)>,
    voice: Option<Voice>,
    ready: VecDeque<Event>,
}

impl Feed {
    async fn open(
        context: &Context,
        stream: Stream,
        visitor: &str,
        language: &'static str,
        last: Option<&str>,
    ) -> Result<Self, InboxError> {
        let chat = &context.chat;
        let place = Address::chat(visitor);
        let transcript = context.inbox.transcript(&chat.settings.id, &place, None, WINDOW).await?;
        let mut feed = Self {
            renderer: Renderer::new(chat.words.as_ref(), language, &chat.settings.brand, visitor),
            closing: chat.closing.subscribe(),
            changes: transcript.changes.resubscribe(),
            context: context.clone(),
            place,
            language,
            stream,
            has: Vec::new(),
            voice: None,
            ready: VecDeque::from([Event::default().retry(RETRY)]),
        };
        match last.and_then(|last| known(&transcript.items, last)) {
            Some(known) => {
                feed.has = transcript.items[..known].iter().map(|item| (item.id.clone(), digest(item))).collect();
                feed.take(transcript, false);
            }
            None => feed.take(transcript, true),
        }
        Ok(feed)
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            tokio::select! {
                _ = self.closing.changed() => return None,
                typing = self.stream.typing.recv() => {
                    if !matches!(typing, Err(broadcast::error::RecvError::Closed)) {
                        return Some(Event::default().event("typing").data("{}"));
                    }
                    return None;
                }
                changed = self.changes.recv() => {
                    if matches!(changed, Err(broadcast::error::RecvError::Closed)) {
                        return None;
                    }
                    let id = &self.context.chat.settings.id;
                    // The reader connects again, and asks again.
                    let transcript = self.context.inbox.transcript(id, &self.place, None, WINDOW).await.ok()?;
                    self.take(transcript, false);
                }
            }
        }
    }

    /// Prepares the events that bring the reader from what it has to the transcript.
    fn take(&mut self, transcript: Transcript, whole: bool) {
        self.changes = transcript.changes;
        let now: Vec<(String, u64)> = transcript.items.iter().map(|item| (item.id.clone(), digest(item))).collect();
        let new = transcript.items.iter().zip(&now).filter(|(_, now)| whole || !self.has.contains(now));
        let pieces: Vec<Piece> = new.map(|(item, _)| self.renderer.piece(item)).collect();
        let gone = gone(&self.has, &now);
        if whole || !pieces.is_empty() || !gone.is_empty() {
            let data = json!({ "whole": whole, "items": pieces, "gone": gone }).to_string();
            self.ready.push_back(Event::default().event("items").id(event_id(&transcript.items)).data(data));
        }
        self.has = now;
        if self.voice.as_ref() != Some(&transcript.voice) {
            let text = voice_text(self.context.chat.words.as_ref(), self.language, &transcript.voice);
            let data = json!({ "kind": voice_kind(&transcript.voice), "text": text }).to_string();
            self.ready.push_back(Event::default().event("voice").data(data));
            self.voice = Some(transcript.voice);
        }
    }
}

/// What the reader has and the transcript has no more. What only fell out of the window stays on the page.
fn gone<'a>(has: &'a [(String, u64)], now: &[(String, u64)]) -> Vec<&'a str> {
    let first = match now.first() {
        Some((oldest, _)) if now.len() >= WINDOW => has.iter().position(|(id, _)| id == oldest).unwrap_or(has.len()),
        _ => 0,
    };
    let ids = has[first..].iter().map(|(id, _)| id.as_str());
    ids.filter(|id| !now.iter().any(|(other, _)| other == id)).collect()
}

/// The id of an event that leaves its reader with these items.
pub(crate) fn event_id(items: &[TranscriptItem]) -> String {
    let Some(last) = items.last() else { return String::new() };
    // An id in an event stream is one line.
    let name = if last.id.contains(['\r', '\n', '\0']) { "" } else { last.id.as_str() };
    format!("{:016x}~{name}", digest_all(items))
}

/// How many of these items a reader has who knows the event with this id, if they are as they were.
fn known(items: &[TranscriptItem], last: &str) -> Option<usize> {
    let (_, name) = last.split_once('~')?;
    let known = items.iter().position(|item| item.id == name)? + 1;
    (event_id(&items[..known]) == last).then_some(known)
}

fn digest(item: &TranscriptItem) -> u64 {
    digest_all(std::slice::from_ref(item))
}

fn digest_all(items: &[TranscriptItem]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for item in items {
        (&item.id, &item.body, item.edited).hash(&mut hasher);
        if let TranscriptAuthor::Agent(name) = &item.author {
            name.hash(&mut hasher);
        }
        for row in &item.buttons {
            row.len().hash(&mut hasher);
            for button in row {
                (&button.label, &button.action, button.pressed).hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

pub(crate) fn voice_kind(voice: &Voice) -> &'static str {
    match voice {
        Voice::Bot => "bot",
        Voice::Waiting => "waiting",
        Voice::Agent { .. } => "agent",
    }
}

pub(crate) fn voice_text(words: &dyn Words, language: &str, voice: &Voice) -> String {
    match voice {
        Voice::Bot => words.word(language, "chat-voice-bot"),
        Voice::Waiting => words.word(language, "chat-voice-waiting"),
        Voice::Agent { name } if name.is_empty() => words.word(language, "chat-voice-person"),
        Voice::Agent { name } => words.text(language, "chat-voice-agent", &[("name", name)]),
    }
}
