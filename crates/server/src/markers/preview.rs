//! What a marker means here: which error code, which tasks and files of the request, and whether it is an issue already, by
//! its key or because an issue says the same at the same place.

use std::collections::HashMap;

use ::markers::{Marker, Row, Timeline};
use api::issues::{FieldMessage, IssueForm, IssueView};
use api::markers::{MarkedIssue, MarkerRow, MarkerView};
use api::requests::RequestView;
use qc::error_code::{Category, ErrorCode};
use qc::severity::Severity;
use qc::task::TaskKind;
use sqlx::PgConnection;
use timecode::FrameRange;

use super::{export, sql};
use crate::access::Actor;
use crate::error::ApiResult;
use crate::issues::{self, sentence};
use crate::requests::Request;

/// What the issues of the request say, by place, code and text as the poorest format writes it.
pub(super) struct Standing {
    by_key: HashMap<String, MarkedIssue>,
    by_words: HashMap<(FrameRange, String, String), MarkedIssue>,
}

impl Standing {
    pub(super) async fn of(
        db: &mut PgConnection,
        actor: &Actor,
        request: &Request,
        view: &RequestView,
    ) -> ApiResult<Standing> {
        let ids = issues::ids_of_request(&mut *db, actor, request).await?;
        let standing = issues::views_in(&mut *db, actor, Some(request), &ids).await?;
        let marked = |issue: &IssueView| MarkedIssue {
            id: issue.id,
            number: issue.number,
        };
        let words = standing.iter().filter_map(|issue| {
            let marker = export::marker(view, issue)?;
            Some((
                words(marker.range, &issue.code, &marker.description),
                marked(issue),
            ))
        });
        Ok(Standing {
            by_words: words.collect(),
            by_key: sql::list_imported(db, request.id).await?,
        })
    }

    pub(super) fn find(
        &self,
        key: &str,
        range: FrameRange,
        code: &str,
        description: &str,
    ) -> Option<&MarkedIssue> {
        let by_key = self.by_key.get(key);
        by_key.or_else(|| self.by_words.get(&words(range, code, description)))
    }
}

/// Some formats know no line breaks and no bars.
fn words(range: FrameRange, code: &str, description: &str) -> (FrameRange, String, String) {
    let line: Vec<&str> = description.split_whitespace().collect();
    (range, code.to_owned(), line.join(" ").replace('|', "/"))
}

/// Every row of a file as it would be imported.
pub(super) async fn rows(
    db: &mut PgConnection,
    view: &RequestView,
    standing: &Standing,
    timeline: &Timeline,
    read: Vec<Row>,
) -> ApiResult<Vec<MarkerRow>> {
    let proposals: Vec<Option<Proposal>> = read
        .iter()
        .map(|row| row.marker.as_ref().ok().map(|marker| propose(view, marker)))
        .collect();
    let forms: Vec<IssueForm> = proposals
        .iter()
        .flatten()
        .map(|proposal| proposal.form.clone())
        .collect();
    let mut checks = issues::read_forms(db, view.row.id, &forms).await?.into_iter();
    let mut places: HashMap<String, String> = HashMap::new();
    let rows = read.into_iter().zip(proposals).map(|(row, proposal)| {
        let place = row.place.to_string();
        let (marker, proposal) = match (row.marker, proposal) {
            (Ok(marker), Some(proposal)) => (marker, proposal),
            (marker, _) => {
                let refusal = marker.err().map(|error| sentence(error.to_string()));
                return MarkerRow {
                    place,
                    refusal,
                    marker: None,
                };
            }
        };
        let key = marker.key();
        let (entry, warnings) = checks.next().unwrap_or((Err(Vec::new()), Vec::new()));
        let mut errors = entry.err().unwrap_or_default();
        errors.extend(proposal.missing);
        let same_as = places.get(&key).cloned();
        places.entry(key.clone()).or_insert_with(|| place.clone());
        let form = proposal.form;
        let issue = standing
            .find(&key, marker.range, &form.code, &form.description)
            .cloned();
        let view = MarkerView {
            key,
            first_frame: marker.range.first().0,
            last_frame: marker.range.last().0,
            in_timecode: timeline.label(marker.range.first()).to_string(),
            out_timecode: timeline.label(marker.range.last()).to_string(),
            code_text: marker.code,
            code: (!form.code.is_empty()).then_some(form.code),
            severity: marker.severity,
            tasks: form.tasks,
            files: form.files,
            description: form.description,
            issue,
            same_as,
            errors,
            warnings,
        };
        MarkerRow {
            place,
            refusal: None,
            marker: Some(view),
        }
    });
    Ok(rows.collect())
}

struct Proposal {
    form: IssueForm,
    /// What the file does not say and the form has to.
    missing: Option<FieldMessage>,
}

fn propose(view: &RequestView, marker: &Marker) -> Proposal {
    let code = ErrorCode::look_up(&marker.code);
    let tasks = tasks(view, marker, code);
    let missing = marker.severity.is_none().then(|| FieldMessage {
        field: "severity".to_owned(),
        code: "missing".to_owned(),
        detail: "The file does not say how severe it is.".to_owned(),
    });
    let form = IssueForm {
        code: code.map_or_else(String::new, |code| code.id.to_owned()),
        severity: marker.severity.unwrap_or(Severity::Issue),
        files: files(view, marker, &tasks),
        tasks,
        first_frame: Some(marker.range.first().0),
        last_frame: Some(marker.range.last().0),
        in_timecode: None,
        out_timecode: None,
        description: marker.description.clone(),
        loudness: None,
        on_tv: None,
    };
    Proposal { form, missing }
}

/// The tasks that the marker names; else those that its code is about; else the only one there is.
fn tasks(view: &RequestView, marker: &Marker, code: Option<&'static ErrorCode>) -> Vec<TaskKind> {
    let all = || view.row.tasks.iter().map(|task| task.kind);
    let named: Vec<TaskKind> = all()
        .filter(|kind| marker.tasks.iter().any(|word| word == kind.as_str()))
        .collect();
    if !named.is_empty() {
        return named;
    }
    let is_picture = |kind: &TaskKind| matches!(kind, TaskKind::Hdr | TaskKind::Sdr);
    let met: Vec<TaskKind> = match code.map(|code| code.category) {
        Some(Category::Video) => all().filter(is_picture).collect(),
        Some(Category::Audio) => all().filter(|kind| !is_picture(kind)).collect(),
        Some(Category::Asset) => all().collect(),
        None => Vec::new(),
    };
    match met.is_empty() && view.row.tasks.len() == 1 {
        true => all().collect(),
        false => met,
    }
}

/// The files that the marker names; else, where its tasks are about files, the only one there is.
fn files(view: &RequestView, marker: &Marker, tasks: &[TaskKind]) -> Vec<String> {
    if !marker.files.is_empty() || !tasks.iter().any(|task| task.is_of_files()) {
        return marker.files.clone();
    }
    let mut all = view.deliveries.iter().flat_map(|delivery| &delivery.files);
    match (all.next(), all.next()) {
        (Some(only), None) => vec![only.clone()],
        _ => Vec::new(),
    }
}
