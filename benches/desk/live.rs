//! From a customer's message to an agent's open page, while many pages listen.
//!
//! A customer writes in the web chat, over HTTP, one message at a time, each in the conversation that an agent has open. The
//! agent's page does what its script does: it hears of the change on its stream, fetches the conversation anew, and the
//! message is there. All other streams hear of every change, too.

use std::time::{Duration, Instant};

use anyhow::Context;
use hamyar::model::Action;

use crate::browser::Browser;
use crate::fill::{On, Place, Shape};
use crate::running::Running;

/// The most that the 99th percentile may be.
const GOAL: Duration = Duration::from_millis(200);

/// Messages before measuring.
const WARM_UP: usize = 50;

/// Streams of one person.
const EACH: usize = 10;

pub(super) async fn keeps_up(on: On, streams: usize, messages: usize) -> anyhow::Result<bool> {
    // A desk in use: ten thousand conversations are there already.
    let place = Place::make(on, Shape::Short, 100_000).await?;
    let running = Running::on(&place.url).await?;
    let mut open = Vec::new();
    for person in 0..streams.div_ceil(EACH) {
        let browser = running.agent(&format!("looker{person}")).await?;
        for _ in 0..EACH.min(streams - open.len()) {
            let mut stream = browser.live_at("/desk/live").await;
            open.push(tokio::spawn(async move {
                // Ends with the server.
                loop {
                    stream.told("changed").await;
                }
            }));
        }
    }
    let times = measured(&running, messages).await?;
    anyhow::ensure!(open.iter().all(|stream| !stream.is_finished()), "a stream ended before the last message");
    for stream in open {
        stream.abort();
    }
    println!("from a customer's message to an agent's open page, beside {streams} streams, {messages} messages:");
    let at = |part: usize| times[(times.len() * part / 1000).min(times.len() - 1)];
    println!(
        "  half within {:.1?}, 99% within {:.1?} (goal {GOAL:?}), the last after {:.1?}",
        at(500),
        at(990),
        at(1000)
    );
    drop(running);
    place.remove().await?;
    Ok(at(990) < GOAL)
}

/// How long each message took, the shortest first.
async fn measured(running: &Running, messages: usize) -> anyhow::Result<Vec<Duration>> {
    let mut customer = Browser::at(running.http);
    customer.get("/chat?lang=en").await;
    let mut agent = running.agent("reader").await?;
    let mut stream = agent.live_at("/desk/live").await;
    customer.says("first", "I want to talk to a human").await;
    let id = stream.told("changed").await;
    let conversation = id.parse().context("the id of a conversation")?;
    let taken_by = running.store.agents().await?.pop().context("nobody is of the team")?.id;
    while running.store.load_turn(conversation).await?.is_none_or(|turn| !turn.entries.is_empty()) {
        tokio::task::yield_now().await;
    }
    let version = running.store.conversation(conversation).await?.context("gone")?.version;
    running.engine.act(conversation, version, taken_by, Action::Take).await?;
    let fragment = format!("/desk/conversations/{id}/fragment?view=open");
    let mut times = Vec::with_capacity(messages);
    for number in 0..messages + WARM_UP {
        let text = format!("message number {number} of this customer");
        let begun = Instant::now();
        customer.says(&format!("key-{number}"), &text).await;
        loop {
            let changed = stream.told("changed").await;
            if changed == id && agent.get(&fragment).await.body.contains(&text) {
                break;
            }
        }
        if number >= WARM_UP {
            times.push(begun.elapsed());
        }
    }
    times.sort_unstable();
    Ok(times)
}
