//! What staff rooms show: for each conversation that people have, a topic in each room. What is to be shown is what the
//! timeline says; here is kept how far each topic has come. A commit marks its topics as due in its own transaction, so
//! that nothing is forgotten, and a claim lets one node at a time write in a topic.

mod record;
mod settings;
mod view;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::record::TopicStep;
use self::record::record;
pub(super) use self::settings::{has_role, lacks_role, staff_role};
pub use self::view::RoomTopic;
use super::composed::Composed;
use super::db::{Conn, Db, Text, on, over_ids};
use super::{Store, StoreError};
use crate::model::{ConversationId, Holder, Place, PlaceId, Status};

/// A topic that somebody is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopicId {
    /// The conversation that it shows.
    pub conversation: ConversationId,
    /// The room.
    pub room: PlaceId,
}

/// What a topic looks like on the platform.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TopicFace {
    /// What it is called.
    pub title: String,
    /// The emoji for its state.
    pub mark: String,
    /// It is put aside.
    pub closed: bool,
    /// The state that its card shows.
    pub card: String,
    /// The card tells of what was said up to this entry.
    pub card_seq: i64,
    /// An entry of which not all is shown yet, and how many of its messages are done.
    pub begun: (i64, usize),
    /// Files that are still to be shown: their entries, and their numbers there.
    pub files: Vec<(i64, usize)>,
}

/// A topic that waits to be removed belongs to its conversation as long as people have that.
const OF_PLACE: &str = "
    select t.conversation, t.room
    from topics t
    join places r on r.id = t.room and r.role = 'staff'
    join conversations c on c.id = t.conversation
    where t.place = $1 and (not t.forgets or c.status <> 'resolved')";

/// Not sooner than a platform that refused wants to be asked again, and not later than it was due before.
const LOOK: &str = "
    update topics
    set wanted = wanted + 1,
        due_at = case when attempts > 0 and due_at > $2 or due_at < $2 then due_at else $2 end
    where conversation = $1";

const OPEN: &str = "
    insert into topics (conversation, room, due_at)
    select $1, p.id, $2
    from places p
    where p.role = 'staff' and p.thread = '' and not p.direct
    on conflict (conversation, room) do update
    set wanted = topics.wanted + 1,
        due_at = case when topics.attempts > 0 and topics.due_at > $2 or topics.due_at < $2 then topics.due_at
            else $2 end";

/// What people have when a room is set up.
const OPEN_ALL: &str = "
    insert into topics (conversation, room, due_at)
    select c.id, $1, $2
    from conversations c
    where c.status in ('open', 'snoozed') and c.holder in ('queue', 'agent')
    on conflict (conversation, room) do nothing";

const ORIGIN: &str = "
    insert into mirrors (channel, chat, message, conversation, seq, part)
    select p.channel, p.chat, $2, $3, $4, $5
    from places p
    where p.id = $1
    on conflict (channel, chat, message) do update
    set seq = excluded.seq";

const IS_DUE: &str = "
    select exists (
        select 1 from topics
        where due_at is not null and due_at <= $1 and (lease_until is null or lease_until <= $1))
        and not exists (select 1 from meta where key = 'deliveries_paused')";

// Whoever had claimed it and is gone may have written what is not recorded.
const CLAIM: Text = Text {
    sqlite: "
        update topics
        set lease_owner = $1, lease_until = $2, ambiguous = ambiguous or lease_owner is not null
        where (conversation, room) in (
            select conversation, room
            from topics
            where not exists (select 1 from meta where key = 'deliveries_paused')
                and due_at is not null and due_at <= $3 and (lease_until is null or lease_until <= $3)
            order by due_at
            limit $4)
        returning conversation, room",
    postgres: "
        update topics
        set lease_owner = $1, lease_until = clock_timestamp() + ($2 - $3),
            ambiguous = ambiguous or lease_owner is not null
        where (conversation, room) in (
            select conversation, room
            from topics
            where not exists (select 1 from meta where key = 'deliveries_paused')
                and due_at is not null and due_at <= $3 and (lease_until is null or lease_until <= clock_timestamp())
            order by due_at
            limit $4
            for update skip locked)
        returning conversation, room",
};

/// An id is the name alone, or begins with it: see `leases::node_id`.
const EARLIER: &str = "
    update topics
    set lease_owner = null, lease_until = null, ambiguous = $3
    where lease_owner = $1 or $2 <> '' and (lease_owner = $2 or substr(lease_owner, 1, length($2) + 1) = $2 || '/')";

const MINE: &str = "
    select 1
    from topics
    where conversation = $1 and room = $2 and lease_owner = $3";

const RENEW: Text = Text {
    sqlite: "
        update topics
        set lease_until = $3, attempts = 0, ambiguous = 0, error = null
        where conversation = $1 and room = $2 and $4 is not null",
    postgres: "
        update topics
        set lease_until = clock_timestamp() + ($3 - $4), attempts = 0, ambiguous = false, error = null
        where conversation = $1 and room = $2",
};

const DONE: &str = "
    update topics
    set due_at = case when wanted = $4 then null else $5 end, lease_owner = null, lease_until = null
    where conversation = $1 and room = $2 and lease_owner = $3";

const LATER: &str = "
    update topics
    set due_at = $4, lease_owner = null, lease_until = null, attempts = attempts + $5, ambiguous = ambiguous or $6,
        error = $7
    where conversation = $1 and room = $2 and lease_owner = $3";

/// What topics show of these conversations is to be removed.
pub(super) const FORGET: Text = over_ids!(
    "
    update topics
    set forgets = true, wanted = wanted + 1, due_at = $2, face = null, attempts = 0, error = null
    where conversation",
    ""
);

