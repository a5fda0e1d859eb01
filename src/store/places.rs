//! Places: what is set for them, and chats that move.

use chrono::{DateTime, Utc};
use hamyar_channel::{Address, ChannelId, InvalidChannelId};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{Conn, Db, on};
use super::{Store, StoreError};
use crate::clock::Edge;
use crate::model::{AgentId, EntryKind, InvalidLabel, Label, Place, PlaceId, Role};

/// The columns of a place in a join: all but the id.
#[derive(sqlx::FromRow)]
pub(super) struct PlaceRow {
    channel: String,
    chat: String,
    thread: String,
    direct: bool,
    opener: Option<String>,
    title: Option<String>,
    role: String,
    autonomy: String,
    place_language: Option<String>,
    listen: bool,
    place_group: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    #[sqlx(flatten)]
    place: PlaceRow,
}

impl PlaceRow {
    pub(super) fn place(self, id: PlaceId) -> Result<Place, StoreError> {
        let channel = self.channel.parse().map_err(|error: InvalidChannelId| StoreError::Damaged {
            what: "places.channel",
            reason: error.to_string(),
        })?;
        Ok(Place {
            id,
            channel,
            address: Address { chat: self.chat, thread: Some(self.thread).filter(|thread| !thread.is_empty()) },
            direct: self.direct,
            opener: self.opener,
            title: self.title,
            role: self.role.parse().map_err(StoreError::damaged("places.role"))?,
            autonomy: self.autonomy.parse().map_err(StoreError::damaged("places.autonomy"))?,
            language: self.place_language,
            listen: self.listen,
            group: group(self.place_group.as_deref())?,
        })
    }
}

/// The group of a place, as it is kept.
pub(super) fn group(kept: Option<&str>) -> Result<Option<Label>, StoreError> {
    let damaged = |error: InvalidLabel| StoreError::Damaged { what: "places.place_group", reason: error.to_string() };
    kept.map(str::parse).transpose().map_err(damaged)
}

impl TryFrom<Row> for Place {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        row.place.place(PlaceId(row.id))
    }
}

const MOVE: &str = "
    update places set chat = $3
    where channel = $1 and chat = $2
        and not exists (
            select 1 from places other
            where other.channel = $1 and other.chat = $3 and other.thread = places.thread)";

const TWINS: &str = "
    select o.id, n.id
    from places o
    join places n on n.channel = o.channel and n.thread = o.thread and n.chat = $3 and n.id <> o.id
    where o.channel = $1 and o.chat = $2";

/// All but what would be the second open conversation of one person there.
const MOVE_CONVERSATIONS: &str = "
    update conversations set place = $2
    where place = $1
        and (status = 'resolved' or not exists (
            select 1 from conversations other
            where other.place = $2 and other.asker = conversations.asker and other.status <> 'resolved'))";

const MOVE_DELIVERIES: &str = "
    update deliveries set place = $2
    where place = $1 and status in ('pending', 'sending')";

/// The chat goes on under another id, and everything in it goes along. Where the new chat has a place of its own already,
/// that keeps what is set for it, and what was held and is to be sent in the old place goes on there.
pub(super) async fn move_chat(c: &mut Conn, channel: &ChannelId, from: &str, to: &str) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(MOVE)
        .bind(channel.as_str()).bind(from).bind(to).execute(&mut **c).await.map(drop))?;
    let twins: Vec<(Uuid, Uuid)> = on!(c, Conn, c => sqlx::query_as(TWINS)
        .bind(channel.as_str()).bind(from).bind(to).fetch_all(&mut **c).await)?;
    for (old, new) in twins {
        for sql in [MOVE_CONVERSATIONS, MOVE_DELIVERIES] {
            on!(c, Conn, c => sqlx::query(sql).bind(old).bind(new).execute(&mut **c).await.map(drop))?;
        }
    }
    Ok(())
}

const AT: &str = "
    select id, channel, chat, thread, direct, opener, title, role, autonomy,
        language as place_language, listen, place_group
    from places
    where channel = $1 and chat = $2 and thread = $3";

