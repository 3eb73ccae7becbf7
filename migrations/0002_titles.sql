-- Shows, titles and their assets, and who may see or work on them.

create table show (
    id          uuid primary key,
    name        text not null unique check (name <> ''),
    created_at  timestamptz not null default now(),
    revision    bigint not null default 1
);

create table title (
    id          uuid primary key,
    show_id     uuid not null references show,
    kind        text not null check (kind in ('feature', 'episode')),
    name        text not null check (name <> ''),
    season      int check (season > 0),
    episode     int check (episode > 0),
    -- The language that an operator must know to review it (BCP 47).
    language    text not null default 'en',
    created_at  timestamptz not null default now(),
    revision    bigint not null default 1,
    constraint episodes_are_numbered check ((kind = 'episode') = (season is not null and episode is not null))
);
create unique index title_episode on title (show_id, season, episode) where kind = 'episode';
create unique index title_feature on title (show_id, name) where kind = 'feature';

-- An asset is a lineage: its deliveries are its versions, its issues live on through them.
create table asset (
    id        uuid primary key,
    title_id  uuid not null references title,
    kind      text not null check (kind in ('primary_av', 'printmaster', 'music_and_effects', 'atmos', 'iab')),
    unique (title_id, kind)
);

create table show_grant (
    person_id  uuid not null references person on delete cascade,
    show_id    uuid not null references show on delete cascade,
    primary key (person_id, show_id)
);
create index show_grant_show on show_grant (show_id);

create table show_clearance (
    facility_id  uuid not null references facility on delete cascade,
    show_id      uuid not null references show on delete cascade,
    primary key (facility_id, show_id)
);

-- "Considerations for legal reasons": a person or a facility that may not work on a show or a title.
create table legal_bar (
    id           uuid primary key,
    person_id    uuid references person on delete cascade,
    facility_id  uuid references facility on delete cascade,
    show_id      uuid references show on delete cascade,
    title_id     uuid references title on delete cascade,
    reason       text not null check (reason <> ''),
    created_at   timestamptz not null default now(),
    constraint bars_one_party check (num_nonnulls(person_id, facility_id) = 1),
    constraint bars_one_work check (num_nonnulls(show_id, title_id) = 1)
);

-- What a delivery opens: service, tasks and depth, per show or (show_id null) for all. `tasks` is the list of
-- {kind, depth} of the rules crate.
create table request_policy (
    id              uuid primary key,
    show_id         uuid references show on delete cascade,
    asset_kind      text not null check (asset_kind in ('primary_av', 'printmaster', 'music_and_effects', 'atmos', 'iab')),
    delivery_phase  text not null check (delivery_phase in ('first', 'redelivery')),
    service         text not null check (service in ('download', 'cast', 'browser')),
    tasks           jsonb not null,
    priority        text not null default 'standard' check (priority in ('standard', 'rush')),
    revision        bigint not null default 1,
    unique nulls not distinct (show_id, asset_kind, delivery_phase)
);

-- How work finds people, per service and phase, per show or (show_id null) for all.
create table assignment_policy (
    id        uuid primary key,
    show_id   uuid references show on delete cascade,
    service   text not null check (service in ('download', 'cast', 'browser')),
    phase     text not null check (phase in ('qc', 'verification')),
    model     text not null check (model in ('pull', 'push', 'managed')),
    lease_s   bigint not null check (lease_s > 0),
    revision  bigint not null default 1,
    unique nulls not distinct (show_id, service, phase)
);

-- A person and a title as named beside a thing, in the shape that goes over the wire.
create function person_ref(wanted uuid) returns jsonb language sql stable as $$
    select jsonb_build_object('id', p.id, 'name', p.first_name || ' ' || p.last_name, 'role', p.role,
                              'facility_id', p.facility_id, 'facility', f.name)
    from person p left join facility f on f.id = p.facility_id
    where p.id = wanted
$$;

create function title_ref(wanted uuid) returns jsonb language sql stable as $$
    select jsonb_build_object('id', t.id, 'show_id', t.show_id, 'show', s.name, 'label',
        case t.kind when 'episode'
            then s.name || ' · S' || to_char(t.season, 'FM9900') || 'E' || to_char(t.episode, 'FM9900') || ' · ' || t.name
            else t.name end)
    from title t join show s on s.id = t.show_id
    where t.id = wanted
$$;
