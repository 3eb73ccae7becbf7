//! The living history: one row for every act, written in the act's own transaction and never changed; and read again, each
//! act as one line in words. Which acts a person reads follows from what they may see of titles and requests.

mod sql;
mod summary;

use api::history::HistoryRow;
use qc::id::{IssueId, PersonId, RequestId, TitleId};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use crate::access::Actor;
use crate::db::Tx;

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

pub async fn record(tx: &mut Tx, act: Act) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into history (actor_id, act, noun, noun_id, title_id, request_id, before, after, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        act.actor.map(Uuid::from),
        act.act,
        act.noun,
        act.noun_id,
        act.title_id.map(Uuid::from),
        act.request_id.map(Uuid::from),
        act.before,
        act.after,
        act.reason,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The history of a title that the caller sees, the newest first; one more than `limit`, if there are.
pub(crate) async fn list_of_title(
    db: &PgPool,
    actor: &Actor,
    title: TitleId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<HistoryRow>, sqlx::Error> {
    sql::list(db, actor, &sql::About::Title(title), before, limit).await
}

/// The history of one request that the caller sees, the newest first.
pub(crate) async fn list_of_request(
    db: &PgPool,
    actor: &Actor,
    request: RequestId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<HistoryRow>, sqlx::Error> {
    sql::list(db, actor, &sql::About::Request(request), before, limit).await
}

/// What happened to one issue, its fix notes, verdicts and comments among it, the oldest first.
pub(crate) async fn list_of_issue(
    db: &PgPool,
    actor: &Actor,
    issue: IssueId,
) -> Result<Vec<HistoryRow>, sqlx::Error> {
    let mut rows = sql::list(db, actor, &sql::About::Issue(issue), None, 500).await?;
    rows.reverse();
    Ok(rows)
}
