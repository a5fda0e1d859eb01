//! What somebody searches for: conversations, with the line in which it was said, and people.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use hamyar_channel::RichText;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::Desk;
use super::access::Visitor;
use super::contacts::PersonRow;
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::inbox::Row;
use super::tongue::Tongue;
use crate::model::{ConversationId, Entry};
use crate::store::Sought;

/// Conversations that were resolved lately and are made searchable before anybody searches.
const LATELY: i64 = 100;

/// Letters that are shown of a line before and after what was found.
const AROUND: usize = 60;

/// A conversation that was found, and the line in which it was said.
struct Hit {
    row: Row,
    number: String,
    line: Option<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    t: Tongue,
    frame: Frame,
    sought: String,
    /// There is something to search for.
    asked: bool,
    hits: Vec<Hit>,
    people: Vec<PersonRow>,
    /// Where it goes on further back.
    next: Option<String>,
    /// It goes on from further back.
    further: bool,
}

/// What the address carries.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    /// The conversation behind which it goes on.
    #[serde(default)]
    after: Option<String>,
}

/// The page.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let text: String = asked.q.trim().chars().take(200).collect();
    let (sought, after) = (Sought::of(&text), asked.after.and_then(|id| id.parse().ok()));
    if !sought.is_empty() {
        // Whatever fails there, what is searchable already is found.
        if let Err(error) = desk.store.make_searchable(LATELY).await {
            tracing::warn!(%error, "what was resolved lately could not be made searchable");
        }
    }
    let found = desk.store.find(&sought, after).await?;
    let ids: Vec<ConversationId> = found.conversations.iter().map(|row| row.id).collect();
    let lines = lines(&sought, &desk.store.spoken(ids).await?);
    let hit = |row: &crate::store::InboxRow| Hit {
        row: Row::new(&t, &visitor, row, None),
        number: t.with("desk-conversation-number", "number", &row.number.to_string()),
        line: lines.get(&row.id).cloned(),
    };
    let next = found.next.map(|id| address(&text, &id.to_string()));
    let frame = Frame::read(&desk, &visitor, Section::Search, &address(&text, "")).await?;
    let page = SearchPage {
        frame,
        asked: !sought.is_empty(),
        hits: found.conversations.iter().map(hit).collect(),
        people: found.people.iter().map(|row| PersonRow::new(&t, row)).collect(),
        sought: text,
        next,
        further: after.is_some(),
        t,
    };
    Ok(Html(page.render()?))
}

fn address(text: &str, after: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("q", text);
    if !after.is_empty() {
        query.append_pair("after", after);
    }
    format!("/desk/search?{}", query.finish())
}

/// Of each conversation the newest line in which something of it was said.
fn lines(sought: &Sought, entries: &[Entry]) -> HashMap<ConversationId, (String, String, String)> {
    let mut lines = HashMap::new();
    for entry in entries {
        if lines.contains_key(&entry.conversation) {
            continue;
        }
        let text = if entry.agent.is_some() { RichText::from_markdown(&entry.body).text } else { entry.body.clone() };
        if let Some((before, met, after)) = sought.met(&text) {
            lines.insert(entry.conversation, (end_of(before), met.to_owned(), start_of(after)));
        }
    }
    lines
}

/// The last letters, in one line.
fn end_of(text: &str) -> String {
    let line = in_line(text);
    let count = line.chars().count();
    let cut: String = line.chars().skip(count.saturating_sub(AROUND)).collect();
    if count > AROUND { format!("…{cut}") } else { cut }
}

/// The first letters, in one line.
fn start_of(text: &str) -> String {
    let line = in_line(text);
    let cut: String = line.chars().take(AROUND).collect();
    if cut.len() < line.len() { format!("{cut}…") } else { cut }
}

fn in_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
