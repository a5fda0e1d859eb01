//! Discord's API over HTTP: plain JSON on one shared client.
//!
//! It knows how a call can end and how often calls may be made, and no call's meaning.

use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::multipart::Form;
use reqwest::{Method, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::limits::{self, Kind, Limits};
use crate::settings::{Settings, SettingsError};

const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// So much longer than another call may one last that carries a file; together less than the contract's 30 seconds.
const UPLOAD: Duration = Duration::from_secs(9);

/// Less than servers keep an idle connection: a request that meets its closing would end without an answer, and nobody
/// could say whether it was applied.
const IDLE_LIMIT: Duration = Duration::from_secs(30);

/// Refusals that Discord counts against us.
const COUNTED: [u16; 2] = [401, 403];

/// A client of Discord's API for one bot.
#[derive(Debug)]
pub(crate) struct Api {
    http: reqwest::Client,
    /// For files: what it calls is not shown the token.
    files: reqwest::Client,
    token: SecretString,
    base: String,
    limit: Duration,
    paced: bool,
    limits: Mutex<Limits>,
}

/// How a call ended without a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CallError {
    /// Discord answered that it did not do it.
    #[error("{status}: {reason}")]
    Refused { status: u16, code: u64, reason: String },
    /// We called too often, and it was not done.
    #[error("too many calls: {reason}")]
    Limited { wait: Duration, everywhere: bool, reason: String },
    /// The request never left: the connection was refused, not found or not opened in time, or we held it back.
    #[error("not sent: {reason}")]
    Unsent { wait: Option<Duration>, reason: String },
    /// The request left, and what came of it is not known.
    #[error("no answer: {reason}")]
    Unanswered { reason: String },
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: u64,
    message: String,
    retry_after: Option<f64>,
    global: bool,
}

/// The body of a call that has none.
pub(crate) const NOTHING: Option<&()> = None;

impl Api {
    pub(crate) fn new(settings: &Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        let token = settings.token.clone();
        let mut headers = HeaderMap::new();
        let mut bearer =
            HeaderValue::try_from(format!("Bot {}", token.expose_secret())).map_err(|_| SettingsError::Token)?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        let http = client().default_headers(headers).build().map_err(SettingsError::Client)?;
        let files = client().build().map_err(SettingsError::Client)?;
        Ok(Self {
            http,
            files,
            token,
            base: format!("{}/api/v10", settings.api_url.trim_end_matches('/')),
            limit: settings.call_limit,
            paced: settings.paced,
            limits: Mutex::default(),
        })
    }

    /// The address before a call's path.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// How long an answer is waited for.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }

    /// Opens a file at an address that was found to be Discord's. Its body is for the caller to read.
    pub(crate) async fn open(&self, url: reqwest::Url) -> Result<Response, CallError> {
        match tokio::time::timeout(self.limit, self.files.get(url).send()).await {
            Ok(response) => response.map_err(|error| self.fault(error)),
            Err(_) => Err(CallError::Unanswered { reason: "no answer in time".to_owned() }),
        }
    }

    pub(crate) async fn get<R: DeserializeOwned>(&self, path: &str) -> Result<R, CallError> {
        read(&self.call(Method::GET, path, NOTHING).await?)
    }

    pub(crate) async fn post<B: Serialize, R: DeserializeOwned>(&self, path: &str, body: &B) -> Result<R, CallError> {
        read(&self.call(Method::POST, path, Some(body)).await?)
    }

    /// Posts a form with files. It may take longer than other calls.
    pub(crate) async fn upload<R: DeserializeOwned>(&self, path: &str, form: Form) -> Result<R, CallError> {
        let kind = self.admit("POST", path)?;
        let request = self.http.post(format!("{}{path}", self.base)).timeout(self.limit + UPLOAD).multipart(form);
        let response = request.send().await.map_err(|error| self.fault(error))?;
        read(&self.outcome(&kind, response).await?)
    }

    fn admit(&self, method: &str, path: &str) -> Result<Kind, CallError> {
        let kind = Kind::of(method, path);
        let admitted = self.limits().admit(&kind, self.paced, Instant::now());
        let unsent = |wait| CallError::Unsent { wait: Some(wait), reason: "Discord wants us to wait".to_owned() };
        admitted.map(|()| kind).map_err(unsent)
    }

    /// Makes a call whose answer is not read.
    pub(crate) async fn call<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<Vec<u8>, CallError> {
        let kind = self.admit(method.as_str(), path)?;
        let mut request = self.http.request(method, format!("{}{path}", self.base)).timeout(self.limit);
        if let Some(body) = body {
            let unsent = |error: serde_json::Error| CallError::Unsent { wait: None, reason: error.to_string() };
            request = request.header(CONTENT_TYPE, "application/json").body(serde_json::to_vec(body).map_err(unsent)?);
        }
        let response = request.send().await.map_err(|error| self.fault(error))?;
        self.outcome(&kind, response).await
    }

    async fn outcome(&self, kind: &Kind, response: Response) -> Result<Vec<u8>, CallError> {
        let (status, headers, now) = (response.status(), response.headers().clone(), Instant::now());
        self.limits().learn(kind, &headers, now);
        let body = response.bytes().await.map_err(|error| self.fault(error))?;
        if status.is_success() {
            return Ok(body.to_vec());
        }
        let refusal = serde_json::from_slice::<Refusal>(&body);
        if status == StatusCode::TOO_MANY_REQUESTS {
            let Refusal { retry_after, global, .. } = refusal.unwrap_or_default();
            let told = retry_after.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            let everywhere = global || limits::is_global(&headers);
            let wait = self.limits().refused(kind, &headers, told, everywhere, now);
            return Err(CallError::Limited { wait, everywhere, reason: "Discord wants us to wait".to_owned() });
        }
        if COUNTED.contains(&status.as_u16()) {
            self.limits().count(now);
        }
        match refusal {
            Ok(Refusal { code, message, .. }) => {
                Err(CallError::Refused { status: status.as_u16(), code, reason: self.scrub(&message) })
            }
            Err(_) if status == StatusCode::UNAUTHORIZED => {
                Err(CallError::Refused { status: 401, code: 0, reason: "Unauthorized".to_owned() })
            }
            Err(_) => Err(CallError::Unanswered { reason: format!("an unreadable answer with status {status}") }),
        }
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self, error: reqwest::Error) -> CallError {
        let never_left = error.is_connect() || error.is_builder();
        let slow = error.is_timeout();
        let error = error.without_url();
        let reason = if slow { "no answer in time".to_owned() } else { self.scrub(&root_cause(&error)) };
        if never_left { CallError::Unsent { wait: None, reason } } else { CallError::Unanswered { reason } }
    }

    /// Whoever answers may repeat what we said.
    fn scrub(&self, text: &str) -> String {
        text.replace(self.token.expose_secret(), "…")
    }
}

fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("DiscordBot (hamyar, ", env!("CARGO_PKG_VERSION"), ")"))
        .connect_timeout(CONNECT_LIMIT)
        .pool_idle_timeout(IDLE_LIMIT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
}

fn read<R: DeserializeOwned>(body: &[u8]) -> Result<R, CallError> {
    serde_json::from_slice(body)
        .map_err(|_| CallError::Unanswered { reason: "an answer that cannot be read".to_owned() })
}

fn root_cause(error: &dyn Error) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
