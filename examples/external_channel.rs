//! A channel of one's own, whole: postcards.
//!
//! ```text
//! cargo run --example external_channel
//! ```
//!
//! The platform is a [`PostOffice`] in memory. People post cards there, and find ours in their letterbox; under a card of
//! ours there may be boxes to tick. [`Postcards`] is the channel: it carries cards to the inbox and ours to the office.
//!
//! What a channel must promise is said at [`Channel`] and proved by `hamyar_channel::testing::conformance`, which
//! `tests/it/examples.rs` runs over this file. In short: *acknowledge only what the inbox has*; *name the same event by
//! the same key*; *tell truly how a send ended*.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use hamyar::app::App;
use hamyar::config::Config;
use hamyar_channel::{
    Address, Author, Capabilities, Channel, ChannelId, Event, Inbound, Inbox, ListenError, Message, Outbound, Receipt,
    SendError, Setting, Unit, Where,
};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The pause after the inbox refused a batch; each further one in a row is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The platform: it keeps what people post until it is collected.
#[derive(Clone)]
pub(crate) struct PostOffice {
    shelves: Arc<Mutex<Shelves>>,
    changed: watch::Sender<()>,
    now: fn() -> DateTime<Utc>,
}

#[derive(Default)]
struct Shelves {
    posted: Vec<Posted>,
    collected: usize,
    letterboxes: HashMap<String, Vec<Card>>,
    sealed: HashSet<String>,
    numbers: u64,
}

/// What somebody posted to us.
#[derive(Clone)]
struct Posted {
    number: u64,
    at: DateTime<Utc>,
    person: String,
    what: What,
}

#[derive(Clone)]
enum What {
    Words(String),
    /// A box ticked on a card of ours.
    Tick {
        card: u64,
        action: String,
    },
}

/// A card of ours in somebody's letterbox.
#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub(crate) number: u64,
    pub(crate) text: String,
    /// Rows of boxes to tick: what is written beside each, and what a tick tells us.
    pub(crate) boxes: Vec<Vec<(String, String)>>,
    key: String,
}

impl PostOffice {
    pub(crate) fn new(now: fn() -> DateTime<Utc>) -> Self {
        Self { shelves: Arc::default(), changed: watch::Sender::new(()), now }
    }

    /// Somebody posts a card to us; returns its number.
    pub(crate) fn post(&self, person: &str, text: &str) -> u64 {
        self.take_in(person, What::Words(text.to_owned()))
    }

    /// Somebody ticks a box on a card of ours.
    pub(crate) fn tick(&self, person: &str, card: u64, action: &str) {
        self.take_in(person, What::Tick { card, action: action.to_owned() });
    }

    /// Somebody seals their letterbox: no card of ours goes in any more.
    pub(crate) fn seal(&self, person: &str) {
        self.shelves().sealed.insert(person.to_owned());
    }

    /// What lies in a letterbox.
    pub(crate) fn letterbox(&self, person: &str) -> Vec<Card> {
        self.shelves().letterboxes.get(person).cloned().unwrap_or_default()
    }

    /// Waits until so many cards lie in a letterbox, and returns the last.
    pub(crate) async fn card(&self, person: &str, count: usize) -> Card {
        let mut changed = self.changed.subscribe();
        loop {
            if let Some(card) = self.letterbox(person).get(count - 1) {
                return card.clone();
            }
            // The office itself holds the sender.
            let _ = changed.changed().await;
        }
    }

    /// How much of what was posted has been collected for good.
    pub(crate) fn collected(&self) -> usize {
        self.shelves().collected
    }

    /// Waits for something to collect: all that is not confirmed yet.
    async fn waiting(&self) -> Vec<Posted> {
        let mut changed = self.changed.subscribe();
        loop {
            let waiting: Vec<Posted> = {
                let shelves = self.shelves();
                shelves.posted[shelves.collected..].to_vec()
            };
            if !waiting.is_empty() {
                return waiting;
            }
            let _ = changed.changed().await;
        }
    }

    /// Confirms the next few: they are not handed out again.
    fn confirm(&self, count: usize) {
        self.shelves().collected += count;
    }

    /// Puts a card into a letterbox, once for each key. `None` if the box is sealed.
    fn deliver(&self, person: &str, card: Card) -> Option<u64> {
        let mut shelves = self.shelves();
        if shelves.sealed.contains(person) {
            return None;
        }
        shelves.numbers += 1;
        let number = shelves.numbers;
        let cards = shelves.letterboxes.entry(person.to_owned()).or_default();
        if let Some(known) = cards.iter().find(|known| known.key == card.key) {
            return Some(known.number);
        }
        cards.push(Card { number, ..card });
        drop(shelves);
        self.changed.send_replace(());
        Some(number)
    }

