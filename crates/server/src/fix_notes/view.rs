//! The fix notes of a request as they go over the wire.

use api::fix_notes::FixNotesView;
use qc::fix_note::Waiver;
use qc::id::{IssueId, RequestId};
use sqlx::PgConnection;

use super::{redelivery, sql};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::extract::Revised;
use crate::requests::{self, Viewer};
use crate::{issues, objections};

pub(super) async fn answer(app: &App, actor: &Actor, id: RequestId) -> ApiResult<Revised<FixNotesView>> {
    let mut db = app.db.acquire().await?;
    let view = view(&mut db, actor, id).await?;
    Ok(Revised(view.revision, view))
}

pub(super) async fn view(db: &mut PgConnection, actor: &Actor, id: RequestId) -> ApiResult<FixNotesView> {
    let request = requests::find(&mut *db, Viewer::from(actor), id)
        .await?
        .ok_or(ApiError::NotFound)?;
    let to_answer = sql::list_to_answer(&mut *db, id).await?;
    let objections = objections::list_views(&mut *db, id).await?;
    let notes = sql::list(&mut *db, id).await?;
    let mut shown: Vec<_> = to_answer.iter().map(|issue| issue.uuid()).collect();
    shown.extend(objections.iter().map(|objection| objection.issue_id.uuid()));
    let mut issues = issues::views_in(db, actor, Some(&request), &shown).await?;
    let place = |issue: IssueId| {
        to_answer
            .iter()
            .position(|other| *other == issue)
            .unwrap_or(usize::MAX)
    };
    issues.sort_by_key(|issue| (place(issue.id), issue.number));
    let is_answered = |issue: &IssueId| {
        notes
            .iter()
            .any(|note| note.issue_id == *issue && note.is_answer())
    };
    let unanswered = to_answer.iter().filter(|issue| !is_answered(issue));
    let proposed = notes.iter().filter(|note| note.waiver == Waiver::Proposed);
    Ok(FixNotesView {
        request_id: id,
        state: request.state,
        unanswered: unanswered.copied().collect(),
        undecided: proposed.map(|note| note.issue_id).collect(),
        issues,
        objections,
        deadline: sql::find_deadline_view(&mut *db, id).await?,
        redelivery_due_at: request.redelivery_due_at,
        redelivery_note: request.redelivery_note.clone(),
        redelivery_is_overdue: redelivery::is_overdue(&request),
        redelivery_days: sql::find_policy(&mut *db, request.show_id)
            .await?
            .and_then(|policy| policy.redelivery_days),
        estimates: sql::list_estimates(&mut *db, id).await?,
        actions: requests::actions_of(db, actor, &request).await?,
        revision: request.revision,
    })
}
