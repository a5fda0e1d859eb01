//! What Telegram tells us, as far as we read it: the Bot API's objects with only the fields that matter here.
//!
//! Fields that we do not need are not read, so that nothing new in the Bot API (an entity, a kind of chat) can make a
//! customer's message unreadable.

#![expect(clippy::struct_field_names, reason = "the names are the Bot API's")]

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Debug, Deserialize)]
pub(crate) struct Update {
    pub(crate) update_id: i64,
    pub(crate) message: Option<Box<Message>>,
    pub(crate) edited_message: Option<Box<Message>>,
    pub(crate) channel_post: Option<Box<Message>>,
    pub(crate) edited_channel_post: Option<Box<Message>>,
    pub(crate) callback_query: Option<Box<CallbackQuery>>,
    pub(crate) message_reaction: Option<Box<Reaction>>,
    pub(crate) my_chat_member: Option<Box<MemberUpdate>>,
}

/// The kinds of update that we ask for: those that [`Update`] reads.
pub(crate) const KINDS: [&str; 7] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "message_reaction",
    "my_chat_member",
];

#[derive(Debug, Deserialize)]
pub(crate) struct Message {
    pub(crate) message_id: i64,
    pub(crate) message_thread_id: Option<i64>,
    #[serde(default)]
    pub(crate) is_topic_message: bool,
    pub(crate) from: Option<User>,
    pub(crate) sender_chat: Option<Chat>,
    pub(crate) author_signature: Option<String>,
    pub(crate) date: i64,
    pub(crate) edit_date: Option<i64>,
    pub(crate) chat: Chat,
    #[serde(default)]
    pub(crate) is_automatic_forward: bool,
    pub(crate) reply_to_message: Option<Replied>,
    pub(crate) migrate_to_chat_id: Option<i64>,
    pub(crate) text: Option<String>,
    pub(crate) caption: Option<String>,
    #[serde(default)]
    pub(crate) entities: Vec<Entity>,
    #[serde(default)]
    pub(crate) caption_entities: Vec<Entity>,
    /// What the parts of an album have in common, each a message of its own.
    pub(crate) media_group_id: Option<String>,
    /// One picture in several sizes, the largest last.
    #[serde(default)]
    pub(crate) photo: Vec<File>,
    pub(crate) animation: Option<File>,
    pub(crate) audio: Option<File>,
    pub(crate) document: Option<File>,
    pub(crate) video: Option<File>,
    pub(crate) video_note: Option<File>,
    pub(crate) voice: Option<File>,
    pub(crate) sticker: Option<Sticker>,
    pub(crate) location: Option<Location>,
    pub(crate) venue: Option<Venue>,
    pub(crate) contact: Option<Contact>,
    pub(crate) dice: Option<Dice>,
    pub(crate) poll: Option<Poll>,
    // Of these no more is read than that they are there.
    pub(crate) story: Option<IgnoredAny>,
    pub(crate) paid_media: Option<IgnoredAny>,
    pub(crate) game: Option<IgnoredAny>,
    pub(crate) checklist: Option<IgnoredAny>,
    pub(crate) invoice: Option<IgnoredAny>,
    pub(crate) giveaway: Option<IgnoredAny>,
    pub(crate) giveaway_winners: Option<IgnoredAny>,
}

/// The message that another one replies to.
#[derive(Debug, Deserialize)]
pub(crate) struct Replied {
    pub(crate) message_id: i64,
    pub(crate) from: Option<User>,
    pub(crate) sender_chat: Option<Chat>,
    pub(crate) text: Option<String>,
    pub(crate) caption: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct User {
    pub(crate) id: i64,
    #[serde(default)]
    pub(crate) is_bot: bool,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) language_code: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    /// `private`, `group`, `supergroup` or `channel`.
    #[serde(rename = "type", default)]
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    pub(crate) username: Option<String>,
}

/// A marked part of a text, in UTF-16 units.
#[derive(Debug, Deserialize)]
pub(crate) struct Entity {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) offset: usize,
    pub(crate) length: usize,
    pub(crate) user: Option<User>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct File {
    pub(crate) file_id: String,
    pub(crate) file_name: Option<String>,
    pub(crate) mime_type: Option<String>,
    pub(crate) file_size: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Sticker {
    pub(crate) file_id: String,
    pub(crate) emoji: Option<String>,
    pub(crate) file_size: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Location {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    /// Seconds for which a shared position moves on, each time as an edit.
    pub(crate) live_period: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Venue {
    pub(crate) title: Option<String>,
    pub(crate) address: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Contact {
    pub(crate) phone_number: String,
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Dice {
    pub(crate) emoji: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Poll {
    pub(crate) question: String,
    #[serde(default)]
    pub(crate) options: Vec<PollOption>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PollOption {
    pub(crate) text: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CallbackQuery {
    pub(crate) id: String,
    pub(crate) from: User,
    pub(crate) message: Option<Pressed>,
    pub(crate) data: Option<String>,
}

/// The message that a pressed button is under. One that is too old has little more than its id.
#[derive(Debug, Deserialize)]
pub(crate) struct Pressed {
    pub(crate) message_id: i64,
    pub(crate) message_thread_id: Option<i64>,
    #[serde(default)]
    pub(crate) is_topic_message: bool,
    pub(crate) chat: Chat,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reaction {
    pub(crate) chat: Chat,
    pub(crate) message_id: i64,
    pub(crate) user: Option<User>,
    pub(crate) actor_chat: Option<Chat>,
    pub(crate) date: i64,
    #[serde(default)]
    pub(crate) old_reaction: Vec<Mark>,
    #[serde(default)]
    pub(crate) new_reaction: Vec<Mark>,
}

/// One reaction.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Mark {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) emoji: Option<String>,
    pub(crate) custom_emoji_id: Option<String>,
}

/// Our own standing in a chat has changed.
#[derive(Debug, Deserialize)]
pub(crate) struct MemberUpdate {
    pub(crate) chat: Chat,
    pub(crate) from: User,
    pub(crate) date: i64,
    pub(crate) old_chat_member: Member,
    pub(crate) new_chat_member: Member,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Member {
    pub(crate) status: String,
    /// For the status `restricted`.
    pub(crate) is_member: Option<bool>,
}

/// Who we are.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Me {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) username: String,
    #[serde(default)]
    pub(crate) can_join_groups: bool,
    #[serde(default)]
    pub(crate) can_read_all_group_messages: bool,
}

/// Somebody's standing in a chat.
#[derive(Debug, Deserialize)]
pub(crate) struct Administrator {
    pub(crate) user: User,
}
