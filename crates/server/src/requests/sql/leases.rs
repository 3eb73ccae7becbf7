//! What the sweeps look for: leases that end, leases that ended, and work that its holder did not want.

use qc::id::{PersonId, RequestId};
use qc::request::Phase;
use qc::request::assignment::DECLINE_REST;
use sqlx::PgPool;
use uuid::Uuid;

use crate::db::Tx;

/// Assignments that were not begun within their lease.
pub(in crate::requests) async fn list_lapsed(db: &PgPool) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from qc_request where state in ('assigned', 'downloading') and lease_until < now() order by lease_until limit 100"
    )
    .fetch_all(db)
    .await
}

/// A lease that ends soon, with whom to tell.
pub(in crate::requests) struct Ending {
    pub request: RequestId,
    pub operator: PersonId,
}

/// Leases whose holders are to be warned, marked as warned within the transaction. The revision stays: nothing that a page
/// shows or a person decides on has changed.
pub(in crate::requests) async fn take_ending(tx: &mut Tx) -> Result<Vec<Ending>, sqlx::Error> {
    sqlx::query_as!(
        Ending,
        r#"update qc_request r set lease_warn_at = null
         where r.id in (select u.id from qc_request u where u.state = 'assigned' and u.lease_warn_at <= now() and u.lease_until > now()
                        order by u.lease_until limit 100 for update skip locked)
         returning r.id as "request: RequestId", r.operator_id as "operator!: PersonId""#,
    )
    .fetch_all(&mut **tx)
    .await
}

/// What a person was served and has not begun, locked.
pub(in crate::requests) async fn lock_served_unbegun(
    tx: &mut Tx,
    operator: PersonId,
) -> Result<Vec<RequestId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: RequestId" from qc_request
         where operator_id = $1 and assigned_how = 'served' and state = 'assigned' order by id for update"#,
        operator.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// From now on the work is served to others for a while.
pub(crate) async fn decline(
    tx: &mut Tx,
    request: RequestId,
    phase: Phase,
    person: PersonId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into decline (request_id, phase, person_id, rests_until) values ($1, $2, $3, now() + make_interval(secs => $4))
         on conflict (request_id, phase, person_id) do update set declined_at = now(), rests_until = excluded.rests_until",
        request.uuid(),
        phase.as_str(),
        person.uuid(),
        DECLINE_REST.as_seconds_f64(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
