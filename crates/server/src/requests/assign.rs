//! Who holds a request: taking, serving, giving, beginning, handing back, lapsing. Every change is a compare-and-set on
//! the row that was read; serving skips rows that others are just taking; the unique index of served tasks is the last
//! word when two servers serve one person at once.

use api::requests::Reassign;
use qc::id::{FacilityId, PersonId, RequestId};
use qc::notice::NoticeKind;
use qc::person::Role;
use qc::request::assignment::Ineligible;
use qc::request::{AssignedHow, Phase, RequestState, Service, Step};

use super::actions::Do;
use super::eligibility::{find_worker, ineligible};
use super::sql::{self, Worker};
use super::{Request, Viewer, advance, candidates, find, list, reserve};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::notices::{self, Notice, People};

/// The operator takes it from the pool.
pub(super) async fn take(app: &App, actor: &Actor, mut request: Request) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let worker = find_worker(&mut *tx, actor.person).await?;
    if request.state.is_held_by_operator() {
        return Err(ApiError::conflict("Someone else has taken it."));
    }
    Do::Take.demand(worker.as_ref(), &request)?;
    let act = request.act(actor.person, "request.taken");
    assign(
        &mut tx,
        &mut request,
        (actor.person, actor.facility),
        AssignedHow::Taken,
        Step::Assign,
        act,
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Serves the next task to an operator who has none. Nothing new until the current one is done.
pub(super) async fn serve_next(app: &App, actor: &Actor) -> ApiResult<Result<RequestId, &'static str>> {
    let mut tx = app.db.begin().await?;
    sql::lock_person(&mut tx, actor.person).await?;
    let Some(worker) = find_worker(&mut *tx, actor.person).await? else {
        return Ok(Err("This account is not active."));
    };
    if worker.is_on_break {
        return Ok(Err(ON_BREAK));
    }
    if worker.holds_served_request {
        return Ok(Err(
            "Finish the task that you were served; then the next one comes.",
        ));
    }
    let Some(id) = list::lock_next(&mut tx, actor, &worker).await? else {
        return Ok(Err(
            "No task waits to be served to you. As soon as one does, it appears here.",
        ));
    };
    let mut request = find(&mut *tx, Viewer::from(actor), id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let act = request.act(actor.person, "request.served");
    let holder = (actor.person, actor.facility);
    match assign(
        &mut tx,
        &mut request,
        holder,
        AssignedHow::Served,
        Step::Assign,
        act,
    )
    .await
    {
        Err(ApiError::Conflict { .. }) => Ok(Err(
            "Finish the task that you were served; then the next one comes.",
        )),
        Err(other) => Err(other),
        Ok(()) => {
            tx.commit().await?;
            Ok(Ok(id))
        }
    }
}

async fn assign(
    tx: &mut Tx,
    request: &mut Request,
    (person, facility): (PersonId, Option<FacilityId>),
    how: AssignedHow,
    step: Step,
    act: crate::history::Act,
) -> ApiResult<()> {
    // The files are where the facility put them; another facility has to fetch its own.
    if request.operator_facility_id != facility {
        request.downloaded_at = None;
    }
    request.operator_id = Some(person);
    request.operator_facility_id = facility;
    request.assigned_how = Some(how);
    request.assigned_at = Some(request.now);
    request.begin_lease();
    request.begun_at = None;
    advance(tx, request, step, act).await?;
    tell_of_assignment(tx, request, person, how).await
}

async fn tell_of_assignment(
    tx: &mut Tx,
    request: &Request,
    person: PersonId,
    how: AssignedHow,
) -> ApiResult<()> {
    if how == AssignedHow::Given {
        let subject = format!("{} was given to you", request.name());
        notices::send(
            tx,
            People::Person(person),
            Notice::new(NoticeKind::TaskAssigned, subject, request.link()).of_title(request.title.id),
        )
        .await?;
    }
    if let (Service::Download, Some(facility)) = (request.service, request.operator_facility_id) {
        let subject = format!("Files to fetch: {}", request.name());
        let people = People::DownloadManagers(facility);
        notices::send(
            tx,
            people,
            Notice::new(
                NoticeKind::DownloadAssigned,
                subject,
                format!("/downloads/{}", request.id),
            )
            .of_title(request.title.id),
        )
        .await?;
    }
    Ok(())
}

/// The review begins: the lease has served its purpose.
pub(super) async fn begin(app: &App, actor: &Actor, mut request: Request) -> ApiResult<()> {
    Do::Begin.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    request.begun_at = Some(request.now);
    request.end_lease();
    let act = request.act(actor.person, "request.begun");
    advance(&mut tx, &mut request, Step::BeginReview, act).await?;
    Ok(tx.commit().await?)
}

/// The operator gives it back; anyone eligible may take it.
pub(super) async fn hand_back(app: &App, actor: &Actor, mut request: Request, reason: &str) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let act = request.act(actor.person, "request.handed_back").because(reason);
    give_up(&mut tx, &mut request, actor.person, act).await?;
    Ok(tx.commit().await?)
}

