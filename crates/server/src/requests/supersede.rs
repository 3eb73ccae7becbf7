//! A later original delivery of an asset takes the place of an earlier one whose first review is not handed in: nobody reviews
//! what will not be launched. The earlier request is canceled, its holder is told, and the new one is kept for them. The
//! other half of a joint request (Printmaster and M&E) goes over to the new one. Why it is so: docs/decisions/0010.

use qc::id::{DeliveryId, PersonId, RequestId};
use qc::notice::NoticeKind;
use qc::request::{Priority, Step};
use qc::task::TaskPlan;

use super::sql::{self, Accepted};
use super::{Request, advance, get};
use crate::db::Tx;
use crate::error::ApiResult;
use crate::notices::{self, Notice, People};

/// What the new request takes over.
#[derive(Default)]
pub(super) struct Superseded {
    numbers: Vec<i64>,
    name: String,
    /// Who held the earlier request.
    pub operator: Option<PersonId>,
    /// A rush stays a rush.
    pub priority: Option<Priority>,
    pub others: Vec<DeliveryId>,
    pub other_tasks: Vec<TaskPlan>,
}

impl Superseded {
    /// Said in the history of the new request.
    pub fn reason(&self) -> String {
        match self.numbers.last() {
            Some(number) => format!("Takes the place of request {number}."),
            None => String::new(),
        }
    }
}

/// Cancels what this delivery makes idle.
pub(super) async fn take_place_of(
    tx: &mut Tx,
    delivery: DeliveryId,
    accepted: &Accepted,
) -> ApiResult<Superseded> {
    let mut superseded = Superseded::default();
    for id in sql::lock_unsubmitted(tx, accepted.asset_id).await? {
        let mut request = get(tx, id).await?;
        take_over(tx, &mut superseded, &request, accepted).await?;
        cancel(tx, &mut request, delivery, accepted.number).await?;
    }
    Ok(superseded)
}

async fn take_over(
    tx: &mut Tx,
    superseded: &mut Superseded,
    request: &Request,
    accepted: &Accepted,
) -> ApiResult<()> {
    superseded.numbers.push(request.number);
    superseded.name = request.name();
    superseded.operator = request.operator_id.or(superseded.operator);
    superseded.priority = superseded
        .priority
        .min(Some(request.priority))
        .or(Some(request.priority));
    let others = sql::list_other_deliveries(tx, request.id, accepted.asset_id).await?;
    let plans = sql::list_plans(tx, request.id).await?;
    let of_others = |plan: &TaskPlan| others.iter().any(|(_, kind)| plan.kind.suits(*kind));
    superseded.other_tasks.extend(plans.into_iter().filter(of_others));
    superseded
        .others
        .extend(others.iter().map(|(delivery, _)| *delivery));
    Ok(())
}

async fn cancel(tx: &mut Tx, request: &mut Request, delivery: DeliveryId, number: i32) -> ApiResult<()> {
    request.held_from = None;
    request.concluded_at = Some(request.now);
    request.end_lease();
    let after = serde_json::json!({ "delivery_id": delivery });
    let act = request
        .act(None, "request.superseded")
        .because(format!("Delivery {number} takes its place."));
    crate::history::record(tx, act.changed(serde_json::json!({}), after)).await?;
    let act = request.act(None, "request.canceled");
    advance(tx, request, Step::Cancel, act).await
}

/// Whoever held it learns where to go on.
pub(super) async fn tell(tx: &mut Tx, superseded: &Superseded, new: RequestId) -> ApiResult<()> {
    let Some(operator) = superseded.operator else {
        return Ok(());
    };
    let request = get(tx, new).await?;
    let subject = format!("A later delivery takes the place of {}", superseded.name);
    let body = if request.reserved_for_id == Some(operator) {
        format!(
            "Stop there: request {} reviews the new delivery and is kept for you.",
            request.number
        )
    } else {
        format!("Stop there: request {} reviews the new delivery.", request.number)
    };
    let notice = Notice::new(NoticeKind::RequestSuperseded, subject, request.link())
        .of_title(request.title.id)
        .saying(body);
    Ok(notices::send(tx, People::Person(operator), notice).await?)
}
