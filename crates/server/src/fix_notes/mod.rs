//! Fix notes: production answers every Issue and Blocker of a verified report, post decides on what is proposed to be
//! waived, and the request is approved, answered again, or waits for a redelivery, which is asked for with its due time and
//! promised with an estimate. A policy may set a deadline. What follows from what is in `qc::fix_note` and `qc::deadline`.

mod deadline;
mod decide;
pub mod http;
pub mod http_bulk;
pub mod http_redelivery;
mod jobs;
mod redelivery;
mod sql;
mod view;
mod write;

use api::issues::FixNoteView;
use qc::access::Permission as Act;
use qc::fix_note::{Answer, FixNoteRefused, FixNoteState, Waiver};
use qc::id::{FixNoteId, IssueId, PersonId, RequestId};
use qc::person::Role;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Do, Request};

pub(crate) use deadline::{begin as begin_deadline, extend_after_dismissal, find_due_at};
pub(crate) use decide::close_if_nothing_is_left;
pub use jobs::SweepFixNotes;
pub(crate) use redelivery::{due_by_policy, find_estimate, is_overdue};
pub(crate) use sql::list_to_answer;
pub(crate) use write::{Desk, NewAnswer};

const LIMIT_TEXT_CHARS: usize = 2000;

/// One answer, as the rules see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Note {
    pub id: FixNoteId,
    pub issue_id: IssueId,
    pub answer: Answer,
    pub reason: String,
    /// Nobody, when the deadline answered.
    pub answered_by: Option<PersonId>,
    pub state: FixNoteState,
    pub waiver: Waiver,
    pub waiver_by: Option<PersonId>,
    pub waiver_reason: Option<String>,
    pub revision: i64,
}

impl Note {
    /// An answer that stands: one whose waiver was refused has to be given again.
    fn is_answer(&self) -> bool {
        self.waiver != Waiver::Refused
    }
}

impl From<FixNoteRefused> for ApiError {
    fn from(refusal: FixNoteRefused) -> ApiError {
        match refusal {
            FixNoteRefused::ReasonMissing | FixNoteRefused::RefusalReasonMissing => {
                ApiError::invalid("reason", "missing", refusal.to_string())
            }
            FixNoteRefused::NothingToDecide => {
                ApiError::not_allowed_now("There is no open proposal to waive here.")
            }
            FixNoteRefused::NotAllowed { .. } => ApiError::not_allowed_now("This answer is submitted."),
        }
    }
}

/// The page of a request's fix notes.
pub(crate) fn link(request: &Request) -> String {
    format!("{}/fix-notes", request.link())
}

/// A text of the caller, without blanks around it, and not too long.
pub(crate) fn limited<'a>(field: &str, text: &'a str) -> ApiResult<&'a str> {
    let text = text.trim();
    if text.chars().count() > LIMIT_TEXT_CHARS {
        return Err(ApiError::invalid(
            field,
            "too_long",
            format!("At most {LIMIT_TEXT_CHARS} characters."),
        ));
    }
    Ok(text)
}

/// A draft is production's, and of those to whom production handed the issue; everybody reads it once it is submitted, also
/// when post refused to waive the issue and it has to be given again.
pub(crate) fn may_read(actor: &Actor, note: &FixNoteView) -> bool {
    let was_submitted = note.state == FixNoteState::Submitted || note.waiver != Waiver::None;
    was_submitted || actor.role == Role::Production
}

/// Every answer that an issue ever got, as far as the caller reads them; oldest first.
pub(crate) async fn list_of_issue(
    db: &PgPool,
    actor: &Actor,
    issue: IssueId,
) -> Result<Vec<FixNoteView>, sqlx::Error> {
    let mut notes = sql::list_views(db, issue).await?;
    notes.retain(|note| may_read(actor, note));
    Ok(notes)
}

/// May read the fix notes: whoever reads the report.
pub struct SeeFixNotes;

impl Permission for SeeFixNotes {
    const ACT: Act = Act::SeeReport;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
        let found = requests::find_seen(app, actor, key).await?;
        Ok(found.filter(|request| requests::sees_report(actor, request)))
    }
}

/// Production of the show answers an issue of the report.
pub struct AnswerFixNote;

impl Permission for AnswerFixNote {
    const ACT: Act = Act::AnswerFixNote;
    type Key = (RequestId, IssueId);
    type Target = (Request, IssueId);

    async fn find(app: &App, actor: &Actor, (key, issue): Self::Key) -> ApiResult<Option<Self::Target>> {
        Ok(requests::find_seen(app, actor, key)
            .await?
            .map(|request| (request, issue)))
    }

    fn check(actor: &Actor, (request, _): &Self::Target) -> ApiResult<()> {
        Do::SubmitFixNotes.demand_theirs(actor, request)
    }
}

/// Production of the show answers several issues at once, or takes that back.
pub struct AnswerFixNotes;

impl Permission for AnswerFixNotes {
    const ACT: Act = Act::AnswerFixNote;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
        requests::find_seen(app, actor, key).await
    }

    fn check(actor: &Actor, request: &Request) -> ApiResult<()> {
        Do::SubmitFixNotes.demand_theirs(actor, request)
    }
}

/// Post of the show decides on a proposal to waive.
pub struct DecideWaiver;

impl Permission for DecideWaiver {
    const ACT: Act = Act::DecideWaiver;
    type Key = FixNoteId;
    type Target = (Request, FixNoteId);

    async fn find(app: &App, actor: &Actor, key: FixNoteId) -> ApiResult<Option<Self::Target>> {
        let Some(id) = sql::find_request(&app.db, key).await? else {
            return Ok(None);
        };
        Ok(requests::find_seen(app, actor, id)
            .await?
            .map(|request| (request, key)))
    }
}

/// The same, for several proposals of one request.
pub struct DecideWaivers;

impl Permission for DecideWaivers {
    const ACT: Act = Act::DecideWaiver;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
        let found = requests::find_seen(app, actor, key).await?;
        Ok(found.filter(|request| requests::sees_report(actor, request)))
    }
}
