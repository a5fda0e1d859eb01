//! Writing an article: the form, what it would look like and answer, and what happens when two write at once.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hamyar_knowledge::analysis::language::base;
use hamyar_knowledge::{Article, Audience, Status};
use serde::Deserialize;
use uuid::Uuid;

use super::compare::{Difference, compare};
use super::facets::Known;
use super::form::{Deed, FROM, Form, Problem, UNTIL};
use super::list::{Choice, Field};
use super::present;
use super::preview::{Preview, previews};
use super::saving::save;
use super::translations::languages;
use super::trial::Tried;
use super::{AUDIENCES, address, audience_word, editor_name, name_of, status_class, status_key};
use crate::desk::access::Visitor;
use crate::desk::csrf::Checked;
use crate::desk::day_field::DayField;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::desk::{Desk, assets};
use crate::library::{LOCALES, fits, is_seen_by_two};
use crate::model::{Agent, AgentId, AgentRole};
use crate::store::{Edited, Working};

/// The longest question that is tried, in characters.
const QUESTION: usize = 2000;

/// What an article is called that is tried out and has never been saved: no other can be.
pub(super) const UNSAVED: &str = "\0";

/// What the address of the editor may carry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The article; a new one without it.
    id: String,
    /// The article of which a new one is a translation.
    from: String,
    /// The language of a new one.
    locale: String,
    /// What was saved just now.
    saved: String,
}

/// Somebody saved another version since.
pub(super) struct Overtaken {
    /// What both versions are called.
    theirs: String,
    differences: Vec<Difference>,
}

/// An article of the same root in another language.
struct Translation {
    language: String,
    name: String,
    href: String,
    /// Where it stands beside this one, if this one may be what it is translated from.
    beside: Option<String>,
}

/// How the article stands.
struct Standing {
    status: (&'static str, String),
    /// When it was saved, and by whom.
    saved: String,
    /// Another version is published meanwhile.
    is_beside: bool,
    /// It is published, or has been.
    may_archive: bool,
    /// The bot answers with it, or with an earlier version: what would be lost is looked at before it is archived.
    answers: bool,
    history: String,
    translate: String,
}

#[derive(Template)]
#[template(path = "editor.html")]
struct EditorPage {
    t: Tongue,
    frame: Frame,
    script: &'static str,
    heading: String,
    form: Form,
    /// What is in the form is saved nowhere.
    unsaved: bool,
    audience: Field,
    known: Arc<Known>,
    problems: Vec<Problem>,
    /// What was done just now, in words.
    done: Option<String>,
    overtaken: Option<Overtaken>,
    standing: Option<Standing>,
    translations: Vec<Translation>,
    previews: Vec<Preview>,
    tried: Option<Tried>,
    /// The first and the last day on which it is found.
    valid: [DayField; 2],
    /// When it is to be looked at again, as a field has it.
    review: DayField,
    /// Who may keep it, and who does.
    owner: Vec<Choice>,
    /// Somebody else has to look at what is to be published.
    second_look: bool,
    /// Who else has it open.
    present: Option<present::Beside>,
}

impl EditorPage {
    fn problem(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == field)
    }
}

/// What a page shows beside the form.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) problems: Vec<Problem>,
    pub(super) done: Option<String>,
    pub(super) overtaken: Option<Overtaken>,
    /// What was written for the day of a review, and is no day.
    pub(super) no_day: Option<String>,
}

/// The editor of an article, or of a new one.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    if [&asked.id, &asked.from, &asked.locale].iter().any(|text| text.contains('\0')) {
        return Err(Failure::NotFound);
    }
    let (form, working) = if asked.id.is_empty() {
        (new_form(&desk, &t, &asked).await?, None)
    } else {
        let working = desk.store.working_article(&asked.id).await?.ok_or(Failure::NotFound)?;
        (Form::of(&working.article, &working.revision.to_string()), Some(working))
    };
    let done = match asked.saved.as_str() {
        "draft" if working.as_ref().is_some_and(|working| working.live.is_some()) => Some("curate-saved-beside"),
        "draft" => Some("curate-saved-draft"),
        "review" => Some("curate-saved-review"),
        "published" => Some("curate-saved-published"),
        "archived" => Some("curate-saved-archived"),
        "restored" => Some("curate-saved-restored"),
        "review-day" => Some("fresh-review-saved"),
        _ => None,
    };
    let beside = Beside { done: done.map(|key| t.word(key)), ..Beside::default() };
    show(&desk, &visitor, form, working, beside).await
}

