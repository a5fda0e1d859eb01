//! One connection to the gateway: frames of JSON both ways.

use std::error::Error;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long the gateway may take to be reached, and to be written to.
const LIMIT: Duration = Duration::from_secs(15);

/// The version of Discord's API that we speak.
const VERSION: &str = "v=10&encoding=json";

/// A connection to the gateway.
pub(super) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What the gateway says.
#[derive(Debug, Deserialize)]
pub(super) struct Frame {
    pub(super) op: u8,
    pub(super) d: Option<Box<RawValue>>,
    pub(super) s: Option<u64>,
    pub(super) t: Option<String>,
}

/// A connection that ended.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Lost {
    /// The gateway closed it, and says why.
    #[error("the gateway closed the connection with code {code}")]
    Closed { code: u16 },
    /// It broke.
    #[error("the connection to the gateway broke: {reason}")]
    Broken { reason: String },
}

fn broken(error: impl Error) -> Lost {
    Lost::broken(error.to_string())
}

impl Lost {
    fn broken(reason: impl Into<String>) -> Self {
        Self::Broken { reason: reason.into() }
    }
}

impl Socket {
    /// Opens a connection.
    pub(super) async fn open(url: &str) -> Result<Self, Lost> {
        let url = format!("{}/?{VERSION}", url.trim_end_matches('/'));
        let connected = timeout(LIMIT, connect_async(url)).await;
        let (stream, _) = connected.map_err(|_| Lost::broken("not reached in time"))?.map_err(broken)?;
        Ok(Self { stream })
    }

    /// The next frame. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Result<Frame, Lost> {
        loop {
            let message = self.stream.next().await.ok_or_else(|| Lost::broken("it ended"))?;
            match message.map_err(broken)? {
                // What cannot be read would come again after a new connection: it is passed over.
                Message::Text(text) => match serde_json::from_str(&text) {
                    Ok(frame) => return Ok(frame),
                    Err(_) => tracing::warn!("the gateway said something that cannot be read"),
                },
                Message::Close(Some(frame)) => return Err(Lost::Closed { code: frame.code.into() }),
                Message::Close(None) => return Err(Lost::broken("it was closed")),
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    /// Says something.
    pub(super) async fn say<D: Serialize + Sync>(&mut self, op: u8, d: &D) -> Result<(), Lost> {
        let text = json!({ "op": op, "d": d }).to_string();
        let said = timeout(LIMIT, self.stream.send(Message::text(text))).await;
        said.map_err(|_| Lost::broken("it takes nothing any more"))?.map_err(broken)
    }
}
