//! Which conversation an event belongs to.

use chrono::{DateTime, Utc};
use hamyar_channel::{Event, Inbound};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Known, Recorder};
use crate::model::{Choice, Memory, Place};
use crate::store::StoreError;
use crate::store::db::{Conn, on};

/// A conversation, as far as recording needs it.
#[derive(sqlx::FromRow)]
pub(super) struct Matter {
    pub(super) id: Uuid,
    pub(super) paced_from: Option<DateTime<Utc>>,
    pub(super) paced_count: i32,
    /// The message that an edit changes is on the timeline.
    #[sqlx(default)]
    pub(super) original: bool,
    /// Who wrote the message that the event is about.
    #[sqlx(default)]
    writer: Option<Uuid>,
}

/// Where an event belongs.
pub(super) enum Found {
    /// To this conversation.
    Matter(Matter),
    /// To a conversation that begins with it.
    New,
    /// To none, but it is kept.
    Nothing,
    /// It is not for us and is not kept.
    NotOurs,
}

impl From<Option<Matter>> for Found {
    fn from(matter: Option<Matter>) -> Self {
        matter.map_or(Self::Nothing, Self::Matter)
    }
}

const OF_PERSON: &str = "
    select id, paced_from, paced_count
    from conversations
    where place = $1 and asker = $2 and (status <> 'resolved' or resolved_at > $3)
    order by case when status = 'resolved' then 1 else 0 end, opened_at desc
    limit 1";

const OF_PLACE: &str = "
    select id, paced_from, paced_count
    from conversations
    where place = $1 and (status <> 'resolved' or resolved_at > $2)
    order by case when status = 'resolved' then 1 else 0 end, opened_at desc
    limit 1";

const OF_EVENT: &str = "
    select c.id, c.paced_from, c.paced_count, t.identity as writer
    from timeline t
    join conversations c on c.id = t.conversation
    where t.channel = $1 and t.event_key = $2";

const OF_MIRROR: &str = "
    select c.id, c.paced_from, c.paced_count
    from mirrors m
    join conversations c on c.id = m.conversation
    where m.channel = $1 and m.chat = $2 and m.message = $3";

/// The conversation of the button, or the one that its asker has opened in that place since.
const OF_BUTTON: &str = "
    select c.id, c.paced_from, c.paced_count
    from conversations b
    join conversations c on c.place = b.place and c.asker = b.asker and (c.id = b.id or c.status <> 'resolved')
    where b.id = $1 and b.place = $2
    order by case when c.status = 'resolved' then 1 else 0 end
    limit 1";

const NEW: &str = "
    insert into conversations
        (id, number, place, asker, language, status, holder, opened_at, touched_at, memory)
    values ($1, (select coalesce(max(number), 0) + 1 from conversations), $2, $3, $4, 'open', 'bot', $5, $5, $6)";

/// Whether an event is something said that this place hears.
fn opens(event: &Event, place: &Place) -> bool {
    match event {
        Event::Message(message) => place.hears(message.addressed),
        Event::Command { .. } => place.hears(true),
        _ => false,
    }
}

impl Known {
    /// The author's own conversation here; in a thread the one that matters is the opener's.
    fn matter(&self, place: &Place) -> Option<Matter> {
        if place.opener.is_some() {
            return None;
        }
        Some(Matter {
            id: self.conversation?,
            paced_from: self.paced_from,
            paced_count: self.paced_count.unwrap_or_default(),
            original: false,
            writer: None,
        })
    }
}

