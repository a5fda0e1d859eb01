//! Changing what becomes of an article: published, put up for review, archived, or brought back as it was.

use std::process::ExitCode;

use anyhow::{Context, bail};
use hamyar_knowledge::{Article, Status};

use crate::cli::output::{Output, shown};
use crate::library::audited;
use crate::model::Deed;
use crate::store::{Edited, Store, Working};

/// Gives the latest version of an article another status.
pub(super) async fn turn(store: &Store, id: &str, status: Status, out: &mut Output) -> anyhow::Result<ExitCode> {
    let working = working(store, id).await?;
    if working.article.status == status {
        out.line(format!("{} is {} already", shown(id), status.word()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let article = Article { status, ..working.article };
    if status == Status::Published && article.title.trim().is_empty() && article.body.trim().is_empty() {
        bail!("`{}` has neither a title nor a text; nothing is published", shown(id));
    }
    save(store, article, working.revision).await?;
    out.line(format!("{} is {}", shown(id), status.word()))?;
    Ok(ExitCode::SUCCESS)
}

/// Brings a version back as a new one: as a draft, so that somebody looks at it before customers do.
pub(super) async fn restore(store: &Store, id: &str, revision: i64, out: &mut Output) -> anyhow::Result<ExitCode> {
    let working = working(store, id).await?;
    let version = store.revision_of(id, revision).await?;
    let version = version
        .with_context(|| format!("`{}` has no version {revision}; `hamyar kb history` lists them", shown(id)))?;
    save(store, Article { status: Status::Draft, ..version.article }, working.revision).await?;
    out.line(format!("version {revision} of {} is a draft now; `hamyar kb publish` publishes it", shown(id)))?;
    Ok(ExitCode::SUCCESS)
}

async fn working(store: &Store, id: &str) -> anyhow::Result<Working> {
    let working = store.working_article(id).await?;
    working.with_context(|| format!("there is no article `{}`; `hamyar kb list` lists them", shown(id)))
}

async fn save(store: &Store, article: Article, base: i64) -> anyhow::Result<()> {
    let (id, status) = (article.id.clone(), article.status);
    match store.edit_by_command(article, base).await? {
        Edited::Saved { .. } => {}
        Edited::Overtaken(_) | Edited::Gone => {
            bail!("somebody saved `{}` at this moment; nothing is changed", shown(&id))
        }
    }
    if let Some(kind) = audited(status) {
        store.audit(Deed::by_command(kind).with(&id)).await?;
    }
    Ok(())
}
