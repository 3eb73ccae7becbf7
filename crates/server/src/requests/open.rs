//! Opening requests: an accepted delivery opens one by policy, joins the other half's (Printmaster and M&E), or, as a
//! redelivery, opens the fix check of the request that it answers. A later original takes the place of one whose review is
//! not handed in (`supersede`); a version in another language has rules of its own (`versions`). The inspection of
//! deliveries calls this in its own transaction; so does whoever publishes streams.

use chrono::{DateTime, TimeDelta, Utc};
use qc::asset::AssetKind;
use qc::id::{CalibrationId, DeliveryId, PersonId, RequestId, ShowId, TitleId};
use qc::notice::NoticeKind;
use qc::request::assignment::RESERVATION;
use qc::request::policy::{Holds, default_service, default_tasks, fitted};
use qc::request::{DeliveryPhase, Priority, RequestState, Service, Step};
use qc::task::{TaskDepth, TaskKind, TaskPlan};
use serde_json::json;

use super::composition::Composition;
use super::conclude::succeed;
use super::sql::{self, Accepted, NewRequest};
use super::{Request, advance, get, reserve, save, supersede, versions};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::notices::{self, Notice, People};
use crate::{events, history, jobs, tasks};

/// Opens what an accepted delivery asks for, or adds it to the request that it belongs to.
pub async fn open_for(tx: &mut Tx, delivery: DeliveryId) -> ApiResult<Vec<RequestId>> {
    let accepted = sql::get_accepted(tx, delivery).await?;
    let request = match accepted.answers_request_id {
        Some(answered) => open_fix_check(tx, delivery, &accepted, answered).await?,
        None => open_first(tx, delivery, &accepted).await?,
    };
    Ok(vec![request])
}

/// By which services these requests are reviewed.
pub async fn list_services(tx: &mut Tx, requests: &[RequestId]) -> Result<Vec<Service>, sqlx::Error> {
    let ids: Vec<uuid::Uuid> = requests.iter().map(|request| request.uuid()).collect();
    sql::list_services(tx, &ids).await
}

