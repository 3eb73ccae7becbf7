//! The queries of tasks and watch lists.

use api::page::PersonRef;
use qc::asset::AssetKind;
use qc::fix_check::{CarriedIssue, WatchKind, WatchVerdict};
use qc::id::{DeliveryId, IssueId, PersonId, RequestId, TaskId, TitleId, WatchItemId};
use qc::issue::IssueState;
use qc::task::{TaskDepth, TaskKind, TaskState};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};
use timecode::FrameRange;

use super::watch_list::NewItem;
use super::{Item, Task};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(super) async fn find(db: impl PgExecutor<'_>, task: TaskId) -> Result<Option<Task>, sqlx::Error> {
    sqlx::query_as!(
        Task,
        r#"select id as "id: TaskId", request_id as "request_id: RequestId", kind as "kind: TaskKind",
            depth as "depth: TaskDepth", state as "state: TaskState", coverage as "coverage: Json<Vec<[u64; 2]>>", revision
         from task where id = $1"#,
        task.uuid(),
    )
    .fetch_optional(db)
    .await
}

/// As `find`, and nobody else writes it before the transaction ends: what is seen in two tabs adds up.
pub(super) async fn lock(tx: &mut Tx, task: TaskId) -> Result<Task, sqlx::Error> {
    sqlx::query_as!(
        Task,
        r#"select id as "id: TaskId", request_id as "request_id: RequestId", kind as "kind: TaskKind",
            depth as "depth: TaskDepth", state as "state: TaskState", coverage as "coverage: Json<Vec<[u64; 2]>>", revision
         from task where id = $1 for update"#,
        task.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// Writes state and coverage, if nobody else did since they were read.
pub(super) async fn save(tx: &mut Tx, task: &mut Task) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "update task set state = $3, coverage = $4, done_at = case when $3 = 'done' then coalesce(done_at, now()) end,
            revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        task.id.uuid(),
        task.revision,
        task.state.as_str(),
        serde_json::to_value(&task.coverage.0).map_err(ApiError::internal)?,
    )
    .fetch_optional(&mut **tx)
    .await?;
    task.revision = revision.ok_or_else(ApiError::lost_race)?;
    Ok(())
}

pub(super) async fn insert(
    tx: &mut Tx,
    request: RequestId,
    kind: TaskKind,
    depth: TaskDepth,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into task (id, request_id, ordinal, kind, depth)
         values ($1, $2, (select count(*) from task where request_id = $2)::int, $3, $4) on conflict (request_id, kind) do nothing",
        TaskId::new().uuid(),
        request.uuid(),
        kind.as_str(),
        depth.as_str(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn list_items(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<Item>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select id as "id: WatchItemId", kind as "kind: WatchKind", first_frame, last_frame, issue_id as "issue_id: IssueId", verdict as "verdict: WatchVerdict", note,
            person_ref(decided_by) as "decided_by: Json<PersonRef>", decided_at, missing_asset_id as "missing_asset_id: IssueId", revision
         from watch_item where request_id = $1 order by ordinal"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Item {
                id: row.id,
                kind: row.kind,
                range: [row.first_frame.try_into().ok()?, row.last_frame.try_into().ok()?],
                issue_id: row.issue_id,
                verdict: row.verdict,
                note: row.note,
                decided_by: row.decided_by.map(|person| person.0),
                decided_at: row.decided_at,
                missing_asset_id: row.missing_asset_id,
                revision: row.revision,
            })
        })
        .collect())
}

