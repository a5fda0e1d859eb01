//! Articles that somebody should look at, and why.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use crate::desk::Desk;
use crate::desk::knowledge::fresh::looked_at;
use crate::library::told::ToLookAt;

/// What should be looked at.
pub(super) async fn show(State(desk): State<Desk>) -> Result<Response, Problem> {
    Ok(Json(ToLookAt::from(looked_at(&desk).await?)).into_response())
}
