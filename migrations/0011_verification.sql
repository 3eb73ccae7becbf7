-- Verification in full: who held a request, disputes of verdicts, sampling of reports, calibration.

-- Everyone who ever held a request as its operator, however it came to them. Nobody of them verifies its report; the
-- trigger sees every way in which a request changes hands.
create table request_holder (
    request_id  uuid not null references qc_request on delete cascade,
    person_id   uuid not null references person,
    primary key (request_id, person_id)
);

create function remember_holder() returns trigger language plpgsql as $$
begin
    insert into request_holder (request_id, person_id) values (new.id, new.operator_id) on conflict do nothing;
    return new;
end $$;
create trigger request_holder_is_remembered after insert or update of operator_id on qc_request
    for each row when (new.operator_id is not null) execute function remember_holder();

-- Calibration: a delivery with planted defects and its answer key. Each chosen operator gets a request of their own,
-- which `qc_request.calibration_id` marks: everyone else's lists, figures and clocks leave it out.
create table calibration (
    id           uuid primary key,
    name         text not null check (name <> ''),
    delivery_id  uuid not null unique references delivery,
    -- The planted defects, as `qc::calibration::AnswerKey`.
    answer_key   jsonb not null,
    state        text not null default 'open' check (state in ('open', 'closed')),
    created_by   uuid not null references person,
    created_at   timestamptz not null default now(),
    closed_at    timestamptz,
    revision     bigint not null default 1,
    constraint closed_at_some_time check ((state = 'closed') = (closed_at is not null))
);

alter table qc_request add column calibration_id uuid references calibration;
create index qc_request_calibration on qc_request (calibration_id) where calibration_id is not null;
-- One request for each person that was chosen.
create unique index one_calibration_request_per_operator on qc_request (calibration_id, reserved_for_id)
    where calibration_id is not null;

-- Issues of a calibration are numbered for themselves: number 7 as the first would say that others were there before.
alter table issue add column calibration_request_id uuid references qc_request;
alter table issue drop constraint issue_asset_id_number_key;
alter table issue add constraint issue_number_in_its_lineage unique nulls not distinct (asset_id, calibration_request_id, number);

-- An operator's word against a verdict: once, and answered once by the verifier; post decides.
create table dispute (
    id               uuid primary key,
    verification_id  uuid not null,
    issue_id         uuid not null,
    state            text not null default 'open' check (state in ('open', 'answered', 'upheld', 'granted', 'withdrawn')),
    reason           text not null check (reason <> ''),
    opened_by        uuid not null references person,
    opened_at        timestamptz not null default now(),
    answer           text check (answer <> ''),
    answered_by      uuid references person,
    answered_at      timestamptz,
    decision         text check (decision <> ''),
    decided_by       uuid references person,
    decided_at       timestamptz,
    -- A deleted issue that was granted in time stands again in the report.
    stands_again     bool not null default false,
    revision         bigint not null default 1,
    foreign key (verification_id, issue_id) references verdict,
    constraint one_dispute_per_verdict unique (verification_id, issue_id),
    constraint answered_whole check (num_nonnulls(answer, answered_by, answered_at) in (0, 3)),
    constraint decided_whole check ((state in ('upheld', 'granted')) = (num_nonnulls(decision, decided_by, decided_at) = 3))
);
create index dispute_state on dispute (state, opened_at);

-- What the verdicts say of operators once disputes are decided: the one place from which accuracy is counted. A granted
-- dispute makes a replaced or deleted issue a confirmed one and takes an added one out of the count (`qc::dispute::counted`;
-- a test holds the two equal). Calibrations are scored by their key and count nowhere else.
create view counted_verdict as
    select v.request_id, d.verification_id, d.issue_id, d.reason, d.replacement_id, d.kind as given,
        case when q.state = 'granted' then 'confirmed' else d.kind end as kind
    from verdict d
    join verification v on v.id = d.verification_id and v.state = 'submitted'
    join qc_request r on r.id = v.request_id and r.calibration_id is null
    left join dispute q on q.verification_id = d.verification_id and q.issue_id = d.issue_id
    where not (d.kind = 'added' and q.state is not distinct from 'granted');

-- Which reports are verified, per show or (show_id null) for all. Without a row every report is.
create table sampling_policy (
    id               uuid primary key,
    show_id          uuid references show on delete cascade,
    service          text not null check (service in ('download', 'cast', 'browser')),
    -- However good the record, this share is verified.
    minimum_percent  int not null check (minimum_percent between 1 and 100),
    -- Until the operator has so many verified reports of this service, all of them are.
    full_until       int not null check (full_until between 1 and 1000),
    revision         bigint not null default 1,
    unique nulls not distinct (show_id, service)
);

-- How a report's lot fell, with the figures that led to it. Only reports under a sampling policy have a row.
create table sampling (
    request_id      uuid primary key references qc_request on delete cascade,
    is_verified     bool not null,
    ground          text not null check (ground in ('blocker', 'short_record', 'drawn', 'spared')),
    reports         bigint not null,
    -- Of the record, in ten thousandths; the draw is under the share when it is verified.
    accuracy        int not null,
    accuracy_low    int not null,
    share           int not null,
    draw            int not null,
    decided_at      timestamptz not null default now()
);

-- What verification said of the latest so many reports of an operator in one service, disputes counted.
create function operator_record(wanted uuid, of_service text, latest bigint)
    returns table (reports bigint, confirmed bigint, replaced bigint, deleted bigint, added bigint) language sql stable as $$
    with report as (
        select r.id from qc_request r join verification v on v.request_id = r.id and v.state = 'submitted'
        where r.operator_id = wanted and r.service = of_service and r.calibration_id is null
        order by v.submitted_at desc, r.id desc limit latest)
    select (select count(*) from report), count(*) filter (where c.kind in ('confirmed', 'severity_lowered')),
        count(*) filter (where c.kind = 'replaced'), count(*) filter (where c.kind = 'deleted'),
        count(*) filter (where c.kind = 'added')
    from counted_verdict c where c.request_id in (select id from report)
$$;
