//! What is done to rows, in the order of the story that `mod.rs` tells.

use super::contacts;
use crate::store::db::{Text, over_ids};

/// Where they had a part in what others began.
pub(super) const ELSEWHERE: Text = over_ids!(
    "
    select distinct d.id, d.buttons
    from timeline t
    join conversations c on c.id = t.conversation and c.asker <> t.identity
    join deliveries d on d.conversation = t.conversation
    where t.identity",
    ""
);

pub(super) const NAMES: Text = over_ids!(
    "
    select name
    from identities
    where name is not null and id",
    ""
);

/// What somebody said. Its key may name their chat, and is of use to nobody any more.
pub(super) const BLANK_SPOKEN: Text = Text {
    sqlite: "
        update timeline
        set body = '', data = $2,
            event_key = case when event_key is not null then 'erased:' || hex(id) end
        where identity in (select unhex(value) from json_each($1))",
    postgres: "
        update timeline
        set body = '', data = $2,
            event_key = case when event_key is not null then 'erased:' || id::text end
        where identity = any($1)",
};

pub(super) const BLANK_TOLD: Text = over_ids!(
    "
    update timeline
    set body = '', data = $2
    where identity is null and conversation",
    ""
);

pub(super) const END: Text = Text {
    sqlite: "
        update conversations
        set version = version + 1, status = 'resolved', holder = 'bot', agent = null, handled_seq = last_seq,
            wake_at = null, lease_owner = null, lease_until = null, waiting_since = null,
            service = null, due_at = null, alarmed_at = null,
            resolved_at = coalesce(resolved_at, $2),
            memory = json_object('replies', coalesce(memory ->> 'replies', 0))
        where id in (select unhex(value) from json_each($1))",
    postgres: "
        update conversations
        set version = version + 1, status = 'resolved', holder = 'bot', agent = null, handled_seq = last_seq,
            wake_at = null, lease_owner = null, lease_until = null, waiting_since = null,
            service = null, due_at = null, alarmed_at = null,
            resolved_at = coalesce(resolved_at, $2),
            memory = jsonb_build_object('replies', coalesce(memory -> 'replies', '0'::jsonb))
        where id = any($1)",
};

/// What is being sent ends with this attempt.
pub(super) const WITHDRAW: Text = over_ids!(
    "
    update deliveries
    set buttons = $3, error = null, reply_to = null, withdrawn = true,
        status = case when status in ('sent', 'sending') then status else 'cancelled' end,
        finished_at = coalesce(finished_at, $2)
    where conversation",
    ""
);

pub(super) const ANONYMOUS_PLACES: Text = Text {
    sqlite: "
        update places
        set chat = 'erased:' || hex(id), thread = '', title = null, opener = null
        where id in (select unhex(value) from json_each($1))",
    postgres: "
        update places
        set chat = 'erased:' || id::text, thread = '', title = null, opener = null
        where id = any($1)",
};

/// A thread is named after the question of whoever opened it.
const NAMELESS_THREADS: Text = over_ids!(
    "
    update places
    set title = null, opener = null
    where exists (
        select 1 from identities i
        where i.channel = places.channel and i.external_id = places.opener and i.id",
    ")"
);

const FORGET_EVENTS: Text = over_ids!(
    "
    delete from channel_events
    where exists (
        select 1 from identities i
        where i.channel = channel_events.channel
            and ':' || channel_events.event_key || ':' like '%:' || i.external_id || ':%' and i.id",
    ")"
);

pub(super) const FORGET_CURSORS: Text = over_ids!(
    "
    delete from cursors
    where exists (
        select 1 from places p
        where p.channel = cursors.channel and cursors.scope in (p.chat, 'direct:' || p.chat) and p.id",
    ")"
);

const NAMELESS: Text = Text {
    sqlite: "
        update identities
        set name = null, username = null, zone = null, external_id = 'erased:' || hex(id), reachable = 0
        where id in (select unhex(value) from json_each($1))",
    postgres: "
        update identities
        set name = null, username = null, zone = null, external_id = 'erased:' || id::text, reachable = false
        where id = any($1)",
};

pub(super) const RECORD: Text = over_ids!(
    "
    insert into erasures (identity, contact, at)
    select i.id, i.contact, $2
    from identities i
    where i.id",
    "on conflict (identity) do nothing"
);

/// Statements that are about the identities, the conversations or the private chats alone, in an order in which each still
/// finds what it is about.
pub(super) const OF_CONVERSATIONS: [Text; 8] = [
    over_ids!("delete from notifications where conversation", ""),
    over_ids!("delete from conversation_labels where conversation", ""),
    over_ids!("delete from conversation_words where conversation", ""),
    over_ids!("delete from held_answers where conversation", ""),
    over_ids!("delete from wishes where conversation", ""),
    over_ids!("update candidates set question_seq = null where conversation", ""),
    // What was given stays, as figures do: it is nobody's any more.
    over_ids!("update ratings set comment_seq = null where conversation", ""),
    over_ids!("delete from mirrors where conversation", ""),
];
pub(super) const OF_IDENTITIES: [Text; 15] = [
    // Where they had a part in what others began, the rest is made searchable again: first marked, which waits for whoever
    // is at it, then taken away.
    over_ids!(
        "update conversations set searched_seq = 0
        where memory ->> 'blanked' is null and id in (select t.conversation from timeline t where t.identity",
        ")"
    ),
    over_ids!(
        "delete from conversation_words
        where conversation in (select t.conversation from timeline t where t.identity",
        ")"
    ),
    over_ids!("delete from contact_words where contact in (select contact from identities where id", ")"),
    over_ids!("delete from held_answers where identity", ""),
    over_ids!("delete from candidates where author", ""),
    over_ids!("update links set reason = '', added = null where identity", ""),
    over_ids!(
        "delete from strangers
        where exists (
            select 1 from identities i
            where i.channel = strangers.channel and i.external_id = strangers.external_id and i.id",
        ")"
    ),
    FORGET_EVENTS,
    NAMELESS_THREADS,
    NAMELESS,
    // By now it shows which contacts have nobody left.
    contacts::NAMELESS,
    contacts::WORDLESS,
    contacts::NOTELESS,
    contacts::NO_EVIDENCE[0],
    contacts::NO_EVIDENCE[1],
];
