//! What people of the team do in staff rooms, as events that a decision is about.

use hamyar_channel::{Attachment, FetchError};

use super::Engine;
use super::read::events;
use crate::files::{BringError, KeepError, Limits, Owner};
use crate::model::{
    Action, AgentId, Entry, EntryKind, Event, FileProblem, OwnFile, RoomButton, RoomMessage, RoomProblem, RoomWish,
    Values,
};
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
        let files: Vec<Attachment> = serde_json::from_value(entry.data["attachments"].clone()).unwrap_or_default();
        let action = match wish(entry) {
            Ok(wish) if !entry.data["edits"].is_null() => self.revised(turn, entry, wish).await?,
            Ok(RoomWish::Do(Action::Reply(text))) if !files.is_empty() => {
                let brought = self.brought(turn, agent, &from, files).await?;
                brought.map(|files| Action::Send { text, files })
            }
            Ok(_) if !files.is_empty() => Err(RoomProblem::Files),
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
        let was = self.store.entry(turn.conversation.id, seq).await?;
        let is_file = was.as_ref().is_some_and(|was| !was.data["attachments"].is_null() && was.body.is_empty());
        if is_file {
            return Ok(Err(RoomProblem::Caption));
        }
        Ok(match (wish, was.map(|was| was.kind)) {
            (RoomWish::Do(Action::Reply(text)), Some(EntryKind::AgentReply))
            | (RoomWish::Do(Action::Note(text)), Some(EntryKind::Note)) => Ok(Action::Revise { seq, text }),
            _ => Err(RoomProblem::Edit),
        })
    }

    /// Files that were sent along, fetched from the room's platform and kept: all of them, or why one cannot be.
    async fn brought(
        &self,
        turn: &Turn,
        agent: AgentId,
        from: &RoomMessage,
        files: Vec<Attachment>,
    ) -> Result<Result<Vec<OwnFile>, RoomProblem>, StoreError> {
        let room = self.store.place(from.room).await?;
        let called = |file: &Attachment| file.name.clone().unwrap_or_default();
        let refused = |file: &Attachment, why| Ok(Err(RoomProblem::File { name: called(file), why }));
        let (Some(first), limits) = (files.first(), self.files.limits(&turn.place.channel)) else {
            return Ok(Ok(Vec::new()));
        };
        let (Some(limits), Some(room)) = (limits, room) else { return refused(first, FileProblem::Channel) };
        if let Some(over) = files.get(limits.most) {
            return refused(over, FileProblem::Many(limits.most));
        }
        let owner = Owner { conversation: turn.conversation.id, agent };
        let mut own = Vec::new();
        for file in files {
            match self.files.bring(owner, &limits, &room.channel, &file).await {
                Ok(file) => own.push(file),
                Err(BringError::Store(error)) => return Err(error),
                Err(error) => return refused(&file, why(&error, &limits)),
            }
        }
        Ok(Ok(own))
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
        let agent = self.known_as(agent, conversation).await?.unwrap_or_default();
        let values = Values { customer, number: conversation.number, agent };
        Ok(Ok(Action::Reply(reply.filled(&values))))
    }
}

fn why(error: &BringError, limits: &Limits) -> FileProblem {
    match error {
        BringError::Fetch(FetchError::TooLarge { limit }) | BringError::Keep(KeepError::TooLarge { limit }) => {
            FileProblem::Large(*limit)
        }
        BringError::Fetch(FetchError::Unsupported) | BringError::Keep(KeepError::Kind) => {
            FileProblem::Kind(limits.endings.iter().map(ToString::to_string).collect())
        }
        BringError::Keep(KeepError::Empty) => FileProblem::Empty,
        BringError::Keep(KeepError::Disguised) => FileProblem::Disguised,
        BringError::Fetch(_) | BringError::Keep(_) | BringError::Store(_) => FileProblem::Lost,
    }
}

fn wish(entry: &Entry) -> Result<RoomWish, RoomProblem> {
    let data = &entry.data;
    if !data["deletes"].is_null() {
        return Ok(RoomWish::Unsay);
    }
    match (data["press"].as_str(), data["command"].as_str()) {
        (Some(press), _) => RoomButton::read(press),
        (_, Some(command)) => RoomWish::of_command(command, &entry.body),
        _ => RoomWish::of_message(&entry.body),
    }
}
