//! What people of the team do in a conversation. Each form carries the version of the conversation that its writer saw: if
//! somebody else decided something since, nothing is done, and the writer sees what it was before trying again.

use std::collections::{BTreeSet, HashMap};

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::canned::values;
use super::conversation::{Asked, Draft, Notice, team, whole};
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::story::{Teller, sentence};
use super::suggestion::suggestions;
use super::upload::{Sheet, Why};
use crate::engine::{ActError, Conflict, Outcome};
use crate::model::{Action, AgentId, ConversationId, Entry, Refusal};

/// Entries in which is looked for what a person did not see.
const LATELY: i64 = 50;

/// A deed without words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deed {
    token: String,
    version: i64,
    /// The last entry that its doer saw.
    seen: i64,
}

impl Tokened for Deed {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Something written, to the customer or for the team.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Writing {
    token: String,
    version: i64,
    /// The last entry that its writer saw.
    seen: i64,
    mode: Mode,
    text: String,
    /// The colleagues whom a note names.
    #[serde(skip)]
    mentions: BTreeSet<AgentId>,
    /// Take the conversation from the colleague who holds it, then send.
    #[serde(default)]
    take_over: Option<Yes>,
    /// Put something into the text, and send nothing.
    #[serde(skip)]
    insert: Option<Insert>,
}

/// What is put into the text.
enum Insert {
    /// The canned reply of this id.
    Canned(String),
    /// The suggested article of this number, from 0.
    Suggestion(usize),
}

impl Insert {
    /// What the button that was pressed says.
    fn read(fields: &mut HashMap<String, String>) -> Option<Self> {
        let suggestion = fields.remove("insert").and_then(|what| what.strip_prefix("suggestion-")?.parse().ok());
        let canned = fields.remove("canned").filter(|id| !id.is_empty());
        suggestion.map(Self::Suggestion).or_else(|| canned.map(Self::Canned))
    }
}

/// Whom something written is for.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Reply,
    Note,
}

/// A button that was pressed.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Yes {
    Yes,
}

impl Writing {
    /// From the fields of a form. `None` if one is missing or cannot be read.
    pub(super) fn read(mut fields: HashMap<String, String>, mentions: BTreeSet<AgentId>) -> Option<Self> {
        let mode = match fields.remove("mode")?.as_str() {
            "reply" => Mode::Reply,
            "note" => Mode::Note,
            _ => return None,
        };
        Some(Self {
            token: fields.remove("token")?,
            version: fields.remove("version")?.parse().ok()?,
            seen: fields.remove("seen")?.parse().ok()?,
            mode,
            mentions,
            text: fields.remove("text")?,
            take_over: fields.remove("take_over").map(|_| Yes::Yes),
            insert: Insert::read(&mut fields),
        })
    }
}

impl Tokened for Writing {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Where something is done, and by whom.
pub(super) struct Scene {
    desk: Desk,
    visitor: Visitor,
    id: ConversationId,
    asked: Asked,
    /// The last entry that the person saw.
    seen: i64,
}

impl Scene {
    pub(super) fn new(desk: Desk, visitor: Visitor, id: &str, asked: Asked, seen: i64) -> Result<Self, Failure> {
        let id = id.parse().map_err(|_| Failure::NotFound)?;
        Ok(Self { desk, visitor, id, asked, seen })
    }

    pub(super) async fn act(&self, version: i64, action: Action) -> Result<Outcome, ActError> {
        if matches!(action, Action::Resolve | Action::Snooze(_)) {
            self.look(version).await?;
        }
        self.desk.engine.act(self.id, version, self.visitor.agent.id, action).await
    }

    /// What the asker did and this person did not see is to be seen before the conversation goes out of sight. What comes
    /// after this look is still to be decided, and brings it back.
    async fn look(&self, version: i64) -> Result<(), ActError> {
        let asker = self.desk.store.conversation(self.id).await?.ok_or(ActError::NotFound)?.asker;
        let mut since = self.desk.store.entries(self.id, None, LATELY).await?;
        since.retain(|entry| entry.seq > self.seen && entry.identity == Some(asker));
        if since.is_empty() { Ok(()) } else { Err(ActError::Conflict(Conflict { version, since })) }
    }

