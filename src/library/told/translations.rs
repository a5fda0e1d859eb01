//! An article in a language other than its own.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::library::{Translated, Translation};

/// How an article stands in a language.
#[derive(Debug, Serialize)]
pub(crate) struct Rendered {
    pub(crate) source: String,
    pub(crate) title: String,
    /// What whoever translates has seen then.
    source_revision: i64,
    source_revised_at: DateTime<Utc>,
    pub(crate) from: String,
    pub(crate) language: String,
    pub(crate) state: Translated,
    /// The translation; `null` where there is none.
    article: Option<String>,
}

impl From<&Translation> for Rendered {
    fn from(one: &Translation) -> Self {
        Self {
            source: one.source.id.clone(),
            title: one.source.title.clone(),
            source_revision: one.source.revision,
            source_revised_at: one.source.revised_at,
            from: one.source.locale.clone(),
            language: one.language.clone(),
            state: one.state,
            article: one.own.as_ref().map(|own| own.id.clone()),
        }
    }
}
