//! The queries of issues and their drafts. An issue is numbered within its asset's lineage; it is written
//! under its revision.

use api::issues::{DraftView, FixNoteView, VerdictView};
use api::page::PersonRef;
use api::tv_sessions::OnTv;
use qc::asset::AssetKind;
use qc::fix_check::CarriedIssue;
use qc::id::{AssetId, DeliveryId, IssueId, PersonId, RequestId, TitleId};
use qc::issue::{IssueOrigin, IssueState, Loudness};
use qc::redelivery::PlaceFate;
use qc::severity::Severity;
use qc::task::{TaskDepth, TaskKind, TaskPlan};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use timecode::{Frame, FrameCount, FrameRange};
use uuid::Uuid;

use super::places::Timeline;
use super::{Entry, Issue, PlaceRow};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

/// The issues of these ids, by number. `request` says whose fix note is shown; without it the latest.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    ids: &[Uuid],
    request: Option<RequestId>,
) -> Result<Vec<Issue>, sqlx::Error> {
    sqlx::query_as!(
        Issue,
        r#"select i.id as "id: IssueId", i.asset_id as "asset_id: AssetId", a.kind as "asset_kind: AssetKind", i.number,
            i.request_id as "request_id: RequestId", r.number as request_number, a.title_id as "title_id: TitleId",
            r.verified_at is not null as "is_published!",
            i.delivery_id as "delivery_id: DeliveryId", d.number as delivery_number,
            coalesce(d.edit_rate_num, 24) as "edit_rate_num!", coalesce(d.edit_rate_den, 1) as "edit_rate_den!", d.drop_frame, d.start_frame,
            i.code, i.severity as "severity: Severity", i.tasks as "tasks: Vec<TaskKind>", i.files,
            i.first_frame, i.last_frame,
            coalesce((select jsonb_agg(jsonb_build_object('delivery_id', p.delivery_id, 'delivery_number', e.number,
                'first_frame', p.first_frame, 'last_frame', p.last_frame, 'fate', p.fate, 'edit_rate_num', e.edit_rate_num,
                'edit_rate_den', e.edit_rate_den, 'drop_frame', e.drop_frame, 'start_frame', e.start_frame) order by e.number)
             from issue_place p join delivery e on e.id = p.delivery_id where p.issue_id = i.id), '[]') as "places!: Json<Vec<PlaceRow>>",
            i.description, i.loudness as "loudness: Json<Loudness>", i.on_tv as "on_tv: Json<OnTv>",
            i.state as "state: IssueState", i.origin as "origin: IssueOrigin",
            i.author_id as "author_id: PersonId", person_ref(i.author_id) as "author!: Json<PersonRef>",
            i.supersedes_id as "supersedes_id: IssueId",
            (select s.id from issue s where s.supersedes_id = i.id and s.state <> 'deleted' order by s.created_at desc limit 1)
                as "superseded_by_id: IssueId",
            (select jsonb_build_object('verification_id', v.verification_id, 'issue_id', v.issue_id, 'kind', v.kind,
                'reason', v.reason, 'severity_before', v.severity_before, 'severity_after', v.severity_after,
                'replacement_id', v.replacement_id, 'created_at', v.created_at)
             from verdict v join verification w on w.id = v.verification_id
             where v.issue_id = i.id and ($2::uuid is null or w.request_id = $2)
             order by v.created_at desc limit 1) as "verdict: Json<VerdictView>",
            (select jsonb_build_object('id', f.id, 'request_id', f.request_id, 'issue_id', f.issue_id, 'answer', f.answer,
                'reason', f.reason, 'answered_by', person_ref(f.answered_by), 'state', f.state, 'waiver', f.waiver,
                'waiver_by', person_ref(f.waiver_by), 'waiver_reason', f.waiver_reason, 'waiver_at', f.waiver_at, 'answered_at', f.answered_at,
                'updated_at', f.updated_at, 'revision', f.revision)
             from fix_note f where f.issue_id = i.id and ($2::uuid is null or f.request_id = $2)
             order by f.updated_at desc limit 1) as "fix_note: Json<FixNoteView>",
            i.created_at, i.updated_at, i.revision
         from issue i join asset a on a.id = i.asset_id join qc_request r on r.id = i.request_id
         join delivery d on d.id = i.delivery_id
         where i.id = any($1) order by a.kind, a.id, i.number"#,
        ids,
        request.map(RequestId::uuid),
    )
    .fetch_all(db)
    .await
}

/// Where a page of issues ends: the asset and the number within it. A title has several assets of a kind, one per language.
pub(super) type Place = (AssetKind, AssetId, i32);

/// Which issues of a request are wanted.
#[derive(Clone, Copy)]
pub(super) struct OfRequest {
    pub request: RequestId,
    /// Also what the verifier added or wrote anew.
    pub with_added: bool,
}

