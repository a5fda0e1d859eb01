-- Since when a page says something else than was last taken in of it, and a hash of what: what was edited at the desk is kept, and
-- somebody should look.
alter table article_sources add column changed_at timestamptz;
alter table article_sources add column changed_said text;
