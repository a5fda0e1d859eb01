//! Messages: sent and edited.

use hamyar_channel::{Attachment, AttachmentKind, Event, Inbound, Membership, Message as Written, Quoted, Setting};

use super::{author, place, text, time};
use crate::update::{Contact, File, Location, Me, Message, Poll, Sticker};

/// A new message. `kind` names what we cannot read.
pub(super) fn sent(mut message: Message, me: &Me, kind: impl FnOnce() -> String) -> Inbound {
    let place = place(&message.chat, thread(&message));
    let direct = place.setting == Setting::Direct;
    let author = author::of(&mut message);
    let (key, at) = (format!("m:{}:{}", message.chat.id, message.message_id), time(message.date));
    let event = if let Some(to) = message.migrate_to_chat_id {
        Event::Membership(Membership::Migrated { to: to.to_string() })
    } else if let Some(command) = command(&message, me) {
        command
    } else {
        let written = written(message, me, direct);
        if is_empty(&written) { Event::Unknown { kind: kind() } } else { Event::Message(written) }
    };
    Inbound { key, at, place, author, event }
}

/// A message that now says something else.
pub(super) fn edited(mut message: Message, me: &Me) -> Inbound {
    let place = place(&message.chat, thread(&message));
    let direct = place.setting == Setting::Direct;
    let author = author::of(&mut message);
    let date = message.edit_date.unwrap_or(message.date);
    let stem = format!("e:{}:{}:{date}", message.chat.id, message.message_id);
    // A shared position moves on every few seconds; that says nothing new.
    let live = message.location.as_ref().is_some_and(|location| location.live_period.is_some());
    let written = written(message, me, direct);
    let key = format!("{stem}:{:016x}", hash(&written));
    let event = match (live, is_empty(&written)) {
        (true, _) => Event::Unknown { kind: "live_location".to_owned() },
        (false, true) => Event::Unknown { kind: "edited_message".to_owned() },
        (false, false) => Event::Edit(written),
    };
    Inbound { key, at: time(date), place, author, event }
}

/// The topic of a forum. Replies in other groups form threads too, which nobody sees as places.
fn thread(message: &Message) -> Option<i64> {
    message.message_thread_id.filter(|_| message.is_topic_message)
}

/// A command of ours; one that names another bot is not.
fn command(message: &Message, me: &Me) -> Option<Event> {
    let command = text::command(message.text.as_deref()?, &message.entities)?;
    let ours = command.to.is_none_or(|bot| bot.eq_ignore_ascii_case(&me.username));
    ours.then(|| Event::Command {
        message: Some(message.message_id.to_string()),
        name: command.name,
        arguments: command.arguments.to_owned(),
        quoted: quoted(message).map(Box::new),
    })
}

/// The message that a command points at by replying to it.
fn quoted(message: &Message) -> Option<Quoted> {
    let (id, _) = reply_to(message)?;
    let replied = message.reply_to_message.as_ref()?;
    let author = author::of_replied(replied, &message.chat)?;
    let text = replied.text.as_deref().or(replied.caption.as_deref()).unwrap_or_default().to_owned();
    Some(Quoted { message: id.to_string(), author, text })
}

fn written(message: Message, me: &Me, direct: bool) -> Written {
    let reply = reply_to(&message);
    let replies_to_us = reply.is_some_and(|(_, author)| author == Some(me.id));
    let reply_to = reply.map(|(id, _)| id.to_string());
    let id = message.message_id.to_string();
    let entities = if message.text.is_some() { &message.entities } else { &message.caption_entities };
    let words = message.text.as_deref().or(message.caption.as_deref());
    let question = words.and_then(|words| text::without_mention(words, entities, me));
    let addressed = direct || replies_to_us || question.is_some();
    let emoji = message.sticker.as_ref().and_then(|sticker| sticker.emoji.as_deref());
    let dice = message.dice.as_ref().map(|dice| dice.emoji.as_str());
    let poll = message.poll.as_ref();
    let text = words.or(emoji).or(dice).map(str::to_owned).or_else(|| poll.map(shown)).unwrap_or_default();
    let question = question.or_else(|| poll.map(|poll| poll.question.clone()));
    let closed = if direct { closed(&message) } else { None };
    let mut attachments = attachments(message);
    attachments.extend(closed);
    Written { id, text, question, attachments, reply_to, addressed }
}

/// A poll as people see it: what it asks, and what can be chosen.
fn shown(poll: &Poll) -> String {
    let options = poll.options.iter().map(|option| format!("\n• {}", option.text));
    std::iter::once(poll.question.clone()).chain(options).collect()
}

