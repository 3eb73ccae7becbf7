-- What metrics and boards are read from. Nothing is stored twice: figures are counted from these when they are asked for.

-- Reports that count: submitted, and not of a request that was canceled.
create view counted_report as
    select r.id as request_id, r.number, r.title_id, t.show_id, r.service, r.priority, r.round, r.state,
        r.operator_id, r.operator_facility_id as facility_id,
        r.delivered_at, r.assigned_at, r.downloaded_at, r.submitted_at, r.verified_at
    from qc_request r join title t on t.id = r.title_id
    where r.submitted_at is not null and r.operator_id is not null and r.state <> 'canceled';

-- Verdicts that count: those of verifications that are submitted.
create view judged_issue as
    select v.request_id, d.issue_id, d.kind, d.reason, d.replacement_id
    from verdict d join verification v on v.id = d.verification_id
    where v.state = 'submitted';

create index qc_request_submitted on qc_request (submitted_at) where submitted_at is not null;
create index qc_request_concluded on qc_request (concluded_at) where concluded_at is not null;

-- When a request came into the pool and when it left: two rows of all its history.
create index history_waiting on history (request_id, at)
    where noun = 'request' and (before->>'state' = 'available' or after->>'state' = 'available');

-- The days of the studio's board.
create index qc_request_created on qc_request (created_at);
create index qc_request_verified on qc_request (verified_at) where verified_at is not null;
