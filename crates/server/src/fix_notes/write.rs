//! Writing draft answers: one by one, several at once, or by a delegate. Everything that an answer is checked against is read
//! once, within the caller's transaction; the request's row is held by whoever calls.

use std::collections::{HashMap, HashSet};

use qc::fix_note::{Answer, FixNoteState, FixNoteStep, Waiver, check_answer};
use qc::id::{FixNoteId, IssueId, PersonId};
use serde_json::json;

use super::{Note, sql};
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::requests::Request;
use crate::{history, objections};

/// An answer that someone gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewAnswer<'a> {
    pub by: PersonId,
    pub answer: Answer,
    pub reason: &'a str,
}

/// What lies on the table while a request's answers are written.
pub(crate) struct Desk {
    to_answer: HashSet<IssueId>,
    objected: HashSet<IssueId>,
    notes: HashMap<IssueId, Note>,
}

/// What an issue's answer was before it was written, and its revision since.
pub(crate) struct Written {
    pub before: Option<Note>,
    pub revision: i64,
}

impl Desk {
    pub(crate) async fn read(tx: &mut Tx, request: &Request) -> ApiResult<Desk> {
        let notes = sql::list(&mut **tx, request.id).await?;
        Ok(Desk {
            to_answer: sql::list_to_answer(&mut **tx, request.id)
                .await?
                .into_iter()
                .collect(),
            objected: objections::list_open(tx, request.id).await?.into_iter().collect(),
            notes: notes.into_iter().map(|note| (note.issue_id, note)).collect(),
        })
    }

    /// Writes a draft over the revision that the writer saw; none means that they saw no answer.
    pub(crate) async fn write(
        &mut self,
        tx: &mut Tx,
        request: &Request,
        issue: IssueId,
        over: Option<i64>,
        new: NewAnswer<'_>,
    ) -> ApiResult<Written> {
        check_answer(new.answer, new.reason)?;
        if !self.to_answer.contains(&issue) {
            return Err(ApiError::NotFound);
        }
        if self.objected.contains(&issue) {
            return Err(ApiError::not_allowed_now(
                "Post decides first whether this is an issue at all. Take the objection back to answer it.",
            ));
        }
        let before = self.notes.get(&issue).cloned();
        let revision = match (&before, over) {
            (None, None) => insert(tx, request, issue, new).await?,
            // It was answered and undone in the meantime.
            (None, Some(_)) => return Err(ApiError::Stale),
            (Some(_), None) => return Err(ApiError::NeedsIfMatch),
            (Some(note), Some(over)) if note.revision == over => change(tx, request, note, new).await?,
            (Some(_), Some(_)) => return Err(ApiError::Stale),
        };
        Ok(Written { before, revision })
    }
}

async fn insert(tx: &mut Tx, request: &Request, issue: IssueId, new: NewAnswer<'_>) -> ApiResult<i64> {
    let inserted = sql::insert(tx, request.id, issue, Some(new.by), new.answer, new.reason).await?;
    // Two people answered at the same moment: the first one stands.
    let id = inserted.ok_or(ApiError::Stale)?;
    record(tx, request, id, json!({}), new).await?;
    Ok(1)
}

async fn change(tx: &mut Tx, request: &Request, note: &Note, new: NewAnswer<'_>) -> ApiResult<i64> {
    // In a second turn only what post refused is answered again.
    let state: FixNoteState = note.state.after(FixNoteStep::Change)?;
    let before = json!({ "answer": note.answer });
    let mut changed = Note {
        answer: new.answer,
        reason: new.reason.to_owned(),
        answered_by: Some(new.by),
        state,
        waiver: Waiver::None,
        waiver_by: None,
        waiver_reason: None,
        ..note.clone()
    };
    sql::save(tx, &mut changed).await?;
    record(tx, request, note.id, before, new).await?;
    Ok(changed.revision)
}

async fn record(
    tx: &mut Tx,
    request: &Request,
    id: FixNoteId,
    before: serde_json::Value,
    new: NewAnswer<'_>,
) -> ApiResult<()> {
    let act = request
        .act_on(new.by, "fix_note.saved", id)
        .changed(before, json!({ "answer": new.answer }))
        .because(new.reason);
    Ok(history::record(tx, act).await?)
}
