//! Issues: what is wrong, where, how bad. The rules of the form, and the life of an issue through fix notes, fix checks and
//! verification. An issue belongs to its asset's lineage and outlives the delivery it was found in.

use serde::{Deserialize, Serialize};
use timecode::{FrameCount, FrameRange};
use utoipa::ToSchema;

use crate::error_code::{self, ErrorCode, Guidance};
use crate::fix_note::Answer;
use crate::severity::Severity;
use crate::task::{SPOT_MUSIC_AND_EFFECTS_CODES, TaskDepth, TaskKind, TaskPlan};
use crate::words::words;

words! {
    IssueState {
        Open = "open",
        WillFix = "will_fix",
        CreativeIntent = "creative_intent",
        BestPossible = "best_possible",
        Resolved = "resolved",
        /// Post upheld production's objection: waived as not an issue. The operator's record stays.
        NotAnIssue = "not_an_issue",
        /// A verifier corrected it: the replacement carries on.
        Replaced = "replaced",
        Deleted = "deleted",
    }
}
words! {
    /// Flagged by the operator, or added by the verifier.
    IssueOrigin { Operator = "operator", Verifier = "verifier" }
}
words! {
    IssueStep {
        AnswerWillFix = "answer_will_fix",
        AnswerCreativeIntent = "answer_creative_intent",
        AnswerBestPossible = "answer_best_possible",
        /// Post refused to waive it: production answers again.
        RefuseWaiver = "refuse_waiver",
        /// Post says with production that this is not an issue.
        UpholdObjection = "uphold_objection",
        /// A fix check found it gone.
        Resolve = "resolve",
        /// A fix check found it still there.
        ConfirmPresent = "confirm_present",
        /// A later round finds a resolved issue again.
        Reopen = "reopen",
        Replace = "replace",
        Delete = "delete",
        /// The verifier takes the verdict back, before the verification is submitted.
        Restore = "restore",
    }
}

/// Both measurements of a loudness flag, in LKFS.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Loudness {
    pub dialogue_lkfs: f64,
    pub programme_lkfs: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an issue that is {from} cannot take the step {step}")]
pub struct NotAllowed {
    pub from: IssueState,
    pub step: IssueStep,
}

impl IssueState {
    pub fn after(self, step: IssueStep) -> Result<IssueState, NotAllowed> {
        use IssueState::*;
        let next = match (self, step) {
            (Open, IssueStep::AnswerWillFix) => Some(WillFix),
            (Open, IssueStep::AnswerCreativeIntent) => Some(CreativeIntent),
            (Open, IssueStep::AnswerBestPossible) => Some(BestPossible),
            (CreativeIntent | BestPossible, IssueStep::RefuseWaiver) => Some(Open),
            (Open, IssueStep::UpholdObjection) => Some(NotAnIssue),
            (WillFix, IssueStep::Resolve) => Some(Resolved),
            (WillFix, IssueStep::ConfirmPresent) => Some(Open),
            // Waived issues stay as they are: no resolve, no disagreement, no downgrade.
            (CreativeIntent | BestPossible, IssueStep::ConfirmPresent) => Some(self),
            (Resolved, IssueStep::Reopen) => Some(Open),
            (Open, IssueStep::Replace) => Some(Replaced),
            (Open, IssueStep::Delete) => Some(Deleted),
            (Replaced | Deleted, IssueStep::Restore) => Some(Open),
            _ => None,
        };
        next.ok_or(NotAllowed { from: self, step })
    }

    /// It stands against the asset: neither fixed, waived, corrected nor deleted.
    pub fn is_standing(self) -> bool {
        matches!(self, IssueState::Open | IssueState::WillFix)
    }

    /// Waived by agreement once post has agreed.
    pub fn is_waived(self) -> bool {
        matches!(self, IssueState::CreativeIntent | IssueState::BestPossible)
    }
}

impl From<Answer> for IssueStep {
    fn from(answer: Answer) -> IssueStep {
        match answer {
            Answer::ProductionWillFix => IssueStep::AnswerWillFix,
            Answer::CreativeIntent => IssueStep::AnswerCreativeIntent,
            Answer::BestPossible => IssueStep::AnswerBestPossible,
        }
    }
}

/// An issue as entered, before it is checked.
#[derive(Clone, Debug)]
pub struct IssueEntry {
    pub code: String,
    pub severity: Severity,
    pub tasks: Vec<TaskKind>,
    pub files: Vec<String>,
    pub first_frame: u64,
    pub last_frame: u64,
    pub description: String,
    pub loudness: Option<Loudness>,
}

