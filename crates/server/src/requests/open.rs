//! Opening requests: an accepted delivery opens one by policy, joins the other half's (Printmaster and M&E), or, as a
//! redelivery, opens the fix check of the request that it answers. The inspection of deliveries calls this in its own
//! transaction; so does whoever publishes streams.

use qc::asset::AssetKind;
use qc::id::{CalibrationId, DeliveryId, PersonId, RequestId, TitleId};
use qc::notice::NoticeKind;
use qc::request::assignment::RESERVATION;
use qc::request::policy::{Holds, default_service, default_tasks, fitted};
use qc::request::{DeliveryPhase, Priority, RequestState, Service, Step};
use qc::task::{TaskDepth, TaskKind, TaskPlan};
use serde_json::json;

use super::composition::Composition;
use super::conclude::succeed;
use super::sql::{self, Accepted, NewRequest};
use super::{Request, advance, get, save};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::notices::{self, Notice, People};
use crate::{events, history, tasks};

/// Opens what an accepted delivery asks for, or adds it to the request that it belongs to.
pub async fn open_for(tx: &mut Tx, delivery: DeliveryId) -> ApiResult<Vec<RequestId>> {
    let accepted = sql::get_accepted(tx, delivery).await?;
    let request = match accepted.answers_request_id {
        Some(answered) => open_fix_check(tx, delivery, &accepted, answered).await?,
        None => open_first(tx, delivery, &accepted).await?,
    };
    Ok(vec![request])
}

/// Streams of a delivery were published: requests that have all they need now become available.
pub async fn streams_ready(tx: &mut Tx, delivery: DeliveryId) -> ApiResult<Vec<RequestId>> {
    sql::lock_preparing(tx, delivery).await?;
    let mut opened = Vec::new();
    for id in sql::list_prepared(tx, delivery).await? {
        let mut request = get(tx, id.into()).await?;
        // The hours for which it is kept begin when it can be taken.
        if request.reserved_for_id.is_some() {
            request.reserved_until = Some(request.now + RESERVATION);
        }
        let act = request.act(None, "request.prepared");
        if request.state == RequestState::OnHold {
            request.held_from = Some(RequestState::Preparing.after(Step::StreamsReady)?);
            save(tx, &mut request, act).await?;
        } else {
            advance(tx, &mut request, Step::StreamsReady, act).await?;
            opened.push(request.id);
        }
    }
    Ok(opened)
}

async fn open_first(tx: &mut Tx, delivery: DeliveryId, accepted: &Accepted) -> ApiResult<RequestId> {
    let plan = plan_of(tx, accepted, DeliveryPhase::First).await?;
    if let Some(request) = find_other_half(tx, accepted, plan.service).await? {
        return join(tx, request, delivery, &plan.tasks).await;
    }
    let new = NewRequest {
        id: RequestId::new(),
        title_id: accepted.title_id,
        service: plan.service,
        priority: plan.priority,
        state: state_at_first(plan.service),
        round: 1,
        predecessor_id: None,
        reserved_for: None,
        reserved_s: 0.0,
    };
    insert(tx, delivery, &new, &plan.tasks, None).await
}

/// Reviewing a redelivery: the same service, the same tasks as fix checks, kept for the operator of the first QC.
async fn open_fix_check(
    tx: &mut Tx,
    delivery: DeliveryId,
    accepted: &Accepted,
    answered: RequestId,
) -> ApiResult<RequestId> {
    let mut old = get(tx, answered).await?;
    let first_operator = sql::find_first_operator(tx, answered).await?;
    let new = NewRequest {
        id: RequestId::new(),
        title_id: accepted.title_id,
        service: old.service,
        priority: old.priority,
        state: state_at_first(old.service),
        round: old.round + 1,
        predecessor_id: Some(old.id),
        reserved_for: first_operator,
        reserved_s: RESERVATION.as_seconds_f64(),
    };
    let tasks = fix_check_tasks(&old, accepted)?;
    let id = insert(tx, delivery, &new, &tasks, None).await?;
    succeed(tx, &mut old).await?;
    if let Some(operator) = first_operator {
        tell_first_operator(tx, id, operator).await?;
    }
    Ok(id)
}

async fn tell_first_operator(tx: &mut Tx, id: RequestId, operator: PersonId) -> ApiResult<()> {
    let request = get(tx, id).await?;
    let subject = format!("A fix check is kept for you: {}", request.name());
    let notice =
        Notice::new(NoticeKind::FixCheckReserved, subject, request.link()).of_title(request.title.id);
    Ok(notices::send(tx, People::Person(operator), notice).await?)
}

fn fix_check_tasks(old: &Request, accepted: &Accepted) -> ApiResult<Vec<TaskPlan>> {
    let depth = TaskDepth::FixCheck;
    let planned: Vec<TaskPlan> = old
        .task_kinds
        .iter()
        .map(|kind| TaskPlan { kind: *kind, depth })
        .collect();
    Ok(fitted(&planned, accepted.asset_kind, holds(accepted)?, depth))
}

