//! Reading back: what happened while nobody told us, as far as Discord still has it.
//!
//! A new session tells nothing of what was before it. So every place where something may have been said since is read over
//! REST: direct chats that we know, channels, active threads, and archived threads, which must be found first. Several
//! are read at once; each to its end, in order.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use chrono::Duration;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use hamyar_channel::Inbound;
use serde::Deserialize;
use serde_json::value::RawValue;
use serenity::model::channel::ChannelType;

use crate::api::CallError;
use crate::archive::{Archive, Archived};
use crate::directory::{has_messages, has_threads, is_thread};
use crate::listener::Listener;
use crate::object::{Channel, Id, id_at, time};
use crate::positions::MARGIN;
use crate::revising::{REVISED, Revised, look};
use crate::solved::{self, Post};

/// Requests at once.
const AT_ONCE: usize = 4;

/// Messages in one page, the most that Discord gives.
pub(crate) const PAGE: usize = 100;

/// What ids tell apart by their time.
const INSTANT: Duration = Duration::milliseconds(1);

/// What is being read.
pub(crate) struct CatchUp {
    listener: Arc<Listener>,
    waiting: VecDeque<Job>,
    running: FuturesUnordered<BoxFuture<'static, Done>>,
    /// Places that are not read to their end.
    reading: HashSet<Id>,
    /// Places of which it is not known whether something changed in them.
    revising: HashSet<Id>,
    /// Channels whose archived threads are not all found.
    listing: HashSet<Id>,
    /// Places that are being asked for: nobody told us of them.
    unknown: HashSet<Id>,
    /// Posts that are looked at: whether they are solved.
    posts: usize,
    /// Guilds of the session that have not been told yet.
    expected: HashSet<Id>,
    /// Counts sessions: what was read to its end in an earlier one may have gone on since.
    session: u32,
}

#[derive(Clone, Debug)]
enum Job {
    Messages {
        place: Id,
        kind: Kind,
        after: Id,
    },
    /// What was said before this may say something else since then, or be gone.
    Revision {
        place: Id,
        kind: Kind,
        before: Id,
        since: Id,
    },
    Threads {
        channel: Id,
        archive: Archive,
        before: Option<String>,
        since: Id,
    },
    Place(Id),
    /// A post may be solved.
    Post(Box<Post>, Id),
}

/// Where a message was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Direct,
    /// In a channel or thread of a guild.
    Guild,
}

/// A job that was done.
pub(crate) struct Done {
    job: Job,
    session: u32,
    got: Result<Got, CallError>,
}

enum Got {
    Messages(Vec<Box<RawValue>>),
    Revision(Revised),
    Threads(Archived),
    Place(Box<Channel>),
    Post(Option<Box<Inbound>>),
}

/// What a job came to.
pub(crate) enum Page {
    /// What was said in a place, oldest first, as Discord tells it.
    Messages { place: Id, kind: Kind, raw: Vec<Box<RawValue>> },
    /// What became of what was said before.
    Revision { place: Id, kind: Kind, revised: Revised },
    /// Threads that were archived.
    Threads(Vec<Channel>),
    /// A channel or thread that was unknown.
    Place(Box<Channel>),
    /// What a post says that may be solved.
    Post(Id, Box<Inbound>),
}

impl CatchUp {
    pub(crate) fn new(listener: Arc<Listener>) -> Self {
        Self {
            listener,
            waiting: VecDeque::new(),
            running: FuturesUnordered::new(),
            reading: HashSet::new(),
            revising: HashSet::new(),
            listing: HashSet::new(),
            unknown: HashSet::new(),
            posts: 0,
            expected: HashSet::new(),
            session: 0,
        }
    }

    /// A session begins in which these guilds will be told.
    pub(crate) fn begin(&mut self, guilds: impl IntoIterator<Item = Id>) {
        self.session += 1;
        self.expected = guilds.into_iter().collect();
    }

    /// Everything is read that was to be read.
    pub(crate) fn is_done(&self) -> bool {
        let places = [&self.expected, &self.reading, &self.revising, &self.listing, &self.unknown];
        places.into_iter().all(HashSet::is_empty) && self.posts == 0
    }

    /// Whether something said in this place now comes too early.
    pub(crate) fn is_behind(&self, place: Id, channel: Option<Id>) -> bool {
        let is_read = self.reading.contains(&place) || self.revising.contains(&place);
        is_read || channel.is_some_and(|channel| self.listing.contains(&channel))
    }

