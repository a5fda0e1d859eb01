//! Which conversation an event belongs to.

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{Author, Event, Inbound, Message};
use sqlx::types::Json;
use uuid::Uuid;

use super::Recorder;
use super::known::Known;
use crate::clock::Edge;
use crate::model::{Memory, Place};
use crate::store::db::{Conn, on};
use crate::store::{StoreError, places};

/// A conversation, as far as recording needs it.
#[derive(sqlx::FromRow)]
pub(super) struct Matter {
    pub(super) id: Uuid,
    pub(super) asker: Uuid,
    pub(super) paced_from: Option<DateTime<Utc>>,
    pub(super) paced_count: i32,
    /// The message that an edit changes is on the timeline.
    #[sqlx(default)]
    pub(super) original: bool,
    /// Who wrote the message that the event is about.
    #[sqlx(default)]
    pub(super) writer: Option<Uuid>,
    /// Its asker says this to us, whatever the platform can tell.
    #[sqlx(default)]
    pub(super) addressed: bool,
    /// It asks for the answer that was held back.
    #[sqlx(default)]
    pub(super) collects: bool,
}

/// How long after we spoke a line of somebody who waits for a person is taken as said to us, in a chat without threads.
const ADDS: Duration = Duration::minutes(5);

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

/// What recording reads of a conversation `c`.
macro_rules! matter {
    ($from:literal) => {
        concat!("select c.id, c.asker, c.paced_from, c.paced_count ", $from)
    };
}
pub(super) use matter;

const OF_PERSON: &str = matter!(
    "from conversations c
    where c.place = $1 and c.asker = $2 and (c.status <> 'resolved' or c.resolved_at > $3)
    order by case when c.status = 'resolved' then 1 else 0 end, c.opened_at desc
    limit 1"
);

/// The conversation of a thread's opener; that about the thread's settings is another.
const OF_PLACE: &str = matter!(
    "from conversations c
    join identities i on i.id = c.asker
    where c.place = $1 and (c.status <> 'resolved' or c.resolved_at > $2) and i.external_id not like 'place:%'
    order by case when c.status = 'resolved' then 1 else 0 end, c.opened_at desc
    limit 1"
);

/// By its message, or as a command that is none.
const OF_EVENT: &str = "
    select c.id, c.asker, c.paced_from, c.paced_count, t.identity as writer
    from timeline t
    join conversations c on c.id = t.conversation
    where t.channel = $1 and t.event_key in ($2, $3)";

const OF_MIRROR: &str = matter!(
    "from mirrors m
    join conversations c on c.id = m.conversation
    where m.channel = $1 and m.chat = $2 and m.message = $3"
);

/// The conversation of this id, held here.
const OF_ID: &str = matter!(
    "from conversations c
    where c.id = $1 and c.place = $2"
);

/// Open, in this place, and of a person: what people say to each other in it is part of it.
const OPEN_HERE: &str = matter!(
    "from conversations c
    join identities i on i.id = c.asker
    where c.id = $1 and c.place = $2 and c.status <> 'resolved' and i.external_id not like 'place:%'"
);

/// Somebody waits for a person, or talks with one; and when we last said so, or that person wrote.
const WAITING: &str = "
    select c.id, c.asker, c.paced_from, c.paced_count, (
        select max(t.at)
        from timeline t
        where t.conversation = c.id and t.kind in ('handoff', 'agent_reply')) as spoken_at
    from conversations c
    where c.place = $1 and c.asker = $2 and c.status <> 'resolved' and c.holder <> 'bot'";

#[derive(sqlx::FromRow)]
struct Waiting {
    #[sqlx(flatten)]
    matter: Matter,
    spoken_at: Option<DateTime<Utc>>,
}

const NEW: &str = "
    insert into conversations
        (id, number, place, asker, language, status, holder, opened_at, touched_at, memory)
    values ($1, (select coalesce(max(number), 0) + 1 from conversations), $2, $3, $4, 'open', 'bot', $5, $5, $6)";

impl Matter {
    pub(super) fn new(id: Uuid, asker: Uuid) -> Self {
        Self {
            id,
            asker,
            paced_from: None,
            paced_count: 0,
            original: false,
            writer: None,
            addressed: false,
            collects: false,
        }
    }
}

/// Whether an event is said to us, whatever else is going on in the place.
fn is_to_us(event: &Event, place: &Place) -> bool {
    match event {
        Event::Message(message) => (place.direct || message.addressed) && place.hears(message.addressed),
        Event::Command { .. } => (place.direct || !event.needs_standing()) && place.hears(true),
        _ => false,
    }
}

