//! The gateway: Discord tells what happens, in order, over one connection after another.
//!
//! The connection is kept alive here, and nothing else is done: what happened goes into a bounded queue. While that is
//! full nothing is read. A session is taken up again after the last event that is in the queue.

mod session;
mod socket;

use std::sync::atomic::Ordering;
use std::time::Duration;

use hamyar_channel::{ListenError, Pauses};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use serde_json::value::RawValue;
use serenity::model::gateway::GatewayIntents;
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::{Instant, Interval, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use self::session::End;
pub(crate) use self::session::Session;
use self::socket::{Frame, Lost, Socket};
use crate::listener::Listener;
use crate::object::Ready;

/// What we want to be told.
const INTENTS: GatewayIntents = GatewayIntents::GUILDS
    .union(GatewayIntents::GUILD_MESSAGES)
    .union(GatewayIntents::GUILD_MESSAGE_REACTIONS)
    .union(GatewayIntents::DIRECT_MESSAGES)
    .union(GatewayIntents::DIRECT_MESSAGE_REACTIONS)
    .union(GatewayIntents::MESSAGE_CONTENT);

/// How long the gateway may take to greet us.
const GREETING: Duration = Duration::from_secs(15);

/// What the gateway's numbers mean.
mod op {
    pub(super) const DISPATCH: u8 = 0;
    pub(super) const HEARTBEAT: u8 = 1;
    pub(super) const IDENTIFY: u8 = 2;
    pub(super) const RESUME: u8 = 6;
    pub(super) const RECONNECT: u8 = 7;
    pub(super) const INVALID_SESSION: u8 = 9;
    pub(super) const HELLO: u8 = 10;
    pub(super) const ACKNOWLEDGED: u8 = 11;
}

/// What comes from the gateway.
#[derive(Debug)]
pub(crate) enum Signal {
    /// A new session: what happened before it is not told.
    Ready { ready: Box<Ready>, seq: u64 },
    /// Something happened.
    Happened { seq: u64, kind: String, raw: Box<RawValue> },
}

#[derive(Deserialize)]
struct Gateway {
    url: String,
    session_start_limit: Option<StartLimit>,
}

#[derive(Deserialize)]
struct StartLimit {
    remaining: u32,
    /// Milliseconds.
    reset_after: u64,
}

#[derive(Deserialize)]
struct Hello {
    /// Milliseconds.
    heartbeat_interval: u64,
}

/// Stays connected until stopped, and says what happens. `session` is that of an earlier process, if there is one.
pub(crate) async fn follow(
    listener: &Listener,
    mut session: Option<Session>,
    queue: &Sender<Signal>,
    stop: &CancellationToken,
) -> Result<(), ListenError> {
    let channel = &listener.settings.id;
    let mut pauses = Pauses::new(listener.settings.first_pause);
    while !stop.is_cancelled() {
        let url = match &session {
            Some(session) => session.url.clone(),
            None => match gateway(listener, stop).await? {
                Some(url) => url,
                None => return Ok(()),
            },
        };
        let mut connection = Connection { listener, session: &mut session, queue, greeted: false };
        let end = tokio::select! {
            () = stop.cancelled() => End::Stopped,
            end = connection.live(&url) => end,
        };
        if connection.greeted {
            pauses.reset();
        }
        listener.connected.store(false, Ordering::Relaxed);
        match end {
            End::Stopped => return Ok(()),
            End::GiveUp(error) => return Err(error),
            End::Resume(reason) => tracing::info!(%channel, reason, "connecting to Discord again"),
            End::Identify(reason) => {
                tracing::warn!(%channel, reason, "Discord's session is lost; what was missed is read back");
                session = None;
            }
        }
        pauses.wait(None, stop).await;
    }
    Ok(())
}

/// Where the gateway is, once we may begin a session. `None` when we were stopped meanwhile.
async fn gateway(listener: &Listener, stop: &CancellationToken) -> Result<Option<String>, ListenError> {
    loop {
        let Some(gateway) = listener.insist::<Gateway>("/gateway/bot", stop).await? else { return Ok(None) };
        let Some(limit) = gateway.session_start_limit.filter(|limit| limit.remaining == 0) else {
            return Ok(Some(gateway.url));
        };
        let wait = Duration::from_millis(limit.reset_after);
        tracing::warn!(channel = %listener.settings.id, ?wait, "Discord allows no new session before that");
        if stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
            return Ok(None);
        }
    }
}

/// One connection's life.
struct Connection<'a> {
    listener: &'a Listener,
    session: &'a mut Option<Session>,
    queue: &'a Sender<Signal>,
    /// The gateway has taken us.
    greeted: bool,
}

/// Whether the other side still listens.
struct Pulse {
    beats: Interval,
    answered: bool,
    /// We did not read meanwhile, so an answer may lie there unread.
    deaf: bool,
}