    /// Reads a channel or thread of a guild from here on.
    pub(crate) fn read(&mut self, place: Id, after: Id) {
        self.messages(place, Kind::Guild, after);
    }

    /// Reads a direct chat from here on, and what changed in it.
    pub(crate) fn read_direct(&mut self, chat: Id, after: Id) {
        self.messages(chat, Kind::Direct, after);
        self.revise(chat, Kind::Direct, after);
    }

    /// Looks for what was said up to here and says something else since, or is gone.
    fn revise(&mut self, place: Id, kind: Kind, since: Id) {
        if self.revising.insert(place) {
            // In guilds we begin a little before what we have; the last of that is the end of a whole millisecond.
            let last = if kind == Kind::Guild { id_at(time(since) + MARGIN + INSTANT) } else { since };
            let before = Id::new(last.get().saturating_add(1));
            self.waiting.push_back(Job::Revision { place, kind, before, since });
        }
    }

    fn messages(&mut self, place: Id, kind: Kind, after: Id) {
        if self.reading.insert(place) {
            self.waiting.push_back(Job::Messages { place, kind, after });
            self.start();
        }
    }

    /// Asks what a place is. What happens in it waits for that, and nothing else does.
    pub(crate) fn look_up(&mut self, place: Id) {
        if self.unknown.insert(place) {
            // Before everything else: somebody is there now.
            self.waiting.push_front(Job::Place(place));
            self.start();
        }
    }

    /// Looks whether a post is solved, for us, who are this.
    pub(crate) fn look_at(&mut self, post: Post, me: Id) {
        self.posts += 1;
        self.waiting.push_back(Job::Post(Box::new(post), me));
        self.start();
    }

    /// Whether it is being asked what a place is.
    pub(crate) fn is_unknown(&self, place: Id) -> bool {
        self.unknown.contains(&place)
    }

