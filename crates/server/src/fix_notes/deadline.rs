//! The deadline of fix notes, where the show's policy sets one: it begins when answers are asked for, warns one business day
//! before its end, and then hands in what is there, with every unanswered issue as to be fixed. It waits for post while an
//! objection is open. The arithmetic is in `qc::deadline`; instants come from the database.

use chrono::{DateTime, Utc};
use qc::deadline::{Deadline, after_dismissal, deadline, in_zone, zone};
use qc::fix_note::{FixNoteStep, answer_at_deadline};
use qc::id::RequestId;
use qc::notice::NoticeKind;
use qc::request::RequestState;

use super::{Note, decide, link, sql};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};
use crate::notices::{self, Notice, People};
use crate::requests::{self, Request};
use crate::{history, objections};

/// The clock of one request's answers.
pub(super) struct Clock {
    pub business_days: i32,
    pub zone: String,
    pub warn_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub warned_at: Option<DateTime<Utc>>,
}

/// Answers are asked for: the deadline begins, if there is one. Gives it in words.
pub(crate) async fn begin(tx: &mut Tx, request: &Request) -> ApiResult<Option<String>> {
    let Some(policy) = sql::find_policy(&mut **tx, request.show_id).await? else {
        return Ok(None);
    };
    let Some(days) = policy.answer_days else {
        return Ok(None);
    };
    let zone = zone(&policy.zone).map_err(ApiError::internal)?;
    let found = deadline(request.now, u32::try_from(days).unwrap_or(1), zone);
    sql::save_deadline(tx, request.id, request.now, days, &policy.zone, found).await?;
    Ok(Some(in_zone(found.due_at, zone)))
}

pub(crate) async fn find_due_at(
    db: impl sqlx::PgExecutor<'_>,
    request: RequestId,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    Ok(sql::find_deadline_view(db, request)
        .await?
        .map(|deadline| deadline.due_at))
}

/// Post says that an issue stands: production still has time to answer it.
pub(crate) async fn extend_after_dismissal(tx: &mut Tx, request: &Request) -> ApiResult<()> {
    let Some(clock) = sql::find_deadline(tx, request.id).await? else {
        return Ok(());
    };
    let zone = zone(&clock.zone).map_err(ApiError::internal)?;
    let now = Deadline {
        due_at: clock.due_at,
        warn_at: clock.warn_at,
    };
    let extended = after_dismissal(now, request.now, zone);
    if extended != now {
        sql::save_deadline(
            tx,
            request.id,
            request.now,
            clock.business_days,
            &clock.zone,
            extended,
        )
        .await?;
    }
    Ok(())
}

/// One business day is left: production is told, once.
pub(super) async fn warn(app: &App, id: RequestId) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let request = requests::get(&mut tx, id).await?;
    let clock = sql::find_deadline(&mut tx, id).await?;
    let is_time = |clock: &Clock| clock.warned_at.is_none() && clock.warn_at <= request.now;
    let Some(clock) = clock.filter(is_time).filter(|_| awaits_answers(&request)) else {
        return Ok(());
    };
    sql::set_warned(&mut tx, id).await?;
    let zone = zone(&clock.zone).map_err(ApiError::internal)?;
    let subject = format!(
        "Fix notes are due {}: {}",
        in_zone(clock.due_at, zone),
        request.name()
    );
    let notice = Notice::new(NoticeKind::AnswersDueSoon, subject, link(&request))
        .of_title(request.title_id)
        .saying("Every issue that has no answer by then counts as Production Will Fix.");
    notices::send(&mut tx, People::Production(request.show_id), notice).await?;
    Ok(tx.commit().await?)
}

/// The time is over: what is answered is handed in, and what is not counts as to be fixed.
pub(super) async fn close(app: &App, id: RequestId) -> ApiResult<()> {
    let mut tx = app.db.begin().await?;
    let mut request = requests::get(&mut tx, id).await?;
    requests::lock_unchanged(&mut tx, &request).await?;
    let clock = sql::find_deadline(&mut tx, id).await?;
    let is_over = clock.is_some_and(|clock| clock.due_at <= request.now);
    if !is_over || !awaits_answers(&request) || !objections::list_open(&mut tx, id).await?.is_empty() {
        return Ok(());
    }
    let notes = answer_the_rest(&mut tx, &request).await?;
    let act = request.act(None, "request.answered_by_deadline");
    history::record(&mut tx, act).await?;
    let subject = format!("Answered by the deadline: {}", request.name());
    let notice = Notice::new(NoticeKind::AnsweredByDeadline, subject, link(&request))
        .of_title(request.title_id)
        .saying("Every issue without an answer counts as Production Will Fix.");
    requests::tell_all_of_show(&mut tx, &request, notice).await?;
    decide::hand_in_all(&mut tx, None, &mut request, notes, FixNoteStep::CloseByDeadline).await?;
    Ok(tx.commit().await?)
}

/// Gives every issue an answer; drafts that stand are left as they are.
async fn answer_the_rest(tx: &mut Tx, request: &Request) -> ApiResult<Vec<Note>> {
    let notes = sql::list(&mut **tx, request.id).await?;
    for issue in sql::list_to_answer(&mut **tx, request.id).await? {
        let note = notes.iter().find(|note| note.issue_id == issue);
        let answer = answer_at_deadline(note.map(|note| (note.answer, note.waiver)));
        match note {
            None => {
                sql::insert(tx, request.id, issue, None, answer, "").await?;
            }
            Some(note) if !note.is_answer() => {
                let mut changed = Note {
                    answer,
                    reason: String::new(),
                    answered_by: None,
                    waiver: qc::fix_note::Waiver::None,
                    waiver_by: None,
                    waiver_reason: None,
                    ..note.clone()
                };
                sql::save(tx, &mut changed).await?;
            }
            Some(_) => {}
        }
    }
    Ok(sql::list(&mut **tx, request.id).await?)
}

fn awaits_answers(request: &Request) -> bool {
    request.state == RequestState::FixNotesNeeded
}