/// What the entry is checked against.
#[derive(Clone, Debug)]
pub struct EntryContext {
    pub tasks: Vec<TaskPlan>,
    pub duration: FrameCount,
    /// Files of the delivery, for tasks that name files.
    pub files: Vec<String>,
}

pub const LIMIT_DESCRIPTION_CHARS: usize = 4000;

/// What is wrong with an entry. Refused until right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    #[error("choose an error code from the list")]
    UnknownCode,
    #[error("choose at least one task in which it was seen")]
    NoTask,
    #[error("{} is not a task of this request", .0.label())]
    TaskNotOfRequest(TaskKind),
    #[error("choose the affected files of the delivery; if the file is not there, use [102] Missing Asset")]
    NoFile,
    #[error("{0:?} is not a file of this delivery")]
    FileNotOfDelivery(String),
    #[error("out is {frames} {} before in", if *.frames == 1 { "frame" } else { "frames" })]
    OutBeforeIn { frames: u64 },
    #[error("the programme ends at frame {last}")]
    OutsideProgramme { last: u64 },
    #[error("describe it: what, where in the picture, which channel")]
    NoDescription,
    #[error("the description has {chars} characters; the limit is {LIMIT_DESCRIPTION_CHARS}")]
    DescriptionTooLong { chars: usize },
    #[error("a loudness issue states both measurements: dialogue-gated and full programme")]
    LoudnessMissing,
    #[error("a loudness is between -100 and 10 LKFS")]
    LoudnessImpossible,
    #[error("M&E Spot QC flags only what holds for the whole runtime; this code is not one of those")]
    NotInSpotMusicAndEffects,
}

/// What is unusual about an entry. It may stay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryWarning {
    #[error("{} is not used with the severity {severity}", code.label())]
    SeverityNotApplicable { code: CodeRef, severity: Severity },
    #[error("against the Final Proxy an offset of Printmaster, M&E or Atmos is a Blocker")]
    OffsetIsBlocker,
    #[error("one flag per occurrence: this range is longer than five minutes")]
    LongRange,
    #[error("one flag per occurrence: name each place, not an example")]
    ExampleWording,
    #[error("the description is very short: people outside the production will read it")]
    ShortDescription,
}

/// An error code, compared by its id.
#[derive(Clone, Copy, Debug)]
pub struct CodeRef(pub &'static ErrorCode);

impl CodeRef {
    fn label(&self) -> String {
        self.0.label()
    }
}

impl PartialEq for CodeRef {
    fn eq(&self, other: &CodeRef) -> bool {
        self.0.id == other.0.id
    }
}
impl Eq for CodeRef {}

impl EntryError {
    /// The field of the form that it is about.
    pub fn field(&self) -> &'static str {
        match self {
            EntryError::UnknownCode | EntryError::NotInSpotMusicAndEffects => "code",
            EntryError::NoTask | EntryError::TaskNotOfRequest(_) => "tasks",
            EntryError::NoFile | EntryError::FileNotOfDelivery(_) => "files",
            EntryError::OutBeforeIn { .. } | EntryError::OutsideProgramme { .. } => "last_frame",
            EntryError::NoDescription | EntryError::DescriptionTooLong { .. } => "description",
            EntryError::LoudnessMissing | EntryError::LoudnessImpossible => "loudness",
        }
    }

    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            EntryError::UnknownCode => "unknown_code",
            EntryError::NoTask => "no_task",
            EntryError::TaskNotOfRequest(_) => "task_not_of_request",
            EntryError::NoFile => "no_file",
            EntryError::FileNotOfDelivery(_) => "file_not_of_delivery",
            EntryError::OutBeforeIn { .. } => "out_before_in",
            EntryError::OutsideProgramme { .. } => "outside_programme",
            EntryError::NoDescription => "no_description",
            EntryError::DescriptionTooLong { .. } => "description_too_long",
            EntryError::LoudnessMissing => "loudness_missing",
            EntryError::LoudnessImpossible => "loudness_impossible",
            EntryError::NotInSpotMusicAndEffects => "not_in_spot_music_and_effects",
        }
    }
}

impl EntryWarning {
    pub fn field(&self) -> &'static str {
        match self {
            EntryWarning::SeverityNotApplicable { .. } | EntryWarning::OffsetIsBlocker => "severity",
            EntryWarning::LongRange => "last_frame",
            EntryWarning::ExampleWording | EntryWarning::ShortDescription => "description",
        }
    }

    pub fn code(&self) -> &'static str {
        match self {
            EntryWarning::SeverityNotApplicable { .. } => "severity_not_applicable",
            EntryWarning::OffsetIsBlocker => "offset_is_blocker",
            EntryWarning::LongRange => "long_range",
            EntryWarning::ExampleWording => "example_wording",
            EntryWarning::ShortDescription => "short_description",
        }
    }
}

