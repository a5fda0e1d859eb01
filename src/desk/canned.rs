//! Replies that the team keeps ready: the list, the form that adds or changes one, and what a conversation's composer offers.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::tongue::Tongue;
use crate::model::{AgentRole, Canned, CannedId, ConversationId, Values, Variable, in_one_line};

/// The longest name and the longest reply, in characters.
const NAME: usize = 60;
const BODY: usize = 4000;

/// A reply in the list.
struct Line {
    id: CannedId,
    name: String,
    language: Option<String>,
    body: String,
}

#[derive(Template)]
#[template(path = "replies.html")]
struct RepliesPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<Line>,
    /// They may add and change.
    edits: bool,
    /// What came of what led here.
    done: Option<String>,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "reply.html")]
struct ReplyPage {
    t: Tongue,
    frame: Frame,
    sheet: Sheet,
}

/// The form.
struct Sheet {
    /// Where it goes.
    action: String,
    name: String,
    body: String,
    /// Tag, name, and whether it is the one.
    languages: Vec<(&'static str, String, bool)>,
    /// Each variable as it is written, and what it stands for.
    variables: Vec<(&'static str, String)>,
    /// Why it was not kept.
    wrong: Option<String>,
}

impl Sheet {
    fn new(t: &Tongue, action: String, reply: Option<&Canned>) -> Self {
        let language = reply.and_then(|reply| reply.language.clone());
        Self {
            action,
            name: reply.map_or_else(String::new, |reply| reply.name.clone()),
            body: reply.map_or_else(String::new, |reply| reply.body.clone()),
            languages: t
                .languages()
                .into_iter()
                .map(|(tag, _)| (tag, t.language_name(tag), language.as_deref() == Some(tag)))
                .collect(),
            variables: variables(t),
            wrong: None,
        }
    }
}

/// Each variable as it is written, and what it stands for.
pub(super) fn variables(t: &Tongue) -> Vec<(&'static str, String)> {
    let meaning = |variable: Variable| match variable {
        Variable::Name | Variable::FirstName => t.word("canned-variable-name"),
        Variable::Number => t.word("canned-variable-number"),
        Variable::Agent => t.word("canned-variable-agent"),
        Variable::Channel => t.word("canned-variable-channel"),
        Variable::Language => t.word("canned-variable-language"),
        Variable::Team => t.word("canned-variable-team"),
    };
    Variable::ALL.into_iter().map(|variable| (variable.written(), meaning(variable))).collect()
}

/// What the address of a list of what is kept ready may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: Option<String>,
}

impl Asked {
    /// What was done just now, in words.
    pub(super) fn told(&self, t: &Tongue) -> Option<String> {
        match self.done.as_deref() {
            Some("kept") => Some(t.word("canned-kept")),
            Some("removed") => Some(t.word("canned-removed")),
            _ => None,
        }
    }
}

/// The list; for those who may, with the form that adds one.
pub(super) async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let sheet = Sheet::new(&t, "/desk/replies".to_owned(), None);
    let done = asked.told(&t);
    listed(&desk, &visitor, t, sheet, done).await
}

async fn listed(
    desk: &Desk,
    visitor: &Visitor,
    t: Tongue,
    sheet: Sheet,
    done: Option<String>,
) -> Result<Html<String>, Failure> {
    let line = |reply: Canned| Line {
        id: reply.id,
        name: reply.name,
        language: reply.language.map(|language| t.language_name(&language)),
        body: reply.body,
    };
    let rows = desk.store.canned_replies().await?.into_iter().map(line).collect();
    let frame = Frame::read(desk, visitor, Section::Replies, "/desk/replies").await?;
    let edits = visitor.may(AgentRole::Curator);
    Ok(Html(RepliesPage { t, frame, rows, edits, done, sheet }.render()?))
}

/// One, and the form that changes it.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let reply = one(&desk, &id).await?;
    let t = visitor.tongue(&desk);
    let sheet = Sheet::new(&t, format!("/desk/replies/{}", reply.id), Some(&reply));
    changing(&desk, &visitor, t, sheet).await
}

async fn changing(desk: &Desk, visitor: &Visitor, t: Tongue, sheet: Sheet) -> Result<Html<String>, Failure> {
    let frame = Frame::read(desk, visitor, Section::Replies, "/desk/replies").await?;
    Ok(Html(ReplyPage { t, frame, sheet }.render()?))
}

