//! How a delegation moves on and ends: its delegate finished, it was revoked, its time ran out, the answers were handed in.

use qc::delegation::{DelegationState, DelegationStep};
use qc::id::{DelegationId, PersonId};
use qc::notice::NoticeKind;

use super::{Delegation, sql};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::notices::{self, Notice, People};
use crate::requests::{self, Request};
use crate::{events, history};

/// The rule, the row under its revision, its history, the event.
pub(super) async fn advance(
    tx: &mut Tx,
    request: &Request,
    delegation: &mut Delegation,
    step: DelegationStep,
    by: Option<PersonId>,
    reason: &str,
) -> ApiResult<()> {
    let from = delegation.state;
    delegation.state = from.after(step)?;
    sql::save(tx, delegation).await?;
    let act = request
        .act_on(by, act_of(delegation.state), delegation.id)
        .state(from.as_str(), delegation.state.as_str())
        .because(reason);
    history::record(tx, act).await?;
    Ok(events::record(tx, request.event()).await?)
}

fn act_of(state: DelegationState) -> &'static str {
    match state {
        DelegationState::Active => "delegation.resumed",
        DelegationState::Finished => "delegation.finished",
        DelegationState::Revoked => "delegation.revoked",
        DelegationState::Ended => "delegation.ended",
    }
}

/// The answers of a request are handed in: nobody works on them any more.
pub(crate) async fn end_all(tx: &mut Tx, request: &Request, by: Option<PersonId>) -> ApiResult<()> {
    for mut delegation in sql::list_open(tx, request.id).await? {
        advance(tx, request, &mut delegation, DelegationStep::End, by, "").await?;
        tell_delegate(
            tx,
            request,
            &delegation,
            "has ended: the fix notes were handed in",
        )
        .await?;
    }
    Ok(())
}

/// What ran out is ended, and its delegate is told.
pub(crate) async fn end_expired(app: &App) -> anyhow::Result<()> {
    for id in sql::list_expired(&app.db).await? {
        requests::settled(end_one(app, id).await)?;
    }
    Ok(())
}

async fn end_one(app: &App, id: DelegationId) -> ApiResult<()> {
    let Some(mut delegation) = sql::find(&app.db, id).await? else {
        return Ok(());
    };
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, delegation.request_id).await?;
    advance(&mut tx, &request, &mut delegation, DelegationStep::End, None, "").await?;
    tell_delegate(&mut tx, &request, &delegation, "has ended: its time ran out").await?;
    Ok(tx.commit().await?)
}

pub(super) async fn tell_delegate(
    tx: &mut Tx,
    request: &Request,
    delegation: &Delegation,
    what: &str,
) -> ApiResult<()> {
    let subject = format!("What was handed to you {what}: {}", request.name());
    let notice = Notice::new(NoticeKind::DelegationEnded, subject, delegation.link());
    Ok(notices::send(tx, People::Person(delegation.delegate_id), notice).await?)
}
