//! Messages: as Discord tells them, and how they come to be.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::rest::{Answered, Refusal};
use super::state::{ChannelState, State, Stored, kind, right};
use super::{BOT, BOT_ROLE};

/// The most characters of a content, and of an embed's description.
const CONTENT: usize = 2000;
const DESCRIPTION: usize = 4096;

impl Stored {
    pub(super) fn new(id: u64, author: u64, content: &str) -> Self {
        Self {
            id,
            author,
            webhook: false,
            content: content.to_owned(),
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            reply_to: None,
            edited: None,
            alone: false,
            reacted: Vec::new(),
            more: json!({}),
        }
    }
}

impl State {
    /// A message as Discord tells it; by the gateway with the guild, over REST without.
    pub(super) fn message_json(&self, channel: &ChannelState, stored: &Stored, by_gateway: bool) -> Value {
        let mut message = json!({
            "id": stored.id.to_string(), "channel_id": channel.id.to_string(), "type": if stored.reply_to.is_some() { 19 } else { 0 },
            "author": self.user_json(stored.author), "content": stored.content,
            "timestamp": time(stored.id).to_rfc3339(), "edited_timestamp": stored.edited.map(|at| at.to_rfc3339()),
            "mentions": self.mentions(stored, channel), "mention_roles": roles(&stored.content),
            "attachments": self.attachments(stored, by_gateway), "embeds": stored.embeds, "components": stored.components,
            "mention_everyone": false, "pinned": false, "tts": false, "flags": 0,
        });
        if stored.webhook {
            message["webhook_id"] = json!(stored.author.to_string());
            message["author"]["bot"] = json!(true);
        }
        if by_gateway && let Some(guild) = channel.guild {
            message["guild_id"] = json!(guild.to_string());
            let roles = self.people.get(&stored.author).map(|person| &person.roles[..]).unwrap_or_default();
            message["member"] = json!({ "nick": null, "roles": roles });
        }
        if let Some(replied) = stored.reply_to {
            message["message_reference"] = json!({
                "type": 0, "message_id": replied.to_string(), "channel_id": channel.id.to_string(),
            });
            message["referenced_message"] = match channel.messages.get(&replied) {
                // What that one replied to is not told with it.
                Some(replied) => {
                    let mut told = self.message_json(channel, &Stored { reply_to: None, ..replied.clone() }, false);
                    told["type"] = json!(if replied.reply_to.is_some() { 19 } else { 0 });
                    extend(&mut told, &replied.more);
                    told
                }
                None => Value::Null,
            };
        }
        extend(&mut message, &stored.more);
        if !stored.reacted.is_empty() {
            message["reactions"] = json!(reactions(stored));
        }
        message
    }

    /// Who has reacted on a message in this way, the bot among them.
    pub(super) fn reacted(&self, channel: u64, message: u64, encoded: &str) -> Answered {
        let place = self.channels.get(&channel).ok_or_else(Refusal::unknown_channel)?;
        let stored = place.messages.get(&message).ok_or_else(|| Refusal::new(404, 10_008, "Unknown Message"))?;
        let emoji = decoded(encoded);
        let bot = list(&stored.more["reactions"]).iter().any(|mark| mark["emoji"]["name"].as_str() == emoji.as_deref());
        let people = stored.reacted.iter().filter(|(_, name)| Some(name) == emoji.as_ref()).map(|(user, _)| *user);
        let users: Vec<Value> = bot.then_some(BOT).into_iter().chain(people).map(|id| self.user_json(id)).collect();
        Ok(json!(users))
    }

    /// Files with their addresses. One that came by the gateway has run out by the time it is used.
    fn attachments(&self, stored: &Stored, by_gateway: bool) -> Vec<Value> {
        let signed = if by_gateway { "old" } else { "fresh" };
        let address = |file: &Value| {
            let mut file = file.clone();
            let id = file["id"].as_str().unwrap_or_default();
            file["url"] = json!(format!("{}/files/{id}?ex={signed}", self.cdn));
            file
        };
        stored.attachments.iter().map(address).collect()
    }

    /// Puts a message into a channel, and tells the bot.
    pub(super) fn put(&mut self, channel: u64, stored: &Stored) {
        let Some(place) = self.channels.get_mut(&channel) else { return };
        // Who writes in an archived thread opens it again.
        let woken = place.archived.take().is_some();
        let alone = stored.alone;
        place.messages.insert(stored.id, stored.clone());
        if woken {
            let thread = self.channels[&channel].to_json();
            self.dispatch_in(channel, "THREAD_UPDATE", &thread);
        }
        if !alone {
            let message = self.message_json(&self.channels[&channel], stored, true);
            self.dispatch_in(channel, "MESSAGE_CREATE", &message);
        }
    }

