//! How far we have read, as it is kept with the inbox.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::Cursor;

use crate::gateway::Session;
use crate::object::{Id, id_at, time};

const SESSION: &str = "session";
const ALL: &str = "all";
const DIRECT: &str = "direct:";
const ROLES: &str = "roles:";
const BEHIND: &str = "behind:";

/// Messages of different channels may come a little out of their order.
pub(crate) const MARGIN: Duration = Duration::minutes(1);

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
    /// The roles that Discord made for us in each guild: a session that is taken up again does not tell them.
    roles: HashMap<Id, Vec<Id>>,
    /// The guilds that cannot be reached, or were not since they last could be.
    behind: HashMap<Id, Behind>,
    /// What changed of these two since it was kept.
    changed: BTreeMap<String, String>,
}

/// A guild in which something may have been said that is not recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Behind {
    /// Everything up to here is.
    since: Id,
    /// It is there again.
    is_back: bool,
}

impl Positions {
    /// Reads what was kept. What cannot be read was never kept.
    pub(crate) fn read(cursors: &[Cursor]) -> Self {
        let mut positions = Self::default();
        for Cursor { scope, position } in cursors {
            match scope.as_str() {
                ALL => positions.all = id(position),
                SESSION => positions.session = serde_json::from_str(position).ok(),
                scope => positions.read_of(scope, position),
            }
        }
        positions
    }

    /// What is known of one chat or guild.
    fn read_of(&mut self, scope: &str, position: &str) {
        let of = |kind: &str| scope.strip_prefix(kind).and_then(id);
        if let Some(guild) = of(ROLES) {
            self.roles.insert(guild, position.split(',').filter_map(id).collect());
        } else if let (Some(chat), Some(last)) = (of(DIRECT), id(position)) {
            self.direct.insert(chat, last);
        } else if let (Some(guild), Some(since)) = (of(BEHIND), id(position)) {
            self.behind.insert(guild, Behind { since, is_back: false });
        }
    }

    /// The roles that people mention instead of us in a guild.
    pub(crate) fn our_roles(&self, guild: Option<Id>) -> &[Id] {
        guild.and_then(|guild| self.roles.get(&guild)).map(Vec::as_slice).unwrap_or_default()
    }

    /// A guild is there, and we have these roles in it. Returns from where it is to be read.
    pub(crate) fn entered(&mut self, guild: Id, roles: Vec<Id>, now: DateTime<Utc>) -> Id {
        if self.roles.get(&guild) != Some(&roles) {
            let kept: Vec<String> = roles.iter().map(ToString::to_string).collect();
            self.changed.insert(format!("{ROLES}{guild}"), kept.join(","));
            self.roles.insert(guild, roles);
        }
        let since = self.since(now);
        let Some(behind) = self.behind.get_mut(&guild) else { return since };
        behind.is_back = true;
        behind.since.min(since).max(id_at(now - REACH))
    }

    /// A guild cannot be reached: the others go on without it.
    pub(crate) fn out_of_reach(&mut self, guild: Id, now: DateTime<Utc>) {
        let since = self.since(now);
        let behind = self.behind.entry(guild).or_insert(Behind { since, is_back: false });
        behind.is_back = false;
        self.changed.insert(format!("{BEHIND}{guild}"), behind.since.to_string());
    }

    /// We are out of a guild.
    pub(crate) fn left(&mut self, guild: Id) {
        if self.behind.remove(&guild).is_some() {
            self.changed.insert(format!("{BEHIND}{guild}"), String::new());
        }
    }

    /// Everything is read: what is back is behind no more.
    fn caught_up(&mut self) {
        let changed = &mut self.changed;
        self.behind.retain(|guild, behind| {
            if behind.is_back {
                changed.insert(format!("{BEHIND}{guild}"), String::new());
            }
            !behind.is_back
        });
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
        if session.is_some() {
            self.caught_up();
            let newest = self.newest.map(|newest| id_at(time(newest) - MARGIN));
            self.all = self.all.max(newest);
        }
        let session = session.and_then(|session| serde_json::to_string(session).ok()).unwrap_or_default();
        let mut kept = vec![Cursor { scope: SESSION.to_owned(), position: session }];
        kept.extend(self.all.map(|all| Cursor { scope: ALL.to_owned(), position: all.to_string() }));
        self.moved.sort_unstable();
        self.moved.dedup();
        let direct = self.moved.drain(..).filter_map(|chat| Some((chat, self.direct.get(&chat)?)));
        kept.extend(direct.map(|(chat, last)| Cursor { scope: format!("{DIRECT}{chat}"), position: last.to_string() }));
        let changed = std::mem::take(&mut self.changed).into_iter();
        kept.extend(changed.map(|(scope, position)| Cursor { scope, position }));
        kept
    }
}

fn id(text: &str) -> Option<Id> {
    text.parse().ok().filter(|id| *id > 0).map(Id::new)
}
