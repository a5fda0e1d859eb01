-- The whole house: people, places, conversations, their timelines, what is to be sent, knowledge, the team.

create table meta (
    key text primary key,
    value text not null
) strict;

create table places (
    id blob primary key,
    channel text not null,
    chat text not null,
    thread text not null default '',
    direct integer not null,
    opener text,
    title text,
    role text not null,
    autonomy text not null,
    language text,
    listen integer not null default 0,
    created_at text not null,
    unique (channel, chat, thread)
) strict, without rowid;

create table contacts (
    id blob primary key,
    name text,
    language text,
    introduced integer not null default 0,
    created_at text not null
) strict, without rowid;

create table identities (
    id blob primary key,
    channel text not null,
    external_id text not null,
    contact blob not null references contacts (id),
    name text,
    username text,
    reachable integer not null default 1,
    created_at text not null,
    unique (channel, external_id)
) strict, without rowid;

create index identities_by_contact on identities (contact);

-- Which identity was moved from which contact to which, by whom and why; undoing a link is one more row.
create table links (
    id blob primary key,
    identity blob not null references identities (id),
    from_contact blob not null,
    to_contact blob not null,
    agent blob,
    reason text not null,
    undoes blob references links (id),
    at text not null
) strict, without rowid;

create index links_by_identity on links (identity);

create table agents (
    id blob primary key,
    email text not null unique,
    name text not null,
    password_hash text not null,
    role text not null,
    language text not null,
    active integer not null default 1,
    seen_at text,
    created_at text not null
) strict, without rowid;

-- One-time links by which an agent signs in without a password.
create table sign_in_links (
    token_hash blob primary key,
    agent blob not null references agents (id),
    expires_at text not null,
    used_at text
) strict, without rowid;

create table sessions (
    id text primary key,
    agent blob references agents (id),
    data text not null,
    expires_at text not null
) strict;

-- `number` is what people call a conversation by; `pending_seq` the last entry that somebody must decide.
-- `paced_from` and `paced_count` count a minute's messages, so that one person's flood keeps nobody waiting.
create table conversations (
    id blob primary key,
    number integer not null unique,
    place blob not null references places (id),
    asker blob not null references identities (id),
    language text not null,
    status text not null,
    holder text not null,
    agent blob references agents (id),
    version integer not null default 0,
    last_seq integer not null default 0,
    pending_seq integer not null default 0,
    handled_seq integer not null default 0,
    wake_at text,
    lease_owner text,
    lease_until text,
    failures integer not null default 0,
    paced_from text,
    paced_count integer not null default 0,
    opened_at text not null,
    touched_at text not null,
    waiting_since text,
    resolved_at text,
    resolved_by blob references agents (id),
    memory text not null
) strict, without rowid;

-- At most one matter that is not resolved, for each person in each place.
create unique index conversations_unresolved on conversations (place, asker) where status <> 'resolved';
create index conversations_by_asker on conversations (asker, opened_at);
create index conversations_by_place on conversations (place, opened_at);
create index conversations_due on conversations (wake_at) where wake_at is not null;
create index conversations_in_view on conversations (status, holder, touched_at);

create table timeline (
    conversation blob not null references conversations (id),
    seq integer not null,
    id blob not null,
    channel text,
    event_key text,
    identity blob references identities (id),
    agent blob references agents (id),
    at text not null,
    kind text not null,
    body text not null,
    data text not null,
    primary key (conversation, seq)
) strict, without rowid;

create unique index timeline_events on timeline (channel, event_key) where event_key is not null;

-- What happened on a channel outside any conversation: kinds of events we do not know, comings and goings.
create table channel_events (
    channel text not null,
    event_key text not null,
    at text not null,
    kind text not null,
    data text not null,
    primary key (channel, event_key)
) strict, without rowid;

create table deliveries (
    id blob primary key,
    conversation blob not null references conversations (id),
    seq integer not null,
    reply integer,
    revises integer,
    place blob not null references places (id),
    identity blob not null references identities (id),
    kind text not null,
    body text not null,
    buttons text not null,
    reply_to text,
    language text not null,
    status text not null,
    ambiguous integer not null default 0,
    withdrawn integer not null default 0,
    plain integer not null default 0,
    attempts integer not null default 0,
    parts_sent integer not null default 0,
    not_before text not null,
    lease_owner text,
    lease_until text,
    error text,
    created_at text not null,
    finished_at text
) strict, without rowid;

create index deliveries_of_conversation on deliveries (conversation, seq);
create index deliveries_due on deliveries (not_before) where status in ('pending', 'sending');

-- The platform's messages that carry our entries.
create table mirrors (
    channel text not null,
    chat text not null,
    message text not null,
    conversation blob not null references conversations (id),
    seq integer not null,
    reply integer,
    part integer not null,
    primary key (channel, chat, message)
) strict, without rowid;

create index mirrors_of_conversation on mirrors (conversation, reply);

create table articles (
    id text primary key,
    root text not null,
    locale text not null,
    title text not null,
    questions text not null,
    body text not null,
    labels text not null,
    audience text not null,
    status text not null,
    revision integer not null,
    updated_at text not null
) strict, without rowid;

create index articles_by_root on articles (root);

create table article_revisions (
    article text not null,
    revision integer not null,
    content text not null,
    agent blob references agents (id),
    at text not null,
    primary key (article, revision)
) strict, without rowid;

-- What each node applies to its index, in order.
create table article_changes (
    revision integer primary key,
    article text not null
) strict;

insert into meta (key, value) values ('article_revision', '0');
