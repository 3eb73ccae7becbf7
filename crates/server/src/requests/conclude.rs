//! What becomes of a request when its report is verified, and when its fix notes are decided. The rules are in `qc`; here
//! the request is moved and the people of the show are told.

use qc::notice::NoticeKind;
use qc::request::{RequestState, Step};
use qc::severity::Severity;
use qc::verification::{self, Conclusion};

use super::{Request, advance, sql};
use crate::db::Tx;
use crate::error::ApiResult;
use crate::fix_notes;
use crate::notices::{self, Notice, People};

/// A verified report is concluded at once: approved, rejected, or given to production for fix notes.
pub(crate) async fn conclude_verified(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    let severities = sql::list_open_severities(tx, request.id).await?;
    match verification::conclude(request.service, severities.iter().copied()) {
        Conclusion::Approved => approve(tx, request).await,
        Conclusion::Rejected => reject(tx, request).await,
        Conclusion::FixNotesNeeded => {
            let text = counted(&severities);
            let until = ask_fix_notes(tx, request).await?;
            let subject = format!("Fix notes needed: {}", request.name());
            let text = until.map_or(text.clone(), |until| format!("{text} Answer by {until}."));
            let notice = Notice::new(NoticeKind::FixNotesNeeded, subject, fix_notes::link(request))
                .of_title(request.title_id)
                .saying(text);
            tell_all_of_show(tx, request, notice).await
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

/// Production is to answer, from now on; gives the deadline in words, where there is one.
pub(crate) async fn ask_fix_notes(tx: &mut Tx, request: &mut Request) -> ApiResult<Option<String>> {
    let act = request.act(None, "request.fix_notes_asked");
    advance(tx, request, Step::AskFixNotes, act).await?;
    fix_notes::begin_deadline(tx, request).await
}

/// "1 Blocker and 3 Issues have to be answered."
fn counted(severities: &[Severity]) -> String {
    let of = |severity| severities.iter().filter(|other| **other == severity).count();
    let named = |count: usize, one: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {one}s")),
    };
    let parts = [
        named(of(Severity::Blocker), "Blocker"),
        named(of(Severity::Issue), "Issue"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("To be answered: {}.", parts.join(" and "))
}

pub(crate) async fn approve(tx: &mut Tx, request: &mut Request) -> ApiResult<()> {
    request.concluded_at = Some(request.now);
    let act = request.act(None, "request.approved");
    advance(tx, request, Step::Approve, act).await?;
    let rounds = match request.round {
        1 => "in the first round".to_owned(),
        round => format!("after {round} rounds"),
    };
    let subject = format!("Approved {rounds}: {}", request.name());
    tell_show(tx, request, NoticeKind::RequestApproved, subject).await
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

/// Post and production of the show; the report itself opens.
pub(crate) async fn tell_show(
    tx: &mut Tx,
    request: &Request,
    kind: NoticeKind,
    subject: String,
) -> ApiResult<()> {
    let report = format!("{}/report", request.link());
    let notice = Notice::new(kind, subject, report).of_title(request.title_id);
    tell_all_of_show(tx, request, notice).await
}

/// As `tell_show`, with a notice that says or links more.
pub(crate) async fn tell_all_of_show(tx: &mut Tx, request: &Request, notice: Notice) -> ApiResult<()> {
    // Of a calibration the show knows nothing.
    if request.calibration_id.is_some() {
        return Ok(());
    }
    Ok(notices::send(tx, People::Show(request.show_id), notice).await?)
}
