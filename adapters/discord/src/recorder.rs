//! What happened, brought to the inbox in order: what the gateway tells, and what is read back.
//!
//! While a place is being read back, what the gateway tells of it is held until the reading has met it. One task does all
//! of this, so that nothing can overtake.

use std::future::ready;
use std::mem::take;
use std::pin::pin;
use std::sync::Arc;

use hamyar_channel::{Address, Cursor, Inbound, Inbox, Pauses, Setting, Where, Words};
use serde_json::value::RawValue;
use tokio::sync::mpsc::Receiver;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::acks::Ack;
use crate::catch_up::{CatchUp, Done, Page};
use crate::convert::{Happening, Origin, Ourselves, sent_away};
use crate::directory::{Directory, is_thread};
use crate::gateway::{Session, Signal};
use crate::listener::Listener;
use crate::object::{Channel, Guild, GuildGone, Id, Interaction, Ready, id_at};
use crate::positions::Positions;

/// What the gateway told that is brought together.
const AT_ONCE: usize = 100;

/// The name under which messages are read back: they have keys of their own.
const READ_BACK: &str = "read-back";

/// Brings what happens to the inbox.
pub(crate) struct Recorder<'a> {
    listener: Arc<Listener>,
    words: &'a dyn Words,
    inbox: &'a dyn Inbox,
    stop: &'a CancellationToken,
    me: Ourselves,
    directory: Directory,
    positions: Positions,
    /// The session, as far as it was taken in.
    session: Option<Session>,
    reading: CatchUp,
    /// When our session began, and from where a place is read that comes to light only later. Nothing if it did not
    /// begin with us.
    began: Option<(Id, Id)>,
    held: Vec<Held>,
    batch: Batch,
    acks: JoinSet<()>,
}

/// What came before its time.
struct Held {
    spot: Spot,
    step: Step,
}

/// Where something happened: the channel or thread, and the channel that a thread is in.
#[derive(Clone, Copy)]
struct Spot {
    place: Id,
    channel: Option<Id>,
    direct: bool,
}

/// The events of one happening, its id if it has one, and who waits for them to be recorded.
struct Step {
    events: Vec<Inbound>,
    id: Option<Id>,
    recorded: Option<oneshot::Sender<()>>,
}

/// What is brought next.
#[derive(Default)]
struct Batch {
    events: Vec<Inbound>,
    waiting: Vec<oneshot::Sender<()>>,
    /// More has been read, even if nothing in it is for the inbox.
    moved: bool,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(
        listener: &Arc<Listener>,
        words: &'a dyn Words,
        inbox: &'a dyn Inbox,
        stop: &'a CancellationToken,
        me: Ourselves,
        positions: Positions,
    ) -> Self {
        Self {
            listener: Arc::clone(listener),
            words,
            inbox,
            stop,
            directory: Directory::new(me.id),
            me,
            session: positions.session.clone(),
            positions,
            reading: CatchUp::new(Arc::clone(listener)),
            began: None,
            held: Vec::new(),
            batch: Batch::default(),
            acks: JoinSet::new(),
        }
    }

    /// Takes in what the gateway tells until stopped, or until it tells no more.
    pub(crate) async fn run(mut self, queue: &mut Receiver<Signal>) {
        let mut signals = Vec::with_capacity(AT_ONCE);
        while !self.stop.is_cancelled() {
            tokio::select! {
                () = self.stop.cancelled() => return,
                got = queue.recv_many(&mut signals, AT_ONCE) => {
                    if got == 0 {
                        return self.bring(queue).await;
                    }
                    for signal in signals.drain(..) {
                        self.signal(signal).await;
                    }
                }
                done = self.reading.next() => self.read(done).await,
                // Taken in while the last batch was brought.
                () = ready(()), if !self.batch.is_empty() => {}
            }
            self.bring(queue).await;
            while self.acks.try_join_next().is_some() {}
        }
    }

    async fn signal(&mut self, signal: Signal) {
        match signal {
            Signal::Ready { ready, seq } => self.begin(&ready, seq),
            Signal::Happened { seq, kind, raw } => {
                if let Some(session) = &mut self.session {
                    session.seq = seq;
                }
                self.happened(Happening::read(&kind, raw.get()), seq).await;
            }
        }
    }

