//! An article as agents read it: what is published, or what there is.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use hamyar_channel::html;
use hamyar_knowledge::Status;
use serde::Deserialize;

use super::{address, audience_name, editor_name, measures, name_of, status_class, status_key};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::report::midnight;
use crate::desk::tongue::Tongue;
use crate::model::AgentRole;

/// Which article is asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    id: String,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    t: Tongue,
    frame: Frame,
    name: String,
    body: String,
    questions: Vec<String>,
    labels: Vec<String>,
    facts: Vec<(String, String)>,
    status: (&'static str, String),
    /// Another version waits beside it.
    unpublished: Option<String>,
    history: String,
    edit: Option<String>,
    /// How it does, for those who keep articles.
    fared: Option<String>,
}

/// An article: what answers now, if one does.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    if asked.id.contains('\0') {
        return Err(Failure::NotFound);
    }
    let working = desk.store.working_article(&asked.id).await?.ok_or(Failure::NotFound)?;
    let article = working.live.as_deref().unwrap_or(&working.article);
    let mut facts = vec![
        (t.word("curate-locale"), t.language_name(&article.locale)),
        (t.word("curate-audience"), audience_name(&t, &article.audience)),
        (t.word("curate-root"), article.root.clone()),
    ];
    // Of a version that waits they are known; the one that answers meanwhile is an earlier one.
    if working.live.is_none() {
        facts.push((t.word("curate-changed"), t.moment(&working.at)));
        facts.push((t.word("curate-by"), editor_name(&t, working.by.as_deref())));
    }
    for (key, day) in [("curate-valid-from", article.validity.from), ("curate-valid-until", article.validity.until)] {
        facts.extend(day.map(|day| (t.word(key), t.date(&midnight(day, t.zone())))));
    }
    if let Some(owner) = desk.store.owner_of(&article.id).await? {
        let owner = desk.store.agent(owner).await?;
        facts.extend(owner.map(|owner| (t.word("curate-owner"), owner.name)));
    }
    if let Some(url) = desk.store.article_source(&article.id).await? {
        facts.push((t.word("site-source"), url));
    }
    let id = [("id", article.id.as_str())];
    let page = ArticlePage {
        frame: Frame::read(&desk, &visitor, Section::Knowledge, &address("article", &id)).await?,
        name: name_of(article),
        body: html(&article.body),
        questions: article.questions.clone(),
        labels: article.labels.clone(),
        facts,
        status: (status_class(article.status), t.word(status_key(article.status))),
        unpublished: working.live.is_some().then(|| {
            let is_review = working.article.status == Status::Review;
            t.word(if is_review { "curate-waiting-review" } else { "curate-waiting-draft" })
        }),
        history: address("history", &id),
        edit: visitor.may(AgentRole::Curator).then(|| address("edit", &id)),
        fared: visitor.may(AgentRole::Curator).then(|| address(measures::article::PAGE, &id)),
        t,
    };
    Ok(Html(page.render()?))
}
