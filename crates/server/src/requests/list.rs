//! Lists of requests: the views of each role, filters, pages; and the next task to be served, which is the head of a list.
//! Every query begins with the caller's sight.

use api::Page;
use api::requests::RequestRow;
use chrono::{DateTime, Utc};
use qc::id::{RequestId, ShowId, TitleId};
use qc::person::Role;
use qc::request::{Phase, Priority, RequestState, Service};
use qc::sla::{Bucket, WHOLE, report_time};
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder, Row};
use uuid::Uuid;

use super::eligibility::{find_worker, push_able};
use super::sql::{self, Worker};
use super::{Request, Viewer, sight, view};
use crate::access::Actor;
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::extract::{PageQuery, page};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// What the caller could take now, rush first.
    Pool,
    /// What the caller holds or held.
    Mine,
    /// What the caller's facility holds or held.
    Facility,
    #[default]
    All,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The highest number first.
    #[default]
    Newest,
    /// Rush first, then what is due first; the order of every pool.
    Due,
}

/// The filters of a list. `state` and `service` may be given several times; each is one of.
#[derive(Clone, Debug, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RequestQuery {
    #[param(inline)]
    pub view: Option<View>,
    #[param(required = false)]
    pub state: Vec<RequestState>,
    #[param(required = false)]
    pub service: Vec<Service>,
    pub priority: Option<Priority>,
    pub title_id: Option<TitleId>,
    pub show_id: Option<ShowId>,
    /// Words of the title, or the number of the request
    pub q: Option<String>,
    pub bucket: Option<Bucket>,
    #[param(inline)]
    pub order: Option<Order>,
    /// `next` of the page before
    pub cursor: Option<String>,
    /// Rows on a page, at most 200
    pub limit: Option<u32>,
}

impl RequestQuery {
    /// Reads a query string in which fields may be repeated.
    pub fn parse(text: &str) -> ApiResult<RequestQuery> {
        let mut query = RequestQuery::default();
        for (field, value) in url::form_urlencoded::parse(text.as_bytes()) {
            if value.is_empty() {
                continue;
            }
            match &*field {
                "view" => query.view = Some(word("view", &value)?),
                "state" => query.state.push(word("state", &value)?),
                "service" => query.service.push(word("service", &value)?),
                "priority" => query.priority = Some(word("priority", &value)?),
                "title_id" => query.title_id = Some(word("title_id", &value)?),
                "show_id" => query.show_id = Some(word("show_id", &value)?),
                "q" => query.q = Some(value.into_owned()),
                "bucket" => query.bucket = Some(word("bucket", &value)?),
                "order" => query.order = Some(word("order", &value)?),
                "cursor" => query.cursor = Some(value.into_owned()),
                "limit" => query.limit = value.parse().ok(),
                _ => {
                    return Err(ApiError::invalid(
                        &*field,
                        "unknown",
                        "This list has no such filter.",
                    ));
                }
            }
        }
        Ok(query)
    }

    fn order(&self) -> Order {
        match self.view {
            Some(View::Pool) => Order::Due,
            _ => self.order.unwrap_or_default(),
        }
    }

    fn page(&self) -> PageQuery {
        PageQuery {
            cursor: self.cursor.clone(),
            limit: self.limit,
        }
    }
}

fn word<T: serde::de::DeserializeOwned>(field: &str, value: &str) -> ApiResult<T> {
    serde_json::from_value(value.into())
        .map_err(|error| ApiError::invalid(field, "unknown", error.to_string()))
}

/// Where a page ends: in the pool's order, or by number.
#[derive(Serialize, Deserialize)]
struct Key {
    rank: i32,
    due_at: DateTime<Utc>,
    number: i64,
}

