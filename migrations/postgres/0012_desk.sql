-- What the desk works with: how urgent a conversation is, what it is labelled with, until when it is put off, the words by
-- which what is over is found, and replies that are kept ready.

alter table conversations add column priority text not null default 'normal';
alter table conversations add column snoozed_until timestamptz;

-- Up to which entry the words of a resolved conversation can be found; see `store/search`.
alter table conversations add column searched_seq bigint not null default 0;

create table conversation_labels (
    label text collate "C" not null,
    conversation uuid not null references conversations (id),
    primary key (label, conversation)
);

create index conversation_labels_of on conversation_labels (conversation);

-- Each word once for a conversation or a contact. Ids grow with time: what is newest is last.
create table conversation_words (
    word text collate "C" not null,
    conversation uuid not null references conversations (id),
    primary key (word, conversation)
);

create index conversation_words_of on conversation_words (conversation);

create table contact_words (
    word text collate "C" not null,
    contact uuid not null references contacts (id),
    primary key (word, contact)
);

create index contact_words_of on contact_words (contact);

create index conversations_unsearched on conversations (resolved_at)
    where status = 'resolved' and searched_seq < last_seq;

-- Replies of the team that are kept ready. `language` is empty where one fits every language.
create table canned_replies (
    id uuid primary key,
    name text not null unique,
    language text not null default '',
    body text not null,
    agent uuid references agents (id),
    updated_at timestamptz not null
);

-- One index for each view of the inbox, in its order: a page of a view reads no more than it shows.
drop index conversations_in_view;
create index conversations_open on conversations (touched_at desc, id) where status = 'open';
create index conversations_held on conversations (agent, touched_at desc, id) where status = 'open' and holder = 'agent';
create index conversations_waiting on conversations (coalesce(waiting_since, opened_at) desc, id)
    where status = 'open' and holder = 'queue';
create index conversations_snoozed on conversations (snoozed_until, id) where status = 'snoozed';
