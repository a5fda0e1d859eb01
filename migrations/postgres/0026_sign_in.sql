-- How many codes of somebody's second factor were wrong one after the other, and when the last was tried.
alter table second_factors add column wrong bigint not null default 0;
alter table second_factors add column tried_at timestamptz;

-- Who tried lately to sign in as nobody who is there: from where, since when, how often.
create table sign_in_failures (
    source text primary key,
    since timestamptz not null,
    tries bigint not null
);