const BY_ID: &str = "
    select id, channel, chat, thread, direct, opener, title, role, autonomy,
        language as place_language, listen, place_group
    from places
    where id = $1";

const INSERT: &str = "
    insert into places
        (id, channel, chat, thread, direct, opener, title, role, autonomy, language, listen, created_at,
         place_group)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (channel, chat, thread) do update
    set role = $8, autonomy = $9, language = $10, listen = $11, place_group = $13";

/// The place at an address, as the transaction sees it.
pub(super) async fn find(c: &mut Conn, channel: &ChannelId, at: &Address) -> Result<Option<Place>, StoreError> {
    let row: Option<Row> = on!(c, Conn, c => sqlx::query_as(AT)
        .bind(channel.as_str()).bind(&at.chat).bind(at.thread.as_deref().unwrap_or_default())
        .fetch_optional(&mut **c).await)?;
    row.map(Place::try_from).transpose()
}

/// Writes a place, or what is set for one that is there.
pub(super) async fn insert(c: &mut Conn, place: &Place, now: DateTime<Utc>) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query(INSERT)
        .bind(place.id.0).bind(place.channel.as_str()).bind(&place.address.chat)
        .bind(place.address.thread.as_deref().unwrap_or_default())
        .bind(place.direct).bind(&place.opener).bind(&place.title)
        .bind(place.role.word()).bind(place.autonomy.word()).bind(&place.language).bind(place.listen)
        .bind(now).bind(place.group.as_ref().map(Label::as_str)).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// The place of this id, as the transaction sees it.
pub(super) async fn by_id(c: &mut Conn, id: PlaceId) -> Result<Option<Place>, StoreError> {
    let row: Option<Row> = on!(c, Conn, c => sqlx::query_as(BY_ID).bind(id.0).fetch_optional(&mut **c).await)?;
    row.map(Place::try_from).transpose()
}

impl Store {
    /// The places that are not private chats, by channel and title. Topics of staff rooms are none that
    /// anybody sets.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn shared_places(&self) -> Result<Vec<Place>, StoreError> {
        let rows: Vec<Row> = on!(&self.db, Db, pool => sqlx::query_as(
            "select id, channel, chat, thread, direct, opener, title, role, autonomy,
                 language as place_language, listen, place_group
             from places
             where not direct and not (role = 'staff' and thread <> '')
             order by channel, title, chat, thread").fetch_all(pool).await)?;
        super::rows::all(rows)
    }

    /// The place at an address.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn place_at(&self, channel: &ChannelId, address: &Address) -> Result<Option<Place>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(AT)
            .bind(channel.as_str()).bind(&address.chat).bind(address.thread.as_deref().unwrap_or_default())
            .fetch_optional(pool).await)?;
        row.map(Place::try_from).transpose()
    }

    /// The place of this id.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn place(&self, id: PlaceId) -> Result<Option<Place>, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(BY_ID).bind(id.0).fetch_optional(pool).await)?;
        row.map(Place::try_from).transpose()
    }

    /// Saves what is set for a place, which is created if it was not seen yet. What people there must be told of the
    /// change becomes an entry of the conversation that the place has about itself, for the engine to decide.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn save_place(&self, place: Place, by: Option<AgentId>) -> Result<(), StoreError> {
        let edge = self.edge.clone();
        self.writer.run(move |c| Box::pin(async move { save(c, &place, by, &edge).await })).await
    }
}