/// Whether a message holds something.
type Holds = fn(&Message) -> bool;

/// What a message may hold that is neither words nor a file that Telegram hands over, by Telegram's names. What Telegram
/// itself tells of the chat is none of it.
const CLOSED: [(&str, Holds); 8] = [
    ("dice", |message| message.dice.is_some()),
    ("story", |message| message.story.is_some()),
    ("paid_media", |message| message.paid_media.is_some()),
    ("game", |message| message.game.is_some()),
    ("checklist", |message| message.checklist.is_some()),
    ("invoice", |message| message.invoice.is_some()),
    ("giveaway", |message| message.giveaway.is_some()),
    ("giveaway_winners", |message| message.giveaway_winners.is_some()),
];

/// Whether this stands for something that cannot be fetched.
pub(crate) fn is_closed(id: &str) -> bool {
    CLOSED.iter().any(|(name, _)| *name == id)
}

/// Such a thing as an attachment, so that whoever sent it is told that it is not read.
fn closed(message: &Message) -> Option<Attachment> {
    let (name, _) = CLOSED.iter().find(|(_, is_there)| is_there(message))?;
    // An emoji that moves looks like a sticker.
    let kind = if message.dice.is_some() { AttachmentKind::Sticker } else { AttachmentKind::File };
    let (id, name) = ((*name).to_owned(), Some((*name).to_owned()));
    Some(Attachment { kind, id, name, media_type: None, size: None, group: None })
}

fn is_empty(written: &Written) -> bool {
    written.text.is_empty() && written.attachments.is_empty()
}

/// The message replied to and who wrote it. Every message of a topic formally replies to the one that opened it.
fn reply_to(message: &Message) -> Option<(i64, Option<i64>)> {
    let replied = message.reply_to_message.as_ref()?;
    let opened_topic = message.is_topic_message && message.message_thread_id == Some(replied.message_id);
    (!opened_topic).then(|| (replied.message_id, replied.from.as_ref().map(|user| user.id)))
}

fn attachments(message: Message) -> Vec<Attachment> {
    let animated = message.animation.is_some();
    let group = message.media_group_id;
    let mut found = Vec::new();
    found.extend(
        message.photo.into_iter().last().map(|photo| Attachment {
            media_type: Some("image/jpeg".to_owned()),
            ..file(AttachmentKind::Photo, photo)
        }),
    );
    found.extend(message.voice.map(|voice| file(AttachmentKind::Voice, voice)));
    let videos = [message.animation, message.video, message.video_note];
    found.extend(videos.into_iter().flatten().map(|video| file(AttachmentKind::Video, video)));
    found.extend(message.audio.map(|audio| file(AttachmentKind::Audio, audio)));
    // Telegram names an animation a second time as a document, for old apps.
    found.extend(message.document.filter(|_| !animated).map(|document| file(AttachmentKind::File, document)));
    found.extend(message.sticker.map(sticker));
    let name = message.venue.map(|venue| joined([venue.title, venue.address], ", "));
    found.extend(message.location.map(|location| position(&location, name)));
    found.extend(message.contact.map(card));
    found.into_iter().map(|one| Attachment { group: group.clone(), ..one }).collect()
}

fn file(kind: AttachmentKind, file: File) -> Attachment {
    let File { file_id: id, file_name: name, mime_type: media_type, file_size: size } = file;
    Attachment { kind, id, name, media_type, size, group: None }
}

fn sticker(sticker: Sticker) -> Attachment {
    let (id, size) = (sticker.file_id, sticker.file_size);
    Attachment { kind: AttachmentKind::Sticker, id, name: sticker.emoji, media_type: None, size, group: None }
}

fn position(location: &Location, name: Option<String>) -> Attachment {
    let id = format!("{},{}", location.latitude, location.longitude);
    Attachment { kind: AttachmentKind::Location, id, name, media_type: None, size: None, group: None }
}

fn card(contact: Contact) -> Attachment {
    let name = Some(joined([contact.first_name, contact.last_name], " "));
    Attachment {
        kind: AttachmentKind::Contact,
        id: contact.phone_number,
        name,
        media_type: None,
        size: None,
        group: None,
    }
}

fn joined(parts: [Option<String>; 2], by: &str) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(by)
}

/// FNV-1a, so that two edits within a second have different keys and one edit always the same: unlike the standard
/// library's hasher it will never change.
fn hash(written: &Written) -> u64 {
    let files = written.attachments.iter().flat_map(|attachment| attachment.id.bytes());
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    written.text.bytes().chain(files).fold(0xcbf2_9ce4_8422_2325, step)
}
