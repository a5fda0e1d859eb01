//! Why a text did not become a vector. No variant holds a text, an address or a key.

use chrono::Duration;
use hamyar_knowledge::dense::VectorError;

/// Why texts did not become vectors.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// No client could be made.
    #[error("no HTTP client could be made")]
    Client,
    /// Nobody answers at the address.
    #[error("the endpoint cannot be reached")]
    Unreachable,
    /// There was no answer in time.
    #[error("the endpoint did not answer in time")]
    TooSlow,
    /// It has too much to do.
    #[error("the endpoint asks to come back later (429)")]
    Busy {
        /// When, if it said so.
        retry_after: Option<Duration>,
    },
    /// It does not accept the key.
    #[error("the endpoint does not accept the key ({status})")]
    Unauthorized {
        /// 401 or 403.
        status: u16,
    },
    /// It does not accept these texts, or does not know the model.
    #[error("the endpoint refuses the request ({status})")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// It fails by itself.
    #[error("the endpoint failed ({status})")]
    Failed {
        /// The HTTP status.
        status: u16,
    },
    /// Its answer is not what the protocol says.
    #[error("the endpoint's answer is not a list of embeddings")]
    Garbage,
    /// Another model answered than before.
    #[error("another model answers at the endpoint than before")]
    Changed,
    /// Its vectors cannot be used.
    #[error("the endpoint's vectors cannot be used: {0}")]
    Vectors(#[from] VectorError),
}

impl EmbedError {
    /// When the endpoint wants to be asked again.
    pub(super) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after } => Some(retry_after.unwrap_or(Duration::seconds(1))),
            _ => None,
        }
    }

    /// A word for it, for figures.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Client | Self::Unreachable => "unreachable",
            Self::TooSlow => "too_slow",
            Self::Busy { .. } => "busy",
            Self::Unauthorized { .. } => "unauthorized",
            Self::Refused { .. } => "refused",
            Self::Failed { .. } => "failed",
            Self::Garbage => "garbage",
            Self::Changed => "another_model",
            Self::Vectors(_) => "unusable",
        }
    }
}
