//! The whole app, as the program wires it.

use std::net::SocketAddr;
use std::sync::Arc;

use hamyar::app::App;
use hamyar::clock::{Clock, Edge, RandomIds};
use hamyar::config::Config;
use hamyar::engine::Engine;
use hamyar::library::Library;
use hamyar::live::Live;
use hamyar::model::{Action, AgentId, AgentRole, Conversation, ConversationId, Entry, Status};
use hamyar::store::{NewAgent, Store};
use hamyar_channel::testing::{FakeChannel, within};
use hamyar_knowledge::{Article, files};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use super::fake_discord::{self, FakeDiscord};
use super::fake_telegram::{FakeTelegram, TOKEN};
use super::{Answers, Database, MockClock};

/// The articles of a bookshop, in English and Persian.
pub(crate) const ARTICLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/knowledge");

/// What it is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wiring {
    /// A channel and answers of the test's own.
    Scripted,
    /// The channels of the settings, and the articles of the bookshop.
    Configured,
}

/// Where the index of the articles is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Index {
    InMemory,
    OnDisk,
}

/// An app that runs.
pub(crate) struct TestApp {
    pub(crate) channel: FakeChannel,
    pub(crate) answers: Answers,
    pub(crate) clock: Arc<MockClock>,
    pub(crate) store: Store,
    pub(crate) engine: Arc<Engine>,
    pub(crate) live: Arc<Live>,
    pub(crate) library: Library,
    pub(crate) http: SocketAddr,
    pub(crate) database: Database,
    wiring: Wiring,
    settings: Vec<(&'static str, String)>,
    articles: Vec<Article>,
    index: Index,
    running: Running,
}

/// How it runs: beside the test, or in a runtime that can be ended as a process is killed.
enum Running {
    Beside(CancellationToken, tokio::task::JoinHandle<()>),
    Apart(Runtime),
}

/// What a test sees of an app that runs.
struct Seen {
    store: Store,
    engine: Arc<Engine>,
    live: Arc<Live>,
    library: Library,
}

impl Seen {
    fn of(app: &App) -> Self {
        let (engine, live) = (Arc::clone(&app.engine), Arc::clone(&app.live));
        Self { store: app.store.clone(), engine, live, library: app.library.clone() }
    }
}

/// An app to be.
pub(crate) struct Starting {
    database: Database,
    channel: FakeChannel,
    answers: Answers,
    clock: Arc<MockClock>,
    wiring: Wiring,
    settings: Vec<(&'static str, String)>,
    articles: Vec<Article>,
    index: Index,
}

impl Starting {
    pub(crate) fn on(database: Database) -> Self {
        Self {
            database,
            channel: FakeChannel::new("fake:main"),
            answers: Answers::default(),
            clock: Arc::new(MockClock::new()),
            wiring: Wiring::Scripted,
            settings: vec![
                ("HAMYAR_ANSWERS__FRAGMENT_WAIT", "0s".to_owned()),
                // No test calls anybody outside of this machine.
                ("HAMYAR_KNOWLEDGE__SITES__CHECK_LINKS", "false".to_owned()),
            ],
            articles: Vec::new(),
            index: Index::InMemory,
        }
    }

    /// The product of a bookshop, wired as the program wires it: the chat page, and Telegram by this Bot API.
    pub(crate) async fn product(database: Database) -> (Self, FakeTelegram) {
        let starting = Self { wiring: Wiring::Configured, ..Self::on(database) };
        let clock = Arc::clone(&starting.clock);
        let fake = FakeTelegram::start_at(move || clock.now()).await;
        let starting = starting
            .setting("HAMYAR_NAME", "Narenj")
            .setting("HAMYAR_TELEGRAM__TOKEN", TOKEN)
            .setting("HAMYAR_TELEGRAM__API_URL", &fake.url())
            .setting("HAMYAR_TELEGRAM__PACE", "off");
        (starting, fake)
    }

    /// The same product, on this Discord.
    pub(crate) async fn product_on_discord(database: Database) -> (Self, FakeDiscord) {
        let starting = Self { wiring: Wiring::Configured, ..Self::on(database) };
        let clock = Arc::clone(&starting.clock);
        let fake = FakeDiscord::start_at(move || clock.now()).await;
        let starting = starting
            .setting("HAMYAR_NAME", "Narenj")
            .setting("HAMYAR_DISCORD__TOKEN", fake_discord::TOKEN)
            .setting("HAMYAR_DISCORD__API_URL", &fake.url())
            .setting("HAMYAR_DISCORD__PACE", "off");
        (starting, fake)
    }

