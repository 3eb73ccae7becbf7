//! The issues that stand in a report, as markers on the timeline of the request's own delivery.

use ::markers::Marker;
use api::issues::IssueView;
use api::requests::RequestView;
use qc::id::DeliveryId;
use qc::issue::IssueState;
use timecode::{Frame, FrameRange};

/// In the order of the timeline; without what was deleted or replaced, and what has no place in this delivery.
pub(super) fn markers(request: &RequestView, issues: &[IssueView]) -> Vec<Marker> {
    let mut markers: Vec<Marker> = issues.iter().filter_map(|issue| marker(request, issue)).collect();
    markers.sort_by_key(|marker| (marker.range, marker.issue));
    markers
}

pub(super) fn marker(request: &RequestView, issue: &IssueView) -> Option<Marker> {
    if matches!(issue.state, IssueState::Deleted | IssueState::Replaced) {
        return None;
    }
    Some(Marker {
        range: range(request, issue)?,
        code: issue.code_name.clone(),
        severity: Some(issue.severity),
        description: issue.description.clone(),
        issue: u32::try_from(issue.number).ok(),
        tasks: issue.tasks.iter().map(|task| task.as_str().to_owned()).collect(),
        files: issue.files.clone(),
    })
}

/// Where it was flagged, or where an issue of an earlier delivery stands now.
fn range(request: &RequestView, issue: &IssueView) -> Option<FrameRange> {
    let is_here = |id: DeliveryId| request.deliveries.iter().any(|delivery| delivery.id == id);
    let (first, last) = if is_here(issue.delivery_id) {
        (issue.first_frame, issue.last_frame)
    } else {
        let place = issue.places.iter().find(|place| is_here(place.delivery_id))?;
        (place.first_frame, place.last_frame)
    };
    FrameRange::new(Frame(first), Frame(last)).ok()
}
