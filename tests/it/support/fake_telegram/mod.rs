//! A Bot API on loopback: what Telegram documents, as far as bots of ours and of others use it, with people who write to
//! the bot, and faults on demand.
//!
//! No test sleeps: whoever waits is woken by what happens, and a test that waits in vain says what the chat shows.
//! The module needs nothing but `crowd` beside it, so that the benches can use it too.

#![allow(dead_code, unused_imports, reason = "each test and the bench use a part of it")]

mod chat;
mod fault;
pub(crate) mod files;
mod load;
mod messages;
mod methods;
mod params;
mod people;
mod server;
mod state;
mod topics;
mod transcript;
mod updates;
mod webhook;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) use chat::Chat;
pub(crate) use fault::Fault;
pub(crate) use files::{Comes, Kept};
pub(crate) use people::{Group, User};
pub(crate) use topics::Shown;
pub(crate) use transcript::{Line, Reply, Transcript};

use state::State;

/// The id, handle and token of the only bot it knows.
pub(crate) const BOT: i64 = 7_001;
pub(crate) const USERNAME: &str = "hamyar_bot";
pub(crate) const TOKEN: &str = "7001:fake-TOKEN_canary";

/// How long anybody waits for something that should happen.
const DEADLINE: Duration = Duration::from_secs(30);

