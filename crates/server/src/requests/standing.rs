//! A QC request with everything that the rules ask about it: its own row, its verification, its clock's extensions, the
//! policies of its show, and how one caller stands to it. Rules and permissions read this; `sql` fills and writes it.

use api::page::PersonRef;
use api::titles::TitleRef;
use chrono::{DateTime, Utc};
use qc::asset::AssetKind;
use qc::id::{CalibrationId, FacilityId, PersonId, RequestId, ShowId, TitleId, VerificationId};
use qc::request::{AssignedHow, AssignmentModel, Priority, RequestState, Service};
use qc::task::{TaskDepth, TaskKind};
use qc::verification::VerificationState;
use sqlx::types::Json;
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct Request {
    pub id: RequestId,
    pub number: i64,
    pub title_id: TitleId,
    pub service: Service,
    pub priority: Priority,
    pub state: RequestState,
    pub held_from: Option<RequestState>,
    pub round: i32,
    pub predecessor_id: Option<RequestId>,
    pub reserved_for_id: Option<PersonId>,
    pub reserved_until: Option<DateTime<Utc>>,
    pub operator_id: Option<PersonId>,
    pub operator_facility_id: Option<FacilityId>,
    pub assigned_how: Option<AssignedHow>,
    pub assigned_at: Option<DateTime<Utc>>,
    pub lease_until: Option<DateTime<Utc>>,
    pub lease_warn_at: Option<DateTime<Utc>>,
    pub downloaded_at: Option<DateTime<Utc>>,
    pub begun_at: Option<DateTime<Utc>>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub verified_at: Option<DateTime<Utc>>,
    pub concluded_at: Option<DateTime<Utc>>,
    pub gap_reason: Option<String>,
    pub stopped_note: Option<String>,
    pub redelivery_due_at: Option<DateTime<Utc>>,
    pub redelivery_note: Option<String>,
    pub delivered_at: DateTime<Utc>,
    /// The longest new clip of a redelivery, in whole seconds, rounded up.
    pub longest_new_clip_s: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub revision: i64,

    /// The database's clock when this was read; times that are set come from it.
    pub now: DateTime<Utc>,
    pub show_id: ShowId,
    /// What an operator must understand to review it (BCP 47).
    pub language: String,
    pub title: Json<TitleRef>,
    pub operator: Option<Json<PersonRef>>,
    pub reserved_for: Option<Json<PersonRef>>,
    /// The human being behind the operator's account.
    pub operator_identity: Option<Uuid>,
    /// Everyone who ever held it as its operator.
    pub holder_identities: Vec<Uuid>,
    /// It is one operator's copy of a calibration: nobody else's lists show it, and it looks like any other to them.
    pub calibration_id: Option<CalibrationId>,
    pub successor_id: Option<RequestId>,
    /// All extensions of its clock together.
    pub extra_s: i64,
    /// A ticket about it is unresolved, other than one that asks for more time.
    pub has_open_ticket: bool,
    /// More time was asked for, and the studio has not answered yet.
    pub waits_for_extension: bool,
    pub task_kinds: Vec<TaskKind>,
    pub task_depths: Vec<TaskDepth>,
    /// The language of a version that is not the original.
    pub version_language: Option<String>,
    pub asset_kinds: Vec<AssetKind>,

    pub verification_id: Option<VerificationId>,
    pub verification_state: Option<VerificationState>,
    pub verifier_id: Option<PersonId>,
    pub verifier_facility_id: Option<FacilityId>,
    pub verification_how: Option<AssignedHow>,
    pub verification_assigned_at: Option<DateTime<Utc>>,
    pub verification_lease_until: Option<DateTime<Utc>>,
    pub verification_lease_warn_at: Option<DateTime<Utc>>,
    pub verification_begun_at: Option<DateTime<Utc>>,
    pub verification_submitted_at: Option<DateTime<Utc>>,
    pub verification_revision: Option<i64>,
    pub verifier: Option<Json<PersonRef>>,

    /// The policies of the show, where the studio has set any; else the rules' default holds.
    pub qc_model: Option<AssignmentModel>,
    pub qc_lease_s: Option<i64>,
    pub qc_warn_percent: Option<i32>,
    pub qc_reservation_s: Option<i64>,
    pub verification_model: Option<AssignmentModel>,
    pub verification_lease_s: Option<i64>,
    pub verification_warn_percent: Option<i32>,

    /// The caller's facility has the show's clearance.
    pub is_cleared: bool,
    /// The caller or their facility may not work on it for legal reasons.
    pub is_barred: bool,
    /// The caller is onboarded to the show.
    pub is_granted: bool,
    /// The caller held it, or its verification, at some time.
    pub was_held: bool,
}
