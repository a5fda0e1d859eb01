-- What is written with every message lies in the order in which it is written, and only narrow indexes are in another:
-- one message of each of many people then touches few pages. A delivery has the id of the entry that it sends, so that it
-- needs no index to be found by. Foreign keys are not enforced while this runs.

create table new_conversations (
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
) strict;

insert into new_conversations
select * from conversations order by number;

drop table conversations;
alter table new_conversations rename to conversations;

create unique index conversations_unresolved on conversations (place, asker) where status <> 'resolved';
create index conversations_by_asker on conversations (asker, opened_at);
create index conversations_by_place on conversations (place, opened_at);
create index conversations_due on conversations (wake_at) where wake_at is not null;
create index conversations_in_view on conversations (status, holder, touched_at);

create table new_timeline (
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
) strict;

insert into new_timeline
select t.conversation, t.seq, coalesce(d.id, t.id), t.channel, t.event_key, t.identity, t.agent, t.at, t.kind, t.body, t.data
from timeline t
left join deliveries d on d.conversation = t.conversation and d.seq = t.seq
order by t.at;

drop table timeline;
alter table new_timeline rename to timeline;

create unique index timeline_events on timeline (channel, event_key) where event_key is not null;

create table new_deliveries (
    id blob primary key,
    conversation blob not null references conversations (id),
    seq integer not null,
    reply integer,
    revises integer,
    place blob not null references places (id),
    identity blob not null references identities (id),
    kind text not null,
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
) strict;

insert into new_deliveries
select * from deliveries order by created_at;

drop table deliveries;
alter table new_deliveries rename to deliveries;

create index deliveries_due on deliveries (not_before) where status in ('pending', 'sending');
create index deliveries_open on deliveries (conversation, seq) where status in ('pending', 'sending');

-- Which conversation a thread is being opened for, by the message under which it is opened.
create index deliveries_opening on deliveries (reply_to) where kind = 'open';

create table new_mirrors (
    channel text not null,
    chat text not null,
    message text not null,
    conversation blob not null references conversations (id),
    seq integer not null,
    reply integer,
    part integer not null,
    primary key (channel, chat, message)
) strict;

insert into new_mirrors
select * from mirrors order by conversation, seq;

drop table mirrors;
alter table new_mirrors rename to mirrors;

create index mirrors_of_conversation on mirrors (conversation, reply);
