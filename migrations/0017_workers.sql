-- Who does background work, what of it goes first, and how people reach into it.

-- Processes that take jobs. A row is there from the start of a process until its orderly stop; one that is not heard from for
-- longer than its lease is silent, and forgotten after a day.
create table worker (
    id             uuid primary key,
    host           text not null,
    pid            int not null,
    version        text not null,
    -- Which media work it takes.
    capabilities   text[] not null,
    short_slots    int not null,
    media_slots    int not null,
    outbound_slots int not null,
    lease_s        double precision not null check (lease_s > 0),
    started_at     timestamptz not null default now(),
    heard_at       timestamptz not null default now()
);

alter table job
    -- What people and the history call it; the number keeps the order.
    add column public_id   uuid not null default gen_random_uuid() unique,
    -- The delivery that it is for: it is found by it, and goes first when a request of it is rush.
    add column delivery_id uuid references delivery on delete cascade,
    -- 0 first and 3 last are set by people, 1 rush and 2 standard follow the requests.
    add column urgency     smallint not null default 2 check (urgency between 0 and 3),
    add column worker_id   uuid,
    add column taken_at    timestamptz;

-- A canceled job is there until its noun was told.
alter table job drop constraint job_state_check;
alter table job add constraint job_state_check check (state in ('waiting', 'running', 'parked', 'canceled'));

drop index job_waiting;
create index job_waiting on job (lane, urgency, priority, run_at, id) where state = 'waiting';
create index job_delivery on job (delivery_id) where delivery_id is not null;

-- Whether work on a delivery is rush: a request that it is in is, or the one that it answers.
create function delivery_urgency(wanted uuid) returns smallint language sql stable as $$
    select case when exists (
        select from qc_request r
        where r.priority = 'rush' and r.concluded_at is null
          and (r.id in (select request_id from request_delivery where delivery_id = wanted)
               or r.id = (select answers_request_id from delivery where id = wanted))
    ) then 1 else 2 end::smallint
$$;

-- Streams that nobody needs any more are deleted; their row stays, and they can be made again from the master.
alter table rendition drop constraint rendition_state_check;
alter table rendition add constraint rendition_state_check
    check (state in ('queued', 'running', 'ready', 'failed', 'canceled', 'expired'));
create index rendition_ready on rendition (finished_at) where state = 'ready';
