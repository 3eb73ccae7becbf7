//! The recent past as a scenario for `assetqc simulate`: the deliveries that really came, the people who are really there,
//! the assignment policies as they are set. It reads only. Shifts are not known to the product; whoever replays gives them.

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::Role;
use qc::request::{AssignmentModel, Phase, Priority, Service};
use qc::simulation::{Arrival, AssignmentRule, Person};
use qc::task::TaskPlan;
use sqlx::PgPool;
use sqlx::types::Json;

/// What a person is taken to be right about of whom no report was verified lately.
const UNKNOWN_ACCURACY: f64 = 0.9;

/// When the length of a programme is not known.
const UNKNOWN_LENGTH_S: f64 = 45.0 * 60.0;

pub struct Replay {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub arrivals: Vec<Arrival>,
    /// Without shifts.
    pub people: Vec<Person>,
    pub rules: Vec<AssignmentRule>,
}

/// The last `days` days.
pub async fn read(db: &PgPool, days: u32) -> anyhow::Result<Replay> {
    let until = sqlx::query_scalar!(r#"select now() as "now!""#)
        .fetch_one(db)
        .await?;
    let from = until - TimeDelta::days(i64::from(days));
    let arrivals = arrivals(db, from).await?;
    ensure!(
        !arrivals.is_empty(),
        "no delivery opened a request in the last {days} days; choose more with --days, or write a scenario file"
    );
    let people = people(db, from).await?;
    ensure!(
        !people.is_empty(),
        "there are neither operators nor verifiers whose accounts are in use; invite some, or write a scenario file"
    );
    Ok(Replay {
        from,
        until,
        arrivals,
        people,
        rules: rules(db).await?,
    })
}

/// Redeliveries came too, so none has to be made up.
async fn arrivals(db: &PgPool, from: DateTime<Utc>) -> anyhow::Result<Vec<Arrival>> {
    let rows = sqlx::query!(
        r#"select r.delivered_at, r.number, r.round, r.service as "service: Service", r.priority as "priority: Priority",
            r.reserved_for_id as "reserved_for: PersonId", t.show_id as "show_id: ShowId", t.language,
            title_ref(t.id)->>'label' as "label!",
            coalesce((select jsonb_agg(jsonb_build_object('kind', k.kind, 'depth', k.depth) order by k.ordinal)
                from task k where k.request_id = r.id), '[]') as "tasks!: Json<Vec<TaskPlan>>",
            (select max(d.duration_frames::float8 * d.edit_rate_den / d.edit_rate_num)
                from request_delivery rd join delivery d on d.id = rd.delivery_id where rd.request_id = r.id) as programme_s
         from qc_request r join title t on t.id = r.title_id
         where r.delivered_at >= $1 and r.state <> 'canceled' and r.calibration_id is null order by r.delivered_at, r.number"#,
        from,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let programme_s = row.programme_s.unwrap_or(UNKNOWN_LENGTH_S);
            Ok(Arrival {
                at: row.delivered_at,
                name: format!("{} (request {})", row.label, row.number),
                show: row.show_id,
                language: row.language,
                service: row.service,
                priority: row.priority,
                tasks: row.tasks.0,
                programme: TimeDelta::try_seconds(programme_s as i64).context("a programme is too long")?,
                redelivery_share: 0.0,
                redelivery_after: TimeDelta::zero(),
                kept_for: row.reserved_for,
                round: u32::try_from(row.round).unwrap_or(1),
            })
        })
        .collect()
}

async fn people(db: &PgPool, from: DateTime<Utc>) -> anyhow::Result<Vec<Person>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PersonId", p.first_name || ' ' || p.last_name as "name!", p.identity, p.role as "role: Role",
            p.facility_id as "facility!: FacilityId", p.skills, p.languages,
            array(select c.show_id from show_clearance c where c.facility_id = p.facility_id) as "cleared!: Vec<ShowId>",
            array(select b.show_id from legal_bar b where b.show_id is not null
                and (b.person_id = p.id or b.facility_id = p.facility_id)) as "barred!: Vec<ShowId>",
            (select (count(*) filter (where v.kind in ('confirmed', 'severity_lowered')))::float8 / nullif(count(*), 0)
                from counted_verdict v join verification w on w.id = v.verification_id join qc_request r on r.id = w.request_id
                where r.operator_id = p.id and w.submitted_at >= $1) as accuracy
         from person p where p.state = 'active' and p.role in ('operator', 'verifier') order by p.email"#,
        from,
    )
    .fetch_all(db)
    .await?;
    let people = rows.into_iter().map(|row| Person {
        id: row.id,
        name: row.name,
        identity: row.identity,
        role: row.role,
        facility: row.facility,
        skills: row.skills,
        languages: row.languages,
        cleared: row.cleared,
        barred: row.barred,
        shifts: Vec::new(),
        speed: 1.0,
        accuracy: row.accuracy.unwrap_or(UNKNOWN_ACCURACY),
    });
    Ok(people.collect())
}

async fn rules(db: &PgPool) -> anyhow::Result<Vec<AssignmentRule>> {
    let rows = sqlx::query!(
        r#"select show_id as "show_id: ShowId", service as "service: Service", phase as "phase: Phase",
            model as "model: AssignmentModel", lease_s from assignment_policy order by show_id nulls last, service, phase"#
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(AssignmentRule {
                show: row.show_id,
                service: row.service,
                phase: row.phase,
                model: row.model,
                lease: TimeDelta::try_seconds(row.lease_s).context("a lease is too long")?,
            })
        })
        .collect()
}
