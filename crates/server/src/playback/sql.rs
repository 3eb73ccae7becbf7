//! Which deliveries are compared: one of a request's, and an earlier one of the same kind of asset of the title. A version in
//! another language has the original's issues.

use qc::id::{DeliveryId, RequestId};
use sqlx::PgExecutor;

pub(super) struct Pair {
    pub old_number: i32,
    pub old_duration: i64,
    pub new: DeliveryId,
}

pub(super) async fn find_pair(
    db: impl PgExecutor<'_>,
    request: RequestId,
    old: DeliveryId,
) -> Result<Option<Pair>, sqlx::Error> {
    sqlx::query_as!(
        Pair,
        r#"select o.number as old_number, coalesce(o.duration_frames, 0) as "old_duration!", n.id as "new: DeliveryId"
         from request_delivery rd join delivery n on n.id = rd.delivery_id
         join asset a on a.id = n.asset_id
         join delivery o on o.created_at < n.created_at
         join asset b on b.id = o.asset_id and b.title_id = a.title_id and b.kind = a.kind
         where rd.request_id = $1 and o.id = $2"#,
        request.uuid(),
        old.uuid(),
    )
    .fetch_optional(db)
    .await
}
