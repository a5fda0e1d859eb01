-- What was asked last, and what came of it, for whoever keeps the articles.
create index timeline_asked on timeline (at desc) where kind in ('reply', 'handoff');

-- What translations were made from: the article, and the last revision of it that whoever translated has seen. Without a row, a
-- translation is taken to know what was there when it was saved.
create table translations (
    article text primary key,
    source text not null,
    source_revision integer not null
) strict;
