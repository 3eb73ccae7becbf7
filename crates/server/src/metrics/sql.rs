//! Queries of metrics: reports with what their clocks and verdicts say. The figures are made from them by the rules.

use api::page::PersonRef;
use chrono::{DateTime, Utc};
use qc::access::Scope;
use qc::id::{FacilityId, IssueId, PersonId, RequestId};
use qc::request::{Priority, Service};
use qc::verification::VerdictKind;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::access::{Columns, push_scope};

/// Which reports count.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted {
    pub facility: Option<FacilityId>,
    pub operator: Option<PersonId>,
    /// Submitted at this instant or later, and before that one.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
}

/// One report that was submitted, with the verdicts of its verification once that is submitted too.
#[derive(FromRow)]
pub(super) struct Report {
    pub operator_id: PersonId,
    pub operator: Json<PersonRef>,
    pub service: Service,
    pub priority: Priority,
    pub delivered_at: DateTime<Utc>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub extra_s: i64,
    pub verdicts: Vec<VerdictKind>,
}

/// An issue that stands behind a figure.
#[derive(FromRow)]
pub(super) struct Judged {
    pub issue_id: IssueId,
    pub request_id: RequestId,
    pub request_number: i64,
    pub operator_id: PersonId,
    pub kind: VerdictKind,
    pub code: String,
    pub description: String,
}

const COLUMNS: Columns = Columns {
    show: "t.show_id",
    people: &["r.operator_id"],
    facilities: &["r.operator_facility_id"],
};

pub(super) async fn list_reports(
    db: &PgPool,
    scope: &Scope,
    wanted: &Wanted,
) -> Result<Vec<Report>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select r.operator_id, person_ref(r.operator_id) as operator, r.service, r.priority, r.delivered_at, r.assigned_at,
            r.submitted_at, coalesce((select sum(e.extra_s)::bigint from sla_extension e where e.request_id = r.id), 0) as extra_s,
            array(select d.kind from verdict d join verification v on v.id = d.verification_id
                  where v.request_id = r.id and v.state = 'submitted') as verdicts
         from qc_request r join title t on t.id = r.title_id where ",
    );
    push_wanted(&mut query, scope, wanted);
    query.push(" order by r.operator_id");
    query.build_query_as().fetch_all(db).await
}

pub(super) async fn list_judged(
    db: &PgPool,
    scope: &Scope,
    wanted: &Wanted,
    kind: Option<VerdictKind>,
    limit: i64,
) -> Result<Vec<Judged>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select i.id as issue_id, r.id as request_id, r.number as request_number, r.operator_id, d.kind, i.code, i.description
         from qc_request r join title t on t.id = r.title_id
         join verification v on v.request_id = r.id and v.state = 'submitted'
         join verdict d on d.verification_id = v.id join issue i on i.id = d.issue_id where ",
    );
    push_wanted(&mut query, scope, wanted);
    if let Some(kind) = kind {
        query.push(" and d.kind = ").push_bind(kind.as_str());
    }
    query
        .push(" order by r.submitted_at desc, r.id, i.first_frame, i.id limit ")
        .push_bind(limit);
    query.build_query_as().fetch_all(db).await
}

pub(super) async fn has_reports(db: &PgPool, scope: &Scope, operator: PersonId) -> Result<bool, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select exists (select from qc_request r join title t on t.id = r.title_id where ",
    );
    push_wanted(
        &mut query,
        scope,
        &Wanted {
            operator: Some(operator),
            ..Wanted::default()
        },
    );
    query.push(")");
    query.build_query_scalar().fetch_one(db).await
}

fn push_wanted(query: &mut QueryBuilder<Postgres>, scope: &Scope, wanted: &Wanted) {
    push_scope(query, scope, &COLUMNS);
    query.push(" and r.submitted_at is not null and r.operator_id is not null");
    if let Some(facility) = wanted.facility {
        query
            .push(" and r.operator_facility_id = ")
            .push_bind(Uuid::from(facility));
    }
    if let Some(operator) = wanted.operator {
        query
            .push(" and r.operator_id = ")
            .push_bind(Uuid::from(operator));
    }
    if let Some(from) = wanted.from {
        query.push(" and r.submitted_at >= ").push_bind(from);
    }
    if let Some(to) = wanted.to {
        query.push(" and r.submitted_at < ").push_bind(to);
    }
}
