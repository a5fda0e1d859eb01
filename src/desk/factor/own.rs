//! One's own second factor: set up with a QR code, confirmed by a code, and given up by one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use rand::Rng;
use serde::Deserialize;

use super::super::Desk;
use super::super::access::Visitor;
use super::super::csrf::{Checked, Tokened};
use super::super::failure::Failure;
use super::super::frame::{Frame, Section};
use super::super::sign_in::Bare;
use super::super::tongue::Tongue;
use super::picture::{Picture, draw};
use super::{OWN, Proof, may_try, prove, recovery, totp, waiting};
use crate::model::AuditKind;

/// How it stands with somebody's second factor.
enum Stand {
    Off,
    /// It is being set up: the code to scan, and the secret to type.
    Begun(Option<Picture>, String),
    /// It counts: since when, and how many recovery codes are left.
    On(String, String),
    /// It counts from now on: the recovery codes, which are shown this once.
    New(Vec<String>),
}

#[derive(Template)]
#[template(path = "own_factor.html")]
struct OwnFactorPage {
    t: Tongue,
    frame: Frame,
    stand: Stand,
    /// Their role must have one.
    required: bool,
    wrong: Option<String>,
}

/// How it stands.
pub(super) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let stand = stand(&desk, &visitor).await?;
    shown(&desk, &visitor, stand, None).await
}

async fn stand(desk: &Desk, visitor: &Visitor) -> Result<Stand, Failure> {
    let t = visitor.tongue(desk);
    Ok(match desk.store.second_factor(visitor.agent.id).await? {
        None => Stand::Off,
        Some(factor) => match factor.confirmed_at {
            None => {
                let address = totp::address(&desk.settings.brand, &visitor.agent.email, &factor.secret);
                Stand::Begun(draw(&address), spaced(&totp::written(&factor.secret)))
            }
            Some(at) => {
                let left = desk.store.recovery_codes_left(visitor.agent.id).await?;
                Stand::On(t.date(&at), t.count("factor-codes-left", left))
            }
        },
    })
}

/// In groups of four, which are easier to type.
fn spaced(secret: &str) -> String {
    secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

async fn shown(desk: &Desk, visitor: &Visitor, stand: Stand, wrong: Option<String>) -> Result<Html<String>, Failure> {
    let frame = Frame::read(desk, visitor, Section::Account, OWN).await?;
    let (t, required) = (visitor.tongue(desk), desk.settings.second_factor_for.contains(&visitor.agent.role));
    Ok(Html(OwnFactorPage { t, frame, stand, required, wrong }.render()?))
}

/// Begins to set it up, or begins again.
pub(super) async fn begin(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Redirect, Failure> {
    let secret: [u8; totp::SECRET] = rand::rng().random();
    desk.store.begin_second_factor(visitor.agent.id, secret.to_vec()).await?;
    Ok(Redirect::to(OWN))
}

/// The form with a code.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeForm {
    token: String,
    code: String,
}

impl Tokened for CodeForm {
    fn token(&self) -> &str {
        &self.token
    }
}

/// A first code shows that the device has the secret: from now on it counts.
pub(super) async fn confirm(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<CodeForm>,
) -> Result<Response, Failure> {
    let Some(factor) = desk.store.second_factor(visitor.agent.id).await? else {
        return Ok(Redirect::to(OWN).into_response());
    };
    let t = visitor.tongue(&desk);
    if !may_try(&desk, visitor.agent.id, visitor.origin) {
        let why = t.word("desk-sign-in-too-often");
        return refused(&desk, &visitor, StatusCode::TOO_MANY_REQUESTS, why).await;
    }
    let Some(step) = totp::step_of(&factor.secret, desk.edge.now(), &recovery::plain(&form.code)) else {
        return refused(&desk, &visitor, StatusCode::UNPROCESSABLE_ENTITY, t.word("factor-wrong")).await;
    };
    let codes = recovery::codes();
    let hashes = codes.iter().map(|code| recovery::hash(code)).collect();
    let session = visitor.session_key();
    if !desk.store.confirm_second_factor(visitor.agent.id, (factor.secret, step), hashes, session).await? {
        return Ok(Redirect::to(OWN).into_response());
    }
    tracing::info!(agent = %visitor.agent.id, "a second factor was set up");
    visitor.did(&desk, AuditKind::FactorOn, "").await?;
    Ok(shown(&desk, &visitor, Stand::New(codes), None).await?.into_response())
}

async fn refused(desk: &Desk, visitor: &Visitor, status: StatusCode, why: String) -> Result<Response, Failure> {
    let stand = stand(desk, visitor).await?;
    Ok((status, shown(desk, visitor, stand, Some(why)).await?).into_response())
}

/// Gives it up: by a code, so that nobody does it at a desk that was left open.
pub(super) async fn give_up(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<CodeForm>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let (status, why) = match prove(&desk, visitor.agent.id, &form.code, visitor.origin).await? {
        Proof::Code | Proof::Recovery => {
            desk.store.remove_second_factor(visitor.agent.id).await?;
            tracing::info!(agent = %visitor.agent.id, "a second factor was given up");
            visitor.did(&desk, AuditKind::FactorOff, "").await?;
            return Ok(Redirect::to(OWN).into_response());
        }
        Proof::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, t.word("factor-wrong")),
        Proof::TooOften => (StatusCode::TOO_MANY_REQUESTS, t.word("desk-sign-in-too-often")),
        Proof::Waits(until) => (StatusCode::TOO_MANY_REQUESTS, waiting(&t, until)),
    };
    refused(&desk, &visitor, status, why).await
}
