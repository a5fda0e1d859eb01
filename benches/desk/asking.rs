//! Customers who ask the bot in the web chat, and wait for its answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::ensure;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::articles::Asked;
use super::browser::{Browser, Live};
use super::running::Running;

/// Customers with their chat open.
const CUSTOMERS: usize = 20;

/// How long they ask in one turn.
const TURN: Duration = Duration::from_secs(10);

/// How long an answer may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(5);

/// Customers, and what can be asked.
pub(super) struct Asking {
    customers: Vec<Arc<Mutex<(Browser, Live)>>>,
    asked: Vec<Asked>,
    next: AtomicUsize,
}

impl Asking {
    pub(super) async fn with(running: &Running, asked: Vec<Asked>) -> anyhow::Result<Self> {
        let mut customers = Vec::new();
        for _ in 0..CUSTOMERS {
            customers.push(Arc::new(Mutex::new(customer(running).await)));
        }
        Ok(Self { customers, asked, next: AtomicUsize::new(0) })
    }

    /// Everybody asks in turn, so many questions a second and whatever the answers take. Returns how long each took, from when it was to be
    /// asked to when it stood in the chat.
    pub(super) async fn turn(&self, rate: f64) -> anyhow::Result<Vec<Duration>> {
        let (begun, mut waiting) = (Instant::now(), JoinSet::new());
        for number in 0_u32.. {
            let at = begun + Duration::from_secs_f64(f64::from(number) / rate);
            if at > begun + TURN {
                break;
            }
            sleep_until(at).await;
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let customer = Arc::clone(&self.customers[number % CUSTOMERS]);
            let asked = &self.asked[number % self.asked.len()];
            let (text, title) = (asked.text.clone(), asked.title.clone());
            waiting.spawn(async move {
                let (browser, live) = &mut *customer.lock().await;
                browser.says(&format!("question-{number}"), &text).await;
                ensure!(timeout(PATIENCE, live.item(&title)).await.is_ok(), "nobody answered “{text}”");
                Ok(at.elapsed())
            });
        }
        let mut took = Vec::new();
        while let Some(done) = waiting.join_next().await {
            took.push(done??);
        }
        Ok(took)
    }
}

async fn customer(running: &Running) -> (Browser, Live) {
    let mut browser = Browser::at(running.http);
    browser.get("/chat?lang=en").await;
    let live = browser.live().await;
    (browser, live)
}

/// Whether what a new customer is told has these words.
pub(super) async fn answered(running: &Running, question: &str, words: &str) -> anyhow::Result<bool> {
    let (mut browser, mut live) = customer(running).await;
    browser.says("only", question).await;
    loop {
        let Ok(said) = timeout(PATIENCE, live.item("")).await else { anyhow::bail!("“{question}” was left alone") };
        let text = said.text();
        if text != question {
            return Ok(text.contains(words));
        }
    }
}
