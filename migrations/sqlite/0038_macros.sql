-- Macros: steps that the team takes together, under one name. `steps` is what `model::Steps` writes.
create table macros (
    id blob primary key,
    name text not null unique,
    steps text not null,
    agent blob not null references agents (id),
    updated_at text not null
) strict, without rowid;
