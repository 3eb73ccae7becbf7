-- Assignment in full: what a policy says of leases and reservations, breaks, declined work, versions of a picture in other
-- languages, and what a redelivery brought that is new.

alter table assignment_policy
    -- The share of a lease after which its holder is warned.
    add column warn_percent int not null default 75 check (warn_percent between 1 and 99),
    -- How long fix checks are kept for the operator of the first QC (phase qc); null is the rules' default.
    add column reservation_s bigint check (reservation_s >= 0);

-- When the holder of a lease is warned; null once they were. It is set with the lease and belongs to it.
alter table qc_request add column lease_warn_at timestamptz;
alter table verification add column lease_warn_at timestamptz;

-- What the sweeps look for every minute.
create index qc_request_lease on qc_request (lease_until) where state in ('assigned', 'downloading');
create index verification_lease on verification (lease_until) where state = 'assigned';
create index qc_request_reserved on qc_request (reserved_for_id) where state in ('preparing', 'available');

-- "Not now": nothing is served to a person meanwhile. It ends at its time, or when its person says so.
create table break (
    id         uuid primary key,
    person_id  uuid not null references person on delete cascade,
    reason     text not null check (reason <> ''),
    began_at   timestamptz not null default now(),
    -- Open-ended when null.
    until_at   timestamptz,
    ended_at   timestamptz,
    constraint ends_after_it_began check (until_at > began_at and ended_at >= began_at)
);
create index break_person on break (person_id, began_at desc);
create unique index one_break_at_a_time on break (person_id) where ended_at is null;

-- The break that a person is on at this moment.
create function break_now(wanted uuid) returns table (id uuid, reason text, began_at timestamptz, until_at timestamptz)
language sql stable as $$
    select b.id, b.reason, b.began_at, b.until_at from break b
    where b.person_id = wanted and b.ended_at is null and (b.until_at is null or b.until_at > now())
$$;

-- Work that a person was served and gave back, or let lapse. It is not served to them again for a while.
create table decline (
    request_id   uuid not null references qc_request on delete cascade,
    phase        text not null check (phase in ('qc', 'verification')),
    person_id    uuid not null references person on delete cascade,
    declined_at  timestamptz not null default now(),
    -- Until then it is served to others only.
    rests_until  timestamptz not null,
    primary key (request_id, phase, person_id)
);

-- A version of the picture in another language is a lineage of its own. Null is the title's original.
alter table asset add column language text check (language <> '');
alter table asset drop constraint asset_title_id_kind_key;
alter table asset add constraint asset_title_id_kind_language_key unique nulls not distinct (title_id, kind, language);
alter table asset add constraint only_pictures_have_versions check (language is null or kind = 'primary_av');

alter table request_policy drop constraint request_policy_delivery_phase_check;
alter table request_policy add constraint request_policy_delivery_phase_check
    check (delivery_phase in ('first', 'redelivery', 'secondary_language'));

-- The longest stretch of picture that a redelivery brought and its predecessor did not have, in whole seconds, rounded up.
alter table qc_request add column longest_new_clip_s bigint check (longest_new_clip_s >= 0);

-- Issues of the original version stand on the watch list of a version in another language, for reference: they are seen.
alter table watch_item drop constraint watch_item_kind_check;
alter table watch_item add constraint watch_item_kind_check
    check (kind in ('changed_range', 'will_fix', 'confirm_present', 'spot_point', 'v1_issue'));
alter table watch_item drop constraint issues_are_decided_ranges_are_seen;
alter table watch_item add constraint issues_are_decided_ranges_are_seen
    check (verdict is null or (issue_id is null or kind = 'v1_issue') = (verdict = 'seen'));

alter table ticket drop constraint ticket_kind_check;
alter table ticket add constraint ticket_kind_check
    check (kind in ('blocker', 'download_trouble', 'player_fault', 'sla_extension', 'access', 'onboarding', 'retiering', 'other'));
