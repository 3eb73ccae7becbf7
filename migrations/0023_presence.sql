-- Who has the review page of a request open now: one row for each tab, true for a few seconds by this database's clock and
-- renewed by the page. Nothing is lost with it, so it is not logged.
create unlogged table presence (
    person_id         uuid not null references person on delete cascade,
    -- Made up by the page.
    tab               uuid not null,
    request_id        uuid not null references qc_request on delete cascade,
    -- Whose form is open there.
    editing_issue_id  uuid references issue on delete cascade,
    seen_at           timestamptz not null default now(),
    primary key (person_id, tab)
);
create index presence_request on presence (request_id);
