//! Messages: sent and edited.

use hamyar_channel::{Attachment, AttachmentKind, Author, Event, Inbound, Message as Written, Quoted, Setting, Where};

use super::{Command, Ourselves, hash, person, text};
use crate::object::{File, Id, Message, Poll, Referenced, Snapshot, Sticker, time};

/// What people write: a message, and one that replies. Every other kind is Discord's own.
const WRITTEN: [u8; 2] = [0, 19];
const FORWARD: u8 = 1;
const VOICE: u64 = 1 << 13;

/// The command that people also write, in reply to whoever solved it: their app shows slash commands, which reply to nothing.
const SOLVED: &str = "solved";

/// A message that somebody else tells of, if a person wrote it or a program did: not we.
pub(crate) fn quoted(message: &Message, me: Id) -> Option<Quoted> {
    let author = author(message, me)?;
    Some(Quoted { message: message.id.to_string(), author, text: content(message) })
}

/// The same, of one that a reply or a command points at.
pub(super) fn pointed_at(id: Id, message: &Referenced, me: Id) -> Option<Quoted> {
    let user = message.author.as_ref().filter(|user| user.id != me && WRITTEN.contains(&message.kind))?;
    let author = marked(person(user, None), message.webhook_id);
    let text = words(message.content.as_deref(), &message.message_snapshots, message.poll.as_ref());
    Some(Quoted { message: id.to_string(), author, text })
}

/// A new message, if somebody wrote it.
pub(super) fn sent(message: &Message, place: Where, roles: &[Id], me: &Ourselves) -> Option<Inbound> {
    let mut author = author(message, me.id)?;
    let (key, at) = (format!("m:{}:{}", place.address.chat, message.id), time(message.id));
    let written = written(message, &place, roles, me);
    let event = if let Some(command) = command(&written, me) {
        author.language = command.language.map(str::to_owned);
        solved(message, written, me.id)
    } else if is_empty(&written) {
        Event::Unknown { kind: "message without words".to_owned() }
    } else {
        Event::Message(written)
    };
    Some(Inbound { key, at, place, author, event })
}

/// A message that now says something else. Discord also tells so when it has only looked up the links in it.
pub(super) fn edited(message: &Message, place: Where, roles: &[Id], me: &Ourselves) -> Option<Inbound> {
    let (author, at) = (author(message, me.id)?, message.edited_timestamp?);
    message.content.as_ref()?;
    let stem = format!("e:{}:{}:{}", place.address.chat, message.id, at.timestamp_millis());
    let written = written(message, &place, roles, me);
    let files = written.attachments.iter().flat_map(|attachment| attachment.id.bytes());
    let key = format!("{stem}:{:016x}", hash(written.text.bytes().chain(files)));
    let event = if is_empty(&written) {
        Event::Unknown { kind: "edit without words".to_owned() }
    } else {
        Event::Edit(written)
    };
    Some(Inbound { key, at, place, author, event })
}

/// Who wrote it, if it was somebody else. A webhook writes in any name it likes and is nobody.
fn author(message: &Message, me: Id) -> Option<Author> {
    let user = message.author.as_ref().filter(|user| user.id != me)?;
    if !WRITTEN.contains(&message.kind) {
        return None;
    }
    Some(marked(person(user, message.member.as_ref()), message.webhook_id))
}

fn marked(author: Author, webhook: Option<Id>) -> Author {
    Author { bot: author.bot || webhook.is_some(), ..author }
}

/// The command that somebody gives by a reply that says nothing else.
fn command<'a>(written: &Written, me: &'a Ourselves) -> Option<&'a Command> {
    written.reply_to.as_ref()?;
    let name = written.text.trim().strip_prefix('/')?;
    me.commands.get(name).filter(|command| command.name == SOLVED)
}

fn solved(message: &Message, written: Written, me: Id) -> Event {
    let replied = message.message_reference.as_ref().and_then(|reference| reference.message_id);
    let quoted = replied.zip(message.referenced_message.as_ref()).and_then(|(id, one)| pointed_at(id, one, me));
    Event::Command {
        message: Some(written.id),
        name: SOLVED.to_owned(),
        arguments: String::new(),
        quoted: quoted.map(Box::new),
    }
}

fn written(message: &Message, place: &Where, roles: &[Id], me: &Ourselves) -> Written {
    let reference = message.message_reference.as_ref();
    let forwarded = reference.is_some_and(|reference| reference.kind == FORWARD);
    let here = |channel: Option<Id>| channel.is_none_or(|channel| channel == message.channel_id);
    let reply_to = reference
        .filter(|reference| !forwarded && here(reference.channel_id))
        .and_then(|reference| reference.message_id)
        .map(|id| id.to_string());
    let replied = message.referenced_message.as_ref().and_then(|replied| replied.author.as_ref());
    let replies_to_us = !forwarded && replied.is_some_and(|author| author.id == me.id);
    let content = content(message);
    let ours = |role: &Id| roles.contains(role);
    let mentioned = message.mentions.iter().any(|user| user.id == me.id)
        || message.mention_roles.iter().any(ours)
        || text::mentions(&content, me.id, roles);
    let question = text::readable(&content, me.id, roles, &message.mentions).filter(|question| *question != content);
    let attachments = attachments(message);
    let addressed = place.setting == Setting::Direct || replies_to_us || mentioned;
    Written { id: message.id.to_string(), text: content, question, attachments, reply_to, addressed }
}

fn content(message: &Message) -> String {
    words(message.content.as_deref(), &message.message_snapshots, message.poll.as_ref())
}

/// The words: those written, those forwarded, or those of a poll.
fn words(own: Option<&str>, forwarded: &[Snapshot], poll: Option<&Poll>) -> String {
    let forwarded = forwarded.first().map(|snapshot| snapshot.message.content.as_str());
    let asked = poll.and_then(|poll| poll.question.text.as_deref());
    [own, forwarded, asked].into_iter().flatten().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
}

fn is_empty(written: &Written) -> bool {
    written.text.is_empty() && written.attachments.is_empty()
}

fn attachments(message: &Message) -> Vec<Attachment> {
    let forwarded = message.message_snapshots.iter().flat_map(|snapshot| &snapshot.message.attachments);
    let files = message.attachments.iter().chain(forwarded).map(|one| file(message, one));
    files.chain(message.sticker_items.iter().map(sticker)).collect()
}

/// Discord's addresses of files run out; by the message a file can always be found.
fn file(message: &Message, file: &File) -> Attachment {
    let media = file.content_type.as_deref().unwrap_or_default();
    let kind = match media.split('/').next() {
        _ if message.flags & VOICE != 0 => AttachmentKind::Voice,
        Some("image") => AttachmentKind::Photo,
        Some("video") => AttachmentKind::Video,
        Some("audio") => AttachmentKind::Audio,
        _ => AttachmentKind::File,
    };
    Attachment {
        kind,
        id: format!("{}/{}/{}", message.channel_id, message.id, file.id),
        name: file.filename.clone(),
        media_type: file.content_type.clone(),
        size: file.size,
        group: None,
    }
}

fn sticker(sticker: &Sticker) -> Attachment {
    let (id, name) = (sticker.id.to_string(), sticker.name.clone());
    Attachment { kind: AttachmentKind::Sticker, id, name, media_type: None, size: None, group: None }
}