    /// A session begins: whatever happened before it is to be read.
    fn begin(&mut self, ready: &Ready, seq: u64) {
        let now = (self.listener.clock)();
        self.session = Some(ready.session(seq));
        self.began = Some((id_at(now), self.positions.since(now)));
        self.reading.begin(ready.guilds.iter().map(|guild| guild.id));
        for (chat, after) in self.positions.direct_since(now) {
            self.reading.read(chat, after);
        }
        // From here on, until all is read, an earlier session must not be taken up again.
        self.batch.moved = true;
    }

    async fn happened(&mut self, happening: Happening, seq: u64) {
        match happening {
            Happening::Guild(guild) => self.enter(*guild),
            Happening::GuildGone(gone) => self.leave(&gone, seq),
            Happening::Channel(channel) => {
                self.discover(&channel);
                self.directory.add(*channel);
            }
            Happening::Threads(sync) => {
                for thread in sync.threads {
                    self.directory.add(Channel { guild_id: Some(sync.guild_id), ..thread });
                }
            }
            Happening::ChannelGone(channel) => {
                let id = channel.id;
                if self.directory.get(id).is_none() {
                    self.directory.add((*channel).clone());
                }
                self.told(Happening::ChannelGone(channel), seq).await;
                self.directory.remove(id);
            }
            other => self.told(other, seq).await,
        }
    }

    /// A thread that was in the archive when the session began may have been taken out of it before it was found there.
    fn discover(&mut self, channel: &Channel) {
        let unknown = is_thread(channel.kind) && self.directory.get(channel.id).is_none();
        if let Some((began, since)) = self.began
            && unknown
            && channel.id < began
        {
            self.reading.read(channel.id, since);
        }
    }

    fn enter(&mut self, guild: Guild) {
        if guild.unavailable {
            return;
        }
        let (id, joined) = (guild.id, guild.joined_at);
        self.directory.enter(guild);
        let since = self.positions.since((self.listener.clock)());
        // What was said before we came was not said to us.
        let since = joined.map_or(since, |joined| since.max(id_at(joined)));
        self.reading.read_guild(id, self.directory.readable(id), since);
        self.batch.moved = true;
    }

    fn leave(&mut self, gone: &GuildGone, seq: u64) {
        self.reading.forget_guild(gone.id);
        if !gone.unavailable {
            let title = self.directory.leave(gone.id);
            let event = sent_away(gone.id, title, &self.origin(seq));
            self.batch.events.push(event);
        }
    }

    /// Something happened in a place.
    async fn told(&mut self, happening: Happening, seq: u64) {
        let Some((place, guild)) = happening.place() else { return };
        let spot = self.spot(place, guild).await;
        let (id, interaction) = match &happening {
            Happening::Message(message) => (Some(message.id), None),
            Happening::Interaction(interaction) => (Some(interaction.id), Some(interaction.clone())),
            _ => (None, None),
        };
        let events = self.events(happening, spot, guild, seq);
        let recorded = interaction.and_then(|interaction| self.acknowledge(&interaction, events.first()?));
        let step = Step { events, id, recorded };
        if self.reading.is_behind(spot.place, spot.channel) {
            self.held.push(Held { spot, step });
        } else {
            self.add(spot, step);
        }
    }

    /// Knows where something happened, asking Discord if need be.
    async fn spot(&mut self, place: Id, guild: Option<Id>) -> Spot {
        if guild.is_none() {
            return Spot { place, channel: None, direct: true };
        }
        if self.directory.get(place).is_none() {
            let path = format!("/channels/{place}");
            let asked = self.stop.run_until_cancelled(self.listener.fetch::<Channel>(&path)).await;
            if let Some(Ok(channel)) = asked {
                self.discover(&channel);
                self.directory.add(channel);
            }
        }
        let thread = self.directory.get(place).filter(|channel| is_thread(channel.kind));
        Spot { place, channel: thread.and_then(|thread| thread.parent_id), direct: false }
    }

    fn events(&self, happening: Happening, spot: Spot, guild: Option<Id>, seq: u64) -> Vec<Inbound> {
        happening.events(self.whereabouts(spot), self.directory.our_roles(guild), &self.me, &self.origin(seq))
    }

