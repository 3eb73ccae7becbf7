//! Verifications: reading, taking, verdicts, submission.

use api::Reason;
use api::verification::{NewVerdict, VerificationView, VerifierChanges};
use axum::extract::State;
use qc::id::{IssueId, VerificationId};
use qc::notice::NoticeKind;
use qc::request::Step;
use qc::verification::{VerificationState, VerificationStep};
use sqlx::PgConnection;

use super::{
    BeginVerification, GiveVerdict, HandBackVerification, SeeVerdicts, SeeVerification, SubmitVerification,
    TakeVerification, Verification, WithdrawVerdict, changes, sql, verdicts,
};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{Json, Revised};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::machine_findings;
use crate::notices::{self, Notice, People};
use crate::requests::{self, Do, Request, Viewer, stated};

/// A verification with its verdicts.
#[utoipa::path(
    get, path = "/api/v1/verifications/{verification_id}", tag = "verification",
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerificationView), (status = 404, body = Problem))
)]
pub async fn get_verification(
    State(app): State<App>,
    May(actor, request): May<SeeVerification>,
) -> ApiResult<Revised<VerificationView>> {
    answer(&app, &actor, &request).await
}

/// What the verifier changed, and why: each verdict of a submitted verification, field by field.
#[utoipa::path(
    get, path = "/api/v1/verifications/{verification_id}/changes", tag = "verification",
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerifierChanges), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn list_verifier_changes(
    State(app): State<App>,
    May(actor, request): May<SeeVerdicts>,
) -> ApiResult<Json<VerifierChanges>> {
    Ok(Json(changes::changes(&app, &actor, &request).await?))
}

