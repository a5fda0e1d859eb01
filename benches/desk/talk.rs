//! Customers in the web chat, each in a conversation that somebody of the team holds.

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::sync::Mutex;

use super::browser::{Browser, Live};
use super::running::Running;

/// What stands before the number of a message.
const MARK: &str = "parcel-";

/// How often is looked whether a conversation can be taken.
const TRIES: usize = 200;

/// A customer with their browser, which writes one message after the other.
pub(super) struct Customer {
    browser: Mutex<Browser>,
    pub(super) conversation: String,
}

/// The numbers of the messages that a page shows, in its order.
pub(super) fn numbers(page: &str) -> impl Iterator<Item = usize> {
    page.split(MARK).skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    })
}

fn words(number: usize) -> String {
    format!("Hello again, is there any news of {MARK}{number}? It was meant to be here by the end of last week.")
}

impl Customer {
    /// A new customer who asks for a person, whom one of the team takes. `changes` hears what changes.
    pub(super) async fn with(
        agent: &mut Browser,
        running: &Running,
        changes: &mut Live,
        known: &[String],
    ) -> anyhow::Result<Self> {
        let mut browser = Browser::at(running.http);
        browser.get("/chat?lang=en").await;
        browser.says("first", "I want to talk to a human").await;
        let conversation = loop {
            let id = changes.told("changed").await;
            if !known.contains(&id) {
                break id;
            }
        };
        taken(agent, &conversation).await?;
        Ok(Self { browser: Mutex::new(browser), conversation })
    }

    /// Writes the message of this number; `begins` is called when they begin, or would if they were not busy.
    pub(super) async fn writes(&self, number: usize, begins: impl FnOnce()) -> anyhow::Result<()> {
        begins();
        let message = json!({ "key": format!("key-{number}"), "text": words(number) });
        let answer = self.browser.lock().await.post("/chat/messages", &message).await;
        ensure!(answer.status == 200, "message {number}: {answer:?}");
        Ok(())
    }

    /// The chat page is open, and hears what is said.
    pub(super) async fn listens(&self) -> Live {
        self.browser.lock().await.live().await
    }
}

/// Somebody of the team takes a conversation, once the bot has handed it over.
async fn taken(agent: &mut Browser, conversation: &str) -> anyhow::Result<()> {
    let path = format!("/desk/conversations/{conversation}");
    let take = format!("{path}/take");
    for _ in 0..TRIES {
        let page = agent.get(&path).await.body;
        if page.contains("queue") || page.contains(&take) {
            let value = |name: &str| {
                let field = format!("name=\"{name}\" value=\"");
                page.split_once(&field).and_then(|(_, rest)| rest.split('"').next()).map(str::to_owned)
            };
            let version = value("version").context("the form has a version")?;
            let seen = value("seen").context("the form has the last entry")?;
            agent.submits(&take, &[("version", &version), ("seen", &seen)]).await;
        }
        let page = agent.get(&path).await.body;
        if !page.contains(&take) && page.contains(&format!("{path}/return")) {
            return Ok(());
        }
    }
    anyhow::bail!("{conversation} could not be taken")
}
