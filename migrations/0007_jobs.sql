-- Background work. A row is there until its job is done; a job that failed too often is parked with its reason.

create table job (
    id            bigint generated always as identity primary key,
    kind          text not null,
    payload       jsonb not null,
    -- Media work (hours of encoding) must not hold up the short work (mail, sweeps), so each has its own workers.
    lane          text not null check (lane in ('short', 'media')),
    -- Lower goes first.
    priority      int not null default 0,
    run_at        timestamptz not null default now(),
    -- At most one waiting job has this key.
    key           text,
    state         text not null default 'waiting' check (state in ('waiting', 'running', 'parked')),
    -- Counted when a worker takes the job, so that one that kills its worker is counted too.
    attempts      int not null default 0,
    max_attempts  int not null default 5 check (max_attempts > 0),
    -- Whoever holds the token holds the job; a worker that lost it can no longer finish it.
    lease_token   uuid,
    lease_until   timestamptz,
    worker        text,
    last_error    text,
    created_at    timestamptz not null default now(),
    constraint running_has_lease check ((state = 'running') = (lease_token is not null and lease_until is not null))
);
create index job_waiting on job (lane, priority, run_at, id) where state = 'waiting';
create index job_running on job (lease_until) where state = 'running';
create unique index job_key on job (key) where key is not null and state = 'waiting';