    /// Reads a guild's channels and threads where something was said since.
    pub(crate) fn read_guild<'c>(&mut self, guild: Id, channels: impl IntoIterator<Item = &'c Channel>, since: Id) {
        self.expected.remove(&guild);
        for channel in channels {
            if has_threads(channel.kind) && self.listing.insert(channel.id) {
                let archive = Archive::Public { joined: channel.kind == ChannelType::Text };
                self.waiting.push_back(Job::Threads { channel: channel.id, archive, before: None, since });
            }
            if has_messages(channel.kind) && is_newer(channel, since) {
                self.read(channel.id, since);
            }
        }
        self.start();
    }

    /// Looks for what was said in a guild's channels and threads lately, up to here, and says something else since, or is gone.
    pub(crate) fn revise_guild<'c>(&mut self, channels: impl IntoIterator<Item = &'c Channel>, since: Id) {
        let lately = id_at(time(since) - REVISED);
        for channel in channels {
            if has_messages(channel.kind) && is_newer(channel, lately) {
                self.revise(channel.id, Kind::Guild, since);
            }
        }
        self.start();
    }

    /// A guild will not be told: we are out of it.
    pub(crate) fn forget_guild(&mut self, guild: Id) {
        self.expected.remove(&guild);
    }

    /// The next job that is done; never, while there is none.
    pub(crate) async fn next(&mut self) -> Done {
        match self.running.next().await {
            Some(done) => done,
            None => std::future::pending().await,
        }
    }

    /// What a job came to, and whatever follows from it is begun.
    pub(crate) fn take(&mut self, done: Done) -> Option<Page> {
        let Done { job, session, got } = done;
        let page = match (job, got) {
            (Job::Messages { place, kind, after }, Ok(Got::Messages(raw))) => {
                self.go_on(place, kind, after, &raw, session);
                Some(Page::Messages { place, kind, raw })
            }
            (Job::Threads { channel, archive, since, .. }, Ok(Got::Threads(archived))) => {
                let mut threads = archived.threads;
                match archive.next(&threads, archived.has_more, since) {
                    // In an earlier session: a thread may have gone there since.
                    _ if session != self.session => self.list(channel, archive, None, since),
                    Some(before) => self.list(channel, archive, Some(before), since),
                    None if archive == (Archive::Public { joined: true }) => {
                        self.list(channel, Archive::Joined, None, since);
                    }
                    None => {
                        self.listing.remove(&channel);
                    }
                }
                threads.retain(|thread| is_newer(thread, since));
                for thread in &threads {
                    self.read(thread.id, since);
                }
                Some(Page::Threads(threads))
            }
            // In an earlier session: something may have become of it since.
            (job @ Job::Revision { .. }, _) if session != self.session => {
                self.waiting.push_back(job);
                None
            }
            (Job::Revision { place, kind, .. }, got) => {
                self.revising.remove(&place);
                match got {
                    Ok(Got::Revision(revised)) => Some(Page::Revision { place, kind, revised }),
                    _ => None,
                }
            }
            (Job::Place(place), got) => {
                self.unknown.remove(&place);
                match got {
                    Ok(Got::Place(channel)) => Some(Page::Place(channel)),
                    _ => None,
                }
            }
            (Job::Post(post, _), got) => {
                self.posts -= 1;
                match got {
                    Ok(Got::Post(Some(event))) => Some(Page::Post(post.post.id, event)),
                    _ => None,
                }
            }
            // It is gone, or not for us.
            (Job::Messages { place, .. }, _) => {
                self.reading.remove(&place);
                None
            }
            (Job::Threads { channel, .. }, _) => {
                self.listing.remove(&channel);
                None
            }
        };
        self.start();
        page
    }

    fn go_on(&mut self, place: Id, kind: Kind, after: Id, raw: &[Box<RawValue>], session: u32) {
        #[derive(Deserialize)]
        struct Only {
            id: Id,
        }
        let ids = raw.iter().filter_map(|raw| serde_json::from_str::<Only>(raw.get()).ok());
        let last = ids.map(|only| only.id).max().filter(|last| *last > after);
        let ended = raw.len() < PAGE || last.is_none();
        if ended && session == self.session {
            self.reading.remove(&place);
        } else {
            self.waiting.push_front(Job::Messages { place, kind, after: last.unwrap_or(after) });
        }
    }

    fn list(&mut self, channel: Id, archive: Archive, before: Option<String>, since: Id) {
        self.waiting.push_front(Job::Threads { channel, archive, before, since });
    }

    /// What was said in a place since is read before it is looked what is there: what is known by then is no newer than that.
    fn is_early(&self, job: &Job) -> bool {
        match job {
            Job::Revision { place, .. } => self.reading.contains(place),
            Job::Post(post, _) => self.reading.contains(&post.post.id) || self.revising.contains(&post.post.id),
            _ => false,
        }
    }

    fn start(&mut self) {
        while self.running.len() < AT_ONCE
            && let Some(next) = self.waiting.iter().position(|job| !self.is_early(job))
            && let Some(job) = self.waiting.remove(next)
        {
            let (listener, session) = (Arc::clone(&self.listener), self.session);
            self.running.push(Box::pin(async move {
                let got = fetch(&listener, &job).await;
                if let Err(error) = &got {
                    tracing::debug!(channel = %listener.settings.id, %error, "a place cannot be read back");
                }
                Done { job, session, got }
            }));
        }
    }
}

async fn fetch(listener: &Listener, job: &Job) -> Result<Got, CallError> {
    match job {
        Job::Post(post, me) => {
            let found = solved::look(listener, post, *me, false).await?;
            Ok(Got::Post(found.map(Box::new)))
        }
        Job::Place(place) => Ok(Got::Place(Box::new(listener.fetch(&format!("/channels/{place}")).await?))),
        Job::Messages { place, after, .. } => {
            Ok(Got::Messages(messages(listener, *place, &format!("after={after}")).await?))
        }
        Job::Revision { place, before, since, .. } => Ok(Got::Revision(look(listener, *place, *before, *since).await?)),
        Job::Threads { channel, archive, before, .. } => {
            let before = before.as_ref().map(|before| format!("&before={before}")).unwrap_or_default();
            let path = format!("/channels/{channel}/{}?limit={PAGE}{before}", archive.path());
            Ok(Got::Threads(listener.fetch(&path).await?))
        }
    }
}

/// A page of what was said in a place, oldest first.
pub(crate) async fn messages(listener: &Listener, place: Id, which: &str) -> Result<Vec<Box<RawValue>>, CallError> {
    let path = format!("/channels/{place}/messages?{which}&limit={PAGE}");
    let mut raw: Vec<Box<RawValue>> = listener.fetch(&path).await?;
    // Discord gives the newest first.
    raw.reverse();
    Ok(raw)
}

/// Whether something may have been said since.
pub(crate) fn is_newer(channel: &Channel, since: Id) -> bool {
    let last = channel.last_message_id.filter(|_| channel.kind != ChannelType::Forum);
    last.is_some_and(|last| last > since) || is_thread(channel.kind) && channel.id > since
}
