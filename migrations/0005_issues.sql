-- Issues and everything said about them. An issue belongs to its asset's lineage, not to one delivery.

create table issue (
    id             uuid primary key,
    asset_id       uuid not null references asset,
    -- 1, 2, 3 … within the asset: "issue 12 of the Printmaster".
    number         int not null,
    -- Where it was raised.
    request_id     uuid not null references qc_request,
    delivery_id    uuid not null references delivery,
    code           text not null,
    severity       text not null check (severity in ('blocker', 'issue', 'fyi')),
    tasks          text[] not null check (cardinality(tasks) > 0),
    files          text[] not null default '{}',
    first_frame    bigint not null check (first_frame >= 0),
    last_frame     bigint not null,
    description    text not null check (description <> ''),
    -- Loudness flags: {"dialogue_lkfs": …, "programme_lkfs": …}.
    loudness       jsonb,
    state          text not null default 'open' check (state in ('open', 'will_fix', 'creative_intent', 'best_possible', 'resolved', 'replaced', 'deleted')),
    -- The issue that this one corrects (a verifier's delete and re-create).
    supersedes_id  uuid references issue,
    author_id      uuid not null references person,
    -- Flagged by the operator, or added by the verifier.
    origin         text not null check (origin in ('operator', 'verifier')),
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    revision       bigint not null default 1,
    unique (asset_id, number),
    constraint out_is_not_before_in check (last_frame >= first_frame)
);
create index issue_request on issue (request_id);
create index issue_asset on issue (asset_id, state);
create index issue_supersedes on issue (supersedes_id);

-- What is being typed: kept as one types, per person and request.
create table issue_draft (
    request_id  uuid not null references qc_request on delete cascade,
    person_id   uuid not null references person on delete cascade,
    body        jsonb not null,
    updated_at  timestamptz not null default now(),
    revision    bigint not null default 1,
    primary key (request_id, person_id)
);

create table verdict (
    verification_id   uuid not null references verification on delete cascade,
    issue_id          uuid not null references issue,
    kind              text not null check (kind in ('confirmed', 'severity_lowered', 'replaced', 'deleted', 'added')),
    reason            text not null default '',
    severity_before   text,
    severity_after    text,
    replacement_id    uuid references issue,
    created_at        timestamptz not null default now(),
    primary key (verification_id, issue_id),
    constraint replaced_by_something check ((kind = 'replaced') = (replacement_id is not null)),
    constraint lowered_from_to check ((kind = 'severity_lowered') = (severity_before is not null and severity_after is not null))
);
create index verdict_issue on verdict (issue_id);

-- Production's answer to one Issue or Blocker of one request, and post's decision on a proposal to waive.
create table fix_note (
    id             uuid primary key,
    request_id     uuid not null references qc_request on delete cascade,
    issue_id       uuid not null references issue,
    answer         text not null check (answer in ('production_will_fix', 'creative_intent', 'best_possible')),
    reason         text not null default '',
    answered_by    uuid not null references person,
    state          text not null default 'draft' check (state in ('draft', 'submitted')),
    waiver         text not null default 'none' check (waiver in ('none', 'proposed', 'agreed', 'refused')),
    waiver_by      uuid references person,
    waiver_reason  text,
    waiver_at      timestamptz,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    revision       bigint not null default 1,
    unique (request_id, issue_id)
);
create index fix_note_issue on fix_note (issue_id);

-- What a fix check or spot check must look at. `issue_id` for a flagged issue, null for a range of the programme.
create table watch_item (
    id           uuid primary key,
    request_id   uuid not null references qc_request on delete cascade,
    ordinal      int not null,
    kind         text not null check (kind in ('changed_range', 'will_fix', 'confirm_present', 'spot_point')),
    first_frame  bigint not null,
    last_frame   bigint not null,
    issue_id     uuid references issue,
    verdict      text check (verdict in ('seen', 'resolved', 'still_present')),
    note         text not null default '',
    decided_by   uuid references person,
    decided_at   timestamptz,
    revision     bigint not null default 1,
    unique (request_id, ordinal),
    unique (request_id, issue_id),
    constraint issues_are_decided_ranges_are_seen check (
        verdict is null or (issue_id is null) = (verdict = 'seen'))
);

create table comment (
    id          uuid primary key,
    issue_id    uuid not null references issue,
    author_id   uuid not null references person,
    body        text not null check (body <> ''),
    created_at  timestamptz not null default now()
);
create index comment_issue on comment (issue_id, created_at);

-- Which issues stand in the report of which request: those raised in it, and those of earlier rounds that its fix
-- check found still present.
create view request_issue as
    select request_id, id as issue_id from issue
    union all
    select request_id, issue_id from watch_item where kind = 'will_fix' and verdict = 'still_present';
