//! What was said in conversations, read and taken apart in one way for both ways of finding it: of each message what it says by
//! now, and nothing of one that was taken back, whoever wrote it.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::words;

/// The kinds of entries that say something, change it, or take it back.
macro_rules! kinds {
    () => {
        "('message', 'edit', 'deletion', 'command', 'agent_reply', 'agent_edit', 'agent_deletion', 'note')"
    };
}
pub(super) use kinds;

/// What was said in conversations, of the newest so many entries of each.
macro_rules! said {
    ($most:literal) => {
        $crate::store::db::Text {
            sqlite: concat!(
                "
        select t.conversation, t.seq, t.kind, t.body, t.data ->> 'message' as message,
            cast(t.data ->> 'changes' as bigint) as changes
        from conversations c
        join timeline t on t.conversation = c.id and t.seq > c.last_seq - ",
                $most,
                "
        where t.kind in ",
                $crate::store::search::said::kinds!(),
                " and c.id in (select unhex(value) from json_each($1))"
            ),
            postgres: concat!(
                "
        select t.conversation, t.seq, t.kind, t.body, t.data ->> 'message' as message,
            cast(t.data ->> 'changes' as bigint) as changes
        from conversations c
        cross join lateral (
            select t.conversation, t.seq, t.kind, t.body, t.data
            from timeline t
            where t.conversation = c.id
            order by t.seq desc
            limit ",
                $most,
                ") t
        where t.kind in ",
                $crate::store::search::said::kinds!(),
                " and c.id = any($1)"
            ),
        }
    };
}
pub(super) use said;

/// What a row of something said is, for both ways of finding it.
#[derive(sqlx::FromRow)]
pub(super) struct Said {
    conversation: Uuid,
    seq: i64,
    kind: String,
    body: String,
    message: Option<String>,
    changes: Option<i64>,
}

/// Something that was said once, however often it was changed.
#[derive(PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// A message of somebody on the channel, by the platform's id.
    Message(Uuid, String),
    /// What somebody of the team said, by the entry at which it began; and what has no id.
    Entry(Uuid, i64),
}

impl Subject {
    /// What an entry is about: what it says, changes, or takes back.
    pub(super) fn of((conversation, seq): (Uuid, i64), message: Option<&str>, changes: Option<i64>) -> Self {
        match message {
            Some(message) => Self::Message(conversation, message.to_owned()),
            None => Self::Entry(conversation, changes.unwrap_or(seq)),
        }
    }
}

/// Of entries, the newest first, those that stand: of each subject the newest alone, unless that takes it back.
pub(super) fn standing<T>(newest_first: Vec<T>, about: impl Fn(&T) -> (Subject, bool)) -> Vec<T> {
    let mut known = HashSet::new();
    let stands = |one: &T| {
        let (subject, takes_back) = about(one);
        known.insert(subject) && !takes_back
    };
    let mut entries = newest_first;
    entries.retain(stands);
    entries
}

/// The words of each conversation, as they stand.
pub(super) fn gathered(mut said: Vec<Said>) -> HashMap<Uuid, HashSet<String>> {
    said.sort_unstable_by_key(|one| Reverse(one.seq));
    let about = |one: &Said| {
        let subject = Subject::of((one.conversation, one.seq), one.message.as_deref(), one.changes);
        (subject, matches!(one.kind.as_str(), "deletion" | "agent_deletion"))
    };
    let mut gathered: HashMap<Uuid, HashSet<String>> = HashMap::new();
    for one in standing(said, about) {
        gathered.entry(one.conversation).or_default().extend(words(&one.body));
    }
    gathered
}
