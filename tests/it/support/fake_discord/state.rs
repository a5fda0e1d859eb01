//! What the fake knows: people, guilds, channels, messages, the bot's session.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::super::fake_telegram::files::Kept;
use super::fault::{Fault, Order};
use super::load::Load;
use super::rest::Call;
use super::{BOT, BOT_ROLE};

/// Kinds of channel, by Discord's numbers.
pub(super) mod kind {
    pub(crate) const TEXT: u8 = 0;
    pub(crate) const DIRECT: u8 = 1;
    pub(crate) const THREAD: u8 = 11;
    pub(crate) const PRIVATE_THREAD: u8 = 12;
    pub(crate) const FORUM: u8 = 15;

    pub(crate) fn is_thread(kind: u8) -> bool {
        matches!(kind, THREAD | PRIVATE_THREAD)
    }
}

/// Rights, by Discord's bits.
pub(super) mod right {
    pub(crate) const MANAGE_GUILD: u64 = 1 << 5;
    pub(crate) const REACT: u64 = 1 << 6;
    pub(crate) const SEE: u64 = 1 << 10;
    pub(crate) const WRITE: u64 = 1 << 11;
    pub(crate) const EMBED: u64 = 1 << 14;
    pub(crate) const ATTACH: u64 = 1 << 15;
    pub(crate) const READ_BACK: u64 = 1 << 16;
    pub(crate) const OPEN_THREADS: u64 = 1 << 35;
    pub(crate) const WRITE_IN_THREADS: u64 = 1 << 38;
}

/// What everybody may do: see, write, read what was said.
pub(super) const RIGHTS: u64 = right::SEE | right::WRITE | right::READ_BACK;

/// What the bot may do in guilds, unless a test says otherwise.
const OF_BOT: u64 =
    RIGHTS | right::REACT | right::EMBED | right::ATTACH | right::OPEN_THREADS | right::WRITE_IN_THREADS;

pub(super) struct State {
    pub(super) now: DateTime<Utc>,
    pub(super) people: BTreeMap<u64, Person>,
    pub(super) guilds: BTreeMap<u64, GuildState>,
    pub(super) channels: BTreeMap<u64, ChannelState>,
    pub(super) last_id: u64,
    pub(super) nonces: HashMap<(u64, String), u64>,
    pub(super) interactions: HashMap<String, InteractionState>,
    /// Interactions are too old when the bot hears of them.
    pub(super) late: bool,
    pub(super) pings: usize,
    /// What the bot may do in guilds.
    pub(super) rights: u64,
    /// Where files are said to be.
    pub(super) cdn: String,
    pub(super) files: HashMap<u64, Kept>,
    /// The bytes of forms that have come.
    pub(super) uploaded: usize,
    pub(super) fetches: usize,
    pub(super) tokens_shown: usize,
    pub(super) faults: HashMap<String, VecDeque<Fault>>,
    pub(super) requests: HashMap<String, Vec<Value>>,
    /// Messages that a channel takes, and the seconds before it takes others.
    pub(super) bucket: Option<(u32, u32)>,
    pub(super) taken: HashMap<u64, (u32, Instant)>,
    pub(super) gateway: String,
    pub(super) session: Option<Session>,
    pub(super) sessions: usize,
    pub(super) resumed: usize,
    pub(super) connections: usize,
    /// The connection on which the bot is told.
    pub(super) connection: Option<usize>,
    pub(super) orders: VecDeque<Order>,
    pub(super) refusals: VecDeque<u16>,
    pub(super) heartbeat: Duration,
    pub(super) reads_messages: bool,
    pub(super) revoked: bool,
    pub(super) load: Option<Arc<Load>>,
}

/// What the bot was told since it identified, and is told again if it takes the session up.
pub(super) struct Session {
    pub(super) id: String,
    pub(super) log: Vec<String>,
}

#[derive(Clone)]
pub(super) struct Person {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) bot: bool,
    pub(super) locale: String,
    pub(super) admin: bool,
    pub(super) blocks_bot: bool,
}

pub(super) struct GuildState {
    pub(super) id: u64,
    pub(super) title: String,
    pub(super) bot_is_out: bool,
    /// It cannot be reached.
    pub(super) is_away: bool,
}

