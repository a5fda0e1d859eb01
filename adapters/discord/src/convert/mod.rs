//! Discord's events as events of the contract. Pure: the same event always gives the same keys.
//!
//! What cannot be read becomes [`Event::Unknown`]: it is recorded, so that nothing is lost unseen, and never holds up the
//! rest. System messages (somebody joined, something was pinned) are nobody's words and become nothing.

mod interaction;
mod message;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, Author, Event, Inbound, Membership, Present, Setting, Where};
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(crate) use self::message::quoted;
use crate::object::{
    Channel, Deletion, Emoji, Guild, GuildGone, Id, Interaction, Member, Message, Reaction, ThreadSync, User,
};
use crate::revising::{Seen, Sign};

/// How the address of a direct chat begins that is not open yet; whose it is follows.
pub(crate) const PERSON: char = '@';

/// What Discord says has happened.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Message(Box<Message>),
    Edit(Box<Message>),
    Deletion(Deletion),
    Reaction {
        reaction: Box<Reaction>,
        added: bool,
    },
    Interaction(Box<Interaction>),
    Guild(Box<Guild>),
    GuildGone(GuildGone),
    /// A channel or thread is there, or is otherwise now.
    Channel(Box<Channel>),
    ChannelGone(Box<Channel>),
    Threads(ThreadSync),
    /// Something of the first kind in this place that we cannot read.
    Unreadable {
        kind: String,
        channel: Option<Id>,
        guild: Option<Id>,
    },
    /// Nothing that we listen to.
    Other,
}

/// Who we are.
#[derive(Clone, Debug)]
pub(crate) struct Ourselves {
    /// Our account.
    pub(crate) id: Id,
    /// The commands that we have announced, by the names people see.
    pub(crate) commands: HashMap<String, Command>,
}

/// A command of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Command {
    /// Its name in the contract.
    pub(crate) name: &'static str,
    /// The language that its visible name is in, where it has a name of its own there.
    pub(crate) language: Option<&'static str>,
    /// It is for rooms in which the team works.
    pub(crate) of_team: bool,
}

/// What tells one event from another where Discord gives it no id of its own: the session, and its number in it.
#[derive(Clone, Debug)]
pub(crate) struct Origin<'a> {
    pub(crate) session: &'a str,
    pub(crate) seq: u64,
    /// Stands in where Discord names no time.
    pub(crate) received: DateTime<Utc>,
}

impl Origin<'_> {
    /// The session as a short word: its own name is half of a key to it.
    fn mark(&self) -> String {
        format!("{:016x}.{}", hash(self.session.bytes()), self.seq)
    }
}

impl Happening {
    /// Reads what the gateway dispatched under this name.
    pub(crate) fn read(kind: &str, raw: &str) -> Self {
        let read = match kind {
            "MESSAGE_CREATE" => parse(raw).map(Self::Message),
            "MESSAGE_UPDATE" => parse(raw).map(Self::Edit),
            "MESSAGE_DELETE" | "MESSAGE_DELETE_BULK" => parse(raw).map(Self::Deletion),
            "MESSAGE_REACTION_ADD" => parse(raw).map(|reaction| Self::Reaction { reaction, added: true }),
            "MESSAGE_REACTION_REMOVE" => parse(raw).map(|reaction| Self::Reaction { reaction, added: false }),
            "INTERACTION_CREATE" => parse(raw).map(Self::Interaction),
            "GUILD_CREATE" => parse(raw).map(Self::Guild),
            "GUILD_DELETE" => parse(raw).map(Self::GuildGone),
            "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE" => parse(raw).map(Self::Channel),
            "CHANNEL_DELETE" | "THREAD_DELETE" => parse(raw).map(Self::ChannelGone),
            "THREAD_LIST_SYNC" => parse(raw).map(Self::Threads),
            _ => return Self::Other,
        };
        read.unwrap_or_else(|| unreadable(kind, raw))
    }

    /// The channel or thread that it happened in, and its guild, where what was said or done belongs to one.
    pub(crate) fn place(&self) -> Option<(Id, Option<Id>)> {
        match self {
            Self::Message(message) | Self::Edit(message) => Some((message.channel_id, message.guild_id)),
            Self::Deletion(deletion) => Some((deletion.channel_id, deletion.guild_id)),
            Self::Reaction { reaction, .. } => Some((reaction.channel_id, reaction.guild_id)),
            Self::Interaction(interaction) => Some((interaction.channel_id?, interaction.guild_id)),
            Self::ChannelGone(channel) => Some((channel.id, channel.guild_id)),
            Self::Unreadable { channel, guild, .. } => Some(((*channel)?, *guild)),
            Self::Guild(_) | Self::GuildGone(_) | Self::Channel(_) | Self::Threads(_) | Self::Other => None,
        }
    }

    /// The events that it comes to, in a place that is known.
    pub(crate) fn events(self, place: Where, roles: &[Id], me: &Ourselves, origin: &Origin<'_>) -> Vec<Inbound> {
        match self {
            Self::Message(message) => message::sent(&message, place, roles, me).into_iter().collect(),
            Self::Edit(message) => message::edited(&message, place, roles, me).into_iter().collect(),
            Self::Deletion(deletion) => deletions(&deletion, &place, origin),
            Self::Reaction { reaction, added } => vec![mark(*reaction, added, place, me, origin)],
            Self::Interaction(interaction) => vec![interaction::event(*interaction, place, me)],
            Self::ChannelGone(channel) => vec![gone(channel.id, place, origin)],
            Self::Unreadable { kind, .. } => vec![unknown(kind, place, origin)],
            Self::Guild(_) | Self::GuildGone(_) | Self::Channel(_) | Self::Threads(_) | Self::Other => Vec::new(),
        }
    }
}

