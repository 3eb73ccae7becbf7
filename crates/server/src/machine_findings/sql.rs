//! Queries of machine findings. A finding is met by a request through its place: a delivery, and in it the picture or a
//! sound track. What is not found any more (`is_found`) is in no list.

use api::PersonRef;
use measure::Finding;
use qc::id::{DeliveryId, IssueId, MachineFindingId, PersonId, RequestId, VerificationId};
use qc::machine_finding::MachineFindingState;
use serde::Serialize;
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use super::MachineFinding;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

/// Where findings are that a request meets: deliveries, each with the picture (none) or a sound track.
#[derive(Debug, Default)]
pub(super) struct Places {
    deliveries: Vec<Uuid>,
    /// −1 is the picture.
    tracks: Vec<i32>,
    /// The verification whose verdicts the reader may know: what was added in it is accepted.
    pub added_in: Option<VerificationId>,
}

impl Places {
    pub fn add(&mut self, delivery: DeliveryId, track: Option<u32>) {
        self.deliveries.push(delivery.uuid());
        self.tracks
            .push(track.map_or(-1, |track| i32::try_from(track).unwrap_or(i32::MAX)));
    }
}

/// The sort key of a list.
pub(super) type After = (i64, MachineFindingId);

/// In the order of the programme.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    places: &Places,
    state: Option<MachineFindingState>,
    after: Option<After>,
    limit: i64,
) -> ApiResult<Vec<MachineFinding>> {
    let (after_frame, after_id) = after.unzip();
    rows(db, places, state, None, after_frame, after_id, limit).await
}

pub(super) async fn find(
    db: impl PgExecutor<'_>,
    places: &Places,
    finding: MachineFindingId,
) -> ApiResult<Option<MachineFinding>> {
    Ok(rows(db, places, None, Some(finding), None, None, 1).await?.pop())
}

async fn rows(
    db: impl PgExecutor<'_>,
    places: &Places,
    state: Option<MachineFindingState>,
    only: Option<MachineFindingId>,
    after_frame: Option<i64>,
    after_id: Option<MachineFindingId>,
    limit: i64,
) -> ApiResult<Vec<MachineFinding>> {
    let rows = sqlx::query!(
        r#"select f.id as "id: MachineFindingId", f.delivery_id as "delivery_id: DeliveryId", f.kind, f.first_frame, f.last_frame,
            f.track, f.channels, f.measured, f.confidence, f.thresholds_version,
            case when g.issue_id is null then f.state else 'accepted' end as "state!: MachineFindingState",
            person_ref(coalesce(g.verifier_id, f.decided_by)) as "decided_by: Json<PersonRef>",
            coalesce(g.created_at, f.decided_at) as decided_at,
            case when g.issue_id is null then f.reason else '' end as "reason!",
            coalesce(g.issue_id, f.issue_id) as "issue_id: IssueId", i.number as "issue_number?", f.revision
         from machine_finding f
         left join (select d.machine_finding_id, d.issue_id, d.created_at, v.verifier_id
                    from verdict d join verification v on v.id = d.verification_id where v.id = $8) g
            on g.machine_finding_id = f.id
         left join issue i on i.id = coalesce(g.issue_id, f.issue_id)
         join unnest($1::uuid[], $2::int[]) as place (delivery_id, track)
            on place.delivery_id = f.delivery_id and place.track = coalesce(f.track, -1)
         where f.is_found and ($3::text is null or case when g.issue_id is null then f.state else 'accepted' end = $3)
           and ($4::uuid is null or f.id = $4) and ($5::bigint is null or (f.first_frame, f.id) > ($5, $6))
         order by f.first_frame, f.id limit $7"#,
        &places.deliveries,
        &places.tracks,
        state.map(MachineFindingState::as_str),
        only.map(MachineFindingId::uuid),
        after_frame,
        after_id.map(MachineFindingId::uuid),
        limit,
        places.added_in.map(VerificationId::uuid),
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(MachineFinding {
                id: row.id,
                delivery_id: row.delivery_id,
                kind: serde_json::from_value(row.kind.into()).map_err(ApiError::internal)?,
                first_frame: row.first_frame,
                last_frame: row.last_frame,
                track: row.track,
                channels: row.channels,
                measured: serde_json::from_value(row.measured).map_err(ApiError::internal)?,
                confidence: serde_json::from_value(row.confidence.into()).map_err(ApiError::internal)?,
                thresholds_version: row.thresholds_version,
                state: row.state,
                decided_by: row.decided_by,
                decided_at: row.decided_at,
                reason: row.reason,
                issue_id: row.issue_id,
                issue_number: row.issue_number,
                revision: row.revision,
            })
        })
        .collect()
}

