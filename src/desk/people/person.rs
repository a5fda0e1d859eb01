//! One colleague, and what an admin may change about them.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::super::Desk;
use super::super::access::Visitor;
use super::super::csrf::{Checked, Tokened};
use super::super::failure::Failure;
use super::super::frame::{Frame, Section};
use super::super::sign_in::Bare;
use super::super::signed_in::{Place, places};
use super::super::tokens::Tokens;
use super::super::tongue::{Tongue, initials, role_word};
use super::fields::Fields;
use super::{ROLES, password_link};
use crate::model::{AgentId, AgentRole, AuditKind, Label, Team, TeamId};
use crate::store::{Member, MemberChange, Routed};

/// The most conversations that somebody can be given.
const MOST: i32 = 1000;

#[derive(Template)]
#[template(path = "colleague.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is shown in a place of its own")]
struct ColleaguePage {
    t: Tongue,
    frame: Frame,
    id: AgentId,
    name: String,
    initials: String,
    email: String,
    role: String,
    active: bool,
    /// They have a second factor.
    factor: bool,
    /// Their account at a sign-in provider is known.
    openid: bool,
    seen: String,
    /// Where they are signed in, and where a form ends one of that.
    sessions: Vec<Place>,
    sessions_end: String,
    tokens: Tokens,
    /// Word, name, and whether it is the one.
    roles: Vec<(&'static str, String, bool)>,
    languages: Vec<(&'static str, String, bool)>,
    /// Id and name of each team, and whether they are in it.
    teams: Vec<(String, String, bool)>,
    labels: String,
    capacity: String,
    away: bool,
    /// Conversations are given by themselves.
    routes: bool,
    /// A link to a new password that was just made.
    link: Option<String>,
    done: Option<String>,
    wrong: Option<String>,
}

/// What is told on the page besides what it shows.
#[derive(Default)]
struct Told {
    link: Option<String>,
    done: Option<String>,
    wrong: Option<String>,
}

/// What the address of the page may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: Option<String>,
}

/// A colleague.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let member = member(&desk, &id).await?;
    let t = visitor.tongue(&desk);
    let done = match asked.done.as_deref() {
        Some("kept") => Some(t.word("people-kept")),
        Some("ended") => Some(t.word("people-ended")),
        Some("openid") => Some(t.word("openid-forgotten")),
        Some("one") => Some(t.word("session-ended")),
        Some("token") => Some(t.word("token-ended")),
        Some("forgotten") => Some(t.word("factor-forgotten")),
        Some("disabled") => Some(t.word("people-now-disabled")),
        Some("enabled") => Some(t.word("people-now-enabled")),
        _ => None,
    };
    shown(&desk, &visitor, member, Told { done, ..Told::default() }).await
}

async fn member(desk: &Desk, id: &str) -> Result<Member, Failure> {
    let id: AgentId = id.parse().map_err(|_| Failure::NotFound)?;
    desk.store.members().await?.into_iter().find(|member| member.agent.id == id).ok_or(Failure::NotFound)
}

