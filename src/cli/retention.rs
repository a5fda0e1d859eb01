//! Letting go of what was kept long enough, when it is asked for.

use super::arguments::RetentionCommand;
use super::output::Output;
use crate::app::{open_store, retention};
use crate::clock::Edge;
use crate::config::Config;

pub(super) async fn execute(
    command: RetentionCommand,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<()> {
    let RetentionCommand::Run { dry_run, json } = command;
    let cutoffs = retention::Rules::of(config).cutoffs(edge.now());
    let store = open_store(config, edge).await?;
    let gone = if dry_run { store.to_be_let_go(cutoffs).await? } else { retention::run(&store, cutoffs).await? };
    store.close().await;
    if json {
        return Ok(out.json(&gone)?);
    }
    let verb = if dry_run { "would go" } else { "gone" };
    out.line(format!(
        "{verb}: {} payloads, {} files, the words of {} conversations",
        gone.payloads, gone.files, gone.conversations
    ))?;
    if gone.audit > 0 {
        out.line(format!("{verb}: {} lines of the audit log", gone.audit))?;
    }
    if gone.uploads > 0 {
        out.line(format!("{verb}: {} files of articles that were brought to the desk", gone.uploads))?;
    }
    if config.retention.files.is_none() {
        out.line("files are kept: retention.files is not set")?;
    }
    if config.retention.conversations.is_none() {
        out.line("words are kept: retention.conversations is not set")?;
    }
    Ok(())
}
