//! The clocks of a request as the page shows them. What they are is decided in `qc::sla`; they are derived each time,
//! by the database's clock.

use api::requests::ClockView;
use chrono::TimeDelta;
use qc::sla::SlaClock;

use super::Request;

pub(crate) fn clock_of(request: &Request) -> SlaClock {
    SlaClock {
        service: request.service,
        priority: request.priority,
        delivered_at: request.delivered_at,
        assigned_at: request.assigned_at,
        submitted_at: request.submitted_at,
        verified_at: request.verified_at.or(request.concluded_at),
        extended: TimeDelta::seconds(request.extra_s),
    }
}

pub(super) fn clock_view(request: &Request) -> ClockView {
    let clock = clock_of(request);
    ClockView {
        report_due_at: clock.report_due_at(),
        original_due_at: clock.original_due_at(),
        whole_due_at: clock.whole_due_at(),
        original_whole_due_at: clock.original_whole_due_at(),
        bucket: clock.bucket(request.now),
        used_percent: clock.used_percent(request.now),
    }
}
