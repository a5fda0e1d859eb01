//! What was said in conversations, read and taken apart in one way for both ways of finding it.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::words;

/// What was said in conversations, of the newest so many entries of each.
macro_rules! said {
    ($most:literal) => {
        $crate::store::db::Text {
            sqlite: concat!(
                "
        select t.conversation, t.kind, t.body, t.data ->> 'message' as message
        from conversations c
        join timeline t on t.conversation = c.id and t.seq > c.last_seq - ",
                $most,
                "
        where t.kind in ('message', 'edit', 'deletion', 'command', 'agent_reply', 'note')
            and c.id in (select unhex(value) from json_each($1))"
            ),
            postgres: concat!(
                "
        select t.conversation, t.kind, t.body, t.data ->> 'message' as message
        from conversations c
        cross join lateral (
            select t.conversation, t.kind, t.body, t.data
            from timeline t
            where t.conversation = c.id
            order by t.seq desc
            limit ",
                $most,
                ") t
        where t.kind in ('message', 'edit', 'deletion', 'command', 'agent_reply', 'note') and c.id = any($1)"
            ),
        }
    };
}
pub(super) use said;

/// What a row of something said is, for both ways of finding it.
#[derive(sqlx::FromRow)]
pub(super) struct Said {
    conversation: Uuid,
    kind: String,
    body: String,
    message: Option<String>,
}

/// The words of each conversation, without messages that were taken back.
pub(super) fn gathered(said: Vec<Said>) -> HashMap<Uuid, HashSet<String>> {
    let gone: HashSet<(Uuid, String)> = said
        .iter()
        .filter(|one| one.kind == "deletion")
        .filter_map(|one| Some((one.conversation, one.message.clone()?)))
        .collect();
    let mut gathered: HashMap<Uuid, HashSet<String>> = HashMap::new();
    for one in said {
        let taken_back = one.message.is_some_and(|message| gone.contains(&(one.conversation, message)));
        if !taken_back {
            gathered.entry(one.conversation).or_default().extend(words(&one.body));
        }
    }
    gathered
}
