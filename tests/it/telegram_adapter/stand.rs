//! What these tests stand on: a bot with an inbox in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use hamyar_channel::{
    Accepted, Address, Button, Channel, ChannelId, Cursor, Event, HttpService, Inbound, Inbox, InboxError, ListenError,
    NotTheirs, Outbound, RichText, Transcript, Words, boxed_body,
};
use hamyar_telegram::{Mode, Settings, Telegram};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::support::fake_telegram::{FakeTelegram, TOKEN};

const DEADLINE: Duration = Duration::from_secs(30);

/// An inbox that keeps what it is given, or refuses it as told.
#[derive(Default)]
pub(super) struct Memory {
    batches: Mutex<Vec<Vec<Inbound>>>,
    /// How many of the next batches are refused.
    refusals: Mutex<usize>,
    /// What was seen of the world during each call of `accept`.
    pub(super) seen: Mutex<VecDeque<usize>>,
    probe: Mutex<Option<Box<dyn Fn() -> usize + Send + Sync>>>,
    changed: watch::Sender<()>,
}

impl Memory {
    pub(super) fn refuse(&self, batches: usize) {
        *self.refusals.lock().unwrap() = batches;
    }

    /// Looks at something during every call of `accept`.
    pub(super) fn watch(&self, probe: impl Fn() -> usize + Send + Sync + 'static) {
        *self.probe.lock().unwrap() = Some(Box::new(probe));
    }

    pub(super) fn events(&self) -> Vec<Inbound> {
        self.batches.lock().unwrap().concat()
    }

    pub(super) fn batch_sizes(&self) -> Vec<usize> {
        self.batches.lock().unwrap().iter().map(Vec::len).collect()
    }

    /// What was said, in order.
    pub(super) fn texts(&self) -> Vec<String> {
        let text = |event: Inbound| match event.event {
            Event::Message(message) => Some(message.text),
            _ => None,
        };
        self.events().into_iter().filter_map(text).collect()
    }

    /// Waits until there are so many events.
    pub(super) async fn until(&self, events: usize) {
        let mut changes = self.changed.subscribe();
        let wait = async {
            while self.events().len() < events {
                changes.changed().await.unwrap();
            }
        };
        let waited = tokio::time::timeout(DEADLINE, wait).await;
        waited.unwrap_or_else(|_| panic!("{} events, not {events}: {:?}", self.events().len(), self.texts()));
    }
}

#[async_trait]
impl Inbox for Memory {
    async fn accept_to(&self, _: &ChannelId, batch: Vec<Inbound>, _: Vec<Cursor>) -> Result<Accepted, InboxError> {
        if let Some(probe) = &*self.probe.lock().unwrap() {
            self.seen.lock().unwrap().push_back(probe());
        }
        let mut refusals = self.refusals.lock().unwrap();
        if *refusals > 0 {
            *refusals -= 1;
            return Err(InboxError::Unavailable("the disk is full".into()));
        }
        let recorded = batch.len();
        // What is pressed with this action is for somebody else.
        let is_not_theirs =
            |event: &&Inbound| matches!(&event.event, Event::Button { action, .. } if action == "others");
        let not_theirs = batch.iter().filter(is_not_theirs);
        let not_theirs =
            not_theirs.map(|event| NotTheirs { key: event.key.clone(), language: "fa".to_owned() }).collect();
        self.batches.lock().unwrap().push(batch);
        self.changed.send_replace(());
        Ok(Accepted { recorded, not_theirs, ..Accepted::default() })
    }

    async fn cursors(&self, _: &ChannelId) -> Result<Vec<Cursor>, InboxError> {
        Ok(Vec::new())
    }

    async fn transcript(
        &self,
        _: &ChannelId,
        _: &Address,
        _: Option<&str>,
        _: usize,
    ) -> Result<Transcript, InboxError> {
        Err(InboxError::Closed)
    }
}

/// Words that say their own key.
struct Keys;

impl Words for Keys {
    fn text(&self, language: &str, key: &str, _: &[(&str, &str)]) -> String {
        format!("{key} in {language}")
    }

    fn languages(&self) -> &[&'static str] {
        &["en", "fa"]
    }
}

/// Settings for a fake, with pauses that a test does not notice.
pub(super) fn settings(api_url: &str) -> Settings {
    Settings {
        api_url: api_url.to_owned(),
        first_pause: Duration::from_millis(1),
        ..Settings::new("telegram:test".parse().unwrap(), TOKEN.into())
    }
}

pub(super) fn bot(fake: &FakeTelegram) -> Telegram {
    bot_with(settings(&fake.url()))
}

pub(super) fn bot_with(settings: Settings) -> Telegram {
    Telegram::new(settings, words()).unwrap()
}

pub(super) fn words() -> Arc<dyn Words> {
    Arc::new(Keys)
}

/// A webhook whose host is at this address.
pub(super) fn webhook(url: &str) -> Mode {
    Mode::Webhook { public_url: url.to_owned(), secret: "s3cret_-".into() }
}

/// Serves a channel's routes as a host does.
pub(super) fn serve(listener: TcpListener, mount: &str, service: HttpService) -> JoinHandle<()> {
    let service = service.map_request(|request: http::Request<axum::body::Body>| request.map(boxed_body));
    let service = service.map_response(|response: http::Response<_>| response.map(axum::body::Body::new));
    let router = axum::Router::new().nest_service(mount, service);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}

/// A bot that listens.
pub(super) struct Listening {
    pub(super) bot: Arc<Telegram>,
    pub(super) inbox: Arc<Memory>,
    stop: CancellationToken,
    task: JoinHandle<Result<(), ListenError>>,
}

impl Listening {
    pub(super) fn start(bot: Telegram, inbox: Arc<Memory>) -> Self {
        let (bot, stop) = (Arc::new(bot), CancellationToken::new());
        let task = tokio::spawn({
            let (bot, inbox, stop) = (Arc::clone(&bot), Arc::clone(&inbox), stop.clone());
            async move { bot.listen(inbox, stop).await }
        });
        Self { bot, inbox, stop, task }
    }

    /// Stops it and says how it ended.
    pub(super) async fn stop(self) -> Result<(), ListenError> {
        self.stop.cancel();
        self.end().await
    }

    /// Waits until it ends by itself.
    pub(super) async fn end(self) -> Result<(), ListenError> {
        tokio::time::timeout(DEADLINE, self.task).await.expect("it ends in time").expect("it does not panic")
    }
}

pub(super) fn outbound(to: Address, markdown: &str) -> Outbound {
    Outbound {
        to,
        key: "k".to_owned(),
        text: RichText::from_markdown(markdown),
        file: None,
        buttons: Vec::new(),
        reply_to: None,
        perhaps_sent_since: None,
        language: "en".to_owned(),
    }
}

pub(super) fn button(label: &str, action: &str) -> Button {
    Button { label: label.to_owned(), action: action.to_owned() }
}
