//! The tasks of a request that is made a Full QC.

use qc::id::{RequestId, TaskId};
use qc::task::{TaskDepth, TaskState};

use crate::db::Tx;

pub(in crate::requests) struct Retiered {
    pub id: TaskId,
    pub depth: TaskDepth,
    pub state: TaskState,
}

pub(in crate::requests) async fn lock_tasks(
    tx: &mut Tx,
    request: RequestId,
) -> Result<Vec<Retiered>, sqlx::Error> {
    sqlx::query_as!(
        Retiered,
        r#"select id as "id: TaskId", depth as "depth: TaskDepth", state as "state: TaskState" from task
         where request_id = $1 order by ordinal for update"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

/// What was seen stays in the task's coverage.
pub(in crate::requests) async fn retier(
    tx: &mut Tx,
    task: TaskId,
    depth: TaskDepth,
    state: TaskState,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update task set depth = $2, state = $3, done_at = case when $3 = 'done' then done_at end, revision = revision + 1
         where id = $1",
        task.uuid(),
        depth.as_str(),
        state.as_str(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}