/// How many `list` finds in all.
pub(super) async fn count(
    db: impl PgExecutor<'_>,
    places: &Places,
    state: Option<MachineFindingState>,
) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from machine_finding f
         join unnest($1::uuid[], $2::int[]) as place (delivery_id, track)
            on place.delivery_id = f.delivery_id and place.track = coalesce(f.track, -1)
         left join verdict g on g.machine_finding_id = f.id and g.verification_id = $4
         where f.is_found and ($3::text is null or case when g.issue_id is null then f.state else 'accepted' end = $3)"#,
        &places.deliveries,
        &places.tracks,
        state.map(MachineFindingState::as_str),
        places.added_in.map(VerificationId::uuid),
    )
    .fetch_one(db)
    .await
}

/// A decision on a finding.
pub(super) struct Decision<'a> {
    pub state: MachineFindingState,
    /// None when it is open again.
    pub by: Option<PersonId>,
    pub request: RequestId,
    pub reason: &'a str,
    pub issue: Option<IssueId>,
}

/// Writes it over the revision that was read; gives the new one.
pub(super) async fn decide(tx: &mut Tx, finding: &MachineFinding, decision: &Decision<'_>) -> ApiResult<i64> {
    let written = sqlx::query_scalar!(
        "update machine_finding set state = $3, decided_by = $4, decided_at = case when $4::uuid is not null then now() end,
            request_id = $5, reason = $6, issue_id = $7, revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        finding.id.uuid(),
        finding.revision,
        decision.state.as_str(),
        decision.by.map(PersonId::uuid),
        decision.by.map(|_| decision.request.uuid()),
        decision.reason,
        decision.issue.map(IssueId::uuid),
    )
    .fetch_optional(&mut **tx)
    .await?;
    written.ok_or_else(ApiError::lost_race)
}

