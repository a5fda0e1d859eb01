//! What becomes of a gap but an article of its own: its wordings go to an article that is there, or it needs none.

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::editor::{self, Beside};
use super::form::Form;
use super::{gaps, name_of};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::told::ENTRIES;
use crate::store::{ArticleFilter, Dismissal, GapKey};

const GAPS: &str = "/desk/knowledge/gaps";

/// Articles that are found, and how many letters are looked for.
const FOUND: usize = 20;
const WORDS: usize = 200;

/// A gap that needs no article, or does after all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settled {
    token: String,
    /// One of its entries, or more: `conversation:number` of each.
    keys: String,
    /// Why; nothing where that is taken back.
    #[serde(default)]
    reason: String,
}

impl Tokened for Settled {
    fn token(&self) -> &str {
        &self.token
    }
}

impl Settled {
    fn keys(&self) -> Result<Vec<GapKey>, Failure> {
        let keys: Option<Vec<GapKey>> = self.keys.split_whitespace().map(|word| word.parse().ok()).collect();
        keys.filter(|keys| (1..=ENTRIES).contains(&keys.len())).ok_or(Failure::BadForm)
    }
}

/// Keeps that a gap needs no article.
pub(super) async fn dismiss(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Settled>,
) -> Result<Response, Failure> {
    let reason = Dismissal::of(&form.reason).ok_or(Failure::BadForm)?;
    desk.store.dismiss_gap(whole(&desk, form.keys()?).await?, reason, visitor.agent.id).await?;
    Ok(Redirect::to(GAPS).into_response())
}

/// Takes that back.
pub(super) async fn bring_back(State(desk): State<Desk>, Checked(form): Checked<Settled>) -> Result<Response, Failure> {
    desk.store.bring_gap_back(whole(&desk, form.keys()?).await?).await?;
    Ok(Redirect::to(GAPS).into_response())
}

/// Every entry of the gaps that have these: what was asked since, and what is not shown, is settled with them.
pub(in crate::desk) async fn whole(desk: &Desk, keys: Vec<GapKey>) -> Result<Vec<GapKey>, Failure> {
    let (gaps, _) = gaps::found(desk).await?;
    let wanted: HashSet<GapKey> = keys.into_iter().collect();
    let gaps = gaps.iter().filter(|gap| gap.keys().any(|key| wanted.contains(&key)));
    Ok(gaps.flat_map(|gap| gap.keys().collect::<Vec<_>>()).collect())
}

/// Wordings for an article that is there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link {
    token: String,
    /// The article; empty where it is yet to be found.
    id: String,
    /// A wording a line.
    questions: String,
    /// Words of the article that is looked for.
    #[serde(default)]
    find: String,
}

impl Tokened for Link {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Articles that hold the words somebody looks for, to choose one from.
#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage {
    t: Tongue,
    frame: Frame,
    find: String,
    questions: String,
    /// Ids, names and languages.
    found: Vec<(String, String, String)>,
}

async fn choose(desk: &Desk, visitor: &Visitor, link: Link) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let find: String = link.find.chars().filter(|c| *c != '\0').take(WORDS).collect();
    let filter = ArticleFilter { words: find.clone(), ..ArticleFilter::default() };
    let page = desk.store.article_page(&filter, None, FOUND).await?;
    let found = page.rows.into_iter().map(|row| row.article);
    let page = LinkPage {
        frame: Frame::read(desk, visitor, Section::Gaps, GAPS).await?,
        found: found.map(|one| (one.id.clone(), name_of(&one), t.language_name(&one.locale))).collect(),
        questions: link.questions,
        find,
        t,
    };
    Ok(Html(page.render()?))
}

/// The editor of that article with the wordings among its questions. Nothing is saved: whoever keeps it looks first.
pub(super) async fn link(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(link): Checked<Link>,
) -> Result<Html<String>, Failure> {
    if link.id.contains('\0') {
        return Err(Failure::NotFound);
    }
    if link.id.is_empty() {
        return choose(&desk, &visitor, link).await;
    }
    let working = desk.store.working_article(&link.id).await?.ok_or(Failure::NotFound)?;
    let mut article = working.article.clone();
    let new = link.questions.lines().map(str::trim).filter(|line| !line.is_empty());
    let new: Vec<String> =
        new.filter(|line| !article.questions.iter().any(|one| one == line)).map(str::to_owned).collect();
    article.questions.extend(new);
    let form = Form::of(&article, &working.revision.to_string());
    let done = visitor.tongue(&desk).word("curate-gap-linked");
    editor::show(&desk, &visitor, form, Some(working), Beside { done: Some(done), ..Beside::default() }).await
}
