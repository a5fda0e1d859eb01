//! Backups, and making a database of one again.

use std::fs;
use std::io::ErrorKind;

use anyhow::Context;

use super::arguments::{BackupArguments, RestoreArguments};
use super::output::Output;
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::store::{Backup, Store};

pub(super) async fn backup(
    arguments: &BackupArguments,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<()> {
    let url = config.database.url.expose();
    anyhow::ensure!(Store::is_there(url), "there is no database yet: look at database.url and at where you are");
    let store = open_store(config, edge).await?;
    let written = store.backup(&arguments.file, arguments.force).await;
    store.close().await;
    Ok(out.line(format!("{} written, {} bytes", arguments.file.display(), written?))?)
}

pub(super) async fn restore(
    arguments: &RestoreArguments,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<()> {
    // The whole file is proved before anything is touched.
    let backup = Backup::open(&arguments.file)?;
    fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("the data directory {} cannot be made", config.data_dir.display()))?;
    let erased = super::erase::remembered(config)?;
    let restored = Store::restore(config.database.url.expose(), &backup, arguments.force, erased, edge).await?;
    forget_index(config)?;
    out.line(format!("restored what was there at {}: {} conversations", backup.header.at, restored.conversations))?;
    if restored.erased > 0 {
        out.line(format!("{} accounts of people who were erased since are erased again", restored.erased))?;
    }
    out.line(format!(
        "sending is paused: {} messages wait, {} older ones are held until you decide",
        restored.waiting, restored.held
    ))?;
    out.line(
        "`hamyar deliveries list` shows them; `retry --held` or `drop --held` decides, `resume` lets sending go on",
    )?;
    Ok(())
}

/// The index is of the articles that were there before. It is built anew from those that are there now.
fn forget_index(config: &Config) -> anyhow::Result<()> {
    let index = config.data_dir.join("index");
    match fs::remove_dir_all(&index) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} must be removed by hand", index.display()))
        }
        _ => Ok(()),
    }
}
