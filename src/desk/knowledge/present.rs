//! Who else has an article open where it is written, and whether another version was saved meanwhile: told while somebody writes, so that
//! nobody hears of it only when they save.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Html;
use serde::Deserialize;

use super::editor_name;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::conversation::team;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::live::encoded;
use crate::desk::tongue::Tongue;
use crate::model::{Doing, Editing};
use crate::store::Working;

/// Colleagues that are named.
const MOST: usize = 3;

/// What the editor says of whoever has it open.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Here {
    token: String,
    id: String,
    doing: Doing,
}

impl Tokened for Here {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Somebody opens an article, changes it, or leaves it.
pub(super) async fn here(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Here>,
) -> Result<StatusCode, Failure> {
    let Here { id: article, doing, .. } = form;
    if !matches!(doing, Doing::Looks | Doing::Edits | Doing::Leaves) {
        return Err(Failure::BadForm);
    }
    if article.contains('\0') || desk.store.working_article(&article).await?.is_none() {
        return Err(Failure::NotFound);
    }
    let editing = Editing { article, agent: visitor.agent.id, doing };
    desk.live.edits(&editing, desk.edge.now());
    desk.store.tell_editing(editing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something that whoever writes should know.
struct One {
    words: String,
    icon: &'static str,
    /// Two write at once, or did.
    warns: bool,
}

/// What is to be known beside an article while it is written.
#[derive(Template)]
#[template(path = "_editing.html")]
pub(super) struct Beside {
    /// The article, as the live stream names it.
    article: String,
    told: Vec<One>,
}

impl Beside {
    /// What somebody should know who writes over the revision `base`.
    pub(super) async fn read(
        desk: &Desk,
        visitor: &Visitor,
        t: &Tongue,
        (working, base): (&Working, &str),
    ) -> Result<Self, Failure> {
        let id = &working.article.id;
        let mut told = Vec::new();
        if working.revision.to_string() != base {
            let name = editor_name(t, working.by.as_deref());
            let words = t.text("curate-saved-meanwhile", &[("name", &name), ("when", &t.moment(&working.at))]);
            told.push(One { words, icon: "alert", warns: true });
        }
        let others = desk.live.editors(id, desk.edge.now());
        let others: Vec<_> = others.into_iter().filter(|(agent, _)| *agent != visitor.agent.id).collect();
        if !others.is_empty() {
            let team = team(desk).await?;
            let named = others.into_iter().filter_map(|(agent, writes)| Some((team.get(&agent)?, writes)));
            told.extend(named.take(MOST).map(|(name, writes)| One {
                words: t.with(if writes { "curate-edits-too" } else { "curate-open-too" }, "name", name),
                icon: if writes { "note" } else { "person" },
                warns: writes,
            }));
        }
        Ok(Self { article: encoded(id), told })
    }
}

/// Which article, and which version of it is written over.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    id: String,
    #[serde(default)]
    base: String,
}

/// What is to be known by now, to be put in place of what was.
pub(super) async fn fragment(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let id = Some(asked.id).filter(|id| !id.contains('\0')).ok_or(Failure::NotFound)?;
    let working = desk.store.working_article(&id).await?.ok_or(Failure::NotFound)?;
    Ok(Html(Beside::read(&desk, &visitor, &t, (&working, &asked.base)).await?.render()?))
}
