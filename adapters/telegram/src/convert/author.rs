//! Who is behind an event.

use hamyar_channel::Author;

use crate::update::{Chat, Message, Replied, User};

/// The author of a message. In groups people also speak as a chat: as the group itself when they are anonymous
/// administrators, or as a channel of theirs; Telegram then names a bot of its own as the sender.
pub(super) fn of(message: &mut Message) -> Author {
    let Some(speaker) = &message.sender_chat else {
        return message.from.take().map_or_else(|| program(&message.chat), person);
    };
    if message.is_automatic_forward || message.chat.kind == "channel" {
        return program(speaker);
    }
    let mut author = on_behalf_of(speaker, speaker.id == message.chat.id);
    if let (Some(name), Some(signature)) = (&mut author.name, &message.author_signature) {
        name.push_str(", ");
        name.push_str(signature);
    }
    author
}

/// The author of a message that was replied to, where Telegram tells.
pub(super) fn of_replied(replied: &Replied, chat: &Chat) -> Option<Author> {
    match &replied.sender_chat {
        Some(speaker) => Some(on_behalf_of(speaker, speaker.id == chat.id)),
        None => replied.from.clone().map(person),
    }
}

pub(super) fn person(user: User) -> Author {
    let name = match (user.first_name, user.last_name) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    };
    Author {
        id: user.id.to_string(),
        name,
        username: user.username,
        language: user.language_code,
        zone: None,
        bot: user.is_bot,
        admin: false,
    }
}

/// Somebody who speaks as a chat.
pub(super) fn on_behalf_of(chat: &Chat, admin: bool) -> Author {
    Author {
        id: chat.id.to_string(),
        name: chat.title.clone(),
        username: chat.username.clone(),
        language: None,
        zone: None,
        bot: false,
        admin,
    }
}

/// A channel: its posts are announcements, and nobody waits for an answer.
fn program(chat: &Chat) -> Author {
    Author { bot: true, ..on_behalf_of(chat, false) }
}
