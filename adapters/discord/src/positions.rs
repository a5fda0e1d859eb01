//! How far we have read, as it is kept with the inbox.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::Cursor;

use crate::gateway::Session;
use crate::object::{Id, id_at, time};

const SESSION: &str = "session";
const ALL: &str = "all";
const DIRECT: &str = "direct:";

/// Messages of different channels may come a little out of their order.
const MARGIN: Duration = Duration::minutes(1);

/// What was said longer ago is not answered any more.
const REACH: Duration = Duration::days(30);

/// How far we have read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Positions {
    /// The session to take up again; none while something is missing that it would not tell.
    pub(crate) session: Option<Session>,
    /// In guilds everything up to here is recorded.
    all: Option<Id>,
    /// The newest that was seen, whether or not everything before it is recorded.
    newest: Option<Id>,
    /// The direct chats that we know, and the last message of each. Discord does not list them.
    direct: HashMap<Id, Id>,
    /// Those that moved since they were kept.
    moved: Vec<Id>,
}

impl Positions {
    /// Reads what was kept. What cannot be read was never kept.
    pub(crate) fn read(cursors: &[Cursor]) -> Self {
        let mut positions = Self::default();
        for Cursor { scope, position } in cursors {
            match scope.strip_prefix(DIRECT) {
                Some(chat) => {
                    if let (Some(chat), Some(last)) = (id(chat), id(position)) {
                        positions.direct.insert(chat, last);
                    }
                }
                None if scope == ALL => positions.all = id(position),
                None if scope == SESSION => positions.session = serde_json::from_str(position).ok(),
                None => {}
            }
        }
        positions
    }

    /// A message was seen in a guild.
    pub(crate) fn saw(&mut self, id: Id) {
        self.newest = self.newest.max(Some(id));
    }

    /// A message was seen in a direct chat.
    pub(crate) fn saw_direct(&mut self, chat: Id, id: Id) {
        let last = self.direct.entry(chat).or_insert(id);
        *last = id.max(*last);
        self.moved.push(chat);
    }

    /// From where guilds are to be read when a session begins now. The first session begins at its own beginning.
    pub(crate) fn since(&mut self, now: DateTime<Utc>) -> Id {
        self.saw(id_at(now));
        (*self.all.get_or_insert(id_at(now))).max(id_at(now - REACH))
    }

    /// The direct chats, that with the newest message first, and from where each is to be read.
    pub(crate) fn direct_since(&self, now: DateTime<Utc>) -> Vec<(Id, Id)> {
        let mut chats: Vec<(Id, Id)> = self.direct.iter().map(|(chat, last)| (*chat, *last)).collect();
        chats.sort_unstable_by_key(|(_, last)| std::cmp::Reverse(*last));
        chats.into_iter().map(|(chat, last)| (chat, last.max(id_at(now - REACH)))).collect()
    }

    /// What is to be kept. `session` is the one to take up again, if nothing is missing.
    pub(crate) fn kept(&mut self, session: Option<&Session>) -> Vec<Cursor> {
        if session.is_some()
            && let Some(newest) = self.newest
        {
            self.all = self.all.max(Some(id_at(time(newest) - MARGIN)));
        }
        let session = session.and_then(|session| serde_json::to_string(session).ok()).unwrap_or_default();
        let mut kept = vec![Cursor { scope: SESSION.to_owned(), position: session }];
        kept.extend(self.all.map(|all| Cursor { scope: ALL.to_owned(), position: all.to_string() }));
        self.moved.sort_unstable();
        self.moved.dedup();
        let direct = self.moved.drain(..).filter_map(|chat| Some((chat, self.direct.get(&chat)?)));
        kept.extend(direct.map(|(chat, last)| Cursor { scope: format!("{DIRECT}{chat}"), position: last.to_string() }));
        kept
    }
}

fn id(text: &str) -> Option<Id> {
    text.parse().ok().filter(|id| *id > 0).map(Id::new)
}
