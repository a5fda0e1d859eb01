-- Accounts at a sign-in provider by which somebody of the team signs in: the provider by its own name for itself, and who they are there.
create table openid_accounts (
    issuer text not null,
    subject text not null,
    agent uuid not null references agents (id),
    linked_at timestamptz not null,
    primary key (issuer, subject),
    unique (agent, issuer)
);
