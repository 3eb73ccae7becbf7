//! Which clocks run, and what was said of them.

use chrono::{DateTime, TimeDelta, Utc};
use qc::id::RequestId;
use qc::request::{Priority, Service};
use qc::sla::{ClockKind, SlaClock, Warning};
use sqlx::PgPool;

use crate::db::Tx;

/// As much of a request as its clocks need.
pub(super) struct Running {
    pub id: RequestId,
    pub service: Service,
    pub priority: Priority,
    pub delivered_at: DateTime<Utc>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub extra_s: i64,
    pub now: DateTime<Utc>,
    /// The highest warning of its present clocks.
    pub said_report: Option<i32>,
    pub said_whole: Option<i32>,
}

impl Running {
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

pub(super) async fn list_running(db: &PgPool) -> Result<Vec<Running>, sqlx::Error> {
    sqlx::query_as!(
        Running,
        r#"select r.id as "id: RequestId", r.service as "service: Service", r.priority as "priority: Priority",
            r.delivered_at, r.assigned_at, r.submitted_at, now() as "now!",
            coalesce((select sum(e.extra_s)::bigint from sla_extension e where e.request_id = r.id), 0) as "extra_s!",
            (select max(w.percent) from clock_warning w where w.request_id = r.id and w.clock = 'report'
                and w.running_since = r.assigned_at) as said_report,
            (select max(w.percent) from clock_warning w where w.request_id = r.id and w.clock = 'whole'
                and w.running_since = r.delivered_at) as said_whole
         from qc_request r where r.verified_at is null and r.concluded_at is null
         order by r.delivered_at"#
    )
    .fetch_all(db)
    .await
}

/// The highest warning of this clock so far.
pub(super) async fn find_said(
    tx: &mut Tx,
    request: RequestId,
    clock: ClockKind,
    running_since: DateTime<Utc>,
) -> Result<Option<u32>, sqlx::Error> {
    let said = sqlx::query_scalar!(
        "select max(percent) from clock_warning where request_id = $1 and clock = $2 and running_since = $3",
        request.uuid(),
        clock.as_str(),
        running_since,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(said.and_then(|percent| u32::try_from(percent).ok()))
}

/// False when it was said already.
pub(super) async fn insert(tx: &mut Tx, request: RequestId, warning: &Warning) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into clock_warning (request_id, clock, running_since, percent) values ($1, $2, $3, $4) on conflict do nothing",
        request.uuid(),
        warning.clock.as_str(),
        warning.running_since,
        i32::try_from(warning.percent).unwrap_or(i32::MAX),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
