//! Issues: flagged by operators, corrected and completed by verifiers, answered by production. What a form may say and
//! which step a state allows is decided in `qc`; here issues are written, with their place in the lineage of the asset.

mod form;
pub mod http;
pub mod http_draft;
mod places;
mod sightings;
mod sql;
mod view;

use api::issues::{FixNoteView, VerdictView};
use api::page::PersonRef;
use api::tv_sessions::OnTv;
use chrono::{DateTime, Utc};
use qc::access::Permission as Act;
use qc::asset::AssetKind;
use qc::id::{AssetId, DeliveryId, IssueId, PersonId, RequestId, TitleId};
use qc::issue::{IssueOrigin, IssueState, IssueStep, Loudness, NotAllowed};
use qc::severity::Severity;
use qc::task::TaskKind;
use serde_json::json;
use sqlx::types::Json;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::history;
use crate::requests::{self, Request, Viewer};

pub(crate) use form::{Entry, read_form, read_forms, sentence};
pub(crate) use http_draft::check_draft;
pub use places::PlaceRow;
pub(crate) use places::{changes_between, place, place_on};
pub(crate) use view::{code_name, ids_of_request, page_of_request, page_of_title, views_in, views_of};

/// An issue as the database holds it, with what is shown beside it.
#[derive(Clone, Debug)]
pub struct Issue {
    pub id: IssueId,
    pub asset_id: AssetId,
    pub asset_kind: AssetKind,
    pub number: i32,
    pub request_id: RequestId,
    pub request_number: i64,
    pub title_id: TitleId,
    /// The report that it was raised in is out.
    pub is_published: bool,
    pub delivery_id: DeliveryId,
    pub delivery_number: i32,
    pub edit_rate_num: i32,
    pub edit_rate_den: i32,
    pub drop_frame: bool,
    pub start_frame: i64,
    pub code: String,
    pub severity: Severity,
    pub tasks: Vec<TaskKind>,
    pub files: Vec<String>,
    pub first_frame: i64,
    pub last_frame: i64,
    pub places: Json<Vec<PlaceRow>>,
    pub description: String,
    pub loudness: Option<Json<Loudness>>,
    pub on_tv: Option<Json<OnTv>>,
    pub state: IssueState,
    pub origin: IssueOrigin,
    pub author_id: PersonId,
    pub author: Json<PersonRef>,
    pub supersedes_id: Option<IssueId>,
    pub superseded_by_id: Option<IssueId>,
    pub verdict: Option<Json<VerdictView>>,
    pub fix_note: Option<Json<FixNoteView>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub revision: i64,
}

impl From<NotAllowed> for ApiError {
    fn from(refusal: NotAllowed) -> ApiError {
        ApiError::not_allowed_now(match refusal.from {
            IssueState::Open => "This issue is open.",
            IssueState::WillFix => "Production will fix this issue.",
            IssueState::CreativeIntent | IssueState::BestPossible => {
                "This issue is waived, or proposed to be."
            }
            IssueState::Resolved => "This issue is resolved.",
            IssueState::NotAnIssue => "This was found to be no issue.",
            IssueState::Replaced => "This issue was replaced.",
            IssueState::Deleted => "This issue was deleted.",
        })
    }
}

/// An issue of a request whose row the caller holds, read within the transaction.
pub(crate) async fn get(tx: &mut Tx, id: IssueId) -> ApiResult<Issue> {
    sql::list(&mut **tx, &[id.uuid()], None)
        .await?
        .pop()
        .ok_or(ApiError::NotFound)
}

/// Adds an issue. Whoever calls has checked the entry and holds the request's row.
pub(crate) async fn insert(
    tx: &mut Tx,
    request: &Request,
    author: PersonId,
    entry: &Entry,
    origin: IssueOrigin,
    supersedes: Option<IssueId>,
) -> ApiResult<IssueId> {
    let id = IssueId::new();
    let delivery_id = entry.delivery_id;
    let new = sql::NewIssue {
        id,
        delivery_id,
        request_id: request.id,
        author,
        origin,
        supersedes,
        entry,
    };
    let number = sql::insert(tx, &new).await?;
    let after = json!({
        "state": IssueState::Open, "number": number, "code": entry.code, "severity": entry.severity,
        "first_frame": entry.first_frame, "last_frame": entry.last_frame, "supersedes_id": supersedes,
    });
    let act = request
        .act_on(author, "issue.created", id)
        .changed(json!({}), after);
    record(tx, request, id, act).await?;
    Ok(id)
}