async fn shown(desk: &Desk, visitor: &Visitor, member: Member, told: Told) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let Member { agent, seen_at } = member;
    let given = desk.store.all_routed().await?.remove(&agent.id).unwrap_or_default();
    let frame = Frame::read(desk, visitor, Section::People, &format!("/desk/people/{}", agent.id)).await?;
    let of = desk.store.team_members().await?.remove(&agent.id).unwrap_or_default();
    let team = |team: Team| (team.id.to_string(), team.name, of.contains(&team.id));
    let teams = desk.store.teams().await?.into_iter().map(team).collect();
    let spoken = given.languages.unwrap_or_default();
    let language =
        |(tag, _): (&'static str, String)| (tag, t.language_name(tag), spoken.iter().any(|other| other == tag));
    let labels: Vec<String> = given.labels.iter().flatten().map(ToString::to_string).collect();
    let page = ColleaguePage {
        id: agent.id,
        initials: initials(&agent.name),
        role: t.word(role_word(agent.role)),
        active: agent.active,
        factor: desk.store.who_has_second_factors().await?.contains(&agent.id),
        openid: !desk.store.openid_issuers_of(agent.id).await?.is_empty(),
        seen: seen_at.map_or_else(|| t.word("people-never"), |at| t.moment(&at)),
        sessions: places(desk, visitor, agent.id).await?,
        sessions_end: format!("/desk/people/{}/sessions/end", agent.id),
        tokens: Tokens::of(desk, visitor, agent.id, &t).await?,
        roles: ROLES.into_iter().map(|role| (role.word(), t.word(role_word(role)), role == agent.role)).collect(),
        languages: t.languages().into_iter().map(language).collect(),
        teams,
        labels: labels.join(", "),
        capacity: given.capacity.flatten().map(|most| most.to_string()).unwrap_or_default(),
        away: given.away == Some(true),
        routes: desk.engine.routes(),
        link: told.link,
        done: told.done,
        wrong: told.wrong,
        name: agent.name,
        email: agent.email,
        frame,
        t,
    };
    Ok(Html(page.render()?))
}

fn back(id: AgentId, done: &str) -> Response {
    Redirect::to(&format!("/desk/people/{id}?done={done}")).into_response()
}

async fn refused(desk: &Desk, visitor: &Visitor, member: Member, why: String) -> Result<Response, Failure> {
    let page = shown(desk, visitor, member, Told { wrong: Some(why), ..Told::default() }).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Says why something was not changed.
async fn unchanged(desk: &Desk, visitor: &Visitor, member: Member, why: MemberChange) -> Result<Response, Failure> {
    if why != MemberChange::LastAdmin {
        return Err(Failure::NotFound);
    }
    let why = visitor.tongue(desk).word("people-wrong-last-admin");
    refused(desk, visitor, member, why).await
}

/// The form that changes a role.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleForm {
    token: String,
    role: String,
}

