//! The articles that may answer what the customer asked last, beside the composer: to be chosen and put into the reply by keyboard.

use std::collections::HashSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;

use super::Desk;
use super::access::Visitor;
use super::failure::Failure;
use super::tongue::Tongue;
use crate::decide::intent::{Intent, intent};
use crate::engine::Hint;
use crate::model::{Conversation, ConversationId, Entry, EntryKind, Status};

/// Entries in which the customer's last words are looked for.
const RECENT: i64 = 50;

/// Questions of theirs that are tried, from the last.
const TRIED: usize = 2;

/// A suggestion, ready to be shown.
pub(super) struct Suggestion {
    /// Which of how many it is.
    pub(super) which: String,
    pub(super) title: String,
    pub(super) sure: Option<String>,
    pub(super) text: String,
}

#[derive(Template)]
#[template(path = "suggestion_fragment.html")]
struct Fragment {
    t: Tongue,
    suggestions: Vec<Suggestion>,
}

/// The suggestions alone, to be put in place of older ones.
pub(super) async fn fragment(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let id: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    let conversation = desk.store.conversation(id).await?.ok_or(Failure::NotFound)?;
    let t = visitor.tongue(&desk);
    let suggestions = suggestions(&desk, &t, &conversation).await?;
    Ok(Html(Fragment { t, suggestions }.render()?))
}

/// What may answer what was asked last, the most probable first.
pub(super) async fn suggestions(desk: &Desk, t: &Tongue, c: &Conversation) -> Result<Vec<Suggestion>, Failure> {
    if c.status == Status::Resolved {
        return Ok(Vec::new());
    }
    let entries = desk.store.entries(c.id, None, RECENT).await?;
    for text in asked(&entries, c) {
        let hints = desk.engine.suggest(&text, c).await;
        if !hints.is_empty() {
            return Ok(ready(t, hints));
        }
    }
    Ok(Vec::new())
}

fn ready(t: &Tongue, hints: Vec<Hint>) -> Vec<Suggestion> {
    let all = hints.len().to_string();
    let one = |(place, hint): (usize, Hint)| Suggestion {
        which: t.text("inbox-suggested-which", &[("number", &(place + 1).to_string()), ("all", &all)]),
        title: hint.title,
        sure: hint.confidence.map(|sure| t.with("desk-sure", "percent", &t.percent(sure))),
        text: hint.body,
    };
    hints.into_iter().enumerate().map(one).collect()
}

/// What the customer said last, the newest first, and the question that the bot understood last.
fn asked(entries: &[Entry], c: &Conversation) -> Vec<String> {
    // What was taken back is asked no more, and what was put otherwise is asked as it stands now.
    let mut settled = HashSet::new();
    let mut theirs = |entry: &&Entry| {
        let current = match entry.kind {
            EntryKind::Message | EntryKind::Edit | EntryKind::Deletion => {
                entry.data["message"].as_str().is_none_or(|message| settled.insert(message.to_owned()))
            }
            _ => false,
        };
        current && entry.kind != EntryKind::Deletion && entry.identity == Some(c.asker) && !entry.body.trim().is_empty()
    };
    let words = |entry: &Entry| entry.data["question"].as_str().unwrap_or(&entry.body).trim().to_owned();
    // Thanks, greetings and the wish for a person ask nothing that an article answers.
    let asks = |text: &String| intent(text) == Intent::Question;
    let mut asked: Vec<String> = entries.iter().rev().filter(&mut theirs).map(words).filter(asks).take(TRIED).collect();
    let understood = c.memory.exchange.as_ref().map(|exchange| exchange.question.clone());
    asked.extend(understood.filter(|question| !question.trim().is_empty()));
    asked.dedup();
    asked
}
