//! The card of a topic: what it is about, whom it calls, and what can be done about it.

use hamyar_channel::{Button, Mention, RichText};

use super::next::Card;
use super::rich::Rich;
use super::telling::{Teller, excerpt, shown_files};
use crate::model::{Holder, RoomButton, Status};
use crate::words::primary;

impl Teller<'_> {
    /// What can be done about it by a press.
    pub(super) fn buttons(&self) -> Vec<Vec<Button>> {
        use RoomButton::{Reopen, Resolve, Return, Snooze, Take, Wake};
        let buttons: &[RoomButton] = match (self.topic.status, self.topic.holder) {
            (Status::Resolved, _) => &[Reopen],
            (Status::Snoozed, _) => &[Wake, Resolve],
            (_, Holder::Queue) => &[Take, Return, Resolve],
            (_, Holder::Bot) => &[Take, Resolve],
            (_, Holder::Agent(_)) => &[Resolve, Return, Snooze],
        };
        let button = |button: &RoomButton| Button { label: self.label(*button), action: button.action().to_owned() };
        vec![buttons.iter().map(button).collect()]
    }

    fn label(&self, button: RoomButton) -> String {
        self.word(match button {
            RoomButton::Take => "room-button-take",
            RoomButton::Return => "room-button-bot",
            RoomButton::Snooze => "room-button-snooze",
            RoomButton::Wake => "room-button-wake",
            RoomButton::Resolve => "room-button-resolve",
            RoomButton::Reopen => "room-button-reopen",
        })
    }

    /// What the topic is about: who, where, in which language, why people have it, what was said last, and where the rest is.
    pub(super) fn card(&self) -> RichText {
        let topic = self.topic;
        let channel = self.word(match topic.channel.platform() {
            "telegram" => "desk-channel-telegram",
            "discord" => "desk-channel-discord",
            "web" => "desk-channel-web",
            _ => "desk-channel-console",
        });
        let language = match primary(&topic.language) {
            "en" => self.word("desk-language-en"),
            "fa" => self.word("desk-language-fa"),
            other => other.to_owned(),
        };
        let about = self.with("room-about", &[("channel", &channel), ("language", &language)]);
        let mut card = Rich::default().bold(&self.title()).line().plain(&about);
        if let Some(reason) = &topic.handoff {
            card = card.line().plain(&self.handed(reason));
        }
        for entry in &topic.recent {
            card = card.line().line().bold(&self.speaker(entry)).line().plain(&excerpt(&self.plainly(entry)));
        }
        let state = self.state();
        card = card.line().line().plain(&format!("{} {}", state.mark, state.words));
        if let Some(address) = &self.message {
            card = card.line().link(&self.word("room-message"), address.clone());
        }
        if let Some((words, address)) = self.desk_link() {
            card = card.line().link(&words, address);
        }
        card.done()
    }

    /// The card of a topic that was told nothing yet, with what follows it.
    pub(super) fn card_of(&self, seq: i64) -> Card {
        let recent = self.topic.recent.iter();
        let files = recent.flat_map(|entry| shown_files(entry).into_iter().map(|number| (entry.seq, number)));
        let waits = self.topic.status == Status::Open && self.topic.holder == Holder::Queue;
        let text = if waits { self.calling(self.card()) } else { self.card() };
        Card { text, buttons: self.buttons(), state: self.state().key, seq, files: files.collect() }
    }

    /// With those behind it whom the room calls when somebody waits.
    pub(super) fn calling(&self, text: RichText) -> RichText {
        let mentions = &self.topic.settings.mentions;
        if mentions.is_empty() {
            return text;
        }
        let mut called = Rich::default().rich(text).line();
        for (number, mention) in mentions.iter().enumerate() {
            called = if number == 0 { called.plain("🔔 ") } else { called.plain(" ") };
            let words = match mention {
                Mention::Name(name) => format!("@{name}"),
                Mention::Account(id) => self.topic.accounts.get(id).cloned().unwrap_or_else(|| id.clone()),
                Mention::Role(id) => format!("@{id}"),
            };
            called = called.mention(&words, mention.clone());
        }
        called.done()
    }

    /// Words that call nobody: Telegram takes every user name in a text for somebody who is meant. What is between the letters
    /// is not seen.
    pub(super) fn quiet(&self, words: &str) -> String {
        if self.topic.room.channel.platform() != "telegram" || !words.contains('@') {
            return words.to_owned();
        }
        let mut quiet = String::with_capacity(words.len() + 3);
        let mut before = ' ';
        for letter in words.chars() {
            quiet.push(letter);
            if letter == '@' && !before.is_alphanumeric() {
                quiet.push('\u{2060}');
            }
            before = letter;
        }
        quiet
    }

    /// The conversation at the desk: words, and the address behind them.
    pub(super) fn desk_link(&self) -> Option<(String, String)> {
        let url = self.desk.url.as_ref()?.trim_end_matches('/');
        Some((self.word("room-desk"), format!("{url}/desk/conversations/{}", self.topic.id.conversation)))
    }
}
