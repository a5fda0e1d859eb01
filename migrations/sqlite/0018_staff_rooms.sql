-- Staff rooms: whose accounts on platforms are heard in them, and what each of their topics shows of its conversation.

-- One-time codes by which people of the team say which account is theirs.
create table account_codes (
    code_hash blob primary key,
    agent blob not null references agents (id),
    expires_at text not null
) strict, without rowid;

-- Accounts on channels that are somebody's of the team.
create table agent_accounts (
    channel text not null,
    external_id text not null,
    agent blob not null references agents (id),
    name text,
    linked_at text not null,
    primary key (channel, external_id)
) strict, without rowid;

create index agent_accounts_of on agent_accounts (agent);

-- Who was told, once, that they are not heard in staff rooms.
create table strangers (
    channel text not null,
    external_id text not null,
    told_at text not null,
    primary key (channel, external_id)
) strict, without rowid;

-- One row for each conversation that a staff room shows. `place` is its topic, `card` the message in it that says what it is
-- about, `face` what that message and the topic's name now show. Entries up to `shown_seq` are shown. `wanted` grows
-- whenever there is something new; `due_at` is when it is to be looked at.
create table topics (
    conversation blob not null references conversations (id),
    room blob not null references places (id),
    place blob references places (id),
    card text,
    face text,
    shown_seq integer not null default 0,
    wanted integer not null default 1,
    forgets integer not null default 0,
    ambiguous integer not null default 0,
    attempts integer not null default 0,
    due_at text,
    lease_owner text,
    lease_until text,
    error text,
    primary key (conversation, room)
) strict, without rowid;

create unique index topics_by_place on topics (place) where place is not null;
create index topics_due on topics (due_at) where due_at is not null;
-- The rooms themselves: their topics are places, too, and many.
create index places_staff on places (channel) where role = 'staff' and thread = '';

-- The entry of somebody of the team whose message a delivery changes.
alter table deliveries add column changes integer;