impl Known {
    /// The author's own conversation here; in a thread the one that matters is the opener's.
    fn matter(&self, place: &Place) -> Option<Matter> {
        if place.opener.is_some() {
            return None;
        }
        let paced_count = self.paced_count.unwrap_or_default();
        Some(Matter { paced_from: self.paced_from, paced_count, ..Matter::new(self.conversation?, self.identity?) })
    }
}

impl Recorder<'_> {
    /// The conversation of an event. Nobody is recorded by looking.
    pub(super) async fn matter(&mut self, event: &Inbound, place: &Place, known: &Known) -> Result<Found, StoreError> {
        if let Some(matter) = known.matter(place).filter(|_| is_to_us(&event.event, place)) {
            return Ok(Found::Matter(matter));
        }
        let who = known.identity;
        match &event.event {
            setup if setup.needs_standing() && !place.direct => self.about(event, place).await.map(Found::Matter),
            Event::Message(message) => self.said(event, place, who, message).await,
            Event::Command { .. } => self.heard(event, place, who, true).await,
            Event::Edit(message) => match self.original(event, &message.id).await? {
                Some(matter) => Ok(Found::Matter(Matter { original: true, ..matter })),
                None => self.heard(event, place, who, message.addressed).await,
            },
            Event::Delete { message } => match self.original(event, message).await? {
                Some(matter) => Ok(Found::Matter(matter)),
                None if place.direct => self.current(place, who).await.map(Found::from),
                None => Ok(Found::NotOurs),
            },
            Event::Button { action, .. } => self.of_button(place, action).await.map(Found::from),
            Event::Reaction { message, added, direct, .. } => {
                let Some(matter) = self.pointed_at(event, message).await? else { return Ok(Found::NotOurs) };
                if let Some(who) = who.filter(|_| *added)
                    && let Some(collecting) = self.collecting(matter.id, who, direct.as_ref()).await?
                {
                    return Ok(Found::Matter(collecting));
                }
                Ok(Found::Matter(matter))
            }
            Event::Membership(_) | Event::Unknown { .. } if place.direct => {
                self.current(place, who).await.map(Found::from)
            }
            Event::Membership(_) | Event::Unknown { .. } => Ok(Found::Nothing),
            // Told apart before it comes here.
            Event::Present(_) | Event::Solved(_) => Ok(Found::NotOurs),
        }
    }

    /// The conversation that the place has about itself: how it is set.
    async fn about(&mut self, event: &Inbound, place: &Place) -> Result<Matter, StoreError> {
        let id = match places::place_conversation(self.c, place.id.0, self.edge.now()).await? {
            Some(id) => id,
            None => {
                let (place, language) = (place.clone(), self.language(event, place));
                let place = Place { title: event.place.title.clone().or(place.title.clone()), ..place };
                places::open_place_conversation(self.c, &place, &language, self.edge).await?
            }
        };
        let matter = on!(self.c, Conn, c => sqlx::query_as(OF_ID)
            .bind(id).bind(place.id.0).fetch_one(&mut **c).await)?;
        Ok(matter)
    }

    /// A message. In a shared place an answer to what belongs to an open conversation belongs to it too, whoever gives
    /// it, and so does what somebody adds who waits for a person.
    async fn said(
        &mut self,
        event: &Inbound,
        place: &Place,
        who: Option<Uuid>,
        message: &Message,
    ) -> Result<Found, StoreError> {
        if !place.direct && !message.addressed && place.opener.is_none() {
            if let Some(reply_to) = &message.reply_to
                && let Some(matter) = self.answered(event, place, reply_to).await?
            {
                let waits = Some(matter.asker) == who && self.waiting(place, who).await?.is_some();
                return Ok(Found::Matter(Matter { addressed: waits, ..matter }));
            }
            if let Some(Waiting { matter, spoken_at }) = self.waiting(place, who).await? {
                let lately = spoken_at.is_some_and(|at| self.edge.now() - at <= ADDS);
                if lately || place.address.thread.is_some() {
                    return Ok(Found::Matter(Matter { addressed: true, ..matter }));
                }
            }
        }
        self.heard(event, place, who, message.addressed).await
    }

    /// The open conversation here that a message belongs to.
    async fn answered(&mut self, event: &Inbound, place: &Place, to: &str) -> Result<Option<Matter>, StoreError> {
        let Some(matter) = self.pointed_at(event, to).await? else { return Ok(None) };
        Ok(on!(self.c, Conn, c => sqlx::query_as(OPEN_HERE)
            .bind(matter.id).bind(place.id.0).fetch_optional(&mut **c).await)?)
    }

    /// The conversation that a message is part of, ours or theirs.
    async fn pointed_at(&mut self, event: &Inbound, message: &str) -> Result<Option<Matter>, StoreError> {
        match self.mirrored(event, message).await? {
            Some(matter) => Ok(Some(matter)),
            None => self.original(event, message).await,
        }
    }

    async fn waiting(&mut self, place: &Place, who: Option<Uuid>) -> Result<Option<Waiting>, StoreError> {
        Ok(on!(self.c, Conn, c => sqlx::query_as(WAITING)
            .bind(place.id.0).bind(who).fetch_optional(&mut **c).await)?)
    }

    /// Something said: for us to record, or none of our business.
    async fn heard(
        &mut self,
        event: &Inbound,
        place: &Place,
        who: Option<Uuid>,
        addressed: bool,
    ) -> Result<Found, StoreError> {
        let hears = place.hears(addressed);
        if !hears && place.opener.is_none() {
            return Ok(Found::NotOurs);
        }
        let matter = match self.current(place, who).await? {
            // The thread is to be its asker's, who need not call us in it.
            None if place.address.thread.is_some() => self.opening(event).await?.map(|matter| {
                let addressed = Some(matter.asker) == who;
                Matter { addressed, ..matter }
            }),
            matter => matter,
        };
        Ok(match matter {
            Some(matter) => Found::Matter(matter),
            // A thread in which nobody has asked us anything is talk between people.
            None if hears => Found::New,
            None => Found::NotOurs,
        })
    }

    /// The conversation that is going on here, or was until lately.
    pub(super) async fn current(&mut self, place: &Place, who: Option<Uuid>) -> Result<Option<Matter>, StoreError> {
        let since = self.edge.now() - self.rules.reopen_within;
        Ok(if place.opener.is_some() {
            on!(self.c, Conn, c => sqlx::query_as(OF_PLACE).bind(place.id.0).bind(since).fetch_optional(&mut **c).await)?
        } else {
            on!(self.c, Conn, c => sqlx::query_as(OF_PERSON)
                .bind(place.id.0).bind(who).bind(since).fetch_optional(&mut **c).await)?
        })
    }

    async fn original(&mut self, event: &Inbound, message: &str) -> Result<Option<Matter>, StoreError> {
        let (key, command) = (format!("m:{}:{message}", event.place.address.chat), format!("i:{message}"));
        Ok(on!(self.c, Conn, c => sqlx::query_as(OF_EVENT)
            .bind(self.channel.as_str()).bind(key).bind(command).fetch_optional(&mut **c).await)?)
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

    /// The identity of an account that has not spoken here itself.
    async fn identity_of(&mut self, external: &str) -> Result<Uuid, StoreError> {
        let known: Option<(Uuid,)> = on!(self.c, Conn, c => sqlx::query_as(
            "select id from identities where channel = $1 and external_id = $2")
            .bind(self.channel.as_str()).bind(external).fetch_optional(&mut **c).await)?;
        match known {
            Some((id,)) => Ok(id),
            None => self.new_identity(&Author { id: external.to_owned(), ..Author::default() }).await,
        }
    }

    /// Opens the conversation that begins with an event of this author. A thread's is its opener's.
    pub(super) async fn open(&mut self, event: &Inbound, place: &Place, who: Uuid) -> Result<Matter, StoreError> {
        let asker = match &place.opener {
            Some(opener) if *opener != event.author.id => self.identity_of(opener).await?,
            _ => who,
        };
        let language = self.language(event, place);
        self.something_new = true;
        let id = open(self.c, place.id.0, asker, &language, self.edge).await?;
        Ok(Matter::new(id, asker))
    }

    /// The language a conversation begins in: the place's, else that of the author's app, else the default.
    pub(super) fn language(&self, event: &Inbound, place: &Place) -> String {
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

/// Opens a conversation.
pub(in crate::store) async fn open(
    c: &mut Conn,
    place: Uuid,
    asker: Uuid,
    language: &str,
    edge: &Edge,
) -> Result<Uuid, StoreError> {
    let id = edge.id();
    on!(c, Conn, c => sqlx::query(NEW)
        .bind(id).bind(place).bind(asker).bind(language).bind(edge.now()).bind(Json(Memory::default()))
        .execute(&mut **c).await.map(drop))?;
    Ok(id)
}
