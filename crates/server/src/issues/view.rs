//! Issues as they go over the wire. Verdicts are the verifier's until the report is out; then they are everybody's who
//! reads it.

use api::Page;
use api::issues::IssueView;
use api::page::Action;
use qc::error_code::ErrorCode;
use qc::id::TitleId;
use qc::issue::{IssueOrigin, IssueState};
use qc::person::Role;
use sqlx::PgConnection;
use uuid::Uuid;

use super::sql::{self, Place};
use super::{Issue, PlaceRow};
use crate::access::Actor;
use crate::app::App;
use crate::error::ApiResult;
use crate::extract::{PageQuery, page};
use crate::labels::Labels;
use crate::requests::{Do, Request, rate_of};
use crate::{comments, fix_notes};

/// The issues of these ids; `request` is the report that they are read in, if it is one.
pub(crate) async fn views_of(
    app: &App,
    actor: &Actor,
    request: Option<&Request>,
    ids: &[Uuid],
) -> ApiResult<Vec<IssueView>> {
    let mut db = app.db.acquire().await?;
    views_in(&mut db, actor, request, ids).await
}

/// As `views_of`, within a transaction.
pub(crate) async fn views_in(
    db: &mut PgConnection,
    actor: &Actor,
    request: Option<&Request>,
    ids: &[Uuid],
) -> ApiResult<Vec<IssueView>> {
    let mut issues = sql::list(&mut *db, ids, request.map(|request| request.id)).await?;
    issues.retain(|issue| {
        issue.origin == IssueOrigin::Operator || sees_verification(actor, issue.is_published)
    });
    let talk = comments::counts(db, actor, ids).await?;
    let counted = |issue: &Issue| talk.get(&issue.id).copied().unwrap_or_default();
    Ok(issues
        .into_iter()
        .map(|issue| view(actor, request, counted(&issue), issue))
        .collect())
}

/// A verification is its verifier's until the report is out: nobody at the operator's sees what is being changed.
fn sees_verification(actor: &Actor, is_published: bool) -> bool {
    is_published || matches!(actor.role, Role::Verifier | Role::StudioAdmin)
}

/// Everything that stands in the report of a request, as the caller may know it.
pub(crate) async fn ids_of_request(
    db: impl sqlx::PgExecutor<'_>,
    actor: &Actor,
    request: &Request,
) -> ApiResult<Vec<Uuid>> {
    let wanted = of_request(actor, request);
    Ok(sql::list_ids_of_request(db, wanted, None, i64::MAX).await?)
}

fn of_request(actor: &Actor, request: &Request) -> sql::OfRequest {
    sql::OfRequest {
        request: request.id,
        with_added: sees_verification(actor, request.verified_at.is_some()),
    }
}

/// One page of what stands in the report of a request.
pub(crate) async fn page_of_request(
    app: &App,
    actor: &Actor,
    request: &Request,
    paging: &PageQuery,
) -> ApiResult<Page<IssueView>> {
    let after: Option<Place> = paging.after()?;
    let wanted = of_request(actor, request);
    let ids = sql::list_ids_of_request(&app.db, wanted, after, paging.limit() + 1).await?;
    let total = match after {
        Some(_) => None,
        None => Some(sql::count_of_request(&app.db, wanted).await?),
    };
    let views = views_of(app, actor, Some(request), &ids).await?;
    Ok(paged(views, paging, total))
}

/// One page of every issue that was ever flagged on a title's assets, as far as `actor` reads reports that are not out.
pub(crate) async fn page_of_title(
    app: &App,
    actor: &Actor,
    title: TitleId,
    only_open: bool,
    paging: &PageQuery,
) -> ApiResult<Page<IssueView>> {
    let wanted = sql::OfTitle {
        title,
        only_published: actor.role != Role::StudioAdmin,
        only_open,
    };
    let after: Option<Place> = paging.after()?;
    let ids = sql::list_ids_of_title(&app.db, wanted, after, paging.limit() + 1).await?;
    let total = match after {
        Some(_) => None,
        None => Some(sql::count_of_title(&app.db, wanted).await?),
    };
    let views = views_of(app, actor, None, &ids).await?;
    Ok(paged(views, paging, total))
}

