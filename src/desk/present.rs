//! Who of the team is at a conversation beside whoever looks: so that nobody does what a colleague is doing.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Html;
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::conversation::{saw, team};
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::tongue::Tongue;
use crate::model::{AgentId, ConversationId, Doing, Glance};

/// Colleagues that are named.
const MOST: usize = 3;

/// What a page says of whoever has it open.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Here {
    token: String,
    doing: Doing,
}

impl Tokened for Here {
    fn token(&self) -> &str {
        &self.token
    }
}

/// The colleagues who are there: the words, and whether they write.
pub(super) fn present(
    desk: &Desk,
    visitor: &Visitor,
    t: &Tongue,
    id: ConversationId,
    team: &HashMap<AgentId, String>,
) -> Vec<(String, bool)> {
    let others = desk.live.onlookers(id, desk.edge.now()).into_iter();
    let named = others.filter_map(|(agent, writes)| Some((team.get(&agent)?, agent, writes)));
    let words = |writes| if writes { "presence-writes" } else { "presence-looks" };
    named
        .filter(|(_, agent, _)| *agent != visitor.agent.id)
        .take(MOST)
        .map(|(name, _, writes)| (t.with(words(writes), "name", name), writes))
        .collect()
}

/// Somebody is there, writes, or leaves. What they were told of the conversation is seen.
pub(super) async fn here(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Here>,
) -> Result<StatusCode, Failure> {
    let id: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    if desk.store.held_at(vec![id.0]).await?.is_empty() {
        return Err(Failure::NotFound);
    }
    let glance = Glance { conversation: id, agent: visitor.agent.id, doing: form.doing };
    desk.live.glances(glance, desk.edge.now());
    desk.store.tell_glance(glance).await?;
    if form.doing != Doing::Leaves {
        saw(&desk, &visitor, id).await?;
    }
    if form.doing == Doing::Replies {
        desk.engine.shows_typing(id).await;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Template)]
#[template(path = "_present.html")]
struct PresentFragment {
    present: Vec<(String, bool)>,
}

/// Who is there, to be put in place of who was.
pub(super) async fn fragment(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let id: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    if desk.store.held_at(vec![id.0]).await?.is_empty() {
        return Err(Failure::NotFound);
    }
    let t = visitor.tongue(&desk);
    let present = present(&desk, &visitor, &t, id, &team(&desk).await?);
    Ok(Html(PresentFragment { present }.render()?))
}
