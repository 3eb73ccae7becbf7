-- QC requests, their tasks, clocks, watch lists and verification.

create sequence request_number;

create table qc_request (
    id                   uuid primary key,
    -- What people say to each other: "request 1042".
    number               bigint not null unique default nextval('request_number'),
    title_id             uuid not null references title,
    service              text not null check (service in ('download', 'cast', 'browser')),
    priority             text not null default 'standard' check (priority in ('standard', 'rush')),
    state                text not null check (state in ('preparing', 'available', 'assigned', 'downloading', 'in_qc', 'submitted',
                            'verification_available', 'in_verification', 'verified', 'fix_notes_needed', 'fix_notes_submitted',
                            'awaiting_redelivery', 'approved', 'rejected', 'on_hold', 'canceled')),
    -- The state to return to when a hold is released.
    held_from            text,
    -- 1 is the first QC; each fix check is one more.
    round                int not null default 1 check (round > 0),
    predecessor_id       uuid references qc_request,
    -- Fix checks are kept for the operator of the first QC until this instant, then anyone eligible may take them.
    reserved_for_id      uuid references person,
    reserved_until       timestamptz,
    operator_id          uuid references person,
    operator_facility_id uuid references facility,
    assigned_how         text check (assigned_how in ('taken', 'served', 'given')),
    assigned_at          timestamptz,
    -- The assignment falls back to the pool when the review has not begun by then.
    lease_until          timestamptz,
    downloaded_at        timestamptz,
    begun_at             timestamptz,
    submitted_at         timestamptz,
    verified_at          timestamptz,
    concluded_at         timestamptz,
    -- Said on submission: why parts were not seen; that QC stopped at a blocker.
    gap_reason           text,
    stopped_note         text,
    redelivery_due_at    timestamptz,
    redelivery_note      text,
    -- The instant of the successful delivery that opened it: the five-day clock.
    delivered_at         timestamptz not null,
    created_at           timestamptz not null default now(),
    revision             bigint not null default 1,
    constraint held_has_origin check ((state = 'on_hold') = (held_from is not null)),
    constraint worked_on_has_operator check (state not in ('assigned', 'downloading', 'in_qc') or operator_id is not null),
    constraint operator_has_facility check ((operator_id is null) = (operator_facility_id is null))
);
create index qc_request_state on qc_request (state, priority, delivered_at);
create index qc_request_title on qc_request (title_id);
create index qc_request_operator on qc_request (operator_id, state);
create index qc_request_facility on qc_request (operator_facility_id, state);
create index qc_request_predecessor on qc_request (predecessor_id);

-- Served tasks: one at a time. The index is the last word when two servers serve the same person at once.
create unique index one_served_task_per_operator on qc_request (operator_id)
    where assigned_how = 'served' and state in ('assigned', 'in_qc');

alter table delivery add foreign key (answers_request_id) references qc_request;

-- A request is about one delivery, or several (Printmaster and M&E together).
create table request_delivery (
    request_id   uuid not null references qc_request on delete cascade,
    delivery_id  uuid not null references delivery,
    primary key (request_id, delivery_id)
);
create index request_delivery_delivery on request_delivery (delivery_id);

create table task (
    id          uuid primary key,
    request_id  uuid not null references qc_request on delete cascade,
    ordinal     int not null,
    kind        text not null check (kind in ('hdr', 'sdr', '5.1', '2.0', 'atmos', 'pm', 'me')),
    depth       text not null check (depth in ('full', 'spot', 'fix_check')),
    state       text not null default 'not_started' check (state in ('not_started', 'in_progress', 'done')),
    -- The frames really shown at normal speed: [[first, last], …], merged, last inclusive.
    coverage    jsonb not null default '[]',
    done_at     timestamptz,
    revision    bigint not null default 1,
    unique (request_id, kind)
);

create table sla_extension (
    id          uuid primary key,
    request_id  uuid not null references qc_request on delete cascade,
    ground      text not null check (ground in ('download_trouble', 'operator_unavailable', 'tool_fault', 'capacity_limits', 'open_ticket')),
    extra_s     bigint not null check (extra_s > 0),
    granted_by  uuid not null references person,
    ticket_id   uuid,
    note        text not null default '',
    created_at  timestamptz not null default now()
);
create index sla_extension_request on sla_extension (request_id);

create table verification (
    id            uuid primary key,
    request_id    uuid not null unique references qc_request on delete cascade,
    state         text not null default 'available' check (state in ('available', 'assigned', 'submitted')),
    verifier_id   uuid references person,
    facility_id   uuid references facility,
    assigned_how  text check (assigned_how in ('taken', 'served', 'given')),
    assigned_at   timestamptz,
    lease_until   timestamptz,
    begun_at      timestamptz,
    submitted_at  timestamptz,
    created_at    timestamptz not null default now(),
    revision      bigint not null default 1,
    constraint held_by_someone check ((state = 'available') = (verifier_id is null))
);
create index verification_state on verification (state);
create unique index one_served_verification_per_verifier on verification (verifier_id)
    where assigned_how = 'served' and state = 'assigned';
