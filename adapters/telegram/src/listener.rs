//! What polling and webhook share: who we are, and how updates reach the inbox.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use futures::future::join_all;
use hamyar_channel::{Inbox, InboxError, ListenError, NotTheirs, Pauses, Words};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use crate::api::{Api, CallError};
use crate::convert::{Converted, NotAnUpdate, convert, press_key};
use crate::outcome::Remedy;
use crate::settings::Settings;
use crate::standing;
use crate::update::Me;

/// Where the time comes from when Telegram names none.
pub(crate) type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The longest answer to a press, in characters.
const LONGEST_ANSWER: usize = 200;

/// What is said to a press: the parameters of `answerCallbackQuery`.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    callback_query_id: String,
    /// Shown to whoever pressed, and to nobody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// It stays until it is read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    show_alert: bool,
}

/// One bot, as its listeners see it.
pub(crate) struct Listener {
    pub(crate) settings: Settings,
    pub(crate) api: Api,
    pub(crate) clock: Clock,
    pub(crate) words: Arc<dyn Words>,
    /// Known once Telegram has told us.
    pub(crate) me: OnceLock<Me>,
    /// The icons that topics can have, by their emoji, once Telegram has told us.
    pub(crate) icons: OnceCell<HashMap<String, String>>,
    /// The last call that listening made came back.
    pub(crate) connected: AtomicBool,
}

impl Listener {
    /// Learns who we are, if it is not known yet. `None` when we were stopped meanwhile.
    pub(crate) async fn introduce(&self, stop: &CancellationToken) -> Result<Option<&Me>, ListenError> {
        if self.me.get().is_none() {
            let Some(me) = self.insist::<_, Me>("getMe", &json!({}), stop).await? else { return Ok(None) };
            self.me.get_or_init(|| me);
        }
        Ok(self.me.get())
    }

    /// Converts one update with what we know of ourselves.
    pub(crate) fn convert(&self, raw: &str, me: &Me) -> Result<Converted, NotAnUpdate> {
        convert(raw, me, (self.clock)())
    }

    /// Brings updates to the inbox, whole, and returns what is said to the presses among them.
    pub(crate) async fn record(&self, inbox: &dyn Inbox, updates: Vec<Converted>) -> Result<Vec<Answer>, InboxError> {
        let mut batch = Vec::with_capacity(updates.len());
        let mut presses = Vec::new();
        for update in updates {
            batch.extend(update.events);
            presses.extend(update.press);
        }
        for event in batch.iter_mut().filter(|event| event.event.needs_standing()) {
            standing::tell(self, event).await;
        }
        let accepted = inbox.accept(&self.settings.id, batch).await?;
        let answer = |press: String| {
            let key = press_key(&press);
            match accepted.not_theirs.iter().find(|not_theirs| not_theirs.key == key) {
                Some(NotTheirs { language, .. }) => self.not_theirs(press, language),
                None => Answer { callback_query_id: press, text: None, show_alert: false },
            }
        };
        Ok(presses.into_iter().map(answer).collect())
    }

    /// Tells whoever pressed, and nobody else, that this button is for whoever asked.
    fn not_theirs(&self, press: String, language: &str) -> Answer {
        let text = self.words.text(language, "press-not-theirs", &[("ask", "/ask"), ("human", "/human")]);
        let text = text.chars().take(LONGEST_ANSWER).collect();
        Answer { callback_query_id: press, text: Some(text), show_alert: true }
    }

    /// Tells Telegram that presses have arrived, so that the buttons stop spinning. No more hangs on it.
    pub(crate) async fn acknowledge(&self, presses: &[Answer]) {
        let answer = async |answer: &Answer| {
            if let Err(error) = self.api.call::<_, bool>("answerCallbackQuery", answer).await {
                tracing::debug!(channel = %self.settings.id, %error, "a button press was not acknowledged");
            }
        };
        join_all(presses.iter().map(answer)).await;
    }

    /// Calls until it works, with growing pauses. `None` when we were stopped meanwhile.
    pub(crate) async fn insist<P, R>(
        &self,
        method: &str,
        parameters: &P,
        stop: &CancellationToken,
    ) -> Result<Option<R>, ListenError>
    where
        P: Serialize + Sync,
        R: DeserializeOwned,
    {
        let mut pauses = Pauses::new(self.settings.first_pause);
        while !stop.is_cancelled() {
            let called = tokio::select! {
                () = stop.cancelled() => return Ok(None),
                called = self.api.call(method, parameters) => called,
            };
            match called {
                Ok(result) => {
                    self.connected.store(true, Ordering::Relaxed);
                    return Ok(Some(result));
                }
                Err(error) => self.recover(method, &error, &mut pauses, stop).await?,
            }
        }
        Ok(None)
    }

    /// Says what is wrong, then waits or gives up.
    pub(crate) async fn recover(
        &self,
        method: &str,
        error: &CallError,
        pauses: &mut Pauses,
        stop: &CancellationToken,
    ) -> Result<(), ListenError> {
        match error.remedy() {
            Remedy::GiveUp(error) => Err(error),
            Remedy::Retry(asked) => {
                self.connected.store(false, Ordering::Relaxed);
                tracing::warn!(channel = %self.settings.id, method, %error, "a call to Telegram failed; trying again");
                pauses.wait(asked, stop).await;
                Ok(())
            }
        }
    }
}
