//! What a channel shows.

use std::fmt;

use serde_json::Value;

use super::BOT;
use super::messages::list;
use super::state::{State, Stored};

/// A message of the bot's.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) id: u64,
    /// As it is read, without escapes.
    pub(crate) text: String,
    /// As it was sent.
    pub(crate) markdown: String,
    /// It was too long for a message and came in an embed.
    pub(crate) embedded: bool,
    /// Rows of labels and what a press carries.
    pub(crate) buttons: Vec<Vec<(String, String)>>,
    /// The message that it answers.
    pub(crate) answers: Option<u64>,
}

impl Reply {
    pub(super) fn of(stored: &Stored) -> Self {
        let described = stored.embeds.first().and_then(|embed| embed["description"].as_str());
        let markdown = if stored.content.is_empty() { described.unwrap_or_default() } else { &stored.content };
        Self {
            id: stored.id,
            text: unescaped(markdown),
            markdown: markdown.to_owned(),
            embedded: stored.content.is_empty() && described.is_some(),
            buttons: buttons(stored),
            answers: stored.reply_to,
        }
    }

    /// What is written on the buttons, in order.
    pub(crate) fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|(label, _)| label.as_str()).collect()
    }
}

/// The messages that a channel shows now, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Transcript {
    pub(crate) lines: Vec<Line>,
}

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) id: u64,
    /// `None` for the bot.
    pub(crate) from: Option<String>,
    pub(crate) text: String,
    /// As it was written.
    pub(crate) markdown: String,
    /// The message that it answers.
    pub(crate) answers: Option<u64>,
    /// The name of the file that came with it.
    pub(crate) file: Option<String>,
    pub(crate) labels: Vec<Vec<String>>,
    pub(crate) is_edited: bool,
    pub(crate) alone: bool,
    /// The bot's reactions on it.
    pub(crate) marks: Vec<String>,
}

impl Transcript {
    pub(super) fn of<'a>(state: &State, messages: impl Iterator<Item = &'a Stored>) -> Self {
        let line = |stored: &Stored| {
            let reply = Reply::of(stored);
            let name = state.people.get(&stored.author).map_or("somebody", |person| &person.name);
            let ours = stored.author == BOT;
            Line {
                id: stored.id,
                from: (!ours).then(|| name.to_owned()),
                text: if ours { reply.text } else { stored.content.clone() },
                markdown: reply.markdown,
                answers: stored.reply_to,
                file: stored.attachments.first().and_then(|file| file["filename"].as_str().map(str::to_owned)),
                labels: buttons(stored)
                    .into_iter()
                    .map(|row| row.into_iter().map(|(label, _)| label).collect())
                    .collect(),
                is_edited: stored.edited.is_some(),
                alone: stored.alone,
                marks: marks(stored),
            }
        };
        Self { lines: messages.map(line).collect() }
    }

    /// The texts of the bot's messages.
    pub(crate) fn replies(&self) -> Vec<&str> {
        self.lines.iter().filter(|line| line.from.is_none()).map(|line| line.text.as_str()).collect()
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            let from = line.from.as_deref().unwrap_or("bot");
            let edited = if line.is_edited { " (edited)" } else { "" };
            let alone = if line.alone { " (to one alone)" } else { "" };
            writeln!(f, "{from}{edited}{alone}: {}", line.text)?;
            for mark in &line.marks {
                writeln!(f, "    ({mark} from bot)")?;
            }
            for row in &line.labels {
                writeln!(f, "    [{}]", row.join("] ["))?;
            }
        }
        Ok(())
    }
}

fn marks(stored: &Stored) -> Vec<String> {
    let marks = list(&stored.more["reactions"]);
    marks.iter().filter_map(|mark| mark["emoji"]["name"].as_str().map(str::to_owned)).collect()
}

fn buttons(stored: &Stored) -> Vec<Vec<(String, String)>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let button = |button: &Value| (text(&button["label"]), text(&button["custom_id"]));
    stored.components.iter().map(|row| list(&row["components"]).iter().map(button).collect()).collect()
}

/// What is read where a character was escaped.
fn unescaped(markdown: &str) -> String {
    let mut read = String::with_capacity(markdown.len());
    let mut characters = markdown.chars().peekable();
    while let Some(character) = characters.next() {
        match characters.peek() {
            Some(next) if character == '\\' && next.is_ascii_punctuation() => {
                read.extend(characters.next());
            }
            _ => read.push(character),
        }
    }
    read
}
