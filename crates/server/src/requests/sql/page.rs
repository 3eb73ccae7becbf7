//! What pages show beside requests: tasks with their coverage, counts of issues, streams, deliveries, extensions. Read for
//! all rows of one page together.

use std::collections::{HashMap, HashSet};

use qc::asset::AssetKind;
use qc::delivery::PackageKind;
use qc::id::{DeliveryId, RequestId, TaskId, TitleId};
use qc::request::{Priority, Service};
use qc::task::{TaskDepth, TaskKind, TaskState};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::requests::forecast::Running;

pub(in crate::requests) struct TaskRow {
    pub id: TaskId,
    pub request_id: RequestId,
    pub kind: TaskKind,
    pub depth: TaskDepth,
    pub state: TaskState,
    pub coverage: Json<Vec<[u64; 2]>>,
    pub duration_frames: i64,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    /// Ranges of the request's watch list, `[first, last]`.
    pub watch: Json<Vec<[u64; 2]>>,
}

/// The tasks of these requests, with what is needed to say how much of them has been seen.
pub(in crate::requests) async fn list_tasks(
    db: impl PgExecutor<'_>,
    requests: &[Uuid],
) -> Result<Vec<TaskRow>, sqlx::Error> {
    sqlx::query_as!(
        TaskRow,
        r#"select k.id as "id: TaskId", k.request_id as "request_id: RequestId", k.kind as "kind: TaskKind",
            k.depth as "depth: TaskDepth", k.state as "state: TaskState", k.coverage as "coverage: Json<Vec<[u64; 2]>>",
            coalesce(d.duration_frames, 0) as "duration_frames!", d.edit_rate_num as "edit_rate_num?",
            d.edit_rate_den as "edit_rate_den?",
            coalesce((select jsonb_agg(jsonb_build_array(w.first_frame, w.last_frame) order by w.ordinal)
                      from watch_item w where w.request_id = k.request_id), '[]') as "watch!: Json<Vec<[u64; 2]>>"
         from task k
         left join lateral (
            select max(d.duration_frames) as duration_frames, max(d.edit_rate_num) as edit_rate_num, max(d.edit_rate_den) as edit_rate_den
            from request_delivery rd join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
            where rd.request_id = k.request_id
              and (k.kind <> 'pm' or a.kind = 'printmaster') and (k.kind <> 'me' or a.kind = 'music_and_effects')) d on true
         where k.request_id = any($1) order by k.request_id, k.ordinal"#,
        requests,
    )
    .fetch_all(db)
    .await
}

pub(in crate::requests) struct CountRow {
    pub request_id: RequestId,
    pub blocker: i64,
    pub issue: i64,
    pub fyi: i64,
}

/// How many issues of each severity stand in each report; without what a verification that is under way changed, unless
/// asked for.
pub(in crate::requests) async fn count_issues(
    db: impl PgExecutor<'_>,
    requests: &[Uuid],
    with_unverified: bool,
) -> Result<Vec<CountRow>, sqlx::Error> {
    sqlx::query_as!(
        CountRow,
        r#"select q.request_id as "request_id!: RequestId",
            count(*) filter (where q.severity = 'blocker') as "blocker!",
            count(*) filter (where q.severity = 'issue') as "issue!",
            count(*) filter (where q.severity = 'fyi') as "fyi!"
         from (select i.request_id, i.severity from issue i join qc_request r on r.id = i.request_id
               where i.request_id = any($1)
                 and case when $2 or r.verified_at is not null then i.state not in ('replaced', 'deleted')
                          else i.origin = 'operator' and (i.state <> 'deleted' or
                              exists (select from verdict v where v.issue_id = i.id and v.kind = 'deleted')) end
               union all
               select w.request_id, i.severity from watch_item w join issue i on i.id = w.issue_id
               where w.request_id = any($1) and w.kind = 'will_fix' and w.verdict = 'still_present'
                 and i.state not in ('replaced', 'deleted')) q
         group by q.request_id"#,
        requests,
        with_unverified,
    )
    .fetch_all(db)
    .await
}

/// How far the streams are, in per cent, of requests that wait for them.
pub(in crate::requests) async fn list_progress(
    db: impl PgExecutor<'_>,
    requests: &[Uuid],
) -> Result<HashMap<RequestId, u32>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select rd.request_id as "request_id: RequestId",
            avg(case when n.state = 'ready' then 100.0 when n.frames_total > 0
                then least(99.0, 100.0 * p.frames_done / n.frames_total) else 0.0 end)::float8 as "percent!"
         from request_delivery rd join rendition n on n.delivery_id = rd.delivery_id
             join rendition_progress p on p.rendition_id = n.id
         where rd.request_id = any($1) and n.state <> 'not_possible' group by rd.request_id"#,
        requests,
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.request_id, row.percent as u32))
        .collect())
}

/// Those of them whose QC stands still at a Blocker.
pub(in crate::requests) async fn list_stopped(
    db: impl PgExecutor<'_>,
    requests: &[Uuid],
) -> Result<HashSet<RequestId>, sqlx::Error> {
    let rows = sqlx::query_scalar!(
        r#"select request_id as "request_id: RequestId" from qc_stop where request_id = any($1) and resumed_at is null"#,
        requests,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().collect())
}

pub(in crate::requests) struct DeliveryRow {
    pub id: DeliveryId,
    pub asset_kind: AssetKind,
    pub number: i32,
    pub package_kind: PackageKind,
    pub files: Vec<String>,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    pub drop_frame: bool,
    pub start_frame: i64,
    pub duration_frames: Option<i64>,
}

pub(in crate::requests) async fn list_deliveries(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<DeliveryRow>, sqlx::Error> {
    sqlx::query_as!(
        DeliveryRow,
        r#"select d.id as "id: DeliveryId", a.kind as "asset_kind: AssetKind", d.number,
            d.package_kind as "package_kind: PackageKind",
            array(select f.path from delivery_file f where f.delivery_id = d.id order by f.path) as "files!",
            d.edit_rate_num, d.edit_rate_den, d.drop_frame, d.start_frame, d.duration_frames
         from request_delivery rd join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
         where rd.request_id = $1
         order by a.kind <> 'printmaster', d.created_at, d.id"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await
}

pub(in crate::requests) async fn list_ids_of_title(
    db: &PgPool,
    title: TitleId,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from qc_request where title_id = $1 order by number desc",
        title.uuid()
    )
    .fetch_all(db)
    .await
}

/// Every request whose clocks run.
pub(in crate::requests) async fn list_running(db: &PgPool) -> Result<Vec<Running>, sqlx::Error> {
    sqlx::query_as!(
        Running,
        r#"select r.service as "service: Service", r.priority as "priority: Priority", r.delivered_at, r.assigned_at,
            r.submitted_at,
            coalesce((select sum(e.extra_s)::bigint from sla_extension e where e.request_id = r.id), 0) as "extra_s!"
         from qc_request r where r.verified_at is null and r.concluded_at is null and r.calibration_id is null"#
    )
    .fetch_all(db)
    .await
}

/// How many reports of each service were verified since then.
pub(in crate::requests) async fn count_verified(
    db: &PgPool,
    since: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<(Service, usize)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select service as "service: Service", count(*) as "count!" from qc_request
         where verified_at >= $1 and calibration_id is null group by service"#,
        since,
    )
    .fetch_all(db)
    .await?;
    let counts = rows.into_iter();
    Ok(counts
        .map(|row| (row.service, usize::try_from(row.count).unwrap_or(0)))
        .collect())
}
