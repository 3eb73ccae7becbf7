-- Deliveries, their files and uploads, what inspection found, and the streams made from them.

create table delivery (
    id                   uuid primary key,
    asset_id             uuid not null references asset,
    -- 1, 2, 3 … within the asset.
    number               int not null,
    package_kind         text not null check (package_kind in ('original', 'supplemental', 'wav_set')),
    state                text not null default 'uploading' check (state in ('uploading', 'inspecting', 'rejected', 'accepted', 'canceled')),
    -- The request whose redelivery this is (foreign key added with the table).
    answers_request_id   uuid,
    created_by           uuid not null references person,
    created_at           timestamptz not null default now(),
    upload_completed_at  timestamptz,
    -- The instant of successful delivery: the five-day clock starts here.
    accepted_at          timestamptz,
    -- What inspection learned (composition facts of the conform crate); null until accepted.
    composition          jsonb,
    edit_rate_num        int,
    edit_rate_den        int,
    drop_frame           bool not null default false,
    duration_frames      bigint,
    -- Why inspection could not be finished, when it was not the package's fault.
    failure              text,
    revision             bigint not null default 1,
    unique (asset_id, number)
);
create index delivery_state on delivery (state) where state in ('uploading', 'inspecting');

create table delivery_file (
    id           uuid primary key,
    delivery_id  uuid not null references delivery on delete cascade,
    -- Relative to the delivery, forward slashes, already checked.
    path         text not null,
    size_bytes   bigint not null check (size_bytes >= 0),
    -- Lower-case hexadecimal; known when the last byte has arrived.
    sha1         text,
    sha256       text,
    blob_key     text,
    unique (delivery_id, path)
);

-- One resumable upload (tus 1.0) of one file. What arrived is kept as parts, so that a cut costs at most one part.
create table upload (
    id                uuid primary key,
    delivery_file_id  uuid not null unique references delivery_file on delete cascade,
    person_id         uuid not null references person,
    length_bytes      bigint not null,
    offset_bytes      bigint not null default 0,
    -- Whoever writes now. A newer request takes over; the writes of the older are then refused.
    writer            uuid,
    created_at        timestamptz not null default now(),
    touched_at        timestamptz not null default now(),
    completed_at      timestamptz
);

create table upload_part (
    upload_id     uuid not null references upload on delete cascade,
    offset_bytes  bigint not null,
    size_bytes    bigint not null check (size_bytes > 0),
    blob_key      text not null,
    primary key (upload_id, offset_bytes)
);

create table finding (
    delivery_id  uuid not null references delivery on delete cascade,
    ordinal      int not null,
    rule         text not null,
    severity     text not null check (severity in ('reject', 'warn', 'note')),
    file         text,
    place        text,
    standard     text,
    message      text not null,
    remedy       text not null,
    facts        jsonb not null default '{}',
    primary key (delivery_id, ordinal)
);

-- Streams, thumbnails and waveform peaks of a delivery. A job writes under `blob_prefix` of its own attempt; one
-- update publishes it.
create table rendition (
    id            uuid primary key,
    delivery_id   uuid not null references delivery on delete cascade,
    kind          text not null check (kind in ('sdr', 'audio', 'thumbnails', 'peaks')),
    state         text not null default 'queued' check (state in ('queued', 'running', 'ready', 'failed', 'canceled')),
    frames_total  bigint not null default 0,
    frames_done   bigint not null default 0,
    fps           real,
    attempt       int not null default 0,
    blob_prefix   text,
    manifest      jsonb,
    error         text,
    created_at    timestamptz not null default now(),
    started_at    timestamptz,
    finished_at   timestamptz,
    revision      bigint not null default 1,
    unique (delivery_id, kind)
);
