-- Until when whoever reads a site has it to themselves; empty while nobody reads it.
alter table sites add column reading_until timestamptz;

-- Who keeps an article and when it is to be looked at again may come from a file; what was said at the desk is kept over that.
alter table article_owners add column imported boolean not null default false;
alter table article_reviews add column imported boolean not null default false;

-- Whom a file named as the keeper of an article, where nobody of the team has that address: it goes out with the next export.
create table article_absent_owners (
    article text primary key,
    email text not null
);

-- What a file that was brought says of keepers and days.
alter table uploads add column upkeep jsonb;