/// Everything that the rules say of an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryReport {
    pub errors: Vec<EntryError>,
    pub warnings: Vec<EntryWarning>,
}

/// A range of so many frames is surely more than one occurrence, whatever the rate: five minutes at 24.
const LONG_RANGE_FRAMES: u64 = 5 * 60 * 24;
/// Codes of single assets that describe the whole of a track.
const RUNTIME_CODES: [&str; 8] = [
    error_code::LOUDNESS,
    error_code::SYNC_OFFSET,
    "global-sync-drift-early",
    "global-sync-drift-late",
    "true-peak-out-of-spec",
    "audio-channel-mismap",
    "audio-mixdown-error",
    "mos-audio",
];
const SHORT_DESCRIPTION_CHARS: usize = 10;

impl IssueEntry {
    pub fn check(&self, context: &EntryContext) -> EntryReport {
        let mut report = EntryReport::default();
        let code = ErrorCode::find(&self.code);
        if code.is_none() {
            report.errors.push(EntryError::UnknownCode);
        }
        self.check_tasks(context, &mut report);
        self.check_files(context, &mut report);
        self.check_range(context, &mut report);
        self.check_description(&mut report);
        if let Some(code) = code {
            self.check_code(code, context, &mut report);
        }
        report
    }

    /// The range, once the entry is right.
    pub fn range(&self) -> Option<FrameRange> {
        FrameRange::new(
            timecode::Frame(self.first_frame),
            timecode::Frame(self.last_frame),
        )
        .ok()
    }

    fn check_tasks(&self, context: &EntryContext, report: &mut EntryReport) {
        if self.tasks.is_empty() {
            report.errors.push(EntryError::NoTask);
        }
        let is_of_request = |kind: &TaskKind| context.tasks.iter().any(|task| task.kind == *kind);
        let strange = self.tasks.iter().filter(|kind| !is_of_request(kind));
        report
            .errors
            .extend(strange.map(|kind| EntryError::TaskNotOfRequest(*kind)));
    }

    fn check_files(&self, context: &EntryContext, report: &mut EntryReport) {
        let names_files = self.tasks.iter().any(|kind| kind.is_of_files());
        if names_files && self.files.is_empty() && self.code != error_code::MISSING_ASSET {
            report.errors.push(EntryError::NoFile);
        }
        let strange = self.files.iter().filter(|file| !context.files.contains(file));
        report
            .errors
            .extend(strange.map(|file| EntryError::FileNotOfDelivery(file.clone())));
    }

    fn check_range(&self, context: &EntryContext, report: &mut EntryReport) {
        if self.last_frame < self.first_frame {
            report.errors.push(EntryError::OutBeforeIn {
                frames: self.first_frame - self.last_frame,
            });
        } else if self.last_frame >= context.duration.0 {
            report.errors.push(EntryError::OutsideProgramme {
                last: context.duration.0.saturating_sub(1),
            });
        } else if self.last_frame - self.first_frame >= LONG_RANGE_FRAMES && !self.holds_for_the_runtime() {
            report.warnings.push(EntryWarning::LongRange);
        }
    }

    /// Faults of the whole file are rightly flagged over all of it.
    fn holds_for_the_runtime(&self) -> bool {
        let is_of_asset =
            ErrorCode::find(&self.code).is_some_and(|code| code.category == error_code::Category::Asset);
        is_of_asset || RUNTIME_CODES.contains(&self.code.as_str())
    }

    fn check_description(&self, report: &mut EntryReport) {
        let text = self.description.trim();
        let chars = text.chars().count();
        if chars == 0 {
            report.errors.push(EntryError::NoDescription);
        } else if chars > LIMIT_DESCRIPTION_CHARS {
            report.errors.push(EntryError::DescriptionTooLong { chars });
        } else if chars < SHORT_DESCRIPTION_CHARS {
            report.warnings.push(EntryWarning::ShortDescription);
        }
        let lower = text.to_lowercase();
        if ["for example", "e.g.", "throughout"]
            .iter()
            .any(|wording| lower.contains(wording))
            && !self.holds_for_the_runtime()
        {
            report.warnings.push(EntryWarning::ExampleWording);
        }
    }

