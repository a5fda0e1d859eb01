-- A later version of a published article that is not published itself: the published one goes on answering. The version is in
-- article_revisions. It waits as long as its revision is higher than that of the article.
alter table articles add column draft_revision bigint;
alter table articles add column draft_status text;

-- The different words of title, question variants and text, in one spelling, for whoever looks for an article by its words: much
-- less to read than the texts. What an older program wrote is entered at the next start.
create table article_wordings (
    article text primary key,
    words text not null
);

-- What was changed last comes first. Labels may be longer than an index of PostgreSQL's takes; long texts lie outside of the row.
create index articles_changed on articles (updated_at desc, id desc);

-- How questions ended that nobody answered, however much else was ever said.
create index timeline_ended on timeline (at desc) where kind in ('handoff', 'press');
