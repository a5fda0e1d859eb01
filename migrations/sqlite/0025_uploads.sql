-- Articles that were read from a file at the desk and wait for whoever brought it to take them in. `taken` is what became of that, and is
-- written by the transaction that takes them in.
create table uploads (
    id blob primary key,
    agent blob not null references agents (id),
    name text not null,
    articles integer not null,
    problems text not null,
    created_at text not null,
    ready integer not null default 0,
    taken text
) strict;

create index uploads_created on uploads (created_at);

create table upload_parts (
    upload blob not null references uploads (id),
    part integer not null,
    articles text not null,
    primary key (upload, part)
) strict;

-- When an article is to be looked at again, as whoever keeps it has said.
create table article_reviews (
    article text primary key,
    due_on text not null
) strict;
