//! The queries of verifications and verdicts. The verification itself is read with its request; it is written under its
//! own revision.

use api::issues::VerdictView;
use api::verification::VerdictCounts;
use qc::id::{IssueId, MachineFindingId, PersonId, RequestId, VerificationId};
use qc::severity::Severity;
use qc::verification::VerdictKind;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::Verification;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(super) async fn find_request(
    db: &PgPool,
    verification: VerificationId,
) -> Result<Option<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select request_id as "id: RequestId" from verification where id = $1"#,
        verification.uuid()
    )
    .fetch_optional(db)
    .await
}

/// Writes what changed, if nobody else did since it was read.
pub(super) async fn save(tx: &mut Tx, verification: &mut Verification) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "update verification set state = $3, verifier_id = $4, facility_id = (select facility_id from person where id = $4),
            assigned_how = $5, assigned_at = $6, lease_until = $7, begun_at = $8, submitted_at = $9,
            lease_warn_at = case when lease_until is distinct from $7 then $10 else lease_warn_at end, revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        verification.id.uuid(),
        verification.revision,
        verification.state.as_str(),
        verification.verifier_id.map(PersonId::uuid),
        verification.assigned_how.map(qc::request::AssignedHow::as_str),
        verification.assigned_at,
        verification.lease_until,
        verification.begun_at,
        verification.submitted_at,
        verification.lease_warn_at,
    )
    .fetch_optional(&mut **tx)
    .await?;
    verification.revision = revision.ok_or_else(ApiError::lost_race)?;
    Ok(())
}

/// Verifications that were taken and not begun within their lease, by their requests.
pub(super) async fn list_lapsed(db: &PgPool) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select request_id from verification where state = 'assigned' and begun_at is null and lease_until < now()
         order by lease_until limit 100"
    )
    .fetch_all(db)
    .await
}

/// The requests whose verification a person holds; their rows are held until the transaction ends.
pub(super) async fn lock_held(tx: &mut Tx, person: PersonId) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.id as "id: RequestId" from qc_request r join verification v on v.request_id = r.id
         where v.verifier_id = $1 and v.state = 'assigned' order by r.id for no key update of r"#,
        person.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// Leases whose holders are to be warned, marked as warned within the transaction.
pub(super) async fn take_ending(tx: &mut Tx) -> Result<Vec<(RequestId, PersonId)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"update verification v set lease_warn_at = null
         where v.id in (select u.id from verification u where u.state = 'assigned' and u.begun_at is null
                        and u.lease_warn_at <= now() and u.lease_until > now()
                        order by u.lease_until limit 100 for update skip locked)
         returning v.request_id as "request: RequestId", v.verifier_id as "verifier!: PersonId""#,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.request, row.verifier)).collect())
}

/// What a person was served and has not begun, by its requests, locked.
pub(super) async fn lock_served_unbegun(
    tx: &mut Tx,
    verifier: PersonId,
) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.id as "id: RequestId" from verification v join qc_request r on r.id = v.request_id
         where v.verifier_id = $1 and v.assigned_how = 'served' and v.state = 'assigned' and v.begun_at is null
           and r.state = 'in_verification'
         order by r.id for update of r, v"#,
        verifier.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn list_verdicts(
    db: impl PgExecutor<'_>,
    verification: VerificationId,
) -> Result<Vec<VerdictView>, sqlx::Error> {
    sqlx::query_as!(
        VerdictView,
        r#"select verification_id as "verification_id: VerificationId", issue_id as "issue_id: IssueId",
            kind as "kind: VerdictKind", reason, severity_before as "severity_before: Severity",
            severity_after as "severity_after: Severity", replacement_id as "replacement_id: IssueId", created_at
         from verdict where verification_id = $1 order by created_at, issue_id"#,
        verification.uuid(),
    )
    .fetch_all(db)
    .await
}

pub(super) struct NewVerdict<'a> {
    pub verification_id: VerificationId,
    pub issue_id: IssueId,
    pub kind: VerdictKind,
    pub reason: &'a str,
    pub severities: Option<(Severity, Severity)>,
    pub replacement_id: Option<IssueId>,
    pub machine_finding_id: Option<MachineFindingId>,
}

pub(super) async fn insert_verdict(tx: &mut Tx, new: &NewVerdict<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into verdict (verification_id, issue_id, kind, reason, severity_before, severity_after, replacement_id,
            machine_finding_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.verification_id.uuid(),
        new.issue_id.uuid(),
        new.kind.as_str(),
        new.reason,
        new.severities.map(|(before, _)| before.as_str()),
        new.severities.map(|(_, after)| after.as_str()),
        new.replacement_id.map(IssueId::uuid),
        new.machine_finding_id.map(MachineFindingId::uuid),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn delete_verdict(
    tx: &mut Tx,
    verification: VerificationId,
    issue: IssueId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from verdict where verification_id = $1 and issue_id = $2",
        verification.uuid(),
        issue.uuid()
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Issues that the operator raised in this request and that the verifier has not judged yet.
pub(super) async fn list_undecided(
    db: impl PgExecutor<'_>,
    request: RequestId,
    verification: VerificationId,
) -> Result<Vec<IssueId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select q.issue_id as "id!: IssueId" from request_issue q join issue i on i.id = q.issue_id
         where q.request_id = $1 and i.state not in ('deleted', 'replaced')
           and not exists (select from verdict v where v.verification_id = $2 and (v.issue_id = i.id or v.replacement_id = i.id))
         order by i.first_frame, i.number"#,
        request.uuid(),
        verification.uuid(),
    )
    .fetch_all(db)
    .await
}

/// Whether an issue stands in the report as the operator submitted it.
pub(super) async fn is_in_report(
    tx: &mut Tx,
    request: RequestId,
    issue: IssueId,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists(select from request_issue q join issue i on i.id = q.issue_id
            where q.request_id = $1 and q.issue_id = $2 and i.origin = 'operator') or exists(
            select from request_issue q where q.request_id = $1 and q.issue_id = $2
            and exists(select from watch_item w where w.request_id = $1 and w.issue_id = $2)) as "is!""#,
        request.uuid(),
        issue.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// The verdicts of a submitted verification as they count now.
pub(super) async fn count_verdicts(
    db: impl PgExecutor<'_>,
    verification: VerificationId,
) -> Result<VerdictCounts, sqlx::Error> {
    sqlx::query_as!(
        VerdictCounts,
        r#"select count(*) filter (where kind in ('confirmed', 'severity_lowered')) as "confirmed!",
            count(*) filter (where kind = 'replaced') as "replaced!", count(*) filter (where kind = 'deleted') as "deleted!",
            count(*) filter (where kind = 'added') as "added!"
         from counted_verdict where verification_id = $1"#,
        verification.uuid(),
    )
    .fetch_one(db)
    .await
}
