//! Delegations: production hands issues of its fix notes to another production account by a link inside the product. The
//! delegate writes draft answers to exactly these issues under their own name and sees nothing else of the show; production
//! reviews and submits. The link works for that person alone, until it expires, is revoked, or the answers are handed in.

mod end;
pub mod http;
mod sql;
mod view;

use chrono::{DateTime, Utc};
use qc::access::Permission as Act;
use qc::delegation::{DelegationState, NotAllowed};
use qc::id::{DelegationId, IssueId, PersonId, RequestId};

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::requests::{self, Do, Request, Viewer};

pub(crate) use end::{end_all, end_expired};

/// A delegation, as the rules see it.
#[derive(Clone, Debug)]
pub struct Delegation {
    pub id: DelegationId,
    pub request_id: RequestId,
    pub delegate_id: PersonId,
    pub delegated_by: PersonId,
    pub state: DelegationState,
    pub expires_at: DateTime<Utc>,
    pub revision: i64,
}

impl Delegation {
    /// The delegate reads it; `request.now` is the database's clock.
    fn is_open_to(&self, actor: &Actor, request: &Request) -> bool {
        self.delegate_id == actor.person && self.state.is_open_to_delegate(self.expires_at, request.now)
    }

    fn link(&self) -> String {
        format!("/delegations/{}", self.id)
    }
}

impl From<NotAllowed> for ApiError {
    fn from(refusal: NotAllowed) -> ApiError {
        ApiError::not_allowed_now(match refusal.from {
            DelegationState::Active => "This delegation is still being worked on.",
            DelegationState::Finished => "Its delegate has finished.",
            DelegationState::Revoked => "This delegation was revoked.",
            DelegationState::Ended => "This delegation has ended.",
        })
    }
}

/// The delegation with its request, if the caller is its delegate and it is open, or sees the request's report.
async fn find_seen(app: &App, actor: &Actor, key: DelegationId) -> ApiResult<Option<(Request, Delegation)>> {
    let Some(delegation) = sql::find(&app.db, key).await? else {
        return Ok(None);
    };
    let found = requests::find(&app.db, Viewer::from(actor), delegation.request_id).await?;
    // Whoever reviews the report reads it too, but is told nothing of who answers it.
    let may_know = qc::access::may(actor.role, Act::SeeDelegation);
    let sees = |request: &Request| {
        delegation.is_open_to(actor, request) || (may_know && requests::sees_report(actor, request))
    };
    Ok(found.filter(sees).map(|request| (request, delegation)))
}

/// Lists what was handed to the caller.
pub struct ListDelegations;

impl Permission for ListDelegations {
    const ACT: Act = Act::SeeDelegation;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// Reads the delegations of a request: whoever of post and production reads its report.
pub struct SeeDelegations;

impl Permission for SeeDelegations {
    const ACT: Act = Act::SeeDelegation;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, key: RequestId) -> ApiResult<Option<Request>> {
        let found = requests::find_seen(app, actor, key).await?;
        Ok(found.filter(|request| requests::sees_report(actor, request)))
    }
}

pub struct SeeDelegation;

impl Permission for SeeDelegation {
    const ACT: Act = Act::SeeDelegation;
    type Key = DelegationId;
    type Target = (Request, Delegation);

    async fn find(app: &App, actor: &Actor, key: DelegationId) -> ApiResult<Option<Self::Target>> {
        find_seen(app, actor, key).await
    }
}

/// The delegate answers one of the issues handed to them.
pub struct AnswerDelegated;

impl Permission for AnswerDelegated {
    const ACT: Act = Act::AnswerFixNote;
    type Key = (DelegationId, IssueId);
    type Target = (Request, Delegation, IssueId);

    async fn find(app: &App, actor: &Actor, (key, issue): Self::Key) -> ApiResult<Option<Self::Target>> {
        let Some((request, delegation)) = find_seen(app, actor, key).await? else {
            return Ok(None);
        };
        let is_handed = sql::list_issues(&app.db, key).await?.contains(&issue);
        Ok(is_handed.then_some((request, delegation, issue)))
    }

    fn check(actor: &Actor, (request, delegation, _): &Self::Target) -> ApiResult<()> {
        demand_delegate(actor, request, delegation)
    }
}

/// The delegate says that everything is answered.
pub struct FinishDelegation;

impl Permission for FinishDelegation {
    const ACT: Act = Act::AnswerFixNote;
    type Key = DelegationId;
    type Target = (Request, Delegation);

    async fn find(app: &App, actor: &Actor, key: DelegationId) -> ApiResult<Option<Self::Target>> {
        find_seen(app, actor, key).await
    }

    fn check(actor: &Actor, (request, delegation): &Self::Target) -> ApiResult<()> {
        demand_delegate(actor, request, delegation)
    }
}

/// Production of the show takes it back, or hands it over for more.
pub struct ManageDelegation;

impl Permission for ManageDelegation {
    const ACT: Act = Act::DelegateFixNotes;
    type Key = DelegationId;
    type Target = (Request, Delegation);

    async fn find(app: &App, actor: &Actor, key: DelegationId) -> ApiResult<Option<Self::Target>> {
        find_seen(app, actor, key).await
    }

    fn check(actor: &Actor, (request, _): &Self::Target) -> ApiResult<()> {
        Do::Delegate.demand_theirs(actor, request)
    }
}

fn demand_delegate(actor: &Actor, request: &Request, delegation: &Delegation) -> ApiResult<()> {
    if delegation.is_open_to(actor, request) {
        Ok(())
    } else {
        Err(ApiError::not_permitted("This was handed to someone else."))
    }
}
