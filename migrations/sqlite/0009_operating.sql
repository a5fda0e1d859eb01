-- What operators decide: about messages that did not arrive, and about people who are to be forgotten.

-- When somebody last had it sent again: from then on its age counts.
alter table deliveries add column retried_at text;

-- When somebody decided that nothing more is to be done about it.
alter table deliveries add column settled_at text;

-- Who was erased, and when: so that an older backup does not bring them back. No words, and no foreign keys: what is
-- erased here may not be there yet in a backup.
create table erasures (
    identity blob primary key,
    contact blob not null,
    at text not null
) strict;
