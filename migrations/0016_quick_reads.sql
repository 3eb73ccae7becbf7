-- When it was answered, whatever was decided about the answer since.
alter table fix_note add column answered_at timestamptz not null default now();
update fix_note set answered_at = created_at;

-- Reading is what people wait for. Functions of this language keep their plans for the session; those of plain SQL are
-- planned anew in every statement that calls them.
create or replace function person_ref(wanted uuid) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object('id', p.id, 'name', p.first_name || ' ' || p.last_name, 'role', p.role,
                                      'facility_id', p.facility_id, 'facility', f.name)
            from person p left join facility f on f.id = p.facility_id
            where p.id = wanted);
end $$;

create or replace function title_ref(wanted uuid) returns jsonb language plpgsql stable as $$
begin
    return (select jsonb_build_object('id', t.id, 'show_id', t.show_id, 'show', s.name, 'label',
                case t.kind when 'episode'
                    then s.name || ' · S' || to_char(t.season, 'FM9900') || 'E' || to_char(t.episode, 'FM9900') || ' · ' || t.name
                    else t.name end)
            from title t join show s on s.id = t.show_id
            where t.id = wanted);
end $$;

-- A report, and an asset's history, are read in the order of their numbers.
drop index issue_request;
create index issue_request on issue (request_id, asset_id, number);
create index issue_asset_number on issue (asset_id, number) where calibration_request_id is null;

-- A granted dispute leaves the operator's issue as it was: what was put in its place does not count as a replacement.
create or replace view counted_verdict as
    select v.request_id, d.verification_id, d.issue_id, d.reason,
        case when q.state = 'granted' then null else d.replacement_id end as replacement_id, d.kind as given,
        case when q.state = 'granted' then 'confirmed' else d.kind end as kind
    from verdict d
    join verification v on v.id = d.verification_id and v.state = 'submitted'
    join qc_request r on r.id = v.request_id and r.calibration_id is null
    left join dispute q on q.verification_id = d.verification_id and q.issue_id = d.issue_id
    where not (d.kind = 'added' and q.state is not distinct from 'granted');