/// Back to the pool because its holder does not do it: it is not served to them again for a while, and a fix check is no
/// longer kept for them.
async fn give_up(
    tx: &mut Tx,
    request: &mut Request,
    holder: PersonId,
    act: crate::history::Act,
) -> ApiResult<()> {
    let was_served = request.assigned_how == Some(AssignedHow::Served);
    let actor = act.actor;
    put_back(tx, request, act).await?;
    if was_served {
        sql::decline(tx, request.id, Phase::Qc, holder).await?;
    }
    // A calibration is its operator's alone, however long it takes.
    if request.reserved_for_id == Some(holder) && request.calibration_id.is_none() {
        reserve::end(tx, request, actor, "").await?;
    }
    Ok(())
}

/// What an operator was served and has not begun goes back to the pool. Gives the numbers of the requests.
pub(crate) async fn decline_served(tx: &mut Tx, operator: PersonId, reason: &str) -> ApiResult<Vec<i64>> {
    let mut numbers = Vec::new();
    for id in sql::lock_served_unbegun(tx, operator).await? {
        let mut request = super::get(tx, id).await?;
        let act = request.act(operator, "request.declined").because(reason);
        give_up(tx, &mut request, operator, act).await?;
        numbers.push(request.number);
    }
    Ok(numbers)
}

pub(super) async fn put_back(tx: &mut Tx, request: &mut Request, act: crate::history::Act) -> ApiResult<()> {
    request.next(Step::Return)?;
    forget_holder(request);
    advance(tx, request, Step::Return, act).await
}

pub(super) fn forget_holder(request: &mut Request) {
    request.operator_id = None;
    request.operator_facility_id = None;
    request.assigned_how = None;
    request.assigned_at = None;
    request.end_lease();
    request.downloaded_at = None;
    request.begun_at = None;
}

/// A manager gives it to one of their operators, or returns it to the pool.
pub(super) async fn reassign(app: &App, actor: &Actor, request: Request, body: &Reassign) -> ApiResult<()> {
    Do::Reassign.demand_now(&request)?;
    let before = request.operator_id;
    let mut tx = app.db.begin().await?;
    let request = match body.person_id {
        None => {
            let mut request = request;
            let act = request
                .act(actor.person, "request.returned")
                .because(&body.reason);
            put_back(&mut tx, &mut request, act).await?;
            request
        }
        Some(person) => give(&mut tx, actor, &request, person, &body.reason).await?,
    };
    if let Some(before) = before.filter(|before| Some(*before) != body.person_id) {
        let subject = format!("{} is no longer yours", request.name());
        let notice = Notice::new(NoticeKind::TaskReassigned, subject, request.link())
            .of_title(request.title.id)
            .saying(&body.reason);
        notices::send(&mut tx, People::Person(before), notice).await?;
    }
    Ok(tx.commit().await?)
}

