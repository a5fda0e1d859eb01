-- To whom what waits for people is given by itself.
alter table agents add column away boolean not null default false;
-- What they speak, as a list of tags, and what they see to, as a list of labels; an empty one is any.
alter table agents add column languages jsonb not null default '[]';
alter table agents add column labels jsonb not null default '[]';
-- How many open conversations they are given at most; none for as many as the settings say.
alter table agents add column capacity integer;
-- When they were last given one.
alter table agents add column routed_at timestamptz;
