//! A desk of a test's own, and browsers at it.

mod rules;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono_tz::Tz;
use hamyar::answer::{Answerer, Calendar, KnowledgeAnswerer};
use hamyar::clock::{Clock, Edge, RandomIds};
use hamyar::config::OpenId;
use hamyar::courier;
use hamyar::desk::{ByOpenId, Declared, Desk, Parts, Settings, declared_routes, hash_password, one_time_link};
use hamyar::engine::{self, Engine, Rules};
use hamyar::files::Files;
use hamyar::library::Library;
use hamyar::live::Live;
use hamyar::metrics::Metrics;
use hamyar::model::{AgentId, AgentRole, ConversationId, KnownBy};
use hamyar::sites::Sites;
use hamyar::store::{NewAgent, Store};
use hamyar::words::Catalog;
use hamyar_channel::testing::FakeChannel;
use hamyar_channel::{Address, Author, Channel, Event, Inbound, Inbox, Message, Setting, Where, Words};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use self::rules::{file_rules, rules, sending, settings, sites};
use super::script::Script;
use super::{Database, MockClock};

pub(crate) const CHANNEL: &str = "telegram:main";

/// The largest file that is passed on.
pub(crate) const LARGEST: u64 = 1_000_000;

/// The password of everybody who has one.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A store, an engine and the desk over them. Nothing is sent: what goes out stays pending.
pub(crate) struct TestDesk {
    pub(crate) router: Router,
    pub(crate) declared: Vec<Declared>,
    pub(crate) store: Store,
    pub(crate) engine: Arc<Engine>,
    /// The channel of everybody who writes: `telegram:main` by name.
    pub(crate) channel: FakeChannel,
    pub(crate) clock: Arc<MockClock>,
    pub(crate) edge: Edge,
    pub(crate) library: Library,
    live: Arc<Live>,
    count: Mutex<u32>,
    stop: CancellationToken,
    database: Database,
}

impl TestDesk {
    pub(crate) async fn new(database: Database) -> Self {
        Self::with_channel(database, FakeChannel::new(CHANNEL)).await
    }

    /// A desk whose customers write on this channel.
    pub(crate) async fn with_channel(database: Database, channel: FakeChannel) -> Self {
        Self::made(database, channel, false, rules()).await
    }

    /// A desk whose customers are answered from its articles.
    pub(crate) async fn knowing(database: Database) -> Self {
        Self::made(database, FakeChannel::new(CHANNEL), true, rules()).await
    }

    /// A desk whose people customers know by this name.
    pub(crate) async fn known_by(database: Database, agent_names: KnownBy) -> Self {
        Self::made(database, FakeChannel::new(CHANNEL), false, Rules { agent_names, ..rules() }).await
    }

    async fn made(database: Database, channel: FakeChannel, knowing: bool, rules: Rules) -> Self {
        Self::set(database, channel, knowing, rules, |_| settings(), "").await
    }

    /// A desk whose customers are answered from its articles, and that may read a site of this host.
    pub(crate) async fn reading(database: Database, host: &str) -> Self {
        Self::set(database, FakeChannel::new(CHANNEL), true, rules(), |_| settings(), host).await
    }

    /// A desk at which these roles must have a second factor.
    pub(crate) async fn requiring_factors_of(database: Database, roles: Vec<AgentRole>) -> Self {
        let set = |_: &Edge| Settings { second_factor_for: roles, ..settings() };
        Self::set(database, FakeChannel::new(CHANNEL), false, rules(), set, "").await
    }

    /// A desk at which people sign in through a provider as well; whoever is new there may do this.
    pub(crate) async fn through(database: Database, provider: &OpenId, new_role: Option<AgentRole>) -> Self {
        let set = |edge: &Edge| Settings {
            openid: ByOpenId::configured(provider, new_role, edge.clone()).unwrap(),
            ..settings()
        };
        Self::set(database, FakeChannel::new(CHANNEL), false, rules(), set, "").await
    }

