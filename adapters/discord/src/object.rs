//! What Discord tells us, as far as we read it: its objects with only the fields that matter here.
//!
//! Fields that we do not need are not read, so that nothing new at Discord (a component, an embed, a kind of channel) can
//! make a customer's message unreadable.

#![expect(clippy::struct_field_names, reason = "the names are Discord's")]

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use serenity::model::channel::ChannelType;
use serenity::model::permissions::Permissions;

/// Discord's snowflake: unique among everything, and ordered by time.
pub(crate) type Id = serenity::model::id::GenericId;

/// When what bears this id was made.
pub(crate) fn time(id: Id) -> DateTime<Utc> {
    let milliseconds = i64::try_from(id.get() >> TIME_SHIFT).unwrap_or_default() + EPOCH;
    DateTime::from_timestamp_millis(milliseconds).unwrap_or_default()
}

/// The first id of a moment.
pub(crate) fn id_at(time: DateTime<Utc>) -> Id {
    let milliseconds = u64::try_from(time.timestamp_millis() - EPOCH).unwrap_or_default();
    Id::new((milliseconds << TIME_SHIFT).max(1))
}

/// 2015-01-01, in milliseconds, from which Discord counts.
const EPOCH: i64 = 1_420_070_400_000;
const TIME_SHIFT: u32 = 22;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct User {
    pub(crate) id: Id,
    #[serde(default)]
    pub(crate) username: String,
    pub(crate) global_name: Option<String>,
    #[serde(default)]
    pub(crate) bot: bool,
    /// Discord itself.
    #[serde(default)]
    pub(crate) system: bool,
    /// What the user is called in the guild, where a mention tells it.
    pub(crate) member: Option<Box<Member>>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Member {
    pub(crate) user: Option<User>,
    pub(crate) nick: Option<String>,
    #[serde(default)]
    pub(crate) roles: Vec<Id>,
    /// What they may do where they gave a command; told in interactions only.
    pub(crate) permissions: Option<Permissions>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Message {
    pub(crate) id: Id,
    pub(crate) channel_id: Id,
    pub(crate) guild_id: Option<Id>,
    #[serde(rename = "type", default)]
    pub(crate) kind: u8,
    pub(crate) author: Option<User>,
    pub(crate) member: Option<Member>,
    pub(crate) webhook_id: Option<Id>,
    /// Absent where only something around the words has changed.
    pub(crate) content: Option<String>,
    pub(crate) edited_timestamp: Option<DateTime<Utc>>,
    #[serde(default)]
    pub(crate) mentions: Vec<User>,
    #[serde(default)]
    pub(crate) mention_roles: Vec<Id>,
    #[serde(default)]
    pub(crate) attachments: Vec<File>,
    #[serde(default)]
    pub(crate) sticker_items: Vec<Sticker>,
    #[serde(default)]
    pub(crate) flags: u64,
    pub(crate) message_reference: Option<Reference>,
    pub(crate) referenced_message: Option<Box<Referenced>>,
    /// What was forwarded.
    #[serde(default)]
    pub(crate) message_snapshots: Vec<Snapshot>,
    pub(crate) poll: Option<Poll>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Reference {
    #[serde(rename = "type", default)]
    pub(crate) kind: u8,
    pub(crate) message_id: Option<Id>,
    pub(crate) channel_id: Option<Id>,
}

/// A message that another one replies to, or that a command of its menu is about.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Referenced {
    #[serde(rename = "type", default)]
    pub(crate) kind: u8,
    pub(crate) author: Option<User>,
    pub(crate) webhook_id: Option<Id>,
    pub(crate) content: Option<String>,
    #[serde(default)]
    pub(crate) message_snapshots: Vec<Snapshot>,
    pub(crate) poll: Option<Poll>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) message: Snapped,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Snapped {
    #[serde(default)]
    pub(crate) content: String,
    #[serde(default)]
    pub(crate) attachments: Vec<File>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Poll {
    pub(crate) question: PollText,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PollText {
    pub(crate) text: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct File {
    pub(crate) id: Id,
    pub(crate) filename: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) size: Option<u64>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Sticker {
    pub(crate) id: Id,
    pub(crate) name: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Deletion {
    pub(crate) id: Option<Id>,
    #[serde(default)]
    pub(crate) ids: Vec<Id>,
    pub(crate) channel_id: Id,
    pub(crate) guild_id: Option<Id>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Reaction {
    pub(crate) user_id: Id,
    pub(crate) channel_id: Id,
    pub(crate) message_id: Id,
    pub(crate) guild_id: Option<Id>,
    pub(crate) member: Option<Member>,
    pub(crate) emoji: Emoji,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Emoji {
    pub(crate) id: Option<Id>,
    pub(crate) name: Option<String>,
}

/// The kinds of interaction that we know: a command, and a press of a button.
pub(crate) const COMMAND: u8 = 2;
pub(crate) const COMPONENT: u8 = 3;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Interaction {
    pub(crate) id: Id,
    #[serde(rename = "type")]
    pub(crate) kind: u8,
    pub(crate) token: String,
    pub(crate) data: Option<InteractionData>,
    pub(crate) channel_id: Option<Id>,
    /// That channel, as far as it is told with it.
    pub(crate) channel: Option<Value>,
    pub(crate) guild_id: Option<Id>,
    pub(crate) member: Option<Member>,
    pub(crate) user: Option<User>,
    pub(crate) message: Option<Pressed>,
    pub(crate) locale: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Pressed {
    pub(crate) id: Id,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct InteractionData {
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) options: Vec<Choice>,
    pub(crate) custom_id: Option<String>,
    /// The message in whose menu the command was chosen.
    pub(crate) target_id: Option<Id>,
    #[serde(default)]
    pub(crate) resolved: Resolved,
}

/// What an interaction is about.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Resolved {
    #[serde(default)]
    pub(crate) messages: HashMap<Id, Referenced>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Choice {
    pub(crate) value: Option<Value>,
}

/// A channel, or a thread.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Channel {
    pub(crate) id: Id,
    #[serde(rename = "type")]
    pub(crate) kind: ChannelType,
    pub(crate) guild_id: Option<Id>,
    pub(crate) parent_id: Option<Id>,
    pub(crate) name: Option<String>,
    /// Who opened a thread.
    pub(crate) owner_id: Option<Id>,
    pub(crate) last_message_id: Option<Id>,
    #[serde(default)]
    pub(crate) permission_overwrites: Vec<Overwrite>,
    pub(crate) thread_metadata: Option<ThreadMetadata>,
    /// It has just been opened.
    #[serde(default)]
    pub(crate) newly_created: bool,
    /// Of a forum: what its posts can be tagged with.
    #[serde(default)]
    pub(crate) available_tags: Vec<Tag>,
    /// Of a post.
    #[serde(default)]
    pub(crate) applied_tags: Vec<Id>,
}

/// What a post can be tagged with.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Tag {
    pub(crate) id: Id,
    #[serde(default)]
    pub(crate) name: String,
    pub(crate) emoji_name: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ThreadMetadata {
    pub(crate) archive_timestamp: DateTime<Utc>,
}

/// What a role or a member may do in one channel beyond what they may elsewhere, or not.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Overwrite {
    pub(crate) id: Id,
    pub(crate) allow: Permissions,
    pub(crate) deny: Permissions,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Guild {
    pub(crate) id: Id,
    pub(crate) name: Option<String>,
    pub(crate) owner_id: Option<Id>,
    pub(crate) joined_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub(crate) unavailable: bool,
    #[serde(default)]
    pub(crate) roles: Vec<Role>,
    #[serde(default)]
    pub(crate) members: Vec<Member>,
    #[serde(default)]
    pub(crate) channels: Vec<Channel>,
    #[serde(default)]
    pub(crate) threads: Vec<Channel>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Role {
    pub(crate) id: Id,
    pub(crate) permissions: Permissions,
    #[serde(default)]
    pub(crate) tags: Option<RoleTags>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RoleTags {
    pub(crate) bot_id: Option<Id>,
}

/// A guild that went, or is only not to be reached for a while.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GuildGone {
    pub(crate) id: Id,
    #[serde(default)]
    pub(crate) unavailable: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ThreadSync {
    pub(crate) guild_id: Id,
    #[serde(default)]
    pub(crate) threads: Vec<Channel>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Ready {
    pub(crate) session_id: String,
    pub(crate) resume_gateway_url: String,
    #[serde(default)]
    pub(crate) guilds: Vec<GuildGone>,
}

/// Ourselves.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Me {
    pub(crate) id: Id,
    pub(crate) username: String,
}

/// Our application, to which commands belong.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Application {
    pub(crate) id: Id,
    #[serde(default)]
    pub(crate) flags: u64,
    #[serde(default)]
    pub(crate) bot_public: bool,
}
