//! A channel on Discord: everybody's text is its Markdown, with the bot's name where it is mentioned.

use hamyar_channel::RichText;

use super::{Reading, Reads, Said, beginning};
use crate::support::fake_discord::{Chat, Line, MENTION};

impl Reads for Chat {
    fn reading(&self) -> Reading {
        let (place, is_closed) = self.place();
        let lines = self.transcript().lines;
        let answered = |line: &Line| {
            let answered = lines.iter().find(|other| Some(other.id) == line.answers)?;
            Some(beginning(&rich(answered).text))
        };
        let said = |line: &Line| Said {
            from: line.from.clone(),
            text: rich(line),
            answers: answered(line),
            file: line.file.clone(),
            buttons: line.labels.clone(),
            marks: line.marks.clone(),
            is_edited: line.is_edited,
            is_alone: line.alone,
        };
        let said = lines.iter().map(said).collect();
        Reading { platform: "Discord", place, is_closed, reader: self.reader(), said }
    }
}

fn rich(line: &Line) -> RichText {
    RichText::from_markdown(&line.markdown.replace(MENTION, "@hamyar"))
}
