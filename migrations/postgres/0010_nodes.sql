-- Several nodes on one database: which node lives, and which listens to what. A lease is its owner's until it ends; the
-- fence grows with each owner. Instants are the database's own.
create table leases (
    name text primary key,
    owner text not null,
    fence bigint not null,
    until timestamptz not null
);