pub(super) struct ChannelState {
    pub(super) id: u64,
    pub(super) kind: u8,
    /// None for a direct chat.
    pub(super) guild: Option<u64>,
    pub(super) parent: Option<u64>,
    pub(super) name: String,
    pub(super) owner: Option<u64>,
    /// Whose direct chat it is.
    pub(super) recipient: Option<u64>,
    /// Who was added to a thread.
    pub(super) members: Vec<u64>,
    pub(super) messages: BTreeMap<u64, Stored>,
    pub(super) archived: Option<DateTime<Utc>>,
    pub(super) locked: bool,
    /// Of a forum: the emoji or names of its tags, whose ids count from one. Of a post: the ids of those that it has.
    pub(super) tags: Vec<String>,
    pub(super) applied: Vec<String>,
    /// The bot may not see it.
    pub(super) hidden: bool,
}

/// A message as the channel shows it.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) id: u64,
    pub(super) author: u64,
    pub(super) webhook: bool,
    pub(super) content: String,
    pub(super) embeds: Vec<Value>,
    pub(super) components: Vec<Value>,
    pub(super) attachments: Vec<Value>,
    pub(super) reply_to: Option<u64>,
    pub(super) edited: Option<DateTime<Utc>>,
    /// Only one person sees it.
    pub(super) alone: bool,
    /// Who of the people has reacted on it, and how.
    pub(super) reacted: Vec<(u64, String)>,
    /// Further fields, as Discord would tell them.
    pub(super) more: Value,
}

pub(super) struct InteractionState {
    pub(super) id: u64,
    pub(super) channel: u64,
    pub(super) user: u64,
    pub(super) at: DateTime<Utc>,
    pub(super) answered: bool,
    pub(super) expired: bool,
    pub(super) message: Option<u64>,
}

impl State {
    pub(super) fn new(gateway: String, cdn: String) -> Self {
        Self {
            now: DateTime::UNIX_EPOCH,
            people: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            last_id: 0,
            nonces: HashMap::new(),
            interactions: HashMap::new(),
            late: false,
            pings: 0,
            rights: OF_BOT,
            faults: HashMap::new(),
            requests: HashMap::new(),
            bucket: None,
            taken: HashMap::new(),
            gateway,
            cdn,
            files: HashMap::new(),
            uploaded: 0,
            fetches: 0,
            tokens_shown: 0,
            session: None,
            sessions: 0,
            resumed: 0,
            connections: 0,
            connection: None,
            orders: VecDeque::new(),
            refusals: VecDeque::new(),
            heartbeat: Duration::from_secs(40),
            reads_messages: true,
            revoked: false,
            load: None,
        }
    }

    /// A new id: later than all others, and telling the present time.
    pub(super) fn next_id(&mut self) -> u64 {
        let milliseconds = self.now.timestamp_millis() - 1_420_070_400_000;
        let now = u64::try_from(milliseconds).unwrap_or_default() << 22;
        self.last_id = now.max(self.last_id + 1);
        self.last_id
    }

    /// What goes wrong with this call.
    pub(super) fn next_fault(&mut self, call: &Call) -> Option<Fault> {
        self.faults.get_mut(&call.name()).and_then(VecDeque::pop_front)
    }

    pub(super) fn calls(&self, call: &str) -> usize {
        self.requests.get(call).map_or(0, Vec::len)
    }

    /// The bot is told, now or when it takes its session up again.
    pub(super) fn dispatch(&mut self, kind: &str, body: &Value) {
        if let Some(session) = &mut self.session {
            let seq = session.log.len() + 1;
            session.log.push(json!({ "op": 0, "s": seq, "t": kind, "d": body }).to_string());
        }
    }

    /// As [`State::dispatch`], if the bot may see the channel.
    pub(super) fn dispatch_in(&mut self, channel: u64, kind: &str, body: &Value) {
        if self.is_seen(channel) {
            self.dispatch(kind, body);
        }
    }

