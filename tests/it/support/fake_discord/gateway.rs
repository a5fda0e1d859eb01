//! The gateway: connections, sessions and what is told in them.

use std::sync::Arc;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_async};

use super::fault::Order;
use super::state::{GuildState, Session, State};
use super::{Shared, TOKEN};

const MESSAGE_CONTENT: u64 = 1 << 15;

/// Discord takes the token here with or without the word that the API wants before it.
fn is_token(given: &Value) -> bool {
    given.as_str().is_some_and(|given| given.trim_start_matches("Bot ") == TOKEN)
}

type Stream = WebSocketStream<TcpStream>;

/// Serves until it is aborted; open connections end with it.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        let _ = stream.set_nodelay(true);
        connections.spawn(async move {
            let number = shared.change(|state| {
                state.connections += 1;
                state.connections
            });
            let _leaving = Leaving { shared: Arc::clone(&shared), number };
            if let Ok(stream) = accept_async(stream).await {
                let mut connection = Connection { shared, stream, number, told: 0, silent: false };
                // A bot that goes away is none of our business.
                let _ = connection.live().await;
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

/// However a connection ends, the bot is not told on it any more.
struct Leaving {
    shared: Arc<Shared>,
    number: usize,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.shared.change(|state| {
            if state.connection == Some(self.number) {
                state.connection = None;
            }
        });
    }
}

struct Connection {
    shared: Arc<Shared>,
    stream: Stream,
    number: usize,
    /// How much of the session's log was said.
    told: usize,
    /// Nothing is said any more.
    silent: bool,
}

/// The connection is over.
struct Over;

impl Connection {
    async fn live(&mut self) -> Result<(), Over> {
        let mut changes = self.shared.changed.subscribe();
        let every = u64::try_from(self.shared.state().heartbeat.as_millis()).unwrap_or(u64::MAX);
        self.say(&json!({ "op": 10, "d": { "heartbeat_interval": every } }).to_string()).await?;
        loop {
            tokio::select! {
                said = self.stream.next() => match said {
                    Some(Ok(Message::Text(text))) => self.hear(&text).await?,
                    Some(Ok(Message::Close(Some(frame)))) => self.left(frame.code.into()),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(Over),
                },
                _ = changes.changed() => self.tell().await?,
            }
        }
    }

    /// The bot closes the connection. With these codes it says that it does not want the session any more.
    fn left(&self, code: u16) {
        if matches!(code, 1000 | 1001) {
            self.shared.change(|state| state.session = None);
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), Over> {
        let said: Value = serde_json::from_str(text).map_err(|_| Over)?;
        match said["op"].as_u64() {
            Some(1) if !self.silent => self.say(&json!({ "op": 11 }).to_string()).await,
            Some(2) => self.identify(&said["d"]).await,
            Some(6) => self.resume(&said["d"]).await,
            _ => Ok(()),
        }
    }

    async fn identify(&mut self, identity: &Value) -> Result<(), Over> {
        let wants_messages = identity["intents"].as_u64().unwrap_or_default() & MESSAGE_CONTENT != 0;
        let refused = self.shared.change(|state| match state.refusals.pop_front() {
            Some(code) => Some(code),
            None if !is_token(&identity["token"]) || state.revoked => Some(4004),
            None if wants_messages && !state.reads_messages => Some(4014),
            None => None,
        });
        if let Some(code) = refused {
            return self.close(code).await;
        }
        let number = self.number;
        self.shared.change(|state| {
            state.sessions += 1;
            state.connection = Some(number);
            let id = format!("session-{}", state.sessions);
            state.session = Some(Session { id: id.clone(), log: Vec::new() });
            let inside: Vec<&GuildState> = state.guilds.values().filter(|guild| !guild.bot_is_out).collect();
            let guilds: Vec<Value> =
                inside.iter().map(|guild| json!({ "id": guild.id.to_string(), "unavailable": true })).collect();
            let told: Vec<Value> = inside.iter().map(|guild| state.guild_json(guild)).collect();
            let ready = json!({
                "v": 10, "user": state.user_json(super::BOT), "guilds": guilds, "session_id": id,
                "resume_gateway_url": state.gateway, "application": { "id": super::APPLICATION.to_string(), "flags": 0 },
            });
            state.dispatch("READY", &ready);
            for guild in told {
                state.dispatch("GUILD_CREATE", &guild);
            }
        });
        self.tell().await
    }

    async fn resume(&mut self, wish: &Value) -> Result<(), Over> {
        let number = self.number;
        let resumed = self.shared.change(|state| {
            let session = state.session.as_ref().filter(|session| wish["session_id"] == session.id.as_str())?;
            let from = usize::try_from(wish["seq"].as_u64()?).ok().filter(|from| *from <= session.log.len())?;
            state.resumed += 1;
            state.connection = Some(number);
            Some(from)
        });
        let Some(from) = resumed else {
            return self.say(&json!({ "op": 9, "d": false }).to_string()).await;
        };
        self.told = from;
        self.tell().await?;
        self.shared.change(|state| state.dispatch("RESUMED", &json!({})));
        self.tell().await
    }

    /// Says what was not said yet, and does what it is told to.
    async fn tell(&mut self) -> Result<(), Over> {
        if self.shared.state().connection != Some(self.number) || self.silent {
            return Ok(());
        }
        loop {
            let news: Vec<String> = {
                let state = self.shared.state();
                let log = state.session.as_ref().and_then(|session| session.log.get(self.told..));
                log.unwrap_or_default().to_vec()
            };
            if news.is_empty() {
                break;
            }
            self.told += news.len();
            for text in news {
                self.stream.feed(Message::text(text)).await.map_err(|_| Over)?;
            }
            self.stream.flush().await.map_err(|_| Over)?;
        }
        let order = self.shared.state().orders.pop_front();
        match order {
            None => Ok(()),
            Some(Order::Close(code)) => self.close(code).await,
            Some(Order::Cut) => Err(Over),
            Some(Order::Reconnect) => self.say(&json!({ "op": 7, "d": null }).to_string()).await,
            Some(Order::Invalid(resumable)) => {
                if !resumable {
                    self.shared.change(|state| state.session = None);
                }
                self.say(&json!({ "op": 9, "d": resumable }).to_string()).await
            }
            Some(Order::Zombie) => {
                self.silent = true;
                Ok(())
            }
            Some(Order::Garbage) => self.say("{\"op\":0,\"s\":").await,
        }
    }

    async fn close(&mut self, code: u16) -> Result<(), Over> {
        let _ = self.stream.close(Some(CloseFrame { code: code.into(), reason: "".into() })).await;
        Err(Over)
    }

    async fn say(&mut self, text: &str) -> Result<(), Over> {
        self.stream.send(Message::text(text)).await.map_err(|_| Over)
    }
}
