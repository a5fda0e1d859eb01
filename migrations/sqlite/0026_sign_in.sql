-- How many codes of somebody's second factor were wrong one after the other, and when the last was tried.
alter table second_factors add column wrong integer not null default 0;
alter table second_factors add column tried_at text;

-- Who tried lately to sign in as nobody who is there: from where, since when, how often.
create table sign_in_failures (
    source text primary key,
    since text not null,
    tries integer not null
) strict, without rowid;
