-- Whether a version came from a file: what somebody wrote at the desk is not overwritten by a file unless that is wished for.
alter table article_revisions add column imported integer not null default 0;