/// The editor, which says that what was written for the day of a review is no day.
pub(super) async fn no_review(desk: &Desk, visitor: &Visitor, id: &str, written: &str) -> Result<Response, Failure> {
    let t = visitor.tongue(desk);
    let working = desk.store.working_article(id).await?.ok_or(Failure::NotFound)?;
    let form = Form::of(&working.article, &working.revision.to_string());
    let today = t.in_digits(t.today());
    let problem = Problem { field: "due", words: t.with("fresh-review-wrong", "day", &today) };
    let no_day = Some(written.chars().take(40).collect());
    let beside = Beside { problems: vec![problem], no_day, ..Beside::default() };
    let page = show(desk, visitor, form, Some(working), beside).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// An empty form, or what is known of a translation.
async fn new_form(desk: &Desk, t: &Tongue, asked: &Asked) -> Result<Form, Failure> {
    let empty = Form {
        locale: Some(&asked.locale).filter(|tag| !tag.is_empty()).map_or(t.language(), |tag| tag).to_owned(),
        audience: audience_word(&Audience::Public).to_owned(),
        ..Form::default()
    };
    if asked.from.is_empty() {
        return Ok(empty);
    }
    let Article { root, labels, audience, locale, .. } =
        desk.store.working_article(&asked.from).await?.ok_or(Failure::NotFound)?.article;
    let other = desk.words.languages().iter().find(|known| **known != crate::words::primary(&locale));
    Ok(Form {
        root,
        labels: labels.join(", "),
        audience: audience_word(&audience).to_owned(),
        locale: other.map_or_else(String::new, |other| (*other).to_owned()),
        ..empty
    })
}

/// What is done with what was written.
pub(super) async fn submit(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Form>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let deed = form.deed().ok_or(Failure::BadForm)?;
    let base = form.base().map_err(|()| Failure::BadForm)?;
    if form.id.contains('\0') {
        return Err(Failure::NotFound);
    }
    let working = match base {
        Some(_) => Some(desk.store.working_article(&form.id).await?.ok_or(Failure::NotFound)?),
        None => None,
    };
    let Deed::Save(status) = deed else {
        return Ok(show(&desk, &visitor, form, working, Beside::default()).await?.into_response());
    };
    let present = working.as_ref().map(|working| &working.article);
    let article = form.article_over(status, present);
    let mut problems = form.problems(&t, &article, present);
    if status == Status::Published && !may_publish(&desk, &article, working.as_ref(), visitor.agent.id) {
        problems.push(Problem { field: "publish", words: t.word("curate-wrong-unseen") });
    }
    let candidate = form.candidate.parse::<Uuid>().ok();
    if let Some(id) = candidate
        && desk.store.candidate(id).await?.is_none_or(|candidate| !candidate.consent.allows())
    {
        problems.push(Problem { field: "body", words: t.word("peer-taken-back") });
    }
    if !problems.is_empty() {
        let page = show(&desk, &visitor, form, working, Beside { problems, ..Beside::default() }).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match save(&desk, &visitor.doer(), article.clone(), base).await? {
        Edited::Saved { id, .. } => {
            if let Some(candidate) = candidate {
                desk.store.borrow_candidate(candidate, id.clone(), visitor.agent.id).await?;
            }
            Ok(Redirect::to(&address("edit", &[("id", &id), ("saved", status.word())])).into_response())
        }
        Edited::Gone => Err(Failure::NotFound),
        Edited::Overtaken(theirs) => {
            let overtaken = Overtaken {
                theirs: t.text(
                    "curate-their-version",
                    &[("name", &editor_name(&t, theirs.by.as_deref())), ("when", &t.moment(&theirs.at))],
                ),
                differences: compare(&t, &theirs.article, &article),
            };
            // What is sent next is over their version, knowingly.
            let form = Form { base: theirs.revision.to_string(), ..form };
            let beside = Beside { overtaken: Some(overtaken), ..Beside::default() };
            let page = show(&desk, &visitor, form, Some(*theirs), beside).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

/// The editor with what was written, and what that looks like and would answer.
pub(super) async fn show(
    desk: &Desk,
    visitor: &Visitor,
    form: Form,
    working: Option<Working>,
    beside: Beside,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let article = form.article_over(Status::Draft, working.as_ref().map(|working| &working.article));
    // What is too large to be saved is neither tried out nor shown as it would look.
    let fits = fits(&article);
    let tried = if fits { tried(desk, &t, &article, &form.question, working.is_none()).await } else { None };
    let known = desk.facets.read(desk).await?;
    let translations = match &working {
        Some(working) => translations(desk, &t, &working.article).await?,
        None => Vec::new(),
    };
    let review = match &working {
        Some(working) => desk.store.review_of(&working.article.id).await?,
        None => None,
    };
    let back = address("edit", &[("id", &form.id)]);
    let option = |(word, key): (&str, &str)| Choice {
        value: word.to_owned(),
        label: t.word(key),
        chosen: word == form.audience,
    };
    let owner = match &working {
        Some(working) => owners(desk, &t, &working.article.id).await?,
        None => Vec::new(),
    };
    let valid = [FROM, UNTIL].map(|name| form.day_field(&t, name, &beside.problems));
    let present = match &working {
        Some(working) => Some(present::Beside::read(desk, visitor, &t, (working, &form.base)).await?),
        None => None,
    };
    let page = EditorPage {
        present,
        frame: Frame::read(desk, visitor, Section::Knowledge, &back).await?,
        script: assets::editor(),
        heading: working.as_ref().map_or_else(|| t.word("curate-new"), |working| name_of(&working.article)),
        audience: Field { name: "audience", label: t.word("curate-audience"), options: AUDIENCES.map(option).into() },
        known,
        problems: beside.problems,
        done: beside.done,
        overtaken: beside.overtaken,
        standing: working.as_ref().map(|working| standing(&t, working)),
        translations,
        previews: if fits { previews(desk, &t, &article, &form.question) } else { Vec::new() },
        tried,
        unsaved: form.is_unsaved(working.as_ref().map(|working| &working.article)),
        owner,
        valid,
        second_look: desk.settings.second_look,
        review: match beside.no_day {
            Some(written) => DayField::new(&t, "due", review).described_by("due-hint due-wrong").but(&written),
            None => DayField::new(&t, "due", review).described_by("due-hint"),
        },
        form,
        t,
    };
    Ok(Html(page.render()?))
}

/// Whether this person may publish this: where somebody else has to look at it first, they must have.
pub(in crate::desk) fn may_publish(desk: &Desk, article: &Article, working: Option<&Working>, by: AgentId) -> bool {
    !desk.settings.second_look || working.is_some_and(|working| is_seen_by_two(article, working, by))
}

/// Whether somebody of this role may keep articles.
pub(super) fn keeps(role: AgentRole) -> bool {
    matches!(role, AgentRole::Curator | AgentRole::Admin)
}

/// Everybody who may keep an article.
async fn owners(desk: &Desk, t: &Tongue, id: &str) -> Result<Vec<Choice>, Failure> {
    let owner = desk.store.owner_of(id).await?;
    let nobody = Choice { value: String::new(), label: t.word("curate-owner-none"), chosen: owner.is_none() };
    let agents = desk.store.agents().await?.into_iter();
    let agents = agents.filter(|one| Some(one.id) == owner || one.active && keeps(one.role));
    let choice = |one: Agent| Choice { value: one.id.to_string(), chosen: Some(one.id) == owner, label: one.name };
    Ok(std::iter::once(nobody).chain(agents.map(choice)).collect())
}

async fn tried(desk: &Desk, t: &Tongue, article: &Article, question: &str, is_new: bool) -> Option<Tried> {
    let question: String = question.trim().chars().take(QUESTION).collect();
    if question.is_empty() {
        return None;
    }
    let id = if is_new { UNSAVED.to_owned() } else { article.id.clone() };
    let root = if article.root.is_empty() { id.clone() } else { article.root.clone() };
    let draft = Article { id: id.clone(), root, ..article.clone() };
    match desk.library.try_out(&desk.answerer, draft, &question).await {
        Ok(trial) => Some(Tried::of(t, &trial, &id)),
        Err(error) => {
            tracing::error!(%error, "a draft cannot be tried out");
            None
        }
    }
}

async fn translations(desk: &Desk, t: &Tongue, article: &Article) -> Result<Vec<Translation>, Failure> {
    let others = desk.store.articles_of_root(&article.root).await?;
    let group = desk.store.renderings_of(&article.root).await?;
    let languages = languages(desk, group.iter().map(|one| one.locale.as_str()));
    let source = crate::library::translations(&group, &languages).into_iter().next().map(|one| one.source.id);
    let others = others.into_iter().filter(|other| other.id != article.id);
    let translation = |other: Article| Translation {
        language: t.language_name(&other.locale),
        name: name_of(&other),
        href: address("edit", &[("id", &other.id)]),
        beside: source
            .as_ref()
            .filter(|source| **source != other.id)
            .map(|source| address("translate", &[("id", source.as_str()), ("into", base(&other.locale))])),
    };
    Ok(others.map(translation).collect())
}

fn standing(t: &Tongue, working: &Working) -> Standing {
    let Working { article, at, by, live, .. } = working;
    let saved = [("name", editor_name(t, by.as_deref())), ("when", t.moment(at))];
    let saved = saved.each_ref().map(|(name, value)| (*name, value.as_str()));
    Standing {
        status: (status_class(article.status), t.word(status_key(article.status))),
        saved: t.text("curate-saved-by", &saved),
        is_beside: live.is_some(),
        may_archive: article.status != Status::Archived,
        answers: live.is_some() || article.status == Status::Published,
        history: address("history", &[("id", &article.id)]),
        translate: address("edit", &[("from", &article.id)]),
    }
}
