//! Turns: claiming conversations with something to decide, and loading them.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::ChannelId;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, IdList, Text, on, over_ids};
use super::places::{PlaceRow, is_place};
use super::rows::{ConversationRow, EntryRow, readable};
use super::{Store, StoreError};
use crate::model::{Circle, Conversation, ConversationId, Entry, EntryId, EntryKind, Label, Place, Role};

/// A conversation with all that a decision needs.
#[derive(Clone, Debug)]
pub struct Turn {
    /// As it stands.
    pub conversation: Conversation,
    /// Entries beyond `handled_seq` that need a decision, in order: those that are decided at once.
    pub entries: Vec<Entry>,
    /// The last entry that was there when it was read, of those that need a decision.
    pub seen: i64,
    /// Its place.
    pub place: Place,
    /// The customer knows that a bot answers.
    pub introduced: bool,
    /// What the team labelled the customer with.
    pub labels: BTreeSet<Label>,
    /// How often deciding it failed.
    pub failures: i32,
    /// It is resolved, and its asker has another open in the same place.
    pub another_open: bool,
    /// It is the conversation that the place has about itself.
    pub about_place: bool,
    /// Messages of people that were seen in the place lately, where that is counted.
    pub people: i64,
    /// Messages of the bot among them.
    pub bot: i64,
}

impl Turn {
    /// The entry that was last heard of what is to be decided. By its id logs tell of what follows from it.
    #[must_use]
    pub fn trace(&self) -> Option<EntryId> {
        self.entries.last().map(|entry| entry.id)
    }

    /// Who reads what is said here. Among several, each of whom reads it, it is who they all are.
    #[must_use]
    pub fn circle(&self) -> Circle {
        Circle::of(self.place.group.as_ref(), self.place.direct.then_some(&self.labels))
    }

    /// How much the bot may say here is limited. What is said about the place itself is not, nor what is said in the
    /// thread in which an asker went on: nobody else has to read it.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        let memory = &self.conversation.memory;
        let thread = memory.opening || memory.moved.is_some();
        self.place.role == Role::Community && !self.place.direct && !self.about_place && !thread
    }
}

/// How long a node may take for a turn before another may have it.
const LEASE: Duration = Duration::seconds(60);

const CLAIM: Text = Text {
    sqlite: "
        update conversations
        set lease_owner = $1, lease_until = $2
        where id in (
            select id
            from conversations
            where wake_at <= $3 and (lease_until is null or lease_until <= $3)
            order by wake_at
            limit $4)
        returning id",
    postgres: "
        update conversations
        set lease_owner = $1, lease_until = clock_timestamp() + ($2 - $3)
        where id in (
            select id
            from conversations
            where wake_at <= $3 and (lease_until is null or lease_until <= clock_timestamp())
            order by wake_at
            limit $4
            for update skip locked)
        returning id",
};

const CLAIM_THESE: Text = Text {
    sqlite: "
        update conversations
        set lease_owner = $2, lease_until = $3
        where id in (select unhex(value) from json_each($1))
            and wake_at <= $4 and (lease_until is null or lease_until <= $4)
        returning id",
    postgres: "
        update conversations
        set lease_owner = $2, lease_until = clock_timestamp() + ($3 - $4)
        where id = any($1)
            and wake_at <= $4 and (lease_until is null or lease_until <= clock_timestamp())
        returning id",
};

const LOAD: Text = over_ids!(
    "select c.id, c.number, c.place, c.asker, c.language, c.status, c.holder, c.agent, c.version, c.last_seq,
        c.handled_seq, c.opened_at, c.touched_at, c.waiting_since, c.resolved_at, c.resolved_by, c.priority, c.snoozed_until,
        c.service, c.memory, c.team,
        c.failures, k.introduced, k.labels, p.channel, p.chat, p.thread, p.direct, p.opener, p.title, p.role, p.autonomy,
        p.language as place_language, p.listen, p.place_group, i.external_id,
        coalesce(s.people, 0) as people, coalesce(s.bot, 0) as bot,
        c.status = 'resolved' and exists (
            select 1 from conversations o
            where o.place = c.place and o.asker = c.asker and o.status <> 'resolved') as another_open
    from conversations c
    join places p on p.id = c.place
    join identities i on i.id = c.asker
    join contacts k on k.id = i.contact
    left join talk s on s.place = c.place
    where c.id",
    ""
);

