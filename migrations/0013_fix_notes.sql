-- Fix notes in full: deadlines, answers in batches, objections, delegations, estimates of redeliveries; where issues stand on
-- later timelines; QC stopped at a Blocker, and holds.

-- Waived as not an issue: post upheld production's objection.
alter table issue drop constraint issue_state_check;
alter table issue add constraint issue_state_check check (state in ('open', 'will_fix', 'creative_intent', 'best_possible', 'resolved',
    'not_an_issue', 'replaced', 'deleted'));

-- Null is the deadline: nobody answered in time.
alter table fix_note alter column answered_by drop not null;

-- How long production has, and when a redelivery is due, per show or (show_id null) for all. Null days: no deadline, no default.
create table fix_note_policy (
    id               uuid primary key,
    show_id          uuid references show on delete cascade,
    answer_days      int check (answer_days between 1 and 60),
    -- Whose calendar says what a business day is.
    zone             text not null default 'UTC',
    redelivery_days  int check (redelivery_days between 1 and 366),
    revision         bigint not null default 1,
    unique nulls not distinct (show_id)
);

-- By when a request's fix notes are to be answered. There is a row while a policy demands it and answers are awaited.
create table answer_deadline (
    request_id     uuid primary key references qc_request on delete cascade,
    asked_at       timestamptz not null,
    business_days  int not null,
    zone           text not null,
    warn_at        timestamptz not null,
    due_at         timestamptz not null,
    warned_at      timestamptz
);
create index answer_deadline_due on answer_deadline (due_at);

-- One answer given to several issues at once, with what each was before: it can be undone while nothing else changed.
create table answer_batch (
    id          uuid primary key,
    request_id  uuid not null references qc_request on delete cascade,
    person_id   uuid not null references person,
    items       jsonb not null,
    created_at  timestamptz not null default now(),
    undone_at   timestamptz
);

create table objection (
    id          uuid primary key,
    request_id  uuid not null references qc_request on delete cascade,
    issue_id    uuid not null references issue,
    reason      text not null check (reason <> ''),
    raised_by   uuid not null references person,
    raised_at   timestamptz not null default now(),
    state       text not null default 'open' check (state in ('open', 'upheld', 'dismissed', 'withdrawn')),
    decided_by  uuid references person,
    decision    text not null default '',
    decided_at  timestamptz,
    revision    bigint not null default 1,
    constraint decided_by_someone check ((state = 'open') = (decided_by is null))
);
create index objection_request on objection (request_id);
create index objection_issue on objection (issue_id);
create unique index one_open_objection on objection (request_id, issue_id) where state = 'open';

-- Issues of a request's fix notes in the hands of another production account, which sees these and nothing else of the show.
create table delegation (
    id            uuid primary key,
    request_id    uuid not null references qc_request on delete cascade,
    delegate_id   uuid not null references person,
    delegated_by  uuid not null references person,
    note          text not null default '',
    state         text not null default 'active' check (state in ('active', 'finished', 'revoked', 'ended')),
    created_at    timestamptz not null default now(),
    expires_at    timestamptz not null,
    changed_at    timestamptz not null default now(),
    revision      bigint not null default 1
);
create index delegation_request on delegation (request_id);
create index delegation_delegate on delegation (delegate_id, state);

create table delegation_issue (
    delegation_id  uuid not null references delegation on delete cascade,
    issue_id       uuid not null references issue,
    primary key (delegation_id, issue_id)
);

-- By when production expects to deliver, and why then. The latest counts; the earlier ones stay.
create table redelivery_estimate (
    id            uuid primary key,
    request_id    uuid not null references qc_request on delete cascade,
    estimated_at  timestamptz not null,
    reason        text not null check (reason in ('scheduled', 'fix_in_progress', 'waits_for_vendor', 'waits_for_material', 'remix',
                     'render_or_transfer', 'other')),
    note          text not null default '',
    person_id     uuid not null references person,
    created_at    timestamptz not null default now()
);
create index redelivery_estimate_request on redelivery_estimate (request_id, created_at);

-- People are told once of each due time that passed.
create table redelivery_reminder (
    request_id  uuid not null references qc_request on delete cascade,
    due_at      timestamptz not null,
    told_at     timestamptz not null default now(),
    primary key (request_id, due_at)
);

-- Where an issue stands on the timeline of a later delivery, from the comparison of compositions.
create table issue_place (
    issue_id     uuid not null references issue,
    delivery_id  uuid not null references delivery,
    first_frame  bigint not null check (first_frame >= 0),
    last_frame   bigint not null,
    fate         text not null check (fate in ('unmoved', 'moved', 'split', 'partly_replaced', 'replaced', 'cut', 'not_compared')),
    primary key (issue_id, delivery_id),
    constraint place_is_not_backwards check (last_frame >= first_frame)
);

-- The [102] Missing Asset that was flagged because a file of the item's issue was not delivered.
alter table watch_item add column missing_asset_id uuid references issue;

-- QC was stopped at a Blocker. It goes on when it is resumed; else the report is handed in stopped.
create table qc_stop (
    id             uuid primary key,
    request_id     uuid not null references qc_request on delete cascade,
    issue_id       uuid not null references issue,
    note           text not null check (note <> ''),
    not_reviewed   text not null check (not_reviewed <> ''),
    ticket_id      uuid references ticket,
    person_id      uuid not null references person,
    created_at     timestamptz not null default now(),
    resumed_by     uuid references person,
    resumed_at     timestamptz,
    resume_reason  text not null default ''
);
create unique index one_stop_per_request on qc_stop (request_id) where resumed_at is null;

create table request_hold (
    id              uuid primary key,
    request_id      uuid not null references qc_request on delete cascade,
    reason          text not null check (reason <> ''),
    ticket_id       uuid references ticket,
    held_by         uuid not null references person,
    held_at         timestamptz not null default now(),
    released_by     uuid references person,
    released_at     timestamptz,
    release_reason  text not null default ''
);
create unique index one_hold_per_request on request_hold (request_id) where released_at is null;
