//! A delegation as its delegate works on it: exactly the issues handed over, with the answers so far, and nothing of what
//! operators, verifiers and post said about them.

use api::delegations::DelegationView;
use api::issues::IssueView;
use api::page::Action;
use qc::delegation::DelegationStep;
use qc::id::DelegationId;
use uuid::Uuid;

use super::{Delegation, sql};
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{Do, Request};
use crate::{fix_notes, issues};

pub(super) async fn view(
    app: &App,
    actor: &Actor,
    request: &Request,
    id: DelegationId,
) -> ApiResult<DelegationView> {
    let mut db = app.db.acquire().await?;
    let delegation = sql::find(&app.db, id).await?.ok_or(ApiError::NotFound)?;
    let row = sql::find_row(&mut db, id).await?.ok_or(ApiError::NotFound)?;
    let ids: Vec<Uuid> = row.issues.iter().map(|issue| issue.uuid()).collect();
    let items = issues::views_in(&mut db, actor, Some(request), &ids).await?;
    Ok(DelegationView {
        items: items.into_iter().map(without_the_talk).collect(),
        answers_due_at: fix_notes::find_due_at(&mut *db, request.id).await?,
        actions: actions(actor, request, &delegation),
        row,
    })
}

fn without_the_talk(issue: IssueView) -> IssueView {
    IssueView {
        verdict: None,
        comment_count: 0,
        new_comment_count: 0,
        actions: Vec::new(),
        ..issue
    }
}

fn actions(actor: &Actor, request: &Request, delegation: &Delegation) -> Vec<Action> {
    if !delegation.is_open_to(actor, request) {
        return Vec::new();
    }
    let why_not = Do::SubmitFixNotes
        .demand_now(request)
        .and_then(|()| Ok(delegation.state.after(DelegationStep::Finish)?))
        .err()
        .map(|refusal| refusal.problem().detail);
    ["save_delegated_answer", "finish_delegation"]
        .map(|act| Action {
            act: act.to_owned(),
            allowed: why_not.is_none(),
            why_not: why_not.clone(),
        })
        .to_vec()
}
