//! Verification: the second, external look at a report, by another human being of another facility. Its life runs along the
//! request's; both are written in one transaction. What a verdict does to an issue is in `verdicts`.

mod changes;
pub mod http;
pub mod http_assign;
mod sql;
mod verdicts;

use api::requests::Reassign;
use chrono::{DateTime, Utc};
use qc::access::Permission as Act;
use qc::id::{PersonId, RequestId, VerificationId};
use qc::metrics::Tally;
use qc::notice::NoticeKind;
use qc::request::{AssignedHow, Phase, RequestState, Step};
use qc::verification::{NotAllowed, VerificationState, VerificationStep};

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history;
use crate::notices::{self, Notice, People};
use crate::requests::{self, Do, Request, Viewer};

/// The verification's own row.
#[derive(Clone, Debug)]
pub struct Verification {
    pub id: VerificationId,
    pub state: VerificationState,
    pub verifier_id: Option<PersonId>,
    pub assigned_how: Option<AssignedHow>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub lease_until: Option<DateTime<Utc>>,
    pub lease_warn_at: Option<DateTime<Utc>>,
    pub begun_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub revision: i64,
}

impl Verification {
    /// The verification of a request that was read together with it.
    pub(crate) fn of(request: &Request) -> Option<Verification> {
        Some(Verification {
            id: request.verification_id?,
            state: request.verification_state?,
            verifier_id: request.verifier_id,
            assigned_how: request.verification_how,
            assigned_at: request.verification_assigned_at,
            lease_until: request.verification_lease_until,
            lease_warn_at: request.verification_lease_warn_at,
            begun_at: request.verification_begun_at,
            submitted_at: request.verification_submitted_at,
            revision: request.verification_revision?,
        })
    }
}

impl Request {
    /// An act on its verification, for the history.
    fn act_of_verification(&self, actor: PersonId, act: &'static str) -> ApiResult<history::Act> {
        let id = self.verification_id.ok_or(ApiError::NotFound)?;
        Ok(self.act_on(actor, act, id))
    }
}

impl From<NotAllowed> for ApiError {
    fn from(refusal: NotAllowed) -> ApiError {
        ApiError::not_allowed_now(match refusal.from {
            VerificationState::Available => "Nobody has taken this verification yet.",
            VerificationState::Assigned => "This verification is taken.",
            VerificationState::Submitted => "This verification is submitted.",
        })
    }
}

/// Takes the verification a step further, with its history and event. The request goes its own step beside it.
async fn advance(
    tx: &mut Tx,
    request: &Request,
    verification: &mut Verification,
    step: VerificationStep,
    actor: Option<PersonId>,
    act: &'static str,
    reason: &str,
) -> ApiResult<()> {
    let act = history::Act::new(actor, act, verification.id)
        .of_title(request.title_id)
        .of_request(request.id)
        .because(reason);
    advance_by(tx, request, verification, step, act).await
}

async fn advance_by(
    tx: &mut Tx,
    request: &Request,
    verification: &mut Verification,
    step: VerificationStep,
    act: history::Act,
) -> ApiResult<()> {
    let to = verification.state.after(step)?;
    let from = std::mem::replace(&mut verification.state, to);
    sql::save(tx, verification).await?;
    history::record(tx, act.state(from.as_str(), to.as_str())).await?;
    let event = Event::new(EventKind::Verification, verification.id)
        .of_title(request.title_id)
        .of_request(request.id);
    Ok(events::record(tx, event).await?)
}

/// The verifier takes it from the pool.
async fn take(app: &App, actor: &Actor, request: Request) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    if request.state == RequestState::InVerification {
        return Err(ApiError::conflict("Someone else has taken it."));
    }
    requests::demand_verifiable(&mut tx, actor, &request).await?;
    let act = request.act_of_verification(actor.person, "verification.taken")?;
    assign(&mut tx, actor.person, request, AssignedHow::Taken, act).await?;
    Ok(tx.commit().await?)
}

