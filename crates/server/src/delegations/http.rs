//! Handing issues over, answering them as the delegate, finishing, revoking.

use api::delegations::{DelegationRow, DelegationView, DelegationsView, NewDelegation};
use api::fix_notes::SaveFixNote;
use axum::extract::State;
use axum::http::StatusCode;
use qc::delegation::{DelegationState, DelegationStep, LONGEST};
use qc::id::{DelegationId, IssueId, RequestId};
use qc::notice::NoticeKind;
use serde_json::json;

use super::{
    AnswerDelegated, Delegation, FinishDelegation, ListDelegations, ManageDelegation, SeeDelegation,
    SeeDelegations, end, sql, view,
};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, Revised};
use crate::fix_notes::{self, Desk, NewAnswer, limited};
use crate::idempotency::{IdempotencyKey, Turn};
use crate::notices::{self, Notice, People};
use crate::requests::{self, DelegateFixNotes, Do, Request};
use crate::{events, history};

/// What was handed to the caller to be answered.
#[utoipa::path(get, path = "/api/v1/delegations", tag = "fix notes", responses((status = 200, body = Vec<DelegationRow>)))]
pub async fn list_delegations(
    State(app): State<App>,
    May(actor, ()): May<ListDelegations>,
) -> ApiResult<Json<Vec<DelegationRow>>> {
    Ok(Json(sql::list_of_delegate(&app.db, actor.person).await?))
}

/// The delegations of a request's fix notes, and the colleagues one can delegate to.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/delegations", tag = "fix notes", params(("request_id" = RequestId, Path)),
    responses((status = 200, body = DelegationsView), (status = 404, body = Problem))
)]
pub async fn list_request_delegations(
    State(app): State<App>,
    May(actor, request): May<SeeDelegations>,
) -> ApiResult<Json<DelegationsView>> {
    Ok(Json(DelegationsView {
        delegations: sql::list_of_request(&app.db, request.id).await?,
        colleagues: sql::list_colleagues(&app.db, request.show_id, actor.person).await?,
    }))
}

/// Hand issues to another production account, which sees these and nothing else of the show.
#[utoipa::path(
    post, path = "/api/v1/requests/{request_id}/delegations", tag = "fix notes", request_body = NewDelegation,
    params(("request_id" = RequestId, Path)),
    responses((status = 201, body = DelegationRow), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem))
)]
pub async fn delegate_fix_notes(
    State(app): State<App>,
    May(actor, request): May<DelegateFixNotes>,
    key: IdempotencyKey,
    Json(body): Json<NewDelegation>,
) -> ApiResult<(StatusCode, Json<DelegationRow>)> {
    let note = limited("note", &body.note)?;
    let mut once = match key
        .begin(&app.db, actor.person, "delegate_fix_notes", &(request.id, &body))
        .await?
    {
        Turn::Again(row) => return Ok((StatusCode::CREATED, Json(row))),
        Turn::First(once) => once,
    };
    Do::Delegate.demand_now(&request)?;
    check_time(&request, &body)?;
    requests::demand_unchanged(&mut once.tx, &request).await?;
    demand_to_answer(&mut once.tx, &request, &body.issues).await?;
    let delegate = sql::find_delegate(&mut once.tx, body.email.trim(), actor.person)
        .await?
        .ok_or_else(unknown_delegate)?;
    demand_not_theirs(&mut once.tx, &request, delegate, &body.issues).await?;
    let new = sql::NewDelegate {
        request: request.id,
        delegate,
        by: actor.person,
        note,
        issues: &body.issues,
        expires_at: body.expires_at,
    };
    let id = sql::insert(&mut once.tx, &new).await?;
    let after = json!({ "state": DelegationState::Active, "delegate_id": delegate, "issues": body.issues.len(), "expires_at": body.expires_at });
    let act = request
        .act_on(actor.person, "delegation.made", id)
        .changed(json!({}), after)
        .because(note);
    history::record(&mut once.tx, act).await?;
    events::record(&mut once.tx, request.event()).await?;
    tell_delegate(&mut once.tx, &request, delegate, id, body.issues.len(), note).await?;
    let row = sql::get_row(&mut once.tx, id).await?;
    once.commit(&row).await?;
    Ok((StatusCode::CREATED, Json(row)))
}

