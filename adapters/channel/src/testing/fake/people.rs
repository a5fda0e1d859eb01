//! What people do on the fake platform.

#![expect(
    clippy::must_use_candidate,
    reason = "what people do has its effect; waiting until it is accepted is a choice"
)]

use std::hash::{DefaultHasher, Hash, Hasher};

use super::platform::Platform;
use super::{FakeChannel, Pushed, Said};
use crate::testing::Person;
use crate::{Event, Inbound, Message, Quoted, RichText};

impl FakeChannel {
    /// Brings one event to the inbox, after those pushed before.
    pub fn push(&self, inbound: Inbound) -> Pushed {
        self.push_batch(vec![inbound])
    }

    /// Brings several events to the inbox in one call.
    pub fn push_batch(&self, batch: Vec<Inbound>) -> Pushed {
        let told = self.platform.change(|platform| platform.wait(batch.clone()));
        Pushed { batch, told }
    }

    /// Somebody writes; in a direct chat that is meant for us.
    pub fn says(&self, person: &Person, text: &str) -> Pushed {
        self.write(person, text, None, person.is_direct())
    }

    /// Somebody writes to us by name, wherever they are.
    pub fn says_to_us(&self, person: &Person, text: &str) -> Pushed {
        self.write(person, text, None, true)
    }

    /// Somebody answers a message, which is meant for us if the message is ours.
    pub fn replies(&self, person: &Person, message: &str, text: &str) -> Pushed {
        let to_us = self.transcript(person.address()).iter().any(|said| said.by.is_none() && said.id == message);
        self.write(person, text, Some(message), to_us || person.is_direct())
    }

    /// Somebody changes what they wrote.
    pub fn edits(&self, person: &Person, message: &str, text: &str) -> Pushed {
        let inbound = self.platform.change(|platform| {
            let mine = |said: &&mut Said| said.id == message && said.place == *person.address();
            if let Some(said) = platform.said.iter_mut().find(mine) {
                said.text = RichText::plain(text);
                said.edited = true;
            }
            let key = format!("e:{}:{message}:{}:{:x}", person.address().chat, platform.now.timestamp(), hash(text));
            let event = Event::Edit(content(message, text, None, person.is_direct()));
            platform.event(person, key, event)
        });
        self.push(inbound)
    }

    /// Somebody takes back what they wrote.
    pub fn deletes(&self, person: &Person, message: &str) -> Pushed {
        let inbound = self.platform.change(|platform| {
            platform.said.retain(|said| said.id != message || said.place != *person.address());
            let key = format!("d:{}:{message}", person.address().chat);
            platform.event(person, key, Event::Delete { message: message.to_owned() })
        });
        self.push(inbound)
    }

    /// Somebody presses a button under a message.
    pub fn presses(&self, person: &Person, message: &str, action: &str) -> Pushed {
        let inbound = self.platform.change(|platform| {
            let key = format!("c:{}", platform.next_id("presses"));
            let event = Event::Button { action: action.to_owned(), message: Some(message.to_owned()) };
            platform.event(person, key, event)
        });
        self.push(inbound)
    }

    /// Somebody sets a reaction on a message, or takes it off.
    pub fn reacts(&self, person: &Person, message: &str, emoji: &str, added: bool) -> Pushed {
        let inbound = self.platform.change(|platform| {
            let (chat, user) = (&person.address().chat, &person.author.id);
            let sign = if added { '+' } else { '-' };
            let key = format!("r:{chat}:{message}:{user}:{emoji}:{sign}:{}", platform.now.timestamp());
            let event = Event::Reaction { message: message.to_owned(), emoji: emoji.to_owned(), added, direct: None };
            platform.event(person, key, event)
        });
        self.push(inbound)
    }

    /// Somebody gives a command of ours, named without the slash.
    pub fn commands(&self, person: &Person, name: &str, arguments: &str) -> Pushed {
        self.command(person, name, arguments, None)
    }

    /// Somebody gives a command in reply to a message that `author` wrote.
    pub fn commands_about(&self, person: &Person, name: &str, message: &str, author: &Person) -> Pushed {
        let text = self.transcript(person.address()).into_iter().find(|said| said.id == message);
        let text = text.map(|said| said.text.text).unwrap_or_default();
        let quoted = Quoted { message: message.to_owned(), author: author.author.clone(), text };
        self.command(person, name, "", Some(Box::new(quoted)))
    }

    fn command(&self, person: &Person, name: &str, arguments: &str, quoted: Option<Box<Quoted>>) -> Pushed {
        let inbound = self.platform.change(|platform| {
            let reply_to = quoted.as_ref().map(|quoted| quoted.message.as_str());
            let id = platform.note(person, &format!("/{name} {arguments}"), reply_to);
            let (name, arguments) = (name.to_owned(), arguments.to_owned());
            let event = Event::Command { message: Some(id.clone()), name, arguments, quoted };
            platform.event(person, format!("m:{}:{id}", person.address().chat), event)
        });
        self.push(inbound)
    }

    /// How many events were accepted and so acknowledged to the platform.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.platform.read(|platform| platform.acknowledged)
    }

    fn write(&self, person: &Person, text: &str, reply_to: Option<&str>, addressed: bool) -> Pushed {
        let inbound = self.platform.change(|platform| {
            let id = platform.note(person, text, reply_to);
            let event = Event::Message(content(&id, text, reply_to, addressed));
            platform.event(person, format!("m:{}:{id}", person.address().chat), event)
        });
        self.push(inbound)
    }
}

impl Platform {
    /// The chat shows what somebody wrote.
    pub(super) fn note(&mut self, person: &Person, text: &str, reply_to: Option<&str>) -> String {
        let id = self.next_id(&person.address().chat);
        self.said.push(Said {
            id: id.clone(),
            place: person.address().clone(),
            by: Some(person.author.id.clone()),
            text: RichText::plain(text),
            file: None,
            buttons: Vec::new(),
            reply_to: reply_to.map(str::to_owned),
            edited: false,
            mark: None,
        });
        id
    }

    pub(super) fn event(&self, person: &Person, key: String, event: Event) -> Inbound {
        Inbound { key, at: self.now, place: person.place.clone(), author: person.author.clone(), event }
    }
}

fn content(id: &str, text: &str, reply_to: Option<&str>, addressed: bool) -> Message {
    Message {
        id: id.to_owned(),
        text: text.to_owned(),
        question: None,
        attachments: Vec::new(),
        reply_to: reply_to.map(str::to_owned),
        addressed,
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
