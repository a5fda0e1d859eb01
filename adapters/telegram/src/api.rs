//! The Bot API over HTTP: plain JSON on one shared client.
//!
//! It knows how a call can end, and no method's meaning. The token is part of every address, so no address ever reaches
//! an error or a log.

use std::error::Error;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::Form;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::settings::{Settings, SettingsError};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// So much longer than another call may one last that carries a file; together less than the contract's 30 seconds.
const UPLOAD: Duration = Duration::from_secs(9);

/// Less than servers keep an idle connection: a request that meets its closing would end without an answer, and nobody
/// could say whether it was applied.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// A client of the Bot API for one bot.
#[derive(Debug)]
pub(crate) struct Api {
    http: reqwest::Client,
    token: SecretString,
    /// The address before the method's name; it holds the token.
    base: SecretString,
    /// The address before a file's path; it holds the token, too.
    files: SecretString,
    limit: Duration,
}

/// How a call ended without a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallError {
    /// Telegram answered that it did not do it.
    #[error("{code}: {description}")]
    Refused { code: u16, description: String, parameters: Parameters },
    /// The request never left: the connection was refused, not found or not opened in time.
    #[error("not reached: {reason}")]
    Unsent { reason: String },
    /// The request left, and what came of it is not known.
    #[error("no answer: {reason}")]
    Unanswered { reason: String },
}

/// What Telegram adds to some refusals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct Parameters {
    /// The group continues as a supergroup with this id.
    pub(crate) migrate_to_chat_id: Option<i64>,
    /// Seconds to wait.
    pub(crate) retry_after: Option<u64>,
}

#[derive(Deserialize)]
struct Answer<R> {
    ok: bool,
    result: Option<R>,
    error_code: Option<u16>,
    description: Option<String>,
    #[serde(default)]
    parameters: Parameters,
}

impl Api {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        let builder = reqwest::Client::builder()
            .user_agent(concat!("hamyar/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_LIMIT)
            .pool_idle_timeout(IDLE_LIMIT)
            .redirect(reqwest::redirect::Policy::none());
        let builder = match &settings.proxy {
            Some(url) => builder.proxy(reqwest::Proxy::all(url.expose_secret()).map_err(|_| SettingsError::Proxy)?),
            None => builder.no_proxy(),
        };
        let token = settings.token.clone();
        let url = settings.api_url.trim_end_matches('/');
        let base = format!("{url}/bot{}/", token.expose_secret());
        let files = format!("{url}/file/bot{}/", token.expose_secret());
        Ok(Self {
            http: builder.build().map_err(SettingsError::Client)?,
            token,
            base: base.into(),
            files: files.into(),
            limit: settings.call_limit,
        })
    }

    /// How long an answer is waited for.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Opens a file by the path that `getFile` told. Its body is for the caller to read.
    pub(crate) async fn open(&self, path: &str) -> Result<reqwest::Response, CallError> {
        let request = self.http.get(format!("{}{path}", self.files.expose_secret()));
        match tokio::time::timeout(self.limit, request.send()).await {
            Ok(response) => response.map_err(|error| self.fault(error)),
            Err(_) => Err(CallError::Unanswered { reason: "no answer in time".to_owned() }),
        }
    }

    /// Calls a method and reads its result.
    pub(crate) async fn call<P, R>(&self, method: &str, parameters: &P) -> Result<R, CallError>
    where
        P: Serialize + Sync,
        R: DeserializeOwned,
    {
        self.call_within(self.limit, method, parameters).await
    }

    /// Calls a method that Telegram holds for a while on purpose: the limit is that much longer.
    pub(crate) async fn call_held<P, R>(&self, hold: Duration, method: &str, parameters: &P) -> Result<R, CallError>
    where
        P: Serialize + Sync,
        R: DeserializeOwned,
    {
        self.call_within(hold + self.limit, method, parameters).await
    }

    /// Calls a method with a form that carries a file. It may take longer than other calls.
    pub(crate) async fn upload<R: DeserializeOwned>(&self, method: &str, form: Form) -> Result<R, CallError> {
        let url = format!("{}{method}", self.base.expose_secret());
        let request = self.http.post(url).timeout(self.limit + UPLOAD).multipart(form);
        let response = request.send().await.map_err(|error| self.fault(error))?;
        let status = response.status();
        let body = response.bytes().await.map_err(|error| self.fault(error))?;
        self.read(status, &body)
    }

    async fn call_within<P, R>(&self, limit: Duration, method: &str, parameters: &P) -> Result<R, CallError>
    where
        P: Serialize + Sync,
        R: DeserializeOwned,
    {
        let body = serde_json::to_vec(parameters).map_err(|error| CallError::Unsent { reason: error.to_string() })?;
        let request = self
            .http
            .post(format!("{}{method}", self.base.expose_secret()))
            .header(CONTENT_TYPE, "application/json")
            .timeout(limit)
            .body(body);
        let response = request.send().await.map_err(|error| self.fault(error))?;
        let status = response.status();
        let body = response.bytes().await.map_err(|error| self.fault(error))?;
        self.read(status, &body)
    }

    fn read<R: DeserializeOwned>(&self, status: StatusCode, body: &[u8]) -> Result<R, CallError> {
        let Ok(answer) = serde_json::from_slice::<Answer<R>>(body) else {
            return Err(CallError::Unanswered { reason: format!("an unreadable answer with status {status}") });
        };
        match answer {
            Answer { ok: true, result: Some(result), .. } => Ok(result),
            Answer { ok: true, .. } => Err(CallError::Unanswered { reason: "an answer without a result".to_owned() }),
            Answer { error_code, description, parameters, .. } => Err(CallError::Refused {
                code: error_code.unwrap_or(status.as_u16()),
                description: self.scrub(&description.unwrap_or_default()),
                parameters,
            }),
        }
    }

    fn fault(&self, error: reqwest::Error) -> CallError {
        let never_left = error.is_connect() || error.is_builder();
        let slow = error.is_timeout();
        let error = error.without_url();
        let reason = if slow { "no answer in time".to_owned() } else { self.scrub(&root_cause(&error)) };
        if never_left { CallError::Unsent { reason } } else { CallError::Unanswered { reason } }
    }

    /// What others say to us may repeat the token; what we say must not.
    fn scrub(&self, text: &str) -> String {
        text.replace(self.token.expose_secret(), "…")
    }
}

fn root_cause(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
