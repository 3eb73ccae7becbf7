//! Requests of calibrations: one for each chosen operator, opened, kept for them and found like any other task of its
//! service; and what becomes of them when the calibration is closed.

use qc::id::{CalibrationId, DeliveryId, PersonId, RequestId};
use qc::request::assignment::Ineligible;
use qc::request::{Phase, RequestState, Service, Step};
use qc::task::{TaskDepth, TaskKind};

use super::eligibility::{find_worker, ineligible};
use super::open::{New, default_plan, insert};
use super::sql;
use super::{Request, Viewer, advance, find, get};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

/// A delivery becomes a calibration master: the requests that it opened are canceled. Refused once anyone has begun.
pub(crate) async fn release_delivery(tx: &mut Tx, by: PersonId, delivery: DeliveryId) -> ApiResult<()> {
    for id in sql::list_of_delivery(tx, delivery).await? {
        let mut request = get(tx, id.into()).await?;
        super::lock_unchanged(tx, &request).await?;
        if !matches!(request.state, RequestState::Preparing | RequestState::Available) {
            return Err(ApiError::not_allowed_now(format!(
                "Request {} reviews this delivery already. Choose a delivery that nobody has begun with, or cancel the request.",
                request.number
            )));
        }
        if request.asset_kinds.len() > 1 {
            return Err(ApiError::not_allowed_now(format!(
                "Request {} is about another delivery as well.",
                request.number
            )));
        }
        request.concluded_at = Some(request.now);
        let act = request
            .act(by, "request.canceled")
            .because("The delivery is used for calibration.");
        advance(tx, &mut request, Step::Cancel, act).await?;
    }
    Ok(())
}

/// Opens the operator's own copy. Refused where they could not take it.
pub(crate) async fn give_calibration(
    tx: &mut Tx,
    calibration: CalibrationId,
    delivery: DeliveryId,
    operator: PersonId,
    (service, depth): (Service, TaskDepth),
) -> ApiResult<RequestId> {
    let (new, tasks) = default_plan(tx, delivery, depth).await?;
    let new = New {
        service,
        reserved_for: Some(operator),
        calibration: Some(calibration),
        ..new
    };
    let id = insert(tx, &[delivery], &new, &tasks, "").await?;
    demand_takeable(tx, id, operator).await?;
    Ok(id)
}

async fn demand_takeable(tx: &mut Tx, id: RequestId, operator: PersonId) -> ApiResult<()> {
    let refused = |why: String| ApiError::invalid("person_ids", "not_eligible", why);
    let worker = find_worker(&mut **tx, operator)
        .await?
        .ok_or_else(|| refused("There is no such active operator.".to_owned()))?;
    let viewer = Viewer {
        person: Some(operator),
        facility: worker.facility_id,
    };
    let request = find(&mut **tx, viewer, id).await?.ok_or(ApiError::NotFound)?;
    let name = request
        .reserved_for
        .as_ref()
        .map_or(String::new(), |person| person.name.clone());
    match ineligible(&worker, &request, Phase::Qc).first() {
        None => Ok(()),
        Some(Ineligible::WrongRole) => Err(refused(format!("{name} is no operator."))),
        Some(Ineligible::NotCleared) => Err(refused(format!(
            "{name}'s facility is not cleared for this show; clear it first, or choose somebody else."
        ))),
        Some(reason) => Err(refused(format!("{name} could not take it: {reason}."))),
    }
}

/// The calibration is closed: what was handed in is approved, what was not is canceled. The show hears nothing of it.
pub(crate) async fn close_calibration(tx: &mut Tx, by: PersonId, id: RequestId) -> ApiResult<Request> {
    let mut request = get(tx, id).await?;
    super::lock_unchanged(tx, &request).await?;
    if request.state.is_final() {
        return Ok(request);
    }
    request.concluded_at = Some(request.now);
    request.end_lease();
    request.held_from = None;
    if request.state == RequestState::VerificationAvailable {
        request.verified_at = Some(request.now);
        let act = request.act(by, "request.verification_skipped");
        advance(tx, &mut request, Step::SkipVerification, act).await?;
        let act = request.act(by, "request.approved");
        advance(tx, &mut request, Step::Approve, act).await?;
    } else {
        let act = request
            .act(by, "request.canceled")
            .because("It was a calibration, which is closed.");
        advance(tx, &mut request, Step::Cancel, act).await?;
    }
    Ok(request)
}

/// The tasks that a key may name: those of the kind of asset.
pub(crate) fn tasks_of(kind: qc::asset::AssetKind) -> Vec<TaskKind> {
    TaskKind::ALL
        .iter()
        .copied()
        .filter(|task| task.suits(kind))
        .collect()
}
