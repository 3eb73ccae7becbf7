//! The seal over the history: each row's seal is made of the row and of the seal before it, so that no row can be changed,
//! taken out or swapped without the chain showing it. Sealing runs a few seconds behind, so that acts do not wait for each
//! other; the order of the chain is that in which the commits were seen.

use std::fmt;

use api::history::SealView;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::PgPool;

use crate::app::App;
use crate::jobs::{Attempt, Job};

/// So many rows are sealed in one transaction.
const ROWS_AT_ONCE: i64 = 5_000;
/// Of a stretch of missing seals, so many are named.
const LIMIT_MISSING: usize = 100;
/// The seal before the first.
const BEGINNING: &[u8] = b"asset qc history";

/// Seals what was committed since the last time.
#[derive(Debug, Serialize, Deserialize)]
pub struct SealHistory;

impl Job for SealHistory {
    const KIND: &'static str = "history.seal";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        while seal(&app.db).await? == ROWS_AT_ONCE {}
        Ok(())
    }
}

/// Seals the rows that are there and are not sealed yet; gives how many.
///
/// A row gets its number before its commit, so that a smaller number may come later than a greater one; an hour after a
/// number was sealed, no smaller one is still under way.
pub async fn seal(db: &PgPool) -> Result<i64, sqlx::Error> {
    let mut tx = db.begin().await?;
    sqlx::query!("lock table history_seal in share row exclusive mode")
        .execute(&mut *tx)
        .await?;
    let last = sqlx::query!("select position, seal from history_seal order by position desc limit 1")
        .fetch_optional(&mut *tx)
        .await?;
    let (mut position, mut before) = last.map_or((0, BEGINNING.to_vec()), |last| (last.position, last.seal));
    let rows = sqlx::query!(
        r#"select h.id, history_line(h) as "line!" from history h
         where h.id > coalesce((select history_id from history_seal where sealed_at < now() - interval '1 hour'
                                order by sealed_at desc, position desc limit 1), 0)
           and not exists (select from history_seal s where s.history_id = h.id)
         order by h.id limit $1"#,
        ROWS_AT_ONCE,
    )
    .fetch_all(&mut *tx)
    .await?;
    let (mut positions, mut ids, mut seals) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        position += 1;
        before = next(&before, &row.line);
        positions.push(position);
        ids.push(row.id);
        seals.push(before.clone());
    }
    sqlx::query!(
        "insert into history_seal (position, history_id, seal)
         select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])",
        &positions,
        &ids,
        &seals,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    if let Some(id) = ids.last() {
        // In the log, which goes elsewhere: whoever rewrites the whole chain cannot rewrite that.
        tracing::info!(position, history = id, seal = %data_encoding::HEXLOWER.encode(&before), "history sealed");
    }
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

fn next(before: &[u8], line: &str) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(line.as_bytes());
    hasher.finalize().to_vec()
}

pub(super) async fn view(db: &PgPool) -> Result<SealView, sqlx::Error> {
    let last =
        sqlx::query!("select position, seal, sealed_at from history_seal order by position desc limit 1")
            .fetch_optional(db)
            .await?;
    let all = sqlx::query_scalar!(r#"select count(*) as "count!" from history"#)
        .fetch_one(db)
        .await?;
    let sealed = last.as_ref().map_or(0, |last| last.position);
    Ok(SealView {
        sealed,
        waiting: (all - sealed).max(0),
        sealed_at: last.as_ref().map(|last| last.sealed_at),
        head: last.map(|last| data_encoding::HEXLOWER.encode(&last.seal)),
    })
}

/// Where the chain and the history do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The row is not what was sealed: its words, or those of the seal before it.
    Changed { row: i64 },
    /// The row is gone; its seal is there.
    Removed { row: i64 },
    /// A seal is missing between its neighbours.
    SealRemoved { position: i64 },
    /// The sealing passed over the row: it was put in later by hand.
    NeverSealed { row: i64 },
    /// A seal that was noted down earlier is not in the chain.
    NotInChain { seal: String },
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Changed { row } => write!(f, "row {row} of the history is not what was sealed"),
            Broken::Removed { row } => write!(f, "row {row} of the history was sealed and is gone"),
            Broken::SealRemoved { position } => write!(f, "seal {position} of the history is missing"),
            Broken::NeverSealed { row } => {
                write!(f, "row {row} of the history was put in behind the sealing")
            }
            Broken::NotInChain { seal } => write!(f, "the seal {seal} is not in the chain: it was made anew"),
        }
    }
}

/// Walks the whole chain. After a break it goes on from the seal that stands there, so that each row is named alone.
/// `noted` is a seal that was written down earlier.
pub async fn verify(db: &PgPool, noted: Option<&str>) -> Result<Vec<Broken>, sqlx::Error> {
    let mut broken = Vec::new();
    let (mut position, mut before) = (0, BEGINNING.to_vec());
    let mut was_noted = noted.is_none();
    {
        let mut rows = sqlx::query!(
            r#"select s.position, s.history_id, s.seal, case when h.id is not null then history_line(h) end as line
             from history_seal s left join history h on h.id = s.history_id order by s.position"#
        )
        .fetch(db);
        while let Some(row) = rows.try_next().await? {
            let is_next = row.position == position + 1;
            let missing = (position + 1..row.position).take(LIMIT_MISSING);
            broken.extend(missing.map(|position| Broken::SealRemoved { position }));
            match row.line {
                None => broken.push(Broken::Removed { row: row.history_id }),
                // Behind a missing seal the chain begins anew.
                Some(line) if is_next && next(&before, &line) != row.seal => {
                    broken.push(Broken::Changed { row: row.history_id });
                }
                Some(_) => {}
            }
            was_noted = was_noted || noted == Some(data_encoding::HEXLOWER.encode(&row.seal).as_str());
            (position, before) = (row.position, row.seal);
        }
    }
    broken.extend(list_passed_over(db).await?);
    if let Some(seal) = noted.filter(|_| !was_noted) {
        broken.push(Broken::NotInChain {
            seal: seal.to_owned(),
        });
    }
    Ok(broken)
}

/// Rows without a seal among those that the sealing has long left behind.
async fn list_passed_over(db: &PgPool) -> Result<Vec<Broken>, sqlx::Error> {
    let rows = sqlx::query_scalar!(
        "select h.id from history h
         where h.id < (select history_id from history_seal
                       where sealed_at < (select max(sealed_at) from history_seal) - interval '1 hour'
                       order by sealed_at desc, position desc limit 1)
           and not exists (select from history_seal s where s.history_id = h.id)
         order by h.id"
    );
    let rows = rows.fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| Broken::NeverSealed { row }).collect())
}