impl Recorder<'_> {
    /// The conversation of an event. Nobody is recorded by looking.
    pub(super) async fn matter(&mut self, event: &Inbound, place: &Place, known: &Known) -> Result<Found, StoreError> {
        if let Some(matter) = known.matter(place).filter(|_| opens(&event.event, place)) {
            return Ok(Found::Matter(matter));
        }
        let who = known.identity;
        match &event.event {
            Event::Message(message) => self.heard(place, who, message.addressed).await,
            Event::Command { .. } => self.heard(place, who, true).await,
            Event::Edit(message) => match self.original(event, &message.id).await? {
                Some(matter) => Ok(Found::Matter(Matter { original: true, ..matter })),
                None => self.heard(place, who, message.addressed).await,
            },
            Event::Delete { message } => match self.original(event, message).await? {
                Some(matter) => Ok(Found::Matter(matter)),
                None if place.direct => self.current(place, who).await.map(Found::from),
                None => Ok(Found::NotOurs),
            },
            Event::Button { action, .. } => self.of_button(place, action).await.map(Found::from),
            Event::Reaction { message, .. } => {
                let matter = match self.mirrored(event, message).await? {
                    Some(matter) => Some(matter),
                    None => self.original(event, message).await?,
                };
                Ok(matter.map_or(Found::NotOurs, Found::Matter))
            }
            Event::Membership(_) | Event::Unknown { .. } if place.direct => {
                self.current(place, who).await.map(Found::from)
            }
            Event::Membership(_) | Event::Unknown { .. } => Ok(Found::Nothing),
        }
    }

    /// Something said: for us to record, or none of our business.
    async fn heard(&mut self, place: &Place, who: Option<Uuid>, addressed: bool) -> Result<Found, StoreError> {
        if !place.hears(addressed) {
            return Ok(Found::NotOurs);
        }
        Ok(self.current(place, who).await?.map_or(Found::New, Found::Matter))
    }

    /// The conversation that is going on here, or was until lately.
    async fn current(&mut self, place: &Place, who: Option<Uuid>) -> Result<Option<Matter>, StoreError> {
        let since = self.edge.now() - self.rules.reopen_within;
        Ok(if place.opener.is_some() {
            on!(self.c, Conn, c => sqlx::query_as(OF_PLACE).bind(place.id.0).bind(since).fetch_optional(&mut **c).await)?
        } else {
            on!(self.c, Conn, c => sqlx::query_as(OF_PERSON)
                .bind(place.id.0).bind(who).bind(since).fetch_optional(&mut **c).await)?
        })
    }

    async fn original(&mut self, event: &Inbound, message: &str) -> Result<Option<Matter>, StoreError> {
        let key = format!("m:{}:{message}", event.place.address.chat);
        Ok(on!(self.c, Conn, c => sqlx::query_as(OF_EVENT)
            .bind(self.channel.as_str()).bind(key).fetch_optional(&mut **c).await)?)
    }

    /// The conversation that a message is in, and who wrote it.
    pub(super) async fn written(
        &mut self,
        event: &Inbound,
        message: &str,
    ) -> Result<Option<(Matter, Uuid)>, StoreError> {
        let matter = self.original(event, message).await?;
        Ok(matter.and_then(|matter| matter.writer.map(|writer| (matter, writer))))
    }

    async fn mirrored(&mut self, event: &Inbound, message: &str) -> Result<Option<Matter>, StoreError> {
        Ok(on!(self.c, Conn, c => sqlx::query_as(OF_MIRROR)
            .bind(self.channel.as_str()).bind(&event.place.address.chat).bind(message)
            .fetch_optional(&mut **c).await)?)
    }

    async fn of_button(&mut self, place: &Place, action: &str) -> Result<Option<Matter>, StoreError> {
        let Ok((conversation, _)) = Choice::parse_action(action) else { return Ok(None) };
        Ok(on!(self.c, Conn, c => sqlx::query_as(OF_BUTTON)
            .bind(conversation.0).bind(place.id.0).fetch_optional(&mut **c).await)?)
    }

    /// The identity of an account that has not spoken here itself.
    async fn identity_of(&mut self, external: &str) -> Result<Uuid, StoreError> {
        let known: Option<(Uuid,)> = on!(self.c, Conn, c => sqlx::query_as(
            "select id from identities where channel = $1 and external_id = $2")
            .bind(self.channel.as_str()).bind(external).fetch_optional(&mut **c).await)?;
        match known {
            Some((id,)) => Ok(id),
            None => self.new_identity(external, None, None).await,
        }
    }

    /// Opens the conversation that begins with an event of this author. A thread's is its opener's.
    pub(super) async fn open(&mut self, event: &Inbound, place: &Place, who: Uuid) -> Result<Matter, StoreError> {
        let asker = match &place.opener {
            Some(opener) if *opener != event.author.id => self.identity_of(opener).await?,
            _ => who,
        };
        let (id, language) = (self.edge.id(), self.language(event, place));
        self.something_new = true;
        on!(self.c, Conn, c => sqlx::query(NEW)
            .bind(id).bind(place.id.0).bind(asker).bind(language).bind(self.edge.now())
            .bind(Json(Memory::default()))
            .execute(&mut **c).await.map(drop))?;
        Ok(Matter { id, paced_from: None, paced_count: 0, original: false, writer: None })
    }

    /// The language a conversation begins in: the place's, else that of the author's app, else the default.
    fn language(&self, event: &Inbound, place: &Place) -> String {
        let app = event.author.language.as_deref().and_then(|tag| tag.split(['-', '_']).next());
        let known = |language: &&str| self.rules.languages.iter().any(|known| known == language);
        place
            .language
            .as_deref()
            .or(app)
            .filter(known)
            .or(self.rules.languages.first().map(String::as_str))
            .unwrap_or("en")
            .to_owned()
    }
}
