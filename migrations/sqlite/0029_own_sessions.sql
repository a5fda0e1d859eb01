-- From where a session was begun and was last used, so that people can tell theirs apart and end what is not theirs. `browser` is two words
-- of ours, such as `firefox linux`, never what the browser said.
alter table sessions add column begun_at text;
alter table sessions add column seen_at text;
alter table sessions add column address text;
alter table sessions add column browser text;

create index sessions_agent on sessions (agent);
