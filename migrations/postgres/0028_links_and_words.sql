-- Links of articles, as they were tried. Broken is one that failed on two days and led nowhere since.
create table tried_links (
    url text primary key,
    tried_at timestamptz not null,
    failures bigint not null default 0,
    failed_since timestamptz,
    what text,
    figure bigint
);

create index tried_links_failed on tried_links (failed_since) where failures > 1;

-- Every list of words that mean the same, as it was kept; the last one is in force, and in `meta`.
create table synonym_revisions (
    revision bigint primary key,
    list text not null,
    agent uuid references agents (id),
    at timestamptz not null
);