/// Streams of a delivery were published: requests that have all they need now become available.
pub async fn streams_ready(tx: &mut Tx, delivery: DeliveryId) -> ApiResult<Vec<RequestId>> {
    sql::lock_preparing(tx, delivery).await?;
    let mut opened = Vec::new();
    for id in sql::list_prepared(tx, delivery).await? {
        let mut request = get(tx, id.into()).await?;
        // The hours for which it is kept begin when it can be taken.
        if request.reserved_for_id.is_some() {
            request.reserved_until = Some(request.now + request.reservation());
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
    // One opener of a title after the other: halves that arrive at once find each other, and so do versions.
    sql::lock_title(tx, accepted.title_id).await?;
    if accepted.language.is_some() {
        return versions::open(tx, delivery, accepted).await;
    }
    let plan = plan_of(tx, accepted).await?;
    let superseded = supersede::take_place_of(tx, delivery, accepted).await?;
    if superseded.others.is_empty()
        && let Some(request) = find_other_half(tx, accepted, plan.service).await?
    {
        let id = join(tx, request, delivery, &plan.tasks).await?;
        supersede::tell(tx, &superseded, id).await?;
        return Ok(id);
    }
    let new = New {
        service: plan.service,
        priority: superseded
            .priority
            .map_or(plan.priority, |old| old.min(plan.priority)),
        reserved_for: superseded.operator,
        ..New::first(accepted)
    };
    let tasks: Vec<TaskPlan> = plan
        .tasks
        .iter()
        .chain(&superseded.other_tasks)
        .copied()
        .collect();
    let deliveries: Vec<DeliveryId> = std::iter::once(delivery)
        .chain(superseded.others.iter().copied())
        .collect();
    let id = insert(tx, &deliveries, &new, &tasks, &superseded.reason()).await?;
    supersede::tell(tx, &superseded, id).await?;
    Ok(id)
}

/// Reviewing a redelivery: by policy, else the same service, the same tasks as fix checks; kept for the operator of the first QC.
async fn open_fix_check(
    tx: &mut Tx,
    delivery: DeliveryId,
    accepted: &Accepted,
    answered: RequestId,
) -> ApiResult<RequestId> {
    let mut old = get(tx, answered).await?;
    let plan = fix_check_plan(tx, &old, accepted).await?;
    let new = New {
        service: plan.service,
        priority: plan.priority,
        round: old.round + 1,
        predecessor: Some(old.id),
        reserved_for: sql::find_first_operator(tx, answered).await?,
        ..New::first(accepted)
    };
    let id = insert(tx, &[delivery], &new, &plan.tasks, "").await?;
    succeed(tx, &mut old).await?;
    tell_first_operator(tx, id).await?;
    Ok(id)
}

/// Whoever a request is kept for hears of it.
pub(super) async fn tell_first_operator(tx: &mut Tx, id: RequestId) -> ApiResult<()> {
    let request = get(tx, id).await?;
    let Some(operator) = request.reserved_for_id else {
        return Ok(());
    };
    let what = if request.task_depths.contains(&TaskDepth::FixCheck) {
        "A fix check"
    } else {
        "A request"
    };
    let subject = format!("{what} is kept for you: {}", request.name());
    let notice =
        Notice::new(NoticeKind::FixCheckReserved, subject, request.link()).of_title(request.title.id);
    Ok(notices::send(tx, People::Person(operator), notice).await?)
}

/// By the policy for redeliveries where there is one; else the same service and the same tasks, as fix checks. What was a rush
/// stays one.
async fn fix_check_plan(tx: &mut Tx, old: &Request, accepted: &Accepted) -> ApiResult<Plan> {
    let depth = TaskDepth::FixCheck;
    let phase = DeliveryPhase::Redelivery;
    let row = sql::find_request_policy(tx, accepted.show_id, accepted.asset_kind, phase).await?;
    let (service, planned, priority) = match row {
        Some(row) => (row.service, row.tasks.0, row.priority.min(old.priority)),
        None => {
            let same = old.task_kinds.iter().map(|kind| TaskPlan { kind: *kind, depth });
            (old.service, same.collect(), old.priority)
        }
    };
    Ok(Plan {
        service,
        tasks: fitted(&planned, accepted.asset_kind, holds(accepted)?, depth),
        priority,
    })
}

/// Every task that the delivery allows, at this depth, whatever the policy says.
pub(super) async fn default_plan(
    tx: &mut Tx,
    delivery: DeliveryId,
    depth: TaskDepth,
) -> ApiResult<(New, Vec<TaskPlan>)> {
    let accepted = sql::get_accepted(tx, delivery).await?;
    let tasks = default_tasks(accepted.asset_kind, holds(&accepted)?, depth);
    Ok((New::first(&accepted), tasks))
}

/// As long as the calibration is open.
const CALIBRATION_KEPT: TimeDelta = TimeDelta::days(10 * 365);

/// What a new request is, before it has deliveries and tasks.
pub(super) struct New {
    pub title: TitleId,
    pub show: ShowId,
    pub service: Service,
    pub priority: Priority,
    pub round: i32,
    pub predecessor: Option<RequestId>,
    /// Kept for this person, if they are there.
    pub reserved_for: Option<PersonId>,
    /// A calibration is kept for its operator until it is closed, and its streams are there already.
    pub calibration: Option<CalibrationId>,
}

impl New {
    pub fn first(accepted: &Accepted) -> New {
        New {
            title: accepted.title_id,
            show: accepted.show_id,
            service: default_service(accepted.asset_kind),
            priority: Priority::Standard,
            round: 1,
            predecessor: None,
            reserved_for: None,
            calibration: None,
        }
    }
}

/// Writes the request with its deliveries, tasks and watch list, its history and its event.
pub(super) async fn insert(
    tx: &mut Tx,
    deliveries: &[DeliveryId],
    new: &New,
    plans: &[TaskPlan],
    reason: &str,
) -> ApiResult<RequestId> {
    let id = RequestId::new();
    let (reserved_for, reserved_until) = reservation(tx, new).await?;
    let row = NewRequest {
        id,
        title_id: new.title,
        service: new.service,
        priority: new.priority,
        state: match new.calibration {
            Some(_) => RequestState::Available,
            None => state_at_first(new.service),
        },
        round: new.round,
        predecessor_id: new.predecessor,
        reserved_for,
        reserved_until,
    };
    sql::insert(tx, &row).await?;
    if let Some(calibration) = new.calibration {
        sql::mark_calibration(tx, id, calibration).await?;
    }
    for delivery in deliveries {
        sql::insert_delivery(tx, id, *delivery).await?;
        jobs::follow_priority(tx, *delivery).await?;
    }
    tasks::insert(tx, id, plans).await?;
    let is_fix_check = plans.iter().any(|plan| plan.depth == TaskDepth::FixCheck);
    if is_fix_check || plans.iter().any(|plan| plan.depth == TaskDepth::Spot) {
        tasks::plan_watch_list(tx, id, is_fix_check).await?;
    }
    let request = get(tx, id).await?;
    let after =
        json!({ "state": request.state, "service": request.service, "delivery_id": deliveries.first() });
    let act = request.act(None, "request.opened").changed(json!({}), after);
    history::record(tx, act.because(reason)).await?;
    events::record(tx, request.event()).await?;
    Ok(id)
}

/// For whom and until when, by the policy of the show; for nobody, when they will not be there in time.
async fn reservation(tx: &mut Tx, new: &New) -> ApiResult<(Option<PersonId>, Option<DateTime<Utc>>)> {
    let policy = sql::find_reservation(tx, new.show, new.service).await?;
    if new.calibration.is_some() {
        return Ok((new.reserved_for, Some(policy.now + CALIBRATION_KEPT)));
    }
    let kept = policy
        .reservation_s
        .and_then(TimeDelta::try_seconds)
        .unwrap_or(RESERVATION);
    let until = policy.now + kept;
    let keeper = match kept.is_zero() {
        true => None,
        false => reserve::keeper(tx, new.reserved_for, until).await?,
    };
    Ok((keeper, keeper.map(|_| until)))
}

/// Streams are made first for Cast and Browser; a Download waits for none.
fn state_at_first(service: Service) -> RequestState {
    match service {
        Service::Download => RequestState::Available,
        Service::Cast | Service::Browser => RequestState::Preparing,
    }
}

pub(super) struct Plan {
    pub service: Service,
    pub tasks: Vec<TaskPlan>,
    pub priority: Priority,
}

async fn plan_of(tx: &mut Tx, accepted: &Accepted) -> ApiResult<Plan> {
    let holds = holds(accepted)?;
    let depth = TaskDepth::Full;
    let phase = DeliveryPhase::First;
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
pub(super) fn holds(accepted: &Accepted) -> ApiResult<Holds> {
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
    jobs::follow_priority(tx, delivery).await?;
    tasks::insert(tx, id, plans).await?;
    let mut request = get(tx, id).await?;
    let kinds: Vec<TaskKind> = plans.iter().map(|plan| plan.kind).collect();
    let act = request
        .act(None, "request.joined")
        .changed(json!({}), json!({ "delivery_id": delivery, "tasks": kinds }));
    save(tx, &mut request, act).await?;
    Ok(id)
}
