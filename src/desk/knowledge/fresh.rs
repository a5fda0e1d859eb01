//! Articles that somebody should look at: refused by many, helpful to nobody, due, behind their source, saying what another says, made of what its author has taken back,
//! or with links that lead nowhere.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hamyar_knowledge::Article;
use serde::Deserialize;

use super::editor::{keeps, no_review};
use super::site::why_key;
use super::{address, name_of};
use crate::dates::{midnight, read_day};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::attachment::visible;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Freshness, Near};
use crate::model::AgentId;
use crate::store::{BrokenLink, StoreError};

/// An article, and why it is listed.
struct Row {
    name: String,
    href: String,
    why: String,
}

/// Two articles that answer nearly the same question.
struct Pair {
    one: Row,
    other: Row,
    /// A question that both would answer.
    question: String,
    chip: (&'static str, String),
}

/// A link that leads nowhere, and an article that holds it.
struct Broken {
    article: Row,
    url: String,
}

/// Articles that are listed for one reason.
struct Group {
    id: &'static str,
    title: String,
    hint: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "fresh.html")]
struct FreshPage {
    t: Tongue,
    frame: Frame,
    groups: Vec<Group>,
    broken: Vec<Broken>,
    pairs: Vec<Pair>,
    /// Articles that have yet to be compared with the others.
    left: Option<String>,
    /// Nothing is wrong.
    empty: bool,
    /// Only the latest of what was said is counted.
    partial: bool,
}

/// What should be looked at.
pub(super) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let fresh = looked_at(&desk).await?;
    let groups: Vec<Group> = groups(&t, &fresh).into_iter().filter(|group| !group.rows.is_empty()).collect();
    let pairs: Vec<Pair> = fresh.near.iter().map(|(one, other, near)| pair(&t, one, other, near)).collect();
    let broken: Vec<Broken> = fresh.broken.iter().map(|(link, article)| held(&t, link, article)).collect();
    let page = FreshPage {
        frame: Frame::read(&desk, &visitor, Section::Freshness, "/desk/knowledge/freshness").await?,
        empty: groups.is_empty() && pairs.is_empty() && broken.is_empty(),
        left: (fresh.left > 0).then(|| t.count("fresh-left", i64::try_from(fresh.left).unwrap_or(i64::MAX))),
        partial: fresh.partial,
        groups,
        broken,
        pairs,
        t,
    };
    Ok(Html(page.render()?))
}

/// What should be looked at. Comparing articles goes on behind whoever asks; what is found is told the next time.
pub(in crate::desk) async fn looked_at(desk: &Desk) -> Result<Freshness, StoreError> {
    let look = Arc::clone(&desk.neighbours).look(desk.library.clone(), desk.answerer.clone(), desk.stop.clone());
    drop(tokio::spawn(look));
    desk.library.freshness(&desk.neighbours, desk.edge.now(), desk.settings.zone).await
}

/// Articles by the reason for which they are listed.
fn groups(t: &Tongue, fresh: &Freshness) -> Vec<Group> {
    let count = |number: usize| t.number(i64::try_from(number).unwrap_or(i64::MAX));
    let withdrawn =
        fresh.withdrawn.iter().map(|(article, at)| row(article, t.with("fresh-withdrawn-why", "day", &t.date(at))));
    let refused = fresh.refused.iter().map(|(article, fared)| {
        let (not, helped) = (count(fared.not_this), count(fared.helped));
        row(article, t.text("fresh-refused-why", &[("not", &not), ("helped", &helped)]))
    });
    let idle = fresh.idle.iter().map(|(article, fared)| {
        row(article, t.with("fresh-idle-why", "shown", &count(fared.answered + fared.offered)))
    });
    let source = fresh.source.iter().map(|(article, page)| {
        let key = if page.kept { "fresh-source-kept" } else { "fresh-source-draft" };
        row(article, t.text(key, &[("day", &t.date(&page.since)), ("url", &visible(&page.url))]))
    });
    let due = fresh
        .due
        .iter()
        .map(|(article, on)| row(article, t.with("fresh-due-why", "day", &t.date(&midnight(*on, t.zone())))));
    let group = |id, title: &str, hint: &str, rows| Group { id, title: t.word(title), hint: t.word(hint), rows };
    vec![
        group("withdrawn", "fresh-withdrawn", "fresh-withdrawn-hint", withdrawn.collect()),
        group("refused", "fresh-refused", "fresh-refused-hint", refused.collect()),
        group("idle", "fresh-idle", "fresh-idle-hint", idle.collect()),
        group("source", "fresh-source", "fresh-source-hint", source.collect()),
        group("due", "fresh-due", "fresh-due-hint", due.collect()),
    ]
}

fn pair(t: &Tongue, one: &Article, other: &Article, near: &Near) -> Pair {
    let (class, key) = if near.same { ("", "fresh-near-same") } else { ("chip--warn", "fresh-near-other") };
    let question = near.question.clone();
    Pair { one: row(one, String::new()), other: row(other, String::new()), question, chip: (class, t.word(key)) }
}

fn held(t: &Tongue, link: &BrokenLink, article: &Article) -> Broken {
    let figure = link.figure.map(|figure| figure.to_string()).unwrap_or_default();
    let what = t.with(why_key(&link.what), "figure", &figure);
    let why = t.text("fresh-broken-why", &[("what", &what), ("day", &t.date(&link.since))]);
    Broken { article: row(article, why), url: visible(&link.url) }
}

fn row(article: &Article, why: String) -> Row {
    Row { name: name_of(article), href: address("edit", &[("id", &article.id)]), why }
}

/// When an article is to be looked at again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Review {
    token: String,
    id: String,
    /// A day as fields have it; empty for none.
    due: String,
    /// Who keeps it from now on; empty for nobody.
    #[serde(default)]
    owner: Option<String>,
}

impl Tokened for Review {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Says when an article is to be looked at again.
pub(super) async fn review(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(review): Checked<Review>,
) -> Result<Response, Failure> {
    if review.id.contains('\0') || desk.store.working_article(&review.id).await?.is_none() {
        return Err(Failure::NotFound);
    }
    let due = match review.due.trim() {
        "" => None,
        written => match read_day(written) {
            Some(day) => Some(day),
            None => return no_review(&desk, &visitor, &review.id, written).await,
        },
    };
    if let Some(owner) = &review.owner {
        let owner = match owner.as_str() {
            "" => None,
            id => Some(keeper(&desk, id).await?),
        };
        desk.store.own_article(review.id.clone(), owner).await?;
    }
    desk.store.plan_review(review.id.clone(), due).await?;
    Ok(Redirect::to(&address("edit", &[("id", &review.id), ("saved", "review-day")])).into_response())
}

/// Somebody who may keep articles.
async fn keeper(desk: &Desk, id: &str) -> Result<AgentId, Failure> {
    let id: AgentId = id.parse().map_err(|_| Failure::BadForm)?;
    let agent = desk.store.agent(id).await?.ok_or(Failure::BadForm)?;
    if keeps(agent.role) { Ok(agent.id) } else { Err(Failure::BadForm) }
}
