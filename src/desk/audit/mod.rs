//! The audit log at the desk: who of the team did what, when, about whom and from where.

mod deeds;
mod page;
mod words;

use axum::http::Method;

pub(super) use self::deeds::{Doer, Origin, came, failed};

use super::Needs;
use super::table::Table;
use crate::model::AgentRole;

/// The routes.
pub(super) fn routes(table: Table) -> Table {
    let admin = Needs::Role(AgentRole::Admin);
    table.route(&Method::GET, "/desk/audit", admin, page::page).route(
        &Method::GET,
        "/desk/audit.csv",
        admin,
        page::table,
    )
}
