-- Links by which somebody joins the team, once and until then. Whoever reads the table cannot use one.
create table invitations (
    id blob primary key,
    token_hash blob not null unique,
    email text not null unique,
    role text not null,
    language text not null,
    created_at text not null,
    expires_at text not null
) strict, without rowid;

-- Links by which somebody of the team chooses a new password: at most one for each, and used up by it.
create table password_links (
    agent blob primary key references agents (id),
    token_hash blob not null unique,
    expires_at text not null
) strict, without rowid;

-- Named groups of people of the team, and to which of them a conversation was handed.
create table teams (
    id blob primary key,
    name text not null unique,
    created_at text not null
) strict, without rowid;

create table team_members (
    team blob not null references teams (id),
    agent blob not null references agents (id),
    primary key (agent, team)
) strict, without rowid;

create index team_members_of on team_members (team);

alter table conversations add column team blob references teams (id);
create index conversations_of_team on conversations (team) where team is not null;
