//! The form of an issue put before the rules: frames or timecode, files and tasks against what the request has. What comes
//! out is an entry that can be written; what is wrong is said field by field.

use api::issues::{FieldMessage, IssueCheck, IssueForm};
use api::tv_sessions::OnTv;
use qc::id::{DeliveryId, RequestId};
use qc::issue::{EntryContext, IssueEntry, Loudness};
use qc::severity::Severity;
use qc::task::{TaskKind, TaskPlan};
use timecode::FrameCount;

use super::sql;
use crate::error::{ApiError, ApiResult, FieldProblem};
use crate::labels::Labels;
use crate::requests::rate_of;

/// A checked entry and the delivery that it is about.
pub struct Entry {
    pub delivery_id: DeliveryId,
    pub code: String,
    pub severity: Severity,
    pub tasks: Vec<TaskKind>,
    pub files: Vec<String>,
    pub first_frame: i64,
    pub last_frame: i64,
    pub description: String,
    pub loudness: Option<Loudness>,
    pub on_tv: Option<OnTv>,
}

impl Entry {
    pub(super) fn task_words(&self) -> Vec<String> {
        self.tasks.iter().map(|task| task.as_str().to_owned()).collect()
    }

    pub(super) fn on_tv_json(&self) -> Option<serde_json::Value> {
        self.on_tv.and_then(|on_tv| serde_json::to_value(on_tv).ok())
    }

    pub(super) fn loudness_json(&self) -> Option<serde_json::Value> {
        self.loudness
            .and_then(|loudness| serde_json::to_value(loudness).ok())
    }
}

/// What a form is checked against, and which delivery each part of it is about.
pub(super) struct Ground {
    tasks: Vec<TaskPlan>,
    deliveries: Vec<sql::GroundDelivery>,
}

impl Ground {
    pub(super) async fn of(db: &mut sqlx::PgConnection, request: RequestId) -> Result<Ground, sqlx::Error> {
        let tasks = sql::list_plans(&mut *db, request).await?;
        Ok(Ground {
            tasks,
            deliveries: sql::list_ground(&mut *db, request).await?,
        })
    }

    /// The delivery that the form is about: that of its files, else of its tasks, else the only one.
    fn delivery(&self, form: &IssueForm) -> Option<&sql::GroundDelivery> {
        let has_file =
            |delivery: &&sql::GroundDelivery| form.files.iter().any(|file| delivery.files.contains(file));
        let has_task =
            |delivery: &&sql::GroundDelivery| form.tasks.iter().any(|task| task.suits(delivery.asset_kind));
        let deliveries = || self.deliveries.iter();
        deliveries()
            .find(has_file)
            .or_else(|| deliveries().find(has_task))
            .or_else(|| self.deliveries.first())
    }

