//! Saving an article for somebody, wherever they wrote it: over the version that they saw, told by the audit log where customers notice
//! it, and answered by at once.

use hamyar_knowledge::{Article, Status};

use crate::desk::Desk;
use crate::desk::audit::Doer;
use crate::desk::failure::Failure;
use crate::library::{Translation, audited};
use crate::store::Edited;

/// Saves an article over the revision `base`, or as a new one.
pub(in crate::desk) async fn save(
    desk: &Desk,
    doer: &Doer,
    article: Article,
    base: Option<i64>,
) -> Result<Edited, Failure> {
    let edited = keep(desk, doer, article, base).await?;
    follow(desk).await;
    Ok(edited)
}

async fn keep(desk: &Desk, doer: &Doer, article: Article, base: Option<i64>) -> Result<Edited, Failure> {
    let status = article.status;
    let edited = desk.store.edit_article(article, base, doer.agent).await?;
    if let Edited::Saved { id, .. } = &edited {
        desk.live.saved(id);
        if let Some(kind) = audited(status) {
            doer.did(desk, kind, id).await?;
        }
    }
    Ok(edited)
}

/// Whoever changed something may ask at once; other nodes are told by the database.
pub(in crate::desk) async fn follow(desk: &Desk) {
    if let Err(error) = desk.library.refresh().await {
        tracing::warn!(%error, "the knowledge index follows later");
    }
}

/// Saves a translation, and that it says what its source says as of the revision `seen` of that.
pub(in crate::desk) async fn save_translation(
    desk: &Desk,
    doer: &Doer,
    (pair, seen): (&Translation, i64),
    article: Article,
    base: Option<i64>,
) -> Result<Edited, Failure> {
    // A draft beside a published translation changes nothing yet of what that says.
    let is_published = pair.own.as_ref().is_some_and(|own| own.status == Status::Published);
    let is_beside = is_published && matches!(article.status, Status::Draft | Status::Review);
    let edited = keep(desk, doer, article, base).await?;
    if let (Edited::Saved { id, .. }, false) = (&edited, is_beside) {
        desk.store.translated(id.clone(), pair.source.id.clone(), seen).await?;
    }
    follow(desk).await;
    Ok(edited)
}