/// Serves the next verification to a verifier who has none.
pub(crate) async fn serve_next(app: &App, actor: &Actor) -> ApiResult<Result<RequestId, &'static str>> {
    const BUSY: &str = "Submit the verification that you were served; then the next one comes.";
    let mut tx = app.db.begin().await?;
    let id = match requests::lock_next_verification(&mut tx, actor).await? {
        requests::Next::Busy => return Ok(Err(BUSY)),
        requests::Next::OnBreak => return Ok(Err(requests::ON_BREAK)),
        requests::Next::Nothing => {
            return Ok(Err(
                "No verification waits to be served to you. As soon as one does, it appears here.",
            ));
        }
        requests::Next::Locked(id) => id,
    };
    let request = requests::find(&mut *tx, Viewer::from(actor), id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let act = request.act_of_verification(actor.person, "verification.served")?;
    match assign(&mut tx, actor.person, request, AssignedHow::Served, act).await {
        Err(ApiError::Conflict { .. }) => Ok(Err(BUSY)),
        Err(other) => Err(other),
        Ok(()) => {
            tx.commit().await?;
            Ok(Ok(id))
        }
    }
}

/// `act` says who did it: the verifier, or a manager.
async fn assign(
    tx: &mut Tx,
    verifier: PersonId,
    mut request: Request,
    how: AssignedHow,
    act: history::Act,
) -> ApiResult<()> {
    let mut verification = Verification::of(&request).ok_or(ApiError::NotFound)?;
    verification.verifier_id = Some(verifier);
    verification.assigned_how = Some(how);
    verification.assigned_at = Some(request.now);
    let (until, warn_at) = request.lease(Phase::Verification);
    verification.lease_until = Some(until);
    verification.lease_warn_at = Some(warn_at);
    let by = act.actor;
    advance_by(tx, &request, &mut verification, VerificationStep::Assign, act).await?;
    let act = request.act(by, "request.in_verification");
    requests::advance(tx, &mut request, Step::AssignVerification, act).await
}

/// Back to the pool, with nothing said: verdicts that were given are taken back first.
async fn put_back(
    tx: &mut Tx,
    request: Request,
    actor: Option<PersonId>,
    act: &'static str,
    reason: &str,
) -> ApiResult<()> {
    let mut verification = take_back(tx, &request, actor).await?;
    let step = VerificationStep::Return;
    advance(tx, &request, &mut verification, step, actor, act, reason).await?;
    reoffer(tx, request, actor, reason).await
}

/// The verification as nobody's, with its verdicts undone; not yet written.
async fn take_back(tx: &mut Tx, request: &Request, actor: Option<PersonId>) -> ApiResult<Verification> {
    let mut verification = Verification::of(request).ok_or(ApiError::NotFound)?;
    let verifier = verification.verifier_id.ok_or_else(ApiError::lost_race)?;
    // Whoever takes it away takes the verdicts back.
    verdicts::withdraw_all(tx, request, actor.unwrap_or(verifier), verification.id).await?;
    if verification.assigned_how == Some(AssignedHow::Served) {
        requests::decline(tx, request.id, Phase::Verification, verifier).await?;
    }
    verification.verifier_id = None;
    verification.assigned_how = None;
    verification.assigned_at = None;
    verification.lease_until = None;
    verification.lease_warn_at = None;
    verification.begun_at = None;
    Ok(verification)
}

async fn reoffer(tx: &mut Tx, mut request: Request, actor: Option<PersonId>, reason: &str) -> ApiResult<()> {
    let act = request
        .act(actor, "request.offered_for_verification")
        .because(reason);
    requests::advance(tx, &mut request, Step::ReturnVerification, act).await
}

/// Everything that `person` holds as a verifier goes back; gives how many. A request on hold is offered again when it is
/// released.
pub(crate) async fn return_held(
    tx: &mut Tx,
    person: PersonId,
    actor: Option<PersonId>,
    reason: &str,
) -> ApiResult<usize> {
    let held = sql::lock_held(tx, person).await?;
    for id in &held {
        let request = requests::get(tx, *id).await?;
        let is_on_hold = request.state == RequestState::OnHold;
        let mut verification = take_back(tx, &request, actor).await?;
        let (step, act) = (VerificationStep::Return, "verification.returned");
        advance(tx, &request, &mut verification, step, actor, act, reason).await?;
        if is_on_hold {
            requests::reoffer_held(tx, *id, actor, reason).await?;
        } else {
            reoffer(tx, request, actor, reason).await?;
        }
    }
    Ok(held.len())
}

