-- The folder or file that an article was taken in from by a command, so that what leaves it is noticed.
create table article_origins (
    article text primary key,
    origin text not null
);

create index article_origins_from on article_origins (origin);

-- Versions without an author came from files: until now a command wrote no others.
update article_revisions
set imported = true
where agent is null and not imported;
