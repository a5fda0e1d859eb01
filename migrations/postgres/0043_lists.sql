-- What the lists of the inbox look at of each conversation is in the index of their order: a filter reads no conversation that it
-- leaves out.

drop index conversations_open;
create index conversations_open
    on conversations (touched_at desc, id) include (language, priority, team, waiting_since, asker)
    where status = 'open';

drop index conversations_held;
create index conversations_held
    on conversations (agent, touched_at desc, id) include (language, priority, team, waiting_since, asker)
    where status = 'open' and holder = 'agent';

drop index conversations_waiting;
create index conversations_waiting
    on conversations (coalesce(waiting_since, opened_at) desc, id)
    include (language, priority, team, waiting_since, opened_at, asker)
    where status = 'open' and holder = 'queue';

drop index conversations_waiting_longest;
create index conversations_waiting_longest
    on conversations (coalesce(waiting_since, opened_at), id)
    include (language, priority, team, waiting_since, opened_at, asker)
    where status = 'open' and holder = 'queue';

drop index conversations_snoozed;
create index conversations_snoozed
    on conversations (snoozed_until, id) include (language, priority, team, waiting_since, asker)
    where status = 'snoozed';

drop index conversations_by_due;
create index conversations_by_due
    on conversations (due_at, id) include (language, priority, team, waiting_since, asker)
    where due_at is not null;

drop index conversations_resolved;
create index conversations_resolved
    on conversations (status, touched_at desc, id) include (language, priority, team, waiting_since, asker)
    where status = 'resolved';

-- The list of contacts goes on in the order of what happened last with each.
create index conversations_put_off on conversations (touched_at desc, id) include (asker) where status = 'snoozed';
create index contacts_created on contacts (created_at desc, id desc);