/// So is what topics show of conversations in which these people spoke: it holds their words. What people still have is shown
/// anew, without them.
pub(super) const FORGET_SPOKEN: Text = over_ids!(
    "
    update topics
    set forgets = true, wanted = wanted + 1, due_at = $2, face = null, attempts = 0, error = null
    where conversation in (select t.conversation from timeline t where t.identity",
    ")"
);

/// The conversation that a topic shows, and the room that it is in.
pub(super) async fn conversation_of(c: &mut Conn, place: PlaceId) -> Result<Option<(Uuid, Uuid)>, StoreError> {
    Ok(on!(c, Conn, c => sqlx::query_as(OF_PLACE).bind(place.0).fetch_optional(&mut **c).await)?)
}

/// There is something new to show of a conversation, where it is shown.
pub(super) async fn look(c: &mut Conn, conversation: Uuid, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(LOOK).bind(conversation).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// There is something new to show of a conversation that was decided. What people have gets a topic in every room.
pub(super) async fn show(c: &mut Conn, decision: &Composed, now: DateTime<Utc>) -> Result<(), StoreError> {
    let next = &decision.next;
    let with_people = next.holder != Holder::Bot && next.status != Status::Resolved;
    let sql = if with_people { OPEN } else { LOOK };
    on!(c, Conn, c => sqlx::query(sql).bind(next.id.0).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// A place is a staff room from now on: what people have is shown in it.
pub(super) async fn set_up(c: &mut Conn, room: &Place, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(OPEN_ALL).bind(room.id.0).bind(now).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// An entry was written in a staff room, by this message; or is shown there by it, as its words or, from 1, as one of its files.
pub(super) async fn originated(
    c: &mut Conn,
    (room, message): (Uuid, &str),
    (conversation, seq, part): (Uuid, i64, i32),
) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(ORIGIN)
        .bind(room).bind(message).bind(conversation).bind(seq).bind(part).execute(&mut **c).await.map(drop))?;
    Ok(())
}

impl Store {
    /// Claims up to `most` topics in which something is to be shown, each until the lease ends.
    ///
    /// # Errors
    ///
    /// When the database refuses. What was claimed all the same is free when its lease ends.
    pub async fn claim_topics(&self, most: i64, lease: Duration) -> Result<Vec<TopicId>, StoreError> {
        let (node, now) = (self.node.clone(), self.edge.now());
        let (due,): (bool,) = on!(&self.db, Db, pool => sqlx::query_as(IS_DUE).bind(now).fetch_one(pool).await)?;
        if !due {
            return Ok(Vec::new());
        }
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let sql = c.text(CLAIM);
                    let rows: Vec<(Uuid, Uuid)> = on!(c, Conn, c => sqlx::query_as(sql)
                        .bind(&*node).bind(now + lease).bind(now).bind(most).fetch_all(&mut **c).await)?;
                    let topic = |(conversation, room)| TopicId {
                        conversation: ConversationId(conversation),
                        room: PlaceId(room),
                    };
                    Ok(rows.into_iter().map(topic).collect())
                })
            })
            .await
    }

    /// Lets go of the topics that this process has claimed, or an earlier one of this node's name: it is gone, and what it was
    /// showing may have been shown.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn recover_topics(&self) -> Result<(), StoreError> {
        let (node, name) = (self.node.clone(), self.name.clone().unwrap_or_default());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(EARLIER)
                        .bind(&*node).bind(&*name).bind(true).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Records what was done in a topic that this node has claimed, and what it looks like now; and claims it for as long
    /// again. False if it is another's by now: then nothing is recorded.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn topic_shown(
        &self,
        topic: TopicId,
        shown: TopicStep,
        face: TopicFace,
        lease: Duration,
    ) -> Result<bool, StoreError> {
        let (node, edge) = (self.node.clone(), self.edge.clone());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let TopicId { conversation, room } = topic;
                    let mine: Option<(i32,)> = on!(c, Conn, c => sqlx::query_as(MINE)
                        .bind(conversation.0).bind(room.0).bind(&*node).fetch_optional(&mut **c).await)?;
                    if mine.is_none() {
                        return Ok(false);
                    }
                    let now = edge.now();
                    record(c, topic, shown, face, edge.id(), now).await?;
                    let sql = c.text(RENEW);
                    on!(c, Conn, c => sqlx::query(sql)
                        .bind(conversation.0).bind(room.0).bind(now + lease).bind(now)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(true)
                })
            })
            .await
    }

    /// Lets go of a topic that shows everything up to what was `wanted` when it was read.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn topic_done(&self, topic: TopicId, wanted: i64) -> Result<(), StoreError> {
        let (node, now) = (self.node.clone(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(DONE)
                        .bind(topic.conversation.0).bind(topic.room.0).bind(&*node).bind(wanted).bind(now)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Lets go of a topic until then: the platform would not, or it is not known whether it did.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn topic_later(&self, topic: TopicId, later: TopicLater) -> Result<(), StoreError> {
        let node = self.node.clone();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(LATER)
                        .bind(topic.conversation.0).bind(topic.room.0).bind(&*node).bind(later.at)
                        .bind(i32::from(later.counts)).bind(later.ambiguous).bind(&later.error)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}

/// When a topic is to be looked at again, and why not now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicLater {
    /// Not before.
    pub at: DateTime<Utc>,
    /// It was tried.
    pub counts: bool,
    /// What was tried may have been done.
    pub ambiguous: bool,
    /// What happened.
    pub error: String,
}
