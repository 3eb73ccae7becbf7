//! Submitting a report: everything done and decided, or a good reason why not; then the fix check's findings are carried
//! into the issues, and the report is offered to verifiers. The request's row is locked first, so that no issue slips in
//! behind the submission.

use api::requests::{SubmitReport, WatchKind, WatchVerdict};
use qc::issue::IssueStep;
use qc::request::{Service, Step};
use qc::task::{Coverage, TaskState};
use timecode::FrameCount;

use super::actions::Do;
use super::http_assign::stated_in;
use super::view::rate_of;
use super::{Request, advance, sql, stop};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, FieldProblem};
use crate::{issues, sampling, tasks};

pub(super) async fn submit(
    app: &App,
    actor: &Actor,
    mut request: Request,
    body: &SubmitReport,
) -> ApiResult<()> {
    Do::Submit.demand_now(&request)?;
    let mut tx = app.db.begin().await?;
    super::lock_unchanged(&mut tx, &request).await?;
    let stated = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    request.gap_reason = stated(&body.gap_reason);
    let not_reviewed = stated(&body.not_reviewed);
    request.stopped_note =
        stopped(&mut tx, actor, &request, stated(&body.stopped_note), not_reviewed).await?;
    if request.stopped_note.is_none() {
        demand_done(&mut tx, &request).await?;
        demand_decided(&mut tx, &request).await?;
    }
    carry_into_issues(&mut tx, actor, &request).await?;
    request.submitted_at = Some(request.now);
    request.end_lease();
    let act = request
        .act(actor.person, "request.submitted")
        .because(request.gap_reason.clone().unwrap_or_default());
    advance(&mut tx, &mut request, Step::SubmitReport, act).await?;
    hand_on(&mut tx, &mut request).await?;
    issues::drop_draft(&mut tx, request.id, actor.person).await?;
    Ok(tx.commit().await?)
}

/// The report goes to verification, or, where its lot was to be spared, out at once. A calibration waits like any other
/// and is scored by its key whenever somebody looks.
async fn hand_on(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    if request.calibration_id.is_none() {
        let open = sql::list_open_severities(tx, request.id).await?;
        let lot = sampling::decide(tx, request, &open).await?;
        if sampling::spares(lot) {
            return super::conclude_unverified(tx, request).await;
        }
        sql::insert_verification(tx, request.id).await?;
    }
    let act = request.act(None, "request.offered_for_verification");
    advance(tx, request, Step::OfferVerification, act).await
}

/// Why QC stopped, if it did: as said when it was stopped, or as said now.
async fn stopped(
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    note: Option<String>,
    not_reviewed: Option<String>,
) -> ApiResult<Option<String>> {
    if let Some(stop) = sql::find_stop(&mut **tx, request.id).await? {
        return Ok(Some(stop.note));
    }
    let Some(note) = note else { return Ok(None) };
    let blocker = sql::find_open_blocker(tx, request.id).await?.ok_or_else(|| {
        ApiError::invalid(
            "stopped_note",
            "no_blocker",
            "QC stops only at a Blocker, and the report has none.",
        )
    })?;
    let not_reviewed = not_reviewed.unwrap_or_default();
    let new = sql::NewStop {
        request: request.id,
        issue: blocker,
        note: stated_in("stopped_note", &note, "Say why QC cannot go on.")?,
        not_reviewed: stated_in("not_reviewed", &not_reviewed, "Say what nobody has looked at.")?,
        ticket: None,
        by: actor.person,
    };
    stop::record_stop(tx, request, &new).await?;
    Ok(Some(note))
}

/// Every task is done, and what had to be seen was seen or a reason is given. Downloaded files are played on the
/// facility's own devices, which record nothing here.
async fn demand_done(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    let rows = sql::list_tasks(&mut **tx, &[request.id.uuid()]).await?;
    let open: Vec<&str> = rows
        .iter()
        .filter(|row| row.state != TaskState::Done)
        .map(|row| row.kind.label())
        .collect();
    if !open.is_empty() {
        return Err(ApiError::not_allowed_now(format!(
            "Not done yet: {}.",
            open.join(", ")
        )));
    }
    if request.service == Service::Download || request.gap_reason.is_some() {
        return Ok(());
    }
    let gaps: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let rate = rate_of(row.edit_rate_num, row.edit_rate_den);
            let duration = FrameCount(u64::try_from(row.duration_frames).unwrap_or(0));
            let wanted = qc::task::wanted(row.depth, duration, rate, &tasks::ranges(&row.watch.0));
            let coverage = Coverage::of(&wanted, &tasks::ranges(&row.coverage.0));
            (!coverage.is_whole()).then(|| coverage.text(row.kind, rate))
        })
        .collect();
    if gaps.is_empty() {
        return Ok(());
    }
    let detail = format!("Say why not everything was seen: {}.", gaps.join("; "));
    Err(ApiError::Invalid(vec![FieldProblem::new(
        "gap_reason",
        "missing",
        detail,
    )]))
}

async fn demand_decided(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    tasks::demand_missing_flagged(tx, request).await?;
    match tasks::count_undecided(tx, request.id).await? {
        0 => Ok(()),
        1 => Err(ApiError::not_allowed_now(
            "One item of the watch list is not decided yet.",
        )),
        many => Err(ApiError::not_allowed_now(format!(
            "{many} items of the watch list are not decided yet."
        ))),
    }
}

/// A fix that was found is resolved; one that was not is an open issue again.
async fn carry_into_issues(tx: &mut Tx, actor: &Actor, request: &Request) -> ApiResult<()> {
    for item in tasks::list_items(&mut **tx, request.id).await? {
        let Some(issue) = item.issue_id.filter(|_| item.kind == WatchKind::WillFix) else {
            continue;
        };
        let (step, act) = match item.verdict {
            Some(WatchVerdict::Resolved) => (IssueStep::Resolve, "issue.resolved"),
            Some(WatchVerdict::StillPresent) => (IssueStep::ConfirmPresent, "issue.still_present"),
            Some(WatchVerdict::Seen) | None => continue,
        };
        issues::step(tx, request, actor.person, issue, step, act, &item.note).await?;
    }
    Ok(())
}
