-- Tickets as a queue: a team and perhaps a person, replies, attachments that are deleted after their time, and what Zendesk
-- knows of each ticket where it is connected.

alter table ticket
    add column team         text not null default 'help_center'
        check (team in ('asset_management', 'production_support', 'platform_support', 'help_center')),
    add column assignee_id  uuid references person,
    -- The closed ticket that this one goes on from.
    add column follows_id   uuid references ticket,
    -- When the state was set last: solved tickets are closed some time after.
    add column state_at     timestamptz not null default now();
create index ticket_queue on ticket (team, state, number);
create index ticket_author on ticket (author_id, number);

create table ticket_reply (
    id           uuid primary key,
    ticket_id    uuid not null references ticket,
    -- Null when somebody without an account here wrote it in Zendesk; then the name is as Zendesk gives it.
    author_id    uuid references person,
    author_name  text not null default '',
    body         text not null check (body <> ''),
    -- A note of the studio: the ticket's author never reads it.
    is_internal  boolean not null default false,
    created_at   timestamptz not null default now(),
    -- The comment that it is in Zendesk.
    comment_id   bigint unique,
    -- Set before it is sent: whoever sends it again looks first whether it has arrived.
    sent_at      timestamptz,
    check (author_id is not null or author_name <> '')
);
create index ticket_reply_ticket on ticket_reply (ticket_id, created_at);

-- Cleaned before it is kept. Until its ticket is opened it belongs to whoever uploaded it.
create table ticket_attachment (
    id           uuid primary key,
    ticket_id    uuid references ticket,
    reply_id     uuid references ticket_reply,
    uploader_id  uuid not null references person,
    kind         text not null check (kind in ('har', 'diagnostics')),
    name         text not null,
    size_bytes   bigint not null,
    sha256       text not null,
    -- What cleaning took out, counted.
    removed      jsonb not null,
    -- Null once its time was over and the bytes are deleted.
    blob_key     text unique,
    created_at   timestamptz not null default now(),
    delete_at    timestamptz not null
);
create index ticket_attachment_ticket on ticket_attachment (ticket_id);
create index ticket_attachment_due on ticket_attachment (delete_at) where blob_key is not null;

-- The ticket's other half in Zendesk. A row is there when the ticket is to be pushed.
create table ticket_sync (
    ticket_id     uuid primary key references ticket,
    zendesk_id    bigint unique,
    requester_id  bigint,
    state         text not null default 'waiting' check (state in ('waiting', 'synced', 'failed')),
    -- Why it waits or failed, in words.
    problem       text not null default '',
    -- Set before it is created: an answer may be lost, so whoever creates it again looks first.
    sent_at       timestamptz,
    attempts      int not null default 0,
    -- The state that Zendesk was last known to have, as ours.
    known_state   text,
    synced_at     timestamptz
);

-- How far the changes in Zendesk were read. One row.
create table zendesk_cursor (
    only_row  boolean primary key default true check (only_row),
    cursor    text not null
);
