-- A delivery has the id of the entry that it sends, so that it needs no index to be found by. Rows lie in the order in which
-- they are written, as they always did here.

update timeline t
set id = d.id
from deliveries d
where d.conversation = t.conversation and d.seq = t.seq;

drop index deliveries_of_conversation;

-- Which conversation a thread is being opened for, by the message under which it is opened.
create index deliveries_opening on deliveries (reply_to) where kind = 'open';
