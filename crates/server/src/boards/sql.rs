//! The queries of boards. What is shown of each request is read by the requests themselves, for all of them together; here
//! are the ids, the counts and what only boards ask.

use api::boards::{DayCounts, OnBreak, ParkedJob, PersonLoad, QueueCounts};
use api::page::PersonRef;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use qc::board::Column;
use qc::id::{FacilityId, RequestId, ShowId};
use qc::person::PersonState;
use qc::request::{Phase, Priority, RequestState, Service};
use qc::sla::SlaClock;
use sqlx::types::Json;
use sqlx::{FromRow, PgPool};
use uuid::Uuid;

const MOST_ROWS: i64 = 500;
const MOST_CARDS: i64 = 50;

/// What the facility's operators hold now.
pub(super) async fn list_held(db: &PgPool, facility: FacilityId) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select id from qc_request where operator_facility_id = $1 and state in ('assigned', 'downloading', 'in_qc') and calibration_id is null
         order by assigned_at limit $2",
        facility.uuid(),
        MOST_ROWS,
    )
    .fetch_all(db)
    .await
}

/// Reports of the last seven days, the latest first.
pub(super) async fn list_completed(
    db: &PgPool,
    facility: FacilityId,
) -> Result<Vec<(Uuid, DateTime<Utc>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select request_id as "id!", submitted_at as "at!" from counted_report
         where facility_id = $1 and submitted_at > now() - interval '7 days' order by submitted_at desc limit $2"#,
        facility.uuid(),
        MOST_ROWS,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.at)).collect())
}

pub(super) struct Completed {
    pub in_24_h: i64,
    pub in_7_d: i64,
}

pub(super) async fn count_completed(db: &PgPool, facility: FacilityId) -> Result<Completed, sqlx::Error> {
    sqlx::query_as!(
        Completed,
        r#"select count(*) filter (where submitted_at > now() - interval '24 hours') as "in_24_h!", count(*) as "in_7_d!"
         from counted_report where facility_id = $1 and submitted_at > now() - interval '7 days'"#,
        facility.uuid(),
    )
    .fetch_one(db)
    .await
}

/// The facility's operators and verifiers who can work, with what they have in their hands.
pub(super) async fn list_load(db: &PgPool, facility: FacilityId) -> Result<Vec<PersonLoad>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select person_ref(p.id) as "person!: Json<PersonRef>", p.state as "state: PersonState", p.skills, p.languages,
            case p.role when 'operator' then h.held else v.held end as "held!",
            case p.role when 'operator' then h.begun else v.begun end as "begun!",
            case p.role when 'operator' then h.completed else v.completed end as "completed!",
            b.reason as "break_reason?", b.until_at as "break_until?"
         from person p
         left join lateral break_now(p.id) b on true
         left join lateral (
            select count(*) filter (where r.state in ('assigned', 'downloading', 'in_qc')) as held,
                count(*) filter (where r.state = 'in_qc') as begun,
                count(*) filter (where r.submitted_at > now() - interval '7 days' and r.state <> 'canceled') as completed
            from qc_request r where r.operator_id = p.id and r.operator_facility_id = $1 and r.calibration_id is null) h on true
         left join lateral (
            select count(*) filter (where v.state = 'assigned') as held,
                count(*) filter (where v.state = 'assigned' and v.begun_at is not null) as begun,
                count(*) filter (where v.state = 'submitted' and v.submitted_at > now() - interval '7 days') as completed
            from verification v where v.verifier_id = p.id and v.facility_id = $1) v on true
         where p.facility_id = $1 and p.role in ('operator', 'verifier') and p.state in ('active', 'asleep')
         order by lower(p.last_name || ' ' || p.first_name), p.id"#,
        facility.uuid(),
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PersonLoad {
            person: row.person.0,
            state: row.state,
            skills: row.skills,
            languages: row.languages,
            held: row.held,
            begun: row.begun,
            completed_7_d: row.completed,
            on_break: row.break_reason.map(|reason| OnBreak {
                reason,
                until_at: row.break_until,
            }),
        })
        .collect())
}

