//! Teams, on the page of colleagues.

use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;

use super::super::Desk;
use super::super::access::Visitor;
use super::super::csrf::{Checked, Tokened};
use super::super::failure::Failure;
use super::super::sign_in::Bare;
use crate::model::{AuditKind, TeamId, TeamName};

/// The form with the name of a team.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamForm {
    token: String,
    name: String,
}

impl Tokened for TeamForm {
    fn token(&self) -> &str {
        &self.token
    }
}

fn back(done: &str) -> Redirect {
    Redirect::to(&format!("/desk/people?done={done}#teams"))
}

/// Adds a team.
pub(super) async fn add(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<TeamForm>,
) -> Result<Redirect, Failure> {
    let Ok(name) = form.name.parse::<TeamName>() else { return Ok(back("no-team-name")) };
    let Some(team) = desk.store.add_team(name.into_string()).await? else { return Ok(back("team-twice")) };
    tracing::info!(agent = %visitor.agent.id, %team, "a team was added");
    visitor.did(&desk, AuditKind::TeamChanged, team).await?;
    Ok(back("kept"))
}

/// Calls it otherwise.
pub(super) async fn rename(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<TeamForm>,
) -> Result<Redirect, Failure> {
    let team = one(&desk, &id).await?;
    let Ok(name) = form.name.parse::<TeamName>() else { return Ok(back("no-team-name")) };
    if !desk.store.rename_team(team, name.into_string()).await? {
        return Ok(back("team-twice"));
    }
    tracing::info!(agent = %visitor.agent.id, %team, "a team was renamed");
    visitor.did(&desk, AuditKind::TeamChanged, team).await?;
    Ok(back("kept"))
}

/// Removes it. What was handed to it is anyone's.
pub(super) async fn remove(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Redirect, Failure> {
    let team = one(&desk, &id).await?;
    desk.store.remove_team(team).await?;
    tracing::info!(agent = %visitor.agent.id, %team, "a team was removed");
    visitor.did(&desk, AuditKind::TeamChanged, team).await?;
    Ok(back("team-removed"))
}

async fn one(desk: &Desk, id: &str) -> Result<TeamId, Failure> {
    let id: TeamId = id.parse().map_err(|_| Failure::NotFound)?;
    let known = desk.store.teams().await?.iter().any(|team| team.id == id);
    if known { Ok(id) } else { Err(Failure::NotFound) }
}