/// Every task that the delivery allows, at this depth, whatever the policy says.
pub(super) async fn default_plan(
    tx: &mut Tx,
    delivery: DeliveryId,
    depth: TaskDepth,
) -> ApiResult<(TitleId, Vec<TaskPlan>)> {
    let accepted = sql::get_accepted(tx, delivery).await?;
    let tasks = default_tasks(accepted.asset_kind, holds(&accepted)?, depth);
    Ok((accepted.title_id, tasks))
}

pub(super) async fn insert(
    tx: &mut Tx,
    delivery: DeliveryId,
    new: &NewRequest,
    plans: &[TaskPlan],
    calibration: Option<CalibrationId>,
) -> ApiResult<RequestId> {
    sql::insert(tx, new).await?;
    if let Some(calibration) = calibration {
        sql::mark_calibration(tx, new.id, calibration).await?;
    }
    sql::insert_delivery(tx, new.id, delivery).await?;
    tasks::insert(tx, new.id, plans).await?;
    let is_fix_check = plans.iter().any(|plan| plan.depth == TaskDepth::FixCheck);
    if is_fix_check || plans.iter().any(|plan| plan.depth == TaskDepth::Spot) {
        tasks::plan_watch_list(tx, new.id, is_fix_check).await?;
    }
    let request = get(tx, new.id).await?;
    let after = json!({ "state": request.state, "service": request.service, "delivery_id": delivery });
    let act = request.act(None, "request.opened").changed(json!({}), after);
    history::record(tx, act).await?;
    events::record(tx, request.event()).await?;
    Ok(new.id)
}

/// Streams are made first for Cast and Browser; a Download waits for none.
fn state_at_first(service: Service) -> RequestState {
    match service {
        Service::Download => RequestState::Available,
        Service::Cast | Service::Browser => RequestState::Preparing,
    }
}

struct Plan {
    service: Service,
    tasks: Vec<TaskPlan>,
    priority: Priority,
}

async fn plan_of(tx: &mut Tx, accepted: &Accepted, phase: DeliveryPhase) -> ApiResult<Plan> {
    let holds = holds(accepted)?;
    let depth = TaskDepth::Full;
    let row = sql::find_request_policy(tx, accepted.show_id, accepted.asset_kind, phase).await?;
    Ok(match row {
        Some(row) => Plan {
            service: row.service,
            tasks: fitted(&row.tasks.0, accepted.asset_kind, holds, depth),
            priority: row.priority,
        },
        None => Plan {
            service: default_service(accepted.asset_kind),
            tasks: default_tasks(accepted.asset_kind, holds, depth),
            priority: Priority::Standard,
        },
    })
}

/// What the delivery really holds. Only pictures have a composition; sound masters are one task each.
fn holds(accepted: &Accepted) -> ApiResult<Holds> {
    let composition = accepted
        .composition
        .as_ref()
        .filter(|_| accepted.asset_kind == AssetKind::PrimaryAv);
    let Some(composition) = composition else {
        return Ok(Holds::default());
    };
    let facts = Composition::read(composition).map_err(ApiError::internal)?;
    let has_field = |name: &str| {
        facts
            .sound
            .iter()
            .any(|sound| sound.soundfield.as_deref() == Some(name))
    };
    Ok(Holds {
        picture: facts.picture.is_some(),
        hdr: facts.picture.as_ref().is_some_and(|picture| picture.is_hdr),
        five_one: has_field("51"),
        stereo: has_field("ST"),
        atmos: false,
    })
}

/// Printmaster and M&E of one title are reviewed together when nobody has begun with the first of them.
async fn find_other_half(tx: &mut Tx, accepted: &Accepted, service: Service) -> ApiResult<Option<RequestId>> {
    let other = match accepted.asset_kind {
        AssetKind::Printmaster => AssetKind::MusicAndEffects,
        AssetKind::MusicAndEffects => AssetKind::Printmaster,
        AssetKind::PrimaryAv | AssetKind::Atmos | AssetKind::Iab => return Ok(None),
    };
    let rate = (accepted.edit_rate_num, accepted.edit_rate_den);
    Ok(sql::find_joinable(tx, accepted.title_id, service, other, rate).await?)
}

async fn join(tx: &mut Tx, id: RequestId, delivery: DeliveryId, plans: &[TaskPlan]) -> ApiResult<RequestId> {
    sql::insert_delivery(tx, id, delivery).await?;
    tasks::insert(tx, id, plans).await?;
    let mut request = get(tx, id).await?;
    let kinds: Vec<TaskKind> = plans.iter().map(|plan| plan.kind).collect();
    let act = request
        .act(None, "request.joined")
        .changed(json!({}), json!({ "delivery_id": delivery, "tasks": kinds }));
    save(tx, &mut request, act).await?;
    Ok(id)
}