    /// What the bot sends.
    pub(super) fn send(&mut self, channel: u64, body: &Value) -> Answered {
        self.check(channel, body)?;
        let nonce = body["nonce"].as_str().filter(|_| body["enforce_nonce"] == true).map(str::to_owned);
        if nonce.as_ref().is_some_and(|nonce| nonce.len() > 25) {
            return Err(Refusal::new(400, 50_035, "Invalid Form Body"));
        }
        if let Some(known) = nonce.clone().and_then(|nonce| self.nonces.get(&(channel, nonce)).copied()) {
            let place = &self.channels[&channel];
            return Ok(self.message_json(place, &place.messages[&known], false));
        }
        let id = self.next_id();
        let mut stored = Stored::new(id, BOT, body["content"].as_str().unwrap_or_default());
        stored.embeds = list(&body["embeds"]);
        stored.attachments = list(&body["files"]);
        for file in &mut stored.attachments {
            file["id"] = json!(self.next_id().to_string());
        }
        stored.components = list(&body["components"]);
        let reference = &body["message_reference"];
        stored.reply_to = reference["message_id"].as_str().and_then(|id| id.parse().ok());
        stored.reply_to = stored.reply_to.or(reference["message_id"].as_u64());
        stored.reply_to = stored.reply_to.filter(|id| self.channels[&channel].messages.contains_key(id));
        self.pings += pings(body);
        if let Some(nonce) = nonce {
            self.nonces.insert((channel, nonce), id);
        }
        self.put(channel, &stored);
        Ok(self.message_json(&self.channels[&channel], &stored, false))
    }

    /// What the bot changes a message of its own to.
    pub(super) fn rewrite(&mut self, channel: u64, message: u64, body: &Value) -> Answered {
        self.check(channel, body)?;
        let now = self.now;
        let place = self.channels.get_mut(&channel).ok_or_else(Refusal::unknown_channel)?;
        let unknown = || Refusal::new(404, 10_008, "Unknown Message");
        let stored = place.messages.get_mut(&message).filter(|stored| stored.author == BOT).ok_or_else(unknown)?;
        if let Some(content) = body["content"].as_str() {
            content.clone_into(&mut stored.content);
        }
        if body["embeds"].is_array() {
            stored.embeds = list(&body["embeds"]);
        }
        if body["components"].is_array() {
            stored.components = list(&body["components"]);
        }
        stored.edited = Some(now);
        let stored = stored.clone();
        let told = self.message_json(&self.channels[&channel], &stored, true);
        self.dispatch_in(channel, "MESSAGE_UPDATE", &told);
        Ok(self.message_json(&self.channels[&channel], &stored, false))
    }

    /// Takes a message away.
    pub(super) fn remove(&mut self, channel: u64, message: u64) -> Answered {
        let place = self.channels.get_mut(&channel).ok_or_else(Refusal::unknown_channel)?;
        let guild = place.guild.map(|id| id.to_string());
        place.messages.remove(&message).ok_or_else(|| Refusal::new(404, 10_008, "Unknown Message"))?;
        let gone = json!({ "id": message.to_string(), "channel_id": channel.to_string(), "guild_id": guild });
        self.dispatch_in(channel, "MESSAGE_DELETE", &gone);
        Ok(Value::Null)
    }

    /// A message, by its id.
    pub(super) fn message(&self, channel: u64, message: u64) -> Answered {
        let place = self.channels.get(&channel).ok_or_else(Refusal::unknown_channel)?;
        let stored = place.messages.get(&message).ok_or_else(|| Refusal::new(404, 10_008, "Unknown Message"))?;
        Ok(self.message_json(place, stored, false))
    }

    /// Sets a reaction of the bot's on a message, or takes it off.
    pub(super) fn mark(&mut self, channel: u64, message: u64, encoded: &str, set: bool) -> Answered {
        self.need(channel, right::REACT)?;
        let place = self.channels.get_mut(&channel).ok_or_else(Refusal::unknown_channel)?;
        let unknown = || Refusal::new(404, 10_008, "Unknown Message");
        let stored = place.messages.get_mut(&message).ok_or_else(unknown)?;
        let emoji = decoded(encoded);
        let mut marks = list(&stored.more["reactions"]);
        marks.retain(|mark| mark["emoji"]["name"].as_str() != emoji.as_deref());
        if set {
            marks.push(json!({ "count": 1, "me": true, "emoji": { "id": null, "name": emoji } }));
        }
        stored.more["reactions"] = json!(marks);
        Ok(Value::Null)
    }

