//! Recording what happened on a channel.
//!
//! A batch is one job of the writer. Each event finds its place, its author and its conversation, creating what is new,
//! and becomes the next entry; an event that was recorded before changes nothing. What is known already is looked up for
//! all events at once, and their entries are written at once.

mod button;
mod entry;
mod foreign;
mod held;
mod known;
mod matter;
mod overtaken;
mod people;
mod present;
mod room;
mod solved;
mod storable;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::Duration;
use hamyar_channel::{
    Accepted, Address, ChannelId, Cursor, Event, Inbound, Membership, Message, NotTheirs, Quoted, Setting,
};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use self::entry::Pending;
use self::known::Known;
pub(super) use self::matter::open;
use self::matter::{Found, Matter};
use super::db::{Conn, on};
use super::{Store, StoreError, Turn, turns};
use crate::clock::Edge;
use crate::model::{Autonomy, ConversationId, EntryId, EntryKind, Place, PlaceId, Role};

/// Settings that recording needs.
#[derive(Clone, Debug)]
pub struct AcceptRules {
    /// The languages there are words for; the first is the default.
    pub languages: Vec<String>,
    /// How long a resolved conversation is taken up again.
    pub reopen_within: Duration,
    /// Messages a minute of one person that are handled at once; 0 for no limit.
    pub messages_per_minute: i32,
    /// The longest text that is kept, in bytes; the rest is cut off and the cut is noted.
    pub max_message_bytes: usize,
}

/// What became of a batch, and which conversations are to be looked at.
#[derive(Debug, Default)]
pub struct Batch {
    /// The counts for the adapter.
    pub accepted: Accepted,
    /// Conversations with something new.
    pub touched: HashSet<ConversationId>,
    /// Those of them that this node has claimed, with what is to be decided: each is to be committed or released.
    pub claimed: Vec<Turn>,
    /// Conversations whose customer has just begun to write faster than is handled.
    pub floods: Vec<ConversationId>,
    /// Staff rooms have something to show.
    pub shows: bool,
    /// The new entries, where logs are to tell of each.
    pub recorded: Vec<(EntryId, ConversationId)>,
}

impl Batch {
    /// So many events, of which none is for us.
    fn ignored(events: usize) -> Self {
        Self { accepted: Accepted { ignored: events, ..Accepted::default() }, ..Self::default() }
    }
}

impl Store {
    /// Records a batch of one channel, in order, and how far the channel has read. Up to `claim` of the conversations that
    /// are due by it are claimed for this node in the same breath, as [`Store::claim_turns`] does.
    ///
    /// # Errors
    ///
    /// When nothing of the batch was recorded, or it is not known whether it was; bringing it again is safe.
    pub async fn accept(
        &self,
        channel: ChannelId,
        events: Vec<Inbound>,
        cursors: Vec<Cursor>,
        rules: Arc<AcceptRules>,
        claim: usize,
    ) -> Result<Batch, StoreError> {
        let (edge, node, news) = (self.edge.clone(), self.node.clone(), self.news.clone());
        let events: Vec<Inbound> = events.into_iter().map(storable::event).collect();
        let brought = events.len();
        let events = self.concerning(&channel, events).await?;
        let foreign = brought - events.len();
        if foreign > 0 && events.is_empty() && cursors.is_empty() {
            return Ok(Batch::ignored(foreign));
        }
        self.writer
            .run(move |c| {
                Box::pin(async move {
                    let mut recorder = Recorder {
                        c,
                        channel: &channel,
                        rules: &rules,
                        edge: &edge,
                        pending: Pending::default(),
                        something_new: false,
                        shows: false,
                        not_theirs: Vec::new(),
                        recorded: Vec::new(),
                    };
                    let mut batch = recorder.batch(&events).await?;
                    batch.accepted.ignored += foreign;
                    batch.accepted.not_theirs = recorder.not_theirs;
                    batch.shows = recorder.shows;
                    batch.recorded = recorder.recorded;
                    let touched = batch.touched.iter().take(claim).map(|id| id.0).collect();
                    batch.claimed = turns::claim(c, touched, &node, edge.now()).await?;
                    if batch.touched.len() > batch.claimed.len() {
                        news.about(super::Topic::Turns);
                    }
                    super::cursors::advance(c, &channel, cursors).await?;
                    Ok(batch)
                })
            })
            .await
    }
}

