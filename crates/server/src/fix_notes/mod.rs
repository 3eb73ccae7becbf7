//! Fix notes: production answers every Issue and Blocker of a verified report, post decides on what is proposed to be
//! waived, and the request is approved, answered again, or waits for a redelivery. What follows from what is in
//! `qc::fix_note`.

mod decide;
pub mod http;
mod sql;

use api::issues::FixNoteView;
use qc::access::Permission as Act;
use qc::fix_note::{Answer, FixNoteRefused, FixNoteState, Waiver};
use qc::id::{FixNoteId, IssueId, PersonId, RequestId};
use sqlx::PgPool;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Do, Request};

/// One answer, as the rules see it.
#[derive(Clone, Debug)]
pub struct Note {
    pub id: FixNoteId,
    pub issue_id: IssueId,
    pub answer: Answer,
    pub reason: String,
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
        }
    }
}

/// Every answer that an issue ever got, oldest first.
pub(crate) async fn list_of_issue(db: &PgPool, issue: IssueId) -> Result<Vec<FixNoteView>, sqlx::Error> {
    sql::list_views(db, issue).await
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