/// One request on the board of a show.
pub(super) struct Card {
    pub id: RequestId,
    pub column: Column,
    pub unanswered: i64,
    pub undecided: i64,
    pub objections: i64,
    pub is_stopped: bool,
    pub redelivery_due_at: Option<DateTime<Utc>>,
    pub concluded_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct CardRow {
    id: Uuid,
    state: RequestState,
    unanswered: i64,
    undecided: i64,
    objections: i64,
    is_stopped: bool,
    redelivery_due_at: Option<DateTime<Utc>>,
    concluded_at: Option<DateTime<Utc>>,
}

/// The states of each column, as an argument of queries: the state at each place stands in the column at the same place.
fn columns() -> (Vec<&'static str>, Vec<&'static str>) {
    let pairs = Column::ALL.iter().flat_map(|column| {
        column
            .states()
            .iter()
            .map(|state| (state.as_str(), column.as_str()))
    });
    pairs.unzip()
}

fn column_of(state: RequestState) -> Option<Column> {
    Column::ALL
        .iter()
        .copied()
        .find(|column| column.states().contains(&state))
}

/// What stands on the board of these shows; of each column what is most pressing: the redelivery due first, then what was
/// delivered first; of what is concluded the latest.
pub(super) async fn list_cards(db: &PgPool, shows: &[Uuid]) -> Result<Vec<Card>, sqlx::Error> {
    let (states, columns) = columns();
    let rows: Vec<CardRow> = sqlx::query_as(
        "select r.id, r.state, r.redelivery_due_at, r.concluded_at,
            case when r.state <> 'fix_notes_needed' then 0 else (
                select count(*) from request_issue q join issue i on i.id = q.issue_id
                where q.request_id = r.id and i.state = 'open' and i.severity in ('blocker', 'issue')
                  and not exists (select from fix_note n where n.request_id = r.id and n.issue_id = i.id and n.waiver <> 'refused')) end as unanswered,
            case when r.state <> 'fix_notes_submitted' then 0 else (
                select count(*) from fix_note n where n.request_id = r.id and n.waiver = 'proposed') end as undecided,
            (select count(*) from objection o where o.request_id = r.id and o.state = 'open') as objections,
            exists(select from qc_stop s where s.request_id = r.id and s.resumed_at is null) as is_stopped
         from (
            select r.*, row_number() over (partition by c.name order by r.redelivery_due_at nulls last, r.concluded_at desc nulls last,
                r.delivered_at, r.id) as place
            from qc_request r join title t on t.id = r.title_id join unnest($2::text[], $3::text[]) as c (state, name) on c.state = r.state
            where t.show_id = any($1) and r.calibration_id is null and (r.state not in ('approved', 'rejected') or r.concluded_at > now() - interval '14 days')) r
         where r.place <= $4 order by r.place",
    )
    .bind(shows)
    .bind(states)
    .bind(columns)
    .bind(MOST_CARDS)
    .fetch_all(db)
    .await?;
    let card = |row: CardRow| {
        Some(Card {
            id: row.id.into(),
            column: column_of(row.state)?,
            unanswered: row.unanswered,
            undecided: row.undecided,
            objections: row.objections,
            is_stopped: row.is_stopped,
            redelivery_due_at: row.redelivery_due_at,
            concluded_at: row.concluded_at,
        })
    };
    Ok(rows.into_iter().filter_map(card).collect())
}

/// How many requests of one show stand in one column.
pub(super) struct InColumn {
    pub show_id: ShowId,
    pub show: String,
    pub column: Column,
    pub count: i64,
}

pub(super) async fn count_by_show(db: &PgPool, shows: &[Uuid]) -> Result<Vec<InColumn>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select s.id as "show_id: ShowId", s.name, r.state as "state: RequestState", count(*) as "count!"
         from qc_request r join title t on t.id = r.title_id join show s on s.id = t.show_id
         where t.show_id = any($1) and r.calibration_id is null
           and (r.state not in ('approved', 'rejected') or r.concluded_at > now() - interval '14 days')
         group by s.id, s.name, r.state"#,
        shows,
    )
    .fetch_all(db)
    .await?;
    let count = |(show_id, show, state, count)| {
        Some(InColumn {
            show_id,
            show,
            column: column_of(state)?,
            count,
        })
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| count((row.show_id, row.name, row.state, row.count)))
        .collect())
}

/// The clock of a request that is not verified yet.
pub(super) struct OpenClock {
    pub state: RequestState,
    pub service: Service,
    pub priority: Priority,
    pub delivered_at: DateTime<Utc>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub extra_s: i64,
}

impl OpenClock {
    pub fn clock(&self) -> SlaClock {
        SlaClock {
            service: self.service,
            priority: self.priority,
            delivered_at: self.delivered_at,
            assigned_at: self.assigned_at,
            submitted_at: self.submitted_at,
            verified_at: None,
            extended: TimeDelta::seconds(self.extra_s),
        }
    }
}

pub(super) async fn list_open_clocks(db: &PgPool) -> Result<Vec<OpenClock>, sqlx::Error> {
    sqlx::query_as!(
        OpenClock,
        r#"select r.state as "state: RequestState", r.service as "service: Service", r.priority as "priority: Priority",
            r.delivered_at, r.assigned_at, r.submitted_at,
            coalesce((select sum(e.extra_s)::bigint from sla_extension e where e.request_id = r.id), 0) as "extra_s!"
         from qc_request r where r.verified_at is null and r.calibration_id is null and r.state not in ('approved', 'rejected', 'canceled')"#,
    )
    .fetch_all(db)
    .await
}

