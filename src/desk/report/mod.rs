//! Reports: what came in during a period, who answered it, how soon, and what customers said of that. The same as a page and
//! as a table for spreadsheets.
//!
//! Whoever is no admin sees of the table of agents their own row: the rest of it is not theirs to compare.

mod chart;
mod days;
mod figures;
mod period;
mod table;
mod view;

use std::io;

use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use chrono::NaiveDate;
use hamyar_knowledge::files::Sheet;

pub(super) use self::chart::{Bars, Drawn, Lines, Side};
pub(super) use self::days::{foot, spans};
pub(super) use self::period::{Asked, CHOICES, Period};
pub(super) use crate::dates::midnight;

use self::figures::{Figures, figures};
use self::view::ReportPage;
use super::Desk;
use super::access::Visitor;
use super::conversation::team;
use super::failure::Failure;
use super::frame::{Frame, Section};
use crate::model::{AgentRole, AuditKind};
use crate::store::Stretch;

/// The page.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let (period, wrong) = Period::read(&asked, t.now(), t.zone());
    let figures = read(&desk, &visitor, period, t.zone()).await?;
    let back = format!("/desk/report?{}", period.query());
    let frame = Frame::read(&desk, &visitor, Section::Report, &back).await?;
    let agents = team(&desk).await?;
    let page = ReportPage::new(t, frame, &figures, &agents, period, wrong, !visitor.may(AgentRole::Admin));
    Ok(Html(askama::Template::render(&page)?))
}

/// The same as a file.
pub(super) async fn table(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let (period, _) = Period::read(&asked, t.now(), t.zone());
    let figures = read(&desk, &visitor, period, t.zone()).await?;
    visitor.did(&desk, AuditKind::Exported, "report").await?;
    let rows = table::rows(&t, &figures, &team(&desk).await?);
    file("hamyar", period, &rows)
}

/// Rows about a period as a file for spreadsheets, whose name begins so.
pub(super) fn file(name: &str, period: Period, rows: &[Vec<String>]) -> Result<Response, Failure> {
    let name = format!("attachment; filename=\"{name}-{}-{}.csv\"", period.first, period.last);
    let head = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((head, sheet(rows)?).into_response())
}

/// Rows as a spreadsheet takes them, in which no cell is a formula.
pub(super) fn sheet(rows: &[Vec<String>]) -> io::Result<Vec<u8>> {
    let mut file = Vec::new();
    let mut sheet = Sheet::begin(&mut file)?;
    for row in rows {
        sheet.row(row.iter().map(String::as_str))?;
    }
    sheet.end()?;
    Ok(file)
}

async fn read(desk: &Desk, visitor: &Visitor, period: Period, zone: chrono_tz::Tz) -> Result<Figures, Failure> {
    let (days, stretches): (Vec<NaiveDate>, Vec<Stretch>) = period.days(zone).into_iter().unzip();
    let mut figures = figures(&days, &desk.store.report(&stretches).await?);
    if !visitor.may(AgentRole::Admin) {
        figures.agents.retain(|(agent, _)| *agent == visitor.agent.id);
    }
    Ok(figures)
}
