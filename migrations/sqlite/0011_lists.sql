-- The few messages about which somebody must decide, among all that were ever sent: for the desk, and for figures.
create index deliveries_undecided on deliveries (created_at)
    where status in ('dead', 'unknown', 'held') and settled_at is null;

-- What was resolved last, however much ever was. Conversations that go on are not in it.
create index conversations_resolved on conversations (status, touched_at desc, id) where status = 'resolved';
