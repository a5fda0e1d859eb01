//! Colleagues as an admin keeps them: who there is, who is invited, and what each may do. What those who are invited meet
//! themselves is `welcome`.

mod fields;
mod links;
mod list;
mod person;
mod teams;
mod welcome;

use axum::http::Method;

pub use self::links::{Invited, invitation_link, password_link};

use super::Needs;
use super::table::Table;
use crate::model::AgentRole;

/// Every role, the highest first.
const ROLES: [AgentRole; 4] = [AgentRole::Admin, AgentRole::Curator, AgentRole::Agent, AgentRole::Viewer];

/// The routes.
pub(super) fn routes(table: Table) -> Table {
    let (get, post) = (Method::GET, Method::POST);
    let admin = Needs::Role(AgentRole::Admin);
    table
        .route(&get, "/desk/join/{token}", Needs::Anyone, welcome::join_page)
        .route(&post, "/desk/join/{token}", Needs::Anyone, welcome::join)
        .route(&get, "/desk/password/{token}", Needs::Anyone, welcome::password_page)
        .route(&post, "/desk/password/{token}", Needs::Anyone, welcome::choose_password)
        .route(&get, "/desk/people", admin, list::page)
        .route(&post, "/desk/people/invite", admin, list::invite)
        .route(&post, "/desk/people/invitations/{id}/revoke", admin, list::revoke)
        .route(&post, "/desk/people/teams", admin, teams::add)
        .route(&post, "/desk/people/teams/{id}", admin, teams::rename)
        .route(&post, "/desk/people/teams/{id}/remove", admin, teams::remove)
        .route(&get, "/desk/people/{id}", admin, person::page)
        .route(&post, "/desk/people/{id}/role", admin, person::set_role)
        .route(&post, "/desk/people/{id}/work", admin, person::set_work)
        .route(&post, "/desk/people/{id}/password", admin, person::reset_password)
        .route(&post, "/desk/people/{id}/sessions", admin, person::end_sessions)
        .route(&post, "/desk/people/{id}/second-factor", admin, person::forget_factor)
        .route(&post, "/desk/people/{id}/disable", admin, person::disable)
        .route(&post, "/desk/people/{id}/enable", admin, person::enable)
}
