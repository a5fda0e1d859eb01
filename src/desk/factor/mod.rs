//! The second factor: codes of an app beside the password, and recovery codes for whoever has lost the app's device.

mod own;
mod picture;
mod recovery;
mod second_step;
mod totp;

use axum::http::Method;
use chrono::{DateTime, Utc};

pub(super) use self::second_step::{HALF, enter};

use super::audit::Origin;
use super::table::Table;
use super::tongue::Tongue;
use super::{Desk, Needs};
use crate::desk::failure::Failure;
use crate::model::{Agent, AgentId, AgentRole};

/// The page of one's own.
pub(super) const OWN: &str = "/desk/account/second-factor";

/// The routes.
pub(super) fn routes(table: Table) -> Table {
    let (get, post) = (Method::GET, Method::POST);
    let viewer = Needs::Role(AgentRole::Viewer);
    table
        .route(&get, "/desk/second-factor", Needs::Anyone, second_step::page)
        .route(&post, "/desk/second-factor", Needs::Anyone, second_step::submit)
        .route(&get, OWN, viewer, own::page)
        .route(&post, "/desk/account/second-factor/begin", viewer, own::begin)
        .route(&post, "/desk/account/second-factor/confirm", viewer, own::confirm)
        .route(&post, "/desk/account/second-factor/off", viewer, own::give_up)
}

/// Whether this person must have a second factor, has none, and looks at anything but what sets one up.
pub(super) async fn is_missing(desk: &Desk, agent: &Agent, path: &str) -> Result<bool, Failure> {
    let free = path.starts_with(OWN) || matches!(path, "/desk/sign-out" | "/desk/language");
    if free || !desk.settings.second_factor_for.contains(&agent.role) {
        return Ok(false);
    }
    let factor = desk.store.second_factor(agent.id).await?;
    Ok(factor.is_none_or(|factor| factor.confirmed_at.is_none()))
}

/// What a code that was typed is.
enum Proof {
    /// Of the app.
    Code,
    /// One of those that were kept.
    Recovery,
    Wrong,
    TooOften,
    /// After many wrong ones none is taken until then; a recovery code is.
    Waits(DateTime<Utc>),
}

/// Counts a try of what nobody can guess, by account and address: who tries in vain locks nobody out elsewhere.
fn may_try(desk: &Desk, agent: AgentId, from: Origin) -> bool {
    let fine = desk.attempts.may_try_code(agent, from.0);
    if !fine {
        tracing::warn!(%agent, "too many tries of a second factor");
    }
    fine
}

/// Whether this is a code of theirs that was not used before, or one of their recovery codes. It is used up. Six digits can be
/// guessed: only who knows the password, or has the session, gets so far, and wrong ones count by account, wherever they come from.
async fn prove(desk: &Desk, agent: AgentId, typed: &str, from: Origin) -> Result<Proof, Failure> {
    let Some(factor) = desk.store.second_factor(agent).await?.filter(|factor| factor.confirmed_at.is_some()) else {
        return Ok(Proof::Wrong);
    };
    let plain = recovery::plain(typed);
    if !totp::is_code(&plain) {
        if !may_try(desk, agent, from) {
            return Ok(Proof::TooOften);
        }
        let right = desk.store.use_recovery_code(agent, recovery::hash(typed)).await?;
        return Ok(if right { Proof::Recovery } else { Proof::Wrong });
    }
    if let Some(until) = desk.store.try_code(agent).await? {
        tracing::warn!(%agent, %until, "too many wrong codes of a second factor");
        return Ok(Proof::Waits(until));
    }
    let right = match totp::step_of(&factor.secret, desk.edge.now(), &plain) {
        Some(step) => desk.store.use_step(agent, step).await?,
        None => false,
    };
    Ok(if right { Proof::Code } else { Proof::Wrong })
}

/// What somebody is told whose codes are not taken for a while.
fn waiting(t: &Tongue, until: DateTime<Utc>) -> String {
    t.with("factor-waits", "moment", &t.ahead(&until))
}
