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
