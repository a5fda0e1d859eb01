//! What is asked and not answered, for whoever writes the answer.

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use chrono::Duration;
use futures::{StreamExt, future, stream};
use hamyar_knowledge::{Audience, Query};

use super::address;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Deed, Gap, gaps};
use crate::model::ConversationId;

/// How far back is looked, and at how many handoffs and presses.
const SINCE: Duration = Duration::days(30);
const MOST: i64 = 2000;

/// Gaps that are shown, wordings and conversations of one, and wordings that a draft begins with.
const SHOWN: usize = 30;
const WORDINGS: usize = 8;
const CONVERSATIONS: usize = 3;

/// Gaps that the bot is asked about at once.
const AT_ONCE: usize = 8;

/// The longest wording that a draft begins with, in characters.
const WORDING: usize = 200;

/// A gap in the list.
struct Row {
    rank: String,
    question: String,
    /// Other wordings.
    others: Vec<String>,
    people: String,
    when: String,
    refused: bool,
    /// What the bot would do now, and the article that it would do it with.
    now: Option<(String, String)>,
    conversations: Vec<(ConversationId, String)>,
    /// What the editor begins with: a wording a line, and their language. Not in an address: those are logged and kept by browsers.
    wordings: Vec<String>,
    locale: String,
}

/// A gap in a few words.
pub(super) struct Open {
    pub(super) question: String,
    /// How many asked.
    pub(super) people: String,
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct GapsPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<Row>,
}

/// Gaps: those that most people met first.
pub(super) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let mut rows = rows(&desk, &t, SHOWN).await?;
    for (rank, row) in (1..).zip(&mut rows) {
        row.rank = t.number(rank);
    }
    let frame = Frame::read(&desk, &visitor, Section::Gaps, "/desk/knowledge/gaps").await?;
    Ok(Html(GapsPage { t, frame, rows }.render()?))
}

/// What is open, what most people asked first.
pub(super) async fn open(desk: &Desk, t: &Tongue, most: usize) -> Result<Vec<Open>, Failure> {
    let rows = rows(desk, t, most).await?;
    Ok(rows.into_iter().map(|Row { question, people, .. }| Open { question, people }).collect())
}

async fn rows(desk: &Desk, t: &Tongue, most: usize) -> Result<Vec<Row>, Failure> {
    let asked = desk.store.unhelped(desk.edge.now() - SINCE, MOST).await?;
    // Some are closed, and fall out.
    let open = stream::iter(gaps(&asked)).map(|gap| row(desk, t, gap)).buffered(AT_ONCE);
    Ok(open.filter_map(future::ready).take(most).collect().await)
}

/// A gap, unless it is closed: what was only handed over then is answered now.
async fn row(desk: &Desk, t: &Tongue, gap: Gap) -> Option<Row> {
    let question = gap.wordings.first()?;
    let query =
        Query { text: question, locale: Some(&gap.language), audience: Audience::Public, limit: 3, ..Query::default() };
    let (found, thresholds) = desk.answerer.find(&query).await;
    let deed = Deed::of(question, &found, &thresholds);
    if deed == Deed::Answers && !gap.refused {
        return None;
    }
    let best = found.candidates.first().filter(|_| matches!(deed, Deed::Answers | Deed::Suggests));
    let now = best.map(|best| {
        let title = if best.title.is_empty() { &best.question } else { &best.title };
        let key = if deed == Deed::Answers { "curate-gap-answers" } else { "curate-gap-suggests" };
        (t.with(key, "title", title), address("edit", &[("id", &best.article)]))
    });
    let wordings: Vec<String> = gap.wordings.iter().take(WORDINGS).map(|wording| shorten(wording)).collect();
    let conversations = gap.conversations.iter().rev().take(CONVERSATIONS);
    Some(Row {
        rank: String::new(),
        question: question.clone(),
        others: gap.wordings.iter().skip(1).take(WORDINGS).cloned().collect(),
        people: t.count("curate-gap-people", i64::try_from(gap.conversations.len()).unwrap_or(i64::MAX)),
        when: t.when(&gap.latest),
        refused: gap.refused,
        now,
        conversations: conversations
            .map(|(id, number)| (*id, t.with("desk-conversation-number", "number", &t.number(*number))))
            .collect(),
        wordings,
        locale: gap.language,
    })
}

/// A wording in one line, and not too long.
fn shorten(wording: &str) -> String {
    let words: Vec<&str> = wording.split_whitespace().collect();
    words.join(" ").chars().take(WORDING).collect()
}
