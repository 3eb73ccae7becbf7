-- What surrounds the work: transfers, tickets, notices, history, live events, repeated calls.

-- One fetch of one master file by a named person. A row says done only when the last byte has left.
create table transfer (
    id                uuid primary key,
    request_id        uuid not null references qc_request on delete cascade,
    delivery_file_id  uuid not null references delivery_file on delete cascade,
    person_id         uuid not null references person,
    -- Bytes of the file sent to this person for this request so far: [[first, last], …], merged, last inclusive.
    ranges            jsonb not null default '[]',
    sent_bytes        bigint not null default 0,
    started_at        timestamptz not null default now(),
    touched_at        timestamptz not null default now(),
    finished_at       timestamptz,
    -- The receiver's word that the file's hash is right.
    verified_at       timestamptz,
    unique (request_id, delivery_file_id, person_id)
);

create sequence ticket_number;

create table ticket (
    id           uuid primary key,
    number       bigint not null unique default nextval('ticket_number'),
    request_id   uuid references qc_request,
    kind         text not null check (kind in ('blocker', 'download_trouble', 'player_fault', 'sla_extension', 'access', 'onboarding', 'other')),
    subject      text not null check (subject <> ''),
    description  text not null check (description <> ''),
    author_id    uuid not null references person,
    state        text not null default 'new' check (state in ('new', 'open', 'pending', 'solved', 'closed')),
    -- Attached by the page: the account, the browser's version, the page's address.
    context      jsonb not null default '{}',
    created_at   timestamptz not null default now(),
    revision     bigint not null default 1
);
create index ticket_request on ticket (request_id);
create index ticket_state on ticket (state);
alter table sla_extension add foreign key (ticket_id) references ticket;

create table notice (
    id          uuid primary key,
    person_id   uuid not null references person on delete cascade,
    kind        text not null,
    subject     text not null,
    body        text not null default '',
    -- A path within the product.
    link        text not null,
    created_at  timestamptz not null default now(),
    read_at     timestamptz,
    mailed_at   timestamptz
);
create index notice_person on notice (person_id, created_at desc);
create index notice_to_mail on notice (created_at) where mailed_at is null and read_at is null;

-- Every act: who, when, what, before, after. Written in the transaction of the act; never changed.
create table history (
    id          bigint generated always as identity primary key,
    at          timestamptz not null default now(),
    -- Null is the system itself.
    actor_id    uuid references person,
    act         text not null,
    noun        text not null,
    noun_id     uuid not null,
    title_id    uuid references title,
    request_id  uuid references qc_request,
    before      jsonb,
    after       jsonb,
    reason      text not null default ''
);
create index history_title on history (title_id, id);
create index history_request on history (request_id, id);
create index history_noun on history (noun_id, id);

create function history_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'history is append-only';
end $$;
create trigger history_append_only before update or delete on history
    for each row execute function history_is_append_only();

-- Live updates. Readers follow the cursor; NOTIFY only wakes them.
create table event (
    id          bigint generated always as identity primary key,
    -- Numbers are given before the commit: readers take only rows of transactions older than every running one.
    xid         xid8 not null default pg_current_xact_id(),
    at          timestamptz not null default now(),
    kind        text not null,
    noun_id     uuid not null,
    title_id    uuid references title,
    request_id  uuid references qc_request,
    -- Set when the event is for one person alone (a notice).
    person_id   uuid references person,
    payload     jsonb not null default '{}'
);
create index event_at on event (at);
create index event_cursor on event (xid, id);

create table idempotency (
    person_id    uuid not null,
    key          text not null,
    operation    text not null,
    body_hash    bytea not null,
    status       int,
    response     bytea,
    created_at   timestamptz not null default now(),
    primary key (person_id, key)
);
