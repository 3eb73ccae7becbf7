//! Queries of facilities, clearances and legal bars.

use api::facilities::{FacilityView, LegalBarView, NewLegalBar};
use qc::id::{FacilityId, LegalBarId, PersonId, ShowId, TitleId};
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use crate::db::Tx;

pub(super) async fn find(db: &PgPool, facility: FacilityId) -> Result<Option<FacilityView>, sqlx::Error> {
    Ok(list(db, Some(facility)).await?.pop())
}

/// All facilities in the order of their names, or the one that is named.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    only: Option<FacilityId>,
) -> Result<Vec<FacilityView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select f.id, f.name, f.created_at, f.revision,
                array(select show_id from show_clearance c where c.facility_id = f.id order by show_id) as "cleared!",
                (select count(*) from person p where p.facility_id = f.id and p.state <> 'disabled') as "people!"
         from facility f where $1::uuid is null or f.id = $1 order by lower(f.name), f.id"#,
        only.map(Uuid::from),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| FacilityView {
        id: FacilityId::from(row.id),
        name: row.name,
        cleared_show_ids: row.cleared.into_iter().map(ShowId::from).collect(),
        people_count: row.people,
        created_at: row.created_at,
        revision: row.revision,
    });
    Ok(view.collect())
}

pub(super) async fn insert(tx: &mut Tx, name: &str) -> Result<FacilityId, sqlx::Error> {
    let id = FacilityId::new();
    sqlx::query!(
        "insert into facility (id, name) values ($1, $2)",
        Uuid::from(id),
        name
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Compare-and-set on the revision; false when someone was quicker.
pub(super) async fn rename(
    tx: &mut Tx,
    facility: FacilityId,
    revision: i64,
    name: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update facility set name = $3, revision = revision + 1 where id = $1 and revision = $2",
        Uuid::from(facility),
        revision,
        name,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn replace_clearances(
    tx: &mut Tx,
    facility: FacilityId,
    shows: &[ShowId],
) -> Result<(), sqlx::Error> {
    let shows: Vec<Uuid> = shows.iter().map(|show| Uuid::from(*show)).collect();
    sqlx::query!(
        "delete from show_clearance where facility_id = $1 and show_id <> all($2)",
        Uuid::from(facility),
        &shows,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into show_clearance (facility_id, show_id) select $1, unnest($2::uuid[]) on conflict do nothing",
        Uuid::from(facility),
        &shows,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update facility set revision = revision + 1 where id = $1",
        Uuid::from(facility)
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

pub(super) async fn list_bars(
    db: impl PgExecutor<'_>,
    only: Option<LegalBarId>,
) -> Result<Vec<LegalBarView>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select b.id, b.person_id, b.facility_id, b.show_id, b.title_id, b.reason, b.created_at,
                coalesce(p.first_name || ' ' || p.last_name, f.name) as "party!",
                coalesce(s.name, ts.name || ' · ' || t.name) as "work!"
         from legal_bar b
         left join person p on p.id = b.person_id left join facility f on f.id = b.facility_id
         left join show s on s.id = b.show_id left join title t on t.id = b.title_id left join show ts on ts.id = t.show_id
         where $1::uuid is null or b.id = $1 order by b.created_at desc, b.id"#,
        only.map(Uuid::from),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| LegalBarView {
        id: LegalBarId::from(row.id),
        person_id: row.person_id.map(PersonId::from),
        facility_id: row.facility_id.map(FacilityId::from),
        show_id: row.show_id.map(ShowId::from),
        title_id: row.title_id.map(TitleId::from),
        party: row.party,
        work: row.work,
        reason: row.reason,
        created_at: row.created_at,
    });
    Ok(view.collect())
}

pub(super) async fn insert_bar(tx: &mut Tx, bar: &NewLegalBar) -> Result<LegalBarId, sqlx::Error> {
    let id = LegalBarId::new();
    sqlx::query!(
        "insert into legal_bar (id, person_id, facility_id, show_id, title_id, reason) values ($1, $2, $3, $4, $5, $6)",
        Uuid::from(id),
        bar.person_id.map(Uuid::from),
        bar.facility_id.map(Uuid::from),
        bar.show_id.map(Uuid::from),
        bar.title_id.map(Uuid::from),
        bar.reason.trim(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

pub(super) async fn delete_bar(tx: &mut Tx, bar: LegalBarId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!("delete from legal_bar where id = $1", Uuid::from(bar))
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}