pub(super) async fn answer(
    app: &App,
    actor: &Actor,
    request: &Request,
) -> ApiResult<Revised<VerificationView>> {
    let request = requests::find(&app.db, Viewer::from(actor), request.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let mut db = app.db.acquire().await?;
    let view = view(&mut db, actor, &request).await?;
    Ok(Revised(view.revision, view))
}

/// The verification of a request. Its verdicts are the verifier's until it is submitted.
pub(crate) async fn view(
    db: &mut PgConnection,
    actor: &Actor,
    request: &Request,
) -> ApiResult<VerificationView> {
    let verification = Verification::of(request).ok_or(ApiError::NotFound)?;
    let is_out = verification.state == VerificationState::Submitted && requests::sees_report(actor, request);
    let is_open = is_out || verification.verifier_id == Some(actor.person);
    let (verdicts, undecided) = if is_open {
        (
            sql::list_verdicts(&mut *db, verification.id).await?,
            sql::list_undecided(&mut *db, request.id, verification.id).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let undecided = if verification.state == VerificationState::Submitted {
        Vec::new()
    } else {
        undecided
    };
    let actions = requests::actions_of(db, actor, request).await?;
    Ok(VerificationView {
        id: verification.id,
        request_id: request.id,
        state: verification.state,
        verifier: request.verifier.clone().map(|person| person.0),
        assigned_how: verification.assigned_how,
        assigned_at: verification.assigned_at,
        lease_until: verification.lease_until,
        submitted_at: verification.submitted_at,
        verdicts,
        undecided,
        actions,
        revision: verification.revision,
    })
}

/// Take a verification from the pool. The caller becomes its verifier.
#[utoipa::path(
    post, path = "/api/v1/verifications/{verification_id}/take", tag = "verification",
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerificationView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn take_verification(
    State(app): State<App>,
    May(actor, request): May<TakeVerification>,
) -> ApiResult<Revised<VerificationView>> {
    super::take(&app, &actor, request.clone()).await?;
    answer(&app, &actor, &request).await
}

/// Begin the verification.
#[utoipa::path(
    post, path = "/api/v1/verifications/{verification_id}/begin", tag = "verification",
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerificationView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn begin_verification(
    State(app): State<App>,
    May(actor, request): May<BeginVerification>,
) -> ApiResult<Revised<VerificationView>> {
    Do::BeginVerification.demand_now(&request)?;
    let mut verification = Verification::of(&request).ok_or(ApiError::NotFound)?;
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    verification.begun_at = Some(request.now);
    verification.lease_until = None;
    verification.lease_warn_at = None;
    sql::save(&mut tx, &mut verification).await?;
    let act = request.act_on(actor.person, "verification.begun", verification.id);
    crate::history::record(&mut tx, act).await?;
    crate::events::record(&mut tx, request.event()).await?;
    tx.commit().await?;
    answer(&app, &actor, &request).await
}

/// Give the verification back to the pool. Its verdicts are taken back.
#[utoipa::path(
    post, path = "/api/v1/verifications/{verification_id}/hand-back", tag = "verification", request_body = Reason,
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerificationView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn hand_back_verification(
    State(app): State<App>,
    May(actor, request): May<HandBackVerification>,
    Json(body): Json<Reason>,
) -> ApiResult<Revised<VerificationView>> {
    let reason = stated(&body.reason)?;
    Do::HandBackVerification.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let by = Some(actor.person);
    super::put_back(&mut tx, request.clone(), by, "verification.handed_back", reason).await?;
    tx.commit().await?;
    answer(&app, &actor, &request).await
}

/// Give a verdict on one issue, or add one that was missed.
///
/// A verdict that is given again replaces the earlier one and undoes what it did.
#[utoipa::path(
    post, path = "/api/v1/verifications/{verification_id}/verdicts", tag = "verification", request_body = NewVerdict,
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerificationView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn give_verdict(
    State(app): State<App>,
    May(actor, request): May<GiveVerdict>,
    key: IdempotencyKey,
    Json(body): Json<NewVerdict>,
) -> ApiResult<Json<VerificationView>> {
    let mut once = match key
        .begin(&app.db, actor.person, "give_verdict", &(request.id, &body))
        .await?
    {
        Turn::Again(view) => return Ok(Json(view)),
        Turn::First(once) => once,
    };
    Do::GiveVerdict.demand_now(&request)?;
    requests::demand_unchanged(&mut once.tx, &request).await?;
    let verification = request.verification_id.ok_or(ApiError::NotFound)?;
    if let Some(finding) = verdicts::finding_of(&body) {
        machine_findings::demand_addable(&app, &mut once.tx, &actor, &request, finding).await?;
    }
    verdicts::give(&mut once.tx, &request, actor.person, verification, &body).await?;
    let view = view(&mut once.tx, &actor, &request).await?;
    once.commit(&view).await?;
    Ok(Json(view))
}

/// Take a verdict back, with everything that it did.
#[utoipa::path(
    delete, path = "/api/v1/verifications/{verification_id}/verdicts/{issue_id}", tag = "verification",
    params(("verification_id" = VerificationId, Path), ("issue_id" = IssueId, Path)),
    responses((status = 200, body = VerificationView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn withdraw_verdict(
    State(app): State<App>,
    May(actor, (request, issue)): May<WithdrawVerdict>,
) -> ApiResult<Revised<VerificationView>> {
    Do::GiveVerdict.demand_now(&request)?;
    let verification = request.verification_id.ok_or(ApiError::NotFound)?;
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    if !verdicts::withdraw(&mut tx, &request, actor.person, verification, issue).await? {
        return Err(ApiError::NotFound);
    }
    tx.commit().await?;
    answer(&app, &actor, &request).await
}

/// Submit the verification. The report is out, and the request is concluded at once.
#[utoipa::path(
    post, path = "/api/v1/verifications/{verification_id}/submit", tag = "verification",
    params(("verification_id" = VerificationId, Path)),
    responses((status = 200, body = VerificationView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn submit_verification(
    State(app): State<App>,
    May(actor, mut request): May<SubmitVerification>,
) -> ApiResult<Revised<VerificationView>> {
    Do::SubmitVerification.demand_now(&request)?;
    let mut verification = Verification::of(&request).ok_or(ApiError::NotFound)?;
    let mut tx = app.db.begin().await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let undecided = sql::list_undecided(&mut *tx, request.id, verification.id)
        .await?
        .len();
    if undecided > 0 {
        let detail = format!("{undecided} of the operator's issues have no verdict yet.");
        return Err(ApiError::not_allowed_now(detail));
    }
    verification.submitted_at = Some(request.now);
    verification.lease_until = None;
    verification.lease_warn_at = None;
    let (by, step) = (Some(actor.person), VerificationStep::Submit);
    super::advance(
        &mut tx,
        &request,
        &mut verification,
        step,
        by,
        "verification.submitted",
        "",
    )
    .await?;
    request.verified_at = Some(request.now);
    let act = request.act(actor.person, "request.verified");
    requests::advance(&mut tx, &mut request, Step::SubmitVerification, act).await?;
    machine_findings::accept_added(&mut tx, &request, actor.person, verification.id).await?;
    let subject = format!("QC completed: {}", request.name());
    requests::tell_show(&mut tx, &request, NoticeKind::QcCompleted, subject).await?;
    requests::conclude_verified(&mut tx, &mut request).await?;
    tell_operator(&mut tx, &request, verification.id).await?;
    tx.commit().await?;
    answer(&app, &actor, &request).await
}

/// The operator learns what was made of their report, with the way to every change.
async fn tell_operator(tx: &mut Tx, request: &Request, verification: VerificationId) -> ApiResult<()> {
    let Some(operator) = request.operator_id else {
        return Ok(());
    };
    let counts = sql::count_verdicts(&mut **tx, verification).await?;
    let subject = format!("Your report is verified: {}", request.name());
    let link = format!("{}/verification", request.link());
    let notice = Notice::new(NoticeKind::ReportVerified, subject, link)
        .of_title(request.title_id)
        .saying(changes::in_words(&counts));
    Ok(notices::send(tx, People::Person(operator), notice).await?)
}
