//! An article and its translation side by side: what is to be translated, what changed of it since, and what it says in the other
//! language.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use hamyar_knowledge::analysis::language::base;
use hamyar_knowledge::{Article, Audience, Status};
use serde::Deserialize;

use super::compare::{Difference, compare};
use super::editor::may_publish;
use super::form::{Form, Problem};
use super::saving::save_translation;
use super::translations::{class, key, languages};
use super::{address, audience_word, editor_name, name_of, status_class, status_key};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::{Tongue, direction};
use crate::library::{Translated, Translation, translations};
use crate::store::{Edited, Working};

/// Versions of a source that are looked through for the one that was translated.
const VERSIONS: i64 = 200;

/// What is translated, and into which language.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    id: String,
    into: String,
    /// What was done just now.
    saved: String,
}

/// What changed of the source since it was translated.
struct Since {
    left: String,
    right: String,
    differences: Vec<Difference>,
}

/// Somebody saved another version of the translation since.
struct Overtaken {
    left: String,
    right: String,
    differences: Vec<Difference>,
}

#[derive(Template)]
#[template(path = "translate.html")]
struct TranslatePage {
    t: Tongue,
    frame: Frame,
    /// The source, and what it is called.
    source: Article,
    name: String,
    from: String,
    edit_source: String,
    /// The revision of the source that is shown.
    seen: i64,
    into: String,
    language: String,
    direction: &'static str,
    state: (&'static str, String),
    /// How the translation itself stands, and where it is edited alone.
    own: Option<(&'static str, String, String)>,
    form: Form,
    since: Option<Since>,
    overtaken: Option<Overtaken>,
    problems: Vec<Problem>,
    done: Option<String>,
    /// It is behind, and may be said to be right nevertheless.
    may_confirm: bool,
}

impl TranslatePage {
    fn problem(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == field)
    }
}

/// What is shown beside the two.
#[derive(Default)]
struct Beside {
    problems: Vec<Problem>,
    done: Option<String>,
    /// What was written, where it was not saved, and over which version somebody else saved another.
    written: Option<Form>,
    theirs: Option<Box<Working>>,
}

/// The two side by side.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let done = match asked.saved.as_str() {
        "published" => Some("curate-saved-published"),
        "draft" => Some("curate-saved-draft"),
        "review" => Some("curate-saved-review"),
        "current" => Some("translate-confirmed"),
        _ => None,
    };
    let beside = Beside { done: done.map(|key| t.word(key)), ..Beside::default() };
    show(&desk, &visitor, &asked.id, &asked.into, beside).await
}

/// What was written on the page.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    token: String,
    /// What is translated, the revision of it that was seen, and the language.
    source: String,
    seen: i64,
    into: String,
    /// The translation, and the revision that its editor saw; empty for a new one.
    id: String,
    base: String,
    title: String,
    body: String,
    questions: String,
    deed: String,
}