fn paged(views: Vec<IssueView>, paging: &PageQuery, total: Option<i64>) -> Page<IssueView> {
    Page {
        total: total.and_then(|total| u64::try_from(total).ok()),
        ..page(views, paging.limit(), |view| {
            (view.asset_kind, view.asset_id, view.number)
        })
    }
}

/// `[016] Audio Drop Out/Mute`, or the id of a code that is no longer listed.
pub(crate) fn code_name(code: &str) -> String {
    ErrorCode::find(code).map_or_else(|| code.to_owned(), ErrorCode::label)
}

fn view(
    actor: &Actor,
    request: Option<&Request>,
    (comment_count, new_comment_count): (i64, i64),
    issue: Issue,
) -> IssueView {
    let rate = rate_of(Some(issue.edit_rate_num), Some(issue.edit_rate_den));
    let labels = Labels::of(rate, issue.drop_frame, issue.start_frame);
    let (first_frame, last_frame) = (unsigned(issue.first_frame), unsigned(issue.last_frame));
    let code_name = code_name(&issue.code);
    let is_published = request.map_or(issue.is_published, |request| request.verified_at.is_some());
    let actions = actions(actor, request, &issue);
    let verdict = issue.verdict.map(|verdict| verdict.0);
    // What the issue was before a verdict that the caller does not know of.
    let (verdict, state, severity, superseded_by_id) = match verdict {
        Some(verdict) if !sees_verification(actor, is_published) => {
            let severity = verdict.severity_before.unwrap_or(issue.severity);
            (None, IssueState::Open, severity, None)
        }
        verdict => (verdict, issue.state, issue.severity, issue.superseded_by_id),
    };
    // An answer is production's until they submit it.
    let fix_note = issue.fix_note.map(|note| note.0);
    let fix_note = fix_note.filter(|note| fix_notes::may_read(actor, note));
    IssueView {
        actions,
        id: issue.id,
        asset_id: issue.asset_id,
        asset_kind: issue.asset_kind,
        number: issue.number,
        request_id: issue.request_id,
        request_number: issue.request_number,
        delivery_id: issue.delivery_id,
        delivery_number: issue.delivery_number,
        code: issue.code,
        code_name,
        severity,
        tasks: issue.tasks,
        files: issue.files,
        first_frame,
        last_frame,
        in_timecode: labels.at(first_frame),
        out_timecode: labels.at(last_frame),
        places: issue.places.0.into_iter().map(PlaceRow::view).collect(),
        description: issue.description,
        loudness: issue.loudness.map(|loudness| loudness.0),
        on_tv: issue.on_tv.map(|on_tv| on_tv.0),
        state,
        origin: issue.origin,
        author: issue.author.0,
        supersedes_id: issue.supersedes_id,
        superseded_by_id,
        verdict,
        fix_note,
        comment_count,
        new_comment_count,
        created_at: issue.created_at,
        updated_at: issue.updated_at,
        revision: issue.revision,
    }
}

/// What its author may do with it now.
fn actions(actor: &Actor, request: Option<&Request>, issue: &Issue) -> Vec<Action> {
    let Some(request) = request.filter(|request| request.id == issue.request_id) else {
        return Vec::new();
    };
    if actor.role != Role::Operator || issue.author_id != actor.person {
        return Vec::new();
    }
    let why_not = Do::CreateIssue
        .demand_theirs(actor, request)
        .and_then(|()| Do::CreateIssue.demand_now(request))
        .err()
        .map(|refusal| refusal.problem().detail)
        .or_else(|| (issue.state != IssueState::Open).then(|| "It is no longer open.".to_owned()));
    ["change_issue", "delete_issue"]
        .map(|act| Action {
            act: act.to_owned(),
            allowed: why_not.is_none(),
            why_not: why_not.clone(),
        })
        .to_vec()
}

pub(super) fn unsigned(frame: i64) -> u64 {
    u64::try_from(frame).unwrap_or(0)
}
