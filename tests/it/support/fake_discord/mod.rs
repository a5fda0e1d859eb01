//! Discord on loopback: its API and its gateway as documented, as far as bots of ours use them, with people who write to
//! the bot, and faults on demand.
//!
//! No test sleeps: whoever waits is woken by what happens, and a test that waits in vain says what the chat shows.
//! The module needs nothing but `crowd` and how files come beside it, so that the benches can use it too.

#![allow(dead_code, unused_imports, reason = "each test and the bench use a part of it")]

mod channels;
mod chat;
mod fault;
mod gateway;
mod guild;
mod interactions;
mod load;
mod messages;
mod rest;
mod server;
mod state;
mod transcript;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub(crate) use super::fake_telegram::{Comes, Kept};
pub(crate) use chat::Chat;
pub(crate) use fault::{Fault, Order};
pub(crate) use guild::{Guild, Room, User};
pub(crate) use transcript::{Line, Reply, Transcript};

use state::State;

/// The only bot it knows: its id, the application's, the role that Discord made for it, and its token.
pub(crate) const BOT: u64 = 700_100_000_000_000_001;
pub(crate) const APPLICATION: u64 = 700_100_000_000_000_002;
pub(crate) const BOT_ROLE: u64 = 700_100_000_000_000_003;
pub(crate) const MENTION: &str = "<@700100000000000001>";
pub(crate) const TOKEN: &str = "NzAwMQ.fake.discord-TOKEN_canary";

/// How long anybody waits for something that should happen.
const DEADLINE: Duration = Duration::from_secs(30);

/// Discord, while this value lives.
pub(crate) struct FakeDiscord {
    shared: Arc<Shared>,
    addresses: Addresses,
    servers: Mutex<Vec<JoinHandle<()>>>,
}

#[derive(Clone, Copy)]
struct Addresses {
    rest: SocketAddr,
    gateway: SocketAddr,
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

    /// Changes the state, with the present time in it, and wakes everybody who waits for a change.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let now = (self.clock)();
        let result = {
            let mut state = self.state();
            state.now = now;
            change(&mut state)
        };
        self.changed.send_replace(());
        result
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

#[expect(clippy::disallowed_methods, reason = "stands in for Discord's own clock")]
fn wall_clock() -> DateTime<Utc> {
    Utc::now()
}

impl FakeDiscord {
    /// Starts on free ports, with the machine's time.
    pub(crate) async fn start() -> Self {
        Self::start_at(wall_clock).await
    }

