//! What people of the team do in staff rooms, by the same rules as at the desk; and what staff rooms are to show.

use serde_json::{Value, json};

use super::draft::Draft;
use super::staff;
use crate::model::{Action, AgentId, Decision, EntryKind, Holder, RoomMessage, RoomProblem};

/// What somebody wants done from a staff room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wanted<'e> {
    pub(super) agent: AgentId,
    pub(super) from: &'e RoomMessage,
    pub(super) action: Result<&'e Action, &'e RoomProblem>,
}

/// Does it. Whatever cannot be done, whoever wanted it is told where they did, and nothing else follows.
pub(super) fn act(draft: &mut Draft<'_>, wanted: &Wanted<'_>) {
    let action = match wanted.action {
        Ok(action) => action,
        Err(problem) => return tell(draft, wanted, ("why", json!(problem))),
    };
    let before = draft.decision.clone();
    staff::act(draft, wanted.agent, action);
    if let Some(refusal) = draft.decision.refusal {
        draft.decision = before;
        return tell(draft, wanted, ("refused", json!(refusal)));
    }
    // Where it was written it is seen already. Not so what came by a command that nobody else sees, or by a macro.
    if wanted.from.message.is_none() || matches!(action, Action::Run { .. }) {
        return;
    }
    for entry in &mut draft.decision.entries {
        use EntryKind::{AgentDeletion, AgentEdit, AgentReply, Note};
        if matches!(entry.kind, AgentReply | AgentEdit | AgentDeletion | Note) {
            entry.data["from"] = json!(wanted.from);
        }
    }
}

fn tell(draft: &mut Draft<'_>, wanted: &Wanted<'_>, (key, why): (&str, Value)) {
    let mut data = json!({ "room": wanted.from.room, "reply_to": wanted.from.message });
    data[key] = why;
    draft.note(EntryKind::RoomTold, Some(wanted.agent), data);
}

/// What people have, staff rooms show: from when they first have it, to the end.
pub(super) fn keep(decision: &mut Decision, heard: bool) {
    let next = &mut decision.next;
    next.memory.in_rooms |= next.holder != Holder::Bot;
    decision.shows = next.memory.in_rooms && (heard || !decision.entries.is_empty());
}
