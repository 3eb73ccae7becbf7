//! Files of issues to be fixed that a redelivery of sound masters does not bring: a fix that was not delivered cannot be
//! checked. Each is proposed as a [102] Missing Asset on the watch list, ready to be flagged by one step. Which files are missing
//! is decided in `qc::fix_check`, from what was delivered; nothing of it is stored but the flag.

use qc::error_code::MISSING_ASSET;
use qc::fix_check::files_no_longer_delivered;
use qc::id::{IssueId, RequestId};
use qc::severity::Severity;
use qc::task::TaskKind;
use sqlx::PgExecutor;

use super::{Item, sql};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::issues::{self, Issue};
use crate::requests::Request;

/// Each missing file with the issue that names it.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<(IssueId, String)>, sqlx::Error> {
    let mut missing = Vec::new();
    for (issue, delivered) in sql::list_to_fix(db, request).await? {
        let found = files_no_longer_delivered(std::slice::from_ref(&issue), &delivered);
        missing.extend(found.into_iter().map(|(id, file)| (id, file.to_owned())));
    }
    Ok(missing)
}

pub(super) fn files_of(missing: &[(IssueId, String)], issue: IssueId) -> Vec<String> {
    let files = missing.iter().filter(|(id, _)| *id == issue);
    files.map(|(_, file)| file.clone()).collect()
}

/// Before a fix check is submitted, what was not delivered is flagged, or said why not.
pub(crate) async fn demand_missing_flagged(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    let missing = list(&mut **tx, request.id).await?;
    for item in sql::list_items(&mut **tx, request.id).await? {
        let files = item.issue_id.map(|id| files_of(&missing, id)).unwrap_or_default();
        if !files.is_empty() && item.missing_asset_id.is_none() && item.note.is_empty() {
            let issue = issues::get(tx, item.issue_id.ok_or(ApiError::NotFound)?).await?;
            return Err(ApiError::not_allowed_now(format!(
                "{}, to be fixed by issue {}, was not delivered: flag [102] Missing Asset, or say in the note of that item why not.",
                files.join(", "),
                issue.number
            )));
        }
    }
    Ok(())
}

/// The flag that an item proposes.
pub(super) fn form(
    request: &Request,
    item: &Item,
    issue: &Issue,
    files: &[String],
) -> api::issues::IssueForm {
    let of_request = |kind: &TaskKind| request.task_kinds.contains(kind);
    let mut tasks: Vec<TaskKind> = issue.tasks.iter().copied().filter(of_request).collect();
    if tasks.is_empty() {
        tasks.clone_from(&request.task_kinds);
    }
    let [first, last] = item.range;
    api::issues::IssueForm {
        code: MISSING_ASSET.to_owned(),
        severity: Severity::Issue,
        tasks,
        files: Vec::new(),
        first_frame: Some(first),
        last_frame: Some(last),
        in_timecode: None,
        out_timecode: None,
        description: format!(
            "{} is not in the redelivery. Issue {} ({}) was to be fixed in it.",
            files.join(", "),
            issue.number,
            issues::code_name(&issue.code)
        ),
        loudness: None,
        on_tv: None,
    }
}
