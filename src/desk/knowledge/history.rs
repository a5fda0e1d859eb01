//! What an article was: its versions, two of them compared, and one brought back as a new version.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use hamyar_knowledge::{Article, Status};
use serde::Deserialize;

use super::compare::{Difference, compare};
use super::saving::save;
use super::{address, editor_name, name_of, status_class, status_key};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::model::AgentRole;
use crate::store::{Edited, Revision, RevisionRow};

/// Versions on a page.
const PAGE: usize = 50;

/// Which article's, and which two are compared.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    id: String,
    from: Option<i64>,
    to: Option<i64>,
    /// Those that came before this one.
    before: Option<i64>,
}

/// A version in the list.
struct Row {
    revision: i64,
    number: String,
    status: (&'static str, String),
    title: String,
    by: String,
    when: String,
    /// It is the latest: nothing is brought back by it.
    latest: bool,
    /// It is one of the two that are compared.
    from: bool,
    to: bool,
}

/// Two versions.
struct Compared {
    /// What they are called.
    left: String,
    right: String,
    differences: Vec<Difference>,
}

#[derive(Template)]
#[template(path = "history.html")]
struct HistoryPage {
    t: Tongue,
    frame: Frame,
    id: String,
    name: String,
    rows: Vec<Row>,
    compared: Option<Compared>,
    /// The latest version, over which one is brought back.
    base: i64,
    may_restore: bool,
    back: String,
    next: Option<String>,
    /// Somebody saved another version while this page was open.
    overtaken: bool,
}

/// The versions of an article, the latest first.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    history(&desk, &visitor, asked, false).await
}

async fn history(desk: &Desk, visitor: &Visitor, asked: Asked, overtaken: bool) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let id = Some(asked.id).filter(|id| !id.contains('\0')).ok_or(Failure::NotFound)?;
    let working = desk.store.working_article(&id).await?.ok_or(Failure::NotFound)?;
    let before = asked.before.unwrap_or(i64::MAX);
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut found = desk.store.revisions_of(&id, before, most).await?;
    let next = (found.len() > PAGE).then(|| found[PAGE - 1].revision);
    found.truncate(PAGE);
    let (from, to) = match (asked.from, asked.to) {
        // The earlier one stands first, however they were chosen.
        (Some(one), Some(other)) => (Some(one.min(other)), Some(one.max(other))),
        _ => (found.get(1).map(|row| row.revision), found.first().map(|row| row.revision)),
    };
    let compared = match (asked.from, asked.to) {
        (Some(_), Some(_)) => Some(two(desk, &t, &id, from.unwrap_or_default(), to.unwrap_or_default()).await?),
        _ => None,
    };
    let row = |row: &RevisionRow| Row {
        revision: row.revision,
        number: t.number(row.number),
        status: (status_class(row.status), t.word(status_key(row.status))),
        title: row.title.clone(),
        by: editor_name(&t, row.by.as_deref()),
        when: t.moment(&row.at),
        latest: row.revision == working.revision,
        from: Some(row.revision) == from,
        to: Some(row.revision) == to,
    };
    let may_restore = visitor.may(AgentRole::Curator);
    let own = [("id", id.as_str())];
    let page = HistoryPage {
        frame: Frame::read(desk, visitor, Section::Knowledge, &address("history", &own)).await?,
        name: name_of(&working.article),
        rows: found.iter().map(row).collect(),
        compared,
        base: working.revision,
        may_restore,
        back: address(if may_restore { "edit" } else { "article" }, &own),
        next: next.map(|next| address("history", &[("id", id.as_str()), ("before", &next.to_string())])),
        overtaken,
        id,
        t,
    };
    Ok(Html(page.render()?))
}

async fn two(desk: &Desk, t: &Tongue, id: &str, from: i64, to: i64) -> Result<Compared, Failure> {
    let left = desk.store.revision_of(id, from).await?.ok_or(Failure::NotFound)?;
    let right = desk.store.revision_of(id, to).await?.ok_or(Failure::NotFound)?;
    let name = |version: &Revision| {
        let number = t.number(version.number);
        let by = editor_name(t, version.by.as_deref());
        t.text("curate-version", &[("number", &number), ("name", &by), ("when", &t.moment(&version.at))])
    };
    let differences = compare(t, &left.article, &right.article);
    Ok(Compared { left: name(&left), right: name(&right), differences })
}

/// The form that brings a version back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    token: String,
    id: String,
    base: i64,
    revision: i64,
}

impl Tokened for Form {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Brings a version back as a new one: as a draft, so that somebody looks at it before customers do.
pub(super) async fn restore(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Form>,
) -> Result<Response, Failure> {
    let id = Some(form.id).filter(|id| !id.contains('\0')).ok_or(Failure::NotFound)?;
    let version = desk.store.revision_of(&id, form.revision).await?.ok_or(Failure::NotFound)?;
    let article = Article { status: Status::Draft, ..version.article };
    match save(&desk, &visitor.doer(), article, Some(form.base)).await? {
        Edited::Saved { id, .. } => {
            Ok(Redirect::to(&address("edit", &[("id", &id), ("saved", "restored")])).into_response())
        }
        Edited::Overtaken(_) => {
            let page = history(&desk, &visitor, Asked { id, ..Asked::default() }, true).await?;
            Ok((axum::http::StatusCode::CONFLICT, page).into_response())
        }
        Edited::Gone => Err(Failure::NotFound),
    }
}
