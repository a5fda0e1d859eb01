-- Where articles were read from, and a hash of what that page said when it was last taken in: whether it has changed since is then
-- known, whatever was made of the article meanwhile.
create table article_sources (
    article text primary key,
    url text not null,
    said text not null,
    read_at timestamptz not null
);

-- Sites that are read again and again. `due_at` is the claim as well: whoever moves it reads.
create table sites (
    url text primary key,
    every_days bigint not null,
    agent uuid references agents (id),
    due_at timestamptz not null,
    read_at timestamptz,
    outcome jsonb
);

create index sites_due on sites (due_at);

-- Which article came from which address, where what was brought is no file but a site.
alter table uploads add column sources jsonb;
