//! The work of someone who leaves goes back to the pool: what they hold, also on hold; and fix checks are no longer kept for
//! them. Issues that they entered stay in the report, and their drafts stay theirs.

use qc::id::{PersonId, RequestId};
use qc::request::RequestState;

use super::{Request, assign, get, reserve, save, sql};
use crate::db::Tx;
use crate::error::ApiResult;

/// Everything that `person` holds as an operator. Gives what went back.
pub(crate) async fn return_held(
    tx: &mut Tx,
    person: PersonId,
    actor: Option<PersonId>,
    reason: &str,
) -> ApiResult<Vec<Request>> {
    let mut returned = Vec::new();
    for id in sql::lock_held(tx, person).await? {
        let mut request = get(tx, id).await?;
        let act = request.act(actor, "request.returned").because(reason);
        if request.state == RequestState::OnHold {
            assign::forget_holder(&mut request);
            request.held_from = Some(RequestState::Available);
            save(tx, &mut request, act).await?;
        } else {
            assign::put_back(tx, &mut request, act).await?;
        }
        returned.push(request);
    }
    Ok(returned)
}

/// Fix checks that were kept for `person` are anyone's. Gives how many.
pub(crate) async fn release_reserved(
    tx: &mut Tx,
    person: PersonId,
    actor: Option<PersonId>,
    reason: &str,
) -> ApiResult<usize> {
    let ids = sql::lock_reserved(tx, person).await?;
    for id in &ids {
        let mut request = get(tx, *id).await?;
        reserve::end(tx, &mut request, actor, reason).await?;
    }
    Ok(ids.len())
}

/// A request on hold whose verifier left: released, it is offered for verification again.
pub(crate) async fn reoffer_held(
    tx: &mut Tx,
    id: RequestId,
    actor: Option<PersonId>,
    reason: &str,
) -> ApiResult<()> {
    let mut request = get(tx, id).await?;
    request.held_from = Some(RequestState::VerificationAvailable);
    let act = request
        .act(actor, "request.offered_for_verification")
        .because(reason);
    save(tx, &mut request, act).await
}