/// The messages of a place that are counted, about: at twice as many both counts are halved, so that old ones fade.
const RECENT: i64 = 100;

const COUNT: &str = "
    insert into talk (place, people, bot)
    values ($1, 1, 0)
    on conflict (place) do update
    set people = case when talk.people + talk.bot < 2 * $2 then talk.people + 1 else talk.people / 2 + 1 end,
        bot = case when talk.people + talk.bot < 2 * $2 then talk.bot else (talk.bot + 1) / 2 end";

enum Outcome {
    Recorded(Option<ConversationId>),
    /// Recorded, and the first of its minute over the limit.
    Flooded(ConversationId),
    Repeated,
    Ignored,
}

struct Recorder<'a> {
    c: &'a mut Conn,
    channel: &'a ChannelId,
    rules: &'a AcceptRules,
    edge: &'a Edge,
    /// Entries that are written together, before anything reads them.
    pending: Pending,
    /// This batch made a place, a person or a conversation: what was known before it is not the whole truth any more.
    something_new: bool,
    /// Staff rooms have something to show.
    shows: bool,
    /// Presses that count for nothing.
    not_theirs: Vec<NotTheirs>,
    /// What logs are to tell of, once it is durable.
    recorded: Vec<(EntryId, ConversationId)>,
}

/// Whether an event is about what was said before, which must then be written.
fn looks_back(event: &Inbound) -> bool {
    match &event.event {
        Event::Message(message) => message.reply_to.is_some() && event.place.setting != Setting::Direct,
        Event::Command { quoted, .. } => quoted.is_some(),
        _ => true,
    }
}

