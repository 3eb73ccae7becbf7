-- What people are told of by which way, and everything that leaves the product: mails and webhook messages.

-- A person's choices. Who never chose has no row.
create table notice_settings (
    person_id    uuid primary key references person on delete cascade,
    digest_hour  int not null default 8 check (digest_hour between 0 and 23),
    -- Its name in the IANA database; unknown until a page of theirs said it, and then read as UTC.
    time_zone    text,
    revision     bigint not null default 1
);

-- Null is what `qc::notice` decides for the person's role.
create table notice_choice (
    person_id  uuid not null references person on delete cascade,
    kind       text not null,
    is_shown   boolean,
    mail_when  text check (mail_when in ('at_once', 'hourly', 'daily', 'never')),
    primary key (person_id, kind)
);

alter table notice
    -- What it is about, so that a collected mail can be read title by title.
    add column title_id uuid references title,
    -- False when the person muted the kind and has it mailed only.
    add column is_shown boolean not null default true,
    add column mail_when text not null default 'at_once' check (mail_when in ('at_once', 'hourly', 'daily', 'never')),
    -- When it is mailed if it was not read by then; null is never.
    add column mail_at timestamptz;
drop index notice_to_mail;
create index notice_to_mail on notice (mail_at) where mailed_at is null and read_at is null and mail_at is not null;

-- Whether a person may know of a title by its name now: their show, their facility's clearance, no legal bar.
create function may_know_title(asking uuid, wanted uuid) returns boolean language sql stable as $$
    select exists (
        select from person p, title t
        where p.id = asking and t.id = wanted
          and case
                when p.role = 'studio_admin' then true
                when p.role in ('post', 'production')
                    then exists (select from show_grant g where g.person_id = p.id and g.show_id = t.show_id)
                else exists (select from show_clearance c where c.facility_id = p.facility_id and c.show_id = t.show_id)
              end
          and not exists (
                select from legal_bar b
                where (b.person_id = p.id or b.facility_id = p.facility_id) and (b.show_id = t.show_id or b.title_id = t.id)))
$$;

-- Calls to machines of others have workers of their own: a receiver that is slow to answer holds up nothing else.
alter table job drop constraint job_lane_check;
alter table job add constraint job_lane_check check (lane in ('short', 'media', 'outbound'));

create table webhook (
    id                uuid primary key,
    -- Null is the studio's. A facility's hears of the facility's own work only.
    facility_id       uuid references facility on delete cascade,
    url               text not null,
    description       text not null default '',
    events            text[] not null check (cardinality(events) > 0),
    is_enabled        boolean not null default true,
    disabled_reason   text not null default '',
    secret            bytea not null check (length(secret) between 24 and 64),
    -- Signs beside the new one until then, while the receiver changes over.
    old_secret        bytea,
    old_secret_until  timestamptz,
    failing_since     timestamptz,
    -- Not called before then: its last answer was so slow that it would hold the others up.
    paused_until      timestamptz,
    created_by        uuid references person on delete set null,
    created_at        timestamptz not null default now(),
    revision          bigint not null default 1,
    constraint old_secret_ends check ((old_secret is null) = (old_secret_until is null))
);

-- Everything that leaves the product: a row for each mail and each webhook message, kept for a month.
create table outbox (
    -- The same through every attempt: a receiver knows by it what it has already.
    id          uuid primary key,
    channel     text not null check (channel in ('mail', 'webhook')),
    person_id   uuid references person on delete set null,
    webhook_id  uuid references webhook on delete cascade,
    -- The address as it was then.
    recipient   text not null,
    subject     text not null,
    content     jsonb not null,
    state       text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
    attempts    int not null default 0,
    -- Attempts since it was last sent anew: the schedule counts these.
    tries       int not null default 0,
    next_at     timestamptz default now(),
    reason      text not null default '',
    created_at  timestamptz not null default now(),
    sent_at     timestamptz,
    constraint waiting_has_a_time check ((state = 'waiting') = (next_at is not null)),
    constraint webhook_messages_have_a_webhook check ((channel = 'webhook') = (webhook_id is not null))
);
create index outbox_time on outbox (created_at desc, id desc);
create index outbox_webhook on outbox (webhook_id, created_at desc) where webhook_id is not null;
create index outbox_unsent on outbox (state, created_at desc) where state <> 'sent';

create table outbox_attempt (
    outbox_id   uuid not null references outbox on delete cascade,
    number      int not null,
    at          timestamptz not null default now(),
    status      int,
    latency_ms  int not null,
    answer      text not null default '',
    reason      text not null default '',
    primary key (outbox_id, number)
);

-- Mail to this address came back for good; set until a letter is taken again.
alter table person
    add column mail_failed_at timestamptz,
    add column mail_failure text not null default '';
