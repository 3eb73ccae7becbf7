//! Findings as they go over the wire: with their place in timecode, the form as the machine would fill it in, and what the
//! caller may do. Which findings a request meets is decided in `qc::machine_finding`.

use std::collections::HashMap;

use api::issues::IssueForm;
use api::machine_findings::{FlaggedIssue, MachineFindingView, MeasuredView};
use api::measurements::SoundSummary;
use api::page::Action;
use measure::{FindingKind, Loudness, SoundFigures, SpeechEstimate, Thresholds, loudness_text};
use qc::access::{Permission, may};
use qc::error_code::ErrorCode;
use qc::id::DeliveryId;
use qc::machine_finding::{
    MachineFindingState, MachineFindingStep, description, error_code, error_code_id, loudness_of,
    severity_of, tasks_of,
};
use qc::task::TaskKind;
use serde_json::Value;
use sqlx::PgPool;

use super::MachineFinding;
use super::sql::Places;
use crate::access::Actor;
use crate::app::App;
use crate::error::{ApiError, ApiResult};
use crate::labels::Labels;
use crate::measurements::{self, MeasuredTrack};
use crate::requests::{Do, Request, rate_of};

/// Where the findings are that the request's tasks can meet.
pub(super) async fn places_met(db: &PgPool, actor: &Actor, request: &Request) -> ApiResult<Places> {
    let measured = measurements::list_tracks(db, request.id).await?;
    // Until the verification is submitted, what was added in it is its verifier's alone.
    let is_verifier = request.verifier_id == Some(actor.person);
    let mut places = places_of(&measured, &request.task_kinds);
    places.added_in = request.verification_id.filter(|_| is_verifier);
    Ok(places)
}

pub(super) fn places_of(measured: &[MeasuredTrack], tasks: &[TaskKind]) -> Places {
    let mut places = Places::default();
    for delivery in measured {
        let is_met = |channels| !tasks_of(delivery.asset_kind, channels, tasks).is_empty();
        if is_met(None) {
            places.add(delivery.delivery_id, None);
        }
        for sound in &delivery.summary.sound {
            if is_met(Some(sound.channels.len())) {
                places.add(delivery.delivery_id, Some(sound.track));
            }
        }
    }
    places
}

pub(super) async fn views(
    app: &App,
    actor: &Actor,
    request: &Request,
    findings: Vec<MachineFinding>,
) -> ApiResult<Vec<MachineFindingView>> {
    if findings.is_empty() {
        return Ok(Vec::new());
    }
    let measured = measurements::list_tracks(&app.db, request.id).await?;
    let ground = Ground {
        thresholds: measurements::all_thresholds(&app.db)
            .await
            .map_err(ApiError::internal)?,
        measured: measured
            .into_iter()
            .map(|delivery| (delivery.delivery_id, delivery))
            .collect(),
        tasks: &request.task_kinds,
    };
    Ok(findings
        .into_iter()
        .filter_map(|finding| ground.view(actor, request, finding))
        .collect())
}

struct Ground<'a> {
    measured: HashMap<DeliveryId, MeasuredTrack>,
    thresholds: HashMap<u32, Thresholds>,
    tasks: &'a [TaskKind],
}

impl Ground<'_> {
    fn view(&self, actor: &Actor, request: &Request, finding: MachineFinding) -> Option<MachineFindingView> {
        let delivery = self.measured.get(&finding.delivery_id)?;
        let proposal = self.proposal(delivery, &finding);
        let (in_timecode, out_timecode) = timecodes(delivery, finding.first_frame, finding.last_frame);
        let actions = actions(actor, request, finding.state);
        let measured = finding.measured.iter().map(|measured| MeasuredView {
            quantity: measured.quantity,
            value: measured.value,
            unit: measured.quantity.unit().to_owned(),
        });
        Some(MachineFindingView {
            id: finding.id,
            delivery_id: finding.delivery_id,
            kind: finding.kind,
            first_frame: finding.first_frame.unsigned_abs(),
            last_frame: finding.last_frame.unsigned_abs(),
            in_timecode,
            out_timecode,
            track: finding.track.map(i32::unsigned_abs),
            measured: measured.collect(),
            confidence: finding.confidence,
            thresholds_version: finding.thresholds_version,
            state: finding.state,
            decided_at: finding.decided_at,
            issue: flagged(&finding),
            code_name: error_code(finding.kind).map_or_else(String::new, ErrorCode::label),
            proposal,
            actions,
            revision: finding.revision,
            channels: finding.channels,
            decided_by: finding.decided_by.map(|person| person.0),
            reason: finding.reason,
        })
    }

    fn proposal(&self, delivery: &MeasuredTrack, finding: &MachineFinding) -> IssueForm {
        let sound = self.sound_of(delivery, finding);
        let channels = sound.map(|sound| sound.channels.len());
        IssueForm {
            code: error_code_id(finding.kind).to_owned(),
            severity: severity_of(finding.kind, sound.map(|sound| sound.mix)),
            tasks: tasks_of(delivery.asset_kind, channels, self.tasks),
            files: files_of(delivery, finding),
            first_frame: Some(finding.first_frame.unsigned_abs()),
            last_frame: Some(finding.last_frame.unsigned_abs()),
            in_timecode: None,
            out_timecode: None,
            description: match (finding.kind, sound) {
                (FindingKind::LoudnessOutOfSpec, Some(sound)) => {
                    let version = finding.thresholds_version.unsigned_abs();
                    let thresholds = self.thresholds.get(&version).copied().unwrap_or_default();
                    loudness_text(&figures_of(sound), &thresholds.sound)
                }
                _ => description(finding.kind, finding.sound().as_ref(), &finding.measured),
            },
            loudness: match finding.kind {
                FindingKind::LoudnessOutOfSpec => loudness_of(&finding.measured),
                _ => None,
            },
            on_tv: None,
        }
    }

    fn sound_of<'d>(
        &self,
        delivery: &'d MeasuredTrack,
        finding: &MachineFinding,
    ) -> Option<&'d SoundSummary> {
        let track = finding.track?.unsigned_abs();
        delivery.summary.sound.iter().find(|sound| sound.track == track)
    }
}