    /// Whether the bot may say this here.
    pub(super) fn check(&self, channel: u64, body: &Value) -> Result<(), Refusal> {
        let place = self.channels.get(&channel).ok_or_else(Refusal::unknown_channel)?;
        if !self.is_seen(channel) {
            return Err(Refusal::new(403, 50_001, "Missing Access"));
        }
        if place.kind == kind::FORUM {
            return Err(Refusal::new(400, 50_008, "Cannot send messages in a non-text channel"));
        }
        if place.recipient.and_then(|id| self.people.get(&id)).is_some_and(|person| person.blocks_bot) {
            return Err(Refusal::new(403, 50_007, "Cannot send messages to this user"));
        }
        if place.locked {
            return Err(Refusal::new(400, 50_083, "Thread is archived"));
        }
        let length = |text: &Value| text.as_str().unwrap_or_default().chars().count();
        let described = body["embeds"].as_array().into_iter().flatten().map(|embed| length(&embed["description"]));
        if length(&body["content"]) > CONTENT || described.max().unwrap_or_default() > DESCRIPTION {
            return Err(Refusal::new(400, 50_035, "Invalid Form Body"));
        }
        let in_thread = kind::is_thread(place.kind);
        self.need(channel, if in_thread { right::WRITE_IN_THREADS } else { right::WRITE })?;
        let files = list(&body["files"]);
        if !files.is_empty() {
            self.need(channel, right::ATTACH)?;
        }
        if !list(&body["embeds"]).is_empty() {
            self.need(channel, right::EMBED)?;
        }
        if files.len() != list(&body["attachments"]).len() {
            return Err(Refusal::new(400, 50_035, "Invalid Form Body"));
        }
        if length(&body["content"]) == 0 && list(&body["embeds"]).is_empty() && files.is_empty() {
            return Err(Refusal::new(400, 50_006, "Cannot send an empty message"));
        }
        let rows = list(&body["components"]);
        let full = |row: &Value| row["components"].as_array().is_none_or(|row| row.is_empty() || row.len() > 5);
        if rows.len() > 5 || rows.iter().any(full) {
            return Err(Refusal::new(400, 50_035, "Invalid Form Body"));
        }
        Ok(())
    }

    /// Refuses what the bot may not do in a guild's channel.
    pub(super) fn need(&self, channel: u64, right: u64) -> Result<(), Refusal> {
        let in_guild = self.channels.get(&channel).is_some_and(|channel| channel.guild.is_some());
        if in_guild && self.rights & right == 0 {
            return Err(Refusal::new(403, 50_013, "Missing Permissions"));
        }
        Ok(())
    }

    /// Counts a message against its channel's bucket: what is left, and the seconds until it is filled; or too many.
    pub(super) fn spend(&mut self, channel: u64) -> Option<Result<(u32, u32), u32>> {
        let (size, seconds) = self.bucket?;
        let (taken, since) = self.taken.entry(channel).or_insert_with(|| (0, Instant::now()));
        if since.elapsed() > Duration::from_secs(seconds.into()) {
            (*taken, *since) = (0, Instant::now());
        }
        *taken += 1;
        Some(if *taken > size { Err(seconds) } else { Ok((size - *taken, seconds)) })
    }

    fn mentions(&self, stored: &Stored, channel: &ChannelState) -> Vec<Value> {
        let replied = stored.reply_to.and_then(|id| channel.messages.get(&id)).map(|replied| replied.author);
        let everybody = self.people.keys().copied().chain([BOT]);
        let is_mentioned = |id: &u64| stored.content.contains(&format!("<@{id}>")) || replied == Some(*id);
        everybody.filter(is_mentioned).map(|id| self.user_json(id)).collect()
    }
}

/// When what bears this id was made.
pub(super) fn time(id: u64) -> DateTime<Utc> {
    let milliseconds = i64::try_from(id >> 22).unwrap_or_default() + 1_420_070_400_000;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

fn roles(content: &str) -> Vec<String> {
    let role = BOT_ROLE.to_string();
    if content.contains(&format!("<@&{role}>")) { vec![role] } else { Vec::new() }
}

/// Whom a message pings: without a word about mentions, everybody that it names.
fn pings(body: &Value) -> usize {
    let content = body["content"].as_str().unwrap_or_default();
    let allowed = |what: &str| match body.get("allowed_mentions") {
        Some(allowed) => list(&allowed["parse"]).iter().any(|one| one == what),
        None => true,
    };
    let everyone = content.contains("@everyone") || content.contains("@here");
    let named = |sign: &str| content.contains(sign);
    [everyone && allowed("everyone"), named("<@&") && allowed("roles"), named("<@") && allowed("users")]
        .into_iter()
        .filter(|pinged| *pinged)
        .count()
}

pub(super) fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn extend(message: &mut Value, more: &Value) {
    let more: Map<String, Value> = more.as_object().cloned().unwrap_or_default();
    if let Some(message) = message.as_object_mut() {
        message.extend(more);
    }
}

/// The emoji of an address.
fn decoded(encoded: &str) -> Option<String> {
    let form = format!("emoji={encoded}");
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, emoji)| emoji.into_owned())
}

/// How often there is which reaction on a message.
fn reactions(stored: &Stored) -> Vec<Value> {
    let mut told = list(&stored.more["reactions"]);
    for (_, emoji) in &stored.reacted {
        match told.iter_mut().find(|told| told["emoji"]["name"].as_str() == Some(emoji)) {
            Some(told) => told["count"] = json!(told["count"].as_u64().unwrap_or_default() + 1),
            None => told.push(json!({ "count": 1, "me": false, "emoji": { "id": null, "name": emoji } })),
        }
    }
    told
}
