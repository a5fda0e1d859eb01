//! The provider says that sessions there have ended (OpenID Connect Back-Channel Logout 1.0): those that were begun here through
//! them end, too. Open pages of theirs notice within seconds (`live.rs`).

use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use serde::Deserialize;
use serde_json::json;

use super::super::Desk;
use super::super::audit::{Origin, came};
use super::super::failure::Failure;
use crate::model::AuditKind;
use crate::openid::SignedOut;
use crate::store::EndedThere;

/// What the provider brings.
#[derive(Default, Deserialize)]
pub(super) struct Logout {
    #[serde(default)]
    logout_token: String,
}

/// Ends what has ended there.
pub(super) async fn logout(
    State(desk): State<Desk>,
    origin: Origin,
    form: Result<Form<Logout>, FormRejection>,
) -> Result<Response, Failure> {
    let Some(openid) = &desk.settings.openid else { return Err(Failure::NotFound) };
    // What cannot be read holds no token.
    let form = form.map(|Form(form)| form).unwrap_or_default();
    let SignedOut { issuer, subject, session, token, until } =
        match openid.provider.signed_out(&form.logout_token).await {
            Ok(ended) => ended,
            Err(error) => {
                tracing::warn!(%error, "nobody was signed out for the provider");
                return Ok(answer(StatusCode::BAD_REQUEST));
            }
        };
    let Some(agents) = desk.store.ended_there(EndedThere { issuer, subject, session, token, until }).await? else {
        tracing::warn!("a logout token of the provider was used before");
        return Ok(answer(StatusCode::BAD_REQUEST));
    };
    for agent in agents {
        tracing::info!(%agent, "sessions ended with those at the provider");
        came(&desk, origin, agent, AuditKind::SessionsEnded, "openid").await?;
    }
    Ok(answer(StatusCode::OK))
}

/// What the standard wants to be answered; nobody learns whose sessions there were.
fn answer(status: StatusCode) -> Response {
    let mut response = if status == StatusCode::OK {
        status.into_response()
    } else {
        (status, Json(json!({ "error": "invalid_request" }))).into_response()
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