    async fn set(
        database: Database,
        channel: FakeChannel,
        knowing: bool,
        rules: Rules,
        settings: impl FnOnce(&Edge) -> Settings,
        private_site: &str,
    ) -> Self {
        let clock = Arc::new(MockClock::new());
        let edge = Edge { clock: clock.clone(), ids: Arc::new(RandomIds) };
        let store = Store::open(&database.url, "test", edge.clone()).await.unwrap();
        let (live, words): (_, Arc<dyn Words>) = (Arc::new(Live::default()), Arc::new(Catalog::default()));
        let channels: Vec<Arc<dyn Channel>> = vec![Arc::new(channel.clone())];
        let library = Library::in_memory(store.clone()).await.unwrap();
        let answerer = KnowledgeAnswerer::new(library.knowledge().clone(), library.judge().clone())
            .by(Calendar::new(edge.clone(), Tz::UTC));
        let answers: Arc<dyn Answerer> = if knowing { Arc::new(answerer.clone()) } else { Arc::new(Script) };
        let files = Arc::new(Files::new(store.clone(), &channels, edge.clone(), file_rules()));
        let engine = Engine::new(engine::Parts {
            store: store.clone(),
            answerers: vec![answers],
            channels: channels.clone(),
            files: Arc::clone(&files),
            words: Arc::clone(&words),
            live: Arc::clone(&live),
            metrics: Arc::new(Metrics::default()),
            edge: edge.clone(),
            rules,
            // Nothing is sent unless a test does.
            deliveries: courier::handover(&[], &sending()).0,
            work: Arc::default(),
        });
        let stop = CancellationToken::new();
        tokio::spawn(Arc::clone(&engine).run(stop.clone()));
        let (tidied, until) = (Arc::clone(&files), stop.clone());
        tokio::spawn(async move { tidied.tidy_up(until).await });
        let (router, declared) = declared_routes(Desk::new(Parts {
            store: store.clone(),
            engine: Arc::clone(&engine),
            files,
            library: library.clone(),
            answerer,
            sites: Sites::new(&sites(private_site), edge.clone()).unwrap(),
            live: Arc::clone(&live),
            words,
            edge: edge.clone(),
            settings: settings(&edge),
            stop: stop.clone(),
        }));
        let count = Mutex::default();
        Self { router, declared, store, engine, channel, clock, edge, library, live, count, stop, database }
    }

    /// Adds a person of the team.
    pub(crate) async fn agent(&self, name: &str, role: AgentRole, language: &str) -> AgentId {
        self.add(name, role, language, String::new()).await
    }

    /// Adds a person of the team who has the password.
    pub(crate) async fn agent_with_password(&self, name: &str) -> AgentId {
        self.add(name, AgentRole::Agent, "en", hash_password(PASSWORD).unwrap()).await
    }

    async fn add(&self, name: &str, role: AgentRole, language: &str, password_hash: String) -> AgentId {
        let new = NewAgent {
            email: format!("{}@team.example", name.to_lowercase()),
            name: name.to_owned(),
            role,
            language: language.to_owned(),
            password_hash,
        };
        self.store.add_agent(new).await.unwrap().unwrap()
    }

    /// A link by which a person signs in once, without the address of the server.
    pub(crate) async fn link(&self, agent: AgentId) -> String {
        one_time_link(&self.store, &self.edge, agent, "").await.unwrap()
    }

    /// A browser in which nobody is signed in.
    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookie: None, address: [192, 0, 2, 1], headers: HeaderMap::new() }
    }

    /// A browser in which a new person of the team is signed in.
    pub(crate) async fn desk_of(&self, name: &str, role: AgentRole, language: &str) -> (Browser, AgentId) {
        let agent = self.agent(name, role, language).await;
        let mut browser = self.browser();
        let page = browser.get(&self.link(agent).await).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/desk"));
        (browser, agent)
    }

    /// Somebody writes on a channel, and what follows is decided.
    pub(crate) async fn says(&self, who: &str, text: &str) -> ConversationId {
        let number = {
            let mut count = self.count.lock().unwrap();
            *count += 1;
            *count
        };
        let message = Message { id: number.to_string(), text: text.to_owned(), addressed: true, ..Message::default() };
        self.happens(who, &format!("m:{number}"), Event::Message(message)).await
    }

    /// Something happens in somebody's private chat, and what follows is decided.
    pub(crate) async fn happens(&self, who: &str, key: &str, event: Event) -> ConversationId {
        let mut changes = self.live.desk();
        let event = Inbound {
            key: key.to_owned(),
            at: self.clock.now(),
            place: Where { address: Address::chat(who), setting: Setting::Direct, title: None },
            author: Author { id: who.to_owned(), name: Some(who.to_owned()), ..Author::default() },
            event,
        };
        self.engine.accept(self.channel.id(), vec![event]).await.unwrap();
        loop {
            // What happened elsewhere a moment ago may be told only now.
            let id = changes.recv().await.unwrap();
            let turn = self.store.load_turn(id).await.unwrap().unwrap();
            if turn.place.address.chat == who && turn.entries.is_empty() {
                return id;
            }
        }
    }

    /// Says whenever a conversation changed.
    pub(crate) fn changes(&self) -> tokio::sync::broadcast::Receiver<ConversationId> {
        self.live.desk()
    }

    /// The database, for what no page can bring about.
    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// The version of a conversation.
    pub(crate) async fn version(&self, id: ConversationId) -> i64 {
        self.store.conversation(id).await.unwrap().unwrap().version
    }
}