impl Tokened for RoleForm {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Changes what they may do. Their open pages follow within seconds.
pub(super) async fn set_role(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<RoleForm>,
) -> Result<Response, Failure> {
    let member = member(&desk, &id).await?;
    let role: AgentRole = form.role.parse().map_err(|_| Failure::BadForm)?;
    let change = desk.store.set_role(member.agent.id, role).await?;
    if change != MemberChange::Done {
        return unchanged(&desk, &visitor, member, change).await;
    }
    tracing::info!(agent = %visitor.agent.id, of = %member.agent.id, %role, "a role was changed");
    visitor.did_to(&desk, member.agent.id, AuditKind::RoleChanged, role).await?;
    Ok(back(member.agent.id, "kept"))
}

/// Changes what they are given.
pub(super) async fn set_work(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Fields>,
) -> Result<Response, Failure> {
    let member = member(&desk, &id).await?;
    let t = visitor.tongue(&desk);
    let form = form.known(&["labels", "capacity"], &["language", "team", "away"])?;
    let languages: Vec<String> = form.all("language").map(str::to_owned).collect();
    if languages.iter().any(|language| !desk.words.languages().contains(&language.as_str())) {
        return Err(Failure::BadForm);
    }
    let parts = form.one("labels").split([',', '،']).map(str::trim).filter(|part| !part.is_empty());
    let Ok(labels) = parts.map(str::parse::<Label>).collect::<Result<Vec<Label>, _>>() else {
        return refused(&desk, &visitor, member, t.word("people-wrong-labels")).await;
    };
    let capacity = match form.one("capacity").trim() {
        "" => None,
        number => match number.parse().ok().filter(|number| (0..=MOST).contains(number)) {
            Some(number) => Some(number),
            None => {
                let why = t.with("people-wrong-capacity", "count", &MOST.to_string());
                return refused(&desk, &visitor, member, why).await;
            }
        },
    };
    let away = Some(form.all("away").next().is_some());
    let to = Routed { languages: Some(languages), labels: Some(labels), capacity: Some(capacity), away };
    let teams: Result<BTreeSet<TeamId>, _> = form.all("team").map(str::parse).collect();
    // Before anything is saved: a form that is wrong anywhere changes nothing.
    let teams = teams.map_err(|_| Failure::BadForm)?;
    work(&desk, &visitor, member.agent.id, to, teams).await?;
    desk.engine.look();
    Ok(back(member.agent.id, "kept"))
}

/// Saves what they are given and the teams that they are in, and keeps what of it is new.
async fn work(
    desk: &Desk,
    visitor: &Visitor,
    agent: AgentId,
    to: Routed,
    teams: BTreeSet<TeamId>,
) -> Result<(), Failure> {
    let before = desk.store.all_routed().await?.remove(&agent).unwrap_or_default();
    if before != to {
        desk.store.set_routed(agent, to).await?;
        visitor.did_to(desk, agent, AuditKind::WorkSet, "").await?;
    }
    let were = desk.store.team_members().await?.remove(&agent).unwrap_or_default();
    desk.store.set_teams_of(agent, teams).await?;
    let are = desk.store.team_members().await?.remove(&agent).unwrap_or_default();
    for team in were.symmetric_difference(&are) {
        visitor.did_to(desk, agent, AuditKind::TeamChanged, team).await?;
    }
    Ok(())
}

/// Makes a link by which they choose a new password: it is shown this once.
pub(super) async fn reset_password(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Html<String>, Failure> {
    let member = member(&desk, &id).await?;
    if !member.agent.active {
        return Err(Failure::NotFound);
    }
    let link = password_link(&desk.store, &desk.edge, member.agent.id, &desk.settings.base_url).await?;
    tracing::info!(agent = %visitor.agent.id, of = %member.agent.id, "a link to a new password was given");
    visitor.did_to(&desk, member.agent.id, AuditKind::LinkMade, "password").await?;
    shown(&desk, &visitor, member, Told { link: Some(link), ..Told::default() }).await
}

/// Signs them out everywhere.
pub(super) async fn end_sessions(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Response, Failure> {
    let member = member(&desk, &id).await?;
    desk.store.end_sessions_of(member.agent.id).await?;
    tracing::info!(agent = %visitor.agent.id, of = %member.agent.id, "sessions were ended");
    visitor.did_to(&desk, member.agent.id, AuditKind::SessionsEnded, "").await?;
    Ok(back(member.agent.id, "ended"))
}

/// Takes their second factor away: they have lost what makes the codes.
pub(super) async fn forget_factor(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Response, Failure> {
    let member = member(&desk, &id).await?;
    if desk.store.remove_second_factor(member.agent.id).await? {
        tracing::info!(agent = %visitor.agent.id, of = %member.agent.id, "a second factor was taken away");
        visitor.did_to(&desk, member.agent.id, AuditKind::FactorOff, "").await?;
    }
    Ok(back(member.agent.id, "forgotten"))
}

/// They can sign in no more.
pub(super) async fn disable(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Response, Failure> {
    let member = member(&desk, &id).await?;
    let change = desk.store.disable(member.agent.id).await?;
    if change != MemberChange::Done {
        return unchanged(&desk, &visitor, member, change).await;
    }
    tracing::info!(agent = %visitor.agent.id, of = %member.agent.id, "somebody was disabled");
    visitor.did_to(&desk, member.agent.id, AuditKind::Disabled, "").await?;
    Ok(back(member.agent.id, "disabled"))
}

/// They can sign in again.
pub(super) async fn enable(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Response, Failure> {
    let member = member(&desk, &id).await?;
    desk.store.change_agent(member.agent.id, None, Some(true)).await?;
    tracing::info!(agent = %visitor.agent.id, of = %member.agent.id, "somebody was enabled");
    visitor.did_to(&desk, member.agent.id, AuditKind::Enabled, "").await?;
    Ok(back(member.agent.id, "enabled"))
}
