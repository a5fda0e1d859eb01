//! What happened, brought to the inbox in order: what the gateway tells, and what is read back.
//!
//! While a place is being read back, what the gateway tells of it is held until the reading has met it. One task does all
//! of this, so that nothing can overtake.

mod placing;
mod solving;

use std::future::ready;
use std::mem::take;
use std::pin::pin;
use std::sync::Arc;

use hamyar_channel::{Accepted, Cursor, Inbound, Inbox, Pauses, Words, WordsExt};
use serde_json::value::RawValue;
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use self::placing::{Held, Spot, Step, Told, Waiting};
use crate::acks::Recorded;
use crate::catch_up::{CatchUp, Done, Kind, Page, is_newer};
use crate::convert::{Happening, Origin, Ourselves, present, sent_away};
use crate::directory::{Directory, is_thread};
use crate::gateway::{Session, Signal};
use crate::listener::Listener;
use crate::object::{Channel, Guild, GuildGone, Id, Ready, id_at};
use crate::positions::Positions;
use crate::revising::{Revised, Seen};

/// What the gateway told that is brought together.
const AT_ONCE: usize = 100;

/// What is taken in while a batch is brought: so many who give commands meanwhile are told that they were heard.
const MEANWHILE: usize = 4096;

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
    /// What happened where we do not know the place.
    unplaced: Vec<Told>,
    held: Vec<Held>,
    batch: Batch,
    acks: JoinSet<()>,
}