/// Held until the transaction ends: nobody else makes an issue of it meanwhile.
pub(super) async fn lock(tx: &mut Tx, finding: MachineFindingId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "select from machine_finding where id = $1 for update",
        finding.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// What a verifier made issues of is accepted, unless an issue was flagged from it meanwhile in another request.
pub(super) async fn accept_added(
    tx: &mut Tx,
    request: RequestId,
    verification: VerificationId,
) -> Result<Vec<Added>, sqlx::Error> {
    sqlx::query_as!(
        Added,
        r#"update machine_finding f set state = 'accepted', decided_by = v.verifier_id, decided_at = now(), request_id = $1,
            reason = '', issue_id = d.issue_id, revision = f.revision + 1
         from verdict d join verification v on v.id = d.verification_id
         where v.id = $2 and d.machine_finding_id = f.id and f.state <> 'accepted'
         returning f.id as "id: MachineFindingId", f.kind, d.issue_id as "issue_id: IssueId""#,
        request.uuid(),
        verification.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// A finding that a verifier made an issue of.
pub(super) struct Added {
    pub id: MachineFindingId,
    pub kind: String,
    pub issue_id: IssueId,
}

/// The finding that an issue was flagged from is open again; none when there is none.
pub(super) async fn reopen_of_issue(
    tx: &mut Tx,
    issue: IssueId,
) -> Result<Option<MachineFindingId>, sqlx::Error> {
    let id = sqlx::query_scalar!(
        "update machine_finding set state = 'open', decided_by = null, decided_at = null, request_id = null, reason = '',
            issue_id = null, revision = revision + 1
         where issue_id = $1 returning id",
        issue.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(MachineFindingId::from))
}

/// A finding that is there already, as far as it tells which it is.
pub(super) struct Known {
    pub id: Uuid,
    pub kind: String,
    pub first_frame: i64,
    pub last_frame: i64,
    pub track: Option<i32>,
    pub channels: Vec<String>,
}

/// All of a delivery, held until the transaction ends. Decided ones first, so that a decision goes before an open offer.
pub(super) async fn lock_known(tx: &mut Tx, delivery: DeliveryId) -> Result<Vec<Known>, sqlx::Error> {
    sqlx::query_as!(
        Known,
        "select id, kind, first_frame, last_frame, track, channels from machine_finding
         where delivery_id = $1 order by state = 'open', id for update",
        delivery.uuid()
    )
    .fetch_all(&mut **tx)
    .await
}

/// A finding as it is written.
#[derive(Serialize)]
pub(super) struct Found<'a> {
    id: Uuid,
    kind: &'static str,
    first_frame: u64,
    last_frame: u64,
    track: Option<usize>,
    channels: &'a [String],
    measured: &'a [measure::Measured],
    confidence: measure::Confidence,
}

impl<'a> Found<'a> {
    pub fn of(id: Uuid, finding: &'a Finding) -> Found<'a> {
        let sound = finding.sound.as_ref();
        Found {
            id,
            kind: finding.kind.name(),
            first_frame: finding.range.first().0,
            last_frame: finding.range.last().0,
            track: sound.map(|place| place.track),
            channels: sound.map_or(&[], |place| &place.channels),
            measured: &finding.measured,
            confidence: finding.confidence,
        }
    }
}

/// Writes what was found: new rows, and over those that were found again. Of the others the open ones go; decisions stay,
/// out of sight.
pub(super) async fn replace(
    tx: &mut Tx,
    delivery: DeliveryId,
    thresholds_version: i32,
    found: &[Found<'_>],
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = found.iter().map(|found| found.id).collect();
    sqlx::query!(
        "delete from machine_finding where delivery_id = $1 and state = 'open' and id <> all($2)",
        delivery.uuid(),
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update machine_finding set is_found = false where delivery_id = $1 and id <> all($2)",
        delivery.uuid(),
        &ids,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into machine_finding (id, delivery_id, kind, first_frame, last_frame, track, channels, measured, confidence,
            thresholds_version)
         select f.id, $1, f.kind, f.first_frame, f.last_frame, f.track, f.channels, f.measured, f.confidence, $2
         from jsonb_to_recordset($3) as f (id uuid, kind text, first_frame bigint, last_frame bigint, track int, channels text[],
            measured jsonb, confidence text)
         on conflict (id) do update set first_frame = excluded.first_frame, last_frame = excluded.last_frame,
            measured = excluded.measured, confidence = excluded.confidence, thresholds_version = excluded.thresholds_version,
            is_found = true",
        delivery.uuid(),
        thresholds_version,
        Json(found) as _,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The deliveries of a request beside those of the same assets in the request that it follows.
pub(super) struct Pair {
    pub earlier_id: Uuid,
    pub earlier_number: i32,
    pub id: Uuid,
    pub number: i32,
    pub is_complete: bool,
}

pub(super) async fn list_pairs(
    db: impl PgExecutor<'_>,
    earlier: RequestId,
    later: RequestId,
) -> Result<Vec<Pair>, sqlx::Error> {
    sqlx::query_as!(
        Pair,
        r#"select o.id as earlier_id, o.number as earlier_number, d.id, d.number,
            exists (select from measurement m where m.delivery_id = o.id and m.state = 'ready')
              and exists (select from measurement m where m.delivery_id = d.id and m.state = 'ready') as "is_complete!"
         from request_delivery rd join delivery d on d.id = rd.delivery_id
         join delivery o on o.asset_id = d.asset_id and o.id <> d.id
         join request_delivery ro on ro.delivery_id = o.id
         where rd.request_id = $2 and ro.request_id = $1 order by d.id"#,
        earlier.uuid(),
        later.uuid(),
    )
    .fetch_all(db)
    .await
}
