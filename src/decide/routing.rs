//! Routing: to whom of the team a conversation goes by itself that waits for people.

use std::collections::BTreeSet;

use serde_json::json;

use super::draft::Draft;
use crate::model::{AgentId, EntryKind, Holder, Label, Order, Refusal, Status, TeamId, Worker};

/// Who is given a conversation in this language with these labels; `None` if nobody has room.
///
/// Who speaks the language comes before who does not, and then who sees to one of the labels, before those who see to
/// everything and those who see to other things: better somebody than nobody. Among equals the order decides. What was handed to
/// a team waits for somebody of it: `of` is that team.
#[must_use]
pub fn choose(
    order: Order,
    team: &[Worker],
    of: Option<TeamId>,
    language: &str,
    labels: &BTreeSet<Label>,
) -> Option<AgentId> {
    let speaks = |one: &Worker| one.languages.is_empty() || one.languages.iter().any(|other| other == language);
    let matter = |one: &Worker| match () {
        () if labels.is_empty() || !one.labels.is_disjoint(labels) => 0,
        () if one.labels.is_empty() => 1,
        () => 2,
    };
    let busy = |one: &Worker| if order == Order::LeastBusy { one.holds } else { 0 };
    let fits = |one: &&Worker| of.is_none_or(|of| one.teams.contains(&of));
    let free = team.iter().filter(|one| one.has_room()).filter(fits);
    free.min_by_key(|one| (!speaks(one), matter(one), busy(one), one.routed_at, one.id)).map(|one| one.id)
}

/// Gives it to this person, if it still waits for anyone, or for a colleague whose customer waits.
pub(super) fn routed(draft: &mut Draft<'_>, agent: AgentId) {
    let c = &draft.decision.next;
    let waits = match c.holder {
        Holder::Queue => true,
        Holder::Agent(holder) => holder != agent && c.waiting_since.is_some(),
        Holder::Bot => false,
    };
    if c.status != Status::Open || !waits {
        draft.refuse(Refusal::NothingToDo);
        return;
    }
    let from = c.holder.agent();
    draft.next().give_to(agent);
    draft.note(EntryKind::Assigned, None, json!({ "to": agent, "from": from, "by": "routing" }));
}