/// The Bot API, while this value lives.
pub(crate) struct FakeTelegram {
    shared: Arc<Shared>,
    address: SocketAddr,
    server: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    clock: Box<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state and wakes everybody who waits for a change.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state());
        self.changed.send_replace(());
        result
    }

    fn now(&self) -> i64 {
        (self.clock)().timestamp()
    }

    /// Waits until `found` finds something; panics with what `else_show` says when it never does.
    async fn until<T>(&self, mut found: impl FnMut(&State) -> Option<T>, else_show: impl Fn() -> String) -> T {
        let mut changes = self.changed.subscribe();
        let wait = async {
            loop {
                if let Some(result) = found(&self.state()) {
                    return result;
                }
                if changes.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::time::timeout(DEADLINE, wait).await.unwrap_or_else(|_| panic!("{}", else_show()))
    }
}

#[expect(clippy::disallowed_methods, reason = "stands in for Telegram's own clock")]
fn wall_clock() -> DateTime<Utc> {
    Utc::now()
}

impl FakeTelegram {
    /// Starts on a free port, with the machine's time.
    pub(crate) async fn start() -> Self {
        Self::start_at(wall_clock).await
    }

    /// Starts on a free port; messages bear the time of `clock`.
    pub(crate) async fn start_at(clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = listener.local_addr().expect("the port's address");
        let shared = Arc::new(Shared {
            state: Mutex::new(State::default()),
            changed: watch::Sender::new(()),
            clock: Box::new(clock),
        });
        let server = Mutex::new(Some(tokio::spawn(server::serve(listener, Arc::clone(&shared)))));
        Self { shared, address, server }
    }

    /// The address for `telegram.api_url`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Refuses connections and cuts those that are open.
    pub(crate) async fn go_down(&self) {
        if let Some(server) = self.replace_server(None) {
            server.abort();
            // Cancelled, which is what was asked for.
            let _ = server.await;
        }
    }

    /// Answers again, at the same address.
    pub(crate) async fn come_back(&self) {
        self.go_down().await;
        let listener = TcpListener::bind(self.address).await.expect("the port is still ours");
        self.replace_server(Some(tokio::spawn(server::serve(listener, Arc::clone(&self.shared)))));
    }

    fn replace_server(&self, new: Option<JoinHandle<()>>) -> Option<JoinHandle<()>> {
        std::mem::replace(&mut *self.server.lock().unwrap_or_else(PoisonError::into_inner), new)
    }

    /// A person with an account.
    pub(crate) fn user(&self, name: &str) -> User {
        User::new(&self.shared, name)
    }

    /// A group in which the bot is a member.
    pub(crate) fn group(&self, title: &str) -> Group {
        Group::new(&self.shared, title, false)
    }

    /// A group of the old kind, which can become a supergroup.
    pub(crate) fn basic_group(&self, title: &str) -> Group {
        Group::basic(&self.shared, title)
    }

    /// A group with topics in which the bot is a member.
    pub(crate) fn forum(&self, title: &str) -> Group {
        Group::new(&self.shared, title, true)
    }

    /// In groups the bot is told only commands, replies to it and mentions of it.
    pub(crate) fn with_privacy_mode(self) -> Self {
        self.shared.change(|state| state.privacy = true);
        self
    }

    /// Queues an update of any kind; returns its id.
    pub(crate) fn push(&self, kind: &str, body: &Value) -> i64 {
        self.shared.change(|state| state.push(kind, body))
    }

    /// Queues bytes in place of an update: whatever they are, they are delivered.
    pub(crate) fn push_raw(&self, update: &str) {
        self.shared.change(|state| state.push_bytes(update.to_owned().into()));
    }

    /// The next call of a method ends in this fault; several wait in line.
    pub(crate) fn next(&self, method: &str, fault: Fault) {
        self.shared.change(|state| state.faults.entry(method.to_owned()).or_default().push_back(fault));
    }

    /// The token is not valid any more.
    pub(crate) fn revoke_token(&self) {
        self.shared.change(|state| state.revoked = true);
    }

    /// How often a method was called, faults included.
    pub(crate) fn calls(&self, method: &str) -> usize {
        self.shared.state().calls(method)
    }

    /// The parameters of every call of a method, in order.
    pub(crate) fn requests(&self, method: &str) -> Vec<Value> {
        self.shared.state().requests.get(method).cloned().unwrap_or_default()
    }

    /// Waits until a method has been called so often.
    pub(crate) async fn called(&self, method: &str, times: usize) {
        let show = || format!("{method} was called {} times, not {times}", self.calls(method));
        self.shared.until(|state| (state.calls(method) >= times).then_some(()), show).await;
    }

    /// Waits until the bot has confirmed every update.
    pub(crate) async fn drained(&self) {
        let show = || format!("{} updates are not confirmed", self.pending());
        self.shared.until(|state| state.queue.is_empty().then_some(()), show).await;
    }

    /// How many updates the bot has confirmed.
    pub(crate) fn confirmed(&self) -> usize {
        self.shared.state().confirmed
    }

    /// Updates that the bot has not confirmed.
    pub(crate) fn pending(&self) -> usize {
        self.shared.state().queue.len()
    }

    /// A file that the bot can fetch by this id.
    pub(crate) fn keeps(&self, id: &str, file: Kept) {
        self.shared.change(|state| state.files.insert(id.to_owned(), file));
    }

    /// Waits until so many bytes of forms have come, in all.
    pub(crate) fn uploaded(&self, bytes: usize) -> BoxFuture<'static, ()> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let show = || format!("{} bytes came, not {bytes}", shared.state().uploaded);
            shared.until(|state| (state.uploaded >= bytes).then_some(()), show).await;
        })
    }

    /// No file can be fetched any more.
    pub(crate) fn loses_files(&self) {
        self.shared.change(|state| state.files.clear());
    }

    /// The menu of commands in a language, or for everyone (`""`).
    pub(crate) fn menu(&self, language: &str) -> Value {
        self.menu_of("default", language)
    }

    /// The same for one kind of chats.
    pub(crate) fn menu_of(&self, scope: &str, language: &str) -> Value {
        let key = (scope.to_owned(), language.to_owned());
        self.shared.state().menus.get(&key).cloned().unwrap_or(json!(null))
    }

    /// Has `people` write `messages` texts among them, each the next when the reply has come. From then on replies to
    /// them are only counted.
    pub(crate) fn load(&self, crowd: &Arc<super::crowd::Crowd>) {
        load::queue(&self.shared, crowd);
    }
}

impl Drop for FakeTelegram {
    fn drop(&mut self) {
        if let Some(server) = self.replace_server(None) {
            server.abort();
        }
        self.shared.state().webhook = None;
        self.shared.changed.send_replace(());
    }
}
