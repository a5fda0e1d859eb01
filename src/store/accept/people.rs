//! The people behind events: recorded when they first have to do with us, and as the platform tells them since.

use chrono_tz::Tz;
use hamyar_channel::{Author, Event, Inbound, Membership, Setting};
use uuid::Uuid;

use super::Recorder;
use super::known::Known;
use crate::store::StoreError;
use crate::store::db::{Conn, on};

impl Recorder<'_> {
    pub(super) async fn identity(&mut self, event: &Inbound, known: &Known) -> Result<Uuid, StoreError> {
        let author = &event.author;
        let Some(id) = known.identity else {
            return self.new_identity(author).await;
        };
        self.update_identity(event, known, id).await?;
        Ok(id)
    }

    pub(super) async fn update_identity(&mut self, event: &Inbound, known: &Known, id: Uuid) -> Result<(), StoreError> {
        let author = &event.author;
        // Only in private does it say anything about whether we may write to them.
        let reachable = match event.place.setting {
            Setting::Direct => Some(!matches!(event.event, Event::Membership(Membership::Removed))),
            Setting::Shared | Setting::Thread { .. } => known.reachable,
        };
        let zone = zone(author);
        let same = (author.name.is_none() || known.name == author.name)
            && (author.username.is_none() || known.username == author.username)
            && (zone.is_none() || known.zone.as_deref() == zone)
            && known.reachable == reachable;
        if !same {
            self.something_new = true;
            on!(self.c, Conn, c => sqlx::query(
                "update identities
                 set name = coalesce($2, name), username = coalesce($3, username), reachable = $4,
                    zone = coalesce($5, zone)
                 where id = $1")
                .bind(id).bind(&author.name).bind(&author.username).bind(reachable).bind(zone)
                .execute(&mut **c).await.map(drop))?;
        }
        Ok(())
    }

    pub(super) async fn new_identity(&mut self, author: &Author) -> Result<Uuid, StoreError> {
        let (contact, identity, now) = (self.edge.id(), self.edge.id(), self.edge.now());
        self.something_new = true;
        on!(self.c, Conn, c => sqlx::query(
            "insert into contacts (id, name, created_at) values ($1, $2, $3)")
            .bind(contact).bind(&author.name).bind(now).execute(&mut **c).await.map(drop))?;
        on!(self.c, Conn, c => sqlx::query(
            "insert into identities (id, channel, external_id, contact, name, username, zone, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(identity).bind(self.channel.as_str()).bind(&author.id).bind(contact).bind(&author.name)
            .bind(&author.username).bind(zone(author)).bind(now)
            .execute(&mut **c).await.map(drop))?;
        Ok(identity)
    }
}

/// Where they are, if that is a time zone.
fn zone(author: &Author) -> Option<&'static str> {
    let zone: Tz = author.zone.as_deref()?.parse().ok()?;
    Some(zone.name())
}
