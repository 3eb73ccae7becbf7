//! Tasks of a request: what was seen, whether it is done, and the watch list of a fix check or spot check. What has to be
//! seen is decided in `qc::task`; what a redelivery changed is found by `imf`.

pub mod http;
pub mod http_missing;
mod missing;
mod sql;
mod watch_list;

use api::page::PersonRef;
use chrono::{DateTime, Utc};
use qc::access::Permission as Act;
use qc::fix_check::{WatchKind, WatchVerdict};
use qc::id::{IssueId, RequestId, TaskId, WatchItemId};
use qc::issue::IssueState;
use qc::task::{TaskDepth, TaskKind, TaskPlan, TaskState};
use sqlx::types::Json;
use timecode::{EditRate, Frame, FrameCount, FrameRange};

use crate::access::{Actor, Permission};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiResult;
use crate::requests::{self, Do, Request};

pub(crate) use missing::demand_missing_flagged;
pub(crate) use watch_list::{add_original_issues, plan_watch_list};

pub struct Task {
    pub id: TaskId,
    pub request_id: RequestId,
    pub kind: TaskKind,
    pub depth: TaskDepth,
    pub state: TaskState,
    pub coverage: Json<Vec<[u64; 2]>>,
    pub revision: i64,
}

/// One thing that a fix check or spot check must look at.
pub struct Item {
    pub id: WatchItemId,
    pub kind: WatchKind,
    pub range: [u64; 2],
    pub issue_id: Option<IssueId>,
    pub verdict: Option<WatchVerdict>,
    pub note: String,
    pub decided_by: Option<PersonRef>,
    pub decided_at: Option<DateTime<Utc>>,
    /// The [102] Missing Asset that was flagged for its issue.
    pub missing_asset_id: Option<IssueId>,
    pub revision: i64,
}

/// Adds the tasks of a new request; those that it has stay as they are.
pub(crate) async fn insert(tx: &mut Tx, request: RequestId, plans: &[TaskPlan]) -> ApiResult<()> {
    for plan in plans {
        sql::insert(tx, request, plan.kind, plan.depth).await?;
    }
    Ok(())
}

/// How many items of the watch list have to be decided and are not.
pub(crate) async fn count_undecided(tx: &mut Tx, request: RequestId) -> ApiResult<usize> {
    let has_fix_check = sql::has_fix_check(tx, request).await?;
    let open = sql::list_undecided(tx, request).await?;
    let must = |(kind, issue): &&(WatchKind, Option<IssueState>)| kind.must_be_decided(*issue, has_fix_check);
    Ok(open.iter().filter(must).count())
}

/// The watch list of a request, in its order.
pub(crate) async fn list_items(
    db: impl sqlx::PgExecutor<'_>,
    request: RequestId,
) -> Result<Vec<Item>, sqlx::Error> {
    sql::list_items(db, request).await
}

/// What a task wants seen, as it goes over the wire.
pub(crate) fn wanted(
    depth: TaskDepth,
    duration_frames: u64,
    rate: EditRate,
    watch: &[[u64; 2]],
) -> Vec<[u64; 2]> {
    pairs(&qc::task::wanted(
        depth,
        FrameCount(duration_frames),
        rate,
        &ranges(watch),
    ))
}

/// Pairs as frame ranges, in order and merged. A pair that ends before it begins says nothing.
pub(crate) fn ranges(pairs: &[[u64; 2]]) -> Vec<FrameRange> {
    let all = pairs
        .iter()
        .filter_map(|[first, last]| FrameRange::new(Frame(*first), Frame(*last)).ok());
    qc::task::merged(all.collect())
}

pub(crate) fn pairs(ranges: &[FrameRange]) -> Vec<[u64; 2]> {
    ranges
        .iter()
        .map(|range| [range.first().0, range.last().0])
        .collect()
}

/// The holder of the request may record what they saw and finish the task.
pub struct SaveCoverage;

impl Permission for SaveCoverage {
    const ACT: Act = Act::SaveCoverage;
    type Key = TaskId;
    type Target = (Request, Task);

    async fn find(app: &App, actor: &Actor, key: TaskId) -> ApiResult<Option<(Request, Task)>> {
        let Some(task) = sql::find(&app.db, key).await? else {
            return Ok(None);
        };
        let request = requests::find_seen(app, actor, task.request_id).await?;
        Ok(request.map(|request| (request, task)))
    }

    fn check(actor: &Actor, (request, _): &(Request, Task)) -> ApiResult<()> {
        Do::CreateIssue.demand_theirs(actor, request)
    }
}

/// The holder of the request decides what is on its watch list.
pub struct DecideWatchItem;

impl Permission for DecideWatchItem {
    const ACT: Act = Act::DecideWatchItem;
    type Key = WatchItemId;
    type Target = (Request, Item);

    async fn find(app: &App, actor: &Actor, key: WatchItemId) -> ApiResult<Option<(Request, Item)>> {
        let Some(request) = sql::find_request_of_item(&app.db, key).await? else {
            return Ok(None);
        };
        let Some(request) = requests::find_seen(app, actor, request).await? else {
            return Ok(None);
        };
        let items = sql::list_items(&app.db, request.id).await?;
        Ok(items
            .into_iter()
            .find(|item| item.id == key)
            .map(|item| (request, item)))
    }

    fn check(actor: &Actor, (request, _): &(Request, Item)) -> ApiResult<()> {
        Do::CreateIssue.demand_theirs(actor, request)
    }
}

/// Coverage and verdicts are written while the request is in QC.
fn demand_in_qc(request: &Request) -> ApiResult<()> {
    Do::CreateIssue.demand_now(request)
}