    /// With this in its environment.
    pub(crate) fn setting(mut self, variable: &'static str, value: &str) -> Self {
        self.settings.push((variable, value.to_owned()));
        self
    }

    /// With these articles besides those of the bookshop.
    pub(crate) fn articles(mut self, articles: Vec<Article>) -> Self {
        self.articles = articles;
        self
    }

    /// With the index of its articles in the data directory, as the program has it.
    pub(crate) fn index_on_disk(mut self) -> Self {
        self.index = Index::OnDisk;
        self
    }

    /// With this channel.
    pub(crate) fn channel(mut self, channel: FakeChannel) -> Self {
        self.channel = channel;
        self
    }

    /// The clock that it will go by.
    pub(crate) fn clock(&self) -> Arc<MockClock> {
        Arc::clone(&self.clock)
    }

    /// Starts it beside the test.
    pub(crate) async fn start(self) -> TestApp {
        let (app, listener, stop) = Box::pin(self.build()).await;
        let http = listener.local_addr().unwrap();
        let seen = Seen::of(&app);
        let token = stop.clone();
        let task = tokio::spawn(async move { app.run(listener, token).await.unwrap() });
        self.done(seen, http, Running::Beside(stop, task))
    }

    /// Starts it in a runtime of its own, so that it can be killed.
    pub(crate) fn start_apart(self) -> TestApp {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (app, listener, stop) =
            std::thread::scope(|scope| scope.spawn(|| runtime.block_on(self.build())).join().unwrap());
        let http = listener.local_addr().unwrap();
        let seen = Seen::of(&app);
        runtime.spawn(async move { app.run(listener, stop).await.unwrap() });
        self.done(seen, http, Running::Apart(runtime))
    }

    async fn build(&self) -> (App, TcpListener, CancellationToken) {
        let mut environment = vec![
            ("HAMYAR_DATABASE__URL", self.database.url.clone()),
            ("HAMYAR_DATA_DIR", self.database.dir.path().display().to_string()),
            ("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "0".to_owned()),
        ];
        // On PostgreSQL it is then, after a kill, known to be the same node.
        environment.extend(self.database.url.starts_with("postgres").then(|| ("HAMYAR_NODE__NAME", "test".to_owned())));
        environment.extend(self.settings.iter().cloned());
        let config = Config::load(None, environment).unwrap();
        let edge = Edge { clock: self.clock.clone(), ids: Arc::new(RandomIds) };
        let builder = App::builder(config).edge(edge);
        let builder = if self.index == Index::InMemory { builder.index_in_memory() } else { builder };
        let builder = match self.wiring {
            Wiring::Scripted => {
                builder.channel(self.channel.clone()).answerer(self.answers.clone()).without_configured_channels()
            }
            Wiring::Configured => builder,
        };
        let app = builder.build().await.unwrap();
        if self.wiring == Wiring::Configured {
            let mut articles = files::read(ARTICLES.as_ref()).articles;
            articles.extend(self.articles.iter().cloned());
            app.store.save_articles(articles, None).await.unwrap();
            app.library.refresh().await.unwrap();
        }
        (app, TcpListener::bind("127.0.0.1:0").await.unwrap(), CancellationToken::new())
    }

    fn done(self, Seen { store, engine, live, library }: Seen, http: SocketAddr, running: Running) -> TestApp {
        let Self { database, channel, answers, clock, wiring, settings, articles, index } = self;
        TestApp {
            channel,
            answers,
            clock,
            store,
            engine,
            live,
            library,
            http,
            database,
            wiring,
            settings,
            articles,
            index,
            running,
        }
    }
}

impl TestApp {
    /// Ends it as SIGKILL ends a process: nothing is finished, nothing is said goodbye to. What was durable can be
    /// started again.
    pub(crate) fn kill(self) -> Starting {
        let Self { channel, answers, clock, database, wiring, settings, articles, index, running, .. } = self;
        match running {
            Running::Apart(runtime) => runtime.shutdown_background(),
            Running::Beside(..) => panic!("an app beside the test cannot be killed: start it apart"),
        }
        Starting { database, channel, answers, clock, wiring, settings, articles, index }
    }

