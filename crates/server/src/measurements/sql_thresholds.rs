//! Queries of thresholds: every save is a row, and no row is ever changed.

use std::collections::HashMap;

use anyhow::Context;
use api::PersonRef;
use api::measurements::ThresholdsView;
use measure::Thresholds;
use qc::id::{DeliveryId, PersonId};
use sqlx::types::Json;
use sqlx::{PgExecutor, PgPool};

use crate::db::Tx;

/// The latest version; the product's own when none was ever saved.
pub(crate) async fn in_force(db: &PgPool) -> anyhow::Result<Thresholds> {
    let row =
        sqlx::query!("select version, thresholds from thresholds_version order by version desc limit 1")
            .fetch_optional(db)
            .await?;
    match row {
        None => Ok(Thresholds::default()),
        Some(row) => read(row.version, row.thresholds),
    }
}

/// A threshold that is new since the version was saved has the product's own value.
fn read(version: i32, stored: serde_json::Value) -> anyhow::Result<Thresholds> {
    let thresholds: Thresholds = serde_json::from_value(stored)
        .with_context(|| format!("version {version} of the thresholds cannot be read by this release"))?;
    Ok(Thresholds {
        version: u32::try_from(version)?,
        ..thresholds
    })
}

/// Every version by its number, the product's own among them.
pub(crate) async fn all(db: &PgPool) -> anyhow::Result<HashMap<u32, Thresholds>> {
    let rows = sqlx::query!("select version, thresholds from thresholds_version")
        .fetch_all(db)
        .await?;
    let own = Thresholds::default();
    let saved = rows.into_iter().map(|row| {
        let thresholds = read(row.version, row.thresholds)?;
        Ok((thresholds.version, thresholds))
    });
    std::iter::once(Ok((own.version, own))).chain(saved).collect()
}

/// The latest first, without the product's own.
pub(super) async fn list(db: impl PgExecutor<'_>) -> anyhow::Result<Vec<ThresholdsView>> {
    let rows = sqlx::query!(
        r#"select version, thresholds, note, person_ref(saved_by) as "saved_by!: Json<PersonRef>", saved_at
         from thresholds_version order by version desc"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let thresholds = read(row.version, row.thresholds)?;
            Ok(ThresholdsView {
                version: thresholds.version,
                thresholds,
                note: row.note,
                saved_by: Some(row.saved_by.0),
                saved_at: Some(row.saved_at),
            })
        })
        .collect()
}

/// The number of the next version. Two who save at once get two numbers: the table is locked until the end.
pub(super) async fn next_version(tx: &mut Tx) -> Result<i32, sqlx::Error> {
    sqlx::query!("lock table thresholds_version in share row exclusive mode")
        .execute(&mut **tx)
        .await?;
    sqlx::query_scalar!(r#"select coalesce(max(version), 1) + 1 as "next!" from thresholds_version"#)
        .fetch_one(&mut **tx)
        .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    thresholds: &Thresholds,
    note: &str,
    person: PersonId,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into thresholds_version (version, thresholds, note, saved_by) values ($1, $2, $3, $4)",
        i32::try_from(thresholds.version).unwrap_or(i32::MAX),
        Json(thresholds) as _,
        note,
        person.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Measured deliveries of requests that are not concluded, judged by another version than this.
pub(super) async fn list_judged_otherwise(
    db: impl PgExecutor<'_>,
    version: u32,
) -> Result<Vec<DeliveryId>, sqlx::Error> {
    let ids = sqlx::query_scalar!(
        "select m.delivery_id from measurement m where m.state = 'ready' and m.thresholds_version <> $1
           and exists (select from request_delivery rd join qc_request r on r.id = rd.request_id
                       where rd.delivery_id = m.delivery_id and r.state not in ('approved', 'rejected', 'canceled'))
         order by m.delivery_id",
        i32::try_from(version).unwrap_or(i32::MAX),
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(DeliveryId::from).collect())
}
