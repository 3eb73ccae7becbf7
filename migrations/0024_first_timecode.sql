-- The first timecode of a delivery, as its master says it: labels begin there. What is stored stays positions from the first
-- frame. Deliveries inspected before keep the labels that people have written down.
alter table delivery
    -- The frame of the day that the first frame carries the label of.
    add column start_frame bigint not null default 0 check (start_frame >= 0),
    -- Where the first frame of media (FFOM) stands, where a marker of the composition says so.
    add column ffom_frame bigint check (ffom_frame >= 0);