async fn give(
    tx: &mut Tx,
    actor: &Actor,
    seen: &Request,
    person: PersonId,
    reason: &str,
) -> ApiResult<Request> {
    let worker = find_worker(&mut **tx, person).await?;
    let worker = demand_theirs(actor, worker)?;
    if seen.operator_id == Some(person) {
        return Err(ApiError::invalid(
            "person_id",
            "holds_it",
            "They hold it already.",
        ));
    }
    let viewer = Viewer {
        person: Some(person),
        facility: worker.facility_id,
    };
    let mut request = find(&mut **tx, viewer, seen.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let reasons = ineligible(&worker, &request, Phase::Qc);
    demand_available(&worker, &reasons)?;
    // What the caller read is what they decided on.
    request.revision = seen.revision;
    request.state = seen.state;
    let step = if request.state == RequestState::Available {
        Step::Assign
    } else {
        Step::Reassign
    };
    let act = request.act(actor.person, "request.given").because(reason);
    assign(
        tx,
        &mut request,
        (person, worker.facility_id),
        AssignedHow::Given,
        step,
        act,
    )
    .await?;
    Ok(request)
}

/// Managers give work to people of their own facility, the studio to anybody's.
fn demand_theirs(actor: &Actor, worker: Option<Worker>) -> ApiResult<Worker> {
    let theirs = |worker: &Worker| actor.role == Role::StudioAdmin || worker.facility_id == actor.facility;
    worker.filter(theirs).ok_or_else(|| {
        ApiError::invalid(
            "person_id",
            "unknown",
            "There is no such person in your facility.",
        )
    })
}

/// A manager's word goes before a reservation, before nothing else.
fn demand_available(worker: &Worker, reasons: &[Ineligible]) -> ApiResult<()> {
    if let Some(why) = candidates::why_not(worker.is_on_break, reasons) {
        return Err(ApiError::invalid("person_id", "not_eligible", why));
    }
    Ok(())
}

/// Refuses whoever a manager may not give this verification to.
pub(crate) async fn demand_verifier(
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
    person: PersonId,
) -> ApiResult<()> {
    let worker = demand_theirs(actor, find_worker(&mut **tx, person).await?)?;
    let viewer = Viewer {
        person: Some(person),
        facility: worker.facility_id,
    };
    let request = find(&mut **tx, viewer, request)
        .await?
        .ok_or(ApiError::NotFound)?;
    demand_available(&worker, &ineligible(&worker, &request, Phase::Verification))
}

/// The lease ran out before the review began: back to the pool, and the operator is told.
pub(crate) async fn lapse(app: &App, id: RequestId) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let mut request = super::get(&mut tx, id).await?;
    let has_lapsed = request.state == RequestState::Assigned
        && request.lease_until.is_some_and(|until| until < request.now);
    let Some(operator) = request.operator_id.filter(|_| has_lapsed) else {
        return Ok(());
    };
    let act = request.act(None, "request.lease_lapsed");
    give_up(&mut tx, &mut request, operator, act).await?;
    let subject = format!(
        "{} went back to the pool: the review had not begun in time",
        request.name()
    );
    let notice = Notice::new(NoticeKind::LeaseLapsed, subject, request.link()).of_title(request.title.id);
    notices::send(&mut tx, People::Person(operator), notice).await?;
    Ok(tx.commit().await?)
}

/// The first byte of a master was fetched. Fetching takes as long as it takes: the lease waits.
pub(crate) async fn start_download(tx: &mut Tx, actor: PersonId, request: &mut Request) -> ApiResult<()> {
    request.end_lease();
    let act = request.act(actor, "request.download_started");
    advance(tx, request, Step::StartDownload, act).await
}

/// Every file is at the facility and verified: the review can begin.
pub(crate) async fn complete_download(tx: &mut Tx, actor: PersonId, request: &mut Request) -> ApiResult<()> {
    request.downloaded_at = Some(request.now);
    request.begin_lease();
    let act = request.act(actor, "request.downloaded");
    advance(tx, request, Step::CompleteDownload, act).await
}

/// What a look for the next piece of work found.
pub(crate) enum Next {
    /// The person has one and finishes it first.
    Busy,
    Nothing,
    /// Nothing is served during a break.
    OnBreak,
    Locked(RequestId),
}

pub(crate) const ON_BREAK: &str = "You are on a break: nothing is served to you until it ends.";

/// Refuses whoever may not verify this report now.
pub(crate) async fn demand_verifiable(tx: &mut Tx, actor: &Actor, request: &Request) -> ApiResult<()> {
    let worker = find_worker(&mut **tx, actor.person).await?;
    Do::TakeVerification.demand(worker.as_ref(), request)
}

/// The next verification to be served to this verifier, locked.
pub(crate) async fn lock_next_verification(tx: &mut Tx, actor: &Actor) -> ApiResult<Next> {
    sql::lock_person(tx, actor.person).await?;
    let Some(worker) = find_worker(&mut **tx, actor.person).await? else {
        return Ok(Next::Nothing);
    };
    if worker.is_on_break {
        return Ok(Next::OnBreak);
    }
    if worker.holds_served_verification {
        return Ok(Next::Busy);
    }
    Ok(list::lock_next_verification(tx, actor, &worker)
        .await?
        .map_or(Next::Nothing, Next::Locked))
}
