-- Timed text of a master, as the review shows it: a rendition of its own beside the streams.

alter table rendition drop constraint rendition_kind_check;
alter table rendition add constraint rendition_kind_check
    check (kind in ('browser', 'browser_hdr', 'cast_hdr', 'cast_sdr', 'audio', 'thumbnails', 'peaks', 'captions'));

-- It has no chunks either: those of the picture say nothing of it.
create or replace view rendition_progress as
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
    where n.state = 'running' and n.kind not in ('thumbnails', 'peaks', 'captions')
      and c.delivery_id = n.delivery_id and c.attempt = n.attempt
      and case when n.kind = 'audio' then c.kind = n.kind else c.kind is null end
) p on true;
