//! Who is on the team and who is invited, and the form that invites.

use std::collections::{BTreeSet, HashMap};

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
use super::super::sign_in::{Bare, canonical_email};
use super::super::tongue::{Tongue, role_word};
use super::{Invited, ROLES, invitation_link};
use crate::model::{AgentId, AgentRole, AuditKind, InvitationId, Team, TeamId, TeamName};
use crate::store::{Invitation, Member, Routed};

/// The longest e-mail.
const EMAIL: usize = 254;

/// Somebody of the team.
struct Row {
    id: AgentId,
    name: String,
    email: String,
    role: String,
    teams: String,
    languages: String,
    capacity: String,
    seen: String,
    factor: bool,
    away: bool,
    active: bool,
}

/// A team.
struct Group {
    id: TeamId,
    name: String,
    count: String,
}

/// Somebody who is invited.
struct Pending {
    id: InvitationId,
    email: String,
    role: String,
    until: String,
}

/// What the form that invites shows.
#[derive(Default)]
struct Sheet {
    email: String,
    role: Option<AgentRole>,
    language: String,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    t: Tongue,
    frame: Frame,
    rows: Vec<Row>,
    teams: Vec<Group>,
    pending: Vec<Pending>,
    /// Word, name, and whether it is the one.
    roles: Vec<(&'static str, String, bool)>,
    languages: Vec<(&'static str, String, bool)>,
    sheet: Sheet,
    /// The link of the invitation that was just made, and whom it is for.
    link: Option<(String, String)>,
    done: Option<String>,
    /// Why a team is not as it was wanted.
    wrong_team: Option<String>,
}

/// What the address of the list may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: Option<String>,
}

/// The list, and the form that invites.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let (mut done, mut wrong_team) = (None, None);
    match asked.done.as_deref() {
        Some("revoked") => done = Some(t.word("people-revoked")),
        Some("kept") => done = Some(t.word("people-kept")),
        Some("team-removed") => done = Some(t.word("people-team-removed")),
        Some("no-team-name") => wrong_team = Some(t.with("people-wrong-name", "count", &TeamName::LONGEST.to_string())),
        Some("team-twice") => wrong_team = Some(t.word("people-wrong-team")),
        _ => {}
    }
    shown(&desk, &visitor, Sheet::default(), Told { done, wrong_team, link: None }).await
}

/// What is told on the page besides what it shows.
#[derive(Default)]
struct Told {
    link: Option<(String, String)>,
    done: Option<String>,
    wrong_team: Option<String>,
}

async fn shown(desk: &Desk, visitor: &Visitor, sheet: Sheet, told: Told) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let routed = desk.store.all_routed().await?;
    let (teams, in_teams) = (desk.store.teams().await?, desk.store.team_members().await?);
    let of = |member: &Member| in_teams.get(&member.agent.id).cloned().unwrap_or_default();
    let members = desk.store.members().await?;
    let factors = desk.store.who_has_second_factors().await?;
    let row = |member: Member| Row {
        factor: factors.contains(&member.agent.id),
        ..row(&t, &teams, &of(&member), member, &routed)
    };
    let rows = members.into_iter().map(row).collect();
    let count = |team: &Team| in_teams.values().filter(|teams| teams.contains(&team.id)).count();
    let group = |team: Team| {
        let count = t.count("people-team-count", i64::try_from(count(&team)).unwrap_or_default());
        Group { id: team.id, count, name: team.name }
    };
    let teams = teams.iter().cloned().map(group).collect();
    let pending = desk.store.invitations().await?.into_iter().map(|one| waiting(&t, one)).collect();
    let frame = Frame::read(desk, visitor, Section::People, "/desk/people").await?;
    let chosen = sheet.role.unwrap_or(AgentRole::Agent);
    let roles = ROLES.into_iter().map(|role| (role.word(), t.word(role_word(role)), role == chosen)).collect();
    let wanted = if sheet.language.is_empty() { t.language().to_owned() } else { sheet.language.clone() };
    let language = |(tag, name): (&'static str, String)| (tag, name, tag == wanted);
    let languages = t.languages().into_iter().map(language).collect();
    let Told { link, done, wrong_team } = told;
    let page = PeoplePage { t, frame, rows, teams, pending, roles, languages, sheet, link, done, wrong_team };
    Ok(Html(page.render()?))
}

