-- The days on which an article is found, both included; without one, from ever or for ever.
alter table articles add column valid_from date;
alter table articles add column valid_until date;

-- The group that everybody in a place belongs to.
alter table places add column place_group text;

-- Who keeps an article.
create table article_owners (
    article text primary key,
    agent uuid not null references agents (id)
);

create index article_owners_of on article_owners (agent);
