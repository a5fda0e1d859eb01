-- Files of our own: what the team sends to customers, and what customers attach in the web chat. Their bytes are kept in
-- chunks, so that reading one needs little memory and writing one keeps nobody else waiting. Every node reads them from
-- here: nodes share no disk.

create table files (
    id blob primary key,
    -- The conversation that it is sent in. What a customer attaches has none until their message is on the timeline.
    conversation blob references conversations (id),
    -- Who brings it: a person of the team, or whoever is in this place of a channel.
    agent blob references agents (id),
    channel text,
    chat text,
    thread text,
    name text not null,
    media_type text not null,
    size integer not null,
    -- It is on the timeline. What never gets there is removed.
    told integer not null default 0,
    created_at text not null,
    check (agent is null or conversation is not null),
    check ((agent is null) = (channel is not null and chat is not null and thread is not null))
) strict, without rowid;

create index files_untold on files (created_at) where not told;

create index files_brought on files (chat, created_at) where chat is not null;

create table file_chunks (
    file blob not null references files (id),
    number integer not null,
    bytes blob not null,
    primary key (file, number)
) strict;
