//! Versions of a picture in other languages. The request keeps the service of the original, looks at five points where no policy
//! says otherwise, is kept for the operator of the original's first QC, and has the original's issues beside it for reference
//! ("V1").

use qc::asset::AssetKind;
use qc::id::{DeliveryId, RequestId};
use qc::request::policy::{default_tasks, fitted};
use qc::request::{DeliveryPhase, Priority};
use qc::task::TaskDepth;

use super::open::{self, New, Plan, tell_first_operator};
use super::sql::{self, Accepted, Baseline};
use super::supersede;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::tasks;

pub(super) async fn open(tx: &mut Tx, delivery: DeliveryId, accepted: &Accepted) -> ApiResult<RequestId> {
    let baseline = sql::find_baseline(tx, accepted.title_id).await?;
    let plan = plan(tx, accepted, baseline.as_ref()).await?;
    let superseded = supersede::take_place_of(tx, delivery, accepted).await?;
    let first_operator = match &baseline {
        Some(baseline) => sql::find_first_operator(tx, baseline.request).await?,
        None => None,
    };
    let new = New {
        service: plan.service,
        priority: superseded
            .priority
            .map_or(plan.priority, |old| old.min(plan.priority)),
        reserved_for: superseded.operator.or(first_operator),
        ..New::first(accepted)
    };
    let id = open::insert(tx, &[delivery], &new, &plan.tasks, &superseded.reason()).await?;
    tasks::add_original_issues(tx, id, accepted.title_id, AssetKind::PrimaryAv).await?;
    if superseded.operator.is_some() {
        supersede::tell(tx, &superseded, id).await?;
    } else {
        tell_first_operator(tx, id).await?;
    }
    Ok(id)
}

async fn plan(tx: &mut Tx, accepted: &Accepted, baseline: Option<&Baseline>) -> ApiResult<Plan> {
    let (kind, depth) = (accepted.asset_kind, TaskDepth::Spot);
    let holds = open::holds(accepted)?;
    let phase = DeliveryPhase::SecondaryLanguage;
    Ok(
        match sql::find_request_policy(tx, accepted.show_id, kind, phase).await? {
            Some(row) => Plan {
                service: row.service,
                tasks: fitted(&row.tasks.0, kind, holds, depth),
                priority: row.priority,
            },
            None => Plan {
                service: baseline.map_or_else(|| New::first(accepted).service, |baseline| baseline.service),
                tasks: default_tasks(kind, holds, depth),
                priority: Priority::Standard,
            },
        },
    )
}
