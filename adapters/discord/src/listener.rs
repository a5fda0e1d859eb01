//! What the parts of listening have in common: the bot, as its listeners see it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use hamyar_channel::{ListenError, Pauses};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::acks::Acks;
use crate::api::{Api, CallError};
use crate::directory::Homes;
use crate::outcome::Remedy;
use crate::settings::Settings;
use crate::threads::Openings;

/// Says what time it is.
pub(crate) type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The bot, as its listeners see it.
pub(crate) struct Listener {
    pub(crate) settings: Settings,
    pub(crate) api: Api,
    pub(crate) clock: Clock,
    pub(crate) acks: Acks,
    pub(crate) openings: Openings,
    pub(crate) homes: Homes,
    /// The gateway has taken us, and we have not lost it since.
    pub(crate) connected: AtomicBool,
}

impl Listener {
    /// Asks until it works, with growing pauses. `None` when we were stopped meanwhile.
    pub(crate) async fn insist<R: DeserializeOwned>(
        &self,
        path: &str,
        stop: &CancellationToken,
    ) -> Result<Option<R>, ListenError> {
        let hopeless = |error: &CallError| matches!(error.remedy(), Remedy::GiveUp(_));
        let asked = stop.run_until_cancelled(self.patiently(|| self.api.get(path), hopeless)).await;
        match asked {
            None => Ok(None),
            Some(Ok(result)) => Ok(Some(result)),
            Some(Err(error)) => match error.remedy() {
                Remedy::GiveUp(error) => Err(error),
                Remedy::Retry(_) => Ok(None),
            },
        }
    }

    /// Reads something back: tries again until Discord gives it, or says that it is not there or not for us.
    pub(crate) async fn fetch<R: DeserializeOwned>(&self, path: &str) -> Result<R, CallError> {
        let not_ours = |error: &CallError| matches!(error, CallError::Refused { status: 403 | 404, .. });
        self.patiently(|| self.api.get(path), not_ours).await
    }

    /// Reads something back that we can do without: asks twice at most, and for no longer than until then.
    pub(crate) async fn ask<R: DeserializeOwned>(&self, path: &str, until: Instant) -> Option<R> {
        let tries = AtomicU32::new(0);
        let gives_up = |error: &CallError| {
            let refused = matches!(error, CallError::Refused { status: 400..=499, .. });
            refused || tries.fetch_add(1, Ordering::Relaxed) > 0
        };
        timeout_at(until, self.patiently(|| self.api.get(path), gives_up)).await.ok()?.ok()
    }

    async fn patiently<R, F>(&self, call: impl Fn() -> F, gives_up: impl Fn(&CallError) -> bool) -> Result<R, CallError>
    where
        F: Future<Output = Result<R, CallError>>,
    {
        let (mut pauses, never) = (Pauses::new(self.settings.first_pause), CancellationToken::new());
        loop {
            let error = match call().await {
                Ok(result) => return Ok(result),
                Err(error) if gives_up(&error) => return Err(error),
                Err(error) => error,
            };
            match error.remedy() {
                // Our turn comes by itself.
                Remedy::Retry(Some(wait)) => tokio::time::sleep(wait).await,
                Remedy::Retry(None) | Remedy::GiveUp(_) => {
                    tracing::warn!(channel = %self.settings.id, %error, "a call to Discord failed; trying again");
                    pauses.wait(None, &never).await;
                }
            }
        }
    }
}