impl Connection<'_> {
    async fn live(&mut self, url: &str) -> End {
        match self.talk(url).await {
            Ok(end) => end,
            Err(lost) => lost.into(),
        }
    }

    async fn talk(&mut self, url: &str) -> Result<End, Lost> {
        let mut socket = Socket::open(url).await?;
        let late = |_| Lost::Broken { reason: "no greeting in time".to_owned() };
        let hello = timeout(GREETING, socket.next()).await.map_err(late)??;
        let Some(Hello { heartbeat_interval }) = read(&hello).filter(|_| hello.op == op::HELLO) else {
            return Err(Lost::Broken { reason: "a greeting that cannot be read".to_owned() });
        };
        self.introduce(&mut socket).await?;
        let period = Duration::from_millis(heartbeat_interval.max(1));
        // Not all bots of the world at once after an outage.
        let first = period.mul_f64(f64::from((self.listener.clock)().timestamp_subsec_micros()) / 1e6);
        let mut pulse = Pulse { beats: interval_at(Instant::now() + first, period), answered: true, deaf: false };
        let mut waiting: Option<Signal> = None;
        loop {
            tokio::select! {
                _ = pulse.beats.tick() => {
                    if !pulse.answered && !pulse.deaf {
                        return Ok(End::Resume("the gateway does not answer heartbeats".to_owned()));
                    }
                    (pulse.answered, pulse.deaf) = (false, waiting.is_some());
                    self.beat(&mut socket).await?;
                }
                room = self.queue.reserve(), if waiting.is_some() => {
                    let Ok(room) = room else { return Ok(End::Stopped) };
                    if let Some(signal) = waiting.take() {
                        self.has(&signal);
                        room.send(signal);
                    }
                }
                frame = socket.next(), if waiting.is_none() => {
                    let frame = frame?;
                    match frame.op {
                        op::DISPATCH => if let Some(signal) = self.signal(frame)? {
                            match self.queue.try_reserve() {
                                Ok(room) => {
                                    self.has(&signal);
                                    room.send(signal);
                                }
                                Err(TrySendError::Full(())) => (waiting, pulse.deaf) = (Some(signal), true),
                                Err(TrySendError::Closed(())) => return Ok(End::Stopped),
                            }
                        },
                        op::HEARTBEAT => self.beat(&mut socket).await?,
                        op::ACKNOWLEDGED => (pulse.answered, pulse.deaf) = (true, false),
                        op::RECONNECT => return Ok(End::Resume("the gateway asks us to".to_owned())),
                        op::INVALID_SESSION => return Ok(invalid(&frame)),
                        _ => {}
                    }
                }
            }
        }
    }

    /// Takes the session up again, or begins one.
    async fn introduce(&self, socket: &mut Socket) -> Result<(), Lost> {
        let token = self.listener.settings.token.expose_secret();
        match &*self.session {
            Some(Session { id, seq, .. }) => {
                socket.say(op::RESUME, &json!({ "token": token, "session_id": id, "seq": seq })).await
            }
            None => {
                let properties = json!({ "os": std::env::consts::OS, "browser": "hamyar", "device": "hamyar" });
                let identify = json!({ "token": token, "intents": INTENTS, "properties": properties });
                socket.say(op::IDENTIFY, &identify).await
            }
        }
    }

    async fn beat(&self, socket: &mut Socket) -> Result<(), Lost> {
        socket.say(op::HEARTBEAT, &self.session.as_ref().map(|session| session.seq)).await
    }

    /// What a dispatch says.
    fn signal(&mut self, frame: Frame) -> Result<Option<Signal>, Lost> {
        let (Some(seq), Some(kind)) = (frame.s, frame.t.clone()) else { return Ok(None) };
        if matches!(kind.as_str(), "READY" | "RESUMED") {
            self.greeted = true;
            self.listener.connected.store(true, Ordering::Relaxed);
        }
        Ok(match kind.as_str() {
            "READY" => {
                let unreadable = || Lost::Broken { reason: "a session that cannot be read".to_owned() };
                Some(Signal::Ready { ready: Box::new(read(&frame).ok_or_else(unreadable)?), seq })
            }
            "RESUMED" => None,
            _ => frame.d.map(|raw| Signal::Happened { seq, kind, raw }),
        })
    }

    /// This is in the queue now: what comes next is what comes after it.
    fn has(&mut self, signal: &Signal) {
        match (signal, self.session.as_mut()) {
            (Signal::Ready { ready, seq }, _) => *self.session = Some(ready.session(*seq)),
            (Signal::Happened { seq, .. }, Some(session)) => session.seq = *seq,
            (Signal::Happened { .. }, None) => {}
        }
    }
}

impl Ready {
    /// The session that begins with it.
    pub(crate) fn session(&self, seq: u64) -> Session {
        Session { id: self.session_id.clone(), url: self.resume_gateway_url.clone(), seq }
    }
}

fn invalid(frame: &Frame) -> End {
    let reason = "Discord says that the session is invalid".to_owned();
    if read::<bool>(frame).unwrap_or_default() { End::Resume(reason) } else { End::Identify(reason) }
}

fn read<T: DeserializeOwned>(frame: &Frame) -> Option<T> {
    serde_json::from_str(frame.d.as_ref()?.get()).ok()
}
