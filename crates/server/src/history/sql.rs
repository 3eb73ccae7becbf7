//! Queries of the history. Production and post read what happened within a report only once it is published; people of a
//! facility read of the requests that they have to do with, and of the deliveries.

use api::PersonRef;
use api::history::HistoryRow;
use chrono::{DateTime, Utc};
use qc::error_code::ErrorCode;
use qc::id::{IssueId, RequestId, TitleId};
use qc::person::Role;
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::summary::{Named, summary};
use crate::access::{Actor, Columns, push_scope};
use crate::titles;

pub(super) enum About {
    Title(TitleId),
    Request(RequestId),
    Issue(IssueId),
}

#[derive(FromRow)]
struct Row {
    id: i64,
    at: DateTime<Utc>,
    actor: Option<Json<PersonRef>>,
    act: String,
    noun: String,
    noun_id: Uuid,
    request_id: Option<Uuid>,
    request_number: Option<i64>,
    before: Option<Value>,
    after: Option<Value>,
    reason: String,
    issue_number: Option<i32>,
    issue_code: Option<String>,
    replacement_number: Option<i32>,
    delivery_number: Option<i32>,
    asset_kind: Option<String>,
}

/// A row about an issue, a fix note, a verdict or a comment leads to its issue, through the noun's own row.
const ROWS: &str = "
    select h.id, h.at, person_ref(h.actor_id) as actor, h.act, h.noun, h.noun_id, h.request_id, r.number as request_number,
        h.before, h.after, h.reason, i.number as issue_number, i.code as issue_code,
        (select n.number from issue n where n.supersedes_id = i.id limit 1) as replacement_number,
        d.number as delivery_number, a.kind as asset_kind
    from history h
    left join qc_request r on r.id = h.request_id
    left join verification v on v.request_id = h.request_id
    left join title t on t.id = h.title_id
    left join fix_note f on f.id = h.noun_id and h.noun = 'fix_note'
    left join comment c on c.id = h.noun_id and h.noun = 'comment'
    left join watch_item w on w.id = h.noun_id and h.noun = 'watch_item'
    left join rendition m on m.id = h.noun_id and h.noun = 'rendition'
    left join dispute z on z.id = h.noun_id and h.noun = 'dispute'
    left join issue i on i.id = coalesce(f.issue_id, c.issue_id, w.issue_id, z.issue_id, case when h.noun in ('issue', 'verdict') then h.noun_id end)
    left join delivery d on d.id = coalesce(m.delivery_id, case when h.noun = 'delivery' then h.noun_id end)
    left join asset a on a.id = coalesce(d.asset_id, i.asset_id)
    where ";

const OF_REQUESTS: Columns = Columns {
    show: "t.show_id",
    people: &["r.operator_id", "v.verifier_id", "h.actor_id"],
    facilities: &["r.operator_facility_id"],
};

/// What happens within a report while it is being written or verified.
const WITHIN_A_REPORT: &str = "h.noun in ('issue', 'watch_item', 'task', 'verdict', 'comment', 'draft')";

pub(super) async fn list(
    db: &PgPool,
    actor: &Actor,
    about: &About,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<HistoryRow>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROWS);
    match about {
        About::Title(title) => query.push("h.title_id = ").push_bind(Uuid::from(*title)),
        About::Request(request) => query.push("h.request_id = ").push_bind(Uuid::from(*request)),
        About::Issue(issue) => query.push("i.id = ").push_bind(Uuid::from(*issue)),
    };
    push_sight(&mut query, actor);
    if let Some(before) = before {
        query.push(" and h.id < ").push_bind(before);
    }
    query.push(" order by h.id desc limit ").push_bind(limit + 1);
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::view).collect())
}

fn push_sight(query: &mut QueryBuilder<Postgres>, actor: &Actor) {
    query.push(" and (");
    push_scope(query, &titles::scope(actor), &OF_REQUESTS);
    match actor.role {
        // A calibration is nobody's but its operator's and the studio's; an operator's record is not for the show.
        Role::Post | Role::Production => {
            query.push(" and r.calibration_id is null and h.noun <> 'sampling'");
            if actor.role == Role::Production {
                query.push(" and h.noun <> 'dispute'");
            }
            query
                .push(" and (r.verified_at is not null or not ")
                .push(WITHIN_A_REPORT)
                .push("))");
        }
        // What belongs to no request is of the deliveries: the title itself was asked before.
        Role::Operator | Role::Verifier | Role::VendorManager => {
            if actor.role == Role::VendorManager {
                query.push(" and r.calibration_id is null");
            }
            query.push(" or h.request_id is null)");
        }
        Role::StudioAdmin | Role::DownloadManager => {
            query.push(")");
        }
    }
}

impl Row {
    fn view(self) -> HistoryRow {
        let code_name = self
            .issue_code
            .as_deref()
            .map(|id| ErrorCode::find(id).map_or(id.to_owned(), ErrorCode::label));
        let named = Named {
            request_number: self.request_number,
            issue_number: self.issue_number,
            code_name,
            replacement_number: self.replacement_number,
            delivery_number: self.delivery_number,
            asset_kind: self.asset_kind,
        };
        let summary = summary(&self.act, &named, self.after.as_ref());
        HistoryRow {
            id: self.id,
            at: self.at,
            actor: self.actor.map(|Json(actor)| actor),
            act: self.act,
            noun: self.noun,
            noun_id: self.noun_id,
            request_id: self.request_id.map(RequestId::from),
            request_number: self.request_number,
            summary,
            before: self.before,
            after: self.after,
            reason: self.reason,
        }
    }
}
