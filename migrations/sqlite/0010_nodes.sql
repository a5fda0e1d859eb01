-- Several nodes on one database: which node lives, and which listens to what. A lease is its owner's until it ends; the
-- fence grows with each owner. In SQLite there is one node, and nothing to lease.
create table leases (
    name text primary key,
    owner text not null,
    fence integer not null,
    until text not null
) strict;