/// What is brought next.
#[derive(Default)]
struct Batch {
    events: Vec<Inbound>,
    waiting: Vec<Waiting>,
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
            directory: Directory::new(me.id, listener.homes.clone()),
            me,
            session: positions.session.clone(),
            positions,
            reading: CatchUp::new(Arc::clone(listener)),
            began: None,
            unplaced: Vec::new(),
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
                        self.signal(signal);
                    }
                }
                done = self.reading.next() => self.read(done),
                // Taken in while the last batch was brought.
                () = ready(()), if !self.batch.is_empty() => {}
            }
            self.bring(queue).await;
            while self.acks.try_join_next().is_some() {}
        }
    }

    fn signal(&mut self, signal: Signal) {
        match signal {
            Signal::Ready { ready, seq } => self.begin(&ready, seq),
            Signal::Happened { seq, kind, raw } => {
                if let Some(session) = &mut self.session {
                    session.seq = seq;
                }
                self.happened(Happening::read(&kind, raw.get()), seq);
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
            self.reading.read_direct(chat, after);
        }
        // From here on, until all is read, an earlier session must not be taken up again.
        self.batch.moved = true;
    }

    fn happened(&mut self, happening: Happening, seq: u64) {
        match happening {
            Happening::Guild(guild) => self.enter(*guild),
            Happening::GuildGone(gone) => self.leave(&gone, seq),
            Happening::Channel(channel) => {
                self.tagged(&channel);
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
                self.told(Happening::ChannelGone(channel), seq);
                self.directory.remove(id);
            }
            other => self.told(other, seq),
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
        let roles = self.directory.enter(guild);
        let since = self.positions.entered(id, roles, (self.listener.clock)());
        // What was said before we came was not said to us.
        let since = joined.map_or(since, |joined| since.max(id_at(joined)));
        let channels = self.directory.readable(id);
        let went_on = channels.iter().filter(|channel| is_newer(channel, since)).map(|channel| channel.id).collect();
        self.reading.read_guild(id, channels.iter().copied(), since);
        if self.began.is_none_or(|(began, _)| since < began) {
            self.reading.revise_guild(channels, since);
        }
        self.look_at_all(went_on);
        self.batch.moved = true;
    }

    fn leave(&mut self, gone: &GuildGone, seq: u64) {
        self.reading.forget_guild(gone.id);
        self.batch.moved = true;
        if gone.unavailable {
            self.positions.out_of_reach(gone.id, (self.listener.clock)());
        } else {
            self.positions.left(gone.id);
            let title = self.directory.leave(gone.id);
            let event = sent_away(gone.id, title, &self.origin(seq));
            self.batch.events.push(event);
        }
    }

    fn origin(&self, seq: u64) -> Origin<'_> {
        let session = self.session.as_ref().map_or("", |session| &session.id);
        Origin { session, seq, received: (self.listener.clock)() }
    }

    /// A page was read back.
    fn read(&mut self, done: Done) {
        match self.reading.take(done) {
            Some(Page::Messages { place, kind, raw }) => self.page("MESSAGE_CREATE", place, kind, &raw),
            Some(Page::Revision { place, kind, revised: Revised { edited, seen } }) => {
                self.page("MESSAGE_UPDATE", place, kind, &edited);
                if let Some(seen) = seen {
                    self.seen(place, kind, seen);
                }
            }
            Some(Page::Threads(threads)) => {
                for thread in threads {
                    let id = thread.id;
                    self.directory.add(thread);
                    self.look_at_tagged(id);
                }
            }
            Some(Page::Place(channel)) => self.found(*channel),
            Some(Page::Post(post, event)) => self.solved(post, *event),
            None => {}
        }
        let (unknown, known): (Vec<Told>, Vec<Told>) =
            take(&mut self.unplaced).into_iter().partition(|told| self.reading.is_unknown(told.place));
        self.unplaced = unknown;
        for told in known {
            self.placed(told);
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

    /// Takes in what was read as the gateway would have told it by this name.
    fn page(&mut self, told: &str, place: Id, kind: Kind, raw: &[Box<RawValue>]) {
        let Some((spot, guild)) = self.still_there(place, kind) else { return };
        for raw in raw {
            let happening = Happening::read(told, raw.get());
            let id = match &happening {
                Happening::Message(message) => Some(message.id),
                _ => None,
            };
            let origin = Origin { session: READ_BACK, seq: id.map_or(0, Id::get), received: (self.listener.clock)() };
            let events = self.events(happening, spot, guild, &origin);
            self.add(spot, Step { events, id, recorded: None });
        }
    }

    /// A place that was read, with its guild. It may have gone while it was read, and with it what was said there.
    fn still_there(&self, place: Id, kind: Kind) -> Option<(Spot, Option<Id>)> {
        let guild = match (kind, self.directory.get(place)) {
            (Kind::Direct, _) => None,
            (Kind::Guild, channel) => channel?.guild_id,
        };
        Some((Spot { direct: kind == Kind::Direct, ..self.spot(place, guild) }, guild))
    }

    /// Takes in what is there of a place.
    fn seen(&mut self, place: Id, kind: Kind, seen: Seen) {
        let Some((spot, _)) = self.still_there(place, kind) else { return };
        let event = present(seen, &self.whereabouts(spot), &self.me, &self.origin(0));
        self.add(spot, Step { events: vec![event], id: None, recorded: None });
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
                told = queue.recv(), if self.batch.events.len() < MEANWHILE => match told {
                    Some(signal) => self.signal(signal),
                    None => break bringing.await,
                },
            }
        };
        let Some(accepted) = brought else { return };
        for Waiting { key, recorded } in waiting {
            let not_theirs = accepted.not_theirs.iter().find(|not_theirs| not_theirs.key == key);
            let told = not_theirs.map(|not_theirs| self.not_theirs(&not_theirs.language));
            // Whoever waited may have given up.
            let _ = recorded.send(Recorded { told });
        }
    }

    /// Told to whoever pressed what is for whoever asked. The commands are named as the menu shows them.
    fn not_theirs(&self, language: &str) -> String {
        let command = |name: &str| format!("/{}", self.words.word(language, &format!("discord-command-{name}")));
        self.words.text(language, "press-not-theirs", &[("ask", &command("ask")), ("human", &command("human"))])
    }
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.events.is_empty() && !self.moved
    }
}

/// Brings these until they are recorded; nothing if we are stopped before.
async fn insist(
    listener: &Listener,
    inbox: &dyn Inbox,
    stop: &CancellationToken,
    events: Vec<Inbound>,
    cursors: Vec<Cursor>,
) -> Option<Accepted> {
    let channel = &listener.settings.id;
    let mut pauses = Pauses::new(listener.settings.first_pause);
    loop {
        let error = match inbox.accept_to(channel, events.clone(), cursors.clone()).await {
            Ok(accepted) => return Some(accepted),
            Err(error) => error,
        };
        tracing::warn!(%channel, %error, "events were not recorded; they are brought again");
        pauses.wait(None, stop).await;
        if stop.is_cancelled() {
            return None;
        }
    }
}