    /// The bot is in the channel's guild and may see it.
    pub(super) fn is_seen(&self, channel: u64) -> bool {
        let Some(channel) = self.channels.get(&channel) else { return false };
        let guild = channel.guild.and_then(|guild| self.guilds.get(&guild));
        let out = guild.is_some_and(|guild| guild.bot_is_out || guild.is_away);
        let parent_hidden = channel.parent.and_then(|id| self.channels.get(&id)).is_some_and(|parent| parent.hidden);
        !out && !channel.hidden && !parent_hidden
    }

    pub(super) fn user_json(&self, id: u64) -> Value {
        if id == BOT {
            return json!({ "id": BOT.to_string(), "username": "hamyar", "global_name": null, "bot": true });
        }
        match self.people.get(&id) {
            Some(person) => json!({
                "id": id.to_string(), "username": person.name.to_lowercase(), "global_name": person.name, "bot": person.bot,
            }),
            None => json!({ "id": id.to_string(), "username": "somebody", "global_name": null }),
        }
    }

    /// A guild as the bot is told it when a session begins.
    pub(super) fn guild_json(&self, guild: &GuildState) -> Value {
        let of_guild = |thread: bool| -> Vec<Value> {
            let channels = self.channels.values().filter(|channel| channel.guild == Some(guild.id));
            let shown = channels.filter(|channel| {
                kind::is_thread(channel.kind) == thread
                    && (!thread || channel.archived.is_none() && self.is_seen(channel.id))
            });
            shown.map(ChannelState::to_json).collect()
        };
        json!({
            "id": guild.id.to_string(), "name": guild.title, "owner_id": "1", "joined_at": "2026-01-01T00:00:00+00:00",
            "unavailable": false, "member_count": 3,
            "roles": [
                { "id": guild.id.to_string(), "name": "@everyone", "permissions": RIGHTS.to_string() },
                { "id": BOT_ROLE.to_string(), "name": "hamyar", "permissions": self.rights.to_string(), "tags": { "bot_id": BOT.to_string() } },
            ],
            "members": [{ "user": self.user_json(BOT), "roles": [BOT_ROLE.to_string()] }],
            "channels": of_guild(false), "threads": of_guild(true),
        })
    }
}

impl ChannelState {
    pub(super) fn new(id: u64, kind: u8, name: &str) -> Self {
        Self {
            id,
            kind,
            guild: None,
            parent: None,
            name: name.to_owned(),
            owner: None,
            recipient: None,
            members: Vec::new(),
            messages: BTreeMap::new(),
            archived: None,
            locked: false,
            tags: Vec::new(),
            applied: Vec::new(),
            hidden: false,
        }
    }

    pub(super) fn to_json(&self) -> Value {
        let last = self.messages.keys().next_back().map(u64::to_string);
        let mut channel = json!({
            "id": self.id.to_string(), "type": self.kind, "guild_id": self.guild.map(|id| id.to_string()),
            "parent_id": self.parent.map(|id| id.to_string()), "name": self.name, "last_message_id": last,
        });
        if self.hidden {
            let deny = (1_u64 << 10).to_string();
            channel["permission_overwrites"] = json!([
                { "id": self.guild.map(|id| id.to_string()), "type": 0, "allow": "0", "deny": deny },
            ]);
        }
        let tag = |(number, emoji): (usize, &String)| {
            let is_name = emoji.chars().any(char::is_alphabetic);
            let (name, emoji) = if is_name { (emoji.as_str(), None) } else { ("state", Some(emoji)) };
            json!({ "id": (number + 1).to_string(), "name": name, "emoji_id": null, "emoji_name": emoji, "moderated": false })
        };
        if self.kind == kind::FORUM {
            channel["available_tags"] = self.tags.iter().enumerate().map(tag).collect();
        }
        if kind::is_thread(self.kind) {
            channel["applied_tags"] = json!(self.applied);
            channel["owner_id"] = json!(self.owner.map(|id| id.to_string()));
            channel["thread_metadata"] = json!({
                "archived": self.archived.is_some(), "locked": self.locked, "auto_archive_duration": 1440,
                "archive_timestamp": self.archived.unwrap_or_default().to_rfc3339(),
            });
        }
        channel
    }
}
