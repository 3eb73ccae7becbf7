//! Queries of the history: rows with what their nouns are called, a page at a time, and what there is to choose from.

use std::collections::HashMap;

use api::PersonRef;
use api::history::{DeliveryChoice, HistoryChoices, HistoryRow, IssueChoice};
use chrono::{DateTime, Utc};
use qc::error_code::ErrorCode;
use qc::history::{HistoryKind, HistoryOrder};
use qc::id::{DeliveryId, IssueId, RequestId, TitleId};
use serde_json::Value;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::changes::{self, ids_in};
use super::filter::Filter;
use super::sight::push_sight;
use super::summary::{Named, delivery_name, summary};
use crate::access::Actor;

/// Whose history it is.
#[derive(Clone, Debug)]
pub enum About {
    Title(TitleId),
    Request(RequestId),
    Issues(Vec<Uuid>),
    /// One row, by its number.
    Row(i64),
    /// All there is, for the audit.
    Everything,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    at: DateTime<Utc>,
    actor: Option<Json<PersonRef>>,
    act: String,
    noun: String,
    noun_id: Uuid,
    title_id: Option<Uuid>,
    request_id: Option<Uuid>,
    request_number: Option<i64>,
    round: Option<i32>,
    before: Option<Value>,
    after: Option<Value>,
    reason: String,
    issue_id: Option<Uuid>,
    issue_number: Option<i32>,
    issue_code: Option<String>,
    replacement_number: Option<i32>,
    delivery_id: Option<Uuid>,
    delivery_number: Option<i32>,
    asset_kind: Option<String>,
    person_name: Option<String>,
}

/// A row about an issue, a fix note, a verdict or a comment leads to its issue, through the noun's own row.
const ROWS: &str = "
    select h.id, h.at, person_ref(h.actor_id) as actor, h.act, h.noun, h.noun_id, h.title_id, h.request_id,
        r.number as request_number, r.round, h.before, h.after, h.reason, i.id as issue_id, i.number as issue_number,
        i.code as issue_code,
        (select n.number from issue n where n.supersedes_id = i.id limit 1) as replacement_number,
        d.id as delivery_id, d.number as delivery_number, a.kind as asset_kind,
        (select p.first_name || ' ' || p.last_name from person p where p.id = h.noun_id and h.noun in ('person', 'session'))
            as person_name
    from history h
    left join qc_request r on r.id = h.request_id
    left join verification v on v.request_id = h.request_id
    left join title t on t.id = h.title_id
    left join fix_note f on f.id = h.noun_id and h.noun = 'fix_note'
    left join objection o on o.id = h.noun_id and h.noun = 'objection'
    left join comment c on c.id = h.noun_id and h.noun = 'comment'
    left join watch_item w on w.id = h.noun_id and h.noun = 'watch_item'
    left join rendition m on m.id = h.noun_id and h.noun = 'rendition'
    left join dispute z on z.id = h.noun_id and h.noun = 'dispute'
    left join issue i on i.id = coalesce(f.issue_id, o.issue_id, c.issue_id, w.issue_id, z.issue_id,
        case when h.noun in ('issue', 'verdict') then h.noun_id when h.noun = 'fix_note' then (h.after ->> 'issue_id')::uuid end)
    left join delivery d on d.id = coalesce(m.delivery_id, case when h.noun = 'delivery' then h.noun_id end)
    left join asset a on a.id = coalesce(d.asset_id, i.asset_id)
    where ";

fn rows(actor: &Actor, about: &About, filter: &Filter) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::<Postgres>::new(ROWS);
    push_rows(&mut query, actor, about, filter);
    query
}

fn push_rows(query: &mut QueryBuilder<Postgres>, actor: &Actor, about: &About, filter: &Filter) {
    match about {
        About::Title(title) => query.push("h.title_id = ").push_bind(title.uuid()),
        About::Request(request) => query.push("h.request_id = ").push_bind(request.uuid()),
        About::Issues(issues) => query.push("i.id = any(").push_bind(issues.clone()).push(")"),
        About::Row(id) => query.push("h.id = ").push_bind(*id),
        About::Everything => query.push("true"),
    };
    push_sight(query, actor);
    filter.push(query);
}

/// One page; one row more than `limit`, if there are.
pub(super) async fn list(
    db: &PgPool,
    actor: &Actor,
    about: &About,
    filter: &Filter,
) -> Result<Vec<HistoryRow>, sqlx::Error> {
    let mut query = rows(actor, about, filter);
    let (beyond, order) = match filter.order {
        HistoryOrder::Newest => ("<", "desc"),
        HistoryOrder::Oldest => (">", "asc"),
    };
    if let Some(after) = filter.after {
        query.push(format!(" and h.id {beyond} ")).push_bind(after);
    } else if let Some(around) = filter.around {
        let first = first_before(db, actor, about, filter, around).await?;
        query.push(format!(" and h.id {beyond}= ")).push_bind(first);
    }
    query
        .push(format!(" order by h.id {order} limit "))
        .push_bind(filter.limit + 1);
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    let names = names_of(db, &rows).await?;
    Ok(rows.into_iter().map(|row| row.view(&names)).collect())
}

/// So many rows stand before the one that a permalink names.
const ROWS_BEFORE: i64 = 5;

