//! Objections: production says that an issue of its fix notes is none; post decides. The issue's row stays as the operator
//! wrote it: upheld, it is waived as not an issue. When an objection is settled is in `qc::objection`.

pub mod http;
mod sql;

use api::fix_notes::ObjectionView;
use qc::access::Permission as Act;
use qc::id::{IssueId, ObjectionId, PersonId, RequestId};
use qc::objection::{ObjectionRefused, ObjectionState, ObjectionStep};

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Request};

/// An objection, as the rules see it.
#[derive(Clone, Debug)]
pub struct Objection {
    pub id: ObjectionId,
    pub request_id: RequestId,
    pub issue_id: IssueId,
    pub raised_by: PersonId,
    pub state: ObjectionState,
    pub revision: i64,
}

/// Issues of the request on whose objection post has not decided.
pub(crate) async fn list_open(tx: &mut Tx, request: RequestId) -> Result<Vec<IssueId>, sqlx::Error> {
    sql::list_open(tx, request).await
}

pub(crate) async fn list_views(
    db: impl sqlx::PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<ObjectionView>, sqlx::Error> {
    sql::list_views(db, Some(request), None).await
}

/// Everything that was objected to of one issue, in whatever round.
pub(crate) async fn list_of_issue(
    db: impl sqlx::PgExecutor<'_>,
    issue: IssueId,
) -> Result<Vec<ObjectionView>, sqlx::Error> {
    sql::list_views(db, None, Some(issue)).await
}

impl From<ObjectionRefused> for ApiError {
    fn from(refusal: ObjectionRefused) -> ApiError {
        let words = requests::sentence(&refusal.to_string());
        match refusal {
            ObjectionRefused::ReasonMissing | ObjectionRefused::DismissalReasonMissing => {
                ApiError::invalid("reason", "missing", words)
            }
            ObjectionRefused::NotOpen(_) => {
                ApiError::not_allowed_now("Only an issue that is open can be objected to.")
            }
            ObjectionRefused::Decided => {
                ApiError::not_allowed_now("Post has decided that this issue stands. It is to be answered.")
            }
            ObjectionRefused::Settled { from, .. } => {
                ApiError::not_allowed_now(format!("This objection is {from} already."))
            }
        }
    }
}

async fn find_seen(app: &App, actor: &Actor, key: ObjectionId) -> ApiResult<Option<(Request, Objection)>> {
    let Some(objection) = sql::find(&app.db, key).await? else {
        return Ok(None);
    };
    let request = requests::find_seen(app, actor, objection.request_id).await?;
    Ok(request
        .filter(|request| requests::sees_report(actor, request))
        .map(|request| (request, objection)))
}

/// Post of the show decides.
pub struct DecideObjection;

impl Permission for DecideObjection {
    const ACT: Act = Act::DecideObjection;
    type Key = ObjectionId;
    type Target = (Request, Objection);

    async fn find(app: &App, actor: &Actor, key: ObjectionId) -> ApiResult<Option<Self::Target>> {
        find_seen(app, actor, key).await
    }
}

/// Production of the show takes it back.
pub struct WithdrawObjection;

impl Permission for WithdrawObjection {
    const ACT: Act = Act::ObjectToIssue;
    type Key = ObjectionId;
    type Target = (Request, Objection);

    async fn find(app: &App, actor: &Actor, key: ObjectionId) -> ApiResult<Option<Self::Target>> {
        find_seen(app, actor, key).await
    }
}

/// The past participle of a step, for the history.
fn act_of(step: ObjectionStep) -> &'static str {
    match step {
        ObjectionStep::Uphold => "objection.upheld",
        ObjectionStep::Dismiss => "objection.dismissed",
        ObjectionStep::Withdraw => "objection.withdrawn",
    }
}