    fn whereabouts(&self, spot: Spot) -> Where {
        if spot.direct {
            Where { address: Address::chat(spot.place.to_string()), setting: Setting::Direct, title: None }
        } else {
            self.directory.place(spot.place)
        }
    }

    fn origin(&self, seq: u64) -> Origin<'_> {
        let session = self.session.as_ref().map_or("", |session| &session.id);
        Origin { session, seq, received: (self.listener.clock)() }
    }

    /// Sees to it that Discord hears of an interaction in time. What is returned is told when it is recorded.
    fn acknowledge(&mut self, interaction: &Interaction, event: &Inbound) -> Option<oneshot::Sender<()>> {
        let ack = Ack::of(&self.listener, self.words, interaction, event)?;
        let (recorded, waits) = oneshot::channel();
        self.acks.spawn(ack.give(waits));
        Some(recorded)
    }

    fn add(&mut self, spot: Spot, step: Step) {
        let Step { events, id, recorded } = step;
        match id {
            Some(id) if spot.direct => self.positions.saw_direct(spot.place, id),
            Some(id) => self.positions.saw(id),
            None => {}
        }
        self.batch.events.extend(events);
        self.batch.waiting.extend(recorded);
    }

    /// A page was read back.
    async fn read(&mut self, done: Done) {
        match self.reading.take(done) {
            Some(Page::Messages { place, raw }) => self.page(place, &raw).await,
            Some(Page::Threads(threads)) => {
                for thread in threads {
                    self.directory.add(thread);
                }
            }
            None => {}
        }
        let (early, due) = take(&mut self.held)
            .into_iter()
            .partition(|held| self.reading.is_behind(held.spot.place, held.spot.channel));
        self.held = early;
        for Held { spot, step } in due {
            self.add(spot, step);
        }
        self.batch.moved |= self.reading.is_done();
    }

    async fn page(&mut self, place: Id, raw: &[Box<RawValue>]) {
        let guild = self.directory.get(place).and_then(|channel| channel.guild_id);
        let spot = self.spot(place, guild).await;
        for raw in raw {
            let happening = Happening::read("MESSAGE_CREATE", raw.get());
            let id = match &happening {
                Happening::Message(message) => Some(message.id),
                _ => None,
            };
            let origin = Origin { session: READ_BACK, seq: id.map_or(0, Id::get), received: (self.listener.clock)() };
            let roles = self.directory.our_roles(guild);
            let events = happening.events(self.whereabouts(spot), roles, &self.me, &origin);
            self.add(spot, Step { events, id, recorded: None });
        }
    }

    /// Brings what there is, however long it takes, and with it how far we are. Until that is done, nothing else is
    /// brought; but what the gateway tells is taken in, so that nobody who waits for a word waits for that.
    async fn bring(&mut self, queue: &mut Receiver<Signal>) {
        if self.batch.is_empty() {
            return;
        }
        let Batch { events, waiting, .. } = take(&mut self.batch);
        let whole = self.reading.is_done() && self.held.is_empty();
        let cursors = self.positions.kept(self.session.as_ref().filter(|_| whole));
        let listener = Arc::clone(&self.listener);
        let mut bringing = pin!(insist(&listener, self.inbox, self.stop, events, cursors));
        let brought = loop {
            tokio::select! {
                brought = &mut bringing => break brought,
                told = queue.recv(), if self.batch.events.len() < AT_ONCE => match told {
                    Some(signal) => self.signal(signal).await,
                    None => break bringing.await,
                },
            }
        };
        if brought {
            for waiting in waiting {
                // Whoever waited may have given up.
                let _ = waiting.send(());
            }
        }
    }
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.events.is_empty() && !self.moved
    }
}

/// Brings these until they are recorded; false if we are stopped before.
async fn insist(
    listener: &Listener,
    inbox: &dyn Inbox,
    stop: &CancellationToken,
    events: Vec<Inbound>,
    cursors: Vec<Cursor>,
) -> bool {
    let channel = &listener.settings.id;
    let mut pauses = Pauses::new(listener.settings.first_pause);
    while let Err(error) = inbox.accept_to(channel, events.clone(), cursors.clone()).await {
        tracing::warn!(%channel, %error, "events were not recorded; they are brought again");
        pauses.wait(None, stop).await;
        if stop.is_cancelled() {
            return false;
        }
    }
    true
}
