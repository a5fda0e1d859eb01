//! Words that mean the same, as curators keep them: synonyms, abbreviations, what a product is called; with words that customers use and no
//! article does, and every list before.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::Duration;
use hamyar_knowledge::{Reader, SynonymsError, SynonymsProblem};
use serde::Deserialize;

use super::compare::{Line, differences};
use super::{address, editor_name, name_of};
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::audit::Doer;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{GroupFault, NewWord, WordList, comma, group};
use crate::model::{AuditKind, feedback};
use crate::store::WordsRevision;

/// Groups, suggested words and earlier lists that are shown.
const GROUPS: usize = 300;
const SUGGESTED: usize = 20;
const REVISIONS: i64 = 11;

/// How far back is looked for new words, at how many handoffs and presses, and at how many conversations.
const SINCE: Duration = Duration::days(60);
const MOST: i64 = 2_000;
const CONVERSATIONS: i64 = 5_000;

/// What the address may carry.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// What groups are looked for.
    q: String,
    done: Option<String>,
}

/// A group.
struct Group {
    language: String,
    /// What the language is called.
    of: String,
    words: String,
}

/// A word that no article holds.
struct Suggestion {
    word: String,
    of: String,
    asked: String,
    example: String,
    articles: Vec<(String, String)>,
    language: String,
}

/// A list before, and what it changed.
struct Earlier {
    revision: i64,
    by: String,
    when: String,
    lines: Vec<Line>,
    /// It is in force.
    latest: bool,
}

#[derive(Template)]
#[template(path = "words.html")]
struct WordsPage {
    t: Tongue,
    frame: Frame,
    seen: i64,
    q: String,
    groups: Vec<Group>,
    more: Option<String>,
    languages: Vec<(&'static str, String, bool)>,
    /// What stands in the form that adds a group.
    typed: String,
    suggestions: Vec<Suggestion>,
    earlier: Vec<Earlier>,
    done: Option<String>,
    wrong: Option<String>,
}

/// What is shown beside the list.
#[derive(Default)]
struct Beside {
    language: String,
    typed: String,
    q: String,
    done: Option<String>,
    wrong: Option<String>,
}

/// The words that mean the same.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let done = asked.done.is_some().then(|| t.word("words-saved"));
    let beside = Beside { q: asked.q, done, ..Beside::default() };
    show(&desk, &visitor, t, beside).await
}

async fn show(desk: &Desk, visitor: &Visitor, t: Tongue, beside: Beside) -> Result<Html<String>, Failure> {
    let revisions = desk.store.words_revisions(REVISIONS).await?;
    let seen = revisions.first().map_or(0, |latest| latest.revision);
    let kept = desk.store.kept().await?.synonyms.unwrap_or_default();
    let list = WordList::read(&kept);
    let wanted = beside.q.trim().to_lowercase();
    let mut groups: Vec<Group> = list
        .groups()
        .filter(|(_, words)| words.to_lowercase().contains(&wanted))
        .map(|(language, words)| Group {
            language: language.to_owned(),
            of: t.language_name(language),
            words: words.to_owned(),
        })
        .collect();
    let more = groups.len().saturating_sub(GROUPS);
    groups.truncate(GROUPS);
    let suggestions = suggested(desk, &t).await?;
    let chosen = if beside.language.is_empty() { t.language() } else { &beside.language };
    let languages = t.languages().into_iter().map(|(tag, _)| (tag, t.language_name(tag), tag == chosen)).collect();
    let page = WordsPage {
        frame: Frame::read(desk, visitor, Section::Words, "/desk/knowledge/words").await?,
        seen,
        q: beside.q,
        groups,
        more: (more > 0).then(|| t.count("words-more", i64::try_from(more).unwrap_or(i64::MAX))),
        languages,
        typed: beside.typed,
        suggestions,
        earlier: earlier(&t, &revisions),
        done: beside.done,
        wrong: beside.wrong,
        t,
    };
    Ok(Html(page.render()?))
}

/// Words that customers used lately and no article holds.
pub(in crate::desk) async fn new_words(desk: &Desk) -> Result<Arc<Vec<NewWord>>, Failure> {
    let since = desk.edge.now() - SINCE;
    let unhelped = desk.store.unhelped(since, MOST).await?;
    let told = feedback(&desk.store.answers_and_presses(since, CONVERSATIONS).await?);
    Ok(desk.new_words.of(desk.library.knowledge(), unhelped, told).await)
}

/// The first of them, as they are shown.
async fn suggested(desk: &Desk, t: &Tongue) -> Result<Vec<Suggestion>, Failure> {
    let found = new_words(desk).await?;
    let knowledge = desk.library.knowledge();
    let suggestion = |new: NewWord| Suggestion {
        of: t.language_name(&new.language),
        asked: t.count("words-asked", i64::try_from(new.asked).unwrap_or(i64::MAX)),
        articles: new
            .articles
            .iter()
            .filter_map(|id| knowledge.article(id, &Reader::AGENT))
            .map(|article| (name_of(&article), address("article", &[("id", &article.id)])))
            .collect(),
        word: new.word,
        example: new.example,
        language: new.language,
    };
    Ok(found.iter().take(SUGGESTED).cloned().map(suggestion).collect())
}

