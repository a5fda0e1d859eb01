//! What people read in the apps of other platforms, as pages that a browser can show: those apps cannot run in a test, and
//! people want to look at what is said there, too.
//!
//! Nothing is made up here: a page says what the platform's fake was told, under the names that it knows.

mod discord;
mod page;
mod telegram;

use hamyar_channel::RichText;

pub(crate) use page::page;

/// A chat, a topic or a post, as one person has it open.
pub(crate) struct Reading {
    platform: &'static str,
    /// What it is called, from the outside in. A private chat has no name of its own.
    place: Vec<String>,
    is_closed: bool,
    /// Whose own messages are told from all others.
    reader: String,
    said: Vec<Said>,
}

/// A message in it.
struct Said {
    /// `None` for the bot.
    from: Option<String>,
    text: RichText,
    /// How the message begins that it answers, where that is in sight.
    answers: Option<String>,
    file: Option<String>,
    buttons: Vec<Vec<String>>,
    /// The bot's reactions.
    marks: Vec<String>,
    is_edited: bool,
    /// Nobody else sees it.
    is_alone: bool,
}

/// Who can show what they read.
pub(crate) trait Reads {
    /// What they read now.
    fn reading(&self) -> Reading;
}

/// How a message begins, in one line.
fn beginning(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let begin: String = line.chars().take(MOST).collect();
    if begin.len() < text.trim_end().len() { format!("{}…", begin.trim_end()) } else { begin }
}
