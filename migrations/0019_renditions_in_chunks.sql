-- Renditions of several kinds, each made in chunks by as many workers as there are.

-- What was the only stream with a picture is now one of four, and has the name that it has everywhere.
alter table rendition drop constraint rendition_kind_check;
update rendition set kind = 'browser' where kind = 'sdr';
alter table rendition add constraint rendition_kind_check
    check (kind in ('browser', 'browser_hdr', 'cast_hdr', 'cast_sdr', 'audio', 'thumbnails', 'peaks'));

-- `not_possible`: the policy wants it and the master cannot give it; nobody waits for it. `expired`: deleted because nobody
-- needs it any more.
alter table rendition drop constraint rendition_state_check;
alter table rendition add constraint rendition_state_check
    check (state in ('queued', 'running', 'ready', 'failed', 'canceled', 'expired', 'not_possible'));

-- The plan by which it is made: what will be there, and the steps that put the chunks together.
alter table rendition add column plan jsonb;
-- Speed is that of the chunks being made.
alter table rendition drop column fps;

-- The parts of a making (the try of a delivery that has this number): pictures for all its kinds at once, each sound of each
-- kind. Rows stay until the renditions are there, and a little longer for whoever plays them from the chunks.
create table render_chunk (
    delivery_id  uuid not null references delivery on delete cascade,
    attempt      int not null,
    -- In the order in which they are best made.
    step         int not null,
    -- Whose sound it is. Null: a picture, of every kind of this making that has one.
    kind         text check (kind in ('browser', 'browser_hdr', 'cast_hdr', 'cast_sdr', 'audio')),
    first_frame  bigint not null check (first_frame >= 0),
    frame_count  bigint not null check (frame_count > 0),
    -- The run of ffmpeg, as it was planned: all chunks of a making come from one plan, whoever makes them.
    run          jsonb not null,
    state        text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'canceled')),
    -- The job's attempt that makes it; writes of another one are refused.
    token        uuid,
    worker       text,
    frames_done  bigint not null default 0,
    fps          real,
    -- Where its files are, and of each kind where the fragments lie in them.
    blob_prefix  text,
    indexes      jsonb,
    error        text,
    started_at   timestamptz,
    finished_at  timestamptz,
    primary key (delivery_id, attempt, step),
    constraint done_has_files check ((state = 'done') = (blob_prefix is not null and indexes is not null))
);

-- How far a rendition is, over all its chunks: frames done, the speed of those being made, and how many frames can be played
-- from the first one on (with a picture, once its sounds are there).
create view rendition_progress as
select n.id as rendition_id,
    coalesce(p.frames_done, n.frames_done) as frames_done,
    p.fps,
    case when p.is_picture and not exists (
            select from render_chunk s
            where s.delivery_id = n.delivery_id and s.attempt = n.attempt and s.kind = n.kind and s.state <> 'done')
        then coalesce(p.first_missing, n.frames_total) else 0 end as playable_frames
from rendition n
left join lateral (
    select (sum(c.frames_done) * n.frames_total / sum(c.frame_count))::bigint as frames_done,
        sum(c.fps) filter (where c.state = 'running') as fps,
        min(c.first_frame) filter (where c.state <> 'done') as first_missing,
        bool_and(c.kind is null) as is_picture
    from render_chunk c
    where n.state = 'running' and n.kind not in ('thumbnails', 'peaks')
      and c.delivery_id = n.delivery_id and c.attempt = n.attempt
      and case when n.kind = 'audio' then c.kind = n.kind else c.kind is null end
) p on true;
