//! What is counted: one row for each report, with what its clock, its verdicts, its issues and its fix notes say. The figures
//! are made from these rows by the rules. Every query takes the caller's sight.

use chrono::{DateTime, TimeDelta, Utc};
use qc::access::Scope;
use qc::id::{FacilityId, PersonId, RequestId, ShowId, TitleId};
use qc::metrics::{Counted, Severities, Share, Tally};
use qc::request::{Priority, RequestState, Service};
use qc::sla::SlaClock;
use serde::Deserialize;
use sqlx::{FromRow, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::Sight;
use crate::access::{Columns, push_scope};

/// Which reports count.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MetricFilter {
    /// Submitted at this instant or later
    pub from: Option<DateTime<Utc>>,
    /// Submitted before this instant
    pub to: Option<DateTime<Utc>>,
    pub service: Option<Service>,
    pub show_id: Option<ShowId>,
    /// Reports made for this facility
    pub facility_id: Option<FacilityId>,
    pub operator_id: Option<PersonId>,
}

#[derive(FromRow)]
pub(super) struct Report {
    pub request_id: RequestId,
    pub title_id: TitleId,
    pub show_id: ShowId,
    pub operator_id: PersonId,
    pub facility_id: Option<FacilityId>,
    pub service: Service,
    pub priority: Priority,
    pub state: RequestState,
    pub round: i32,
    pub delivered_at: DateTime<Utc>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub downloaded_at: Option<DateTime<Utc>>,
    pub submitted_at: DateTime<Utc>,
    pub is_verified: bool,
    pub extra_s: i64,
    pub waited_s: Option<i64>,
    pub programme_s: i64,
    pub confirmed: i64,
    pub replaced: i64,
    pub deleted: i64,
    pub added: i64,
    pub flags: i64,
    pub blocker: i64,
    pub issue: i64,
    pub fyi: i64,
    pub answers: i64,
    pub refusals: i64,
}

impl Report {
    pub fn clock(&self) -> SlaClock {
        SlaClock {
            service: self.service,
            priority: self.priority,
            delivered_at: self.delivered_at,
            assigned_at: self.assigned_at,
            submitted_at: Some(self.submitted_at),
            verified_at: None,
            extended: TimeDelta::seconds(self.extra_s),
        }
    }

    pub fn download_s(&self) -> Option<i64> {
        let fetched = (self.downloaded_at? - self.assigned_at?).num_seconds();
        // What a colleague had fetched already took no time.
        (self.service == Service::Download).then_some(fetched.max(0))
    }

    pub fn tally(&self) -> Tally {
        Tally {
            confirmed: count(self.confirmed),
            replaced: count(self.replaced),
            deleted: count(self.deleted),
            added: count(self.added),
        }
    }

    pub fn severities(&self) -> Severities {
        Severities {
            blocker: count(self.blocker),
            issue: count(self.issue),
            fyi: count(self.fyi),
        }
    }

    pub fn counted(&self) -> Counted {
        Counted {
            title: self.title_id,
            round: u32::try_from(self.round).unwrap_or(1),
            clock: self.clock(),
            waited_s: self.waited_s,
            download_s: self.download_s(),
            tally: self.tally(),
            is_verified: self.is_verified,
            flags: count(self.flags),
            programme_s: count(self.programme_s),
            severities: self.severities(),
            refused: Share {
                part: count(self.refusals),
                whole: count(self.answers),
            },
            is_redelivered: match self.state {
                RequestState::Approved => Some(false),
                RequestState::AwaitingRedelivery | RequestState::Rejected => Some(true),
                _ => None,
            },
        }
    }
}

fn count(rows: i64) -> u64 {
    u64::try_from(rows).unwrap_or(0)
}

const COLUMNS: Columns = Columns {
    show: "r.show_id",
    people: &["r.operator_id"],
    facilities: &["r.facility_id"],
};

/// Adds "report": the reports that the filter finds among those that the caller sees. Post and production know a report
/// when it is out.
pub(super) fn push_report(query: &mut QueryBuilder<Postgres>, sight: &Sight, filter: &MetricFilter) {
    query.push("with report as materialized (select * from counted_report r where ");
    push_scope(query, &sight.scope, &COLUMNS);
    if !sight.sees_quality {
        query.push(" and r.verified_at is not null");
    }
    push_filter(query, filter);
    query.push(")");
}

fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &MetricFilter) {
    if let Some(from) = filter.from {
        query.push(" and r.submitted_at >= ").push_bind(from);
    }
    if let Some(to) = filter.to {
        query.push(" and r.submitted_at < ").push_bind(to);
    }
    if let Some(service) = filter.service {
        query.push(" and r.service = ").push_bind(service.as_str());
    }
    if let Some(show) = filter.show_id {
        query.push(" and r.show_id = ").push_bind(show.uuid());
    }
    if let Some(facility) = filter.facility_id {
        query.push(" and r.facility_id = ").push_bind(facility.uuid());
    }
    if let Some(operator) = filter.operator_id {
        query.push(" and r.operator_id = ").push_bind(operator.uuid());
    }
}