    /// Back to the conversation, or to the page that says why nothing was done.
    pub(super) async fn respond(self, outcome: Result<Outcome, ActError>, draft: Draft) -> Result<Response, Failure> {
        let (status, notice) = match outcome {
            Ok(_) | Err(ActError::Refused(Refusal::NothingToDo)) => return Ok(self.back().into_response()),
            Err(ActError::NotFound) => return Err(Failure::NotFound),
            Err(ActError::Store(error)) => return Err(error.into()),
            Err(ActError::Conflict(conflict)) => (StatusCode::CONFLICT, self.conflict(&conflict.since).await?),
            Err(ActError::Refused(Refusal::HeldBy(holder))) => {
                let name = team(&self.desk).await?.remove(&holder).unwrap_or_default();
                let words = self.visitor.tongue(&self.desk).with("desk-notice-held", "name", &name);
                (StatusCode::CONFLICT, Notice::Held { words })
            }
            Err(ActError::Refused(Refusal::AnotherOpen)) => (StatusCode::CONFLICT, Notice::AnotherOpen),
            Err(ActError::Refused(Refusal::Empty)) => (StatusCode::UNPROCESSABLE_ENTITY, Notice::Empty),
            Err(ActError::Refused(Refusal::NoSuchTime)) => self.unable("inbox-refused-time"),
            Err(ActError::Refused(Refusal::NotOfTheTeam)) => self.unable("inbox-refused-colleague"),
            Err(ActError::Refused(Refusal::TooManyLabels)) => self.unable("inbox-refused-labels"),
        };
        self.refuse(status, Draft { notice: Some(notice), ..draft }).await
    }

    /// It cannot be done, and why.
    fn unable(&self, key: &str) -> (StatusCode, Notice) {
        (StatusCode::UNPROCESSABLE_ENTITY, Notice::Refused { words: self.visitor.tongue(&self.desk).word(key) })
    }

    /// The page again, since what was sent cannot be read.
    pub(super) async fn misread(&self, key: &str) -> Result<Response, Failure> {
        let (status, notice) = self.unable(key);
        self.refuse(status, Draft { notice: Some(notice), ..Draft::default() }).await
    }

    /// The page again, with what was written and why it was not sent.
    async fn refuse(&self, status: StatusCode, draft: Draft) -> Result<Response, Failure> {
        let page = whole(&self.desk, &self.visitor, self.id, &self.asked, draft).await?;
        Ok((status, page).into_response())
    }

    /// What was written, and behind it the canned reply, or the suggestion, if it is still there.
    async fn inserted(&self, text: &str, what: Insert) -> Result<String, Failure> {
        let more = match what {
            Insert::Suggestion(number) => {
                let conversation = self.desk.store.conversation(self.id).await?.ok_or(Failure::NotFound)?;
                let t = self.visitor.tongue(&self.desk);
                let suggestions = suggestions(&self.desk, &t, &conversation).await?;
                suggestions.into_iter().nth(number).map(|suggestion| suggestion.text)
            }
            Insert::Canned(id) => match id.parse() {
                Ok(id) => {
                    let values = values(&self.desk, &self.visitor, self.id).await?;
                    self.desk.store.canned_reply(id).await?.map(|reply| reply.filled(&values))
                }
                Err(_) => None,
            },
        };
        let parts = [text.trim_end(), more.as_deref().unwrap_or_default()];
        Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"))
    }

    fn back(&self) -> Redirect {
        Redirect::to(&format!("/desk/conversations/{}?view={}", self.id, self.asked.trail().query()))
    }