const ENTRIES: Text = over_ids!(
    "select t.conversation, t.seq, t.id, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
    from conversations c
    join timeline t on t.conversation = c.id and t.seq > c.handled_seq
    where c.id",
    "order by t.conversation, t.seq"
);

const RELEASE: &str = "
    update conversations
    set lease_owner = null, lease_until = null,
        wake_at = case when pending_seq > $2 then wake_at else $3 end,
        failures = $4
    where id = $1 and version = $5 and (lease_owner is null or lease_owner = $6)";

/// An id is the name alone, or begins with it: see `leases::node_id`.
const EARLIER: &str = "
    update conversations
    set lease_owner = null, lease_until = null
    where lease_owner = $1 or $2 <> '' and (lease_owner = $2 or substr(lease_owner, 1, length($2) + 1) = $2 || '/')";

const WITH_PEOPLE: &str = "
    update conversations
    set wake_at = $1
    where status in ('open', 'snoozed') and holder in ('queue', 'agent') and (wake_at is null or wake_at > $1)";

// Whatever comes after the first that nobody has claimed is due later than it; what is claimed is mostly among the earliest. The inner
// order has the index used however little is known of the table. SQLite compares instants as text, where `infinity` comes last as well.
const NEXT_WAKE: &str = "
    select min(case when lease_until > wake_at then lease_until else wake_at end)
    from (
        select wake_at, lease_until
        from conversations
        where wake_at is not null and wake_at <= coalesce((
            select wake_at
            from conversations
            where wake_at is not null and (lease_until is null or lease_until <= wake_at)
            order by wake_at
            limit 1), 'infinity')
        order by wake_at
        limit 2000) as first";

#[derive(FromRow)]
struct TurnRow {
    #[sqlx(flatten)]
    conversation: ConversationRow,
    #[sqlx(flatten)]
    place: PlaceRow,
    introduced: bool,
    labels: Json<BTreeSet<Label>>,
    failures: i32,
    another_open: bool,
    external_id: String,
    people: i64,
    bot: i64,
}

impl Store {
    /// Claims up to `most` conversations whose time has come, and loads them. Each is ours for a minute, or until it is
    /// committed or released; the version guards the commit in any case.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn claim_turns(&self, most: i64) -> Result<Vec<Turn>, StoreError> {
        let (node, now) = (self.node.clone(), self.edge.now());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let sql = c.text(CLAIM);
                    let claimed: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(sql)
                        .bind(&*node).bind(now + LEASE).bind(now).bind(most)
                        .fetch_all(&mut **c).await)?;
                    // In the same transaction: if loading fails, nothing is claimed.
                    load(c, claimed.into_iter().map(|(id,)| id).collect()).await
                })
            })
            .await
    }

    /// Lets go of what this process has claimed, and an earlier one of this node's name: it died with its work undone. What
    /// a process without a name had claimed is free when its claim ends.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn recover_turns(&self) -> Result<(), StoreError> {
        let (node, name) = (self.node.clone(), self.name.clone().unwrap_or_default());
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(EARLIER)
                        .bind(&*node).bind(&*name).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// Has every conversation looked at that people have, for what is expected of them may be another since.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn look_at_all_with_people(&self) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(WITH_PEOPLE).bind(now).execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// One conversation with what is to be decided in it, whoever has claimed it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn load_turn(&self, id: ConversationId) -> Result<Option<Turn>, StoreError> {
        let (list, load, entries) = (IdList(vec![id.0]), self.db.text(LOAD), self.db.text(ENTRIES));
        let rows: Vec<TurnRow> =
            on!(&self.db, Db, pool => sqlx::query_as(load).bind(list.clone()).fetch_all(pool).await)?;
        let entries: Vec<EntryRow> =
            on!(&self.db, Db, pool => sqlx::query_as(entries).bind(list).fetch_all(pool).await)?;
        Ok(turns(rows, entries).pop())
    }

    /// Lets a claimed conversation go undecided: to wait for the rest of a message, or after a failure. If something
    /// arrived beyond `seen`, it is due at once. One that another node has claimed meanwhile stays claimed.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn release_turn(&self, turn: &Turn, wake_at: DateTime<Utc>, failures: i32) -> Result<(), StoreError> {
        let (node, id, version) = (self.node.clone(), turn.conversation.id.0, turn.conversation.version);
        let seen = turn.seen;
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(RELEASE)
                        .bind(id).bind(seen).bind(wake_at).bind(failures).bind(version).bind(&*node)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }

    /// When the next conversation is due, if any waits.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn next_turn_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let (at,): (Option<DateTime<Utc>>,) =
            on!(&self.db, Db, pool => sqlx::query_as(NEXT_WAKE).fetch_one(pool).await)?;
        Ok(at)
    }
}