async fn tell_delegate(
    tx: &mut Tx,
    request: &Request,
    delegate: qc::id::PersonId,
    id: DelegationId,
    count: usize,
    note: &str,
) -> ApiResult<()> {
    let issues = if count == 1 {
        "One issue".to_owned()
    } else {
        format!("{count} issues")
    };
    let subject = format!("{issues} to answer for production: {}", request.name());
    let notice = Notice::new(
        NoticeKind::FixNotesDelegated,
        subject,
        format!("/delegations/{id}"),
    )
    .saying(note);
    Ok(notices::send(tx, People::Person(delegate), notice).await?)
}

fn check_time(request: &Request, body: &NewDelegation) -> ApiResult<()> {
    if body.expires_at <= request.now {
        return Err(ApiError::invalid("expires_at", "past", "This time has passed."));
    }
    if body.expires_at > request.now + LONGEST {
        let detail = format!("At most {} days from now.", LONGEST.num_days());
        return Err(ApiError::invalid("expires_at", "too_far", detail));
    }
    Ok(())
}

async fn demand_to_answer(tx: &mut Tx, request: &Request, issues: &[IssueId]) -> ApiResult<()> {
    let to_answer = fix_notes::list_to_answer(&mut **tx, request.id).await?;
    if issues.is_empty() || issues.iter().any(|issue| !to_answer.contains(issue)) {
        return Err(ApiError::invalid(
            "issues",
            "unknown",
            "Choose issues that are to be answered in this request.",
        ));
    }
    Ok(())
}

/// Nobody is handed the same issue twice.
async fn demand_not_theirs(
    tx: &mut Tx,
    request: &Request,
    delegate: qc::id::PersonId,
    issues: &[IssueId],
) -> ApiResult<()> {
    let numbers = sql::list_in_hand(tx, request.id, delegate, issues).await?;
    if numbers.is_empty() {
        return Ok(());
    }
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    Err(ApiError::invalid(
        "issues",
        "handed_over",
        format!("They have this to answer already: issue {}.", numbers.join(", ")),
    ))
}

fn unknown_delegate() -> ApiError {
    ApiError::invalid(
        "email",
        "unknown",
        "No other production account in use has this address. The studio onboards people: open a ticket.",
    )
}

/// The issues that were handed to the caller, with the answers so far.
#[utoipa::path(
    get, path = "/api/v1/delegations/{delegation_id}", tag = "fix notes", params(("delegation_id" = DelegationId, Path)),
    responses((status = 200, body = DelegationView), (status = 404, body = Problem))
)]
pub async fn get_delegation(
    State(app): State<App>,
    May(actor, (request, delegation)): May<SeeDelegation>,
) -> ApiResult<Revised<DelegationView>> {
    answer(&app, &actor, &request, &delegation).await
}

async fn answer(
    app: &App,
    actor: &Actor,
    request: &Request,
    delegation: &Delegation,
) -> ApiResult<Revised<DelegationView>> {
    let view = view::view(app, actor, request, delegation.id).await?;
    Ok(Revised(view.row.revision, view))
}

