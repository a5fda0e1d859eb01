//! A timeline in plain lines, for a terminal: every entry as it came, one after the other.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use hamyar_channel::Words;

use super::message::choice_words;
use super::{Teller, sentence, text, words};
use crate::desk::tongue::Tongue;
use crate::model::{AgentId, Choice, Entry, EntryKind, IdentityId};

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// Who said it; nobody, where something happened that is told in a sentence.
    pub(crate) who: Option<String>,
    /// What was said, or what happened.
    pub(crate) what: String,
}

/// Tells entries in one language. `speakers` and `agents` are who is who.
pub(crate) fn lines(
    words: &Arc<dyn Words>,
    language: &str,
    entries: &[Entry],
    speakers: &HashMap<IdentityId, String>,
    agents: &HashMap<AgentId, String>,
) -> Vec<Line> {
    let now = entries.last().map_or(DateTime::UNIX_EPOCH, |entry| entry.at);
    let t = Tongue::plain(Arc::clone(words), language, now);
    // No reader is one of the team here.
    let teller = Teller { t: &t, me: AgentId(uuid::Uuid::nil()), agents, speakers, view: "open" };
    entries.iter().map(|entry| line(&teller, entry)).collect()
}

fn line(teller: &Teller<'_>, entry: &Entry) -> Line {
    let t = teller.t;
    let what = match entry.kind {
        _ if entry.is_erased() => format!("({})", t.word("desk-erased")),
        EntryKind::Message | EntryKind::Edit => words(entry),
        _ => entry.body.clone(),
    };
    let said = |who: String| Line { at: entry.at, who: Some(who), what: what.clone() };
    match entry.kind {
        EntryKind::Message => said(teller.speaker(entry.identity)),
        EntryKind::Edit => said(format!("{} ({})", teller.speaker(entry.identity), t.word("desk-edited"))),
        EntryKind::Reply => said(t.word("desk-bot")),
        EntryKind::AgentReply => said(entry.agent.map_or_else(String::new, |agent| teller.colleague(agent))),
        EntryKind::Note => {
            let who = entry.agent.map_or_else(String::new, |agent| teller.colleague(agent));
            said(format!("{who} ({})", t.word("desk-note")))
        }
        _ => Line { at: entry.at, who: None, what: happened(teller, entry) },
    }
}

fn happened(teller: &Teller<'_>, entry: &Entry) -> String {
    if entry.kind == EntryKind::Press
        && let Ok((_, press)) = Choice::parse_action(&text(&entry.data, "action"))
        && let Some(label) = choice_words(teller.t, press.choice)
    {
        return teller.t.text("desk-chose", &[("name", &teller.speaker(entry.identity)), ("label", &label)]);
    }
    let told = sentence(teller, entry);
    told.why.map_or(told.what.clone(), |why| format!("{} {why}", told.what))
}
