//! How the articles do, as figures.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::sent::Asked;
use crate::desk::Desk;
use crate::desk::knowledge::gaps::{found, open_ones};
use crate::desk::knowledge::measures::GAPS;
use crate::desk::report::{self, Period};
use crate::library::told::Measures;

/// The figures of the last 30 days, or of another period: `days`, or `from` and `to`.
pub(super) async fn show(State(desk): State<Desk>, Asked(asked): Asked<report::Asked>) -> Result<Response, Problem> {
    let zone = desk.settings.zone;
    let (period, wrong) = Period::read(&asked, desk.edge.now(), zone);
    if wrong {
        return Err(Problem::invalid(
            "send `days` as 7, 30 or 90, or `from` and `to` as days such as 2026-01-31, neither to come, at most 366 days",
        ));
    }
    let (gaps, _) = found(&desk).await?;
    let next = open_ones(&desk, &gaps, GAPS).await?;
    let measures = Measures::tell(&desk.store, period.span(zone), next.iter().map(|(gap, _)| *gap)).await?;
    Ok(Json(measures).into_response())
}
