-- A delivery says what its entry says: the words are kept once, on the timeline.
alter table deliveries drop column body;

-- Whether something earlier of the same conversation is still to be sent, however long the conversation is.
create index deliveries_open on deliveries (conversation, seq) where status in ('pending', 'sending');
