//! What somebody meets who follows a link: to join the team, or to choose a new password. A link that is used, taken back,
//! too old or made up gets one and the same page.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use tower_sessions::Session;

use super::super::audit::{Origin, came};
use super::super::csrf::Plain;
use super::super::failure::{Failure, preferred};
use super::super::password::{hashed, weak};
use super::super::sign_in::{begin, link_hash};
use super::super::tongue::Tongue;
use super::super::{Desk, SHORTEST_PASSWORD, assets};
use crate::model::{AgentName, AuditKind};

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage {
    t: Tongue,
    brand: String,
    css: &'static str,
    icon: &'static str,
    title: String,
    /// Where the form goes, and whom it is for; `None` if the link is worth nothing.
    form: Option<(String, String)>,
    /// What they are called so far, where they choose that.
    name: Option<String>,
    shortest: String,
    problem: Option<String>,
}

fn welcome(desk: &Desk, language: &str, title: &str) -> WelcomePage {
    let t = Tongue::new(desk, language);
    WelcomePage {
        brand: desk.settings.brand.clone(),
        css: assets::css(),
        icon: assets::icon(),
        title: t.word(title),
        form: None,
        name: None,
        shortest: t.with("people-password-hint", "count", &SHORTEST_PASSWORD.to_string()),
        problem: None,
        t,
    }
}

/// What whoever follows a link that is worth nothing is told.
fn spent(desk: &Desk, headers: &HeaderMap) -> Result<Response, Failure> {
    let mut page = welcome(desk, &preferred(headers, &*desk.words), "people-spent");
    page.problem = Some(page.t.word("people-spent-hint"));
    Ok((StatusCode::NOT_FOUND, Html(page.render()?)).into_response())
}

/// The page of an invitation.
pub(super) async fn join_page(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(invitation) = desk.store.invitation(&link_hash(&token)).await? else { return spent(&desk, &headers) };
    let mut page = welcome(&desk, &invitation.language, "people-join-title");
    page.form = Some((format!("/desk/join/{token}"), invitation.email));
    page.name = Some(String::new());
    Ok(Html(page.render()?).into_response())
}

/// The form of an invitation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JoinForm {
    name: String,
    password: String,
}

/// Somebody joins, and is signed in.
pub(super) async fn join(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    session: Session,
    headers: HeaderMap,
    origin: Origin,
    Plain(form): Plain<JoinForm>,
) -> Result<Response, Failure> {
    let hash = link_hash(&token);
    let Some(invitation) = desk.store.invitation(&hash).await? else { return spent(&desk, &headers) };
    let mut page = welcome(&desk, &invitation.language, "people-join-title");
    let name = form.name.parse::<AgentName>();
    let nameless = || page.t.with("people-wrong-name", "count", &AgentName::LONGEST.to_string());
    let (name, problem) = match name {
        Ok(name) => (name.into_string(), weak(&page.t, &form.password)),
        Err(_) => (form.name, Some(nameless())),
    };
    if problem.is_some() {
        page.form = Some((format!("/desk/join/{token}"), invitation.email));
        page.name = Some(name);
        page.problem = problem;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let password_hash = hashed(&desk, form.password).await?;
    let Some(agent) = desk.store.redeem(hash, name, password_hash).await? else { return spent(&desk, &headers) };
    begin(&session, agent).await?;
    came(&desk, origin, agent, AuditKind::Joined, "invitation").await?;
    tracing::info!(%agent, "a person joined the team by an invitation");
    Ok(Redirect::to("/desk").into_response())
}

/// The page on which a new password is chosen.
pub(super) async fn password_page(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(agent) = desk.store.password_link(&link_hash(&token)).await? else { return spent(&desk, &headers) };
    let mut page = welcome(&desk, &agent.language, "people-password-title");
    page.form = Some((format!("/desk/password/{token}"), agent.email));
    Ok(Html(page.render()?).into_response())
}

/// The form with a new password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordForm {
    password: String,
}

/// Sets the new password. Whoever was signed in with the old one is not any more, and signs in with the new one.
pub(super) async fn choose_password(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    headers: HeaderMap,
    origin: Origin,
    Plain(form): Plain<PasswordForm>,
) -> Result<Response, Failure> {
    let hash = link_hash(&token);
    let Some(agent) = desk.store.password_link(&hash).await? else { return spent(&desk, &headers) };
    let mut page = welcome(&desk, &agent.language, "people-password-title");
    if let Some(problem) = weak(&page.t, &form.password) {
        page.form = Some((format!("/desk/password/{token}"), agent.email));
        page.problem = Some(problem);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page.render()?)).into_response());
    }
    let password_hash = hashed(&desk, form.password).await?;
    let Some(agent) = desk.store.reset_password(hash, password_hash).await? else { return spent(&desk, &headers) };
    came(&desk, origin, agent, AuditKind::PasswordSet, "link").await?;
    tracing::info!(%agent, "a person chose a new password by a link");
    Ok(Redirect::to("/desk/sign-in").into_response())
}
