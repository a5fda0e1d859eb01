-- Articles that were read from a file at the desk and wait for whoever brought it to take them in. `taken` is what became of that, and is
-- written by the transaction that takes them in.
create table uploads (
    id uuid primary key,
    agent uuid not null references agents (id),
    name text not null,
    articles bigint not null,
    problems jsonb not null,
    created_at timestamptz not null,
    ready boolean not null default false,
    taken jsonb
);

create index uploads_created on uploads (created_at);

create table upload_parts (
    upload uuid not null references uploads (id),
    part bigint not null,
    articles jsonb not null,
    primary key (upload, part)
);

-- When an article is to be looked at again, as whoever keeps it has said.
create table article_reviews (
    article text primary key,
    due_on date not null
);
