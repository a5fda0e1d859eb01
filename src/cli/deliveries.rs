//! Messages on their way, those that did not arrive, and those that wait until somebody decides.

use std::process::ExitCode;

use hamyar_channel::ChannelId;
use serde_json::json;
use uuid::Uuid;

use super::arguments::{DeliveriesCommand, DeliveryChoice};
use super::output::{Output, shown};
use crate::app::open_store;
use crate::clock::Edge;
use crate::config::Config;
use crate::model::{AuditKind, Deed, DeliveryId, DeliveryStatus};
use crate::store::{ListedDelivery, Settle, Settled, Store};

pub(super) async fn execute(
    command: DeliveriesCommand,
    config: &Config,
    edge: Edge,
    out: &mut Output,
) -> anyhow::Result<ExitCode> {
    let store = open_store(config, edge).await?;
    let mut done = true;
    match command {
        DeliveriesCommand::List { channel, state, limit, json } => {
            list(&store, (state, channel.as_ref()), limit, json, out).await?;
        }
        DeliveriesCommand::Retry(choice) => done = settle(&store, Settle::Resend, choice, out).await?,
        DeliveriesCommand::Drop(choice) => done = settle(&store, Settle::Drop, choice, out).await?,
        DeliveriesCommand::Pause => {
            store.pause(true).await?;
            out.line("nothing is sent until `hamyar deliveries resume`")?;
        }
        DeliveriesCommand::Resume => {
            store.pause(false).await?;
            out.line("what waits is sent")?;
        }
    }
    store.close().await;
    Ok(if done { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn list(
    store: &Store,
    (state, channel): (Option<DeliveryStatus>, Option<&ChannelId>),
    limit: i64,
    json: bool,
    out: &mut Output,
) -> anyhow::Result<()> {
    let deliveries = store.deliveries(state, channel, limit).await?;
    let paused = store.paused_since().await?;
    if json {
        return Ok(out.json(&json!({ "paused_since": paused, "deliveries": deliveries }))?);
    }
    for delivery in &deliveries {
        out.line(line(delivery))?;
    }
    let counts = store.delivery_counts().await?;
    out.line(format!(
        "{} dead, {} unknown, {} held, {} waiting",
        counts.dead,
        counts.unknown,
        counts.held,
        counts.pending + counts.sending
    ))?;
    if let Some(since) = paused {
        out.line(format!("nothing is sent since {since}; `hamyar deliveries resume` lets it go on"))?;
    }
    Ok(())
}

fn line(delivery: &ListedDelivery) -> String {
    let uncertain = if delivery.ambiguous { " (perhaps arrived)" } else { "" };
    format!(
        "{}\t{}{uncertain}\t{}\t#{}\t{}\t{} attempts\t{}",
        delivery.id,
        delivery.status,
        delivery.channel,
        delivery.number,
        delivery.created_at.format("%F %R"),
        delivery.attempts,
        shown(delivery.error.as_deref().unwrap_or("-")),
    )
}

/// Decides about each by itself: one that cannot be decided about keeps none of the others.
async fn settle(store: &Store, settle: Settle, choice: DeliveryChoice, out: &mut Output) -> anyhow::Result<bool> {
    let held = if choice.held { store.held_deliveries().await? } else { Vec::new() };
    let chosen = held.into_iter().chain(choice.ids.into_iter().map(DeliveryId));
    let (mut done, mut refused) = (0, 0);
    let kind = match settle {
        Settle::Resend => AuditKind::Resent,
        Settle::Drop => AuditKind::Dropped,
    };
    for id in chosen {
        let settled = store.settle(id, settle, None).await?;
        if let Settled::Done(conversation) = &settled {
            store.audit(Deed::by_command(kind).with(conversation)).await?;
        }
        let problem = problem(id.0, settle, settled);
        match problem {
            None => done += 1,
            Some(problem) => {
                refused += 1;
                out.line(format!("error: {problem}"))?;
            }
        }
    }
    out.line(match settle {
        Settle::Resend => format!("{done} to be sent again"),
        Settle::Drop => format!("{done} given up"),
    })?;
    if settle == Settle::Resend && done > 0 && store.paused_since().await?.is_some() {
        out.line("sending is paused: they wait for `hamyar deliveries resume`")?;
    }
    Ok(refused == 0)
}

/// Why nothing was done, if nothing was.
fn problem(id: Uuid, settle: Settle, settled: Settled) -> Option<String> {
    let verb = match settle {
        Settle::Resend => "sent again",
        Settle::Drop => "given up",
    };
    match settled {
        Settled::Done(_) => None,
        Settled::Missing => Some(format!("there is no delivery {id}; `hamyar deliveries list` lists them")),
        Settled::GivenUp => Some(format!("{id} was given up already")),
        Settled::TakenBack => Some(format!("{id} is not sent again: what it answers was taken back")),
        Settled::Stands(status) => {
            Some(format!("{id} is {}: only what is dead, unknown or held can be {verb}", status.word()))
        }
    }
}
