//! Macros: the list, the form that adds or changes one, and running one in a conversation.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::act::Scene;
use super::canned::{Asked, Press, variables};
use super::conversation::{Asked as Conversation, Draft};
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::tongue::{Tongue, priority_word};
use crate::model::{
    AgentRole, BrokenStep, Canned, End, Hand, Label, Macro, MacroId, Priority, Steps, in_one_line, time_span,
};

/// The longest name and the longest note, in characters; the most labels.
const NAME: usize = 60;
const NOTE: usize = 4000;
const LABELS: usize = 5;

/// A macro in the list.
struct Line {
    id: MacroId,
    name: String,
    /// What it does, in sentences.
    steps: Vec<String>,
}

#[derive(Template)]
#[template(path = "macros.html")]
struct MacrosPage {
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
#[template(path = "macro.html")]
struct MacroPage {
    t: Tongue,
    frame: Frame,
    sheet: Sheet,
}

/// A choice: value, label, and whether it is the one.
type Choice = (String, String, bool);

/// The form.
struct Sheet {
    /// Where it goes.
    action: String,
    written: Written,
    priorities: Vec<Choice>,
    replies: Vec<Choice>,
    hands: Vec<Choice>,
    ends: Vec<Choice>,
    /// Each variable as it is written, and what it stands for.
    variables: Vec<(&'static str, String)>,
    /// Why it was not kept.
    wrong: Option<String>,
}

/// What stands in the form.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(default)]
    token: String,
    name: String,
    note: String,
    labels: String,
    priority: String,
    reply: String,
    hand: String,
    end: String,
    snooze: String,
}

impl Tokened for Written {
    fn token(&self) -> &str {
        &self.token
    }
}

impl Written {
    /// A macro as it is changed.
    fn of(kept: Macro) -> Self {
        let Steps { note, labels, priority, reply, hand, end } = kept.steps;
        let (end, snooze) = match end {
            Some(End::Resolve) => ("resolve", String::new()),
            Some(End::Snooze(minutes)) => ("snooze", span(minutes)),
            None => ("", String::new()),
        };
        Self {
            token: String::new(),
            name: kept.name,
            note: note.unwrap_or_default(),
            labels: labels.iter().map(Label::as_str).collect::<Vec<_>>().join(", "),
            priority: priority.map(|priority| priority.word().to_owned()).unwrap_or_default(),
            reply: reply.map(|reply| reply.to_string()).unwrap_or_default(),
            hand: hand.map(hand_value).unwrap_or_default(),
            end: end.to_owned(),
            snooze,
        }
    }

