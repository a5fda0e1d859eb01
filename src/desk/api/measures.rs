//! How the articles do, as figures.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::sent::Asked;
use crate::desk::Desk;
use crate::desk::knowledge::gaps::{found, open_ones};
use crate::desk::knowledge::measures::GAPS;
use crate::desk::report::{self, Period};
use crate::library::Span;
use crate::library::told::{Measures, OfOne};

/// The figures of the last 30 days, or of another period: `days`, or `from` and `to`.
pub(super) async fn show(State(desk): State<Desk>, Asked(asked): Asked<report::Asked>) -> Result<Response, Problem> {
    let span = span(&desk, &asked)?;
    let (gaps, _) = found(&desk).await?;
    let next = open_ones(&desk, &gaps, GAPS).await?;
    let measures = Measures::tell(&desk.store, span, next.iter().map(|(gap, _)| *gap)).await?;
    Ok(Json(measures).into_response())
}

/// The figures of one article.
pub(super) async fn of_article(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Asked(asked): Asked<report::Asked>,
) -> Result<Response, Problem> {
    let span = span(&desk, &asked)?;
    desk.store.working_article(&id).await?.ok_or_else(|| Problem::no_article(&id))?;
    Ok(Json(OfOne::tell(&desk.store, span, &id).await?).into_response())
}

/// The days that are asked for.
fn span(desk: &Desk, asked: &report::Asked) -> Result<Span, Problem> {
    let zone = desk.settings.zone;
    let (period, wrong) = Period::read(asked, desk.edge.now(), zone);
    if wrong {
        return Err(Problem::invalid(
            "send `days` as 7, 30 or 90, or `from` and `to` as days such as 2026-01-31, neither to come, at most 366 days",
        ));
    }
    Ok(period.span(zone))
}