    /// The form read, or everything that is wrong with it.
    pub(super) fn read(&self, form: &IssueForm) -> ReadForm {
        let Some(delivery) = self.delivery(form) else {
            return (Err(Vec::new()), Vec::new());
        };
        let mut errors = Vec::new();
        let rate = rate_of(delivery.edit_rate_num, delivery.edit_rate_den);
        let labels = Labels::of(rate, delivery.drop_frame, delivery.start_frame);
        let first = place(
            "first_frame",
            "in_timecode",
            form.first_frame,
            form.in_timecode.as_deref(),
            labels,
            &mut errors,
        );
        let last = place(
            "last_frame",
            "out_timecode",
            form.last_frame,
            form.out_timecode.as_deref(),
            labels,
            &mut errors,
        );
        let entry = IssueEntry {
            code: form.code.clone(),
            severity: form.severity,
            tasks: form.tasks.clone(),
            files: form.files.clone(),
            first_frame: first.unwrap_or(0),
            last_frame: last.or(first).unwrap_or(0),
            description: form.description.trim().to_owned(),
            loudness: form.loudness,
        };
        let context = EntryContext {
            tasks: self.tasks.clone(),
            duration: FrameCount(u64::try_from(delivery.duration_frames).unwrap_or(0)),
            files: self
                .deliveries
                .iter()
                .flat_map(|delivery| delivery.files.iter().cloned())
                .collect(),
        };
        let report = entry.check(&context);
        let message = |field: &str, code: &str, detail: String| FieldMessage {
            field: field.into(),
            code: code.into(),
            detail,
        };
        errors.extend(
            report
                .errors
                .iter()
                .map(|error| message(error.field(), error.code(), sentence(error.to_string()))),
        );
        let warnings = report.warnings.iter();
        let warnings = warnings
            .map(|warning| message(warning.field(), warning.code(), sentence(warning.to_string())))
            .collect();
        if !errors.is_empty() {
            return (Err(errors), warnings);
        }
        let signed = |frame: u64| i64::try_from(frame).unwrap_or(i64::MAX);
        let entry = Entry {
            delivery_id: delivery.id,
            code: entry.code,
            severity: entry.severity,
            tasks: entry.tasks,
            files: entry.files,
            first_frame: signed(entry.first_frame),
            last_frame: signed(entry.last_frame),
            description: entry.description,
            loudness: entry.loudness,
            on_tv: form.on_tv,
        };
        (Ok(entry), warnings)
    }
}

/// A position given as a frame, or as timecode of the delivery.
fn place(
    field: &str,
    timecode_field: &str,
    frame: Option<u64>,
    timecode: Option<&str>,
    labels: Labels,
    errors: &mut Vec<FieldMessage>,
) -> Option<u64> {
    let mut wrong = |field: &str, code: &str, detail: String| {
        errors.push(FieldMessage {
            field: field.to_owned(),
            code: code.to_owned(),
            detail,
        });
        None
    };
    match (frame, timecode.map(|text| labels.read(text))) {
        (Some(frame), _) => Some(frame),
        (None, Some(Some(Ok(frame)))) => Some(frame),
        (None, Some(Some(Err(error)))) => {
            wrong(timecode_field, "illegal_timecode", sentence(error.to_string()))
        }
        (None, Some(None)) => wrong(
            timecode_field,
            "no_timecode",
            "This delivery's rate has no timecode.".to_owned(),
        ),
        (None, None) => wrong(field, "missing", "Give a frame or a timecode.".to_owned()),
    }
}

pub(crate) fn sentence(reason: String) -> String {
    let mut letters = reason.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    let end = if reason.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{end}", letters.as_str())
}

/// The form as an entry that can be written, or 422 with every field that is wrong.
pub(crate) async fn read_form(
    db: &mut sqlx::PgConnection,
    request: RequestId,
    form: &IssueForm,
) -> ApiResult<Entry> {
    let (entry, _) = Ground::of(db, request).await?.read(form);
    entry.map_err(|errors| {
        let fields = errors
            .into_iter()
            .map(|error| FieldProblem::new(error.field, error.code, error.detail));
        ApiError::Invalid(fields.collect())
    })
}

/// A form as an entry, or what is wrong with it; warnings either way.
pub(crate) type ReadForm = (Result<Entry, Vec<FieldMessage>>, Vec<FieldMessage>);

/// Many forms, one by one.
pub(crate) async fn read_forms(
    db: &mut sqlx::PgConnection,
    request: RequestId,
    forms: &[IssueForm],
) -> ApiResult<Vec<ReadForm>> {
    let ground = Ground::of(db, request).await?;
    Ok(forms.iter().map(|form| ground.read(form)).collect())
}

/// What the rules say of a form that is still being typed.
pub(super) async fn check(
    db: &mut sqlx::PgConnection,
    request: RequestId,
    form: &IssueForm,
) -> ApiResult<IssueCheck> {
    let (entry, warnings) = Ground::of(db, request).await?.read(form);
    Ok(IssueCheck {
        errors: entry.err().unwrap_or_default(),
        warnings,
    })
}
