//! When an article may be published, where two people have to agree on it, and what the audit log is told of it. Pure.

use hamyar_knowledge::{Article, Status};

use crate::model::{AgentId, AuditKind};
use crate::store::Working;

/// Whether `by` would publish what somebody else wrote and asked to have looked at, to the letter.
#[must_use]
pub fn is_seen_by_two(article: &Article, working: &Working, by: AgentId) -> bool {
    let asked = &working.article;
    asked.status == Status::Review
        && working.author != Some(by)
        && *article == Article { status: article.status, ..asked.clone() }
}

/// What it is for the audit log that an article was given this status: nothing where customers do not notice it.
#[must_use]
pub fn audited(status: Status) -> Option<AuditKind> {
    match status {
        Status::Published => Some(AuditKind::Published),
        Status::Archived => Some(AuditKind::Archived),
        Status::Draft | Status::Review => None,
    }
}
