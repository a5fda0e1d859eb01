-- Files of our own: what the team sends to customers. Their bytes are kept in chunks, so that reading one needs little
-- memory and writing one keeps nobody else waiting. Every node reads them from here: nodes share no disk.

create table files (
    id blob primary key,
    -- Where it is sent, and by whom.
    conversation blob not null references conversations (id),
    agent blob not null references agents (id),
    name text not null,
    media_type text not null,
    size integer not null,
    -- It is on the timeline. What never gets there is removed.
    told integer not null default 0,
    created_at text not null
) strict, without rowid;

create index files_untold on files (created_at) where told = 0;

create table file_chunks (
    file blob not null references files (id),
    number integer not null,
    bytes blob not null,
    primary key (file, number)
) strict;
