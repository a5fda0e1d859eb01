//! What a knowledge base is made of.

use serde::{Deserialize, Serialize};

/// One article in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Unique in the knowledge base; a path such as `fa/refund` for articles that came from a folder.
    pub id: String,
    /// What translations of one article share.
    pub root: String,
    /// A language tag such as `fa`, `en` or `pt-BR`; [`Article::UNKNOWN_LOCALE`] when it is not known.
    pub locale: String,
    /// The heading; may be empty.
    pub title: String,
    /// Ways in which customers ask for it.
    pub questions: Vec<String>,
    /// The answer, in Markdown; may be empty.
    pub body: String,
    /// Words by which curators sort articles.
    pub labels: Vec<String>,
    /// Who may find it.
    pub audience: Audience,
    /// Where it stands between writing and publishing.
    pub status: Status,
}

impl Article {
    /// The locale of an article whose language is not known.
    pub const UNKNOWN_LOCALE: &'static str = "und";

    /// Whether a search on behalf of `audience` may find it.
    #[must_use]
    pub fn visible_to(&self, audience: Audience) -> bool {
        self.status == Status::Published && (self.audience == Audience::Public || audience == Audience::Agents)
    }
}

/// Who may find an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Customers, and agents too.
    #[default]
    Public,
    /// Agents only.
    Agents,
}

/// Where an article stands between writing and publishing. Only published articles are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Being written.
    Draft,
    /// Waiting for a second pair of eyes.
    Review,
    /// Found by searches.
    #[default]
    Published,
    /// Kept, but no longer found.
    Archived,
}
