//! Calibrations: masters with planted defects, reviewed like any other and scored by their answer key. The studio makes
//! them and sees everything; a vendor manager sees how their own operators did, an operator their own score once the
//! calibration is closed. Scores are counted when read, from the issues of the report and the key (`qc::calibration`).

pub mod http;
mod score;
mod sql;
mod view;

use chrono::{DateTime, Utc};
use qc::access::{Permission as Act, Scope};
use qc::asset::AssetKind;
use qc::calibration::{AnswerKey, CalibrationState};
use qc::id::{CalibrationId, DeliveryId, PersonId};
use qc::person::Role;
use timecode::EditRate;

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::error::ApiResult;
use crate::labels::Labels;

/// A calibration with its master.
#[derive(Clone, Debug)]
pub struct Calibration {
    pub id: CalibrationId,
    pub name: String,
    pub title: api::titles::TitleRef,
    pub delivery_id: DeliveryId,
    pub delivery_number: i32,
    pub asset_kind: AssetKind,
    pub edit_rate: EditRate,
    pub drop_frame: bool,
    pub start_frame: i64,
    pub duration_frames: u64,
    pub answer_key: AnswerKey,
    pub state: CalibrationState,
    pub created_by: PersonId,
    pub created_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub revision: i64,
}

impl Calibration {
    fn labels(&self) -> Labels {
        Labels::of(self.edit_rate, self.drop_frame, self.start_frame)
    }
}

/// Whose copies the caller sees: the studio all, a manager the facility's, an operator their own.
fn scope(actor: &Actor) -> Scope {
    match actor.role {
        Role::StudioAdmin => Scope::All,
        Role::VendorManager => actor
            .facility
            .map_or(Scope::Nothing, |own| Scope::Facilities(vec![own])),
        _ => Scope::AssignedTo(actor.person),
    }
}

/// To an operator a calibration does not exist before it is closed.
fn is_told(actor: &Actor, state: CalibrationState) -> bool {
    actor.role != Role::Operator || state == CalibrationState::Closed
}

pub struct SeeCalibrations;

impl Permission for SeeCalibrations {
    const ACT: Act = Act::SeeCalibration;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

pub struct SeeCalibration;

impl Permission for SeeCalibration {
    const ACT: Act = Act::SeeCalibration;
    type Key = CalibrationId;
    type Target = Calibration;

    async fn find(app: &App, actor: &Actor, key: CalibrationId) -> ApiResult<Option<Calibration>> {
        find_seen(app, actor, key).await
    }
}

async fn find_seen(app: &App, actor: &Actor, key: CalibrationId) -> ApiResult<Option<Calibration>> {
    let Some(found) = sql::find(&app.db, key).await? else {
        return Ok(None);
    };
    let is_seen = is_told(actor, found.state)
        && (actor.role == Role::StudioAdmin || sql::has_copies(&app.db, key, &scope(actor)).await?);
    Ok(is_seen.then_some(found))
}

pub struct ManageCalibrations;

impl Permission for ManageCalibrations {
    const ACT: Act = Act::ManageCalibrations;
    type Key = ();
    type Target = ();

    async fn find(_: &App, _: &Actor, (): ()) -> ApiResult<Option<()>> {
        Ok(Some(()))
    }
}

pub struct ManageCalibration;

impl Permission for ManageCalibration {
    const ACT: Act = Act::ManageCalibrations;
    type Key = CalibrationId;
    type Target = Calibration;

    async fn find(app: &App, actor: &Actor, key: CalibrationId) -> ApiResult<Option<Calibration>> {
        find_seen(app, actor, key).await
    }
}
