-- People who talk, leave and are reviewed: comments with their readers, the state of accounts, the quarterly review of
-- accounts, and the seal over the history.

-- A comment stands on a request, or on an issue as it is seen from that request.
alter table comment alter column issue_id drop not null;
alter table comment add column request_id uuid references qc_request;
update comment c set request_id = i.request_id from issue i where i.id = c.issue_id;
alter table comment alter column request_id set not null;
-- What it answers: always the first of its thread.
alter table comment add column reply_to_id uuid references comment;
alter table comment add column visibility text not null default 'production' check (visibility in ('vendor', 'studio', 'production'));
alter table comment alter column visibility drop default;
-- With which facility it is said, when it is said to one.
alter table comment add column facility_id uuid references facility;
alter table comment add column edited_at timestamptz;
alter table comment add column deleted_at timestamptz;
alter table comment add column revision bigint not null default 1;
alter table comment drop constraint comment_body_check;
alter table comment add constraint said_or_deleted check ((body = '') = (deleted_at is not null));
alter table comment add constraint vendor_talk_has_a_facility check (visibility <> 'vendor' or facility_id is not null);
create index comment_request on comment (request_id, created_at);

create table comment_mention (
    comment_id  uuid not null references comment on delete cascade,
    person_id   uuid not null references person on delete cascade,
    primary key (comment_id, person_id)
);

-- Who has seen which comment. One row each: a time would miss what is committed late.
create table comment_read (
    person_id   uuid not null references person on delete cascade,
    comment_id  uuid not null references comment on delete cascade,
    primary key (person_id, comment_id)
);

-- What is being typed, per person and thing that it is about (a request or an issue).
create table comment_draft (
    person_id   uuid not null references person on delete cascade,
    about_id    uuid not null,
    body        jsonb not null,
    updated_at  timestamptz not null default now(),
    revision    bigint not null default 1,
    primary key (person_id, about_id)
);

alter table person drop constraint person_state_check;
alter table person add constraint person_state_check
    check (state in ('invited', 'active', 'asleep', 'suspended', 'disabled'));
-- Its last beginning: being brought back counts as a sign of life.
alter table person add column awake_since timestamptz not null default now();
update person set awake_since = created_at;
alter table person add column dormancy_warned_at timestamptz;

-- The last word when work is given to somebody who is just leaving: the row of the person is held until the giving is
-- committed, and leaving, which changes that row, finds the work afterwards.
create function holder_is_active() returns trigger language plpgsql as $$
declare
    holder uuid := to_jsonb(new) ->> tg_argv[0];
begin
    perform from person where id = holder and state = 'active' for share;
    if not found then
        raise exception 'the holder of work has left' using errcode = 'check_violation', constraint = 'holder_is_active';
    end if;
    return new;
end $$;
create trigger holder_is_active before update of operator_id on qc_request for each row
    when (new.operator_id is not null and new.operator_id is distinct from old.operator_id)
    execute function holder_is_active('operator_id');
create trigger holder_is_active before update of verifier_id on verification for each row
    when (new.verifier_id is not null and new.verifier_id is distinct from old.verifier_id)
    execute function holder_is_active('verifier_id');

-- Each quarter, every account that is older than the quarter is confirmed or ended by a named administrator.
create table account_review (
    id           uuid primary key,
    quarter      text not null unique,
    opened_at    timestamptz not null default now(),
    -- Null is the system, at the quarter's beginning.
    opened_by    uuid references person,
    due_at       timestamptz not null,
    reminded_at  timestamptz not null default now(),
    closed_at    timestamptz
);

create table account_review_row (
    review_id    uuid not null references account_review on delete cascade,
    person_id    uuid not null references person on delete cascade,
    -- As it was when the review was opened.
    role         text not null,
    facility_id  uuid references facility,
    state        text not null,
    last_seen_at timestamptz,
    word         text check (word in ('still_with_us', 'left')),
    word_by      uuid references person,
    word_at      timestamptz,
    decision     text check (decision in ('confirmed', 'ended')),
    decided_by   uuid references person,
    decided_at   timestamptz,
    reason       text not null default '',
    primary key (review_id, person_id),
    constraint said_by_someone check (num_nonnulls(word, word_by, word_at) in (0, 3)),
    constraint decided_by_someone check (num_nonnulls(decision, decided_by, decided_at) in (0, 3))
);

-- The history, sealed: each row's seal is made of the row and of the seal before it. Sealed by a job a few seconds after
-- the commit, so that acts need not wait for each other. No foreign key: a row that was removed must leave its seal.
create table history_seal (
    position    bigint primary key,
    history_id  bigint not null unique,
    seal        bytea not null,
    sealed_at   timestamptz not null default now()
);
create index history_seal_at on history_seal (sealed_at, position);
create function history_seal_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the seal of the history is append-only';
end $$;
create trigger history_seal_append_only before update or delete on history_seal
    for each row execute function history_seal_is_append_only();

create index history_actor on history (actor_id, id);
create index history_at on history (at);
create index history_act on history (noun, act, id);

-- A row of history as it is sealed: every column, in one spelling whatever the session's settings.
create function history_line(h history) returns text language sql stable as $$
    select jsonb_build_array(h.id, (extract(epoch from h.at) * 1000000)::bigint, h.actor_id, h.act, h.noun, h.noun_id,
                             h.title_id, h.request_id, h.before, h.after, h.reason)::text
$$;