    fn check_code(&self, code: &'static ErrorCode, context: &EntryContext, report: &mut EntryReport) {
        if code.id == error_code::LOUDNESS && self.loudness.is_none() {
            report.errors.push(EntryError::LoudnessMissing);
        }
        let is_possible = |lkfs: f64| (-100.0..=10.0).contains(&lkfs);
        if self
            .loudness
            .is_some_and(|both| !is_possible(both.dialogue_lkfs) || !is_possible(both.programme_lkfs))
        {
            report.errors.push(EntryError::LoudnessImpossible);
        }
        let is_spot = |kind: &TaskKind| {
            *kind == TaskKind::MusicAndEffects
                && context.tasks.contains(&TaskPlan {
                    kind: *kind,
                    depth: TaskDepth::Spot,
                })
        };
        if self.tasks.iter().any(is_spot) && !SPOT_MUSIC_AND_EFFECTS_CODES.contains(&code.id) {
            report.errors.push(EntryError::NotInSpotMusicAndEffects);
        }
        if code.guidance(self.severity) == Guidance::NotApplicable {
            let severity = self.severity;
            report.warnings.push(EntryWarning::SeverityNotApplicable {
                code: CodeRef(code),
                severity,
            });
        }
        let is_mix = |kind: &TaskKind| kind.is_of_files() || *kind == TaskKind::Atmos;
        if code.id == error_code::SYNC_OFFSET
            && self.severity != Severity::Blocker
            && self.tasks.iter().any(is_mix)
        {
            report.warnings.push(EntryWarning::OffsetIsBlocker);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> IssueEntry {
        IssueEntry {
            code: "audio-drop-out-mute".into(),
            severity: Severity::Issue,
            tasks: vec![TaskKind::FiveOne],
            files: vec![],
            first_frame: 240,
            last_frame: 251,
            description: "Centre channel drops out under “the ferry”".into(),
            loudness: None,
        }
    }

    fn context() -> EntryContext {
        let full = |kind| TaskPlan {
            kind,
            depth: TaskDepth::Full,
        };
        EntryContext {
            tasks: vec![full(TaskKind::Sdr), full(TaskKind::FiveOne)],
            duration: FrameCount(1000),
            files: vec![],
        }
    }

    fn errors(change: impl FnOnce(&mut IssueEntry, &mut EntryContext)) -> Vec<EntryError> {
        let (mut entry, mut context) = (entry(), context());
        change(&mut entry, &mut context);
        entry.check(&context).errors
    }

    fn warnings(change: impl FnOnce(&mut IssueEntry, &mut EntryContext)) -> Vec<EntryWarning> {
        let (mut entry, mut context) = (entry(), context());
        change(&mut entry, &mut context);
        entry.check(&context).warnings
    }

    #[test]
    fn a_right_entry_is_accepted_without_a_word() {
        assert_eq!(entry().check(&context()), EntryReport::default());
    }

    #[test]
    fn out_before_in_is_refused_with_the_distance() {
        let found = errors(|entry, _| entry.last_frame = 239);
        assert_eq!(found, [EntryError::OutBeforeIn { frames: 1 }]);
        assert_eq!(found[0].to_string(), "out is 1 frame before in");
        assert_eq!(
            errors(|entry, _| entry.last_frame = 230)[0].to_string(),
            "out is 10 frames before in"
        );
    }

    #[test]
    fn a_place_outside_the_programme_is_refused() {
        assert_eq!(
            errors(|entry, _| entry.last_frame = 1000),
            [EntryError::OutsideProgramme { last: 999 }]
        );
        assert_eq!(errors(|entry, _| entry.last_frame = 999), []);
    }

    #[test]
    fn the_task_must_be_one_of_the_request() {
        assert_eq!(errors(|entry, _| entry.tasks.clear()), [EntryError::NoTask]);
        assert_eq!(
            errors(|entry, _| entry.tasks.push(TaskKind::Hdr)),
            [EntryError::TaskNotOfRequest(TaskKind::Hdr)]
        );
    }

    #[test]
    fn a_printmaster_issue_names_its_file_unless_the_file_is_missing() {
        let joint = |entry: &mut IssueEntry, context: &mut EntryContext| {
            context.tasks = vec![TaskPlan {
                kind: TaskKind::Printmaster,
                depth: TaskDepth::Full,
            }];
            context.files = vec!["pm_51.wav".into()];
            entry.tasks = vec![TaskKind::Printmaster];
        };
        assert_eq!(errors(joint), [EntryError::NoFile]);
        let named = |file: &'static str| {
            errors(move |entry, context| {
                joint(entry, context);
                entry.files = vec![file.into()];
            })
        };
        assert_eq!(named("pm_51.wav"), []);
        assert_eq!(
            named("pm_20.wav"),
            [EntryError::FileNotOfDelivery("pm_20.wav".into())]
        );
        let missing = errors(|entry, context| {
            joint(entry, context);
            entry.code = error_code::MISSING_ASSET.into();
        });
        assert_eq!(missing, []);
    }

    #[test]
    fn a_loudness_issue_states_both_measurements() {
        let with = |loudness| {
            errors(move |entry, _| {
                entry.code = error_code::LOUDNESS.into();
                entry.loudness = loudness;
            })
        };
        assert_eq!(with(None), [EntryError::LoudnessMissing]);
        assert_eq!(
            with(Some(Loudness {
                dialogue_lkfs: -22.1,
                programme_lkfs: -20.4
            })),
            []
        );
        let silly = with(Some(Loudness {
            dialogue_lkfs: 22.1,
            programme_lkfs: f64::NAN,
        }));
        assert_eq!(silly, [EntryError::LoudnessImpossible]);
    }

    #[test]
    fn music_and_effects_spot_takes_only_codes_of_the_whole_runtime() {
        let with = |code: &'static str| {
            errors(move |entry, context| {
                context.tasks = vec![TaskPlan {
                    kind: TaskKind::MusicAndEffects,
                    depth: TaskDepth::Spot,
                }];
                context.files = vec!["me_51.wav".into()];
                entry.tasks = vec![TaskKind::MusicAndEffects];
                entry.files = vec!["me_51.wav".into()];
                entry.code = code.into();
            })
        };
        assert_eq!(with("audio-pop"), [EntryError::NotInSpotMusicAndEffects]);
        assert_eq!(with("extraneous-dialogue"), []);
    }

