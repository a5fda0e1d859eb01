//! Putting a decision into words.

use hamyar_channel::{AttachmentKind, Button, Words, WordsExt};

use super::{Engine, Rules};
use crate::dates::Reader;
use crate::model::{Choice, Conversation, Decision, Line, NewEntry, Reason, Say, Send, Source, Speech, Suggestion};
use crate::store::{Composed, ComposedEntry, ComposedSend};

/// The longest label of a button, in characters: about what a phone shows in one line.
const LABEL: usize = 60;

impl Engine {
    /// The decision in the words of the conversation's language. `before` is the conversation it was decided on.
    pub(super) fn compose(&self, before: &Conversation, decision: Decision) -> Composed {
        let Decision { next, handled, entries, cancel, introduces, wake_at, refusal: _ } = decision;
        let visible =
            !entries.is_empty() || !cancel.is_empty() || next.status != before.status || next.holder != before.holder;
        let speaker = Speaker { words: &*self.words, language: &next.language, rules: &self.rules };
        let entries = entries.into_iter().map(|entry| speaker.entry(&next, entry)).collect();
        Composed { before: before.clone(), next, handled, entries, cancel, introduces, visible, wake_at }
    }
}

/// Finds words in one language.
struct Speaker<'a> {
    words: &'a dyn Words,
    language: &'a str,
    rules: &'a Rules,
}

impl Speaker<'_> {
    fn word(&self, key: &str) -> String {
        self.words.word(self.language, key)
    }

    fn entry(&self, next: &Conversation, entry: NewEntry) -> ComposedEntry {
        let NewEntry { kind, agent, speech, data, send } = entry;
        let suggestions = match &speech {
            Speech::Say(Say { line: Line::Suggestions(list) | Line::OtherSuggestions(list), .. }) => list.clone(),
            _ => Vec::new(),
        };
        let body = match speech {
            Speech::Silent => String::new(),
            Speech::Text(text) => text,
            Speech::Say(say) => self.say(&say),
        };
        let send = send.map(|send| self.send(next, send, &suggestions));
        ComposedEntry { kind, agent, body, data, send }
    }

    fn send(&self, next: &Conversation, send: Send, suggestions: &[Suggestion]) -> ComposedSend {
        let reply = send.reply.unwrap_or_default();
        let button =
            |choice: &Choice| Button { label: self.label(*choice, suggestions), action: choice.action(next.id, reply) };
        let buttons = rows(&send.choices).into_iter().map(|row| row.iter().map(button).collect()).collect();
        ComposedSend { reply: send.reply, revises: send.revises, buttons, reply_to: send.reply_to }
    }

    fn label(&self, choice: Choice, suggestions: &[Suggestion]) -> String {
        let label = match choice {
            Choice::Helped => self.word("bot-button-helped"),
            Choice::NotThis => self.word("bot-button-not-this"),
            Choice::Person => self.word("bot-button-person"),
            Choice::Bot => self.word("bot-button-bot"),
            Choice::Suggestion(number) => {
                suggestions.get(usize::from(number)).map(|one| one.title.clone()).unwrap_or_default()
            }
        };
        if label.chars().count() <= LABEL {
            return label;
        }
        let cut: String = label.chars().take(LABEL - 1).collect();
        format!("{}…", cut.trim_end())
    }

    fn say(&self, say: &Say) -> String {
        let line = self.line(&say.line);
        if say.introduce {
            let introduction = self.words.text(self.language, "bot-introduction", &[("brand", &self.rules.brand)]);
            format!("{line}\n\n{introduction}")
        } else {
            line
        }
    }

    fn line(&self, line: &Line) -> String {
        match line {
            Line::Greeting => self.words.text(self.language, "bot-greeting", &[("brand", &self.rules.brand)]),
            Line::Welcome => self.word("bot-welcome"),
            Line::Goodbye => self.word("bot-goodbye"),
            Line::Help => self.word("bot-help"),
            Line::Answer { body, sources } => self.answer(body, sources),
            Line::Suggestions(_) => self.word("bot-suggestions"),
            Line::OtherSuggestions(_) => self.word("bot-other-suggestions"),
            Line::Rephrase => self.word("bot-rephrase"),
            Line::CannotRead(kind) => self.word(unreadable(*kind)),
            Line::HandedOver(reason) => self.handed_over(*reason),
            Line::BackToBot => self.word("bot-back"),
            Line::Closed => self.word("bot-closed"),
            Line::Helped => self.word("bot-helped"),
            Line::StaleChoice => self.word("bot-stale-choice"),
        }
    }

    /// What happened, and what to expect.
    fn handed_over(&self, reason: Reason) -> String {
        let told = self.word(handed_over(reason));
        let Some(usually) = self.rules.reply_expectation else { return told };
        let reader = Reader { words: self.words, language: self.language, zone: chrono_tz::UTC };
        let expectation = self.words.text(self.language, "bot-expectation", &[("time", &reader.duration(usually))]);
        format!("{told} {expectation}")
    }

    fn answer(&self, body: &str, sources: &[Source]) -> String {
        let titles: Vec<&str> = sources.iter().map(|source| source.title.as_str()).filter(|t| !t.is_empty()).collect();
        if titles.is_empty() {
            return body.to_owned();
        }
        let titles = escape(&titles.join(" · "));
        let source = self.words.text(self.language, "bot-source", &[("title", &titles)]);
        format!("{}\n\n{source}", body.trim_end())
    }
}

/// Buttons in rows: yes and no beside each other, anything longer in a row of its own.
fn rows(choices: &[Choice]) -> Vec<&[Choice]> {
    match choices {
        [Choice::Helped, Choice::NotThis, rest @ ..] => {
            let mut rows = vec![&choices[..2]];
            rows.extend(rest.chunks(1));
            rows
        }
        _ => choices.chunks(1).collect(),
    }
}

fn unreadable(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Photo => "bot-cannot-read-photo",
        AttachmentKind::Voice | AttachmentKind::Audio => "bot-cannot-read-voice",
        AttachmentKind::Video => "bot-cannot-read-video",
        AttachmentKind::Sticker => "bot-cannot-read-sticker",
        AttachmentKind::Location => "bot-cannot-read-location",
        AttachmentKind::Contact | AttachmentKind::File => "bot-cannot-read-file",
    }
}

fn handed_over(reason: Reason) -> &'static str {
    match reason {
        Reason::Asked | Reason::NotDelivered => "bot-handoff-asked",
        Reason::NoAnswer => "bot-handoff-no-answer",
        Reason::Refused => "bot-handoff-refused",
        Reason::AnswererFailed => "bot-handoff-failed",
    }
}

/// A title as Markdown that reads the same.
fn escape(title: &str) -> String {
    let mut escaped = String::with_capacity(title.len());
    for character in title.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|') {
            escaped.push('\\');
        }
        escaped.push(if character == '\n' { ' ' } else { character });
    }
    escaped
}
