-- Contacts that somebody joined by hand: the moves of one joining have one `joined`, by which all of them are undone.
alter table links add column joined uuid;

create index links_by_contact on links (to_contact) where joined is not null;
create index links_from_contact on links (from_contact) where joined is not null;
create index links_joined on links (joined) where joined is not null;
create index links_undone on links (undoes) where undoes is not null;