    #[test]
    fn every_field_is_named_at_once() {
        let found = errors(|entry, _| {
            entry.code = "no-such-code".into();
            entry.tasks.clear();
            entry.description = "  ".into();
        });
        let fields: Vec<_> = found.iter().map(EntryError::field).collect();
        assert_eq!(fields, ["code", "tasks", "description"]);
    }

    #[test]
    fn what_is_unusual_is_said_but_not_refused() {
        let not_applicable = warnings(|entry, _| entry.severity = Severity::Fyi);
        assert!(matches!(
            not_applicable[..],
            [EntryWarning::SeverityNotApplicable {
                severity: Severity::Fyi,
                ..
            }]
        ));
        let example =
            warnings(|entry, _| entry.description = "Drop outs throughout, for example here".into());
        assert_eq!(example, [EntryWarning::ExampleWording]);
        assert_eq!(
            warnings(|entry, _| entry.description = "Drop out".into()),
            [EntryWarning::ShortDescription]
        );
    }

    #[test]
    fn a_waived_issue_can_only_be_confirmed_present_or_refused_by_post() {
        for state in [IssueState::CreativeIntent, IssueState::BestPossible] {
            for step in IssueStep::ALL {
                let after = state.after(*step);
                match step {
                    IssueStep::ConfirmPresent => assert_eq!(after, Ok(state)),
                    IssueStep::RefuseWaiver => assert_eq!(after, Ok(IssueState::Open)),
                    _ => assert!(after.is_err(), "{state} {step}"),
                }
            }
        }
    }

    #[test]
    fn a_verdict_that_is_taken_back_leaves_the_issue_as_it_was() {
        for step in [IssueStep::Replace, IssueStep::Delete] {
            let struck = IssueState::Open.after(step).unwrap();
            assert_eq!(struck.after(IssueStep::Restore), Ok(IssueState::Open));
            for other in IssueStep::ALL.iter().filter(|step| **step != IssueStep::Restore) {
                assert!(struck.after(*other).is_err(), "{struck} {other}");
            }
        }
    }

    #[test]
    fn a_fix_check_resolves_what_is_gone_and_opens_what_is_still_there() {
        assert_eq!(
            IssueState::WillFix.after(IssueStep::Resolve),
            Ok(IssueState::Resolved)
        );
        assert_eq!(
            IssueState::WillFix.after(IssueStep::ConfirmPresent),
            Ok(IssueState::Open)
        );
        assert_eq!(
            IssueState::Resolved.after(IssueStep::Reopen),
            Ok(IssueState::Open)
        );
        assert!(IssueState::Open.after(IssueStep::Resolve).is_err());
    }
}
