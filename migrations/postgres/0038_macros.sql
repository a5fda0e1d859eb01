-- Macros: steps that the team takes together, under one name. `steps` is what `model::Steps` writes.
create table macros (
    id uuid primary key,
    name text not null unique,
    steps jsonb not null,
    agent uuid not null references agents (id),
    updated_at timestamptz not null
);
