-- Links of articles, as they were tried. Broken is one that failed on two days and led nowhere since.
create table tried_links (
    url text primary key,
    tried_at text not null,
    failures integer not null default 0,
    failed_since text,
    what text,
    figure integer
) strict;

create index tried_links_failed on tried_links (failed_since) where failures > 1;

-- Every list of words that mean the same, as it was kept; the last one is in force, and in `meta`.
create table synonym_revisions (
    revision integer primary key,
    list text not null,
    agent blob references agents (id),
    at text not null
) strict;
