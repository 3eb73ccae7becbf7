//! Re-tiering: the operator of a fix check, or their manager, asks for a Full QC by a ticket; when the studio agrees, every fix
//! check of the request becomes Full. Holder, coverage and what was decided on the watch list stay. The rule is in `qc`.

use qc::id::{PersonId, RequestId};
use qc::notice::NoticeKind;
use qc::request::retiering::{self, NotRetiered};

use super::actions::sentence;
use super::{Request, get, save, sql};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::notices::{self, Notice, People};

fn check(request: &Request) -> Result<(), NotRetiered> {
    retiering::check(request.state, &request.task_depths, request.longest_new_clip_s)
}

/// Why a Full QC cannot be asked for now.
pub(super) fn refusal(request: &Request) -> Option<String> {
    check(request).err().map(|refusal| sentence(&refusal.to_string()))
}

/// The studio agrees: within its own transaction, with the ticket.
pub(crate) async fn approve(tx: &mut Tx, actor: PersonId, id: RequestId, ticket: i64) -> ApiResult<()> {
    let mut request = get(tx, id).await?;
    check(&request).map_err(|refusal| ApiError::not_allowed_now(sentence(&refusal.to_string())))?;
    for task in sql::lock_tasks(tx, id).await? {
        let (depth, state) = retiering::retiered(task.depth, task.state);
        sql::retier(tx, task.id, depth, state).await?;
    }
    let (before, after) = (
        serde_json::json!({ "depth": "fix_check" }),
        serde_json::json!({ "depth": "full" }),
    );
    let act = request
        .act(actor, "request.retiered")
        .changed(before, after)
        .because(format!("Ticket {ticket}."));
    save(tx, &mut request, act).await?;
    let Some(operator) = request.operator_id.or(request.reserved_for_id) else {
        return Ok(());
    };
    let subject = format!("Now a Full QC: {}", request.name());
    let body = "What you have seen and decided stays. Watch the whole programme, then submit.";
    let notice = Notice::new(NoticeKind::RequestRetiered, subject, request.link())
        .of_title(request.title.id)
        .saying(body);
    Ok(notices::send(tx, People::Person(operator), notice).await?)
}