pub(super) async fn find_request_of_item(
    db: &PgPool,
    item: WatchItemId,
) -> Result<Option<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select request_id as "id: RequestId" from watch_item where id = $1"#,
        item.uuid()
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn insert_item(
    tx: &mut Tx,
    request: RequestId,
    ordinal: i32,
    item: &NewItem,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into watch_item (id, request_id, ordinal, kind, first_frame, last_frame, issue_id) values ($1, $2, $3, $4, $5, $6, $7)",
        WatchItemId::new().uuid(),
        request.uuid(),
        ordinal,
        item.kind.as_str(),
        as_signed(item.range.first()),
        as_signed(item.range.last()),
        item.issue_id.map(IssueId::uuid),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A programme has far fewer frames than fit.
fn as_signed(frame: timecode::Frame) -> i64 {
    i64::try_from(frame.0).unwrap_or(i64::MAX)
}

/// A verdict over the revision that was read.
pub(super) async fn save_verdict(
    tx: &mut Tx,
    item: &Item,
    verdict: WatchVerdict,
    note: &str,
    by: PersonId,
) -> ApiResult<()> {
    let written = sqlx::query_scalar!(
        "update watch_item set verdict = $3, note = $4, decided_by = $5, decided_at = now(), revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        item.id.uuid(),
        item.revision,
        verdict.as_str(),
        note,
        by.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    written.map(drop).ok_or_else(ApiError::lost_race)
}

/// The issues that a request is to see fixed, with the files that they name.
pub(super) async fn list_to_fix(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<(CarriedIssue, Vec<String>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select i.id as "id: IssueId", i.files,
            array(select f.path from request_delivery rd join delivery d on d.id = rd.delivery_id
                  join delivery_file f on f.delivery_id = d.id
                  where rd.request_id = w.request_id and d.asset_id = i.asset_id) as "delivered!"
         from watch_item w join issue i on i.id = w.issue_id
         where w.request_id = $1 and w.kind = 'will_fix' and cardinality(i.files) > 0 order by w.ordinal"#,
        request.uuid(),
    )
    .fetch_all(db)
    .await?;
    let issue = |id, files| CarriedIssue {
        id,
        state: IssueState::WillFix,
        files,
    };
    Ok(rows
        .into_iter()
        .map(|row| (issue(row.id, row.files), row.delivered))
        .collect())
}

/// Remembers the [102] Missing Asset that was flagged for an item, unless there is one.
pub(super) async fn set_missing_asset(tx: &mut Tx, item: &Item, issue: IssueId) -> ApiResult<()> {
    let written = sqlx::query_scalar!(
        "update watch_item set missing_asset_id = $3, revision = revision + 1
         where id = $1 and revision = $2 and missing_asset_id is null returning revision",
        item.id.uuid(),
        item.revision,
        issue.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    written.map(drop).ok_or_else(ApiError::lost_race)
}

/// An issue of the original, as its watch list needs it.
pub(super) struct Carried {
    pub id: IssueId,
    pub state: IssueState,
    pub range: FrameRange,
}

fn carried(id: IssueId, state: IssueState, first_frame: i64, last_frame: i64) -> Option<Carried> {
    let frame = |frame: i64| timecode::Frame(u64::try_from(frame).unwrap_or(0));
    let range = FrameRange::new(frame(first_frame), frame(last_frame)).ok()?;
    Some(Carried { id, state, range })
}

/// What inspection learned of a delivery of the request, and of the delivery of the same asset that it answers.
pub(super) struct Facts {
    pub delivery_id: DeliveryId,
    pub composition: Option<serde_json::Value>,
    pub earlier: Option<serde_json::Value>,
    pub duration_frames: i64,
    pub edit_rate_num: Option<i32>,
    pub edit_rate_den: Option<i32>,
}

pub(super) async fn list_facts(tx: &mut Tx, request: RequestId) -> Result<Vec<Facts>, sqlx::Error> {
    sqlx::query_as!(
        Facts,
        r#"select d.id as "delivery_id: DeliveryId", d.composition, d.edit_rate_num, d.edit_rate_den, coalesce(d.duration_frames, 0) as "duration_frames!",
            (select o.composition from qc_request r join request_delivery p on p.request_id = r.predecessor_id
             join delivery o on o.id = p.delivery_id
             where r.id = $1 and o.asset_id = d.asset_id order by o.number desc limit 1) as earlier
         from request_delivery rd join delivery d on d.id = rd.delivery_id where rd.request_id = $1 order by d.created_at, d.id"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn has_fix_check(tx: &mut Tx, request: RequestId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists(select from task where request_id = $1 and depth = 'fix_check') as "has!""#,
        request.uuid()
    )
    .fetch_one(&mut **tx)
    .await
}

/// Items without a verdict, with the state of their issues.
pub(super) async fn list_undecided(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Vec<(WatchKind, Option<IssueState>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select w.kind as "kind: WatchKind", i.state as "state?: IssueState"
         from watch_item w left join issue i on i.id = w.issue_id where w.request_id = $1 and w.verdict is null"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.state)).collect())
}

/// The longest stretch of picture that a redelivery brought new.
pub(super) async fn set_longest_new_clip(
    tx: &mut Tx,
    request: RequestId,
    seconds: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update qc_request set longest_new_clip_s = $2 where id = $1",
        request.uuid(),
        seconds
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Issues of the published reports on the original, where they stand beside a version in another language.
pub(super) async fn list_of_original(
    tx: &mut Tx,
    title: TitleId,
    kind: AssetKind,
) -> Result<Vec<Carried>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select i.id as "id: IssueId", i.state as "state: IssueState", i.first_frame, i.last_frame
         from issue i join asset a on a.id = i.asset_id join qc_request r on r.id = i.request_id
         where a.title_id = $1 and a.kind = $2 and a.language is null and r.verified_at is not null
         order by i.first_frame, i.number"#,
        title.uuid(),
        kind.as_str(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| carried(row.id, row.state, row.first_frame, row.last_frame))
        .collect())
}

/// The composition of the latest accepted delivery of the original.
pub(super) async fn find_original_composition(
    tx: &mut Tx,
    title: TitleId,
    kind: AssetKind,
) -> Result<Option<serde_json::Value>, sqlx::Error> {
    let found = sqlx::query_scalar!(
        "select d.composition from delivery d join asset a on a.id = d.asset_id
         where a.title_id = $1 and a.kind = $2 and a.language is null and d.state = 'accepted' order by d.number desc limit 1",
        title.uuid(),
        kind.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.flatten())
}

pub(super) async fn next_ordinal(tx: &mut Tx, request: RequestId) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select coalesce(max(ordinal) + 1, 0) as "next!" from watch_item where request_id = $1"#,
        request.uuid()
    )
    .fetch_one(&mut **tx)
    .await
}
