//! Articles that somebody should look at: refused by many, helpful to nobody, due, behind their source, saying what another says, made of what its author has taken back,
//! or with links that lead nowhere.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::Duration;
use hamyar_knowledge::{Article, Reader};
use serde::Deserialize;

use super::editor::{keeps, no_review};
use super::site::why_key;
use super::{address, name_of};
use crate::dates::read_day;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::attachment::visible;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Fared, holders, usage};
use crate::model::AgentId;
use crate::store::BrokenLink;

/// How far back is looked, and at how many replies and presses.
pub(super) const SINCE: Duration = Duration::days(60);
pub(super) const MOST: usize = 20_000;

/// Articles that are listed for one reason.
const SHOWN: usize = 50;

/// Broken links that are looked for in articles.
const LINKS: i64 = 500;

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
    let (used, is_all) = desk.store.usage(desk.edge.now() - SINCE, None, MOST).await?;
    let usage = usage(&used, |at| at.with_timezone(&t.zone()).date_naive());
    let knowledge = desk.library.knowledge();
    let known: HashMap<String, Arc<Article>> =
        knowledge.articles().into_iter().map(|article| (article.id.clone(), article)).collect();
    let mut fared: Vec<(&Arc<Article>, Fared)> =
        usage.articles.iter().filter_map(|(id, fared)| Some((known.get(id)?, *fared))).collect();
    fared.sort_by(|(one, a), (other, b)| (b.not_this, b.answered, &one.id).cmp(&(a.not_this, a.answered, &other.id)));
    let listed = |which: fn(Fared) -> bool, why: &dyn Fn(&Fared) -> String| -> Vec<Row> {
        let wanted = fared.iter().filter(|(_, fared)| which(*fared)).take(SHOWN);
        wanted.map(|(article, fared)| row(article, why(fared))).collect()
    };
    let count = |number: usize| t.number(i64::try_from(number).unwrap_or(i64::MAX));
    let refused = listed(Fared::is_refused, &|fared| {
        t.text("fresh-refused-why", &[("not", &count(fared.not_this)), ("helped", &count(fared.helped))])
    });
    let idle =
        listed(Fared::is_idle, &|fared| t.with("fresh-idle-why", "shown", &count(fared.answered + fared.offered)));
    let today = t.today();
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    let mut due = Vec::new();
    for (id, on) in desk.store.due_reviews(today, limit).await? {
        if let Some(working) = desk.store.working_article(&id).await? {
            let day = crate::desk::report::midnight(on, t.zone());
            due.push(row(&working.article, t.with("fresh-due-why", "day", &t.date(&day))));
        }
    }
    let mut withdrawn = Vec::new();
    for borrowed in desk.store.withdrawn_articles(limit).await? {
        if let Some(working) = desk.store.working_article(&borrowed.article).await? {
            let day = t.date(&borrowed.withdrawn_at);
            withdrawn.push(row(&working.article, t.with("fresh-withdrawn-why", "day", &day)));
        }
    }
    let source = changed_pages(&desk, &t).await?;
    // It goes on behind this page; what is found is shown the next time.
    let look = Arc::clone(&desk.neighbours).look(desk.library.clone(), desk.answerer.clone(), desk.stop.clone());
    drop(tokio::spawn(look));
    let (near, left) = desk.neighbours.read();
    let pairs: Vec<Pair> = near
        .iter()
        .filter_map(|near| {
            let (one, other) = (known.get(&near.one)?, known.get(&near.other)?);
            (one.visible_to(&Reader::PUBLIC) && other.visible_to(&Reader::PUBLIC)).then(|| Pair {
                one: row(one, String::new()),
                other: row(other, String::new()),
                question: near.question.clone(),
                chip: if near.same {
                    ("", t.word("fresh-near-same"))
                } else {
                    ("chip--warn", t.word("fresh-near-other"))
                },
            })
        })
        .take(SHOWN)
        .collect();
    let broken = broken(&desk, &t).await?;
    let group = |id, title: &str, hint: &str, rows| Group { id, title: t.word(title), hint: t.word(hint), rows };
    let groups = vec![
        group("withdrawn", "fresh-withdrawn", "fresh-withdrawn-hint", withdrawn),
        group("refused", "fresh-refused", "fresh-refused-hint", refused),
        group("idle", "fresh-idle", "fresh-idle-hint", idle),
        group("source", "fresh-source", "fresh-source-hint", source),
        group("due", "fresh-due", "fresh-due-hint", due),
    ];
    let groups: Vec<Group> = groups.into_iter().filter(|group| !group.rows.is_empty()).collect();
    let page = FreshPage {
        frame: Frame::read(&desk, &visitor, Section::Freshness, "/desk/knowledge/freshness").await?,
        empty: groups.is_empty() && pairs.is_empty() && broken.is_empty(),
        left: (left > 0).then(|| t.count("fresh-left", i64::try_from(left).unwrap_or(i64::MAX))),
        partial: !is_all,
        groups,
        broken,
        pairs,
        t,
    };
    Ok(Html(page.render()?))
}

/// Articles whose page changed.
async fn changed_pages(desk: &Desk, t: &Tongue) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for page in desk.store.changed_pages(i64::try_from(SHOWN).unwrap_or(i64::MAX)).await? {
        let key = if page.kept { "fresh-source-kept" } else { "fresh-source-draft" };
        if let Some(working) = desk.store.working_article(&page.article).await? {
            let why = t.text(key, &[("day", &t.date(&page.since)), ("url", &visible(&page.url))]);
            rows.push(row(&working.article, why));
        }
    }
    Ok(rows)
}

/// Links of published articles that lead nowhere, those of longest standing first.
async fn broken(desk: &Desk, t: &Tongue) -> Result<Vec<Broken>, Failure> {
    let links = desk.store.broken_links(LINKS).await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let articles = desk.library.knowledge().articles();
    let held = holders(&links, &articles);
    let sentence = |link: &BrokenLink| {
        let figure = link.figure.map(|figure| figure.to_string()).unwrap_or_default();
        let what = t.with(why_key(&link.what), "figure", &figure);
        t.text("fresh-broken-why", &[("what", &what), ("day", &t.date(&link.since))])
    };
    let held = held.iter().take(SHOWN);
    Ok(held.map(|(link, article)| Broken { article: row(article, sentence(link)), url: visible(&link.url) }).collect())
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