/// The row with which a page begins that has the row `around` near its head.
async fn first_before(
    db: &PgPool,
    actor: &Actor,
    about: &About,
    filter: &Filter,
    around: i64,
) -> Result<i64, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new("select id from (");
    query.push(ROWS);
    push_rows(&mut query, actor, about, filter);
    let (towards, order) = match filter.order {
        HistoryOrder::Newest => (">", "asc"),
        HistoryOrder::Oldest => ("<", "desc"),
    };
    query
        .push(format!(" and h.id {towards} "))
        .push_bind(around)
        .push(format!(" order by h.id {order} limit "))
        .push_bind(ROWS_BEFORE)
        .push(") before");
    let before: Vec<i64> = query.build_query_scalar().fetch_all(db).await?;
    let first = match filter.order {
        HistoryOrder::Newest => before.into_iter().max(),
        HistoryOrder::Oldest => before.into_iter().min(),
    };
    Ok(first.unwrap_or(around))
}

/// What the facilities, shows, titles and people are called that the rows name by their ids.
async fn names_of(db: &PgPool, rows: &[Row]) -> Result<HashMap<Uuid, String>, sqlx::Error> {
    let values = rows
        .iter()
        .flat_map(|row| [row.before.as_ref(), row.after.as_ref()])
        .flatten();
    let ids: Vec<Uuid> = values.flat_map(ids_in).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let named = sqlx::query!(
        r#"select id as "id!", name as "name!" from facility where id = any($1)
         union all select id, name from show where id = any($1)
         union all select id, name from title where id = any($1)
         union all select id, first_name || ' ' || last_name from person where id = any($1)"#,
        &ids,
    );
    let named = named.fetch_all(db).await?;
    Ok(named.into_iter().map(|row| (row.id, row.name)).collect())
}

#[derive(FromRow)]
struct Choices {
    nouns: Option<Vec<String>>,
    people: Option<Json<Vec<PersonRef>>>,
    rounds: Option<Vec<i32>>,
    deliveries: Option<Json<Vec<(Uuid, i32, String)>>>,
    issues: Option<Json<Vec<(Uuid, i32, String)>>>,
}

/// Everything that occurs in a history, as far as the caller reads it.
pub(super) async fn choices(
    db: &PgPool,
    actor: &Actor,
    about: &About,
) -> Result<HistoryChoices, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select array_agg(distinct noun) as nouns,
            jsonb_agg(distinct actor) filter (where actor is not null) as people,
            array_agg(distinct round order by round) filter (where round is not null) as rounds,
            jsonb_agg(distinct jsonb_build_array(delivery_id, delivery_number, asset_kind)) filter (where delivery_id is not null)
                as deliveries,
            jsonb_agg(distinct jsonb_build_array(issue_id, issue_number, issue_code)) filter (where issue_id is not null) as issues
         from (",
    );
    query.push(ROWS);
    push_rows(&mut query, actor, about, &Filter::default());
    query.push(") read");
    let found: Choices = query.build_query_as().fetch_one(db).await?;
    Ok(found.view())
}

impl Choices {
    fn view(self) -> HistoryChoices {
        let mut kinds: Vec<HistoryKind> = self
            .nouns
            .unwrap_or_default()
            .iter()
            .map(|noun| HistoryKind::of(noun))
            .collect();
        kinds.sort();
        kinds.dedup();
        let mut people = self.people.map(|people| people.0).unwrap_or_default();
        people.sort_by(|one, other| one.name.cmp(&other.name));
        let mut issues = self.issues.map(|issues| issues.0).unwrap_or_default();
        issues.sort_by_key(|(_, number, _)| *number);
        let mut deliveries = self.deliveries.map(|rows| rows.0).unwrap_or_default();
        deliveries.sort_by(|one, other| (&one.2, one.1).cmp(&(&other.2, other.1)));
        HistoryChoices {
            kinds,
            people,
            rounds: self.rounds.unwrap_or_default(),
            deliveries: deliveries
                .into_iter()
                .map(|(id, number, kind)| DeliveryChoice {
                    id: id.into(),
                    label: delivery_name(Some(number), Some(&kind)),
                })
                .collect(),
            issues: issues
                .into_iter()
                .map(|(id, number, code)| IssueChoice {
                    id: id.into(),
                    label: format!("{number} {}", label_of(&code)),
                })
                .collect(),
        }
    }
}

fn label_of(code: &str) -> String {
    ErrorCode::find(code).map_or_else(|| code.to_owned(), ErrorCode::label)
}

impl Row {
    fn view(self, names: &HashMap<Uuid, String>) -> HistoryRow {
        let named = Named {
            request_number: self.request_number,
            issue_number: self.issue_number,
            code_name: self.issue_code.as_deref().map(label_of),
            replacement_number: self.replacement_number,
            delivery_number: self.delivery_number,
            asset_kind: self.asset_kind,
            person_name: self.person_name,
        };
        HistoryRow {
            id: self.id,
            at: self.at,
            actor: self.actor.map(|Json(actor)| actor),
            summary: summary(&self.act, &named, self.after.as_ref()),
            act: self.act,
            kind: HistoryKind::of(&self.noun),
            noun: self.noun,
            noun_id: self.noun_id,
            title_id: self.title_id.map(TitleId::from),
            request_id: self.request_id.map(RequestId::from),
            request_number: self.request_number,
            round: self.round,
            issue_id: self.issue_id.map(IssueId::from),
            delivery_id: self.delivery_id.map(DeliveryId::from),
            changes: changes::between(self.before.as_ref(), self.after.as_ref(), names),
            reason: self.reason,
        }
    }
}
