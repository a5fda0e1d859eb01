//! What is set for staff rooms, and who is not heard in them for want of a role.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{PlaceId, RoomSettings};
use crate::store::db::{Conn, Db, on};
use crate::store::{Store, StoreError};

const OF: &str = "
    select mentions, staff_role
    from room_settings
    where place = $1";

const SET: &str = "
    insert into room_settings (place, mentions, staff_role, updated_at)
    values ($1, $2, $3, $4)
    on conflict (place) do update
    set mentions = excluded.mentions, staff_role = excluded.staff_role, updated_at = excluded.updated_at";

const ROLELESS: &str = "
    insert into roleless (room, external_id, told_at)
    values ($1, $2, $3)
    on conflict do nothing";

type Row = (Json<Vec<hamyar_channel::Mention>>, Option<String>);

fn settings(row: Option<Row>) -> RoomSettings {
    row.map(|(Json(mentions), staff_role)| RoomSettings { mentions, staff_role }).unwrap_or_default()
}

/// The role without which nobody is heard in a room, where one is set.
pub(in crate::store) async fn staff_role(c: &mut Conn, room: Uuid) -> Result<Option<String>, StoreError> {
    let row: Option<Row> = on!(c, Conn, c => sqlx::query_as(OF).bind(room).fetch_optional(&mut **c).await)?;
    Ok(settings(row).staff_role)
}

/// Somebody lacks the role of a room. True when that is new.
pub(in crate::store) async fn lacks_role(
    c: &mut Conn,
    room: Uuid,
    account: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let told = on!(c, Conn, c => sqlx::query(ROLELESS)
        .bind(room).bind(account).bind(now).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(told == 1)
}

/// Somebody has it.
pub(in crate::store) async fn has_role(c: &mut Conn, room: Uuid, account: &str) -> Result<(), StoreError> {
    on!(c, Conn, c => sqlx::query("delete from roleless where room = $1 and external_id = $2")
        .bind(room).bind(account).execute(&mut **c).await.map(drop))?;
    Ok(())
}

impl Store {
    /// What is set for a staff room.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn room_settings(&self, room: PlaceId) -> Result<RoomSettings, StoreError> {
        let row: Option<Row> = on!(&self.db, Db, pool => sqlx::query_as(OF).bind(room.0).fetch_optional(pool).await)?;
        Ok(settings(row))
    }

    /// Sets it.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn set_room_settings(&self, room: PlaceId, settings: RoomSettings) -> Result<(), StoreError> {
        let now = self.edge.now();
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    on!(c, Conn, c => sqlx::query(SET)
                        .bind(room.0).bind(Json(&settings.mentions)).bind(&settings.staff_role).bind(now)
                        .execute(&mut **c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
    }
}