async fn one(desk: &Desk, id: &str) -> Result<Canned, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    desk.store.canned_reply(id).await?.ok_or(Failure::NotFound)
}

/// The form of a reply.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyForm {
    token: String,
    name: String,
    language: String,
    body: String,
}

impl Tokened for ReplyForm {
    fn token(&self) -> &str {
        &self.token
    }
}

/// A press of a button that needs nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Press {
    token: String,
}

impl Tokened for Press {
    fn token(&self) -> &str {
        &self.token
    }
}

impl ReplyForm {
    fn reply(self, desk: &Desk, id: CannedId) -> Result<Canned, Failure> {
        let known = self.language.is_empty() || desk.words.languages().contains(&self.language.as_str());
        if !known {
            return Err(Failure::BadForm);
        }
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = self.body.replace("\r\n", "\n").trim().to_owned();
        Ok(Canned { id, name, language: Some(self.language).filter(|language| !language.is_empty()), body })
    }
}

/// Why a reply cannot be kept.
fn wrong(t: &Tongue, reply: &Canned) -> Option<String> {
    let length = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
    if in_one_line(&reply.name, NAME).is_none() {
        return Some(t.with("canned-wrong-name", "count", &NAME.to_string()));
    }
    if !length(&reply.body, BODY) {
        return Some(t.with("canned-wrong-body", "count", &BODY.to_string()));
    }
    let unknown = Canned::unknown(&reply.body).first().map(|unknown| (*unknown).to_owned());
    unknown.map(|unknown| t.with("canned-wrong-variable", "variable", &unknown))
}

/// Keeps one more.
pub(super) async fn add(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<ReplyForm>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let reply = form.reply(&desk, desk.store.canned_id())?;
    let why = match wrong(&t, &reply) {
        None if desk.store.add_canned_reply(reply.clone(), visitor.agent.id).await? => {
            return Ok(Redirect::to("/desk/replies?done=kept").into_response());
        }
        None => t.word("canned-wrong-twice"),
        Some(why) => why,
    };
    let sheet = Sheet { wrong: Some(why), ..Sheet::new(&t, "/desk/replies".to_owned(), Some(&reply)) };
    let page = listed(&desk, &visitor, t, sheet, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Changes one.
pub(super) async fn save(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<ReplyForm>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let id = one(&desk, &id).await?.id;
    let reply = form.reply(&desk, id)?;
    let why = match wrong(&t, &reply) {
        None if desk.store.change_canned_reply(reply.clone(), visitor.agent.id).await? => {
            return Ok(Redirect::to("/desk/replies?done=kept").into_response());
        }
        None => t.word("canned-wrong-twice"),
        Some(why) => why,
    };
    let sheet = Sheet { wrong: Some(why), ..Sheet::new(&t, format!("/desk/replies/{id}"), Some(&reply)) };
    let page = changing(&desk, &visitor, t, sheet).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Keeps one no more.
pub(super) async fn remove(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Press>,
) -> Result<Redirect, Failure> {
    let reply = one(&desk, &id).await?;
    tracing::info!(reply = %reply.id, agent = %visitor.agent.id, "a canned reply is removed");
    desk.store.remove_canned_reply(reply.id).await?;
    Ok(Redirect::to("/desk/replies?done=removed"))
}

/// A reply as a composer offers it: its id and name, and the words as they are in this conversation.
pub(super) struct Offer {
    pub(super) id: CannedId,
    pub(super) name: String,
    pub(super) text: String,
}

/// What a canned reply says in a conversation.
pub(super) async fn values(desk: &Desk, visitor: &Visitor, id: ConversationId) -> Result<Values, Failure> {
    let conversation = desk.store.conversation(id).await?.ok_or(Failure::NotFound)?;
    Ok(desk.engine.values(&conversation, visitor.agent.id).await?)
}

/// What is offered in a conversation: first what is in its language, then the rest.
pub(super) async fn offers(desk: &Desk, language: &str, values: &Values) -> Result<Vec<Offer>, Failure> {
    let mut replies = desk.store.canned_replies().await?;
    replies.sort_by_key(|reply| reply.language.as_deref().is_some_and(|of| of != language));
    let offer = |reply: Canned| Offer { id: reply.id, text: reply.filled(values), name: reply.name };
    Ok(replies.into_iter().map(offer).collect())
}
