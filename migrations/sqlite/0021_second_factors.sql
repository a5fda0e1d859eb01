-- What somebody signs in with beside their password: the secret of their codes (RFC 6238), since when it counts, and the last
-- step of time whose code was used, so that none is used twice.
create table second_factors (
    agent blob primary key references agents (id),
    secret blob not null,
    confirmed_at text,
    last_step integer not null default 0
) strict, without rowid;

-- Codes for whoever has lost their device. Each works once, and is gone then.
create table recovery_codes (
    agent blob not null references agents (id),
    code_hash blob not null,
    primary key (agent, code_hash)
) strict, without rowid;

-- Who of the team did what, about whom, from where. Rows are added, never changed; what is old is let go of.
create table audit_log (
    id blob primary key,
    at text not null,
    kind text not null,
    actor text not null,
    agent blob,
    about blob,
    address text,
    detail text not null
) strict, without rowid;

create index audit_log_at on audit_log (at desc, id desc);

create trigger audit_log_stays before update on audit_log
begin
    select raise(abort, 'the audit log is only added to');
end;