/// What a verifier was served and has not begun goes back. Gives the numbers of the requests.
pub(crate) async fn decline_served(tx: &mut Tx, verifier: PersonId, reason: &str) -> ApiResult<Vec<i64>> {
    let mut numbers = Vec::new();
    for id in sql::lock_served_unbegun(tx, verifier).await? {
        let request = requests::get(tx, id).await?;
        numbers.push(request.number);
        put_back(tx, request, Some(verifier), "verification.declined", reason).await?;
    }
    Ok(numbers)
}

/// A manager of the verifier's facility, or the studio, gives it to another verifier or back to the pool: also one that
/// was begun, for its verifier may have vanished. What they said of the issues is taken back.
async fn reassign(app: &App, actor: &Actor, request: Request, body: &Reassign) -> ApiResult<()> {
    Do::ReassignVerification.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let before = request.verifier_id;
    if before.is_some() && before == body.person_id {
        return Err(ApiError::invalid(
            "person_id",
            "holds_it",
            "They hold it already.",
        ));
    }
    match before {
        Some(_) => {
            let by = Some(actor.person);
            put_back(
                &mut tx,
                request.clone(),
                by,
                "verification.returned",
                &body.reason,
            )
            .await?;
        }
        None if body.person_id.is_none() => {
            return Err(ApiError::not_allowed_now("It lies in the pool already."));
        }
        None => {}
    }
    if let Some(person) = body.person_id {
        give(&mut tx, actor, request.id, person, &body.reason).await?;
    }
    if let Some(before) = before {
        let subject = format!("The verification of {} is no longer yours", request.name());
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
    request: RequestId,
    person: PersonId,
    reason: &str,
) -> ApiResult<()> {
    requests::demand_verifier(tx, actor, request, person).await?;
    let request = requests::get(tx, request).await?;
    let subject = format!("The verification of {} was given to you", request.name());
    let notice = Notice::new(NoticeKind::TaskAssigned, subject, request.link())
        .of_title(request.title.id)
        .saying(reason);
    let act = request
        .act_of_verification(actor.person, "verification.given")?
        .because(reason);
    assign(tx, person, request, AssignedHow::Given, act).await?;
    Ok(notices::send(tx, People::Person(person), notice).await?)
}

/// Each holder is told once for each lease.
pub(crate) async fn warn_all(app: &App) -> anyhow::Result<()> {
    let mut tx = app.db.begin().await?;
    for (id, verifier) in sql::take_ending(&mut tx).await? {
        let request = requests::get(&mut tx, id).await?;
        let subject = format!(
            "Begin soon: the verification of {} goes back to the pool",
            request.name()
        );
        let notice = Notice::new(NoticeKind::LeaseEnding, subject, request.link())
            .of_title(request.title.id)
            .saying(requests::ends_at(request.verification_lease_until));
        notices::send(&mut tx, People::Person(verifier), notice).await?;
    }
    Ok(tx.commit().await?)
}

/// Verifications that were not begun in time go back, and the verifiers are told.
pub(crate) async fn lapse_all(app: &App) -> anyhow::Result<()> {
    for id in sql::list_lapsed(&app.db).await? {
        requests::settled(lapse(app, id.into()).await)?;
    }
    Ok(())
}

/// A verifier who was about to begin when the request was put on hold gets their whole lease again.
pub(crate) async fn renew_lease(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    let Some(mut verification) = Verification::of(request) else {
        return Ok(());
    };
    if verification.lease_until.is_some() && verification.begun_at.is_none() {
        let (until, warn_at) = request.lease(Phase::Verification);
        verification.lease_until = Some(until);
        verification.lease_warn_at = Some(warn_at);
        sql::save(tx, &mut verification).await?;
    }
    Ok(())
}

async fn lapse(app: &App, id: RequestId) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, id).await?;
    let is_late = request.verification_begun_at.is_none()
        && request
            .verification_lease_until
            .is_some_and(|until| until < request.now);
    let Some(verifier) = request.verifier_id.filter(|_| is_late) else {
        return Ok(());
    };
    let subject = format!(
        "{} went back to the pool: the verification had not begun in time",
        request.name()
    );
    let notice = Notice::new(NoticeKind::LeaseLapsed, subject, request.link()).of_title(request.title.id);
    put_back(&mut tx, request, None, "verification.lease_lapsed", "").await?;
    notices::send(&mut tx, People::Person(verifier), notice).await?;
    Ok(tx.commit().await?)
}

