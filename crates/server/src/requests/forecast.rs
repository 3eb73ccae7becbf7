//! What the studio is told to expect: how many open requests of each service will be late in the next days, if work goes
//! on as it did in the last two weeks. The rule is in `qc::sla`; here are its facts. A request counts as done when its
//! report is verified, since that is where the clocks end.

use chrono::{DateTime, TimeDelta, Utc};
use qc::request::{Priority, Service};
use qc::sla::{Forecast, OpenWork, SlaClock};
use sqlx::PgPool;

use super::sql;
use crate::db;
use crate::error::ApiResult;

pub const FORECAST_DAYS: u32 = 5;

/// Over how long the recent pace is taken.
const PACE: TimeDelta = TimeDelta::days(14);

/// A request whose clocks run.
pub(super) struct Running {
    pub service: Service,
    pub priority: Priority,
    pub delivered_at: DateTime<Utc>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub extra_s: i64,
}

impl Running {
    fn open_work(&self) -> OpenWork {
        let clock = SlaClock {
            service: self.service,
            priority: self.priority,
            delivered_at: self.delivered_at,
            assigned_at: self.assigned_at,
            submitted_at: self.submitted_at,
            verified_at: None,
            extended: TimeDelta::seconds(self.extra_s),
        };
        OpenWork {
            service: self.service,
            priority: self.priority,
            due_at: clock.due_at(),
        }
    }
}

/// One forecast per service, over all requests.
pub async fn forecast(pool: &PgPool, days: u32) -> ApiResult<Vec<Forecast>> {
    let now = db::now(pool).await?;
    let running = sql::list_running(pool).await?;
    let open: Vec<OpenWork> = running.iter().map(Running::open_work).collect();
    let done = sql::count_verified(pool, now - PACE).await?;
    Ok(qc::sla::forecast(&open, &done, PACE, days, now))
}