    /// The macro that it says, or why it is none.
    fn read(&self, t: &Tongue, offered: &Sheet, id: MacroId) -> Result<Macro, String> {
        let name =
            in_one_line(&self.name, NAME).ok_or_else(|| t.with("macro-wrong-name", "count", &NAME.to_string()))?;
        let note = self.note.replace("\r\n", "\n").trim().to_owned();
        if note.chars().count() > NOTE {
            return Err(t.with("macro-wrong-note", "count", &NOTE.to_string()));
        }
        if let Some(unknown) = Canned::unknown(&note).first() {
            return Err(t.with("canned-wrong-variable", "variable", unknown));
        }
        let labels = self.labels.split([',', '،']).map(str::trim).filter(|label| !label.is_empty());
        let labels: Result<BTreeSet<Label>, _> = labels.map(str::parse::<Label>).collect();
        let labels = labels.ok().filter(|labels| labels.len() <= LABELS);
        let labels = labels.ok_or_else(|| t.with("macro-wrong-labels", "count", &LABELS.to_string()))?;
        let known = |choices: &[Choice], value: &str| choices.iter().any(|(known, ..)| known == value);
        let all_known = known(&offered.priorities, &self.priority)
            && known(&offered.replies, &self.reply)
            && known(&offered.hands, &self.hand)
            && known(&offered.ends, &self.end);
        if !all_known {
            return Err(t.word("macro-wrong-choice"));
        }
        let end = match self.end.as_str() {
            "resolve" => Some(End::Resolve),
            "snooze" => {
                let time = time_span(&self.snooze).filter(|time| time.num_days() <= 366);
                Some(End::Snooze(time.ok_or_else(|| t.word("macro-wrong-time"))?.num_minutes()))
            }
            _ => None,
        };
        let hand = match self.hand.split_once(':') {
            Some(("agent", agent)) => agent.parse().ok().map(Hand::Agent),
            Some(("team", team)) => team.parse().ok().map(Hand::Team),
            _ => (self.hand == "me").then_some(Hand::Me),
        };
        let steps = Steps {
            note: Some(note).filter(|note| !note.is_empty()),
            labels,
            priority: self.priority.parse().ok(),
            reply: self.reply.parse().ok(),
            hand,
            end,
        };
        if steps.is_empty() { Err(t.word("macro-wrong-empty")) } else { Ok(Macro { id, name, steps }) }
    }
}

/// Who gets it, as the form has it.
fn hand_value(hand: Hand) -> String {
    match hand {
        Hand::Me => "me".to_owned(),
        Hand::Agent(agent) => format!("agent:{agent}"),
        Hand::Team(team) => format!("team:{team}"),
    }
}

/// A time as it can be written again.
fn span(minutes: i64) -> String {
    match minutes {
        _ if minutes % (24 * 60) == 0 => format!("{}d", minutes / (24 * 60)),
        _ if minutes % 60 == 0 => format!("{}h", minutes / 60),
        _ => format!("{minutes}m"),
    }
}

impl Sheet {
    async fn read(desk: &Desk, t: &Tongue, action: String, written: Written) -> Result<Self, Failure> {
        let chosen = |value: &str, label: String, is: &str| (value.to_owned(), label, value == is);
        let none = |key: &str, is: &str| chosen("", t.word(key), is);
        let mut priorities = vec![none("macro-priority-none", &written.priority)];
        for one in Priority::ALL {
            priorities.push(chosen(one.word(), t.word(priority_word(one)), &written.priority));
        }
        let mut replies = vec![none("macro-reply-none", &written.reply)];
        for reply in desk.store.canned_replies().await? {
            replies.push(chosen(&reply.id.to_string(), reply.name, &written.reply));
        }
        let mut hands = vec![none("macro-hand-none", &written.hand)];
        hands.push(chosen(&hand_value(Hand::Me), t.word("macro-hand-me"), &written.hand));
        for team in desk.store.teams().await? {
            let label = t.with("macro-hand-team", "name", &team.name);
            hands.push(chosen(&hand_value(Hand::Team(team.id)), label, &written.hand));
        }
        let works = |role: AgentRole| role != AgentRole::Viewer;
        for agent in desk.store.agents().await?.into_iter().filter(|one| one.active && works(one.role)) {
            hands.push(chosen(&hand_value(Hand::Agent(agent.id)), agent.name, &written.hand));
        }
        let ends = [("", "macro-end-none"), ("snooze", "macro-end-snooze"), ("resolve", "macro-end-resolve")];
        let ends = ends.into_iter().map(|(value, key)| chosen(value, t.word(key), &written.end)).collect();
        Ok(Self { action, priorities, replies, hands, ends, variables: variables(t), wrong: None, written })
    }

    /// What a macro does, in sentences.
    fn told(&self, t: &Tongue, steps: &Steps) -> Vec<String> {
        let label = |choices: &[Choice], value: &str| {
            choices.iter().find(|(known, ..)| known == value).map_or_else(|| t.word("macro-gone"), |one| one.1.clone())
        };
        let mut told = Vec::new();
        told.extend(steps.note.as_ref().map(|note| t.with("macro-does-note", "text", note)));
        told.extend(steps.labels.iter().map(|label| t.with("macro-does-label", "label", label.as_str())));
        told.extend(steps.priority.map(|one| t.with("macro-does-priority", "priority", &t.word(priority_word(one)))));
        told.extend(steps.reply.map(|id| t.with("macro-does-reply", "name", &label(&self.replies, &id.to_string()))));
        told.extend(steps.hand.map(|hand| t.with("macro-does-hand", "name", &label(&self.hands, &hand_value(hand)))));
        told.extend(steps.end.map(|end| match end.snooze() {
            Some(time) => t.with("macro-does-snooze", "time", &t.duration(time.to_std().unwrap_or_default())),
            None => t.word("macro-end-resolve"),
        }));
        told
    }
}

/// The list; for those who may, with the form that adds one.
pub(super) async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let sheet = Sheet::read(&desk, &t, "/desk/macros".to_owned(), Written::default()).await?;
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
    let line = |one: Macro| Line { id: one.id, steps: sheet.told(&t, &one.steps), name: one.name };
    let rows = desk.store.macros().await?.into_iter().map(line).collect();
    let frame = Frame::read(desk, visitor, Section::Replies, "/desk/macros").await?;
    let edits = visitor.may(AgentRole::Curator);
    Ok(Html(MacrosPage { t, frame, rows, edits, done, sheet }.render()?))
}

