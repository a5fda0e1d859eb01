//! A browser of the team without a screen: it listens, and does what the page's script does when something changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::browser::{Browser, Live};
use super::ledger::Ledger;

/// How many times as long as it took to fetch a list its page rests before it fetches the next, and at most, as `desk.js` has it.
const REST: u32 = 9;
const LONGEST_REST: Duration = Duration::from_secs(2);

/// What an open page shows.
#[derive(Clone)]
pub(super) struct Page {
    /// The list beside it.
    pub(super) view: &'static str,
    /// The conversation that is open.
    pub(super) conversation: Option<String>,
}

/// One fetch at a time; what changes meanwhile is one more.
#[derive(Default)]
struct Lane {
    wanted: Notify,
    /// The messages because of which it is.
    because: Mutex<Vec<usize>>,
}

impl Lane {
    fn wants(&self, message: usize) {
        self.because.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        self.wanted.notify_one();
    }

    async fn next(&self) -> Vec<usize> {
        self.wanted.notified().await;
        std::mem::take(&mut *self.because.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Opens the stream, and starts what follows from it, until the tasks are ended.
pub(super) async fn watches(browser: Browser, page: Option<Page>, ledger: &Arc<Ledger>, tasks: &mut JoinSet<()>) {
    let live = browser.live_at("/desk/live").await;
    let (list, thread) = (Arc::new(Lane::default()), Arc::new(Lane::default()));
    let open = page.as_ref().and_then(|page| page.conversation.clone());
    let reads = page.is_some();
    if let Some(page) = page {
        tasks.spawn(fetches_list(browser.clone(), page.clone(), Arc::clone(&list), Arc::clone(ledger)));
        if let Some(conversation) = page.conversation {
            let path = format!("/desk/conversations/{conversation}/fragment?view={}", page.view);
            tasks.spawn(fetches_thread(browser, path, Arc::clone(&thread), Arc::clone(ledger)));
        }
    }
    let ledger = Arc::clone(ledger);
    tasks.spawn(async move { listens(live, &ledger, (reads, open), (&list, &thread)).await });
}

async fn listens(
    mut live: Live,
    ledger: &Ledger,
    (reads, open): (bool, Option<String>),
    (list, thread): (&Lane, &Lane),
) {
    let mut heard: HashMap<usize, usize> = HashMap::new();
    loop {
        let id = live.told("changed").await;
        let Some(&conversation) = ledger.conversations.get(&id) else { continue };
        let Some(number) = ledger.newest(conversation) else { continue };
        if heard.insert(conversation, number) != Some(number) {
            ledger.told(number);
        }
        if reads {
            list.wants(number);
        }
        if open.as_ref() == Some(&id) {
            thread.wants(number);
        }
    }
}

async fn fetches_list(mut browser: Browser, page: Page, lane: Arc<Lane>, ledger: Arc<Ledger>) {
    let open = page.conversation.map(|id| format!("?open={id}")).unwrap_or_default();
    let path = format!("/desk/inbox/{}/fragment{open}", page.view);
    loop {
        let because = lane.next().await;
        let begun = Instant::now();
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        for message in because {
            ledger.listed(message);
        }
        tokio::time::sleep((begun.elapsed() * REST).min(LONGEST_REST)).await;
    }
}

async fn fetches_thread(mut browser: Browser, path: String, lane: Arc<Lane>, ledger: Arc<Ledger>) {
    let mut newest = None;
    loop {
        lane.next().await;
        let answer = browser.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        newest = ledger.shows(&answer.body, newest);
    }
}
