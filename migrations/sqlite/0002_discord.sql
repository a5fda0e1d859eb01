-- How far a channel has read, where its platform keeps no place for us.
create table cursors (
    channel text not null,
    scope text not null,
    position text not null,
    primary key (channel, scope)
) strict, without rowid;