pub(super) async fn list(app: &App, actor: &Actor, query: &RequestQuery) -> ApiResult<Page<RequestRow>> {
    let worker = find_worker(&app.db, actor.person).await?;
    let paging = query.page();
    let after: Option<Key> = paging.after()?;
    let order = query.order();
    let total = match &after {
        Some(_) => None,
        None => {
            let mut count = QueryBuilder::new("select count(*)");
            push_from(&mut count, actor, worker.as_ref(), query);
            let total: i64 = count.build_query_scalar().fetch_one(&app.db).await?;
            u64::try_from(total).ok()
        }
    };
    let mut select = QueryBuilder::new("select r.id, r.number, ");
    select.push(RANK).push(" as rank, ");
    push_due(&mut select);
    select.push(" as due_at");
    push_from(&mut select, actor, worker.as_ref(), query);
    if let Some(after) = &after {
        push_after(&mut select, order, after);
    }
    select.push(match order {
        Order::Due => " order by rank, due_at, r.number",
        Order::Newest => " order by r.number desc",
    });
    select.push(" limit ").push_bind(paging.limit() + 1);
    let mut found: Vec<(Uuid, Key)> = Vec::new();
    for row in select.build().fetch_all(&app.db).await? {
        let key = Key {
            rank: row.try_get("rank")?,
            due_at: row.try_get("due_at")?,
            number: row.try_get("number")?,
        };
        found.push((row.try_get("id")?, key));
    }
    let keys = page(found, paging.limit(), |(_, key)| Key {
        rank: key.rank,
        due_at: key.due_at,
        number: key.number,
    });
    let ids: Vec<Uuid> = keys.items.iter().map(|(id, _)| *id).collect();
    let items = view::rows(app, actor, worker.as_ref(), &ids).await?;
    Ok(Page {
        items,
        next: keys.next,
        total,
    })
}

/// Rush first; then what is due first.
const RANK: &str = "case r.priority when 'rush' then 0 else 1 end";
const EXTRA_S: &str = "coalesce((select sum(e.extra_s) from sla_extension e where e.request_id = r.id), 0)";

/// When the whole is due, as `qc::sla` says of work that nobody holds: the five days and every extension. What was not
/// delivered is due at no time, and comes last.
fn push_due(query: &mut QueryBuilder<Postgres>) {
    query
        .push("coalesce(r.delivered_at + make_interval(secs => (")
        .push_bind(WHOLE.num_seconds())
        .push(" + ")
        .push(EXTRA_S)
        .push(")::float8), timestamptz '9999-12-31')");
}

fn push_pool_order(query: &mut QueryBuilder<Postgres>) {
    query.push(" order by ").push(RANK).push(", ");
    push_due(query);
    query.push(", r.number");
}

fn push_after(query: &mut QueryBuilder<Postgres>, order: Order, after: &Key) {
    if order == Order::Due {
        query.push(" and (").push(RANK).push(", ");
        push_due(query);
        query.push(", r.number) > (").push_bind(after.rank).push(", ");
        query
            .push_bind(after.due_at)
            .push(", ")
            .push_bind(after.number)
            .push(")");
    } else {
        query.push(" and r.number < ").push_bind(after.number);
    }
}

fn push_from(
    query: &mut QueryBuilder<Postgres>,
    actor: &Actor,
    worker: Option<&Worker>,
    asked: &RequestQuery,
) {
    query.push(" from qc_request r join title t on t.id = r.title_id left join verification v on v.request_id = r.id where (");
    sight::push_sight(query, actor);
    query.push(")");
    // A calibration is its operator's alone, as any other task; its files are the facility's to fetch.
    if !matches!(actor.role, Role::Operator | Role::DownloadManager) {
        query.push(" and r.calibration_id is null");
    }
    push_view(query, actor, worker, asked.view.unwrap_or_default());
    push_filters(query, asked);
}

fn push_view(query: &mut QueryBuilder<Postgres>, actor: &Actor, worker: Option<&Worker>, view: View) {
    let me = actor.person.uuid();
    match (view, actor.role) {
        (View::All, _) => {}
        (View::Facility, _) => {
            let facility = actor.facility.map(Uuid::from);
            query.push(" and (r.operator_facility_id = ").push_bind(facility);
            query.push(" or v.facility_id = ").push_bind(facility).push(")");
        }
        (View::Mine, Role::Operator) => {
            query.push(" and (r.operator_id = ").push_bind(me).push(" or ");
            sight::push_was_held(query, actor);
            query.push(")");
        }
        (View::Mine, Role::Verifier) => {
            query.push(" and (v.verifier_id = ").push_bind(me).push(" or ");
            sight::push_was_held(query, actor);
            query.push(")");
        }
        // Everybody else's own requests are those that wait for them.
        (View::Mine, Role::Production) => {
            query.push(" and r.state in ('fix_notes_needed', 'awaiting_redelivery')");
        }
        (View::Mine, Role::Post) => {
            query.push(" and r.state in ('fix_notes_needed', 'fix_notes_submitted', 'awaiting_redelivery', 'on_hold')");
        }
        (View::Mine, Role::DownloadManager) => {
            query.push(" and r.service = 'download' and r.state in ('assigned', 'downloading')");
        }
        (View::Mine, Role::VendorManager | Role::StudioAdmin) => {
            query.push(" and r.state not in ('approved', 'rejected', 'canceled')");
        }
        (View::Pool, Role::Operator) => {
            query.push(" and ");
            sight::push_pool(query, actor);
            push_able_worker(query, worker);
        }
        (View::Pool, Role::Verifier) => {
            query.push(" and ");
            sight::push_verification_pool(query, actor);
            push_able_worker(query, worker);
        }
        (View::Pool, _) => {
            query.push(" and r.state in ('available', 'verification_available')");
        }
    }
}