/// The soundfield as far as its loudness is told.
fn figures_of(sound: &SoundSummary) -> SoundFigures {
    SoundFigures {
        track: usize::try_from(sound.track).unwrap_or(0),
        mix: sound.mix,
        channels: sound.channels.clone(),
        sample_rate: 0,
        samples: 0,
        windows: Vec::new(),
        loudness: Loudness {
            integrated_lkfs: sound.integrated_lkfs,
            range_lu: sound.range_lu,
            true_peak_dbtp: sound.true_peak_dbtp,
            speech: sound
                .speech_lkfs
                .zip(sound.speech_share)
                .map(|(lkfs, share)| SpeechEstimate { lkfs, share }),
        },
        silences: Vec::new(),
        onsets: Vec::new(),
        findings: Vec::new(),
    }
}

/// The files of a sound master in which it is heard: those of the named channels, else of the whole soundfield.
fn files_of(delivery: &MeasuredTrack, finding: &MachineFinding) -> Vec<String> {
    let track = finding.track.and_then(|track| usize::try_from(track).ok());
    let soundfields = delivery.soundfields.as_ref().and_then(Value::as_array);
    let field = soundfields
        .zip(track)
        .and_then(|(fields, track)| fields.get(track));
    let Some(files) = field
        .and_then(|field| field.get("channels"))
        .and_then(Value::as_object)
    else {
        return Vec::new();
    };
    let is_named = |channel: &String| finding.channels.is_empty() || finding.channels.contains(channel);
    let mut named: Vec<String> = files
        .iter()
        .filter(|(channel, _)| is_named(channel))
        .filter_map(|(_, file)| Some(file.as_str()?.to_owned()))
        .collect();
    named.sort();
    named.dedup();
    named
}

pub(super) fn timecodes(delivery: &MeasuredTrack, first: i64, last: i64) -> (String, String) {
    let rate = rate_of(delivery.edit_rate_num, delivery.edit_rate_den);
    let labels = Labels::of(rate, delivery.drop_frame, delivery.start_frame);
    let label = |frame: i64| labels.at(frame.unsigned_abs());
    (label(first), label(last))
}

pub(super) fn flagged(finding: &MachineFinding) -> Option<FlaggedIssue> {
    Some(FlaggedIssue {
        id: finding.issue_id?,
        number: finding.issue_number?,
    })
}

/// Every act of the caller's role, with what stands against it.
fn actions(actor: &Actor, request: &Request, state: MachineFindingState) -> Vec<Action> {
    let told = |act: &str, refusal: ApiResult<()>| {
        let why_not = refusal.err().map(|refusal| refusal.to_string());
        Action {
            act: act.to_owned(),
            allowed: why_not.is_none(),
            why_not,
        }
    };
    let after = |step| -> ApiResult<()> {
        state.after(step)?;
        Ok(())
    };
    if may(actor.role, Permission::GiveVerdict) {
        let refusal = Do::GiveVerdict
            .demand_theirs(actor, request)
            .and_then(|()| Do::GiveVerdict.demand_now(request))
            .and_then(|()| after(MachineFindingStep::Add));
        return vec![told("give_verdict", refusal)];
    }
    if !may(actor.role, Permission::DecideMachineFinding) {
        return Vec::new();
    }
    let acts = [
        ("accept_machine_finding", MachineFindingStep::Accept),
        ("dismiss_machine_finding", MachineFindingStep::Dismiss),
        ("reopen_machine_finding", MachineFindingStep::Reopen),
    ];
    acts.map(|(act, step)| {
        let refusal = Do::CreateIssue
            .demand_theirs(actor, request)
            .and_then(|()| Do::CreateIssue.demand_now(request))
            .and_then(|()| after(step));
        told(act, refusal)
    })
    .into()
}