/// What each report of "report" says; joined set by set, since a look-up for each of thousands of reports takes longer.
const COUNTED: &str = "
    , verdicts as (
        select j.request_id,
            count(*) filter (where j.kind in ('confirmed', 'severity_lowered')) as confirmed,
            count(*) filter (where j.kind = 'replaced') as replaced,
            count(*) filter (where j.kind = 'deleted') as deleted,
            count(*) filter (where j.kind = 'added') as added
        from counted_verdict j join report using (request_id) group by j.request_id),
    issues as (
        select i.request_id,
            count(*) filter (where is_flag) as flags,
            count(*) filter (where i.severity = 'blocker' and stands) as blocker,
            count(*) filter (where i.severity = 'issue' and stands) as issue,
            count(*) filter (where i.severity = 'fyi' and stands) as fyi
        from (select i.request_id, of.is_flag,
                -- A verification that is under way has changed nothing yet.
                case when report.is_verified then i.severity else coalesce((select d.severity_before from verdict d
                    where d.issue_id = i.id limit 1), i.severity) end as severity,
                case when report.is_verified then i.state not in ('replaced', 'deleted') else of.is_flag end as stands
            from issue i join report using (request_id) cross join lateral (select i.origin = 'operator' and (i.state <> 'deleted' or
                exists (select from verdict d where d.issue_id = i.id and d.kind = 'deleted')) as is_flag) of) i
        group by i.request_id),
    answers as (
        select n.request_id, count(*) as answers, count(*) filter (where n.answer <> 'production_will_fix') as refusals
        from fix_note n join report using (request_id) where n.state = 'submitted' group by n.request_id),
    extensions as (
        select e.request_id, sum(e.extra_s)::bigint as extra_s
        from sla_extension e join report using (request_id) group by e.request_id),
    programmes as (
        select rd.request_id, max(d.duration_frames * d.edit_rate_den / nullif(d.edit_rate_num, 0)) as programme_s
        from request_delivery rd join report using (request_id) join delivery d on d.id = rd.delivery_id group by rd.request_id),
    -- All time in the pool together: leaving it counts up, coming into it counts down.
    waits as (
        select h.request_id,
            sum(extract(epoch from h.at) * case when h.before->>'state' = 'available' then 1 else -1 end)::bigint as waited_s
        from history h join report using (request_id)
        where h.noun = 'request' and (h.before->>'state' = 'available' or h.after->>'state' = 'available')
        group by h.request_id
        having count(*) filter (where h.before->>'state' = 'available') = count(*) filter (where h.after->>'state' = 'available'))";

const FIGURES: &str = "
    select r.request_id, r.title_id, r.show_id, r.operator_id, r.facility_id, r.service, r.priority, r.state, r.round,
        r.delivered_at, r.assigned_at, r.downloaded_at, r.submitted_at, r.is_verified,
        coalesce(e.extra_s, 0) as extra_s, w.waited_s, coalesce(p.programme_s, 0) as programme_s,
        coalesce(v.confirmed, 0) as confirmed, coalesce(v.replaced, 0) as replaced, coalesce(v.deleted, 0) as deleted,
        coalesce(v.added, 0) as added, coalesce(i.flags, 0) as flags, coalesce(i.blocker, 0) as blocker,
        coalesce(i.issue, 0) as issue, coalesce(i.fyi, 0) as fyi,
        coalesce(n.answers, 0) as answers, coalesce(n.refusals, 0) as refusals
    from report r
    left join verdicts v using (request_id) left join issues i using (request_id) left join answers n using (request_id)
    left join extensions e using (request_id) left join programmes p using (request_id) left join waits w using (request_id)";

/// Every report that counts, in no order.
pub(super) async fn list_reports(
    db: &PgPool,
    sight: &Sight,
    filter: &MetricFilter,
) -> Result<Vec<Report>, sqlx::Error> {
    let mut query = QueryBuilder::new("");
    push_report(&mut query, sight, filter);
    query.push(COUNTED).push(FIGURES);
    query.build_query_as().fetch_all(db).await
}

/// The same of these requests only, for one page of a list.
pub(super) async fn list_reports_of(
    db: &PgPool,
    sight: &Sight,
    requests: &[Uuid],
) -> Result<Vec<Report>, sqlx::Error> {
    let mut query = QueryBuilder::new("");
    query.push("with report as materialized (select * from counted_report r where r.request_id = any(");
    query.push_bind(requests.to_vec()).push(") and ");
    push_scope(&mut query, &sight.scope, &COLUMNS);
    query.push(")").push(COUNTED).push(FIGURES);
    query.build_query_as().fetch_all(db).await
}

pub(super) async fn has_reports(db: &PgPool, scope: &Scope, operator: PersonId) -> Result<bool, sqlx::Error> {
    let mut query = QueryBuilder::new("select exists (select from counted_report r where ");
    push_scope(&mut query, scope, &COLUMNS);
    query
        .push(" and r.operator_id = ")
        .push_bind(operator.uuid())
        .push(")");
    query.build_query_scalar().fetch_one(db).await
}

/// What groups are called.
#[derive(FromRow)]
pub(super) struct Name {
    pub id: Uuid,
    pub name: String,
    pub facility: Option<String>,
}

pub(super) async fn list_operators(db: &PgPool, ids: &[Uuid]) -> Result<Vec<Name>, sqlx::Error> {
    sqlx::query_as(
        "select p.id, p.first_name || ' ' || p.last_name as name, f.name as facility
         from person p left join facility f on f.id = p.facility_id where p.id = any($1)",
    )
    .bind(ids)
    .fetch_all(db)
    .await
}

pub(super) async fn list_facilities(db: &PgPool, ids: &[Uuid]) -> Result<Vec<Name>, sqlx::Error> {
    sqlx::query_as("select id, name, null::text as facility from facility where id = any($1)")
        .bind(ids)
        .fetch_all(db)
        .await
}

pub(super) async fn list_shows(db: &PgPool, ids: &[Uuid]) -> Result<Vec<Name>, sqlx::Error> {
    sqlx::query_as("select id, name, null::text as facility from show where id = any($1)")
        .bind(ids)
        .fetch_all(db)
        .await
}
