-- Links by which somebody joins the team, once and until then. Whoever reads the table cannot use one.
create table invitations (
    id uuid primary key,
    token_hash bytea not null unique,
    email text not null unique,
    role text not null,
    language text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

-- Links by which somebody of the team chooses a new password: at most one for each, and used up by it.
create table password_links (
    agent uuid primary key references agents (id),
    token_hash bytea not null unique,
    expires_at timestamptz not null
);

-- Named groups of people of the team, and to which of them a conversation was handed.
create table teams (
    id uuid primary key,
    name text not null unique,
    created_at timestamptz not null
);

create table team_members (
    team uuid not null references teams (id),
    agent uuid not null references agents (id),
    primary key (agent, team)
);

create index team_members_of on team_members (team);

alter table conversations add column team uuid references teams (id);
create index conversations_of_team on conversations (team) where team is not null;
