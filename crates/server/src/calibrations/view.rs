//! Calibrations as their pages show them: to the studio whole, to a manager the own facility's operators, to an operator
//! their own score.

use api::calibrations::{CalibrationRow, CalibrationView, ParticipantView};
use api::page::Action;
use qc::calibration::CalibrationState;
use qc::id::RequestId;
use qc::person::Role;
use sqlx::PgPool;
use uuid::Uuid;

use super::score::score_view;
use super::sql::{self, Copy, Flagged};
use super::{Calibration, is_told, scope};
use crate::access::Actor;
use crate::error::ApiResult;

const CLOSED: &str = "This calibration is closed.";

pub(super) async fn rows(db: &PgPool, actor: &Actor) -> ApiResult<Vec<CalibrationRow>> {
    let only_closed = !is_told(actor, CalibrationState::Open);
    let calibrations = sql::list(db, &scope(actor), only_closed).await?;
    let ids: Vec<Uuid> = calibrations
        .iter()
        .map(|calibration| calibration.id.uuid())
        .collect();
    let copies = sql::list_copies(db, &ids, &scope(actor)).await?;
    let rows = calibrations.into_iter().map(|calibration| {
        let own = copies
            .iter()
            .filter(|copy| copy.calibration_id == calibration.id)
            .cloned()
            .collect::<Vec<_>>();
        row(&calibration, &own)
    });
    Ok(rows.collect())
}

fn row(calibration: &Calibration, copies: &[Copy]) -> CalibrationRow {
    let count = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    CalibrationRow {
        id: calibration.id,
        name: calibration.name.clone(),
        title: calibration.title.clone(),
        asset_kind: calibration.asset_kind,
        delivery_number: calibration.delivery_number,
        state: calibration.state,
        created_at: calibration.created_at,
        closed_at: calibration.closed_at,
        participants: count(copies.len()),
        submitted: count(copies.iter().filter(|copy| copy.submitted_at.is_some()).count()),
    }
}

/// One that was just made, as the studio sees it.
pub(super) fn unseen(calibration: &Calibration) -> CalibrationView {
    whole(calibration, &[], studio_actions(calibration, false), true)
}

pub(super) async fn view(
    db: &PgPool,
    actor: &Actor,
    calibration: &Calibration,
) -> ApiResult<CalibrationView> {
    let copies = sql::list_copies(db, &[calibration.id.uuid()], &scope(actor)).await?;
    let requests: Vec<Uuid> = copies.iter().map(|copy| copy.request_id.uuid()).collect();
    let flagged = sql::list_flagged(db, &requests).await?;
    // Whoever manages operators could tell them what is planted: the key stays with the studio until the end.
    let with_key = actor.role == Role::StudioAdmin || calibration.state == CalibrationState::Closed;
    let actions = if actor.role == Role::StudioAdmin {
        studio_actions(calibration, !copies.is_empty())
    } else {
        Vec::new()
    };
    let mut view = whole(calibration, &copies, actions, with_key);
    view.people = copies
        .into_iter()
        .map(|copy| participant(calibration, copy, &flagged, with_key))
        .collect();
    Ok(view)
}

fn whole(
    calibration: &Calibration,
    copies: &[Copy],
    actions: Vec<Action>,
    with_key: bool,
) -> CalibrationView {
    CalibrationView {
        row: row(calibration, copies),
        delivery_id: calibration.delivery_id,
        edit_rate: calibration.edit_rate,
        drop_frame: calibration.drop_frame,
        offset_frames: u64::try_from(calibration.start_frame).unwrap_or(0),
        duration_frames: calibration.duration_frames,
        answer_key: with_key.then(|| calibration.answer_key.clone()),
        people: Vec::new(),
        actions,
        revision: calibration.revision,
    }
}

fn participant(
    calibration: &Calibration,
    copy: Copy,
    flagged: &[Flagged],
    with_key: bool,
) -> ParticipantView {
    let score = copy
        .submitted_at
        .map(|_| score_view(calibration, &of_request(flagged, copy.request_id), with_key));
    ParticipantView {
        operator: copy.operator.0,
        request_id: copy.request_id,
        request_number: copy.request_number,
        service: copy.service,
        state: copy.state,
        submitted_at: copy.submitted_at,
        score,
    }
}

pub(super) fn of_request(flagged: &[Flagged], request: RequestId) -> Vec<Flagged> {
    let own = flagged.iter().filter(|flagged| flagged.request_id == request);
    own.cloned().collect()
}

fn studio_actions(calibration: &Calibration, is_given: bool) -> Vec<Action> {
    let closed = (calibration.state == CalibrationState::Closed).then(|| CLOSED.to_owned());
    let given = is_given.then(|| why_not_changed().to_owned());
    [
        ("change_calibration", closed.clone().or(given)),
        ("give_calibration", closed.clone()),
        ("close_calibration", closed),
    ]
    .map(|(act, why_not)| Action {
        act: act.to_owned(),
        allowed: why_not.is_none(),
        why_not,
    })
    .to_vec()
}

pub(super) fn why_not_changed() -> &'static str {
    "It was given to operators: all of them are scored by the same key."
}

pub(super) fn why_not_closed() -> &'static str {
    CLOSED
}
