//! Accepted answers of peers, for curators: what their authors let us keep is opened as a draft, and nothing is published unseen.

mod deeds;
mod draft;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::Method;
use axum::response::Html;
use serde::Deserialize;
use uuid::Uuid;

use self::draft::Draft;
use super::access::Visitor;
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::table::Table;
use super::tongue::Tongue;
use super::{Desk, Needs};
use crate::model::{AgentRole, Candidate, Consent, ConversationId, Lack, Stand};
use crate::store::ForumReading;

/// Candidates in the list, and forums.
const CANDIDATES: i64 = 100;
const FORUMS: i64 = 5;

/// The routes.
pub(super) fn routes(table: Table) -> Table {
    let (get, post, curator) = (Method::GET, Method::POST, Needs::Role(AgentRole::Curator));
    table
        .route(&get, "/desk/candidates", curator, list)
        .route(&post, "/desk/candidates/dismiss", curator, deeds::dismiss)
        .route(&post, "/desk/candidates/ask", curator, deeds::ask)
        .route(&post, "/desk/candidates/forum", curator, deeds::forum)
}

/// What the address of the list may carry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// How those stand that are shown.
    show: String,
    /// What was done just now.
    done: String,
}

/// A candidate in the list.
struct Row {
    id: Uuid,
    conversation: ConversationId,
    /// What the post is called.
    title: Option<String>,
    question: String,
    answer: String,
    author: String,
    when: String,
    /// Where people can read it.
    link: Option<String>,
    /// The class and the words of whether the author lets us keep it.
    consent: (&'static str, String),
    /// What the editor begins with, where it may become an article.
    draft: Option<Draft>,
    /// Its author can be asked now.
    may_ask: bool,
    /// Why it is not wanted, in words.
    dismissed: Option<String>,
    /// Where the article is that was made of it.
    article: Option<String>,
}

/// How those stand that are shown.
struct Tab {
    href: String,
    words: String,
    chosen: bool,
}

/// A forum that is read, or was.
struct Forum {
    id: String,
    state: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "candidates.html")]
struct CandidatesPage {
    t: Tongue,
    frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    /// Why an answer can be dismissed.
    lacks: Vec<(&'static str, String)>,
    /// What came of what led here, and whether it could not be done.
    done: Option<(String, bool)>,
    /// The channels that have forums.
    channels: Vec<(String, String)>,
    forums: Vec<Forum>,
    /// Nobody ever helped anybody, whatever is shown.
    none: bool,
    /// Said below the list where there may be more than it shows.
    rest: Option<String>,
    show: &'static str,
}

/// Candidates, the latest first.
pub(super) async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let show: Option<Stand> = asked.show.parse().ok();
    let found = desk.store.candidates_that(show, CANDIDATES).await?;
    let none = found.is_empty() && (show.is_none() || desk.store.candidates(1).await?.is_empty());
    let is_full = i64::try_from(found.len()).is_ok_and(|length| length >= CANDIDATES);
    let rows = found.into_iter().map(|candidate| row(&desk, &t, candidate)).collect();
    let tab = |stand: Option<Stand>| Tab {
        href: stand.map_or_else(|| "/desk/candidates".to_owned(), |stand| format!("/desk/candidates?show={stand}")),
        words: t.word(stand.map_or("peer-all", stand_key)),
        chosen: stand == show,
    };
    let back = tab(show).href;
    let page = CandidatesPage {
        frame: Frame::read(&desk, &visitor, Section::Candidates, &back).await?,
        tabs: std::iter::once(None).chain(Stand::ALL.map(Some)).map(tab).collect(),
        rows,
        lacks: Lack::ALL.map(|lack| (lack.word(), t.word(lack_key(lack)))).into(),
        done: done(&t, &asked.done),
        channels: deeds::channels(&desk).await?.into_iter().map(|id| (id.to_string(), t.account(&id))).collect(),
        forums: desk.store.forum_readings(FORUMS).await?.iter().map(|reading| forum(&t, reading)).collect(),
        none,
        rest: is_full.then(|| t.count("desk-list-full", CANDIDATES)),
        show: show.map_or("", Stand::word),
        t,
    };
    Ok(Html(page.render()?))
}

fn row(desk: &Desk, t: &Tongue, candidate: Candidate) -> Row {
    let number = t.with("desk-conversation-number", "number", &t.number(candidate.number));
    let stand = candidate.stand();
    Row {
        id: candidate.id,
        conversation: candidate.conversation,
        draft: (stand == Stand::Ready).then(|| Draft::of(desk, &candidate)),
        may_ask: stand == Stand::Waiting && candidate.consent == Consent::Unasked,
        dismissed: candidate.dismissed.map(|lack| t.word(lack_key(lack))),
        article: candidate.article.map(|id| super::knowledge::address("edit", &[("id", &id)])),
        title: candidate.title,
        question: candidate.question.unwrap_or(number),
        answer: candidate.answer,
        author: candidate.author_name.unwrap_or_else(|| t.word("desk-nameless")),
        when: t.when(&candidate.created_at),
        link: candidate.link,
        consent: match candidate.consent {
            Consent::Given => ("chip--ok", t.word("desk-consent-given")),
            Consent::Named => ("chip--ok", t.word("desk-consent-named")),
            Consent::Unasked => ("", t.word("desk-consent-unasked")),
            Consent::Asked | Consent::Refused => ("", t.word("desk-consent-asked")),
        },
    }
}

fn forum(t: &Tongue, reading: &ForumReading) -> Forum {
    let (posts, unmarked) = (t.number(reading.posts), t.number(reading.unmarked));
    let key = if reading.goes_on { "peer-forum-reading" } else { "peer-forum-read" };
    Forum {
        id: reading.forum.clone(),
        state: t.text(key, &[("posts", &posts), ("unmarked", &unmarked)]),
        problem: reading.problem.clone(),
    }
}

fn done(t: &Tongue, word: &str) -> Option<(String, bool)> {
    Some(match word {
        "asked" => (t.word("peer-asked"), false),
        "not-asked" => (t.word("peer-not-asked"), true),
        "forum" => (t.word("peer-forum-begun"), false),
        "no-forum" => (t.word("peer-no-forum"), true),
        _ => return None,
    })
}

fn stand_key(stand: Stand) -> &'static str {
    match stand {
        Stand::Ready => "peer-ready",
        Stand::Waiting => "peer-waiting",
        Stand::Used => "peer-used",
        Stand::Dismissed => "peer-dismissed",
    }
}

fn lack_key(lack: Lack) -> &'static str {
    match lack {
        Lack::Wrong => "peer-lack-wrong",
        Lack::Known => "peer-lack-known",
        Lack::OneCase => "peer-lack-one-case",
    }
}