/// One, and the form that changes it.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let (kept, t) = (one(&desk, &id).await?, visitor.tongue(&desk));
    let sheet = Sheet::read(&desk, &t, format!("/desk/macros/{}", kept.id), Written::of(kept)).await?;
    changing(&desk, &visitor, t, sheet).await
}

async fn changing(desk: &Desk, visitor: &Visitor, t: Tongue, sheet: Sheet) -> Result<Html<String>, Failure> {
    let frame = Frame::read(desk, visitor, Section::Replies, "/desk/macros").await?;
    Ok(Html(MacroPage { t, frame, sheet }.render()?))
}

async fn one(desk: &Desk, id: &str) -> Result<Macro, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    desk.store.macro_of(id).await?.ok_or(Failure::NotFound)
}

/// Keeps one more.
pub(super) async fn add(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Written>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let sheet = Sheet::read(&desk, &t, "/desk/macros".to_owned(), form).await?;
    let why = match sheet.written.read(&t, &sheet, desk.store.macro_id()) {
        Ok(new) if desk.store.add_macro(new.clone(), visitor.agent.id).await? => {
            return Ok(Redirect::to("/desk/macros?done=kept").into_response());
        }
        Ok(_) => t.word("canned-wrong-twice"),
        Err(why) => why,
    };
    let page = listed(&desk, &visitor, t, Sheet { wrong: Some(why), ..sheet }, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Changes one.
pub(super) async fn save(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Written>,
) -> Result<Response, Failure> {
    let (id, t) = (one(&desk, &id).await?.id, visitor.tongue(&desk));
    let sheet = Sheet::read(&desk, &t, format!("/desk/macros/{id}"), form).await?;
    let why = match sheet.written.read(&t, &sheet, id) {
        Ok(new) if desk.store.change_macro(new.clone(), visitor.agent.id).await? => {
            return Ok(Redirect::to("/desk/macros?done=kept").into_response());
        }
        Ok(_) => t.word("canned-wrong-twice"),
        Err(why) => why,
    };
    let page = changing(&desk, &visitor, t, Sheet { wrong: Some(why), ..sheet }).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Keeps one no more.
pub(super) async fn remove(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Press>,
) -> Result<Redirect, Failure> {
    let kept = one(&desk, &id).await?;
    tracing::info!(id = %kept.id, agent = %visitor.agent.id, "a macro is removed");
    desk.store.remove_macro(kept.id).await?;
    Ok(Redirect::to("/desk/macros?done=removed"))
}

/// A macro that is to be run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    token: String,
    version: i64,
    /// The last entry that whoever runs it saw.
    seen: i64,
    /// Its id; nothing where none was chosen.
    value: String,
}

impl Tokened for Chosen {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Runs one in a conversation.
pub(super) async fn run(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Conversation>,
    visitor: Visitor,
    Checked(form): Checked<Chosen>,
) -> Result<Response, Failure> {
    let agent = visitor.agent.id;
    let scene = Scene::new(desk.clone(), visitor, &id, asked, form.seen)?;
    let conversation = id.parse().map_err(|_| Failure::NotFound)?;
    let conversation = desk.store.conversation(conversation).await?.ok_or(Failure::NotFound)?;
    let wanted = match form.value.parse() {
        Ok(id) => desk.store.macro_of(id).await?,
        Err(_) => None,
    };
    let Some(wanted) = wanted else { return scene.misread("macro-choose-one").await };
    match desk.engine.run_of(&conversation, agent, wanted).await? {
        Ok(action) => {
            let outcome = scene.act(form.version, action).await;
            scene.respond(outcome, Draft::default()).await
        }
        Err(BrokenStep::Reply) => scene.misread("macro-broken-reply").await,
        Err(BrokenStep::Team) => scene.misread("macro-broken-team").await,
    }
}