/// Answer an issue that was handed over. It is a draft, which production reviews and submits.
///
/// `If-Match` is the answer's own revision, once there is one.
#[utoipa::path(
    put, path = "/api/v1/delegations/{delegation_id}/answers/{issue_id}", tag = "fix notes", request_body = SaveFixNote,
    params(("delegation_id" = DelegationId, Path), ("issue_id" = IssueId, Path), ("If-Match" = Option<String>, Header)),
    responses((status = 200, body = DelegationView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem))
)]
pub async fn save_delegated_answer(
    State(app): State<App>,
    May(actor, (request, delegation, issue)): May<AnswerDelegated>,
    if_match: Option<IfMatch>,
    Json(body): Json<SaveFixNote>,
) -> ApiResult<Revised<DelegationView>> {
    // Only what is being worked on is written to.
    delegation.state.after(DelegationStep::Finish)?;
    Do::SubmitFixNotes.demand_now(&request)?;
    let new = NewAnswer {
        by: actor.person,
        answer: body.answer,
        reason: limited("reason", &body.reason)?,
    };
    let mut tx = app.db.begin().await?;
    requests::demand_unchanged(&mut tx, &request).await?;
    sql::lock_unchanged(&mut tx, &delegation).await?;
    let over = if_match.map(|IfMatch(revision)| revision);
    let mut desk = Desk::read(&mut tx, &request).await?;
    desk.write(&mut tx, &request, issue, over, new).await?;
    events::record(&mut tx, request.event()).await?;
    tx.commit().await?;
    answer(&app, &actor, &request, &delegation).await
}

/// Say that everything that was handed over is answered. Whoever handed it over is told.
#[utoipa::path(
    post, path = "/api/v1/delegations/{delegation_id}/finish", tag = "fix notes", params(("delegation_id" = DelegationId, Path)),
    responses((status = 200, body = DelegationView), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn finish_delegation(
    State(app): State<App>,
    May(actor, (request, mut delegation)): May<FinishDelegation>,
) -> ApiResult<Revised<DelegationView>> {
    let mut tx = app.db.begin().await?;
    let step = DelegationStep::Finish;
    end::advance(&mut tx, &request, &mut delegation, step, Some(actor.person), "").await?;
    let row = sql::get_row(&mut tx, delegation.id).await?;
    let subject = format!(
        "{} has answered what you handed over: {}",
        row.delegate.name,
        request.name()
    );
    let text = format!("{} of {} answered.", row.answered, row.issues.len());
    let notice = Notice::new(NoticeKind::DelegationFinished, subject, fix_notes::link(&request))
        .of_title(request.title_id)
        .saying(text);
    notices::send(&mut tx, People::Person(delegation.delegated_by), notice).await?;
    tx.commit().await?;
    answer(&app, &actor, &request, &delegation).await
}

/// Hand it over again: the delegate is to go on.
#[utoipa::path(
    post, path = "/api/v1/delegations/{delegation_id}/resume", tag = "fix notes", params(("delegation_id" = DelegationId, Path)),
    responses((status = 200, body = DelegationRow), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn resume_delegation(
    State(app): State<App>,
    May(actor, (request, mut delegation)): May<ManageDelegation>,
) -> ApiResult<Revised<DelegationRow>> {
    let mut tx = app.db.begin().await?;
    let step = DelegationStep::Resume;
    end::advance(&mut tx, &request, &mut delegation, step, Some(actor.person), "").await?;
    let row = sql::get_row(&mut tx, delegation.id).await?;
    tell_delegate(
        &mut tx,
        &request,
        delegation.delegate_id,
        delegation.id,
        row.issues.len(),
        "",
    )
    .await?;
    tx.commit().await?;
    Ok(Revised(row.revision, row))
}

/// Take the issues back. The delegate sees them no longer; their drafts stay.
#[utoipa::path(
    post, path = "/api/v1/delegations/{delegation_id}/revoke", tag = "fix notes", params(("delegation_id" = DelegationId, Path)),
    responses((status = 200, body = DelegationRow), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn revoke_delegation(
    State(app): State<App>,
    May(actor, (request, mut delegation)): May<ManageDelegation>,
) -> ApiResult<Revised<DelegationRow>> {
    let mut tx = app.db.begin().await?;
    let step = DelegationStep::Revoke;
    end::advance(&mut tx, &request, &mut delegation, step, Some(actor.person), "").await?;
    end::tell_delegate(&mut tx, &request, &delegation, "was taken back").await?;
    let row = sql::get_row(&mut tx, delegation.id).await?;
    tx.commit().await?;
    Ok(Revised(row.revision, row))
}