fn push_able_worker(query: &mut QueryBuilder<Postgres>, worker: Option<&Worker>) {
    query.push(" and ");
    match worker {
        Some(worker) => push_able(query, worker),
        None => {
            query.push("false");
        }
    }
}

fn push_filters(query: &mut QueryBuilder<Postgres>, asked: &RequestQuery) {
    if !asked.state.is_empty() {
        let states: Vec<&'static str> = asked.state.iter().map(|state| state.as_str()).collect();
        query.push(" and r.state = any(").push_bind(states).push(")");
    }
    if !asked.service.is_empty() {
        let services: Vec<&'static str> = asked.service.iter().map(|service| service.as_str()).collect();
        query.push(" and r.service = any(").push_bind(services).push(")");
    }
    if let Some(priority) = asked.priority {
        query.push(" and r.priority = ").push_bind(priority.as_str());
    }
    if let Some(title) = asked.title_id {
        query.push(" and r.title_id = ").push_bind(title.uuid());
    }
    if let Some(show) = asked.show_id {
        query.push(" and t.show_id = ").push_bind(show.uuid());
    }
    for text in asked.q.as_deref().unwrap_or_default().split_whitespace() {
        let number: Option<i64> = text.trim_start_matches('#').parse().ok();
        let pattern = format!(
            "%{}%",
            text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
        );
        query.push(" and (r.number = ").push_bind(number);
        query
            .push(" or title_ref(t.id)->>'label' ilike ")
            .push_bind(pattern.clone());
        query
            .push(" or title_ref(t.id)->>'show' ilike ")
            .push_bind(pattern)
            .push(")");
    }
    if let Some(bucket) = asked.bucket {
        push_bucket(query, bucket);
    }
}

/// The buckets of `qc::sla`, as a predicate: the share of the clock that is used up, the worse of the two.
fn push_bucket(query: &mut QueryBuilder<Postgres>, bucket: Bucket) {
    query.push(" and r.state not in ('approved', 'rejected', 'canceled') and floor(greatest(");
    query.push("100 * trunc(extract(epoch from coalesce(r.verified_at, r.concluded_at, now()) - r.delivered_at)) / (");
    query
        .push_bind(WHOLE.num_seconds())
        .push(" + ")
        .push(EXTRA_S)
        .push("), ");
    query.push("case when r.assigned_at is null or r.submitted_at is not null then 0 else ");
    query.push("100 * trunc(extract(epoch from now() - r.assigned_at)) / (case");
    for service in Service::ALL {
        for priority in Priority::ALL {
            query
                .push(" when r.service = ")
                .push_bind(service.as_str())
                .push(" and r.priority = ");
            query.push_bind(priority.as_str()).push(" then ");
            query.push_bind(report_time(*service, *priority).num_seconds());
        }
    }
    query.push(" end + ").push(EXTRA_S).push(") end))");
    query.push(match bucket {
        Bucket::Critical => " >= 90",
        Bucket::AtRisk => " between 75 and 89",
        Bucket::OnTrack => " < 75",
    });
}

/// The next task to be served to this operator, locked; rows that another server is just giving away are skipped.
pub(super) async fn lock_next(tx: &mut Tx, actor: &Actor, worker: &Worker) -> ApiResult<Option<RequestId>> {
    let mut query = QueryBuilder::new(
        "select r.id from qc_request r join title t on t.id = r.title_id where r.state = 'available' and ",
    );
    sight::push_model(&mut query, Phase::Qc);
    query.push(
        " = 'push' and (r.reserved_for_id is null or r.reserved_until <= now() or r.reserved_for_id = ",
    );
    query.push_bind(actor.person.uuid()).push(") and ");
    sight::push_open(&mut query, actor);
    query.push(" and ");
    push_able(&mut query, worker);
    push_not_declined(&mut query, actor, Phase::Qc);
    push_pool_order(&mut query);
    query.push(" limit 1 for update of r skip locked");
    let id: Option<Uuid> = query.build_query_scalar().fetch_optional(&mut **tx).await?;
    Ok(id.map(RequestId::from))
}

