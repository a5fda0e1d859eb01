//! Looking for what perhaps arrived.

use chrono::{DateTime, Utc};
use hamyar_channel::{OutboundFile, SendError};
use serde::Deserialize;

use crate::discord::NONCE_LASTS;
use crate::listener::Listener;
use crate::object::{File, Id, Me, User, id_at};
use crate::outcome::{code, surely_unsent};
use crate::render::Body;

/// Pages of a hundred messages in which it is looked for.
const LOOKED_THROUGH: usize = 10;

/// Looks for a message of ours that perhaps arrived.
pub(crate) async fn find(
    listener: &Listener,
    channel: u64,
    body: &Body,
    file: Option<&OutboundFile>,
    since: DateTime<Utc>,
) -> Result<Option<String>, SendError> {
    #[derive(Deserialize)]
    struct Said {
        id: Id,
        author: User,
        #[serde(default)]
        content: String,
        #[serde(default)]
        embeds: Vec<Embed>,
        #[serde(default)]
        attachments: Vec<File>,
    }
    #[derive(Deserialize)]
    struct Embed {
        description: Option<String>,
    }
    let me: Me = listener.api.get("/users/@me").await.map_err(surely_unsent)?;
    let wanted: Vec<u64> = file.iter().map(|file| file.size).collect();
    // Our clock and Discord's may differ.
    let mut after = id_at(since - NONCE_LASTS);
    for _ in 0..LOOKED_THROUGH {
        let path = format!("/channels/{channel}/messages?after={after}&limit=100");
        let page: Vec<Said> = match listener.api.get(&path).await {
            // In a forum there are none.
            Err(error) if error.is(code::NO_MESSAGES) => return Ok(None),
            page => page.map_err(surely_unsent)?,
        };
        let is_it = |said: &&Said| {
            let embedded = said.embeds.first().and_then(|embed| embed.description.as_deref());
            // Discord may write a file's name otherwise; its size stays.
            let sizes: Vec<u64> = said.attachments.iter().filter_map(|file| file.size).collect();
            said.author.id == me.id && (said.content == body.text() || embedded == Some(body.text())) && sizes == wanted
        };
        if let Some(found) = page.iter().find(is_it) {
            return Ok(Some(found.id.to_string()));
        }
        match page.iter().map(|said| said.id).max() {
            Some(last) if page.len() == 100 => after = last,
            _ => break,
        }
    }
    Ok(None)
}
