-- People, facilities and how they get in. Enumerations are text; their spelling is decided by the rules crate
-- and checked here, so that a hand-made row cannot say what the program does not understand.

create table facility (
    id          uuid primary key,
    name        text not null unique check (name <> ''),
    created_at  timestamptz not null default now(),
    revision    bigint not null default 1
);

create table person (
    id             uuid primary key,
    -- The human being behind the account: an operator and a verifier account of one person share it, so that
    -- nobody verifies a report of their own.
    identity       uuid not null,
    email          text not null check (email = lower(email)),
    first_name     text not null,
    last_name      text not null,
    role           text not null check (role in ('operator', 'verifier', 'vendor_manager', 'download_manager', 'post', 'production', 'studio_admin')),
    facility_id    uuid references facility,
    skills         text[] not null default '{}',
    languages      text[] not null default '{}',
    state          text not null default 'invited' check (state in ('invited', 'active', 'asleep', 'disabled')),
    password_hash  text,
    created_at     timestamptz not null default now(),
    revision       bigint not null default 1,
    constraint person_email_key unique (email),
    constraint vendor_people_have_a_facility check (
        (role in ('operator', 'verifier', 'vendor_manager', 'download_manager')) = (facility_id is not null))
);
create index person_facility on person (facility_id);

create table invitation (
    token_hash   bytea primary key,
    person_id    uuid not null references person on delete cascade,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    accepted_at  timestamptz
);
create index invitation_person on invitation (person_id);

create table session (
    id            uuid primary key,
    token_hash    bytea not null unique,
    person_id     uuid not null references person on delete cascade,
    client        text not null check (client in ('browser', 'cli')),
    user_agent    text not null default '',
    address       text not null default '',
    -- The device that signed in, by the hash of its own cookie; kept after the session's end: a device that is known.
    device_hash   bytea,
    created_at    timestamptz not null default now(),
    last_seen_at  timestamptz not null default now(),
    expires_at    timestamptz not null,
    ended_at      timestamptz
);
create index session_person on session (person_id) where ended_at is null;
create index session_device on session (person_id, device_hash);

-- Failures lock the pair of an account and a device, never the account for a device that is known to be good.
create table sign_in_failure (
    email_hash    bytea not null,
    device        text not null,
    failures      int not null,
    last_at       timestamptz not null default now(),
    locked_until  timestamptz,
    primary key (email_hash, device)
);