/// What somebody gave back unbegun is served to others for a while.
fn push_not_declined(query: &mut QueryBuilder<Postgres>, actor: &Actor, phase: Phase) {
    query
        .push(" and not exists (select from decline x where x.request_id = r.id and x.phase = ")
        .push_bind(phase.as_str())
        .push(" and x.rests_until > now() and x.person_id = ")
        .push_bind(actor.person.uuid())
        .push(")");
}

/// As `lock_next`, for verifications.
pub(super) async fn lock_next_verification(
    tx: &mut Tx,
    actor: &Actor,
    worker: &Worker,
) -> ApiResult<Option<RequestId>> {
    let mut query = QueryBuilder::new(
        "select r.id from qc_request r join title t on t.id = r.title_id join verification v on v.request_id = r.id \
         where r.state = 'verification_available' and v.state = 'available' and ",
    );
    sight::push_model(&mut query, Phase::Verification);
    query.push(" = 'push' and ");
    sight::push_not_own_report(&mut query, actor);
    query.push(" and ");
    sight::push_open(&mut query, actor);
    query.push(" and ");
    push_able(&mut query, worker);
    push_not_declined(&mut query, actor, Phase::Verification);
    push_pool_order(&mut query);
    query.push(" limit 1 for update of r, v skip locked");
    let id: Option<Uuid> = query.build_query_scalar().fetch_optional(&mut **tx).await?;
    Ok(id.map(RequestId::from))
}

/// What a manager of this facility may give to somebody: nobody takes it by themselves. Rush first, then what is due first.
pub(crate) async fn ids_to_give(app: &App, actor: &Actor) -> ApiResult<Vec<Uuid>> {
    const MOST_ROWS: i64 = 200;
    let mut query = QueryBuilder::new(
        "select r.id from qc_request r join title t on t.id = r.title_id where r.state = 'available' and ",
    );
    sight::push_model(&mut query, Phase::Qc);
    query.push(" = 'managed' and ");
    sight::push_open(&mut query, actor);
    push_pool_order(&mut query);
    query.push(" limit ").push_bind(MOST_ROWS);
    Ok(query.build_query_scalar().fetch_all(&app.db).await?)
}

/// What a person holds now, the oldest assignment first, and whether it was served.
pub(super) async fn list_held(app: &App, actor: &Actor) -> ApiResult<Vec<(Uuid, bool)>> {
    let mut query = QueryBuilder::new("select r.id, ");
    match actor.role {
        Role::Verifier => query
            .push("v.assigned_how = 'served' from qc_request r join verification v on v.request_id = r.id")
            .push(" where v.state = 'assigned' and r.state = 'in_verification' and v.verifier_id = ")
            .push_bind(actor.person.uuid())
            .push(" order by v.assigned_at"),
        _ => query
            .push("r.assigned_how = 'served' from qc_request r where r.operator_id = ")
            .push_bind(actor.person.uuid())
            .push(" and r.state in ('assigned', 'downloading', 'in_qc') order by r.assigned_at"),
    };
    Ok(query.build_query_as().fetch_all(&app.db).await?)
}

/// What the caller's calendar is about: what they hold, else what their facility, their shows or the studio have open, the
/// longest open first.
pub(crate) async fn list_due(db: &sqlx::PgPool, actor: &Actor, limit: i64) -> ApiResult<Vec<Request>> {
    let me = actor.person.uuid();
    let mut query = QueryBuilder::new(
        "select r.id from qc_request r join title t on t.id = r.title_id left join verification v on v.request_id = r.id where (",
    );
    sight::push_sight(&mut query, actor);
    query.push(") and r.state not in ('approved', 'rejected', 'canceled')");
    match actor.role {
        Role::Operator => query
            .push(" and r.submitted_at is null and r.operator_id = ")
            .push_bind(me),
        Role::Verifier => query
            .push(" and v.state = 'assigned' and v.verifier_id = ")
            .push_bind(me),
        Role::VendorManager | Role::DownloadManager => query
            .push(" and r.operator_facility_id = ")
            .push_bind(actor.facility.map(Uuid::from)),
        Role::Post | Role::Production | Role::StudioAdmin => &mut query,
    };
    query
        .push(" order by r.delivered_at, r.id limit ")
        .push_bind(limit);
    let ids: Vec<Uuid> = query.build_query_scalar().fetch_all(db).await?;
    let mut requests = sql::list(db, Viewer::from(actor), &ids).await?;
    requests.sort_by_key(|request| (request.delivered_at, request.id));
    Ok(requests)
}
