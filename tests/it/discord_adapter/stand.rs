//! What these tests stand on: a bot with an inbox in memory.

use std::sync::Arc;
use std::time::Duration;

use hamyar_channel::testing::{MemoryInbox, within};
use hamyar_channel::{Address, Channel, Event, Inbound, Inbox, ListenError, Outbound, RichText, Words};
use hamyar_discord::{Discord, Settings};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::MockClock;
use crate::support::fake_discord::{FakeDiscord, TOKEN};

/// Words that say their own key; names of commands are what Discord takes.
struct Keys;

impl Words for Keys {
    fn text(&self, language: &str, key: &str, _: &[(&str, &str)]) -> String {
        match (language, key.strip_prefix("discord-command-")) {
            ("fa", Some(name)) => format!("{name}-fa"),
            (_, Some(name)) => name.to_owned(),
            _ => key.to_owned(),
        }
    }

    fn languages(&self) -> &[&'static str] {
        &["en", "fa"]
    }
}

/// Discord with a clock that the test moves.
pub(super) async fn discord(clock: &Arc<MockClock>) -> FakeDiscord {
    let clock = Arc::clone(clock);
    FakeDiscord::start_at(move || hamyar::clock::Clock::now(&*clock)).await
}

/// Settings for a fake, with pauses that a test does not notice.
pub(super) fn settings(api_url: &str) -> Settings {
    Settings {
        api_url: api_url.to_owned(),
        first_pause: Duration::from_millis(1),
        ..Settings::new("discord:test".parse().unwrap(), TOKEN.into())
    }
}

pub(super) fn bot(fake: &FakeDiscord, clock: &Arc<MockClock>) -> Discord {
    bot_with(settings(&fake.url()), clock)
}

pub(super) fn bot_with(settings: Settings, clock: &Arc<MockClock>) -> Discord {
    let clock = Arc::clone(clock);
    Discord::new(settings, Arc::new(Keys)).unwrap().with_clock(move || hamyar::clock::Clock::now(&*clock))
}

/// A bot that listens.
pub(super) struct Listening {
    pub(super) bot: Arc<Discord>,
    pub(super) inbox: Arc<MemoryInbox>,
    stop: CancellationToken,
    task: JoinHandle<Result<(), ListenError>>,
}

impl Listening {
    pub(super) fn start(bot: Discord, inbox: &Arc<MemoryInbox>) -> Self {
        let (bot, stop, inbox) = (Arc::new(bot), CancellationToken::new(), Arc::clone(inbox));
        let task = tokio::spawn({
            let (bot, inbox, stop) = (Arc::clone(&bot), Arc::clone(&inbox), stop.clone());
            async move { bot.listen(inbox, stop).await }
        });
        Self { bot, inbox, stop, task }
    }

    /// Stops it.
    pub(super) async fn stop(self) {
        self.stop.cancel();
        assert_eq!(self.end().await, Ok(()));
    }

    /// Ends it without a word.
    pub(super) async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }

    /// Waits until it ends by itself.
    pub(super) async fn end(self) -> Result<(), ListenError> {
        within("listening to end", self.task).await.unwrap()
    }

    /// The next thing that somebody said.
    pub(super) async fn hears(&self) -> String {
        loop {
            if let Some(text) = text(&self.inbox.next().await) {
                return text;
            }
        }
    }
}

/// A scene that most tests begin with: a bot that is connected.
pub(super) struct Scene {
    pub(super) clock: Arc<MockClock>,
    pub(super) fake: FakeDiscord,
    pub(super) inbox: Arc<MemoryInbox>,
}

impl Scene {
    pub(super) async fn new() -> Self {
        let clock = Arc::new(MockClock::new());
        let fake = discord(&clock).await;
        Self { clock, fake, inbox: Arc::new(MemoryInbox::new()) }
    }

    /// The bot listens, and is connected in a session of its own or an earlier one.
    pub(super) async fn listens(&self) -> Listening {
        let (new, resumed) = self.fake.sessions();
        let listening = Listening::start(bot(&self.fake, &self.clock), &self.inbox);
        self.fake.connections(new + resumed + 1).await;
        self.fake.connected(1).await;
        listening
    }

    /// Waits until everything that was to be read back is: from then on the session can be taken up again.
    pub(super) async fn caught_up(&self) {
        loop {
            let brought = self.inbox.batches().len();
            let cursors = self.inbox.cursors(&"discord:test".parse().unwrap()).await.unwrap();
            if cursors.iter().any(|cursor| cursor.scope == "session" && !cursor.position.is_empty()) {
                return;
            }
            self.inbox.brought(brought + 1).await;
        }
    }

    pub(super) fn later(&self, minutes: i64) {
        self.clock.advance(chrono::Duration::minutes(minutes));
    }

    /// What was said, in order.
    pub(super) fn texts(&self) -> Vec<String> {
        self.inbox.events().iter().filter_map(text).collect()
    }
}

/// What somebody said.
pub(super) fn text(inbound: &Inbound) -> Option<String> {
    match &inbound.event {
        Event::Message(message) => Some(message.text.clone()),
        _ => None,
    }
}

pub(super) fn outbound(to: Address, key: &str, markdown: &str) -> Outbound {
    Outbound {
        to,
        key: key.to_owned(),
        text: RichText::from_markdown(markdown),
        file: None,
        buttons: Vec::new(),
        reply_to: None,
        perhaps_sent_since: None,
        language: "en".to_owned(),
    }
}
