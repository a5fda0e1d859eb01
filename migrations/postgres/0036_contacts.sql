-- What the team keeps about a person: what they are labelled with, and where they are, if somebody says so.
alter table contacts add column labels jsonb not null default '[]';
alter table contacts add column zone text;
create index contacts_labelled on contacts (id) where labels <> '[]';

-- Where somebody is, as their browser tells it.
alter table identities add column zone text;

-- The labels that came with a join, on each of its moves: with it they go again.
alter table links add column added jsonb;

-- What the team noted down about a person. It never leaves the team.
create table contact_notes (
    id uuid primary key,
    contact uuid not null references contacts (id),
    author uuid not null references agents (id),
    body text not null,
    written_at timestamptz not null
);

create index contact_notes_of on contact_notes (contact, written_at desc);

-- Those who wait for anyone, the longest waiting first.
create index conversations_waiting_longest on conversations (coalesce(waiting_since, opened_at), id)
    where status = 'open' and holder = 'queue';
