-- What metrics and boards are read from. Nothing is stored twice: figures are counted from these when they are asked for.

-- Reports that count: submitted, not of a request that was canceled, and no calibrations. What verdicts say of them is
-- `counted_verdict`.
create view counted_report as
    select r.id as request_id, r.number, r.title_id, t.show_id, r.service, r.priority, r.round, r.state,
        r.operator_id, r.operator_facility_id as facility_id,
        r.delivered_at, r.assigned_at, r.downloaded_at, r.submitted_at, r.verified_at,
        -- A report that sampling spared is out and was never verified.
        coalesce(v.state = 'submitted', false) as is_verified
    from qc_request r join title t on t.id = r.title_id left join verification v on v.request_id = r.id
    where r.submitted_at is not null and r.operator_id is not null and r.state <> 'canceled' and r.calibration_id is null;

create index qc_request_submitted on qc_request (submitted_at) where submitted_at is not null;
create index qc_request_concluded on qc_request (concluded_at) where concluded_at is not null;

-- When a request came into the pool and when it left: two rows of all its history.
create index history_waiting on history (request_id, at)
    where noun = 'request' and (before->>'state' = 'available' or after->>'state' = 'available');

-- The days of the studio's board.
create index qc_request_created on qc_request (created_at);
create index qc_request_verified on qc_request (verified_at) where verified_at is not null;
