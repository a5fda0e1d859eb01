//! One-time links: by which somebody joins the team, and by which somebody of the team chooses a new password.

use std::time::Duration;

use chrono::Duration as Span;

use super::super::sign_in::{link_hash, secret};
use crate::clock::Edge;
use crate::model::{AgentId, AgentRole};
use crate::store::{NewInvitation, Store, StoreError};

/// How long a link to a new password is good for.
const PASSWORD_LIFETIME: Span = Span::hours(24);

/// Who is invited.
#[derive(Clone, Debug)]
pub struct Invited {
    /// What they will sign in with, as [`canonical_email`](crate::desk::canonical_email) has it.
    pub email: String,
    /// What they may do.
    pub role: AgentRole,
    /// The language of their desk.
    pub language: String,
    /// How long the link can be followed.
    pub lifetime: Duration,
}

/// A link by which somebody joins the team, once. `None` if they are on it already. An earlier link of the same e-mail is
/// worth nothing then.
///
/// # Errors
///
/// When the database refuses.
pub async fn invitation_link(
    store: &Store,
    edge: &Edge,
    invited: Invited,
    base_url: &str,
) -> Result<Option<String>, StoreError> {
    let token = secret();
    let now = edge.now();
    let lifetime = Span::from_std(invited.lifetime).unwrap_or(Span::days(7));
    let new = NewInvitation {
        hash: link_hash(&token),
        email: invited.email,
        role: invited.role,
        language: invited.language,
        expires_at: now.checked_add_signed(lifetime).unwrap_or(now),
    };
    Ok(store.invite(new).await?.then(|| format!("{base_url}/desk/join/{token}")))
}

/// A link by which somebody of the team chooses a new password, once and within a day. An earlier one is worth nothing then.
///
/// # Errors
///
/// When the database refuses.
pub async fn password_link(store: &Store, edge: &Edge, agent: AgentId, base_url: &str) -> Result<String, StoreError> {
    let token = secret();
    store.add_password_link(link_hash(&token), agent, edge.now() + PASSWORD_LIFETIME).await?;
    Ok(format!("{base_url}/desk/password/{token}"))
}
