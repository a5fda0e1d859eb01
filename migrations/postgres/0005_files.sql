-- Files of our own: what the team sends to customers. Their bytes are kept in chunks, so that reading one needs little
-- memory and writing one keeps nobody else waiting. Every node reads them from here: nodes share no disk.

create table files (
    id uuid primary key,
    -- Where it is sent, and by whom.
    conversation uuid not null references conversations (id),
    agent uuid not null references agents (id),
    name text not null,
    media_type text not null,
    size bigint not null,
    -- It is on the timeline. What never gets there is removed.
    told boolean not null default false,
    created_at timestamptz not null
);

create index files_untold on files (created_at) where not told;

create table file_chunks (
    file uuid not null references files (id),
    number integer not null,
    bytes bytea not null,
    primary key (file, number)
);