fn row(t: &Tongue, teams: &[Team], of: &BTreeSet<TeamId>, member: Member, routed: &HashMap<AgentId, Routed>) -> Row {
    let Member { agent, seen_at, .. } = member;
    let given = routed.get(&agent.id).cloned().unwrap_or_default();
    let spoken: Vec<String> = given.languages.iter().flatten().map(|tag| t.language_name(tag)).collect();
    let all = t.word("people-any");
    let comma = t.word("people-comma");
    let teams: Vec<&str> = teams.iter().filter(|team| of.contains(&team.id)).map(|team| team.name.as_str()).collect();
    Row {
        id: agent.id,
        role: t.word(role_word(agent.role)),
        name: agent.name,
        email: agent.email,
        languages: if spoken.is_empty() { all } else { spoken.join(&comma) },
        teams: if teams.is_empty() { t.word("people-no-team") } else { teams.join(&comma) },
        capacity: given.capacity.flatten().map_or_else(|| t.word("people-usual"), |most| t.number(i64::from(most))),
        seen: seen_at.map_or_else(|| t.word("people-never"), |at| t.moment(&at)),
        factor: false,
        away: given.away == Some(true),
        active: agent.active,
    }
}

fn waiting(t: &Tongue, invitation: Invitation) -> Pending {
    Pending {
        id: invitation.id,
        role: t.word(role_word(invitation.role)),
        until: t.moment(&invitation.expires_at),
        email: invitation.email,
    }
}

/// The form that invites.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InviteForm {
    token: String,
    email: String,
    role: String,
    language: String,
}

impl Tokened for InviteForm {
    fn token(&self) -> &str {
        &self.token
    }
}

/// What can be an address: something on either side of one `@`, and nothing that is not seen.
fn is_email(email: &str) -> bool {
    let sides =
        email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    sides && email.len() <= EMAIL && !email.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}

/// Invites somebody: the link is shown this once.
pub(super) async fn invite(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<InviteForm>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let role: AgentRole = form.role.parse().map_err(|_| Failure::BadForm)?;
    if !desk.words.languages().contains(&form.language.as_str()) {
        return Err(Failure::BadForm);
    }
    let email = canonical_email(&form.email);
    let why = if is_email(&email) {
        let lifetime = desk.settings.invitation_lifetime;
        let invited = Invited { email: email.clone(), role, language: form.language.clone(), lifetime };
        if let Some(link) = invitation_link(&desk.store, &desk.edge, invited, &desk.settings.base_url).await? {
            tracing::info!(agent = %visitor.agent.id, "somebody was invited to the team");
            visitor.did(&desk, AuditKind::Invited, role).await?;
            let told = Told { link: Some((link, email)), ..Told::default() };
            return Ok(shown(&desk, &visitor, Sheet::default(), told).await?.into_response());
        }
        t.word("people-wrong-known")
    } else {
        t.word("people-wrong-email")
    };
    let sheet = Sheet { email: form.email, role: Some(role), language: form.language, wrong: Some(why) };
    let page = shown(&desk, &visitor, sheet, Told::default()).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Takes an invitation back.
pub(super) async fn revoke(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Redirect, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    if !desk.store.revoke_invitation(id).await? {
        return Err(Failure::NotFound);
    }
    tracing::info!(agent = %visitor.agent.id, "an invitation was taken back");
    visitor.did(&desk, AuditKind::Uninvited, "").await?;
    Ok(Redirect::to("/desk/people?done=revoked"))
}