/// A guild sent us away: nothing can be said there any more.
pub(crate) fn sent_away(guild: Id, title: Option<String>, origin: &Origin<'_>) -> Inbound {
    gone(guild, Where { address: Address::chat(guild.to_string()), setting: Setting::Shared, title }, origin)
}

/// What is there of what was said in a place.
pub(crate) fn present(seen: Seen, place: &Where, me: &Ourselves, origin: &Origin<'_>) -> Inbound {
    let Seen { after, before, messages, signs } = seen;
    let set = |(message, emoji, user): (Id, Emoji, User)| {
        let member = Member { user: Some(user.clone()), nick: None, roles: Vec::new(), permissions: None };
        let channel_id = Id::new(1);
        let (user_id, member) = (user.id, Some(member));
        let reaction = Reaction { user_id, channel_id, message_id: message, guild_id: None, member, emoji };
        mark(reaction, true, place.clone(), me, origin)
    };
    let by_each =
        |Sign { message, emoji, users }: Sign| users.into_iter().map(move |user| (message, emoji.clone(), user));
    let reactions = signs.into_iter().flat_map(by_each).map(set).collect();
    let messages = messages.iter().map(ToString::to_string).collect();
    let (after, before) = (after.to_string(), before.to_string());
    let looked_at = place.address.thread.as_ref().unwrap_or(&place.address.chat);
    Inbound {
        key: format!("p:{looked_at}:{after}:{before}:{}:{}", origin.mark(), origin.received.timestamp_micros()),
        at: origin.received,
        place: place.clone(),
        author: Author::default(),
        event: Event::Present(Present { after, before, messages, reactions }),
    }
}

fn parse<T: DeserializeOwned>(raw: &str) -> Option<T> {
    serde_json::from_str(raw).ok()
}

fn unreadable(kind: &str, raw: &str) -> Happening {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Origin {
        channel_id: Option<Id>,
        guild_id: Option<Id>,
    }
    let Origin { channel_id: channel, guild_id: guild } = parse(raw).unwrap_or_default();
    Happening::Unreadable { kind: kind.to_lowercase(), channel, guild }
}

fn deletions(deletion: &Deletion, place: &Where, origin: &Origin<'_>) -> Vec<Inbound> {
    let gone = |id: &Id| Inbound {
        key: format!("d:{}:{id}", place.address.chat),
        at: origin.received,
        place: place.clone(),
        author: Author::default(),
        event: Event::Delete { message: id.to_string() },
    };
    deletion.id.iter().chain(&deletion.ids).map(gone).collect()
}

fn mark(reaction: Reaction, added: bool, place: Where, me: &Ourselves, origin: &Origin<'_>) -> Inbound {
    let Reaction { user_id, message_id, member, emoji, .. } = reaction;
    let emoji = emoji.id.map(|id| id.to_string()).or(emoji.name).unwrap_or_default();
    let sign = if added { '+' } else { '-' };
    let mut author = match member {
        Some(mut member) => match member.user.take() {
            Some(user) => person(&user, Some(&member)),
            None => account(user_id),
        },
        None => account(user_id),
    };
    author.bot |= user_id == me.id;
    // We may write first to whoever is in a guild with us.
    let in_guild = added && place.setting != Setting::Direct;
    let direct = in_guild.then(|| Address::chat(format!("{PERSON}{user_id}")));
    Inbound {
        key: format!("r:{}:{message_id}:{user_id}:{emoji}:{sign}:{}", place.address.chat, origin.mark()),
        at: origin.received,
        place,
        author,
        event: Event::Reaction { message: message_id.to_string(), emoji, added, direct },
    }
}

fn gone(what: Id, place: Where, origin: &Origin<'_>) -> Inbound {
    Inbound {
        key: format!("s:{what}:gone:{}", origin.mark()),
        at: origin.received,
        place,
        author: Author::default(),
        event: Event::Membership(Membership::Removed),
    }
}

fn unknown(kind: String, place: Where, origin: &Origin<'_>) -> Inbound {
    Inbound {
        key: format!("u:{}", origin.mark()),
        at: origin.received,
        place,
        author: Author::default(),
        event: Event::Unknown { kind },
    }
}

/// Somebody of whom only the account is told.
fn account(id: Id) -> Author {
    Author { id: id.to_string(), ..Author::default() }
}

/// Somebody, by the name that they have in the guild, or everywhere.
fn person(user: &User, member: Option<&Member>) -> Author {
    Author {
        id: user.id.to_string(),
        name: Some(called(user, member)),
        username: Some(user.username.clone()).filter(|name| !name.is_empty()),
        language: None,
        zone: None,
        bot: user.bot || user.system,
        admin: false,
    }
}

fn called(user: &User, member: Option<&Member>) -> String {
    member.and_then(|member| member.nick.clone()).or_else(|| user.global_name.clone()).unwrap_or(user.username.clone())
}

/// FNV-1a: unlike the standard library's hasher it will never change.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
