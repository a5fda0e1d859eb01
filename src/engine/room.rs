//! What people of the team do in staff rooms, as events that a decision is about.

use super::Engine;
use super::read::events;
use crate::model::{Action, AgentId, Entry, EntryKind, Event, RoomButton, RoomMessage, RoomProblem, RoomWish, Values};
use crate::store::{StoreError, Turn};

impl Engine {
    /// The events of a turn. What somebody does in a staff room is a turn by itself.
    pub(super) async fn events_of(&self, turn: &Turn) -> Result<Vec<Event>, StoreError> {
        match (turn.entries.as_slice(), turn.entries.first().and_then(|entry| entry.agent)) {
            ([entry], Some(agent)) if entry.kind == EntryKind::Room => {
                Ok(vec![self.in_room(turn, entry, agent).await?])
            }
            (entries, _) => Ok(events(entries)),
        }
    }

    async fn in_room(&self, turn: &Turn, entry: &Entry, agent: AgentId) -> Result<Event, StoreError> {
        let Ok(room) = serde_json::from_value(entry.data["room"].clone()) else {
            return Ok(events(std::slice::from_ref(entry)).remove(0));
        };
        let from = RoomMessage { room, message: entry.data["message"].as_str().map(str::to_owned) };
        let action = match wish(entry) {
            Ok(wish) if !entry.data["edits"].is_null() => self.revised(turn, entry, wish).await?,
            Ok(RoomWish::Do(action)) => Ok(action),
            Ok(RoomWish::Unsay) => {
                entry.data["deletes"].as_i64().map(|seq| Action::Unsay { seq }).ok_or(RoomProblem::Words)
            }
            Ok(RoomWish::Snooze(time)) => Ok(Action::Snooze(self.edge.now() + time)),
            Ok(RoomWish::Canned(name)) => self.canned(turn, agent, &name).await?,
            Err(problem) => Err(problem),
        };
        Ok(Event::Room { seq: entry.seq, agent, from, action })
    }

    /// What changes what was said: a note stays a note, and what the customer reads never becomes one.
    async fn revised(
        &self,
        turn: &Turn,
        entry: &Entry,
        wish: RoomWish,
    ) -> Result<Result<Action, RoomProblem>, StoreError> {
        let seq = entry.data["edits"].as_i64().unwrap_or_default();
        let was = self.store.entry(turn.conversation.id, seq).await?.map(|was| was.kind);
        Ok(match (wish, was) {
            (RoomWish::Do(Action::Reply(text)), Some(EntryKind::AgentReply))
            | (RoomWish::Do(Action::Note(text)), Some(EntryKind::Note)) => Ok(Action::Revise { seq, text }),
            _ => Err(RoomProblem::Edit),
        })
    }

    /// A reply that is kept ready, as it is said in this conversation.
    async fn canned(&self, turn: &Turn, agent: AgentId, name: &str) -> Result<Result<Action, RoomProblem>, StoreError> {
        let conversation = &turn.conversation;
        let wanted = name.trim().to_lowercase();
        let replies = self.store.canned_replies().await?;
        let Some(reply) = replies.into_iter().find(|reply| reply.name.trim().to_lowercase() == wanted) else {
            return Ok(Err(RoomProblem::Canned));
        };
        let customer = self.store.asker(conversation.id).await?.and_then(|asker| asker.name);
        let agent = self.store.agent(agent).await?.map(|agent| agent.name).unwrap_or_default();
        let agent = self.rules.agent_names.told(&agent, &self.rules.brand);
        let values = Values { customer, number: conversation.number, agent };
        Ok(Ok(Action::Reply(reply.filled(&values))))
    }
}

fn wish(entry: &Entry) -> Result<RoomWish, RoomProblem> {
    let data = &entry.data;
    if data["files"] == true {
        return Err(RoomProblem::Files);
    }
    if !data["deletes"].is_null() {
        return Ok(RoomWish::Unsay);
    }
    match (data["press"].as_str(), data["command"].as_str()) {
        (Some(press), _) => RoomButton::read(press),
        (_, Some(command)) => RoomWish::of_command(command, &entry.body),
        _ => RoomWish::of_message(&entry.body),
    }
}
