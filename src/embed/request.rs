//! One request and its answer, as OpenAI's `/embeddings` has them.

use chrono::Duration;
use hamyar_knowledge::dense::{Meaning, Vector, VectorError};
use reqwest::header::RETRY_AFTER;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::{Deserialize, Serialize};
use url::Url;

use super::EmbedError;
use crate::response::{Unread, body};

/// Bytes that a number may take in JSON, and what else an answer may hold.
const BYTES_A_NUMBER: usize = 32;
const OTHER_BYTES: usize = 64 * 1024;

#[derive(Serialize)]
pub(super) struct Body<'a> {
    pub(super) model: &'a str,
    pub(super) input: &'a [String],
    pub(super) encoding_format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) input_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dimensions: Option<usize>,
}

#[derive(Deserialize)]
struct Answer {
    model: Option<String>,
    data: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    index: Option<usize>,
    embedding: Vec<f32>,
}

/// Where embeddings are asked for: `url` up to `/embeddings`, or with it.
pub(super) fn address(url: &Url) -> Url {
    let mut url = url.clone();
    let path = url.path().trim_end_matches('/').to_owned();
    if !path.ends_with("/embeddings") {
        url.set_path(&format!("{path}/embeddings"));
    }
    url
}

/// Sends it, and reads one meaning for each of `wanted` texts, in their order.
pub(super) async fn send(
    request: RequestBuilder,
    model: &str,
    wanted: usize,
    dimension: usize,
) -> Result<Vec<Meaning>, EmbedError> {
    let failed = |error: reqwest::Error| if error.is_timeout() { EmbedError::TooSlow } else { EmbedError::Unreachable };
    let response = request.send().await.map_err(failed)?;
    if !response.status().is_success() {
        return Err(refusal(&response));
    }
    // It is not longer than such an answer can be.
    let body = body(response, wanted * dimension * BYTES_A_NUMBER + OTHER_BYTES).await.map_err(|why| match why {
        Unread::Failed(_) => EmbedError::Unreachable,
        Unread::TooLong => EmbedError::Garbage,
    })?;
    let answer: Answer = serde_json::from_slice(&body).map_err(|_| EmbedError::Garbage)?;
    meanings(answer, model, wanted, dimension)
}

fn refusal(response: &Response) -> EmbedError {
    let status = response.status();
    match status {
        StatusCode::TOO_MANY_REQUESTS => {
            let header = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            let seconds = header.and_then(|text| text.trim().parse::<u32>().ok());
            EmbedError::Busy { retry_after: seconds.map(|seconds| Duration::seconds(i64::from(seconds))) }
        }
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => EmbedError::Unauthorized { status: status.as_u16() },
        _ if status.is_server_error() => EmbedError::Failed { status: status.as_u16() },
        _ => EmbedError::Refused { status: status.as_u16() },
    }
}

fn meanings(answer: Answer, asked: &str, wanted: usize, dimension: usize) -> Result<Vec<Meaning>, EmbedError> {
    if answer.data.len() != wanted {
        return Err(VectorError::Count { found: answer.data.len(), wanted }.into());
    }
    // What answers may call itself otherwise than what was asked for; both together are the model.
    let model = match answer.model {
        Some(other) if other != asked => format!("{asked} ({other})"),
        _ => asked.to_owned(),
    };
    let mut ordered: Vec<Option<Meaning>> = (0..wanted).map(|_| None).collect();
    for (place, item) in answer.data.into_iter().enumerate() {
        let vector = Vector::new(&item.embedding, dimension)?;
        let slot = ordered.get_mut(item.index.unwrap_or(place)).ok_or(EmbedError::Garbage)?;
        *slot = Some(Meaning { model: model.clone(), vector });
    }
    ordered.into_iter().collect::<Option<_>>().ok_or(EmbedError::Garbage)
}
