//! Breaks: a person says "not now". Nothing is served to them, they take nothing and nobody gives them anything until it ends.
//! What they were served and have not begun goes back to the pool at once; what they have begun stays theirs.

pub mod http;
mod jobs;
mod sql;

use api::breaks::BreakView;
use qc::access::Permission as Act;
use qc::id::{BreakId, PersonId};
use sqlx::PgPool;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;

pub use jobs::EndBreaks;

/// The break that a person is on.
pub(crate) async fn find_now(db: &PgPool, person: PersonId) -> Result<Option<BreakView>, sqlx::Error> {
    sql::find_now(db, person).await
}

pub struct TakeBreak;

impl Permission for TakeBreak {
    const ACT: Act = Act::TakeBreak;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

/// The caller's own break.
pub struct EndBreak;

impl Permission for EndBreak {
    const ACT: Act = Act::TakeBreak;
    type Key = BreakId;
    type Target = BreakView;

    async fn find(app: &App, actor: &Actor, id: BreakId) -> ApiResult<Option<BreakView>> {
        let found = sql::find(&app.db, id).await?;
        Ok(found.filter(|found| found.person.id == actor.person))
    }
}

/// One's own; a vendor manager those of the facility, the studio all.
pub struct SeeBreaks;

impl Permission for SeeBreaks {
    const ACT: Act = Act::SeeBreaks;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}
