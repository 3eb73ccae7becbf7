-- What the machine measured of a delivery, and the findings that it offers to those who judge the master.

-- Thresholds as policy: every save is a new version, and a finding names the one that judged it. Version 1 is the product's
-- own default and has no row. Versions are never changed and never deleted.
create table thresholds_version (
    version     int primary key check (version > 1),
    -- As `measure::Thresholds` reads it.
    thresholds  jsonb not null,
    note        text not null default '',
    saved_by    uuid not null references person,
    saved_at    timestamptz not null default now()
);

-- One measuring of one delivery. What was measured lies under `blob_prefix` of its own attempt: `figures.json.gz`, from which
-- it is judged again without another decode, and `series.json` for timelines; one update publishes both.
create table measurement (
    delivery_id         uuid primary key references delivery on delete cascade,
    state               text not null default 'queued' check (state in ('queued', 'running', 'ready', 'failed')),
    attempt             int not null default 0,
    frames_total        bigint not null default 0,
    frames_done         bigint not null default 0,
    fps                 real,
    blob_prefix         text,
    figures_bytes       bigint,
    series_bytes        bigint,
    -- Of whole soundfields and the whole picture: loudness, true peak, light levels.
    summary             jsonb,
    thresholds_version  int,
    error               text,
    created_at          timestamptz not null default now(),
    started_at          timestamptz,
    finished_at         timestamptz,
    judged_at           timestamptz,
    revision            bigint not null default 1,
    constraint ready_with_what_was_measured check (
        state <> 'ready' or (blob_prefix is not null and summary is not null and thresholds_version is not null))
);

create table machine_finding (
    id                  uuid primary key,
    delivery_id         uuid not null references measurement on delete cascade,
    kind                text not null,
    first_frame         bigint not null check (first_frame >= 0),
    last_frame          bigint not null,
    -- Place among the composition's sound tracks; null for the picture.
    track               int,
    channels            text[] not null default '{}',
    measured            jsonb not null default '[]',
    confidence          text not null check (confidence in ('low', 'medium', 'high')),
    thresholds_version  int not null,
    -- False for a decision whose finding was not found when it was judged last: it is kept, and comes back with its finding.
    is_found            bool not null default true,
    state               text not null default 'open' check (state in ('open', 'accepted', 'dismissed')),
    -- The request in which it was decided.
    request_id          uuid references qc_request,
    decided_by          uuid references person,
    decided_at          timestamptz,
    reason              text not null default '',
    issue_id            uuid references issue,
    revision            bigint not null default 1,
    constraint out_is_not_before_in check (last_frame >= first_frame),
    constraint decided_by_someone check ((state = 'open') = (decided_by is null)),
    constraint accepted_as_an_issue check ((state = 'accepted') = (issue_id is not null)),
    constraint dismissed_with_a_reason check (state <> 'dismissed' or reason <> '')
);
create index machine_finding_delivery on machine_finding (delivery_id, first_frame, id);
create unique index machine_finding_issue on machine_finding (issue_id);
