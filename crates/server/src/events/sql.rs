//! Queries of the event table. Only rows of transactions that are older than every running one are read: then nothing
//! can appear before the cursor any more.

use qc::id::{FacilityId, PersonId, RequestId, ShowId, TitleId};
use sqlx::PgPool;
use uuid::Uuid;

use super::sight::Concerned;
use super::{Cursor, Event};
use crate::db::Tx;

/// An event as read: what is sent, and whom it concerns at this moment.
pub(super) struct Happened {
    pub cursor: Cursor,
    pub view: api::notices::EventView,
    pub concerned: Concerned,
}

const ROWS_AT_ONCE: i64 = 500;

pub(super) async fn insert(tx: &mut Tx, event: &Event) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into event (kind, noun_id, title_id, request_id, person_id, payload) values ($1, $2, $3, $4, $5, $6)",
        event.kind.as_str(),
        event.noun_id,
        event.title_id.map(Uuid::from),
        event.request_id.map(Uuid::from),
        event.person_id.map(Uuid::from),
        event.payload,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The next events after the cursor, oldest first.
pub(super) async fn list_after(db: &PgPool, after: Cursor) -> Result<Vec<Happened>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select e.id, e.xid::text::bigint as "xid!", e.kind, e.noun_id, e.title_id, e.request_id, e.person_id, e.payload,
                case when r.calibration_id is null then t.show_id end as "show_id?",
                case when r.calibration_id is null then r.operator_id else r.reserved_for_id end as "operator_id?",
                case when r.calibration_id is null then r.operator_facility_id end as "operator_facility_id?",
                v.verifier_id as "verifier_id?", v.facility_id as "verifier_facility_id?", k.author_id as "author_id?"
         from event e
         left join title t on t.id = e.title_id
         left join qc_request r on r.id = e.request_id
         left join verification v on v.request_id = e.request_id
         left join ticket k on k.id = e.noun_id and e.kind = 'ticket'
         where (e.xid, e.id) > (($1::bigint)::text::xid8, $2::bigint) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
         order by e.xid, e.id
         limit $3"#,
        after.xid,
        after.id,
        ROWS_AT_ONCE,
    )
    .fetch_all(db)
    .await?;
    let read = rows.into_iter().map(|row| Happened {
        cursor: Cursor {
            xid: row.xid,
            id: row.id,
        },
        view: api::notices::EventView {
            id: row.id,
            kind: row.kind,
            noun_id: row.noun_id,
            title_id: row.title_id.map(TitleId::from),
            request_id: row.request_id.map(RequestId::from),
            payload: row.payload,
        },
        concerned: Concerned {
            only: row.person_id.map(PersonId::from),
            show: row.show_id.map(ShowId::from),
            people: [row.operator_id, row.verifier_id, row.author_id]
                .into_iter()
                .flatten()
                .map(PersonId::from)
                .collect(),
            facilities: [row.operator_facility_id, row.verifier_facility_id]
                .into_iter()
                .flatten()
                .map(FacilityId::from)
                .collect(),
        },
    });
    Ok(read.collect())
}

/// The place behind everything that can be read now.
pub(super) async fn head(db: &PgPool) -> Result<Cursor, sqlx::Error> {
    let row = sqlx::query!(
        r#"select xid::text::bigint as "xid!", id from event
         where xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid desc, event.id desc limit 1"#
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map_or(Cursor::default(), |row| Cursor {
        xid: row.xid,
        id: row.id,
    }))
}

pub(super) async fn delete_old(db: &PgPool, kept_days: i32) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from event where at < now() - make_interval(days => $1)",
        kept_days
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
