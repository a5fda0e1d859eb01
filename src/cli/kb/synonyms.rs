//! The words that mean the same.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use hamyar_knowledge::Synonyms;

use super::super::arguments::SynonymsCommand;
use super::super::output::Output;
use crate::model::{AuditKind, Deed};
use crate::store::Store;

pub(super) async fn execute(store: &Store, command: SynonymsCommand, out: &mut Output) -> anyhow::Result<ExitCode> {
    match command {
        SynonymsCommand::Import { path } => import(store, &path, out).await?,
        SynonymsCommand::List => {
            if let Some(list) = store.kept().await?.synonyms {
                out.text(&list)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Nothing is kept of a list that has a mistake.
async fn import(store: &Store, path: &Path, out: &mut Output) -> anyhow::Result<()> {
    let list = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let synonyms = Synonyms::parse(&list).map_err(|error| anyhow!("{}, {error}", path.display()))?;
    store.save_synonyms(list, None, None).await?;
    store.audit(Deed::by_command(AuditKind::WordsChanged)).await?;
    out.line(format!("{} groups of synonyms", synonyms.len()))?;
    Ok(())
}
