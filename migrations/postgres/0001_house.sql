-- The whole house: people, places, conversations, their timelines, what is to be sent, knowledge, the team.

create table meta (
    key text primary key,
    value text not null
);

create table places (
    id uuid primary key,
    channel text not null,
    chat text not null,
    thread text not null default '',
    direct boolean not null,
    opener text,
    title text,
    role text not null,
    autonomy text not null,
    language text,
    listen boolean not null default false,
    created_at timestamptz not null,
    unique (channel, chat, thread)
);

create table contacts (
    id uuid primary key,
    name text,
    language text,
    introduced boolean not null default false,
    created_at timestamptz not null
);

create table identities (
    id uuid primary key,
    channel text not null,
    external_id text not null,
    contact uuid not null references contacts (id),
    name text,
    username text,
    reachable boolean not null default true,
    created_at timestamptz not null,
    unique (channel, external_id)
);

create index identities_by_contact on identities (contact);

-- Which identity was moved from which contact to which, by whom and why; undoing a link is one more row.
create table links (
    id uuid primary key,
    identity uuid not null references identities (id),
    from_contact uuid not null,
    to_contact uuid not null,
    agent uuid,
    reason text not null,
    undoes uuid references links (id),
    at timestamptz not null
);

create index links_by_identity on links (identity);

create table agents (
    id uuid primary key,
    email text not null unique,
    name text not null,
    password_hash text not null,
    role text not null,
    language text not null,
    active boolean not null default true,
    seen_at timestamptz,
    created_at timestamptz not null
);

-- One-time links by which an agent signs in without a password.
create table sign_in_links (
    token_hash bytea primary key,
    agent uuid not null references agents (id),
    expires_at timestamptz not null,
    used_at timestamptz
);

create table sessions (
    id text primary key,
    agent uuid references agents (id),
    data jsonb not null,
    expires_at timestamptz not null
);

-- `number` is what people call a conversation by; `pending_seq` the last entry that somebody must decide.
-- `paced_from` and `paced_count` count a minute's messages, so that one person's flood keeps nobody waiting.
create table conversations (
    id uuid primary key,
    number bigint not null unique,
    place uuid not null references places (id),
    asker uuid not null references identities (id),
    language text not null,
    status text not null,
    holder text not null,
    agent uuid references agents (id),
    version bigint not null default 0,
    last_seq bigint not null default 0,
    pending_seq bigint not null default 0,
    handled_seq bigint not null default 0,
    wake_at timestamptz,
    lease_owner text,
    lease_until timestamptz,
    failures integer not null default 0,
    paced_from timestamptz,
    paced_count integer not null default 0,
    opened_at timestamptz not null,
    touched_at timestamptz not null,
    waiting_since timestamptz,
    resolved_at timestamptz,
    resolved_by uuid references agents (id),
    memory jsonb not null
);

-- At most one matter that is not resolved, for each person in each place.
create unique index conversations_unresolved on conversations (place, asker) where status <> 'resolved';
create index conversations_by_asker on conversations (asker, opened_at);
create index conversations_by_place on conversations (place, opened_at);
create index conversations_due on conversations (wake_at) where wake_at is not null;
create index conversations_in_view on conversations (status, holder, touched_at);

create table timeline (
    conversation uuid not null references conversations (id),
    seq bigint not null,
    id uuid not null,
    channel text,
    event_key text,
    identity uuid references identities (id),
    agent uuid references agents (id),
    at timestamptz not null,
    kind text not null,
    body text not null,
    data jsonb not null,
    primary key (conversation, seq)
);

create unique index timeline_events on timeline (channel, event_key) where event_key is not null;

-- What happened on a channel outside any conversation: kinds of events we do not know, comings and goings.
create table channel_events (
    channel text not null,
    event_key text not null,
    at timestamptz not null,
    kind text not null,
    data jsonb not null,
    primary key (channel, event_key)
);

create table deliveries (
    id uuid primary key,
    conversation uuid not null references conversations (id),
    seq bigint not null,
    reply integer,
    revises integer,
    place uuid not null references places (id),
    identity uuid not null references identities (id),
    kind text not null,
    body text not null,
    buttons jsonb not null,
    reply_to text,
    language text not null,
    status text not null,
    ambiguous boolean not null default false,
    withdrawn boolean not null default false,
    plain boolean not null default false,
    attempts integer not null default 0,
    parts_sent integer not null default 0,
    not_before timestamptz not null,
    lease_owner text,
    lease_until timestamptz,
    error text,
    created_at timestamptz not null,
    finished_at timestamptz
);

create index deliveries_of_conversation on deliveries (conversation, seq);
create index deliveries_due on deliveries (not_before) where status in ('pending', 'sending');

-- The platform's messages that carry our entries.
create table mirrors (
    channel text not null,
    chat text not null,
    message text not null,
    conversation uuid not null references conversations (id),
    seq bigint not null,
    reply integer,
    part integer not null,
    primary key (channel, chat, message)
);

create index mirrors_of_conversation on mirrors (conversation, reply);

create table articles (
    id text primary key,
    root text not null,
    locale text not null,
    title text not null,
    questions jsonb not null,
    body text not null,
    labels jsonb not null,
    audience text not null,
    status text not null,
    revision bigint not null,
    updated_at timestamptz not null
);

create index articles_by_root on articles (root);

create table article_revisions (
    article text not null,
    revision bigint not null,
    content jsonb not null,
    agent uuid references agents (id),
    at timestamptz not null,
    primary key (article, revision)
);

-- What each node applies to its index, in order.
create table article_changes (
    revision bigint primary key,
    article text not null
);

insert into meta (key, value) values ('article_revision', '0');