impl Tokened for Written {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Saves the translation, or says that it is right as it is.
pub(super) async fn submit(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(written): Checked<Written>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let pair = pair(&desk, &written.source, &written.into).await?;
    let own = pair.own.as_ref().filter(|own| own.id == written.id);
    if !written.id.is_empty() && own.is_none() {
        return Err(Failure::NotFound);
    }
    let done = |what: &str| Redirect::to(&place(&written.source, &written.into, what)).into_response();
    let (status, word) = match (written.deed.as_str(), own) {
        ("publish", _) => (Status::Published, "published"),
        ("draft", _) => (Status::Draft, "draft"),
        ("review", _) => (Status::Review, "review"),
        ("current", Some(own)) => {
            desk.store.translated(own.id.clone(), written.source.clone(), written.seen).await?;
            return Ok(done("current"));
        }
        _ => return Err(Failure::BadForm),
    };
    let form = form(&desk, &pair, &written).await?;
    // Somebody else began the same translation, and saved it first.
    if let (true, Some(first)) = (written.id.is_empty(), &pair.own) {
        let theirs = desk.store.working_article(&first.id).await?.ok_or(Failure::NotFound)?;
        let form = Form { id: first.id.clone(), ..form };
        return overtaken(&desk, &visitor, &written, form, Box::new(theirs)).await;
    }
    let base = form.base().map_err(|()| Failure::BadForm)?;
    let working = if base.is_some() { desk.store.working_article(&form.id).await? } else { None };
    let present = working.as_ref().map(|working| &working.article);
    let article = form.article_over(status, present);
    let mut problems = form.problems(&t, &article, present);
    if status == Status::Published && !may_publish(&desk, &article, working.as_ref(), visitor.agent.id) {
        problems.push(Problem { field: "publish", words: t.word("curate-wrong-unseen") });
    }
    if !problems.is_empty() {
        let beside = Beside { problems, written: Some(form), ..Beside::default() };
        let page = show(&desk, &visitor, &written.source, &written.into, beside).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    match save_translation(&desk, &visitor.doer(), (&pair, written.seen), article, base).await? {
        Edited::Saved { .. } => Ok(done(word)),
        Edited::Gone => Err(Failure::NotFound),
        Edited::Overtaken(theirs) => overtaken(&desk, &visitor, &written, form, theirs).await,
    }
}

/// Shows what was written beside what somebody saved first. What is sent next is over their version, knowingly.
async fn overtaken(
    desk: &Desk,
    visitor: &Visitor,
    written: &Written,
    form: Form,
    theirs: Box<Working>,
) -> Result<Response, Failure> {
    let form = Form { base: theirs.revision.to_string(), ..form };
    let beside = Beside { written: Some(form), theirs: Some(theirs), ..Beside::default() };
    let page = show(desk, visitor, &written.source, &written.into, beside).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// The two: what is translated, and how it stands in the language.
pub(in crate::desk) async fn pair(desk: &Desk, source: &str, into: &str) -> Result<Translation, Failure> {
    if [source, into].iter().any(|text| text.is_empty() || text.contains('\0')) {
        return Err(Failure::NotFound);
    }
    let article = desk.store.working_article(source).await?.ok_or(Failure::NotFound)?.article;
    let group = desk.store.renderings_of(&article.root).await?;
    let languages = languages(desk, group.iter().map(|one| one.locale.as_str()).chain([into]));
    let into = base(into);
    let found = translations(&group, &languages).into_iter();
    found.into_iter().find(|one| one.source.id == source && one.language == into).ok_or(Failure::NotFound)
}

/// The editor's form of the translation: what was written, and the rest as it is, or as the source has it.
async fn form(desk: &Desk, pair: &Translation, written: &Written) -> Result<Form, Failure> {
    let like = pair.own.as_ref().map_or(&pair.source.id, |own| &own.id);
    let like = desk.store.working_article(like).await?.ok_or(Failure::NotFound)?.article;
    let locale = if pair.own.is_some() { like.locale.clone() } else { pair.language.clone() };
    Ok(Form {
        id: written.id.clone(),
        base: written.base.clone(),
        title: written.title.clone(),
        body: written.body.clone(),
        questions: written.questions.clone(),
        locale,
        ..Form::of(&like, "")
    })
}

fn place(source: &str, into: &str, saved: &str) -> String {
    address("translate", &[("id", source), ("into", into), ("saved", saved)])
}

async fn show(desk: &Desk, visitor: &Visitor, id: &str, into: &str, beside: Beside) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let pair = pair(desk, id, into).await?;
    let Working { article, live, .. } = desk.store.working_article(id).await?.ok_or(Failure::NotFound)?;
    let source = live.map_or(article, |live| *live);
    let own = match &pair.own {
        Some(own) => desk.store.working_article(&own.id).await?,
        None => None,
    };
    let since = if pair.state == Translated::Behind { since(desk, &t, &pair, &source).await? } else { None };
    let overtaken = beside.theirs.zip(beside.written.as_ref()).map(|(theirs, form)| Overtaken {
        left: t.text(
            "curate-their-version",
            &[("name", &editor_name(&t, theirs.by.as_deref())), ("when", &t.moment(&theirs.at))],
        ),
        right: t.word("curate-your-version"),
        differences: compare(&t, &theirs.article, &form.article_over(theirs.article.status, Some(&theirs.article))),
    });
    let form = match (beside.written, &own) {
        (Some(form), _) => form,
        (None, Some(own)) => Form::of(&own.article, &own.revision.to_string()),
        (None, None) => Form {
            locale: pair.language.clone(),
            audience: audience_word(&source.audience).to_owned(),
            group: match &source.audience {
                Audience::Group(name) => name.clone(),
                _ => String::new(),
            },
            ..Form::default()
        },
    };
    let own = own.map(|own| {
        let status = own.article.status;
        (status_class(status), t.word(status_key(status)), address("edit", &[("id", &own.article.id)]))
    });
    let page = TranslatePage {
        frame: Frame::read(desk, visitor, Section::Translations, &place(id, into, "")).await?,
        name: name_of(&source),
        from: t.language_name(&source.locale),
        edit_source: address("edit", &[("id", id)]),
        seen: pair.source.revision,
        language: t.language_name(&pair.language),
        direction: direction(&pair.language),
        state: (class(pair.state), t.word(key(pair.state))),
        into: pair.language,
        may_confirm: pair.state == Translated::Behind,
        own,
        form,
        since,
        overtaken,
        problems: beside.problems,
        done: beside.done,
        source,
        t,
    };
    Ok(Html(page.render()?))
}

/// What changed of the source since the version that was translated.
async fn since(desk: &Desk, t: &Tongue, pair: &Translation, now: &Article) -> Result<Option<Since>, Failure> {
    let (source, Some(own)) = (&pair.source, &pair.own) else { return Ok(None) };
    let seen = match &own.seen {
        Some((of, revision)) if *of == source.id => Some(*revision),
        _ => {
            let rows = desk.store.revisions_of(&source.id, source.revision, VERSIONS).await?;
            rows.into_iter().find(|row| row.at <= own.revised_at).map(|row| row.revision)
        }
    };
    let Some(seen) = seen else { return Ok(None) };
    let Some(old) = desk.store.revision_of(&source.id, seen).await? else { return Ok(None) };
    Ok(Some(Since {
        left: t.with("translate-then", "when", &t.moment(&old.at)),
        right: t.with("translate-now", "when", &t.moment(&source.revised_at)),
        differences: compare(t, &old.article, now),
    }))
}
