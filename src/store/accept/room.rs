//! What happens in staff rooms: who of the team did it, and in which conversation. Nobody else is heard there, and of nobody
//! else is a word kept.

use hamyar_channel::{Event, Inbound, Message, Setting};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Outcome, Recorder};
use crate::model::{
    Actor, AgentId, AuditKind, ConversationId, Deed, EntryId, EntryKind, Place, PlaceId, RoomProblem, RoomWish,
};
use crate::store::db::{Conn, on};
use crate::store::{StoreError, accounts, audit, rooms};

/// The command by which somebody of the team says which account is theirs. What follows it is a secret until it is used.
const LINK: &str = "link";

const NEXT_SEQ: &str = "
    update conversations
    set last_seq = last_seq + 1, pending_seq = case when $3 then last_seq + 1 else pending_seq end, touched_at = $2,
        wake_at = case when not $3 or wake_at < $2 then wake_at else $2 end
    where id = $1
    returning last_seq";

const ENTRY: &str = "
    insert into timeline (conversation, seq, id, channel, event_key, agent, at, kind, body, data)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const STRANGER: &str = "
    insert into strangers (channel, external_id, told_at)
    values ($1, $2, $3)
    on conflict do nothing";

/// Which entry a message in a room is.
const SHOWN: &str = "
    select seq
    from mirrors
    where channel = $1 and chat = $2 and message = $3 and conversation = $4";

/// Who wrote an entry by this message, of those who may act. What we show there of what was said elsewhere is nobody's.
const WRITER: &str = "
    select t.agent
    from timeline t
    join agents a on a.id = t.agent and a.active and a.role <> 'viewer'
    where t.conversation = $1 and t.seq = $2 and t.kind in ('agent_reply', 'note')
        and t.data -> 'from' ->> 'message' = $3
        and exists (select 1 from agent_accounts k where k.agent = t.agent and k.channel = $4)
        and not exists (
            select 1
            from room_settings s
            join roleless l on l.room = s.place
            join agent_accounts k on k.external_id = l.external_id and k.agent = t.agent and k.channel = $4
            where s.place = $5 and s.staff_role is not null)";

/// The other entries that a message became, each with a file of it: they follow the first at once.
const OTHERS: &str = "
    select o.seq
    from timeline t
    join timeline o on o.conversation = t.conversation and o.seq > t.seq and o.seq < t.seq + 20
        and o.kind = 'agent_reply' and o.agent = t.agent
        and o.data -> 'from' ->> 'message' = t.data -> 'from' ->> 'message'
    where t.conversation = $1 and t.seq = $2 and t.agent = $3
    order by o.seq";

/// What somebody did, as the timeline keeps it.
struct Done {
    body: String,
    data: Value,
}