    fn take_in(&self, person: &str, what: What) -> u64 {
        let at = (self.now)();
        let mut shelves = self.shelves();
        shelves.numbers += 1;
        let number = shelves.numbers;
        shelves.posted.push(Posted { number, at, person: person.to_owned(), what });
        drop(shelves);
        self.changed.send_replace(());
        number
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The channel.
pub(crate) struct Postcards {
    id: ChannelId,
    office: PostOffice,
}

impl Postcards {
    /// A channel is named by its platform and its account there.
    pub(crate) fn new(id: ChannelId, office: PostOffice) -> Self {
        Self { id, office }
    }
}

/// What the platform tells, in the contract's words. Pure: the same card is always the same event with the same key, so
/// that what comes twice is recorded once.
fn convert(posted: Posted) -> Inbound {
    let Posted { number, at, person, what } = posted;
    let (key, event) = match what {
        What::Words(text) => {
            let id = number.to_string();
            // A card is written to us, so it is addressed to us.
            (format!("m:{person}:{id}"), Event::Message(Message { id, text, addressed: true, ..Message::default() }))
        }
        What::Tick { card, action } => {
            (format!("c:{number}"), Event::Button { action, message: Some(card.to_string()) })
        }
    };
    Inbound {
        key,
        at,
        place: Where { address: Address::chat(&person), setting: Setting::Direct, title: None },
        author: Author { id: person, ..Author::default() },
        event,
    }
}

#[async_trait]
impl Channel for Postcards {
    fn id(&self) -> &ChannelId {
        &self.id
    }

    /// What is not declared here is never asked for: cards cannot be changed or taken back, so an edited question gets a
    /// new card. Longer texts are split before they come to us.
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            max_length: 2_000,
            unit: Unit::Chars,
            edit: false,
            delete: false,
            typing: false,
            threads: false,
            react: false,
            replies: false,
            files: None,
            fetch: false,
            idempotent: true,
            shows_speaker: false,
            pace: None,
        }
    }

    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError> {
        let mut pause = FIRST_PAUSE;
        loop {
            let Some(waiting) = stop.run_until_cancelled(self.office.waiting()).await else { return Ok(()) };
            let count = waiting.len();
            let batch = waiting.into_iter().map(convert).collect();
            if inbox.accept(&self.id, batch).await.is_ok() {
                // Only now, when it is recorded. Had we confirmed before, a power cut here would lose a question.
                self.office.confirm(count);
                pause = FIRST_PAUSE;
            } else {
                // Nothing of it is confirmed, so all of it comes again.
                if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                    return Ok(());
                }
                pause = LONGEST_PAUSE.min(pause * 2);
            }
        }
    }

    /// Each way to fail has its own kind, because what follows differs: `Gone` marks the person as unreachable,
    /// `Transient` is tried again, `Unknown` too but carefully. This office either takes a card or does not.
    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError> {
        let rows = message
            .buttons
            .iter()
            .map(|row| row.iter().map(|button| (button.label.clone(), button.action.clone())).collect());
        let card = Card {
            number: 0,
            // A card is written by hand: links get their address behind them, and the rest of the formatting goes.
            text: message.text.without_formatting().text,
            boxes: rows.collect(),
            key: message.key.clone(),
        };
        match self.office.deliver(&message.to.chat, card) {
            Some(number) => Ok(Receipt { message: number.to_string(), chat: None }),
            None => Err(SendError::Gone { reason: "the letterbox is sealed".to_owned() }),
        }
    }
}

/// Mina posts a card, and the app answers her.
#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    #[expect(clippy::disallowed_methods, reason = "this is the edge of the program")]
    let office = PostOffice::new(Utc::now);
    let folder = tempfile::tempdir()?;
    let data = [("HAMYAR_DATA_DIR", folder.path().display().to_string())];
    let app = App::builder(Config::load(None, data)?)
        .without_configured_channels()
        .channel(Postcards::new("post:main".parse()?, office.clone()))
        .build()
        .await?;
    let stop = CancellationToken::new();
    let running = tokio::spawn(app.run(TcpListener::bind("127.0.0.1:0").await?, stop.clone()));

    let mut out = std::io::stdout();
    office.post("mina", "Do you sell stamps?");
    // There are no articles here, so a person is fetched; ticking the box brings the bot back.
    for count in 1..=2 {
        let card = office.card("mina", count).await;
        writeln!(out, "{}", card.text)?;
        for (label, action) in card.boxes.iter().flatten() {
            writeln!(out, "  ☑ {label}")?;
            office.tick("mina", card.number, action);
        }
    }
    writeln!(out, "({} cards and ticks are recorded.)", office.collected())?;
    // A card to Mina would now end in `Gone`: her contact says so, and nothing is tried elsewhere.
    office.seal("mina");
    stop.cancel();
    running.await??;
    Ok(())
}