/// The lists before, each with what it changed of the one before it.
fn earlier(t: &Tongue, revisions: &[WordsRevision]) -> Vec<Earlier> {
    let most = usize::try_from(REVISIONS - 1).unwrap_or_default();
    let before = |at: usize| revisions.get(at + 1).map_or("", |before| before.list.as_str());
    let shown = revisions.iter().enumerate().take(most);
    shown
        .map(|(at, one)| Earlier {
            revision: one.revision,
            by: editor_name(t, one.by.as_deref()),
            when: t.moment(&one.at),
            // What language a group is of its letters tell; the heads of the list are no words.
            lines: differences(before(at), &one.list).into_iter().filter(|line| !is_head(line)).collect(),
            latest: at == 0,
        })
        .collect()
}

/// A line that says which language follows.
fn is_head(line: &Line) -> bool {
    let side = if line.right.is_empty() { &line.left } else { &line.right };
    let text: String = side.iter().map(|piece| piece.text.as_str()).collect();
    text.trim().starts_with('[')
}

/// A change of the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Edit {
    token: String,
    /// The revision that was seen.
    seen: i64,
    language: String,
    /// The group that is changed or taken out.
    #[serde(default)]
    was: String,
    words: String,
    deed: String,
}

impl Tokened for Edit {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Adds, changes or takes out a group; every node answers by it from then on.
pub(super) async fn edit(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(edit): Checked<Edit>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let kept = desk.store.kept().await?.synonyms.unwrap_or_default();
    let (mut list, words) = (WordList::read(&kept), group(&edit.words, &edit.language));
    let is_language = edit.language.len() <= 8 && edit.language.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_language || edit.language.is_empty() {
        return Err(Failure::BadForm);
    }
    if edit.deed == "begin" {
        // By the form rather than by its address, which is logged: what customers write is not.
        let typed = format!("{words}{}", comma(&edit.language));
        let beside = Beside { language: edit.language, typed, ..Beside::default() };
        return Ok(show(&desk, &visitor, t, beside).await?.into_response());
    }
    let found = match edit.deed.as_str() {
        "add" => {
            list.add(&edit.language, &words);
            true
        }
        "change" => list.change(&edit.language, &edit.was, Some(&words)),
        "remove" => list.change(&edit.language, &edit.was, None),
        _ => return Err(Failure::BadForm),
    };
    let fault = if edit.deed == "remove" { list.error().map(GroupFault::List) } else { list.fault(&words) };
    let wrong = match fault {
        _ if !found => Some(t.word("words-overtaken")),
        fault => fault.map(|fault| sentence(&t, &list, fault)),
    };
    let beside = |wrong| {
        let typed = if edit.deed == "remove" { String::new() } else { edit.words.clone() };
        Beside { language: edit.language.clone(), typed, wrong, ..Beside::default() }
    };
    if wrong.is_some() {
        let page = show(&desk, &visitor, t, beside(wrong)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if save(&desk, &visitor.doer(), list.text(), edit.seen).await? {
        return Ok(Redirect::to("/desk/knowledge/words?done=saved").into_response());
    }
    let overtaken = beside(Some(t.word("words-overtaken")));
    let page = show(&desk, &visitor, t, overtaken).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// Keeps a list over the one that was seen, and waits until this node answers by it.
pub(in crate::desk) async fn save(desk: &Desk, doer: &Doer, list: String, seen: i64) -> Result<bool, Failure> {
    if !desk.store.save_synonyms(list, Some(doer.agent), Some(seen)).await? {
        return Ok(false);
    }
    if let Err(error) = desk.library.take_kept().await {
        tracing::warn!(%error, "the words that mean the same follow later");
    }
    doer.did(desk, AuditKind::WordsChanged, seen + 1).await?;
    Ok(true)
}

/// A list before that is brought back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Restore {
    token: String,
    seen: i64,
    revision: i64,
}

impl Tokened for Restore {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Brings a list back, as a new one.
pub(super) async fn restore(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(restore): Checked<Restore>,
) -> Result<Response, Failure> {
    let revisions = desk.store.words_revisions(REVISIONS).await?;
    let wanted = revisions.into_iter().find(|one| one.revision == restore.revision).ok_or(Failure::NotFound)?;
    if save(&desk, &visitor.doer(), wanted.list, restore.seen).await? {
        return Ok(Redirect::to("/desk/knowledge/words?done=saved").into_response());
    }
    let t = visitor.tongue(&desk);
    let wrong = Some(t.word("words-overtaken"));
    let page = show(&desk, &visitor, t, Beside { wrong, ..Beside::default() }).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// What is wrong with a list, in words.
fn sentence(t: &Tongue, list: &WordList, fault: GroupFault) -> String {
    let error: SynonymsError = match fault {
        GroupFault::Alone => return t.word("words-wrong-alone"),
        GroupFault::Start => return t.word("words-wrong-start"),
        GroupFault::List(error) => error,
    };
    match error.problem {
        SynonymsProblem::Language(_) | SynonymsProblem::NoLanguage => t.word("words-wrong-language"),
        SynonymsProblem::Groups => t.word("words-wrong-groups"),
        SynonymsProblem::NoWord(word) => t.with("words-wrong-no-word", "word", &word),
        SynonymsProblem::Twice { word, line } => {
            let group = list.group_at(line).unwrap_or_default();
            t.text("words-wrong-twice", &[("word", &word), ("group", group)])
        }
        SynonymsProblem::Alone => t.word("words-wrong-alone"),
        SynonymsProblem::Members => t.word("words-wrong-members"),
        SynonymsProblem::Long => t.word("words-wrong-long"),
    }
}