/// The verdicts of a verification as they count now, disputes decided.
pub(crate) async fn tally(
    db: impl sqlx::PgExecutor<'_>,
    verification: VerificationId,
) -> Result<Tally, sqlx::Error> {
    let counts = sql::count_verdicts(db, verification).await?;
    Ok(Tally {
        confirmed: counts.confirmed.unsigned_abs(),
        replaced: counts.replaced.unsigned_abs(),
        deleted: counts.deleted.unsigned_abs(),
        added: counts.added.unsigned_abs(),
    })
}

pub(crate) async fn find_seen(app: &App, actor: &Actor, key: VerificationId) -> ApiResult<Option<Request>> {
    let Some(id) = sql::find_request(&app.db, key).await? else {
        return Ok(None);
    };
    requests::find_seen(app, actor, id).await
}

/// May read the verdicts: whoever reads the report, once it is out; the verifier before.
pub struct SeeVerification;

impl Permission for SeeVerification {
    const ACT: Act = Act::SeeReport;
    type Key = VerificationId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: VerificationId) -> ApiResult<Option<Request>> {
        find_seen(app, actor, key).await
    }
}

/// May read what the verifier changed, and why: who answers for the report or the verdicts, and the studio.
pub struct SeeVerdicts;

impl Permission for SeeVerdicts {
    const ACT: Act = Act::SeeVerdicts;
    type Key = VerificationId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: VerificationId) -> ApiResult<Option<Request>> {
        let found = find_seen(app, actor, key).await?;
        Ok(found.filter(|request| requests::sees_report(actor, request)))
    }
}

/// May take it from the pool. Whoever could have taken it also sees that someone else was quicker.
pub struct TakeVerification;

impl Permission for TakeVerification {
    const ACT: Act = Act::TakeVerification;
    type Key = VerificationId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: VerificationId) -> ApiResult<Option<Request>> {
        let Some(id) = sql::find_request(&app.db, key).await? else {
            return Ok(None);
        };
        requests::find_takeable(app, actor, id).await
    }
}

/// A permission on a verification that is the caller's.
macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $act:expr),+ $(,)?) => { $(
        $(#[$doc])*
        pub struct $name;

        impl Permission for $name {
            const ACT: Act = $act.permission();
            type Key = VerificationId;
            type Target = Request;

            async fn find(app: &App, actor: &Actor, key: VerificationId) -> ApiResult<Option<Request>> {
                find_seen(app, actor, key).await
            }

            fn check(actor: &Actor, request: &Request) -> ApiResult<()> {
                $act.demand_theirs(actor, request)
            }
        }
    )+ };
}

acts! {
    BeginVerification = Do::BeginVerification,
    GiveVerdict = Do::GiveVerdict,
    SubmitVerification = Do::SubmitVerification,
    HandBackVerification = Do::HandBackVerification,
    /// Manages the facility that verifies it, or could be given it.
    ReassignVerification = Do::ReassignVerification,
}

/// May take back a verdict on one issue.
pub struct WithdrawVerdict;

impl Permission for WithdrawVerdict {
    const ACT: Act = Act::GiveVerdict;
    type Key = (VerificationId, qc::id::IssueId);
    type Target = (Request, qc::id::IssueId);

    async fn find(app: &App, actor: &Actor, (key, issue): Self::Key) -> ApiResult<Option<Self::Target>> {
        Ok(find_seen(app, actor, key).await?.map(|request| (request, issue)))
    }

    fn check(actor: &Actor, (request, _): &Self::Target) -> ApiResult<()> {
        Do::GiveVerdict.demand_theirs(actor, request)
    }
}
