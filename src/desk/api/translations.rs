//! Translations: which are missing or behind, and one of them written.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hamyar_knowledge::Status;
use serde::{Deserialize, Serialize};

use super::articles::limit;
use super::caller::Caller;
use super::change::{as_it_is, texts, valid};
use super::problem::Problem;
use super::sent::{Asked, Sent};
use super::shapes::changed;
use crate::desk::Desk;
use crate::desk::knowledge::saving::{follow, save_translation};
use crate::desk::knowledge::translate::pair;
use crate::desk::knowledge::translations::languages;
use crate::library::{Translated, Translation, Written, told, translations};

/// Translations on a page, and at most.
const PAGE: usize = 50;
const MOST: usize = 200;

/// Which are wanted.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    language: Option<String>,
    state: Option<Translated>,
    /// As `next` of the page before has it.
    cursor: Option<usize>,
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Page {
    translations: Vec<told::Rendered>,
    next: Option<usize>,
}

/// Translations that are missing, not published or behind; with a state, those that stand so.
pub(super) async fn list(State(desk): State<Desk>, Asked(wanted): Asked<Wanted>) -> Result<Response, Problem> {
    let limit = limit(wanted.limit, PAGE, MOST)?;
    let known = desk.translations.read(&desk).await?;
    if let Some(language) = &wanted.language
        && !known.languages.contains(language)
    {
        return Err(Problem::field("language", format!("allowed are {}", known.languages.join(", "))));
    }
    let fits = |one: &&Translation| {
        wanted.language.as_ref().is_none_or(|language| one.language == *language)
            && wanted.state.map_or(one.state != Translated::Current, |wanted| one.state == wanted)
    };
    let begins = wanted.cursor.unwrap_or(0);
    let mut found = known.all.iter().filter(fits).skip(begins);
    let translations: Vec<told::Rendered> = found.by_ref().take(limit).map(told::Rendered::from).collect();
    let next = found.next().map(|_| begins + limit);
    Ok(Json(Page { translations, next }).into_response())
}

/// How an article stands in every other language, whichever of its translations is named.
pub(super) async fn of_article(State(desk): State<Desk>, Path(id): Path<String>) -> Result<Response, Problem> {
    let article = desk.store.working_article(&id).await?.ok_or_else(|| Problem::no_article(&id))?.article;
    let group = desk.store.renderings_of(&article.root).await?;
    let languages = languages(&desk, group.iter().map(|one| one.locale.as_str()));
    let translations = translations(&group, &languages).iter().map(told::Rendered::from).collect();
    Ok(Json(Page { translations, next: None }).into_response())
}

/// A translation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rendered {
    /// The revision of the source that was translated.
    source_revision: i64,
    /// The revision of the translation that it is written over; nothing for a new one.
    #[serde(default)]
    revision: Option<i64>,
    title: String,
    body: String,
    #[serde(default)]
    questions: Vec<String>,
    #[serde(default)]
    status: Option<Status>,
}

/// The article and its translation.
async fn found(desk: &Desk, id: &str, language: &str) -> Result<Translation, Problem> {
    match pair(desk, id, language).await {
        Ok(pair) => Ok(pair),
        Err(crate::desk::failure::Failure::NotFound) => Err(Problem::not_found(format!(
            "`{id}` is no published article that is translated into `{language}`; GET /api/v1/knowledge/translations lists them"
        ))),
        Err(failure) => Err(failure.into()),
    }
}

/// Writes a translation: labels and audience are the source's, where it is new.
pub(super) async fn save(
    State(desk): State<Desk>,
    Path((id, language)): Path<(String, String)>,
    Caller(doer): Caller,
    Sent(rendered): Sent<Rendered>,
) -> Result<Response, Problem> {
    let pair = found(&desk, &id, &language).await?;
    let like = pair.own.as_ref().map_or(&pair.source.id, |own| &own.id);
    let working = desk.store.working_article(like).await?.ok_or_else(|| Problem::no_article(like))?;
    let base = match (&pair.own, rendered.revision) {
        (Some(_), None) => return Err(Problem::overtaken(StatusCode::CONFLICT, Some(working.into()))),
        (None, Some(_)) => return Err(Problem::field("revision", "there is no translation yet: leave it out")),
        (_, base) => base,
    };
    let like = &working.article;
    let present = Some(&working).filter(|_| pair.own.is_some());
    let written = Written {
        id: if pair.own.is_some() { &like.id } else { "" },
        locale: if pair.own.is_some() { &like.locale } else { &pair.language },
        title: &rendered.title,
        body: &rendered.body,
        questions: texts(&rendered.questions),
        ..as_it_is(like)
    };
    let status = rendered.status.unwrap_or(Status::Draft);
    let article = valid(&desk, (&written, status), present, doer.agent)?;
    let done = if pair.own.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    let edited = save_translation(&desk, &doer, (&pair, rendered.source_revision), article, base).await?;
    changed(&desk, &like.id, edited, (done, StatusCode::CONFLICT)).await
}

/// What was looked at when a translation was found to be right.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Confirmed {
    source_revision: i64,
}

/// Notes that a translation says what its source says.
pub(super) async fn confirm(
    State(desk): State<Desk>,
    Path((id, language)): Path<(String, String)>,
    Sent(confirmed): Sent<Confirmed>,
) -> Result<StatusCode, Problem> {
    let pair = found(&desk, &id, &language).await?;
    let Some(own) = pair.own else {
        return Err(Problem::not_found(format!("`{id}` is not translated into `{language}` yet")));
    };
    desk.store.translated(own.id, pair.source.id, confirmed.source_revision).await?;
    follow(&desk).await;
    Ok(StatusCode::NO_CONTENT)
}