async fn save(c: &mut Conn, place: &Place, by: Option<AgentId>, edge: &Edge) -> Result<(), StoreError> {
    let now = edge.now();
    let before = find(c, &place.channel, &place.address).await?;
    insert(c, place, now).await?;
    if place.role == Role::Staff && !place.direct && place.address.thread.is_none() {
        // The place may have been known by another id.
        let room = find(c, &place.channel, &place.address).await?;
        super::rooms::set_up(c, room.as_ref().unwrap_or(place), now).await?;
        if before.as_ref().is_none_or(|before| before.role != Role::Staff) {
            on!(c, Conn, c => sqlx::query(TOPICS_TOO)
                .bind(place.channel.as_str()).bind(&place.address.chat).execute(&mut **c).await.map(drop))?;
        }
    }
    let (before, after) = (before.map(|place| place.settings()).unwrap_or_default(), place.settings());
    if place.direct || before.notices(&after).is_empty() {
        return Ok(());
    }
    let id = match place_conversation(c, place.id.0, now).await? {
        Some(id) => id,
        None => {
            let language = place.language.as_deref().unwrap_or("en");
            open_place_conversation(c, place, language, edge).await?
        }
    };
    let (seq,): (i64,) = on!(c, Conn, c => sqlx::query_as(DUE)
        .bind(id).bind(now).fetch_one(&mut **c).await)?;
    let data = json!({ "before": before, "after": after });
    on!(c, Conn, c => sqlx::query(SETTING)
        .bind(id).bind(seq).bind(edge.id()).bind(by.map(|agent| agent.0)).bind(now)
        .bind(EntryKind::Setting.word()).bind(Json(data))
        .execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// What is in a staff room is the team's, also what was there before.
const TOPICS_TOO: &str = "
    update places
    set role = 'staff'
    where channel = $1 and chat = $2 and thread <> '' and not direct and role <> 'staff'";

const DUE: &str = "
    update conversations
    set last_seq = last_seq + 1, pending_seq = last_seq + 1, touched_at = $2,
        wake_at = case when wake_at < $2 then wake_at else $2 end
    where id = $1
    returning last_seq";

const SETTING: &str = "
    insert into timeline (conversation, seq, id, agent, at, kind, body, data)
    values ($1, $2, $3, $4, $5, $6, '', $7)";

/// How the account begins that stands for a place itself: the asker of the conversation about how it is set.
const PLACE: &str = "place:";

/// Whether an account stands for a place.
pub(super) fn is_place(external: &str) -> bool {
    external.starts_with(PLACE)
}

/// The conversation that a place has about itself, if it has one.
pub(super) async fn place_conversation(
    c: &mut Conn,
    place: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, StoreError> {
    // The later of several is the one that is not resolved, if any is not.
    let row: Option<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(
        "select c.id
         from conversations c
         join identities i on i.id = c.asker
         where c.place = $1 and i.external_id like 'place:%' and c.opened_at <= $2
         order by c.opened_at desc
         limit 1").bind(place).bind(now).fetch_optional(&mut **c).await)?;
    Ok(row.map(|(id,)| id))
}

/// Opens it. The place is an account of its own there, which needs no introduction to the bot.
pub(super) async fn open_place_conversation(
    c: &mut Conn,
    place: &Place,
    language: &str,
    edge: &Edge,
) -> Result<Uuid, StoreError> {
    let (now, external) = (edge.now(), format!("{PLACE}{}", place.address.chat));
    let channel = place.channel.as_str();
    let known: Option<(Uuid,)> = on!(c, Conn, c => sqlx::query_as(
        "select id from identities where channel = $1 and external_id = $2")
        .bind(channel).bind(&external).fetch_optional(&mut **c).await)?;
    let asker = match known {
        Some((id,)) => id,
        None => {
            let (contact, identity) = (edge.id(), edge.id());
            on!(c, Conn, c => sqlx::query(
                "insert into contacts (id, name, introduced, created_at) values ($1, $2, $3, $4)")
                .bind(contact).bind(&place.title).bind(true).bind(now).execute(&mut **c).await.map(drop))?;
            on!(c, Conn, c => sqlx::query(
                "insert into identities (id, channel, external_id, contact, name, created_at)
                 values ($1, $2, $3, $4, $5, $6)")
                .bind(identity).bind(channel).bind(&external).bind(contact).bind(&place.title).bind(now)
                .execute(&mut **c).await.map(drop))?;
            identity
        }
    };
    super::accept::open(c, place.id.0, asker, language, edge).await
}