/// What stands or stood in the report of a request, by asset and number. What its author took back before anyone else saw
/// it does not. Each asset is read along its index, so that a page costs as much as its rows.
pub(super) async fn list_ids_of_request(
    db: impl PgExecutor<'_>,
    wanted: OfRequest,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with place as (
             select a.id, a.kind, case when $2::text is null or (a.kind, a.id) > ($2, $3) then 0
                                       when (a.kind, a.id) = ($2, $3) then $4 end as after
             from asset a where a.title_id = (select title_id from qc_request where id = $1))
         select found.id as "id!" from place p
         cross join lateral (
             (select i.id, i.number from issue i
              where i.request_id = $1 and i.asset_id = p.id and i.number > p.after and ($6 or i.origin = 'operator')
                and (i.state <> 'deleted' or exists (select from verdict v where v.issue_id = i.id and v.kind = 'deleted'))
              order by i.number limit $5)
             union all
             select i.id, i.number from watch_item w join issue i on i.id = w.issue_id
             where w.request_id = $1 and w.kind = 'will_fix' and w.verdict = 'still_present'
               and i.asset_id = p.id and i.number > p.after
               and (i.state <> 'deleted' or exists (select from verdict v where v.issue_id = i.id and v.kind = 'deleted'))) found
         where p.after is not null order by p.kind, p.id, found.number limit $5"#,
        wanted.request.uuid(),
        after.map(|(kind, ..)| kind.as_str()),
        after.map(|(_, asset, _)| asset.uuid()),
        after.map_or(0, |(.., number)| number),
        limit,
        wanted.with_added,
    )
    .fetch_all(db)
    .await
}

/// How many `list_ids_of_request` finds in all.
pub(super) async fn count_of_request(db: impl PgExecutor<'_>, wanted: OfRequest) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select (select count(*) from issue i where i.request_id = $1 and ($2 or i.origin = 'operator')
                   and (i.state <> 'deleted' or exists (select from verdict v where v.issue_id = i.id and v.kind = 'deleted')))
                + (select count(*) from watch_item w join issue i on i.id = w.issue_id
                   where w.request_id = $1 and w.kind = 'will_fix' and w.verdict = 'still_present'
                     and (i.state <> 'deleted' or exists (select from verdict v where v.issue_id = i.id and v.kind = 'deleted')))
            as "count!""#,
        wanted.request.uuid(),
        wanted.with_added,
    )
    .fetch_one(db)
    .await
}

/// Which issues of a title are wanted.
#[derive(Clone, Copy)]
pub(super) struct OfTitle {
    pub title: TitleId,
    /// Only those of reports that are out.
    pub only_published: bool,
    /// Only those that something is still to be done about.
    pub only_open: bool,
}

/// Every issue that was ever flagged on a title's assets, by asset and number.
pub(super) async fn list_ids_of_title(
    db: impl PgExecutor<'_>,
    wanted: OfTitle,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with place as (
             select a.id, a.kind, case when $4::text is null or (a.kind, a.id) > ($4, $5) then 0
                                       when (a.kind, a.id) = ($4, $5) then $6 end as after
             from asset a where a.title_id = $1)
         select found.id as "id!" from place p
         cross join lateral (
             select i.id, i.number from issue i
             where i.asset_id = p.id and i.calibration_request_id is null and i.number > p.after
               and (not $2 or exists (select from qc_request r where r.id = i.request_id and r.verified_at is not null))
               and (not $3 or i.state in ('open', 'will_fix'))
             order by i.number limit $7) found
         where p.after is not null order by p.kind, p.id, found.number limit $7"#,
        wanted.title.uuid(),
        wanted.only_published,
        wanted.only_open,
        after.map(|(kind, ..)| kind.as_str()),
        after.map(|(_, asset, _)| asset.uuid()),
        after.map_or(0, |(.., number)| number),
        limit,
    )
    .fetch_all(db)
    .await
}

/// How many `list_ids_of_title` finds in all.
pub(super) async fn count_of_title(db: impl PgExecutor<'_>, wanted: OfTitle) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from issue i
         where i.asset_id in (select a.id from asset a where a.title_id = $1) and i.calibration_request_id is null
           and (not $2 or exists (select from qc_request r where r.id = i.request_id and r.verified_at is not null))
           and (not $3 or i.state in ('open', 'will_fix'))"#,
        wanted.title.uuid(),
        wanted.only_published,
        wanted.only_open,
    )
    .fetch_one(db)
    .await
}

/// What an issue replaced, what replaced it, and so on, the issue among them.
pub(super) async fn list_lineage(db: impl PgExecutor<'_>, issue: IssueId) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with recursive back as (
             select id, supersedes_id from issue where id = $1
             union select i.id, i.supersedes_id from issue i join back b on i.id = b.supersedes_id),
           line as (
             select id from back
             union select i.id from issue i join line l on i.supersedes_id = l.id)
         select id as "id!" from line"#,
        issue.uuid(),
    )
    .fetch_all(db)
    .await
}

