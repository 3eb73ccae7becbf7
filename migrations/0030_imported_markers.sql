-- Markers of review tools that were imported as issues. The key is made of what the marker says and where it lies, so that
-- the same file imported again adds nothing.
create table imported_marker (
    request_id  uuid not null references qc_request on delete cascade,
    marker_key  text not null check (length(marker_key) = 64),
    issue_id    uuid not null references issue,
    primary key (request_id, marker_key)
);
create index imported_marker_issue on imported_marker (issue_id);
