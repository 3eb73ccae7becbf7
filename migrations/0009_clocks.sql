-- What the clocks say to people: warnings that were sent, more time that is asked for, calendars that are subscribed to.

-- Each warning once: the row is written with its notices. Another assignment is another clock, and is warned of anew.
create table clock_warning (
    request_id     uuid not null references qc_request on delete cascade,
    clock          text not null check (clock in ('report', 'whole')),
    running_since  timestamptz not null,
    -- 100 is late.
    percent        int not null check (percent in (50, 75, 90, 100)),
    sent_at        timestamptz not null default now(),
    primary key (request_id, clock, running_since, percent)
);
-- Whose clocks still run.
create index qc_request_running on qc_request (delivered_at) where verified_at is null and concluded_at is null;

-- What a ticket of the kind sla_extension asks for, and how it was answered. Who asks, when and why stands in the ticket.
create table asked_extension (
    ticket_id     uuid primary key references ticket on delete cascade,
    request_id    uuid not null references qc_request on delete cascade,
    ground        text not null check (ground in ('download_trouble', 'operator_unavailable', 'tool_fault', 'capacity_limits', 'open_ticket')),
    extra_s       bigint not null check (extra_s > 0),
    state         text not null default 'waiting' check (state in ('waiting', 'granted', 'refused')),
    answered_by   uuid references person,
    answered_at   timestamptz,
    answer        text not null default '',
    extension_id  uuid references sla_extension,
    constraint answered_by_someone check ((state = 'waiting') = (answered_by is null and answered_at is null)),
    constraint granted_has_extension check ((state = 'granted') = (extension_id is not null))
);
create index asked_extension_request on asked_extension (request_id);

-- The address under which a person's calendar program fetches their due times. Only the hash of its secret is kept.
create table calendar_feed (
    person_id     uuid primary key references person on delete cascade,
    token_hash    bytea not null unique,
    created_at    timestamptz not null default now(),
    last_read_at  timestamptz
);
