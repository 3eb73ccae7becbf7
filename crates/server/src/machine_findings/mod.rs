//! Findings of the machine as offers: listed for those who judge the master, accepted as issues, dismissed with a reason, or
//! left. A verifier may make an issue of one as part of their verification, and until that is submitted nobody else knows. They belong
//! to a delivery; a request sees those that its tasks can meet. A calibration asks what a person finds:
//! there they are the studio's alone.

pub mod http;
pub mod http_compare;
mod replace;
mod sql;
mod view;

use chrono::{DateTime, Utc};
use measure::{Confidence, FindingKind, Measured, SoundPlace};
use qc::access::Permission as Act;
use qc::id::{DeliveryId, IssueId, MachineFindingId, PersonId, RequestId, VerificationId};
use qc::machine_finding::{FindingPlace, MachineFindingState, MachineFindingStep, NotAllowed};
use qc::person::Role;
use serde_json::json;
use sqlx::types::Json;
use timecode::{Frame, FrameRange};

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::events::{self, Event, EventKind};
use crate::requests::{self, Do, Request};

pub(crate) use replace::replace;

/// A finding as the database holds it.
#[derive(Clone, Debug)]
pub struct MachineFinding {
    pub id: MachineFindingId,
    pub delivery_id: DeliveryId,
    pub kind: FindingKind,
    pub first_frame: i64,
    pub last_frame: i64,
    pub track: Option<i32>,
    pub channels: Vec<String>,
    pub measured: Vec<Measured>,
    pub confidence: Confidence,
    pub thresholds_version: i32,
    pub state: MachineFindingState,
    pub decided_by: Option<Json<api::PersonRef>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub reason: String,
    pub issue_id: Option<IssueId>,
    pub issue_number: Option<i32>,
    pub revision: i64,
}

impl MachineFinding {
    fn sound(&self) -> Option<SoundPlace> {
        self.track.map(|track| SoundPlace {
            track: usize::try_from(track).unwrap_or(0),
            channels: self.channels.clone(),
        })
    }

    fn place(&self) -> Option<FindingPlace> {
        let frame = |frame: i64| u64::try_from(frame).ok().map(Frame);
        Some(FindingPlace {
            kind: self.kind,
            range: FrameRange::new(frame(self.first_frame)?, frame(self.last_frame)?).ok()?,
            sound: self.sound(),
        })
    }
}

impl From<NotAllowed> for ApiError {
    fn from(refusal: NotAllowed) -> ApiError {
        ApiError::not_allowed_now(match (refusal.from, refusal.step) {
            (MachineFindingState::Accepted, MachineFindingStep::Reopen) => {
                "An issue was flagged from it. Delete the issue to have the finding open again."
            }
            (MachineFindingState::Accepted, _) => "An issue was flagged from it already.",
            (MachineFindingState::Dismissed, _) => "It is dismissed. Open it again first.",
            (MachineFindingState::Open, _) => "It is open.",
        })
    }
}

/// The issue that was flagged from a finding is taken back by its author: the finding is open again.
pub(crate) async fn lose_issue(
    tx: &mut Tx,
    request: &Request,
    actor: PersonId,
    issue: IssueId,
) -> ApiResult<()> {
    if let Some(finding) = sql::reopen_of_issue(tx, issue).await? {
        record(
            tx,
            request,
            actor,
            finding,
            "machine_finding.reopened",
            "",
            json!({ "issue_id": issue }),
        )
        .await?;
    }
    Ok(())
}

/// Whether a verifier may make an issue of a finding. It is held until the transaction of the verdict ends.
pub(crate) async fn demand_addable(
    app: &App,
    tx: &mut Tx,
    actor: &Actor,
    request: &Request,
    finding: MachineFindingId,
) -> ApiResult<()> {
    let not_offered = || {
        let detail = "The machine does not offer this finding here.";
        ApiError::invalid("machine_finding_id", "not_offered", detail)
    };
    if !are_shown(actor, request) {
        return Err(not_offered());
    }
    sql::lock(tx, finding).await?;
    let places = view::places_met(&app.db, actor, request).await?;
    let found = sql::find(&mut **tx, &places, finding).await?;
    found
        .ok_or_else(not_offered)?
        .state
        .after(MachineFindingStep::Add)?;
    Ok(())
}

/// The verification is submitted: what its verifier made issues of is accepted for all to see.
pub(crate) async fn accept_added(
    tx: &mut Tx,
    request: &Request,
    verifier: PersonId,
    verification: VerificationId,
) -> ApiResult<()> {
    for added in sql::accept_added(tx, request.id, verification).await? {
        let state = MachineFindingState::Accepted;
        let after = json!({ "state": state, "kind": added.kind, "issue_id": added.issue_id });
        let act = "machine_finding.accepted";
        record(tx, request, verifier, added.id, act, "", after).await?;
    }
    Ok(())
}

async fn record(
    tx: &mut Tx,
    request: &Request,
    actor: PersonId,
    finding: MachineFindingId,
    act: &'static str,
    reason: &str,
    after: serde_json::Value,
) -> ApiResult<()> {
    let act = request.act_on(actor, act, finding).because(reason);
    crate::history::record(tx, act.changed(json!({}), after)).await?;
    let event = Event::new(EventKind::MachineFinding, finding)
        .of_title(request.title_id)
        .of_request(request.id);
    Ok(events::record(tx, event).await?)
}

/// Whether findings are shown in this request at all.
fn are_shown(actor: &Actor, request: &Request) -> bool {
    requests::sees_report(actor, request)
        && (request.calibration_id.is_none() || actor.role == Role::StudioAdmin)
}

/// The findings in a request, for those who judge its masters.
pub struct SeeMachineFindings;

impl Permission for SeeMachineFindings {
    const ACT: Act = Act::SeeMachineFindings;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, request: RequestId) -> ApiResult<Option<Request>> {
        let found = requests::find_seen(app, actor, request).await?;
        Ok(found.filter(|request| requests::sees_report(actor, request)))
    }
}

/// What a redelivery did to the faults of the delivery before, for everyone who reads the report.
pub struct CompareMachineFindings;

impl Permission for CompareMachineFindings {
    const ACT: Act = Act::SeeReport;
    type Key = RequestId;
    type Target = Request;

    async fn find(app: &App, actor: &Actor, request: RequestId) -> ApiResult<Option<Request>> {
        SeeMachineFindings::find(app, actor, request).await
    }
}

/// A finding in the request in which it is decided.
pub struct Offered {
    pub request: Request,
    pub finding: MachineFinding,
}

/// The operator who holds the request decides.
pub struct DecideMachineFinding;

impl Permission for DecideMachineFinding {
    const ACT: Act = Act::DecideMachineFinding;
    type Key = (RequestId, MachineFindingId);
    type Target = Offered;

    async fn find(
        app: &App,
        actor: &Actor,
        (request, finding): (RequestId, MachineFindingId),
    ) -> ApiResult<Option<Offered>> {
        let Some(request) = SeeMachineFindings::find(app, actor, request).await? else {
            return Ok(None);
        };
        if !are_shown(actor, &request) {
            return Ok(None);
        }
        let places = view::places_met(&app.db, actor, &request).await?;
        let found = sql::find(&app.db, &places, finding).await?;
        Ok(found.map(|finding| Offered { request, finding }))
    }

    fn check(actor: &Actor, offered: &Offered) -> ApiResult<()> {
        Do::CreateIssue.demand_theirs(actor, &offered.request)
    }
}
