//! QC stopped at a Blocker. The operator says why it cannot go on and what nobody has looked at; how far each stream was seen is
//! read from its coverage. Stopping is no state: the request stays with its operator, who submits the report stopped, resumes
//! when it can go on after all, or waits while the studio holds the request.

use api::requests::{SeenStream, StopReview, StopView, TaskView};
use qc::id::IssueId;
use qc::issue::IssueState;
use qc::notice::NoticeKind;
use qc::request::Service;
use qc::severity::Severity;
use serde_json::json;

use super::hold::demand_ticket;
use super::http_assign::stated_in;
use super::{Request, sql};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::labels::Labels;
use crate::notices::{self, Notice, People};
use crate::{events, history, issues};

pub(super) async fn stop(app: &App, actor: &Actor, request: &Request, body: &StopReview) -> ApiResult<()> {
    let note = stated_in("note", &body.note, "Say why QC cannot go on.")?;
    let not_reviewed = stated_in(
        "not_reviewed",
        &body.not_reviewed,
        "Say what nobody has looked at.",
    )?;
    let mut tx = app.db.begin().await?;
    super::lock_unchanged(&mut tx, request).await?;
    demand_blocker(&mut tx, request, body.issue_id).await?;
    demand_ticket(&mut tx, request, body.ticket_id).await?;
    let new = sql::NewStop {
        request: request.id,
        issue: body.issue_id,
        note,
        not_reviewed,
        ticket: body.ticket_id,
        by: actor.person,
    };
    record_stop(&mut tx, request, &new).await?;
    Ok(tx.commit().await?)
}

/// Writes the stop, and tells those who can do something about the delivery.
pub(super) async fn record_stop(tx: &mut Tx, request: &Request, new: &sql::NewStop<'_>) -> ApiResult<()> {
    if !sql::insert_stop(tx, new).await? {
        return Err(ApiError::not_allowed_now("QC is stopped already."));
    }
    let after = json!({ "issue_id": new.issue, "not_reviewed": new.not_reviewed });
    let act = request
        .act(new.by, "request.stopped")
        .changed(json!({}), after)
        .because(new.note);
    history::record(tx, act).await?;
    events::record(tx, request.event()).await?;
    let subject = format!("QC stopped at a Blocker: {}", request.name());
    let notice = Notice::new(NoticeKind::QcStopped, subject, request.link())
        .of_title(request.title_id)
        .saying(new.note);
    notices::send(tx, People::StudioAdmins, notice.clone()).await?;
    // Of a calibration the show knows nothing.
    if request.calibration_id.is_some() {
        return Ok(());
    }
    Ok(notices::send(tx, People::Post(request.show_id), notice).await?)
}

async fn demand_blocker(tx: &mut Tx, request: &Request, id: IssueId) -> ApiResult<()> {
    let refused = || {
        ApiError::invalid(
            "issue_id",
            "no_blocker",
            "QC stops only at an open Blocker of this report.",
        )
    };
    let issue = issues::get(tx, id).await.map_err(|_| refused())?;
    let is_blocker = issue.request_id == request.id
        && issue.severity == Severity::Blocker
        && issue.state == IssueState::Open;
    if is_blocker { Ok(()) } else { Err(refused()) }
}

pub(super) async fn resume(app: &App, actor: &Actor, request: &Request, reason: &str) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    super::lock_unchanged(&mut tx, request).await?;
    if !sql::end_stop(&mut tx, request.id, reason, actor.person).await? {
        return Err(ApiError::not_allowed_now("QC is not stopped."));
    }
    let act = request.act(actor.person, "request.resumed").because(reason);
    history::record(&mut tx, act).await?;
    events::record(&mut tx, request.event()).await?;
    Ok(tx.commit().await?)
}

/// The stop as it goes over the wire, with how far each stream was seen.
pub(super) fn view(stop: sql::Stop, service: Service, tasks: &[TaskView], labels: Labels) -> StopView {
    let seen = tasks.iter().map(|task| {
        let last_frame = task.coverage.last().map(|[_, last]| *last);
        SeenStream {
            kind: task.kind,
            last_frame,
            last_timecode: last_frame.map(|frame| labels.at(frame)),
            covered_percent: task.covered_percent,
        }
    });
    StopView {
        in_timecode: labels.at(u64::try_from(stop.first_frame).unwrap_or(0)),
        code_name: issues::code_name(&stop.code),
        issue_id: stop.issue_id,
        issue_number: stop.issue_number,
        note: stop.note,
        not_reviewed: stop.not_reviewed,
        seen: if service == Service::Download {
            Vec::new()
        } else {
            seen.collect()
        },
        ticket_id: stop.ticket_id,
        ticket_number: stop.ticket_number,
        by: stop.by.0,
        at: stop.created_at,
    }
}