    /// Another node on the same database and the same platform, of this name and with a clock and answers of its own.
    pub(crate) fn beside(&self, name: &str) -> Starting {
        let starting = Starting {
            wiring: self.wiring,
            settings: self.settings.clone(),
            channel: self.channel.clone(),
            ..Starting::on(self.database.clone())
        };
        starting.setting("HAMYAR_NODE__NAME", name)
    }

    /// Waits until nothing is being sent: every outcome is recorded.
    pub(crate) async fn settled(&self) {
        let mut changes = Changes::of(&self.live);
        while self.store.delivery_counts().await.unwrap().sending > 0 {
            changes.wait("a receipt").await;
        }
    }

    /// Waits until nothing is left to send, either: what waits for its turn is sent.
    pub(crate) async fn settled_all(&self) {
        let mut changes = Changes::of(&self.live);
        loop {
            let counts = self.store.delivery_counts().await.unwrap();
            if counts.pending + counts.sending == 0 {
                return;
            }
            changes.wait("a receipt").await;
        }
    }

    /// Waits until everything in the conversation of this number is decided.
    pub(crate) async fn decided(&self, number: i64) {
        let mut changes = Changes::of(&self.live);
        loop {
            let turn = self.store.load_turn(self.conversation(number).await.id).await.unwrap().unwrap();
            if turn.entries.is_empty() {
                return;
            }
            changes.wait("a decision").await;
        }
    }

    /// Waits until the timeline of the conversation of this number has these kinds of entries.
    pub(crate) async fn happened(&self, number: i64, kinds: &str) {
        let mut changes = Changes::of(&self.live);
        while self.kinds(number).await != kinds {
            changes.wait(&format!("{kinds} to be what happened")).await;
        }
    }

    /// Waits until the conversation of this number is resolved.
    pub(crate) async fn resolved(&self, number: i64) {
        let mut changes = Changes::of(&self.live);
        while self.conversation(number).await.status != Status::Resolved {
            changes.wait("a resolution").await;
        }
    }

    /// Stops it in good order; it can be started again.
    pub(crate) async fn stop(self) -> Starting {
        let Self { channel, answers, clock, database, wiring, settings, articles, index, running, .. } = self;
        if let Running::Beside(stop, task) = running {
            stop.cancel();
            within("the app to stop", task).await.unwrap();
        }
        Starting { database, channel, answers, clock, wiring, settings, articles, index }
    }

    /// Adds a person of the team.
    pub(crate) async fn agent(&self, name: &str) -> AgentId {
        let new = NewAgent {
            email: format!("{name}@team.example"),
            name: name.to_owned(),
            role: AgentRole::Agent,
            language: "en".to_owned(),
            password_hash: String::new(),
        };
        self.store.add_agent(new).await.unwrap().unwrap()
    }

    /// The conversation of this number, as it stands.
    pub(crate) async fn conversation(&self, number: i64) -> Conversation {
        let id = self.store.conversation_numbered(number).await.unwrap().unwrap();
        self.store.conversation(id).await.unwrap().unwrap()
    }

    /// The whole timeline of the conversation of this number.
    pub(crate) async fn timeline(&self, number: i64) -> Vec<Entry> {
        let id = self.conversation(number).await.id;
        self.store.entries(id, None, 1000).await.unwrap()
    }

    /// The kinds of the entries of a conversation, in order.
    pub(crate) async fn kinds(&self, number: i64) -> String {
        let kinds: Vec<&str> = self.timeline(number).await.iter().map(|entry| entry.kind.word()).collect();
        kinds.join(" ")
    }

    /// Does something as a person of the team who looks at the conversation as it is now.
    pub(crate) async fn act(&self, id: ConversationId, agent: AgentId, action: Action) {
        let version = self.store.conversation(id).await.unwrap().unwrap().version;
        self.engine.act(id, version, agent, action).await.unwrap();
    }
}

/// What changes in an app, by itself or by another node.
struct Changes {
    desk: broadcast::Receiver<ConversationId>,
    stale: broadcast::Receiver<()>,
}

impl Changes {
    fn of(live: &Live) -> Self {
        Self { desk: live.desk(), stale: live.stale() }
    }

    /// Waits until something has changed, or may have.
    async fn wait(&mut self, what: &str) {
        let change = async {
            tokio::select! {
                change = self.desk.recv() => change.map(drop),
                change = self.stale.recv() => change,
            }
        };
        within(what, change).await.unwrap();
    }
}
