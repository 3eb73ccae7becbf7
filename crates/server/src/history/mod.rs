//! The living history: one row for every act, written in the act's own transaction and never changed; and read again, each
//! act as one line in words. Which acts a person reads follows from what they may see of titles and requests. A chain of
//! seals over all rows shows whether any was changed behind the product's back.

mod changes;
mod export;
mod filter;
pub mod http;
pub mod seal;
mod sight;
mod sql;
mod summary;

use api::history::HistoryRow;
use qc::access::Permission as May;
use qc::history::HistoryOrder;
use qc::id::{PersonId, RequestId, TitleId};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::{requests, titles, webhooks};
use filter::Filter;
use sql::About;

/// One act. `act` is `noun.past_participle`: `request.taken`.
#[derive(Clone, Debug)]
pub struct Act {
    pub actor: Option<PersonId>,
    pub act: &'static str,
    pub noun: &'static str,
    pub noun_id: Uuid,
    pub title_id: Option<TitleId>,
    pub request_id: Option<RequestId>,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub reason: String,
}

impl Act {
    /// `actor` is none when the system itself acts. The noun is the act's first half.
    pub fn new(actor: impl Into<Option<PersonId>>, act: &'static str, noun_id: impl Into<Uuid>) -> Act {
        let noun = act.split_once('.').map_or(act, |(noun, _)| noun);
        Act {
            actor: actor.into(),
            act,
            noun,
            noun_id: noun_id.into(),
            title_id: None,
            request_id: None,
            before: None,
            after: None,
            reason: String::new(),
        }
    }

    pub fn of_title(self, title_id: TitleId) -> Act {
        Act {
            title_id: Some(title_id),
            ..self
        }
    }

    pub fn of_request(self, request_id: RequestId) -> Act {
        Act {
            request_id: Some(request_id),
            ..self
        }
    }

    pub fn changed(self, before: Value, after: Value) -> Act {
        Act {
            before: Some(before),
            after: Some(after),
            ..self
        }
    }

    /// The common case: the noun went from one state to another.
    pub fn state(self, before: &str, after: &str) -> Act {
        self.changed(
            serde_json::json!({ "state": before }),
            serde_json::json!({ "state": after }),
        )
    }

    pub fn because(self, reason: impl Into<String>) -> Act {
        Act {
            reason: reason.into(),
            ..self
        }
    }
}

/// Writes the act, and announces it to the webhooks that hear of it.
pub async fn record(tx: &mut Tx, act: Act) -> Result<(), sqlx::Error> {
    insert(tx, &act).await?;
    webhooks::announce(tx, &act).await
}

async fn insert(tx: &mut Tx, act: &Act) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into history (actor_id, act, noun, noun_id, title_id, request_id, before, after, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        act.actor.map(Uuid::from),
        act.act,
        act.noun,
        act.noun_id,
        act.title_id.map(Uuid::from),
        act.request_id.map(Uuid::from),
        act.before.as_ref(),
        act.after.as_ref(),
        act.reason,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// What happened to these issues of one lineage, their fix notes, verdicts and comments among it, the oldest first.
pub(crate) async fn list_of_issues(
    db: &PgPool,
    actor: &Actor,
    issues: &[Uuid],
) -> Result<Vec<HistoryRow>, sqlx::Error> {
    let filter = Filter {
        order: HistoryOrder::Oldest,
        limit: MOST_OF_AN_ISSUE,
        ..Filter::default()
    };
    sql::list(db, actor, &About::Issues(issues.to_vec()), &filter).await
}

/// An issue has far fewer acts than this.
const MOST_OF_AN_ISSUE: i64 = 1000;

/// The living history of a title that one sees.
pub struct OfTitle;

impl Permission for OfTitle {
    const ACT: May = May::SeeHistory;
    type Key = TitleId;
    type Target = About;

    async fn find(app: &App, actor: &Actor, title: TitleId) -> ApiResult<Option<About>> {
        let is_seen = titles::is_seen(&app.db, actor, title).await?;
        Ok(is_seen.then_some(About::Title(title)))
    }
}

/// The living history of a request that one sees.
pub struct OfRequest;

impl Permission for OfRequest {
    const ACT: May = May::SeeHistory;
    type Key = RequestId;
    type Target = About;

    async fn find(app: &App, actor: &Actor, request: RequestId) -> ApiResult<Option<About>> {
        let found = requests::find_seen(app, actor, request).await?;
        Ok(found.map(|request| About::Request(request.id)))
    }
}

/// One row that one reads in the history of its title.
pub struct SeeRow;

impl Permission for SeeRow {
    const ACT: May = May::SeeHistory;
    type Key = i64;
    type Target = HistoryRow;

    async fn find(app: &App, actor: &Actor, row: i64) -> ApiResult<Option<HistoryRow>> {
        let found = sql::list(&app.db, actor, &About::Row(row), &Filter::default()).await?;
        let Some(row) = found.into_iter().next() else {
            return Ok(None);
        };
        let is_seen = match row.title_id {
            Some(title) => titles::is_seen(&app.db, actor, title).await?,
            // What is of no title is of the house: for the audit alone.
            None => qc::access::may(actor.role, May::SeeAudit),
        };
        Ok(Some(row).filter(|_| is_seen))
    }
}

/// Everything that anybody did.
pub struct SeeAudit;

impl Permission for SeeAudit {
    const ACT: May = May::SeeAudit;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}
