-- Posts of forums that are marked solved, and what becomes of answers of peers.

-- The tag by which posts of a forum are marked solved, where it is none of the usual ones. Of the forum itself.
alter table places add column solved_tag text;

-- Why a curator does not want an answer, where they said so.
alter table candidates add column dismissed text;
-- Where people can read it, on its platform.
alter table candidates add column link text;
create index candidates_by_time on candidates (created_at);

-- What articles were made of, by ids and without words: who wrote it, and when they took it back or were erased. The candidate may
-- be gone by then.
create table borrowed (
    candidate blob primary key,
    article text not null,
    author blob not null,
    conversation blob not null,
    borrowed_by blob not null references agents (id),
    borrowed_at text not null,
    withdrawn_at text
) strict, without rowid;

create index borrowed_by_author on borrowed (author);
create index borrowed_withdrawn on borrowed (withdrawn_at) where withdrawn_at is not null;

-- Forums that are read for old posts that are marked solved, and how far that is. `due_at` is the claim as well; nothing when it is
-- done.
create table forum_readings (
    channel text not null,
    forum text not null,
    position text,
    posts integer not null,
    unmarked integer not null,
    problem text,
    asked_at text not null,
    due_at text,
    primary key (channel, forum)
) strict, without rowid;
