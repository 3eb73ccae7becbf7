//! The clocks around the changes of clocks on walls. Every minute from three days before to three days after each change
//! of 2027, in six zones that change in different ways or not at all: 48 hours are 172,800 seconds, and nothing that is
//! derived from them depends on the zone in which it is read.

use chrono::{DateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use qc::request::{Priority, Service};
use qc::sla::{Bucket, ClockKind, SlaClock, WARNINGS_PERCENT, report_time};

const ZONES: [Tz; 6] = [
    chrono_tz::Europe::London,
    chrono_tz::Europe::Berlin,
    chrono_tz::America::Los_Angeles,
    // No changes since 2019.
    chrono_tz::America::Sao_Paulo,
    // Half an hour off, and no changes.
    chrono_tz::Asia::Kolkata,
    // Changes by half an hour, in the south.
    chrono_tz::Australia::Lord_Howe,
];

const CASES: [(Service, Priority, i64); 4] = [
    (Service::Download, Priority::Standard, 172_800),
    (Service::Cast, Priority::Rush, 86_400),
    (Service::Browser, Priority::Standard, 172_800),
    (Service::Browser, Priority::Rush, 172_800),
];

fn offset_s(zone: Tz, at: DateTime<Utc>) -> i64 {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    i64::from(offset.fix().local_minus_utc())
}

fn minutes(from: DateTime<Utc>, days: i64) -> impl Iterator<Item = DateTime<Utc>> {
    (0..days * 1440).map(move |minute| from + TimeDelta::minutes(minute))
}

/// The instants of 2027 at which clocks on walls in this zone jump; all zones jump at a half hour of UTC.
fn changes(zone: Tz) -> Vec<DateTime<Utc>> {
    const HALF_HOUR: TimeDelta = TimeDelta::minutes(30);
    let year: DateTime<Utc> = "2027-01-01T00:00:00Z".parse().unwrap();
    (0..365 * 48)
        .map(|half_hour| year + HALF_HOUR * half_hour)
        .filter(|at| offset_s(zone, *at) != offset_s(zone, *at - HALF_HOUR))
        .collect()
}

fn clock(service: Service, priority: Priority, at: DateTime<Utc>) -> SlaClock {
    SlaClock {
        service,
        priority,
        delivered_at: at,
        assigned_at: Some(at),
        submitted_at: None,
        verified_at: None,
        extended: TimeDelta::zero(),
    }
}

/// The instant as somebody in the zone reads it off their wall, and means it: where a wall shows a time twice, its zone's
/// name tells which.
fn read_in(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    let wall = at.with_timezone(&zone);
    let readings = zone.from_local_datetime(&wall.naive_local());
    let meant = |reading: &DateTime<Tz>| reading.offset().fix() == wall.offset().fix();
    let found = readings
        .earliest()
        .filter(meant)
        .or(readings.latest().filter(meant));
    found.expect("a wall shows it").to_utc()
}

#[test]
fn the_zones_change_as_they_are_known_to() {
    let counts = ZONES.map(|zone| changes(zone).len());
    assert_eq!(counts, [2, 2, 2, 0, 0, 2]);
    let island = chrono_tz::Australia::Lord_Howe;
    let before = |at: DateTime<Utc>| at - TimeDelta::minutes(1);
    let steps: Vec<i64> = changes(island)
        .into_iter()
        .map(|at| offset_s(island, at) - offset_s(island, before(at)))
        .collect();
    assert_eq!(steps, [-1800, 1800]);
}

#[test]
fn every_minute_around_every_change_has_the_same_hours() {
    let mut around: Vec<DateTime<Utc>> = ZONES.iter().flat_map(|zone| changes(*zone)).collect();
    around.sort_unstable();
    around.dedup();
    let (mut checked, mut odd_walls) = (0, 0);
    for zone in ZONES {
        // A zone that does not change itself is read at the others' changes.
        for change in &around {
            for at in minutes(*change - TimeDelta::days(3), 6) {
                for (service, priority, report_s) in CASES {
                    let clock = clock(service, priority, read_in(zone, at));
                    let due = clock.report_due_at().unwrap();
                    assert_eq!((due - at).num_seconds(), report_s);
                    assert_eq!((clock.whole_due_at() - at).num_seconds(), 432_000);
                    assert_eq!(clock.due_at(), due);
                    // What the wall shows differs by exactly the change, and by nothing else.
                    let wall = due.with_timezone(&zone).naive_local() - at.with_timezone(&zone).naive_local();
                    let jump = offset_s(zone, due) - offset_s(zone, at);
                    assert_eq!(wall.num_seconds(), report_s + jump);
                    odd_walls += usize::from(jump != 0);
                    checked += 1;
                }
            }
        }
    }
    assert_eq!(checked, ZONES.len() * around.len() * 6 * 1440 * CASES.len());
    assert!(odd_walls > 10_000, "the changes were really crossed: {odd_walls}");
}

#[test]
fn buckets_and_warnings_turn_at_the_same_second_in_every_zone() {
    for zone in ZONES {
        for change in changes(zone)
            .into_iter()
            .chain(changes(chrono_tz::Europe::Berlin).first().copied())
        {
            for at in minutes(change - TimeDelta::days(3), 6) {
                let clock = clock(Service::Cast, Priority::Standard, read_in(zone, at));
                let second = |seconds: i64| read_in(zone, at + TimeDelta::seconds(seconds));
                assert_eq!(clock.bucket(second(129_599)), Bucket::OnTrack);
                assert_eq!(clock.bucket(second(129_600)), Bucket::AtRisk);
                assert_eq!(clock.bucket(second(155_519)), Bucket::AtRisk);
                assert_eq!(clock.bucket(second(155_520)), Bucket::Critical);
                let said = |seconds| {
                    clock
                        .warning(ClockKind::Report, None, second(seconds))
                        .map(|warning| warning.percent)
                };
                assert_eq!([said(86_399), said(86_400)], [None, Some(WARNINGS_PERCENT[0])]);
                assert_eq!([said(129_600), said(155_520)], [Some(75), Some(90)]);
                assert_eq!([said(172_800), said(172_801)], [Some(90), Some(100)]);
            }
        }
    }
}

proptest! {
    /// Any second of the year, any extension: only lengths count, and they add up.
    #[test]
    fn extensions_add_to_any_start_in_any_zone(
        second in 0i64..31_536_000,
        zone in prop::sample::select(ZONES.to_vec()),
        service in prop::sample::select(Service::ALL.to_vec()),
        priority in prop::sample::select(Priority::ALL.to_vec()),
        extra_h in 0i64..=240,
    ) {
        let at = "2027-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(second);
        let mut clock = clock(service, priority, read_in(zone, at));
        clock.extended = TimeDelta::hours(extra_h);
        let due = clock.report_due_at().unwrap();
        prop_assert_eq!(due - at, report_time(service, priority) + TimeDelta::hours(extra_h));
        prop_assert_eq!(clock.original_due_at().unwrap() - at, report_time(service, priority));
        prop_assert_eq!(read_in(zone, due), due);
        clock.submitted_at = Some(due);
        prop_assert_eq!(clock.is_on_time(), Some(true));
        clock.submitted_at = Some(due + TimeDelta::seconds(1));
        prop_assert_eq!(clock.is_on_time(), Some(false));
    }
}
