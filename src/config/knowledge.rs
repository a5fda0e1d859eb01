//! How articles are found, as it is written in settings.

use std::num::{NonZeroU8, NonZeroU16};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{HttpUrl, Secret, Sites, values};

/// How articles are found.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Knowledge {
    /// What one person wrote another has to look at before it is published.
    pub second_look: bool,
    /// Finding by meaning.
    pub embeddings: Embeddings,
    /// Reading other sites.
    pub sites: Sites,
}

/// Finding by meaning, beside words: off without `url`, which needs `model` and `dimension`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a section")]
pub struct Embeddings {
    /// An endpoint as OpenAI's, up to `/embeddings`.
    pub url: Option<HttpUrl>,
    /// What it is asked for.
    pub model: Option<String>,
    /// How many numbers its vectors have.
    pub dimension: Option<NonZeroU16>,
    /// What it wants to see.
    pub key: Option<Secret>,
    /// What is put before a question.
    pub query_prefix: String,
    /// What is put before a passage of an article.
    pub passage_prefix: String,
    /// What is sent as `input_type` with questions.
    pub query_type: Option<String>,
    /// The same with passages.
    pub passage_type: Option<String>,
    /// Whether `dimension` is sent, for models that can make shorter vectors.
    pub ask_dimension: bool,
    /// How long a question waits to be embedded. More than zero.
    #[serde(with = "values::duration")]
    pub question_within: Duration,
    /// How many texts go with one request.
    pub batch: NonZeroU8,
}