    /// Starts on free ports; ids are made by the time of `clock`.
    pub(crate) async fn start_at(clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        let rest = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let gateway = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = |listener: &TcpListener| listener.local_addr().expect("the port's address");
        let addresses = Addresses { rest: address(&rest), gateway: address(&gateway) };
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(format!("ws://{}", addresses.gateway), format!("http://{}", addresses.rest))),
            changed: watch::Sender::new(()),
            clock: Box::new(clock),
        });
        let servers = Mutex::new(serve(&shared, rest, gateway));
        Self { shared, addresses, servers }
    }

    /// The address for `discord.api_url`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addresses.rest)
    }

    /// Refuses connections and cuts those that are open.
    pub(crate) async fn go_down(&self) {
        let servers = std::mem::take(&mut *self.servers.lock().unwrap_or_else(PoisonError::into_inner));
        for server in servers {
            server.abort();
            // Cancelled, which is what was asked for.
            let _ = server.await;
        }
    }

    /// Answers again, at the same addresses.
    pub(crate) async fn come_back(&self) {
        self.go_down().await;
        let rest = TcpListener::bind(self.addresses.rest).await.expect("the port is still ours");
        let gateway = TcpListener::bind(self.addresses.gateway).await.expect("the port is still ours");
        *self.servers.lock().unwrap_or_else(PoisonError::into_inner) = serve(&self.shared, rest, gateway);
    }

    /// A person with an account.
    pub(crate) fn user(&self, name: &str) -> User {
        User::new(&self.shared, name, false)
    }

    /// Another bot.
    pub(crate) fn bot(&self, name: &str) -> User {
        User::new(&self.shared, name, true)
    }

    /// A guild in which the bot is a member.
    pub(crate) fn guild(&self, title: &str) -> Guild {
        Guild::new(&self.shared, title)
    }

    /// The next call of this kind (`POST messages`) ends in this fault; several wait in line.
    pub(crate) fn next(&self, call: &str, fault: Fault) {
        self.shared.change(|state| state.faults.entry(call.to_owned()).or_default().push_back(fault));
    }

    /// The time has passed for which a nonce is known.
    pub(crate) fn forgets_nonces(&self) {
        self.shared.change(|state| state.nonces.clear());
    }

    /// The API tells another address of files from now on.
    pub(crate) fn files_at(&self, url: &str) {
        self.shared.change(|state| url.clone_into(&mut state.cdn));
    }

    /// Waits until so many bytes of forms have come, in all.
    pub(crate) fn uploaded(&self, bytes: usize) -> BoxFuture<'static, ()> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let show = || format!("{} bytes came, not {bytes}", shared.state().uploaded);
            shared.until(|state| (state.uploaded >= bytes).then_some(()), show).await;
        })
    }

    /// The bot has these rights in every guild, and no others.
    pub(crate) fn grants(&self, rights: u64) {
        self.shared.change(|state| state.rights = rights);
    }

    /// No file can be fetched any more.
    pub(crate) fn loses_files(&self) {
        self.shared.change(|state| state.files.clear());
    }

    /// How often files were fetched, and how often the token was shown to where they are.
    pub(crate) fn fetches(&self) -> (usize, usize) {
        let state = self.shared.state();
        (state.fetches, state.tokens_shown)
    }

    /// No fault waits any more.
    pub(crate) fn heals(&self) {
        self.shared.change(|state| state.faults.clear());
    }

    /// The gateway does this to the bot's connection, as soon as there is one.
    pub(crate) fn order(&self, order: Order) {
        self.shared.change(|state| state.orders.push_back(order));
    }

    /// Forgets every session: what happens until the next one begins is not told any more.
    pub(crate) fn forget_sessions(&self) {
        self.shared.change(|state| state.session = None);
    }

    /// The gateway answers the next identification with this code.
    pub(crate) fn refuse_identify(&self, code: u16) {
        self.shared.change(|state| state.refusals.push_back(code));
    }

    /// How often the gateway wants a heartbeat.
    pub(crate) fn heartbeat(&self, every: Duration) {
        self.shared.change(|state| state.heartbeat = every);
    }

    /// Every channel takes so many messages, then none for so many seconds.
    pub(crate) fn bucket(&self, size: u32, seconds: u32) {
        self.shared.change(|state| state.bucket = Some((size, seconds)));
    }

    /// The bot may not be told what is written, as it was switched off in the portal.
    pub(crate) fn without_message_content(&self) {
        self.shared.change(|state| state.reads_messages = false);
    }

    /// The gateway's address as the API tells it.
    pub(crate) fn gateway_at(&self, url: &str) {
        self.shared.change(|state| url.clone_into(&mut state.gateway));
    }

    /// The token is not valid any more.
    pub(crate) fn revoke_token(&self) {
        self.shared.change(|state| state.revoked = true);
    }

    /// No interaction can be answered any more: it is too late for all that are open.
    pub(crate) fn interactions_expire(&self) {
        self.shared.change(|state| state.interactions.values_mut().for_each(|one| one.expired = true));
    }

    /// Every interaction to come is too old at once.
    pub(crate) fn interactions_come_late(&self) {
        self.shared.change(|state| state.late = true);
    }

    /// How often a call was made, faults included.
    pub(crate) fn calls(&self, call: &str) -> usize {
        self.shared.state().calls(call)
    }

    /// All calls that were made.
    pub(crate) fn all_calls(&self) -> usize {
        self.shared.state().requests.values().map(Vec::len).sum()
    }

    /// The bodies of every call of a kind, in order.
    pub(crate) fn requests(&self, call: &str) -> Vec<Value> {
        self.shared.state().requests.get(call).cloned().unwrap_or_default()
    }

    /// Waits until a call has been made so often.
    pub(crate) async fn called(&self, call: &str, times: usize) {
        let show = || format!("{call} was called {} times, not {times}", self.calls(call));
        self.shared.until(|state| (state.calls(call) >= times).then_some(()), show).await;
    }

    /// Waits until the bot is connected, in the session of this number.
    pub(crate) async fn connected(&self, sessions: usize) {
        let show = || format!("{} sessions, not {sessions}", self.shared.state().sessions);
        let is_there = |state: &State| (state.sessions >= sessions && state.connection.is_some()).then_some(());
        self.shared.until(is_there, show).await;
    }

    /// Waits until the bot was connected so often, by new sessions or old ones.
    pub(crate) async fn connections(&self, times: usize) {
        let show = || format!("{} connections, not {times}", self.shared.state().connections);
        self.shared.until(|state| (state.connections >= times).then_some(()), show).await;
    }

    /// Waits until the bot is not connected.
    pub(crate) async fn disconnected(&self) {
        self.shared.until(|state| state.connection.is_none().then_some(()), || "it stays connected".to_owned()).await;
    }

    /// How many sessions there were, and how often one was taken up again.
    pub(crate) fn sessions(&self) -> (usize, usize) {
        let state = self.shared.state();
        (state.sessions, state.resumed)
    }

    /// How many people and roles the bot's messages have pinged.
    pub(crate) fn pings(&self) -> usize {
        self.shared.state().pings
    }

    /// Has a crowd write, each the next message when the reply has come. From then on replies to them are only counted.
    pub(crate) fn load(&self, crowd: &Arc<super::crowd::Crowd>) {
        load::queue(&self.shared, crowd);
    }

    /// Something is dispatched to the bot, whatever it is.
    pub(crate) fn dispatch(&self, kind: &str, body: &Value) {
        self.shared.change(|state| state.dispatch(kind, body));
    }
}

fn serve(shared: &Arc<Shared>, rest: TcpListener, gateway: TcpListener) -> Vec<JoinHandle<()>> {
    vec![
        tokio::spawn(server::serve(rest, Arc::clone(shared))),
        tokio::spawn(gateway::serve(gateway, Arc::clone(shared))),
    ]
}

impl Drop for FakeDiscord {
    fn drop(&mut self) {
        for server in self.servers.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            server.abort();
        }
    }
}
