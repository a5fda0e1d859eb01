//! Who is at a conversation beside whoever looks: colleagues, so that nobody does what another is doing, and the customer while
//! they write, so that nobody answers into the middle of a sentence.

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

/// Somebody who is at a conversation, in words.
pub(super) struct Present {
    pub(super) words: String,
    pub(super) writes: bool,
    pub(super) is_customer: bool,
}

/// Who else is there: the customer while they write, and colleagues.
pub(super) async fn present(
    desk: &Desk,
    visitor: &Visitor,
    t: &Tongue,
    (id, team): (ConversationId, &HashMap<AgentId, String>),
) -> Result<Vec<Present>, Failure> {
    let now = desk.edge.now();
    let mut present = Vec::new();
    if desk.live.customer_is_writing(id, now) {
        let name = desk.store.asker(id).await?.and_then(|asker| asker.name);
        let words = t.with("presence-customer-writes", "name", &name.unwrap_or_else(|| t.word("desk-nameless")));
        present.push(Present { words, writes: true, is_customer: true });
    }
    let others = desk.live.onlookers(id, now).into_iter().filter(|(agent, _)| *agent != visitor.agent.id);
    let named = others.filter_map(|(agent, writes)| Some((team.get(&agent)?, writes)));
    present.extend(named.take(MOST).map(|(name, writes)| {
        let words = t.with(if writes { "presence-writes" } else { "presence-looks" }, "name", name);
        Present { words, writes, is_customer: false }
    }));
    Ok(present)
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
    present: Vec<Present>,
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
    let present = present(&desk, &visitor, &t, (id, &team(&desk).await?)).await?;
    Ok(Html(PresentFragment { present }.render()?))
}
