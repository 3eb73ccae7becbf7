//! The studio's board. Buckets and due days are counted from the clocks of open requests by the rules, so that they say
//! what every list says.

use std::collections::BTreeMap;

use api::boards::{DueCounts, ForecastDayView, ForecastView, StudioBoard};
use chrono::{DateTime, NaiveDate, Utc};
use qc::request::RequestState;

use super::facility::buckets;
use super::sql::{self, OpenClock};
use crate::access::Actor;
use crate::app::App;
use crate::db;
use crate::error::ApiResult;
use crate::requests::{self, FORECAST_DAYS};

pub(super) async fn board(app: &App, actor: &Actor) -> ApiResult<StudioBoard> {
    let now = db::now(&app.db).await?;
    let open = sql::list_open_clocks(&app.db).await?;
    let lapsed = sql::list_lapsed(&app.db).await?;
    let jobs = sql::count_jobs(&app.db).await?;
    Ok(StudioBoard {
        now,
        buckets: buckets(open.iter().map(|request| request.clock().bucket(now))),
        days: sql::list_days(&app.db).await?,
        queues: sql::list_queues(&app.db).await?,
        due: due(&open, now),
        forecast: forecast(app).await?,
        on_hold: sql::count_on_hold(&app.db).await?,
        lapsed: requests::seen_rows(app, actor, &lapsed).await?,
        parked: sql::list_parked(&app.db).await?,
        jobs_waiting: jobs.waiting,
        jobs_running: jobs.running,
    })
}

async fn forecast(app: &App) -> ApiResult<Vec<ForecastView>> {
    let forecasts = requests::forecast(&app.db, FORECAST_DAYS).await?.into_iter();
    Ok(forecasts
        .map(|forecast| ForecastView {
            service: forecast.service,
            open: forecast.open,
            late_now: forecast.late_now,
            done_per_day: forecast.done_per_day,
            cleared_at: forecast.cleared_at,
            days: forecast
                .days
                .into_iter()
                .map(|day| ForecastDayView {
                    from: day.from,
                    due: day.due,
                    late: day.late,
                })
                .collect(),
        })
        .collect())
}

fn due(open: &[OpenClock], now: DateTime<Utc>) -> Vec<DueCounts> {
    let mut days: BTreeMap<Option<NaiveDate>, (i64, i64)> = BTreeMap::new();
    for request in open {
        let due_at = request.clock().due_at();
        let day = (due_at > now).then(|| due_at.date_naive());
        let (requests, waiting) = days.entry(day).or_default();
        *requests += 1;
        *waiting += i64::from(is_waiting(request.state));
    }
    days.into_iter()
        .map(|(day, (requests, waiting))| DueCounts {
            day,
            requests,
            waiting,
        })
        .collect()
}

fn is_waiting(state: RequestState) -> bool {
    use RequestState::*;
    matches!(state, Preparing | Available | VerificationAvailable | OnHold)
}
