//! Permissions as arguments of handlers. `May<P>` finds the object that the call names, as far as the caller may see it,
//! and asks whether they may do this to it: forgetting the question does not compile, since the object comes only with
//! the answer. Not seen is 404, seen but not allowed is 403.

use std::future::Future;

use axum::RequestPartsExt;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::extract::Path;

/// One act on one kind of object. A type without fields, in the `mod.rs` of its noun.
pub trait Permission: Send + Sync + 'static {
    /// The row of the matrix in `qc::access`.
    const ACT: qc::access::Permission;
    /// What the path names: `RequestId`, `(RequestId, IssueId)`; `()` where it names nothing.
    type Key: DeserializeOwned + Send;
    /// The object as the handler needs it; `()` where there is none.
    type Target: Send;

    /// The object if it is there and the caller may see it, by the same scope as its lists.
    fn find(
        app: &App,
        actor: &Actor,
        key: Self::Key,
    ) -> impl Future<Output = ApiResult<Option<Self::Target>>> + Send;

    /// Beyond the role: is this caller the holder, of this facility, of this show?
    fn check(_actor: &Actor, _target: &Self::Target) -> ApiResult<()> {
        Ok(())
    }
}

/// The caller and the object, both checked.
pub struct May<P: Permission>(pub Actor, pub P::Target);

impl<P: Permission> FromRequestParts<App> for May<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> ApiResult<May<P>> {
        let actor = Actor::from_request_parts(parts, app).await?;
        let Path(key) = parts.extract::<Path<P::Key>>().await?;
        May::of(app, actor, key).await
    }
}

impl<P: Permission> May<P> {
    /// For extractors of a noun's own, which know the key already.
    pub async fn of(app: &App, actor: Actor, key: P::Key) -> ApiResult<May<P>> {
        let target = P::find(app, &actor, key).await?.ok_or(ApiError::NotFound)?;
        if !qc::access::may(actor.role, P::ACT) {
            return Err(ApiError::not_permitted("Your role may not do this."));
        }
        P::check(&actor, &target)?;
        Ok(May(actor, target))
    }
}
