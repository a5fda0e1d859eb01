-- The number of a delivery's last claim. Whatever is recorded of an attempt names its claim, so that it is not taken for a later
-- attempt of the same node: recording it may be repeated where it is not known whether it was recorded.
alter table deliveries add column claim integer not null default 0;