impl Recorder<'_> {
    async fn batch(&mut self, events: &[Inbound]) -> Result<Batch, StoreError> {
        let (mut batch, mut keys) = (Batch::default(), HashSet::new());
        if events.is_empty() {
            return Ok(batch);
        }
        let told_apart;
        let mut events = events;
        if events.iter().any(|event| matches!(event.event, Event::Present(_))) {
            told_apart = self.tell_apart(events).await?;
            events = &told_apart;
        }
        let known = self.known(events).await?;
        for (event, mut known) in events.iter().zip(known) {
            if self.something_new {
                known = self.known(std::slice::from_ref(event)).await?.pop().unwrap_or(known);
            }
            known.repeated |= !keys.insert(event.key.as_str());
            match self.record(event, &known).await? {
                Outcome::Recorded(conversation) => {
                    batch.accepted.recorded += 1;
                    batch.touched.extend(conversation);
                }
                Outcome::Flooded(conversation) => {
                    batch.accepted.recorded += 1;
                    batch.touched.insert(conversation);
                    batch.floods.push(conversation);
                }
                Outcome::Repeated => batch.accepted.repeated += 1,
                Outcome::Ignored => batch.accepted.ignored += 1,
            }
        }
        self.flush().await?;
        Ok(batch)
    }

    async fn record(&mut self, event: &Inbound, known: &Known) -> Result<Outcome, StoreError> {
        if event.author.bot {
            return Ok(Outcome::Ignored);
        }
        if known.repeated {
            return Ok(Outcome::Repeated);
        }
        if looks_back(event) {
            self.flush().await?;
        }
        if let Event::Membership(Membership::Migrated { to }) = &event.event {
            self.migrate(event, to).await?;
            return self.stray(event).await;
        }
        if event.author.id.is_empty() {
            return self.unattributed(event, known).await;
        }
        if let Event::Solved(solved) = &event.event {
            return self.solved(event, solved, known).await;
        }
        let linking = self.linking(event).await?;
        let event = linking.as_ref().unwrap_or(event);
        let kind = entry::kind(&event.event);
        let place = self.place(event, known).await?;
        if place.role == Role::Staff && !place.direct {
            return self.in_room(event, &place).await;
        }
        // Out of a place that we were sent out of, an administrator can call us back.
        let called_back = place.role == Role::Ignored && event.author.admin && event.event.needs_standing();
        if matches!(place.role, Role::Ignored | Role::Staff) && !called_back {
            return Ok(Outcome::Ignored);
        }
        if let Event::Delete { message } = &event.event
            && place.direct
        {
            self.bury(event, message).await?;
        }
        if place.role == Role::Community && !place.direct && kind == EntryKind::Message {
            self.count(&place).await?;
        }
        let matter = match self.matter(event, &place, known).await? {
            Found::NotOurs => return Ok(Outcome::Ignored),
            Found::Nothing => {
                if let Some(identity) = known.identity {
                    self.update_identity(event, known, identity).await?;
                }
                return self.stray(event).await;
            }
            Found::Matter(matter) => Some(matter),
            Found::New => None,
        };
        // Only now, since whoever has nothing to do with us is not recorded.
        let identity = self.identity(event, known).await?;
        let matter = match matter {
            Some(matter) => {
                self.quoted(event, identity, &matter).await?;
                matter
            }
            None => self.open(event, &place, identity).await?,
        };
        if let Event::Edit(message) = &event.event
            && !matter.original
        {
            self.bury(event, &message.id).await?;
        }
        self.note_press(event, &place, identity, &matter);
        let flooded = self.entry(event, kind, identity, &matter).await?;
        let conversation = ConversationId(matter.id);
        Ok(if flooded { Outcome::Flooded(conversation) } else { Outcome::Recorded(Some(conversation)) })
    }

    /// An event whose author the platform does not name. A deletion counts as done by who wrote the message.
    async fn unattributed(&mut self, event: &Inbound, known: &Known) -> Result<Outcome, StoreError> {
        let Event::Delete { message } = &event.event else { return self.stray(event).await };
        if let Some(place) = known.place.filter(|_| known.role.as_deref() == Some(Role::Staff.word())) {
            return self.deleted_in_room(event, message, place).await;
        }
        let Some((matter, identity)) = self.written(event, message).await? else { return Ok(Outcome::Ignored) };
        self.entry(event, entry::kind(&event.event), identity, &matter).await?;
        Ok(Outcome::Recorded(Some(ConversationId(matter.id))))
    }

    /// Counts a message of somebody in a community. Not a word of it is kept for that.
    async fn count(&mut self, place: &Place) -> Result<(), StoreError> {
        on!(self.c, Conn, c => sqlx::query(COUNT)
            .bind(place.id.0).bind(RECENT).execute(&mut **c).await.map(drop))?;
        Ok(())
    }

    /// What an asker points at as the solution becomes part of their conversation, unless it is already, or ours, or their own.
    async fn quoted(&mut self, event: &Inbound, who: Uuid, matter: &Matter) -> Result<(), StoreError> {
        let Event::Command { name, quoted: Some(quoted), .. } = &event.event else { return Ok(()) };
        if name != "solved" || who != matter.asker || !solved::is_peers(quoted, event) {
            return Ok(());
        }
        if let Some((said, identity)) = self.told_of(event, quoted).await? {
            self.entry(&said, EntryKind::Message, identity, matter).await?;
            self.flush().await?;
        }
        Ok(())
    }

    /// A message that an event tells of, as it would have come in, and who wrote it. Nothing if it is on a timeline already, or is
    /// known to say something else by now.
    async fn told_of(&mut self, event: &Inbound, quoted: &Quoted) -> Result<Option<(Inbound, Uuid)>, StoreError> {
        let message = Message { id: quoted.message.clone(), text: quoted.text.clone(), ..Message::default() };
        let said = Inbound {
            key: format!("m:{}:{}", event.place.address.chat, quoted.message),
            author: quoted.author.clone(),
            event: Event::Message(message),
            ..event.clone()
        };
        let known = self.known(std::slice::from_ref(&said)).await?;
        let Some(known) = known.first().filter(|known| !known.repeated) else { return Ok(None) };
        let identity = self.identity(&said, known).await?;
        Ok(Some((said, identity)))
    }

    /// Keeps an event that belongs to no conversation.
    async fn stray(&mut self, event: &Inbound) -> Result<Outcome, StoreError> {
        let data = serde_json::to_value(&event.event).unwrap_or_default();
        let kind =
            data.as_object().and_then(|object| object.keys().next().cloned()).unwrap_or_else(|| "unknown".into());
        // Nobody's words are kept where nobody would look for them.
        let has_words = matches!(event.event, Event::Message(_) | Event::Edit(_) | Event::Command { .. });
        let data = if has_words { json!({}) } else { data };
        let done = on!(self.c, Conn, c => sqlx::query(
            "insert into channel_events (channel, event_key, at, kind, data) values ($1, $2, $3, $4, $5)
             on conflict do nothing")
            .bind(self.channel.as_str()).bind(&event.key).bind(event.at).bind(kind).bind(Json(data))
            .execute(&mut **c).await.map(|done| done.rows_affected()))?;
        Ok(if done == 0 { Outcome::Repeated } else { Outcome::Recorded(None) })
    }

    /// The chat goes on under another id: everything said in it goes along.
    async fn migrate(&mut self, event: &Inbound, to: &str) -> Result<(), StoreError> {
        self.something_new = true;
        super::places::move_chat(self.c, self.channel, &event.place.address.chat, to).await
    }

    async fn place(&mut self, event: &Inbound, known: &Known) -> Result<Place, StoreError> {
        if let (Some(id), Some(role), Some(autonomy)) = (known.place, &known.role, &known.autonomy) {
            return Ok(Place {
                id: PlaceId(id),
                channel: self.channel.clone(),
                address: event.place.address.clone(),
                direct: known.direct.unwrap_or_default(),
                opener: known.opener.clone(),
                title: None,
                role: role.parse().map_err(StoreError::damaged("places.role"))?,
                autonomy: autonomy.parse().map_err(StoreError::damaged("places.autonomy"))?,
                language: known.place_language.clone(),
                listen: known.listen.unwrap_or_default(),
                group: super::places::group(known.place_group.as_deref())?,
            });
        }
        let place = self.new_place(event).await?;
        self.something_new = true;
        super::places::insert(self.c, &place, self.edge.now()).await?;
        Ok(place)
    }

    /// A place not seen before, recorded even if nobody speaks to us in it: it names a chat and no person, and somebody
    /// who runs Hamyar must find it to say what it is for. A thread takes after its chat, anything else after its kind.
    async fn new_place(&mut self, event: &Inbound) -> Result<Place, StoreError> {
        let direct = event.place.setting == Setting::Direct;
        let opener = match &event.place.setting {
            Setting::Thread { opener } => Some(opener.clone().unwrap_or_else(|| event.author.id.clone())),
            Setting::Direct | Setting::Shared => None,
        };
        let shared = Place::shared(PlaceId(self.edge.id()), self.channel.clone(), event.place.address.clone());
        let (role, autonomy) = if direct { (Role::Direct, Autonomy::Always) } else { (shared.role, shared.autonomy) };
        let place = Place { direct, opener, title: event.place.title.clone(), role, autonomy, ..shared };
        if event.place.address.thread.is_some() {
            let chat = Address::chat(event.place.address.chat.clone());
            if let Some(parent) = super::places::find(self.c, self.channel, &chat).await? {
                return Ok(place.with(parent.settings()));
            }
        }
        Ok(place)
    }
}