impl Recorder<'_> {
    /// A code is used up where it is read, and never recorded: in its place stands what became of it.
    pub(super) async fn linking(&mut self, event: &Inbound) -> Result<Option<Inbound>, StoreError> {
        let (message, arguments) = match &event.event {
            Event::Command { message, name, arguments, .. } if name == LINK => (message.clone(), arguments.as_str()),
            // Where the platform takes it for no command.
            Event::Message(message) => match RoomWish::command(said(message)) {
                Some((LINK, code)) => (Some(message.id.clone()), code),
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let author = &event.author;
        let outcome = if event.place.setting == Setting::Direct {
            let account = (author.id.as_str(), author.name.as_deref());
            if accounts::link(self.c, self.channel, account, arguments, self.edge).await? { "linked" } else { "wrong" }
        } else {
            accounts::burn(self.c, arguments, self.edge.now()).await?;
            "public"
        };
        let (name, arguments) = (LINK.to_owned(), outcome.to_owned());
        let command = Event::Command { message, name, arguments, quoted: None };
        Ok(Some(Inbound { event: command, ..event.clone() }))
    }

    /// Something that happened in a staff room. In the topic of a conversation it is the team's word or deed there; what is
    /// said elsewhere in the room is none of our business.
    pub(super) async fn in_room(&mut self, event: &Inbound, place: &Place) -> Result<Outcome, StoreError> {
        let Some((conversation, room)) = rooms::conversation_of(self.c, place.id).await? else {
            return Ok(Outcome::Ignored);
        };
        let Some(done) = self.done(event, conversation).await? else { return Ok(Outcome::Ignored) };
        // What was heard before in the same batch comes before it.
        self.flush().await?;
        let Done { body, mut data } = done;
        data["room"] = json!(room);
        if let Some(agent) = accounts::agent_of(self.c, self.channel, &event.author.id).await? {
            if let Some(why) = self.lacks(event, room, agent).await? {
                return self.unheard(event, conversation, (room, data), why).await;
            }
            self.told(event, conversation, EntryKind::Room, Some(agent.0), (body, data.clone())).await?;
            self.others_too(event, conversation, agent.0, data).await?;
            accounts::seen(self.c, agent, self.edge.now()).await?;
            return Ok(Outcome::Recorded(Some(ConversationId(conversation))));
        }
        let now = self.edge.now();
        let first = on!(self.c, Conn, c => sqlx::query(STRANGER)
            .bind(self.channel.as_str()).bind(&event.author.id).bind(now)
            .execute(&mut **c).await.map(|done| done.rows_affected()))?;
        if first == 0 {
            return Ok(Outcome::Ignored);
        }
        // An administrator who writes as the group is nobody whom one could know.
        let anonymous = event.author.id == event.place.address.chat;
        let why = if anonymous { RoomProblem::Anonymous } else { RoomProblem::Stranger };
        self.unheard(event, conversation, (room, data), Some(why)).await
    }

    /// Somebody is not heard, and is told why, if they are to be told.
    async fn unheard(
        &mut self,
        event: &Inbound,
        conversation: Uuid,
        (room, data): (Uuid, Value),
        why: Option<RoomProblem>,
    ) -> Result<Outcome, StoreError> {
        let Some(why) = why else { return Ok(Outcome::Ignored) };
        let data = json!({ "room": room, "reply_to": data["message"], "why": why });
        self.told(event, conversation, EntryKind::RoomTold, None, (String::new(), data)).await?;
        rooms::look(self.c, conversation, self.edge.now()).await?;
        self.shows = true;
        Ok(Outcome::Recorded(Some(ConversationId(conversation))))
    }

    /// Whether somebody of the team lacks the role that the room asks for, and what they are told: that they do, once, and
    /// the audit log says so; that their roles are not known, each time.
    async fn lacks(
        &mut self,
        event: &Inbound,
        room: Uuid,
        agent: AgentId,
    ) -> Result<Option<Option<RoomProblem>>, StoreError> {
        let Some(role) = rooms::staff_role(self.c, room).await? else { return Ok(None) };
        let (account, now) = (&event.author.id, self.edge.now());
        let Some(roles) = &event.author.roles else { return Ok(Some(Some(RoomProblem::RoleUnknown))) };
        if roles.contains(&role) {
            rooms::has_role(self.c, room, account).await?;
            return Ok(None);
        }
        if !rooms::lacks_role(self.c, room, account, now).await? {
            return Ok(Some(None));
        }
        let (kind, actor) = (AuditKind::RoleLacking, Actor::Agent(agent));
        let deed = Deed { kind, actor, about: None, address: None, detail: PlaceId(room).to_string(), token: None };
        audit::add(self.c, (self.edge.id(), now), &deed).await?;
        Ok(Some(Some(RoomProblem::Role)))
    }

    /// What was done, if it is anything that we take.
    async fn done(&mut self, event: &Inbound, conversation: Uuid) -> Result<Option<Done>, StoreError> {
        Ok(Some(match &event.event {
            Event::Message(message) => {
                let mut data = json!({ "message": message.id });
                match (RoomWish::command(said(message)), &message.reply_to) {
                    (Some((name, _)), Some(replied)) => {
                        data["deletes"] = self.unsaid(event, name, replied, conversation).await?;
                    }
                    (None, Some(replied)) => {
                        data["answers"] = self.shown_as(event, replied, conversation).await?.into();
                    }
                    (_, None) => {}
                }
                Done { body: said(message).to_owned(), data: with_files(message, data) }
            }
            Event::Edit(message) => {
                let Some(of) = self.shown_as(event, &message.id, conversation).await? else { return Ok(None) };
                let data = json!({ "message": message.id, "edits": of });
                Done { body: said(message).to_owned(), data: with_files(message, data) }
            }
            Event::Delete { message } => {
                let Some(of) = self.shown_as(event, message, conversation).await? else { return Ok(None) };
                Done { body: String::new(), data: json!({ "message": message, "deletes": of }) }
            }
            Event::Command { message, name, arguments, quoted } => {
                let mut data = json!({ "message": message, "command": name });
                if let Some(quoted) = quoted {
                    data["deletes"] = self.unsaid(event, name, &quoted.message, conversation).await?;
                }
                Done { body: arguments.clone(), data }
            }
            Event::Button { action, .. } => Done { body: String::new(), data: json!({ "press": action }) },
            Event::Solved(_)
            | Event::Reaction { .. }
            | Event::Membership(_)
            | Event::Present(_)
            | Event::Unknown { .. } => {
                return Ok(None);
            }
        }))
    }

    /// Which entry is to be taken back by a command in reply to it.
    async fn unsaid(
        &mut self,
        event: &Inbound,
        command: &str,
        replied: &str,
        conversation: Uuid,
    ) -> Result<Value, StoreError> {
        if RoomWish::of_command(command, "") != Ok(RoomWish::Unsay) {
            return Ok(Value::Null);
        }
        Ok(self.shown_as(event, replied, conversation).await?.into())
    }

    /// A message was deleted in a staff room, and the platform does not say by whom: it counts as done by whoever wrote it, as
    /// long as they are heard.
    pub(super) async fn deleted_in_room(
        &mut self,
        event: &Inbound,
        message: &str,
        place: Uuid,
    ) -> Result<Outcome, StoreError> {
        let Some((conversation, room)) = rooms::conversation_of(self.c, PlaceId(place)).await? else {
            return Ok(Outcome::Ignored);
        };
        let Some(seq) = self.shown_as(event, message, conversation).await? else { return Ok(Outcome::Ignored) };
        let writer: Option<(Uuid,)> = on!(self.c, Conn, c => sqlx::query_as(WRITER)
            .bind(conversation).bind(seq).bind(message).bind(self.channel.as_str()).bind(room)
            .fetch_optional(&mut **c).await)?;
        let Some((agent,)) = writer else { return Ok(Outcome::Ignored) };
        self.flush().await?;
        let data = json!({ "message": message, "deletes": seq, "room": room });
        self.told(event, conversation, EntryKind::Room, Some(agent), (String::new(), data.clone())).await?;
        self.others_too(event, conversation, agent, data).await?;
        Ok(Outcome::Recorded(Some(ConversationId(conversation))))
    }

    /// Where a message of several files is taken back, all of them are: each by an entry of its own, as each was sent.
    async fn others_too(
        &mut self,
        event: &Inbound,
        conversation: Uuid,
        agent: Uuid,
        mut data: Value,
    ) -> Result<(), StoreError> {
        let Some(first) = data["deletes"].as_i64() else { return Ok(()) };
        let others: Vec<(i64,)> = on!(self.c, Conn, c => sqlx::query_as(OTHERS)
            .bind(conversation).bind(first).bind(agent).fetch_all(&mut **c).await)?;
        for (seq,) in others {
            data["deletes"] = seq.into();
            let event = Inbound { key: format!("{}#{seq}", event.key), ..event.clone() };
            self.told(&event, conversation, EntryKind::Room, Some(agent), (String::new(), data.clone())).await?;
        }
        Ok(())
    }

    async fn shown_as(
        &mut self,
        event: &Inbound,
        message: &str,
        conversation: Uuid,
    ) -> Result<Option<i64>, StoreError> {
        let row: Option<(i64,)> = on!(self.c, Conn, c => sqlx::query_as(SHOWN)
            .bind(self.channel.as_str()).bind(&event.place.address.chat).bind(message).bind(conversation)
            .fetch_optional(&mut **c).await)?;
        Ok(row.map(|(seq,)| seq))
    }

    /// Writes it as the next entry of its conversation.
    async fn told(
        &mut self,
        event: &Inbound,
        conversation: Uuid,
        kind: EntryKind,
        agent: Option<Uuid>,
        (body, data): (String, Value),
    ) -> Result<(), StoreError> {
        let (id, now) = (self.edge.id(), self.edge.now());
        let body = &body[..body.floor_char_boundary(self.rules.max_message_bytes)];
        let (seq,): (i64,) = on!(self.c, Conn, c => sqlx::query_as(NEXT_SEQ)
            .bind(conversation).bind(now).bind(kind.needs_decision()).fetch_one(&mut **c).await)?;
        on!(self.c, Conn, c => sqlx::query(ENTRY)
            .bind(conversation).bind(seq).bind(id).bind(self.channel.as_str()).bind(&event.key).bind(agent).bind(now)
            .bind(kind.word()).bind(body).bind(Json(data))
            .execute(&mut **c).await.map(drop))?;
        self.something_new = true;
        self.recorded.push((EntryId(id), ConversationId(conversation)));
        Ok(())
    }
}

/// What somebody says in a message, without calling the bot.
fn said(message: &Message) -> &str {
    message.question.as_deref().unwrap_or(&message.text)
}

/// With what came along with a message.
fn with_files(message: &Message, mut data: Value) -> Value {
    if !message.attachments.is_empty() {
        data["attachments"] = json!(message.attachments);
    }
    data
}