impl Drop for TestDesk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A browser: it keeps the cookie, says where it comes from, and follows nothing by itself.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookie: Option<String>,
    pub(crate) address: [u8; 4],
    /// Sent with every request.
    pub(crate) headers: HeaderMap,
}

/// What a browser got.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    pub(crate) bytes: Vec<u8>,
    /// The answer broke off.
    pub(crate) is_cut: bool,
}

impl Browser {
    pub(crate) async fn get(&mut self, path: &str) -> Page {
        self.send(Method::GET, path, String::new()).await
    }

    /// Sends a form as it is.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        self.send(Method::POST, path, form.extend_pairs(fields).finish()).await
    }

    /// Sends a form with the secret of the session, as a page of the desk does.
    pub(crate) async fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get("/desk/account").await.value("token");
        let fields: Vec<(&str, &str)> = [("token", token.as_str())].iter().chain(fields).copied().collect();
        self.post(path, &fields).await
    }

    /// Sends a form with files, as the composer does: the secret of the session first.
    pub(crate) async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Page {
        let token = self.get("/desk/account").await.value("token");
        let fields: Vec<(&str, &str)> = [("token", token.as_str())].iter().chain(fields).copied().collect();
        self.send_form(path, &fields, files).await
    }

    /// Sends a form with files as it is.
    pub(crate) async fn send_form(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        for (name, bytes) in files {
            let name = name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
            let head = format!("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let mut request = self.request(Method::POST, path, String::new());
        request.headers_mut().insert(header::CONTENT_TYPE, "multipart/form-data; boundary=x".parse().unwrap());
        *request.body_mut() = Body::from(body);
        self.answered(request).await
    }

    /// The answer as it comes, for streams.
    pub(crate) async fn stream(&mut self, path: &str) -> axum::body::BodyDataStream {
        let response = self.router.clone().oneshot(self.request(Method::GET, path, String::new())).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body().into_data_stream()
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: impl Into<Body>) -> Page {
        let request = self.request(method, path, body);
        self.answered(request).await
    }

    async fn answered(&mut self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            self.cookie = Some(cookie.split(';').next().unwrap().to_owned()).filter(|cookie| !cookie.ends_with('='));
        }
        let read = to_bytes(body, 1 << 22).await;
        let (is_cut, bytes) = (read.is_err(), read.unwrap_or_default().to_vec());
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Page { status: parts.status, headers: parts.headers, body, bytes, is_cut }
    }

    fn request(&self, method: Method, path: &str, body: impl Into<Body>) -> Request<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "desk.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let mut request = request.body(body.into()).unwrap();
        request.headers_mut().extend(self.headers.clone());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((self.address, 40_000))));
        request
    }
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The value of the first field of this name.
    pub(crate) fn value(&self, name: &str) -> String {
        let field = format!("name=\"{name}\" value=\"");
        let Some((_, rest)) = self.body.split_once(&field) else { panic!("no field {name} in: {}", self.body) };
        rest.split('"').next().unwrap().to_owned()
    }

    /// Fails unless all of these are in the page.
    #[track_caller]
    pub(crate) fn shows(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.body.contains(text), "`{text}` is not in:\n{}", self.body);
        }
    }

    /// Fails if any of these is in the page.
    #[track_caller]
    pub(crate) fn hides(&self, texts: &[&str]) {
        for text in texts {
            assert!(!self.body.contains(text), "`{text}` is in:\n{}", self.body);
        }
    }
}
