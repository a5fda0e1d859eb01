//! What a chat shows.

use std::fmt;

use serde_json::Value;

use super::state::Stored;

/// A message of the bot's.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) id: i64,
    pub(crate) text: String,
    pub(crate) entities: Vec<Value>,
    /// Rows of labels and what a press carries.
    pub(crate) buttons: Vec<Vec<(String, String)>>,
    /// The message that it answers.
    pub(crate) answers: Option<i64>,
    pub(crate) thread: Option<i64>,
}

impl Reply {
    pub(super) fn of(stored: &Stored) -> Self {
        Self {
            id: stored.id,
            text: stored.text.clone(),
            entities: stored.entities.clone(),
            buttons: stored.buttons.clone(),
            answers: stored.reply_to,
            thread: stored.thread,
        }
    }

    /// What is written on the buttons, in order.
    pub(crate) fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|(label, _)| label.as_str()).collect()
    }
}

/// The messages that a chat shows now, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Transcript {
    pub(crate) lines: Vec<Line>,
}

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) id: i64,
    /// `None` for the bot.
    pub(crate) from: Option<String>,
    pub(crate) text: String,
    /// How the bot formatted it.
    pub(crate) entities: Vec<Value>,
    /// The message that it answers.
    pub(crate) answers: Option<i64>,
    /// The name of the file that the bot sent with it.
    pub(crate) file: Option<String>,
    pub(crate) labels: Vec<Vec<String>>,
    pub(crate) is_edited: bool,
    /// The bot's reaction.
    pub(crate) mark: Option<String>,
}

impl Transcript {
    pub(super) fn of<'a>(messages: impl Iterator<Item = &'a Stored>) -> Self {
        let line = |stored: &Stored| Line {
            id: stored.id,
            from: stored.from.clone(),
            text: stored.text.clone(),
            entities: stored.entities.clone(),
            answers: stored.reply_to,
            file: stored.file.clone(),
            labels: stored.buttons.iter().map(|row| row.iter().map(|(label, _)| label.clone()).collect()).collect(),
            is_edited: stored.is_edited,
            mark: stored.mark.clone(),
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
            writeln!(f, "{from}{edited}: {}", line.text)?;
            if let Some(mark) = &line.mark {
                writeln!(f, "    ({mark})")?;
            }
            for row in &line.labels {
                writeln!(f, "    [{}]", row.join("] ["))?;
            }
        }
        Ok(())
    }
}
