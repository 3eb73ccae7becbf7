-- Cast QC: an operator's TV, the session in which one task is reviewed on it, and what was seen there.

-- A TV that opened the receiver page. It has nobody's session: it shows its own secret, of which the hash is kept.
create table tv_screen (
    id           uuid primary key,
    secret_hash  bytea not null unique,
    -- What the TV shows and the operator types; used once, and new every few minutes.
    code         text unique,
    code_until   timestamptz,
    device       text not null default '',
    address      text not null default '',
    -- Of its socket: a code is good only while its TV is there.
    seen_at      timestamptz not null default now(),
    created_at   timestamptz not null default now()
);
create index tv_screen_seen on tv_screen (seen_at);
create index tv_screen_address on tv_screen (address);

-- One operator, one TV, one request. The sign-in that it was made with is the laptop's.
create table tv_session (
    id            uuid primary key,
    request_id    uuid not null references qc_request on delete cascade,
    person_id     uuid not null references person,
    session_id    uuid references session on delete set null,
    screen_id     uuid references tv_screen on delete set null,
    device        text not null default '',
    -- What the TV said that it can; `qc::tv::Capabilities`.
    capabilities  jsonb,
    created_at    timestamptz not null default now(),
    ended_at      timestamptz,
    end_reason    text check (end_reason in ('operator', 'other_tv', 'task', 'sign_in')),
    constraint ended_has_reason check ((ended_at is null) = (end_reason is null))
);
-- A second TV for one request is asked for; the index is the last word when two come at once.
create unique index one_tv_per_request on tv_session (request_id) where ended_at is null;
create unique index one_session_per_tv on tv_session (screen_id) where ended_at is null;
create index tv_session_request on tv_session (request_id);

-- Handed to a TV by Cast: good for a minute, once, for this request and this sign-in.
create table tv_token (
    token_hash  bytea primary key,
    request_id  uuid not null references qc_request on delete cascade,
    person_id   uuid not null references person on delete cascade,
    session_id  uuid not null references session on delete cascade,
    -- The operator was asked, and wants this TV in place of the one that is on.
    replaces    boolean not null,
    expires_at  timestamptz not null,
    used_at     timestamptz
);

-- Wrong codes of a person: after a few, they have to wait.
create table tv_wrong_code (
    person_id  uuid not null references person on delete cascade,
    at         timestamptz not null default now()
);
create index tv_wrong_code_person on tv_wrong_code (person_id, at);

-- What a task was really played with: part of the report.
create table tv_pass (
    id             uuid primary key,
    tv_session_id  uuid not null references tv_session on delete cascade,
    task_id        uuid not null references task on delete cascade,
    device         text not null,
    rendition_kind text not null,
    picture        text not null,
    sound          text not null,
    downgrades     text[] not null,
    begun_at       timestamptz not null default now(),
    unique (tv_session_id, task_id)
);
create index tv_pass_task on tv_pass (task_id);

-- How an issue that was flagged from a TV got its frame: the latency, and whether the operator confirmed the frame.
alter table issue add column on_tv jsonb;

-- Those that may still play: the sign-in stands, and the work is still in these hands.
create view live_tv_session as
    select t.* from tv_session t
    join session s on s.id = t.session_id and s.person_id = t.person_id
    join person p on p.id = t.person_id
    join qc_request r on r.id = t.request_id
    left join verification v on v.request_id = r.id
    where t.ended_at is null and s.ended_at is null and s.expires_at > now() and p.state = 'active'
      and ((r.state in ('assigned', 'in_qc') and r.operator_id = t.person_id)
        or (r.state in ('verification_available', 'in_verification') and v.verifier_id = t.person_id));
