//! The chat as a channel.

use std::sync::Arc;

use async_trait::async_trait;
use axum_extra::extract::cookie::Key;
use hamyar_channel::{
    Address, Capabilities, Channel, ChannelId, HttpService, Inbox, ListenError, Outbound, Receipt, SendError,
    TakesFiles, Unit, Words,
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::Settings;
use crate::limits::{Rate, Streams};
use crate::routes;
use crate::widget::Widget;

/// Where the host serves the chat. The page's own links begin with it.
pub(crate) const MOUNT: &str = "/chat";

/// The web chat: a page under `/chat`, whose conversations are the host's transcripts.
///
/// What is sent is shown because the host has it on the timeline, so [`Channel::send`], [`Channel::edit`] and
/// [`Channel::delete`] have nothing to do. A press names the transcript's item that the button is under
/// ([`hamyar_channel::TranscriptItem::id`]), because the page knows no other name. The host serves [`Channel::http`] with
/// [`axum::extract::ConnectInfo<SocketAddr>`](axum::extract::ConnectInfo) among the request's extensions.
#[derive(Clone)]
pub struct WebChat {
    shared: Arc<Shared>,
}

/// What every request needs.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) words: Arc<dyn Words>,
    pub(crate) key: Key,
    pub(crate) rate: Rate,
    /// How often an address may say that somebody writes there: more often than anybody sends.
    pub(crate) typing_rate: Rate,
    pub(crate) streams: Streams,
    pub(crate) widget: Widget,
    /// Changes when the live connections are to end.
    pub(crate) closing: watch::Sender<()>,
}

impl WebChat {
    /// A chat with these settings.
    #[must_use]
    pub fn new(settings: Settings, words: Arc<dyn Words>) -> Self {
        let shared = Shared {
            key: Key::from(&settings.cookie_key),
            rate: Rate::per_minute(settings.messages_per_minute),
            typing_rate: Rate::per_minute(settings.messages_per_minute.saturating_mul(3)),
            streams: Streams::default(),
            widget: Widget::new(&settings, words.as_ref()),
            closing: watch::Sender::new(()),
            settings,
            words,
        };
        Self { shared: Arc::new(shared) }
    }
}

#[async_trait]
impl Channel for WebChat {
    fn id(&self) -> &ChannelId {
        &self.shared.settings.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            max_length: 100_000,
            unit: Unit::Bytes,
            edit: true,
            delete: true,
            typing: true,
            threads: false,
            react: false,
            replies: false,
            files: Some(TakesFiles { max_bytes: u64::MAX, caption: 100_000 }),
            fetch: false,
            idempotent: true,
            shows_speaker: true,
            pace: None,
        }
    }

    /// Waits for `stop`, then ends the live connections, so that the host's server can end too.
    async fn listen(&self, _inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError> {
        stop.cancelled().await;
        self.shared.closing.send_replace(());
        Ok(())
    }

    fn listens_alone(&self) -> bool {
        false
    }

    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError> {
        Ok(Receipt { message: message.key.clone(), chat: None })
    }

    async fn edit(&self, message: &str, _new: &Outbound) -> Result<Receipt, SendError> {
        Ok(Receipt { message: message.to_owned(), chat: None })
    }

    async fn delete(&self, _place: &Address, _message: &str) -> Result<(), SendError> {
        Ok(())
    }

    async fn typing(&self, place: &Address) -> Result<(), SendError> {
        self.shared.streams.type_in(&place.chat);
        Ok(())
    }

    fn http(&self, inbox: Arc<dyn Inbox>) -> Option<HttpService> {
        Some(routes::service(Arc::clone(&self.shared), inbox))
    }

    fn mount(&self) -> String {
        MOUNT.to_owned()
    }
}
