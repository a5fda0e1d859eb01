//! What curators do with accepted answers, but make articles of them: that is the editor's.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use hamyar_channel::ChannelId;
use serde::Deserialize;
use uuid::Uuid;

use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::csrf::{Checked, Tokened};
use crate::desk::failure::Failure;
use crate::engine::ActError;
use crate::model::{Action, AuditKind, Consent, Lack, Stand, forum_id};

/// The platform that has forums.
const WITH_FORUMS: &str = "discord";

/// Something that is done with a candidate.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deed {
    token: String,
    id: Uuid,
    /// Why it is not wanted; nothing where that is taken back.
    #[serde(default)]
    reason: String,
    /// What the list shows.
    #[serde(default)]
    show: String,
}

impl Tokened for Deed {
    fn token(&self) -> &str {
        &self.token
    }
}

impl Deed {
    /// The list as it was, with what was done.
    fn back(&self, done: &str) -> Response {
        let show = self.show.parse::<Stand>().map(|stand| format!("show={stand}&")).unwrap_or_default();
        Redirect::to(&format!("/desk/candidates?{show}done={done}")).into_response()
    }
}

/// Keeps that an answer is not wanted, or takes that back.
pub(super) async fn dismiss(State(desk): State<Desk>, Checked(deed): Checked<Deed>) -> Result<Response, Failure> {
    let why = match deed.reason.as_str() {
        "" => None,
        reason => Some(reason.parse::<Lack>().map_err(|_| Failure::BadForm)?),
    };
    desk.store.candidate(deed.id).await?.ok_or(Failure::NotFound)?;
    desk.store.dismiss_candidate(deed.id, why).await?;
    Ok(deed.back(""))
}

/// Has its author asked, who was not asked yet: in the thread, in reply to what they wrote.
pub(super) async fn ask(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(deed): Checked<Deed>,
) -> Result<Response, Failure> {
    let candidate = desk.store.candidate(deed.id).await?.ok_or(Failure::NotFound)?;
    if candidate.consent != Consent::Unasked {
        return Ok(deed.back("not-asked"));
    }
    let turn = desk.store.load_turn(candidate.conversation).await?.ok_or(Failure::NotFound)?;
    let action = Action::AskConsent(candidate.said);
    let asked = desk.engine.act(candidate.conversation, turn.conversation.version, visitor.agent.id, action).await;
    match asked {
        Ok(_) => Ok(deed.back("asked")),
        Err(ActError::Store(error)) => Err(error.into()),
        Err(ActError::NotFound) => Err(Failure::NotFound),
        Err(ActError::Conflict(_) | ActError::Refused(_)) => Ok(deed.back("not-asked")),
    }
}

/// A forum that is to be read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wished {
    token: String,
    channel: String,
    forum: String,
}

impl Tokened for Wished {
    fn token(&self) -> &str {
        &self.token
    }
}

/// The channels that have forums, as far as anything was heard there.
pub(super) async fn channels(desk: &Desk) -> Result<BTreeSet<ChannelId>, Failure> {
    let places = desk.store.shared_places().await?;
    let with_forums = places.into_iter().map(|place| place.channel).filter(|id| id.platform() == WITH_FORUMS);
    Ok(with_forums.collect())
}

/// Has a forum read for posts that are marked solved, behind whoever looks.
pub(super) async fn forum(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Wished>,
) -> Result<Response, Failure> {
    let channel = channels(&desk).await?.into_iter().find(|id| id.as_str() == form.channel).ok_or(Failure::BadForm)?;
    let Some(forum) = forum_id(&form.forum) else {
        return Ok(Redirect::to("/desk/candidates?done=no-forum").into_response());
    };
    desk.store.begin_forum(channel, forum.to_owned()).await?;
    visitor.did(&desk, AuditKind::Imported, forum).await?;
    Ok(Redirect::to("/desk/candidates?done=forum").into_response())
}
