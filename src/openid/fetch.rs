//! One request to a provider and its answer as JSON, within limits of time and size.

use std::time::Duration;

use reqwest::header::ACCEPT;
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;

use super::OpenIdError;
use crate::response::{Unread, body};

/// How long a request may take, from the first byte to the last.
const WITHIN: Duration = Duration::from_secs(10);

/// How long a connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// The largest answer, in bytes: the longest lists of keys are a tenth of it.
const MOST: usize = 256 * 1024;

/// A client that follows nobody elsewhere.
pub(super) fn client(https_only: bool) -> Result<Client, OpenIdError> {
    Client::builder()
        .timeout(WITHIN)
        .connect_timeout(CONNECT_WITHIN)
        .redirect(reqwest::redirect::Policy::none())
        .https_only(https_only)
        .build()
        .map_err(|_| OpenIdError::Client)
}

/// Sends it, and reads what comes as JSON.
pub(super) async fn json<T: DeserializeOwned>(request: RequestBuilder, what: &'static str) -> Result<T, OpenIdError> {
    let failed = |error: reqwest::Error| {
        if error.is_timeout() { OpenIdError::TooSlow { what } } else { OpenIdError::Unreachable { what } }
    };
    let response = request.header(ACCEPT, "application/json").send().await.map_err(failed)?;
    if !response.status().is_success() {
        return Err(OpenIdError::Status { what, status: response.status().as_u16() });
    }
    let body = body(response, MOST).await.map_err(|why| match why {
        Unread::Failed(error) => failed(error),
        Unread::TooLong => OpenIdError::Garbage { what },
    })?;
    // What was found there might be quoted by the parser's own error.
    serde_json::from_slice(&body).map_err(|_| OpenIdError::Garbage { what })
}
