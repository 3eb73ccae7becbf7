//! The board of a facility's manager.

use std::collections::HashMap;

use api::boards::{BucketCounts, CompletedReport, FacilityBoard};
use api::requests::RequestRow;
use qc::id::{FacilityId, RequestId};
use qc::sla::Bucket;
use uuid::Uuid;

use super::sql;
use crate::access::Actor;
use crate::app::App;
use crate::db;
use crate::error::ApiResult;
use crate::requests;

pub(super) async fn board(app: &App, actor: &Actor, facility: FacilityId) -> ApiResult<FacilityBoard> {
    let held = sql::list_held(&app.db, facility).await?;
    let to_give = requests::ids_to_give(app, actor).await?;
    let completed = sql::list_completed(&app.db, facility).await?;
    let ids: Vec<Uuid> = held
        .iter()
        .chain(&to_give)
        .copied()
        .chain(completed.iter().map(|(id, _)| *id))
        .collect();
    let mut rows: HashMap<RequestId, RequestRow> = requests::seen_rows(app, actor, &ids)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    let completed: Vec<CompletedReport> = completed
        .into_iter()
        .filter_map(|(id, submitted_at)| {
            let request = rows.remove(&id.into())?;
            let due_at = request.clock.report_due_at;
            let on_time = due_at.map(|due_at| submitted_at <= due_at);
            Some(CompletedReport {
                request,
                submitted_at,
                on_time,
            })
        })
        .collect();
    let mut take = |ids: Vec<Uuid>| -> Vec<RequestRow> {
        ids.into_iter().filter_map(|id| rows.remove(&id.into())).collect()
    };
    let mut held = take(held);
    held.sort_by_key(|row| row.clock.report_due_at);
    let counts = sql::count_completed(&app.db, facility).await?;
    Ok(FacilityBoard {
        now: db::now(&app.db).await?,
        buckets: buckets(held.iter().map(|row| row.clock.bucket)),
        to_give: take(to_give),
        held,
        completed,
        completed_24_h: counts.in_24_h,
        completed_7_d: counts.in_7_d,
        load: sql::list_load(&app.db, facility).await?,
    })
}

pub(super) fn buckets(clocks: impl Iterator<Item = Bucket>) -> BucketCounts {
    let mut counts = BucketCounts::default();
    for bucket in clocks {
        match bucket {
            Bucket::Critical => counts.critical += 1,
            Bucket::AtRisk => counts.at_risk += 1,
            Bucket::OnTrack => counts.on_track += 1,
        }
    }
    counts
}
