//! Due times as events. An event is known by its request and its clock, so that an extension moves the event and makes no
//! second one (SEQUENCE counts what moved it); what is concluded is no longer in the calendar. Instants are UTC: the
//! calendar program shows them in its own zone.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};
use qc::person::Role;
use qc::request::RequestState;
use qc::sla::ClockKind;

use crate::config::Settings;
use crate::requests::{self, Request};

/// How often a calendar program is asked to look again.
const REFRESH: TimeDelta = TimeDelta::hours(1);

/// What is due, when, and what moved it.
struct Due<'a> {
    request: &'a Request,
    /// Names the event together with the request: `report`, `whole`, `redelivery`.
    what: &'static str,
    title: &'static str,
    at: DateTime<Utc>,
    original_at: DateTime<Utc>,
}

/// The calendar of a person of this role. `sequence` says how often the due times of a request were moved.
pub(super) fn write(
    settings: &Settings,
    role: Role,
    requests: &[Request],
    sequence: impl Fn(&Request) -> u32,
) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Asset QC//Due times//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name("Asset QC: due times").ttl(&REFRESH);
    for due in requests.iter().flat_map(|request| dues(role, request)) {
        calendar.push(event(settings, &due, sequence(due.request)));
    }
    calendar.to_string()
}

fn dues(role: Role, request: &Request) -> Vec<Due<'_>> {
    let clock = requests::clock_of(request);
    let mut dues = Vec::new();
    if let (Some((_, at)), Some(original_at)) = (clock.running(ClockKind::Report), clock.original_due_at()) {
        dues.push(Due {
            request,
            what: "report",
            title: "Report due",
            at,
            original_at,
        });
    }
    // The holder of a report is asked for the report; whoever looks after the whole, for the whole.
    if let (false, Some((_, at))) = (role == Role::Operator, clock.running(ClockKind::Whole)) {
        dues.push(Due {
            request,
            what: "whole",
            title: "Review and verification due",
            at,
            original_at: clock.original_whole_due_at(),
        });
    }
    let redelivery = request
        .redelivery_due_at
        .filter(|_| request.state == RequestState::AwaitingRedelivery);
    if let Some(at) = redelivery {
        dues.push(Due {
            request,
            what: "redelivery",
            title: "Redelivery due",
            at,
            original_at: at,
        });
    }
    dues
}

fn event(settings: &Settings, due: &Due<'_>, sequence: u32) -> Event {
    let request = due.request;
    let host = settings.public_url.host_str().unwrap_or("asset-qc");
    let mut event = Event::with_uid(&format!("{}-{}@{host}", due.what, request.id));
    event
        .summary(&format!("{}: {}", due.title, request.name()))
        .description(&description(settings, due))
        .timestamp(request.now)
        .sequence(sequence)
        .status(EventStatus::Confirmed)
        .class(Class::Private)
        .starts(due.at)
        .ends(due.at)
        // It takes none of the person's time.
        .add_property("TRANSP", "TRANSPARENT")
        .url(&settings.page(&request.link()));
    event.done()
}

fn description(settings: &Settings, due: &Due<'_>) -> String {
    let request = due.request;
    let mut lines = vec![format!(
        "{} QC, {}, {}",
        words(request.service.as_str()),
        words(request.priority.as_str()),
        words(request.state.as_str())
    )];
    if due.original_at != due.at {
        let original = crate::extensions::instant_text(due.original_at);
        lines.push(format!("Extended; before the extension {original}"));
    }
    lines.push(settings.page(&request.link()));
    lines.join("\n")
}

fn words(snake: &str) -> String {
    snake.replace('_', " ")
}