pub(super) struct NewIssue<'a> {
    pub id: IssueId,
    pub delivery_id: DeliveryId,
    pub request_id: RequestId,
    pub author: PersonId,
    pub origin: IssueOrigin,
    pub supersedes: Option<IssueId>,
    pub entry: &'a Entry,
}

/// Adds an issue under the next number of its asset. The asset's row is locked, so that two people get two numbers.
pub(super) async fn insert(tx: &mut Tx, new: &NewIssue<'_>) -> Result<i32, sqlx::Error> {
    let asset = sqlx::query_scalar!(
        "select a.id from delivery d join asset a on a.id = d.asset_id where d.id = $1 for update of a",
        new.delivery_id.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    let entry = new.entry;
    sqlx::query_scalar!(
        "insert into issue (id, asset_id, number, request_id, delivery_id, code, severity, tasks, files, first_frame, last_frame,
            description, loudness, supersedes_id, author_id, origin, calibration_request_id, on_tv)
         select $1, $2, 1 + coalesce(case when k.id is null
                then (select max(n.number) from issue n where n.asset_id = $2 and n.calibration_request_id is null)
                else (select max(n.number) from issue n where n.asset_id = $2 and n.calibration_request_id = k.id) end, 0), $3, $4, $5, $6, $7, $8, $9, $10,
            $11, $12, $13, $14, $15, k.id, $16
         from (select) one left join qc_request k on k.id = $3 and k.calibration_id is not null
         returning number",
        new.id.uuid(),
        asset,
        new.request_id.uuid(),
        new.delivery_id.uuid(),
        entry.code,
        entry.severity.as_str(),
        &entry.task_words(),
        &entry.files,
        entry.first_frame,
        entry.last_frame,
        entry.description,
        entry.loudness_json(),
        new.supersedes.map(IssueId::uuid),
        new.author.uuid(),
        new.origin.as_str(),
        entry.on_tv_json(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// Writes a corrected form, if the issue is still as it was read.
pub(super) async fn save_entry(
    tx: &mut Tx,
    issue: &Issue,
    delivery: DeliveryId,
    entry: &Entry,
) -> ApiResult<()> {
    let written = sqlx::query_scalar!(
        "update issue set code = $3, severity = $4, tasks = $5, files = $6, first_frame = $7, last_frame = $8, description = $9,
            loudness = $10, delivery_id = $11,
            -- What was said of one frame says nothing of another.
            on_tv = coalesce($12, case when first_frame = $7 then on_tv end), updated_at = now(), revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        issue.id.uuid(),
        issue.revision,
        entry.code,
        entry.severity.as_str(),
        &entry.task_words(),
        &entry.files,
        entry.first_frame,
        entry.last_frame,
        entry.description,
        entry.loudness_json(),
        delivery.uuid(),
        entry.on_tv_json(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    written.map(drop).ok_or(ApiError::Stale)
}

/// Writes state and severity, if the issue is still as it was read.
pub(super) async fn save_state(tx: &mut Tx, issue: &Issue) -> ApiResult<()> {
    let written = sqlx::query_scalar!(
        "update issue set state = $3, severity = $4, updated_at = now(), revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        issue.id.uuid(),
        issue.revision,
        issue.state.as_str(),
        issue.severity.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    written.map(drop).ok_or_else(ApiError::lost_race)
}

pub(super) async fn find_draft(
    db: &PgPool,
    request: RequestId,
    person: PersonId,
) -> Result<Option<DraftView>, sqlx::Error> {
    sqlx::query_as!(
        DraftView,
        "select body, updated_at, revision from issue_draft where request_id = $1 and person_id = $2",
        request.uuid(),
        person.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// Keeps what was typed: the first time when there is none yet, else over the revision that the page holds.
pub(super) async fn save_draft(
    db: &PgPool,
    request: RequestId,
    person: PersonId,
    body: &serde_json::Value,
    over: Option<i64>,
) -> Result<Option<DraftView>, sqlx::Error> {
    match over {
        None => {
            sqlx::query_as!(
                DraftView,
                "insert into issue_draft (request_id, person_id, body) values ($1, $2, $3)
                 on conflict (request_id, person_id) do nothing returning body, updated_at, revision",
                request.uuid(),
                person.uuid(),
                body,
            )
            .fetch_optional(db)
            .await
        }
        Some(revision) => {
            sqlx::query_as!(
                DraftView,
                "update issue_draft set body = $3, updated_at = now(), revision = revision + 1
                 where request_id = $1 and person_id = $2 and revision = $4 returning body, updated_at, revision",
                request.uuid(),
                person.uuid(),
                body,
                revision,
            )
            .fetch_optional(db)
            .await
        }
    }
}

pub(super) async fn delete_draft(
    db: impl PgExecutor<'_>,
    request: RequestId,
    person: PersonId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from issue_draft where request_id = $1 and person_id = $2",
        request.uuid(),
        person.uuid()
    )
    .execute(db)
    .await
    .map(drop)
}

/// A delivery of a request, as far as a form is checked against it.
pub(super) struct GroundDelivery {
    pub id: DeliveryId,
    pub asset_kind: AssetKind,
    pub files: Vec<String>,
    pub duration_frames: i64,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
    pub drop_frame: bool,
    pub start_frame: i64,
}

pub(super) async fn list_ground(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<GroundDelivery>, sqlx::Error> {
    sqlx::query_as!(
        GroundDelivery,
        r#"select d.id as "id: DeliveryId", a.kind as "asset_kind: AssetKind",
            array(select f.path from delivery_file f where f.delivery_id = d.id order by f.path) as "files!",
            coalesce(d.duration_frames, 0) as "duration_frames!", d.edit_rate_num, d.edit_rate_den, d.drop_frame, d.start_frame
         from request_delivery rd join delivery d on d.id = rd.delivery_id join asset a on a.id = d.asset_id
         where rd.request_id = $1 order by a.kind <> 'printmaster', d.created_at, d.id"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn list_plans(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<TaskPlan>, sqlx::Error> {
    sqlx::query_as!(
        TaskPlan,
        r#"select kind as "kind: TaskKind", depth as "depth: TaskDepth" from task where request_id = $1 order by ordinal"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await
}

/// The later rounds that an issue was carried into.
pub(super) async fn list_rounds(db: impl PgExecutor<'_>, issue: IssueId) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select request_id from watch_item where issue_id = $1 order by request_id",
        issue.uuid()
    )
    .fetch_all(db)
    .await
}

pub(super) async fn get_timeline(tx: &mut Tx, delivery: DeliveryId) -> Result<Timeline, sqlx::Error> {
    let row = sqlx::query!(
        r#"select composition, coalesce(duration_frames, 0) as "duration_frames!" from delivery where id = $1"#,
        delivery.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Timeline {
        composition: row.composition,
        duration: FrameCount(u64::try_from(row.duration_frames).unwrap_or(0)),
    })
}

/// An earlier issue of an asset, with the place and the delivery where it was known last.
pub(super) struct LastPlace {
    pub issue: CarriedIssue,
    pub delivery_id: DeliveryId,
    pub range: FrameRange,
}

/// Every issue of the delivery's asset that stands in its lineage, raised on another delivery.
pub(super) async fn list_last_places(
    tx: &mut Tx,
    delivery: DeliveryId,
) -> Result<Vec<LastPlace>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select i.id as "id: IssueId", i.state as "state: IssueState", i.files,
            coalesce(p.delivery_id, i.delivery_id) as "delivery_id!: DeliveryId",
            coalesce(p.first_frame, i.first_frame) as "first_frame!", coalesce(p.last_frame, i.last_frame) as "last_frame!"
         from delivery d join issue i on i.asset_id = d.asset_id and i.delivery_id <> d.id
         left join lateral (select q.delivery_id, q.first_frame, q.last_frame from issue_place q join delivery e on e.id = q.delivery_id
            where q.issue_id = i.id and e.number < d.number order by e.number desc limit 1) p on true
         where d.id = $1 and i.state not in ('replaced', 'deleted')
         order by i.number"#,
        delivery.uuid(),
    )
    .fetch_all(&mut **tx)
    .await?;
    let frame = |frame: i64| Frame(u64::try_from(frame).unwrap_or(0));
    let place = rows.into_iter().filter_map(|row| {
        Some(LastPlace {
            range: FrameRange::new(frame(row.first_frame), frame(row.last_frame)).ok()?,
            delivery_id: row.delivery_id,
            issue: CarriedIssue {
                id: row.id,
                state: row.state,
                files: row.files,
            },
        })
    });
    Ok(place.collect())
}

pub(super) async fn insert_place(
    tx: &mut Tx,
    issue: IssueId,
    delivery: DeliveryId,
    range: FrameRange,
    fate: PlaceFate,
) -> Result<(), sqlx::Error> {
    let signed = |frame: Frame| i64::try_from(frame.0).unwrap_or(i64::MAX);
    sqlx::query!(
        "insert into issue_place (issue_id, delivery_id, first_frame, last_frame, fate) values ($1, $2, $3, $4, $5)
         on conflict (issue_id, delivery_id) do nothing",
        issue.uuid(),
        delivery.uuid(),
        signed(range.first()),
        signed(range.last()),
        fate.as_str(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
