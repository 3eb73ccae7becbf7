-- An act is dated when it is written down, not when its transaction began: the history is read in the order of its numbers,
-- and one that waited for a lock would stand with an earlier time above a later one.
alter table history alter column at set default clock_timestamp();
