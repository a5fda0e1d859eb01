//! What the team keeps about a person: labels, notes and where they are; on their page and beside their conversations.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono_tz::{TZ_VARIANTS, Tz};
use serde::Deserialize;

use super::Desk;
use super::access::{Visitor, own_path};
use super::contact::page_with;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::story::Teller;
use crate::model::{AgentRole, Contact, ContactId, ContactNote, ContactNoteId, Label};
use crate::store::{Labelled, MOST_CONTACT_LABELS, Unnoted};

/// The longest note, in characters.
const LONGEST: usize = 4000;

/// What is kept, ready to be shown.
pub(super) struct About {
    pub(super) id: ContactId,
    pub(super) labels: Vec<String>,
    /// Labels that others have.
    pub(super) known: Vec<String>,
    pub(super) notes: Vec<Note>,
    /// Where the team says that they are.
    pub(super) zone: String,
    /// Where what is done comes back to.
    pub(super) back: String,
}

/// Something that was noted down.
pub(super) struct Note {
    pub(super) id: ContactNoteId,
    /// Who wrote it and when.
    pub(super) head: String,
    pub(super) body: String,
    /// The reader may remove it.
    pub(super) removable: bool,
}

impl About {
    pub(super) async fn read(
        desk: &Desk,
        visitor: &Visitor,
        teller: &Teller<'_>,
        contact: &Contact,
        back: &str,
    ) -> Result<Self, Failure> {
        let known = if visitor.may(AgentRole::Agent) { desk.store.contact_labels().await? } else { Vec::new() };
        let known = known.iter().filter(|label| !contact.labels.contains(*label));
        let note = |note: ContactNote| {
            let (by, moment) = (teller.colleague(note.author), teller.t.moment(&note.written_at));
            Note {
                id: note.id,
                head: teller.t.text("about-note-by", &[("name", &by), ("moment", &moment)]),
                body: note.body,
                removable: visitor.may(AgentRole::Admin)
                    || note.author == visitor.agent.id && visitor.may(AgentRole::Agent),
            }
        };
        Ok(Self {
            id: contact.id,
            labels: contact.labels.iter().map(ToString::to_string).collect(),
            known: known.map(ToString::to_string).collect(),
            notes: desk.store.contact_notes(contact.id).await?.into_iter().map(note).collect(),
            zone: contact.zone.map(|zone| zone.name().to_owned()).unwrap_or_default(),
            back: back.to_owned(),
        })
    }
}

/// Time zones by which places are known.
pub(super) fn zones() -> Vec<&'static str> {
    const OLD: [&str; 9] = ["Etc", "US", "Canada", "Brazil", "Chile", "Mexico", "GMT", "SystemV", "posix"];
    let known = |name: &&str| name.split_once('/').is_some_and(|(area, _)| !OLD.contains(&area));
    TZ_VARIANTS.iter().map(|zone| zone.name()).filter(known).collect()
}

/// Something that is said about a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Saying {
    token: String,
    #[serde(default)]
    value: String,
    /// The page on which it was said.
    #[serde(default)]
    back: String,
}

impl Tokened for Saying {
    fn token(&self) -> &str {
        &self.token
    }
}

/// What came of it: everybody looks anew, or is told why nothing was done.
async fn said(
    desk: &Desk,
    visitor: &Visitor,
    id: ContactId,
    form: &Saying,
    refused: Option<String>,
) -> Result<Response, Failure> {
    if refused.is_some() {
        let page = page_with(desk, visitor, id, refused).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    desk.live.everything();
    let back = if form.back.is_empty() { format!("/desk/contacts/{id}") } else { own_path(&form.back).to_owned() };
    Ok(Redirect::to(&back).into_response())
}

async fn labelling(
    desk: &Desk,
    visitor: &Visitor,
    id: &str,
    form: &Saying,
    change: fn(Label) -> (Option<Label>, Option<Label>),
) -> Result<Response, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let t = visitor.tongue(desk);
    let refused = match form.value.parse().map(change) {
        Err(_) => Some(t.word("inbox-refused-label")),
        Ok((add, remove)) => {
            let (add, remove) = (add.into_iter().collect(), remove.into_iter().collect());
            match desk.store.label_contact(id, add, remove).await? {
                Labelled::Missing => return Err(Failure::NotFound),
                Labelled::TooMany => Some(t.with("about-refused-labels", "count", &MOST_CONTACT_LABELS.to_string())),
                Labelled::Done(_) => None,
            }
        }
    };
    said(desk, visitor, id, form, refused).await
}

/// Labels a person.
pub(super) async fn label(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Saying>,
) -> Result<Response, Failure> {
    labelling(&desk, &visitor, &id, &form, |label| (Some(label), None)).await
}

/// Takes a label off a person.
pub(super) async fn unlabel(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Saying>,
) -> Result<Response, Failure> {
    labelling(&desk, &visitor, &id, &form, |label| (None, Some(label))).await
}

/// Notes something down about a person.
pub(super) async fn note(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Saying>,
) -> Result<Response, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let words = form.value.trim().replace("\r\n", "\n");
    let refused = if words.is_empty() || words.chars().count() > LONGEST {
        Some(visitor.tongue(&desk).with("about-refused-note", "count", &LONGEST.to_string()))
    } else {
        desk.store.note_contact(id, visitor.agent.id, words).await?.ok_or(Failure::NotFound)?;
        None
    };
    said(&desk, &visitor, id, &form, refused).await
}

/// Removes a note: one's own, or for an administrator anybody's.
pub(super) async fn unnote(
    State(desk): State<Desk>,
    Path((id, note)): Path<(String, String)>,
    visitor: Visitor,
    Checked(form): Checked<Saying>,
) -> Result<Response, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let note: ContactNoteId = note.parse().map_err(|_| Failure::NotFound)?;
    let only_of = (!visitor.may(AgentRole::Admin)).then_some(visitor.agent.id);
    match desk.store.remove_contact_note(id, note, only_of).await? {
        Unnoted::Missing => Err(Failure::NotFound),
        Unnoted::Foreign => Err(Failure::Forbidden),
        Unnoted::Done => said(&desk, &visitor, id, &form, None).await,
    }
}

/// Says where a person is; nothing takes it back.
pub(super) async fn place(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Saying>,
) -> Result<Response, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let name = form.value.trim();
    let zone = if name.is_empty() { Ok(None) } else { name.parse::<Tz>().map(Some) };
    let refused = match zone {
        Err(_) => {
            let shown: String = name.chars().take(60).collect();
            Some(visitor.tongue(&desk).with("about-refused-zone", "zone", &shown))
        }
        Ok(zone) if desk.store.place_contact(id, zone).await? => None,
        Ok(_) => return Err(Failure::NotFound),
    };
    said(&desk, &visitor, id, &form, refused).await
}
