//! How many of what is open will be late in the next days, if work goes on as it lately did. Each service is a queue in the
//! order of the pool, from which so many leave per day as left it on average of late. A service from which nothing left
//! lately leaves nothing: all of it will be late when it is due.

use chrono::{DateTime, TimeDelta, Utc};

use crate::request::{Priority, Service};

/// One request that is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenWork {
    pub service: Service,
    pub priority: Priority,
    pub due_at: DateTime<Utc>,
}

/// What is to be expected of one service.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    pub service: Service,
    pub open: usize,
    /// Late already.
    pub late_now: usize,
    /// How many were done per day of late.
    pub done_per_day: f64,
    /// When the last of what is open is done; absent when nothing leaves.
    pub cleared_at: Option<DateTime<Utc>>,
    /// One entry for each of the next days, the first begins now.
    pub days: Vec<ForecastDay>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForecastDay {
    pub from: DateTime<Utc>,
    /// Falls due within this day.
    pub due: usize,
    /// Of those, done only after they were due.
    pub late: usize,
}

/// One forecast per service that has anything open or did anything, in the order of the services.
/// `done` is how many left each service within `over`.
pub fn forecast(
    open: &[OpenWork],
    done: &[(Service, usize)],
    over: TimeDelta,
    days: u32,
    now: DateTime<Utc>,
) -> Vec<Forecast> {
    let services = Service::ALL.iter().copied();
    services
        .map(|service| {
            let of_service = |entry: &&(Service, usize)| entry.0 == service;
            let done: usize = done.iter().filter(of_service).map(|(_, count)| count).sum();
            let per_day = done as f64 / (over.num_seconds().max(1) as f64 / DAY_S);
            let mut queue: Vec<OpenWork> = open
                .iter()
                .filter(|work| work.service == service)
                .copied()
                .collect();
            queue.sort_by_key(|work| (work.priority, work.due_at));
            of_service_alone(service, &queue, per_day, days, now)
        })
        .filter(|forecast| forecast.open > 0 || forecast.done_per_day > 0.0)
        .collect()
}

const DAY_S: f64 = 86_400.0;

fn of_service_alone(
    service: Service,
    queue: &[OpenWork],
    done_per_day: f64,
    days: u32,
    now: DateTime<Utc>,
) -> Forecast {
    let done_at = |place: usize| -> Option<DateTime<Utc>> {
        let seconds = (place + 1) as f64 / done_per_day * DAY_S;
        let ahead = TimeDelta::try_milliseconds((seconds * 1000.0) as i64)?;
        now.checked_add_signed(ahead).filter(|_| done_per_day > 0.0)
    };
    let is_late = |place: usize, work: &OpenWork| done_at(place).is_none_or(|at| at > work.due_at);
    let day = |number: u32| {
        let from = now + TimeDelta::days(i64::from(number));
        let until = from + TimeDelta::days(1);
        let due = || {
            queue
                .iter()
                .enumerate()
                .filter(move |(_, work)| work.due_at >= from && work.due_at < until)
        };
        ForecastDay {
            from,
            due: due().count(),
            late: due().filter(|(place, work)| is_late(*place, work)).count(),
        }
    };
    Forecast {
        service,
        open: queue.len(),
        late_now: queue.iter().filter(|work| work.due_at < now).count(),
        done_per_day,
        cleared_at: match queue.len() {
            0 => Some(now),
            open => done_at(open - 1),
        },
        days: (0..days).map(day).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2027-01-04T00:00:00Z".parse().unwrap()
    }

    fn work(service: Service, due_h: i64) -> OpenWork {
        OpenWork {
            service,
            priority: Priority::Standard,
            due_at: now() + TimeDelta::hours(due_h),
        }
    }

    fn late(forecast: &Forecast) -> Vec<usize> {
        forecast.days.iter().map(|day| day.late).collect()
    }

    #[test]
    fn who_works_fast_enough_is_never_late() {
        let open: Vec<_> = (1..=12).map(|place| work(Service::Cast, place * 12)).collect();
        let forecasts = forecast(&open, &[(Service::Cast, 28)], TimeDelta::days(7), 6, now());
        assert_eq!(forecasts.len(), 1);
        assert_eq!(forecasts[0].done_per_day, 4.0);
        assert_eq!(late(&forecasts[0]), [0; 6]);
        assert_eq!(forecasts[0].cleared_at, Some(now() + TimeDelta::days(3)));
    }

    #[test]
    fn what_falls_behind_is_late_on_the_day_it_is_due() {
        // One a day is done, two a day fall due.
        let open: Vec<_> = (0..8)
            .map(|place| work(Service::Download, place * 12 + 6))
            .collect();
        let forecasts = forecast(&open, &[(Service::Download, 7)], TimeDelta::days(7), 4, now());
        assert_eq!(late(&forecasts[0]), [2, 2, 2, 2]);
        let faster = forecast(&open, &[(Service::Download, 7 * 4)], TimeDelta::days(7), 4, now());
        assert_eq!(late(&faster[0]), [0; 4]);
    }

    #[test]
    fn rush_goes_first_in_the_forecast_as_in_the_pool() {
        let mut rush = work(Service::Cast, 30);
        rush.priority = Priority::Rush;
        let open = [work(Service::Cast, 20), rush];
        let forecasts = forecast(&open, &[(Service::Cast, 7)], TimeDelta::days(7), 2, now());
        assert_eq!(
            late(&forecasts[0]),
            [1, 0],
            "the rush is done by the first day's end"
        );
    }

    #[test]
    fn where_nothing_leaves_everything_will_be_late() {
        let open = [work(Service::Browser, -3), work(Service::Browser, 5)];
        let forecasts = forecast(&open, &[], TimeDelta::days(7), 1, now());
        assert_eq!((forecasts[0].late_now, forecasts[0].cleared_at), (1, None));
        assert_eq!(late(&forecasts[0]), [1]);
    }
}