/// Assignments whose lease has run out; the sweep returns them within a minute, so that one seen for longer is stuck.
pub(super) async fn list_lapsed(db: &PgPool) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select r.id from qc_request r left join verification v on v.request_id = r.id
         where r.calibration_id is null and (r.state = 'assigned' and r.lease_until < now()
            or r.state = 'in_verification' and v.state = 'assigned' and v.begun_at is null and v.lease_until < now())
         order by coalesce(r.lease_until, v.lease_until) limit $1"#,
        MOST_CARDS,
    )
    .fetch_all(db)
    .await
}

pub(super) async fn count_on_hold(db: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from qc_request where state = 'on_hold' and calibration_id is null"#
    )
    .fetch_one(db)
    .await
}

/// What happened on each of the last fourteen days.
pub(super) async fn list_days(db: &PgPool) -> Result<Vec<DayCounts>, sqlx::Error> {
    sqlx::query_as!(
        DayCounts,
        r#"with span as (select (date_trunc('day', now() at time zone 'utc') - interval '13 days') as first),
          ordinary as (select * from qc_request where calibration_id is null),
          acts as (
            select r.created_at as at, 'opened' as what from ordinary r, span where r.created_at >= span.first at time zone 'utc'
            union all select r.submitted_at, 'submitted' from ordinary r, span where r.submitted_at >= span.first at time zone 'utc'
            union all select r.verified_at, 'verified' from ordinary r, span where r.verified_at >= span.first at time zone 'utc'
            union all select r.concluded_at, 'concluded' from ordinary r, span where r.concluded_at >= span.first at time zone 'utc')
         select d.day::date as "day!: NaiveDate",
            count(*) filter (where a.what = 'opened') as "opened!", count(*) filter (where a.what = 'submitted') as "submitted!",
            count(*) filter (where a.what = 'verified') as "verified!", count(*) filter (where a.what = 'concluded') as "concluded!"
         from span cross join lateral generate_series(span.first, span.first + interval '13 days', interval '1 day') as d (day)
         left join acts a on date_trunc('day', a.at at time zone 'utc') = d.day
         group by d.day order by d.day"#,
    )
    .fetch_all(db)
    .await
}

#[derive(FromRow)]
struct QueueRow {
    service: Service,
    phase: String,
    waiting: i64,
    rush: i64,
    held: i64,
    oldest_at: Option<DateTime<Utc>>,
    oldest: Option<Uuid>,
}

/// Every service in both phases, also where nothing waits.
pub(super) async fn list_queues(db: &PgPool) -> Result<Vec<QueueCounts>, sqlx::Error> {
    let rows: Vec<QueueRow> = sqlx::query_as(
        "with work as (
            select r.id, r.service, r.priority,
                case when r.state in ('available', 'assigned', 'downloading', 'in_qc') then 'qc' else 'verification' end as phase,
                r.state in ('available', 'verification_available') as waits,
                case r.state
                    when 'available' then coalesce((select max(h.at) from history h where h.request_id = r.id and h.noun = 'request'
                        and h.after->>'state' = 'available'), r.created_at)
                    when 'verification_available' then r.submitted_at end as since
            from qc_request r
            where r.calibration_id is null
              and r.state in ('available', 'assigned', 'downloading', 'in_qc', 'verification_available', 'in_verification'))
         select service, phase, count(*) filter (where waits) as waiting,
            count(*) filter (where waits and priority = 'rush') as rush, count(*) filter (where not waits) as held,
            min(since) as oldest_at, (array_agg(id order by since) filter (where waits))[1] as oldest
         from work group by service, phase",
    )
    .fetch_all(db)
    .await?;
    let queue = |service: Service, phase: Phase| {
        let row = rows
            .iter()
            .find(|row| row.service == service && row.phase == phase.as_str());
        QueueCounts {
            service,
            phase,
            waiting: row.map_or(0, |row| row.waiting),
            rush: row.map_or(0, |row| row.rush),
            held: row.map_or(0, |row| row.held),
            oldest_at: row.and_then(|row| row.oldest_at),
            oldest: row.and_then(|row| row.oldest).map(RequestId::from),
        }
    };
    let phases = |service: &Service| {
        Phase::ALL
            .iter()
            .map(|phase| queue(*service, *phase))
            .collect::<Vec<_>>()
    };
    Ok(Service::ALL.iter().flat_map(phases).collect())
}

pub(super) async fn list_parked(db: &PgPool) -> Result<Vec<ParkedJob>, sqlx::Error> {
    sqlx::query_as!(
        ParkedJob,
        r#"select id, kind, attempts, coalesce(last_error, '') as "last_error!", created_at
         from job where state = 'parked' order by created_at desc limit $1"#,
        MOST_CARDS,
    )
    .fetch_all(db)
    .await
}

pub(super) struct Jobs {
    pub waiting: i64,
    pub running: i64,
}

pub(super) async fn count_jobs(db: &PgPool) -> Result<Jobs, sqlx::Error> {
    sqlx::query_as!(
        Jobs,
        r#"select count(*) filter (where state = 'waiting' and run_at <= now()) as "waiting!",
            count(*) filter (where state = 'running') as "running!" from job"#
    )
    .fetch_one(db)
    .await
}
