//! Words that mean the same: the list, a group added to it, every list before, and words that customers use and no article does.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::caller::Caller;
use super::problem::Problem;
use super::sent::Sent;
use crate::desk::Desk;
use crate::desk::audit::Doer;
use crate::desk::knowledge::words::{new_words, save};
use crate::library::{WordList, group};

/// Words that are suggested, and lists before that are told.
const SUGGESTED: usize = 20;
const REVISIONS: i64 = 50;

/// A group of words that mean the same.
#[derive(Serialize)]
struct Group {
    language: String,
    words: Vec<String>,
}

/// The list.
#[derive(Serialize)]
struct Shown {
    /// What a change is made over; 0 while there is no list.
    revision: i64,
    groups: Vec<Group>,
    /// All of it as it is kept, remarks included.
    list: String,
}

async fn shown(desk: &Desk, status: StatusCode) -> Result<Response, Problem> {
    let revision = desk.store.words_revisions(1).await?.first().map_or(0, |latest| latest.revision);
    let list = desk.store.kept().await?.synonyms.unwrap_or_default();
    let group = |(language, words): (&str, &str)| Group {
        language: language.to_owned(),
        words: words.split([',', '،']).map(|word| word.trim().to_owned()).collect(),
    };
    let groups = WordList::read(&list).groups().map(group).collect();
    Ok((status, Json(Shown { revision, groups, list })).into_response())
}

/// The list that is in force.
pub(super) async fn show(State(desk): State<Desk>) -> Result<Response, Problem> {
    shown(&desk, StatusCode::OK).await
}

/// Another list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Replacing {
    /// The revision that it was written over.
    revision: i64,
    list: String,
}

/// Keeps a list in place of the one that was seen.
pub(super) async fn replace(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Sent(sent): Sent<Replacing>,
) -> Result<Response, Problem> {
    if sent.list.contains('\0') {
        return Err(Problem::field("list", "there is a NUL in it, which is in no text"));
    }
    if let Some(error) = WordList::read(&sent.list).error() {
        return Err(Problem::field("list", error.to_string()));
    }
    keep(&desk, &doer, sent.list, sent.revision, StatusCode::OK).await
}

async fn keep(desk: &Desk, doer: &Doer, list: String, seen: i64, done: StatusCode) -> Result<Response, Problem> {
    if save(desk, doer, list, seen).await? {
        shown(desk, done).await
    } else {
        Err(Problem::overtaken(StatusCode::CONFLICT, None))
    }
}

/// A group to be added.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adding {
    revision: i64,
    language: String,
    words: Vec<String>,
}

/// Adds a group after the others of its language.
pub(super) async fn add(
    State(desk): State<Desk>,
    Caller(doer): Caller,
    Sent(sent): Sent<Adding>,
) -> Result<Response, Problem> {
    let is_language =
        (1..=8).contains(&sent.language.len()) && sent.language.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_language {
        return Err(Problem::field("language", "the first part of a language tag is allowed, such as fa or en"));
    }
    if sent.words.iter().any(|word| word.contains([',', '،', '\n', '\r'])) {
        return Err(Problem::field("words", "a comma or a line end is in one; send each word by itself"));
    }
    let kept = desk.store.kept().await?.synonyms.unwrap_or_default();
    let (mut list, words) = (WordList::read(&kept), group(&sent.words.join(", "), &sent.language));
    list.add(&sent.language, &words);
    if let Some(fault) = list.fault(&words) {
        return Err(Problem::field("words", fault.to_string()));
    }
    keep(&desk, &doer, list.text(), sent.revision, StatusCode::CREATED).await
}

/// A word that no article holds.
#[derive(Serialize)]
struct Suggestion {
    word: String,
    language: String,
    /// How many questions it came in.
    asked: usize,
    example: String,
    /// The articles that turned out to be meant.
    articles: Vec<String>,
}

#[derive(Serialize)]
struct Suggestions {
    suggestions: Vec<Suggestion>,
}

/// Words that customers use and no article does.
pub(super) async fn suggestions(State(desk): State<Desk>) -> Result<Response, Problem> {
    let found = new_words(&desk).await?;
    let suggestion = |new: crate::library::NewWord| Suggestion {
        word: new.word,
        language: new.language,
        asked: new.asked,
        example: new.example,
        articles: new.articles,
    };
    let suggestions = found.iter().take(SUGGESTED).cloned().map(suggestion).collect();
    Ok(Json(Suggestions { suggestions }).into_response())
}

/// A list as it was.
#[derive(Serialize)]
struct Earlier {
    revision: i64,
    saved_at: DateTime<Utc>,
    saved_by: Option<String>,
    list: String,
}

#[derive(Serialize)]
struct Revisions {
    revisions: Vec<Earlier>,
}

/// The latest lists, the one in force first.
pub(super) async fn revisions(State(desk): State<Desk>) -> Result<Response, Problem> {
    let found = desk.store.words_revisions(REVISIONS).await?.into_iter();
    let earlier =
        found.map(|one| Earlier { revision: one.revision, saved_at: one.at, saved_by: one.by, list: one.list });
    Ok(Json(Revisions { revisions: earlier.collect() }).into_response())
}

/// The revision that a program started from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Started {
    revision: i64,
}

/// Brings a list back, as a new one.
pub(super) async fn restore(
    State(desk): State<Desk>,
    Path(revision): Path<i64>,
    Caller(doer): Caller,
    Sent(started): Sent<Started>,
) -> Result<Response, Problem> {
    let found = desk.store.words_revisions(REVISIONS).await?.into_iter().find(|one| one.revision == revision);
    let wanted =
        found.ok_or_else(|| Problem::not_found(format!("there is no list {revision} among the latest {REVISIONS}")))?;
    keep(&desk, &doer, wanted.list, started.revision, StatusCode::OK).await
}