const UNSETTLED: &str = "
    select exists (
            select 1
            from conversations c
            join places p on p.id = c.place
            where p.channel = $1 and c.pending_seq > c.handled_seq)
        or exists (
            select 1
            from deliveries d
            join places p on p.id = d.place
            where p.channel = $1 and d.status in ('pending', 'sending'))";

impl Store {
    /// Whether something that was heard on a channel is still to be decided, or something said there still to be sent.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn is_unsettled(&self, channel: &ChannelId) -> Result<bool, StoreError> {
        let (unsettled,): (bool,) = on!(&self.db, Db, pool => sqlx::query_as(UNSETTLED)
            .bind(channel.as_str()).fetch_one(pool).await)?;
        Ok(unsettled)
    }
}

/// Claims those of these conversations that are due and that nobody has, and loads them.
pub(super) async fn claim(
    c: &mut Conn,
    due: Vec<Uuid>,
    node: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Turn>, StoreError> {
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let sql = c.text(CLAIM_THESE);
    let claimed: Vec<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(sql)
        .bind(IdList(due)).bind(node).bind(now + LEASE).bind(now).fetch_all(&mut **c).await)?;
    load(c, claimed.into_iter().map(|(id,)| id).collect()).await
}

/// Loads conversations that were just claimed.
async fn load(c: &mut Conn, claimed: Vec<Uuid>) -> Result<Vec<Turn>, StoreError> {
    if claimed.is_empty() {
        return Ok(Vec::new());
    }
    let (list, load, entries) = (IdList(claimed), c.text(LOAD), c.text(ENTRIES));
    let rows: Vec<TurnRow> = on!(c, Conn, c => sqlx::query_as(load).bind(list.clone()).fetch_all(&mut **c).await)?;
    let entries: Vec<EntryRow> = on!(c, Conn, c => sqlx::query_as(entries).bind(list).fetch_all(&mut **c).await)?;
    Ok(turns(rows, entries))
}

/// Puts conversations and their entries together. One that is damaged, or an entry of which is, is skipped whole: a
/// decision covers only what was read. Its claim runs out, and nobody else waits.
fn turns(rows: Vec<TurnRow>, entries: Vec<EntryRow>) -> Vec<Turn> {
    let (mut by_conversation, mut damaged) = (HashMap::<_, Vec<Entry>>::new(), HashSet::new());
    for row in entries {
        let conversation = ConversationId(row.conversation);
        match Entry::try_from(row) {
            Ok(entry) if entry.kind.needs_decision() => by_conversation.entry(conversation).or_default().push(entry),
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%conversation, %error, "an entry cannot be read");
                damaged.insert(conversation);
            }
        }
    }
    let mut turns: Vec<Turn> = readable(rows);
    turns.retain(|turn| !damaged.contains(&turn.conversation.id));
    for turn in &mut turns {
        turn.entries = by_conversation.remove(&turn.conversation.id).unwrap_or_default();
        turn.seen = turn.entries.last().map_or(turn.conversation.handled_seq, |entry| entry.seq);
        turn.entries.truncate(together(&turn.entries));
    }
    turns
}

/// How many of the entries are decided at once. What somebody of the team does in a staff room is decided by itself, as at the
/// desk.
fn together(entries: &[Entry]) -> usize {
    let room = entries.iter().position(|entry| entry.kind == EntryKind::Room);
    room.map_or(entries.len(), |at| at.max(1))
}

impl TryFrom<TurnRow> for Turn {
    type Error = StoreError;

    fn try_from(row: TurnRow) -> Result<Self, StoreError> {
        let conversation = Conversation::try_from(row.conversation)?;
        let place = row.place.place(conversation.place)?;
        Ok(Self {
            entries: Vec::new(),
            seen: conversation.handled_seq,
            conversation,
            place,
            introduced: row.introduced,
            labels: row.labels.0,
            failures: row.failures,
            another_open: row.another_open,
            about_place: is_place(&row.external_id),
            people: row.people,
            bot: row.bot,
        })
    }
}
