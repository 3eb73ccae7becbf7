//! What a redelivery did to the faults that the machine found in the delivery before: gone, still there, or new. Read anew
//! from the findings of both each time, so that it is right however often either is judged.

use api::machine_findings::{ComparedDelivery, ComparedFault, ComparisonView};
use axum::extract::State;
use qc::access::{Permission, may};
use qc::id::{DeliveryId, RequestId};
use qc::machine_finding::{EarlierFinding, FindingPlace, MachineFindingState, Outcome, compare};
use qc::redelivery::PlaceFate;
use timecode::FrameRange;

use super::sql::{self, Pair};
use super::view::{flagged, places_of, timecodes};
use super::{CompareMachineFindings, MachineFinding, are_shown};
use crate::access::May;
use crate::app::App;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::Json;
use crate::issues;
use crate::measurements::{self, MeasuredTrack};
use crate::requests::Request;

/// Which faults that the machine found in the earlier delivery are gone, still there, or new.
///
/// Dismissed findings are no faults. Who does not judge masters reads of those alone that were made issues.
#[utoipa::path(
    get, path = "/api/v1/requests/{request_id}/machine-findings/comparison", tag = "machine_findings",
    params(("request_id" = RequestId, Path)),
    responses((status = 200, body = ComparisonView), (status = 404, body = Problem))
)]
pub async fn compare_machine_findings(
    State(app): State<App>,
    May(actor, request): May<CompareMachineFindings>,
) -> ApiResult<Json<ComparisonView>> {
    let earlier = request.predecessor_id.filter(|_| are_shown(&actor, &request));
    let Some(earlier) = earlier else {
        return Ok(Json(ComparisonView {
            earlier_request_id: None,
            deliveries: Vec::new(),
        }));
    };
    let only_flagged = !may(actor.role, Permission::SeeMachineFindings);
    let mut measured = measurements::list_tracks(&app.db, earlier).await?;
    measured.extend(measurements::list_tracks(&app.db, request.id).await?);
    let mut deliveries = Vec::new();
    for pair in sql::list_pairs(&app.db, earlier, request.id).await? {
        deliveries.push(compared(&app, &request, &measured, pair, only_flagged).await?);
    }
    Ok(Json(ComparisonView {
        earlier_request_id: Some(earlier),
        deliveries,
    }))
}

async fn compared(
    app: &App,
    request: &Request,
    measured: &[MeasuredTrack],
    pair: Pair,
    only_flagged: bool,
) -> ApiResult<ComparedDelivery> {
    let (old, new) = (DeliveryId::from(pair.earlier_id), DeliveryId::from(pair.id));
    let mut view = ComparedDelivery {
        earlier_delivery_id: old,
        earlier_delivery_number: pair.earlier_number,
        delivery_id: new,
        delivery_number: pair.number,
        is_complete: pair.is_complete,
        faults: Vec::new(),
    };
    let track_of = |id: DeliveryId| measured.iter().find(|track| track.delivery_id == id);
    let (Some(old_track), Some(new_track), true) = (track_of(old), track_of(new), pair.is_complete) else {
        return Ok(view);
    };
    let earlier = placed(app, old, new, faults(app, request, old_track).await?).await?;
    let later = faults(app, request, new_track).await?;
    let later_places: Vec<FindingPlace> = later.iter().filter_map(MachineFinding::place).collect();
    let outcomes = compare(
        &earlier
            .iter()
            .map(|(_, earlier)| earlier.clone())
            .collect::<Vec<_>>(),
        &later_places,
    );
    let told = |finding: &MachineFinding, range: FrameRange, outcome, fate: Option<PlaceFate>| {
        let (first, last) = (range.first().0, range.last().0);
        let signed = |frame: u64| i64::try_from(frame).unwrap_or(i64::MAX);
        let (in_timecode, out_timecode) = timecodes(new_track, signed(first), signed(last));
        ComparedFault {
            outcome,
            kind: finding.kind,
            first_frame: first,
            last_frame: last,
            in_timecode,
            out_timecode,
            track: finding.track.map(i32::unsigned_abs),
            channels: finding.channels.clone(),
            fate,
            issue: flagged(finding),
        }
    };
    let of_earlier = earlier.iter().zip(outcomes.earlier);
    view.faults.extend(
        of_earlier.map(|((finding, at), outcome)| told(finding, at.place.range, outcome, Some(at.fate))),
    );
    let of_later = later.iter().zip(later_places.iter().zip(outcomes.later));
    view.faults.extend(
        of_later
            .filter(|(_, (_, outcome))| *outcome == Outcome::New)
            .map(|(finding, (place, outcome))| told(finding, place.range, outcome, None)),
    );
    view.faults.retain(|fault| !only_flagged || fault.issue.is_some());
    view.faults
        .sort_by_key(|fault| (fault.first_frame, fault.last_frame));
    Ok(view)
}

/// What the machine holds to be faults of a delivery, as far as the request's tasks meet them.
async fn faults(app: &App, request: &Request, track: &MeasuredTrack) -> ApiResult<Vec<MachineFinding>> {
    let places = places_of(std::slice::from_ref(track), &request.task_kinds);
    let found = sql::list(&app.db, &places, None, None, i64::MAX).await?;
    let is_fault = |finding: &MachineFinding| finding.state != MachineFindingState::Dismissed;
    // A row whose place cannot be read is no fault that could be compared.
    let readable = found.into_iter().filter(|finding| finding.place().is_some());
    Ok(readable.filter(is_fault).collect())
}

/// Earlier faults at their places on the new timeline.
async fn placed(
    app: &App,
    old: DeliveryId,
    new: DeliveryId,
    faults: Vec<MachineFinding>,
) -> ApiResult<Vec<(MachineFinding, EarlierFinding)>> {
    let mut tx = app.db.begin().await.map_err(ApiError::from)?;
    let (picture, duration) = issues::changes_between(&mut tx, old, new).await?;
    tx.commit().await?;
    let placed = faults.into_iter().filter_map(|finding| {
        let place = finding.place()?;
        let (range, fate) = issues::place(place.range, picture.as_ref(), duration);
        let at = EarlierFinding {
            place: FindingPlace { range, ..place },
            fate,
        };
        Some((finding, at))
    });
    Ok(placed.collect())
}
