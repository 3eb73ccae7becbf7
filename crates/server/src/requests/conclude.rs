//! What becomes of a request when its report is verified, and when its fix notes are decided. The rules are in `qc`; here
//! the request is moved and the people of the show are told.

use qc::notice::NoticeKind;
use qc::request::{RequestState, Step};
use qc::verification::{self, Conclusion};

use super::{Request, advance, sql};
use crate::db::Tx;
use crate::error::ApiResult;
use crate::notices::{self, Notice, People};

/// A verified report is concluded at once: approved, rejected, or given to production for fix notes.
pub(crate) async fn conclude_verified(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    let severities = sql::list_open_severities(tx, request.id).await?;
    match verification::conclude(request.service, severities) {
        Conclusion::Approved => approve(tx, request).await,
        Conclusion::Rejected => reject(tx, request).await,
        Conclusion::FixNotesNeeded => {
            let act = request.act(None, "request.fix_notes_asked");
            advance(tx, request, Step::AskFixNotes, act).await?;
            let subject = format!("Fix notes needed: {}", request.name());
            tell_show(tx, request, NoticeKind::FixNotesNeeded, subject).await
        }
    }
}

/// The report is out without a verification: the sampling policy spares it.
pub(super) async fn conclude_unverified(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    request.verified_at = Some(request.now);
    let act = request.act(None, "request.verification_skipped");
    advance(tx, request, Step::SkipVerification, act).await?;
    let subject = format!("QC completed: {}", request.name());
    tell_show(tx, request, NoticeKind::QcCompleted, subject).await?;
    conclude_verified(tx, request).await
}

pub(crate) async fn approve(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    request.concluded_at = Some(request.now);
    let act = request.act(None, "request.approved");
    advance(tx, request, Step::Approve, act).await?;
    tell_show(
        tx,
        request,
        NoticeKind::RequestApproved,
        format!("Approved: {}", request.name()),
    )
    .await
}

async fn reject(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    request.concluded_at = Some(request.now);
    let act = request.act(None, "request.rejected");
    advance(tx, request, Step::Reject, act).await?;
    tell_show(
        tx,
        request,
        NoticeKind::RequestRejected,
        format!("Rejected for a Blocker: {}", request.name()),
    )
    .await
}

/// A redelivery took this delivery's place.
pub(super) async fn succeed(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    if request.state != RequestState::AwaitingRedelivery {
        return Ok(());
    }
    request.concluded_at = Some(request.now);
    let act = request.act(None, "request.redelivered");
    advance(tx, request, Step::AcceptRedelivery, act).await
}

/// Post and production of the show.
pub(crate) async fn tell_show(
    tx: &mut Tx,
    request: &Request,
    kind: NoticeKind,
    subject: String,
) -> ApiResult<()> {
    // Of a calibration the show knows nothing.
    if request.calibration_id.is_some() {
        return Ok(());
    }
    let notice = Notice::new(kind, subject, request.link()).of_title(request.title.id);
    Ok(notices::send(tx, People::Show(request.show_id), notice).await?)
}