/// Takes an issue a step further in its life: the rule, the row under its revision, its history, the event.
pub(crate) async fn step(
    tx: &mut Tx,
    request: &Request,
    actor: impl Into<Option<PersonId>>,
    id: IssueId,
    step: IssueStep,
    act: &'static str,
    reason: &str,
) -> ApiResult<()> {
    let issue = get(tx, id).await?;
    let to = issue.state.after(step)?;
    set(tx, request, actor, issue, (to, None), act, reason).await
}

/// Sets state and severity to what the caller's rule has given.
pub(crate) async fn set(
    tx: &mut Tx,
    request: &Request,
    actor: impl Into<Option<PersonId>>,
    mut issue: Issue,
    (state, severity): (IssueState, Option<Severity>),
    act: &'static str,
    reason: &str,
) -> ApiResult<()> {
    let before = json!({ "state": issue.state, "severity": issue.severity });
    issue.state = state;
    issue.severity = severity.unwrap_or(issue.severity);
    sql::save_state(tx, &issue).await?;
    let after = json!({ "state": issue.state, "severity": issue.severity });
    let act = request
        .act_on(actor, act, issue.id)
        .changed(before, after)
        .because(reason);
    record(tx, request, issue.id, act).await
}

async fn record(tx: &mut Tx, request: &Request, id: IssueId, act: history::Act) -> ApiResult<()> {
    history::record(tx, act).await?;
    let event = Event::new(EventKind::Issue, id)
        .of_title(request.title_id)
        .of_request(request.id);
    Ok(events::record(tx, event).await?)
}

/// What was typed and not sent goes when the report is out.
pub(crate) async fn drop_draft(tx: &mut Tx, request: RequestId, person: PersonId) -> ApiResult<()> {
    Ok(sql::delete_draft(&mut **tx, request, person).await?)
}

/// An issue with the request that it was raised in, as the caller finds it.
pub struct Seen {
    pub issue: Issue,
    pub request: Request,
}

/// Those who see the report that an issue stands in, or stood in at some time.
async fn find_seen(app: &App, actor: &Actor, key: IssueId) -> ApiResult<Option<Seen>> {
    let Some((issue, from)) = find_seen_from(app, actor, key).await? else {
        return Ok(None);
    };
    if from.id == issue.request_id {
        return Ok(Some(Seen { issue, request: from }));
    }
    let request = requests::find(&app.db, Viewer::from(actor), issue.request_id).await?;
    Ok(request.map(|request| Seen { issue, request }))
}

/// The issue, with the request from whose report the caller sees it: that in which it was raised, or a later round.
pub(crate) async fn find_seen_from(
    app: &App,
    actor: &Actor,
    key: IssueId,
) -> ApiResult<Option<(Issue, Request)>> {
    let Some(issue) = sql::list(&app.db, &[key.uuid()], None).await?.pop() else {
        return Ok(None);
    };
    for request in list_standing_in(&app.db, &issue).await? {
        let found = requests::find(&app.db, Viewer::from(actor), request.into()).await?;
        if let Some(request) = found.filter(|request| requests::sees_report(actor, request)) {
            return Ok(Some((issue, request)));
        }
    }
    Ok(None)
}

/// The requests in whose reports an issue stands or stood, that in which it was raised before the later rounds.
pub(crate) async fn list_standing_in(
    db: impl sqlx::PgExecutor<'_>,
    issue: &Issue,
) -> ApiResult<Vec<uuid::Uuid>> {
    let mut requests = vec![issue.request_id.uuid()];
    requests.extend(sql::list_rounds(db, issue.id).await?);
    Ok(requests)
}

/// May read the issue.
pub struct SeeIssue;

impl Permission for SeeIssue {
    const ACT: Act = Act::SeeReport;
    type Key = IssueId;
    type Target = Seen;

    async fn find(app: &App, actor: &Actor, key: IssueId) -> ApiResult<Option<Seen>> {
        find_seen(app, actor, key).await
    }
}

/// The operator who holds the request corrects their own issue before submission.
pub struct ChangeIssue;

impl Permission for ChangeIssue {
    const ACT: Act = Act::EditIssue;
    type Key = IssueId;
    type Target = Seen;

    async fn find(app: &App, actor: &Actor, key: IssueId) -> ApiResult<Option<Seen>> {
        find_seen(app, actor, key).await
    }

    fn check(actor: &Actor, seen: &Seen) -> ApiResult<()> {
        if seen.issue.author_id != actor.person {
            return Err(ApiError::not_permitted("Only its author may change an issue."));
        }
        requests::Do::CreateIssue.demand_theirs(actor, &seen.request)
    }
}