    /// Why files are not sent, in sentences.
    fn unsendable(&self, in_note: bool, refused: &[(String, Why)]) -> Vec<String> {
        let t = self.visitor.tongue(&self.desk);
        let in_note = in_note.then(|| t.word("desk-unsent-note"));
        refused.iter().map(|(name, why)| why.sentence(&t, name)).chain(in_note).collect()
    }

    /// What was done and said since the person looked.
    async fn conflict(&self, since: &[Entry]) -> Result<Notice, Failure> {
        let t = self.visitor.tongue(&self.desk);
        let (agents, speakers) = (team(&self.desk).await?, self.desk.store.speakers(since).await?);
        let view = self.asked.trail().query();
        let teller = Teller { t: &t, me: self.visitor.agent.id, agents: &agents, speakers: &speakers, view: &view };
        let unseen = since.iter().filter(|entry| entry.seq > self.seen);
        let since = unseen.map(|entry| (sentence(&teller, entry), entry.body.clone())).collect();
        Ok(Notice::Conflict { since })
    }
}

/// Writes to the customer, or for the team. What cannot be sent keeps the rest from being sent, too: half a reply is none.
pub(super) async fn write(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
    sheet: Sheet,
) -> Result<Response, Failure> {
    let Sheet { form, files, refused } = sheet;
    let scene = Scene::new(desk, visitor, &id, asked, form.seen)?;
    let note = form.mode == Mode::Note;
    let mentions = form.mentions;
    let draft = Draft { text: form.text.clone(), note, files: files.clone(), mentions: mentions.clone(), notice: None };
    let why = scene.unsendable(note && !files.is_empty(), &refused);
    if !why.is_empty() {
        let notice = Some(Notice::Files { why });
        return scene.refuse(StatusCode::UNPROCESSABLE_ENTITY, Draft { notice, ..draft }).await;
    }
    if let Some(what) = form.insert {
        let text = scene.inserted(&form.text, what).await?;
        return scene.refuse(StatusCode::OK, Draft { text, ..draft }).await;
    }
    let action = match (note, files.is_empty()) {
        (true, _) if mentions.is_empty() => Action::Note(form.text),
        (true, _) => Action::NoteTo { text: form.text, mentions },
        (false, true) => Action::Reply(form.text),
        (false, false) => Action::Send { text: form.text, files },
    };
    let version = match form.take_over {
        Some(Yes::Yes) => match scene.act(form.version, Action::Take).await {
            Ok(outcome) => outcome.version,
            Err(ActError::Refused(Refusal::NothingToDo)) => form.version,
            refused => return scene.respond(refused, draft).await,
        },
        None => form.version,
    };
    match scene.act(version, action).await {
        Err(ActError::Refused(Refusal::NotOfTheTeam)) => {
            let (status, notice) = scene.unable("mention-refused");
            scene.refuse(status, Draft { notice: Some(notice), ..draft }).await
        }
        outcome => scene.respond(outcome, draft).await,
    }
}

async fn plain(
    (desk, id, asked): (Desk, String, Asked),
    visitor: Visitor,
    form: Deed,
    action: Action,
) -> Result<Response, Failure> {
    let scene = Scene::new(desk, visitor, &id, asked, form.seen)?;
    let outcome = scene.act(form.version, action).await;
    scene.respond(outcome, Draft::default()).await
}

/// The deeds that need nothing but the conversation.
macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident => $action:expr;)+) => {$(
        $(#[$doc])*
        pub(super) async fn $name(
            State(desk): State<Desk>,
            Path(id): Path<String>,
            Query(asked): Query<Asked>,
            visitor: Visitor,
            Checked(form): Checked<Deed>,
        ) -> Result<Response, Failure> {
            plain((desk, id, asked), visitor, form, $action).await
        }
    )+};
}

deeds! {
    /// Takes the conversation.
    take => Action::Take;
    /// Gives it back to the bot.
    give_back => Action::Return;
    /// Ends it.
    resolve => Action::Resolve;
    /// Takes it up again.
    reopen => Action::Reopen;
    /// Takes it up before the time that it was put off to.
    wake => Action::Wake;
}
