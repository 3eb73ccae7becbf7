//! Reading and writing comments.

use api::comments::{CommentView, CorrectComment, NewComment, Reader, SeenComments, TalkView};
use axum::extract::State;
use axum::http::StatusCode;
use qc::comment;
use qc::id::{CommentId, FacilityId, PersonId};
use serde_json::json;
use uuid::Uuid;

use super::readers::Parties;
use super::tell::{self, Said};
use super::{ChangeComment, Comment, ReadComments, SeeComment, SeeTalk, Topic, draft, sql, view};
use crate::access::{Actor, May};
use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult, Problem};
use crate::extract::{IfMatch, Json, Revised};
use crate::history;
use crate::idempotency::{IdempotencyKey, Turn};

const LIMIT_COMMENT_CHARS: usize = 4000;
const LIMIT_SEEN: usize = 1000;

/// What is said about a request or an issue, as far as the caller reads it, oldest first.
#[utoipa::path(
    get, path = "/api/v1/talks/{about_id}", tag = "comments",
    params(("about_id" = Uuid, Path, description = "A request or an issue")),
    responses((status = 200, body = TalkView), (status = 404, body = Problem))
)]
pub async fn get_talk(State(app): State<App>, May(actor, topic): May<SeeTalk>) -> ApiResult<Json<TalkView>> {
    let mut db = app.db.acquire().await?;
    Ok(Json(view::talk(&mut db, &actor, &topic).await?))
}

/// Who may read comments here, and so may be mentioned in them.
#[utoipa::path(
    get, path = "/api/v1/talks/{about_id}/readers", tag = "comments",
    params(("about_id" = Uuid, Path, description = "A request or an issue")),
    responses((status = 200, body = Vec<Reader>), (status = 403, body = Problem), (status = 404, body = Problem))
)]
pub async fn list_readers(
    State(app): State<App>,
    May(actor, topic): May<Comment>,
) -> ApiResult<Json<Vec<Reader>>> {
    let mut db = app.db.acquire().await?;
    Ok(Json(
        Parties::of(&mut db, &topic).await?.mentionable(&actor, &topic),
    ))
}

/// Say something about a request or an issue. Those who are mentioned are told.
#[utoipa::path(
    post, path = "/api/v1/talks/{about_id}/comments", tag = "comments", request_body = NewComment,
    params(("about_id" = Uuid, Path, description = "A request or an issue")),
    responses((status = 201, body = CommentView), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn create_comment(
    State(app): State<App>,
    May(actor, topic): May<Comment>,
    key: IdempotencyKey,
    Json(form): Json<NewComment>,
) -> ApiResult<(StatusCode, Revised<CommentView>)> {
    let text = check_text(&form.body)?;
    let mut once = match key
        .begin::<CommentView>(&app.db, actor.person, "create_comment", &(topic.about(), &form))
        .await?
    {
        Turn::Again(view) => return Ok((StatusCode::CREATED, Revised(view.revision, view))),
        Turn::First(once) => once,
    };
    let id = say(&mut once.tx, &actor, &topic, &form, text).await?;
    draft::delete(&mut *once.tx, actor.person, topic.about()).await?;
    let view = view::find(&mut once.tx, &actor, id)
        .await?
        .ok_or(ApiError::NotFound)?;
    once.commit(&view).await?;
    Ok((StatusCode::CREATED, Revised(view.revision, view)))
}

async fn say(
    tx: &mut Tx,
    actor: &Actor,
    topic: &Topic,
    form: &NewComment,
    text: &str,
) -> ApiResult<CommentId> {
    let thread = find_thread(tx, actor, topic, form).await?;
    let (visibility, with) = match &thread {
        Some(thread) => (thread.visibility, thread.facility_id),
        None => (form.visibility, topic.facility(actor)),
    };
    demand_open(actor, topic, form, thread.is_some())?;
    let parties = Parties::of(tx, topic).await?;
    let mentioned = parties.mentioned(&form.mentions, visibility, with)?;
    let said = Said {
        id: CommentId::new(),
        body: text,
        visibility,
        with,
        thread: thread.map(|thread| thread.first_id),
        mentioned: &mentioned,
    };
    insert(tx, actor, topic, &said).await?;
    tell::mentioned(tx, actor, topic, &said).await?;
    tell::others(tx, actor, topic, &parties, &said).await?;
    tell::pages(tx, topic, &parties, said.id, (visibility, with)).await?;
    Ok(said.id)
}

/// The thread that is answered; it must be here, and the caller must read it.
async fn find_thread(
    tx: &mut Tx,
    actor: &Actor,
    topic: &Topic,
    form: &NewComment,
) -> ApiResult<Option<sql::Thread>> {
    let Some(answered) = form.reply_to_id else {
        return Ok(None);
    };
    let issue = topic.issue.as_ref().map(|issue| issue.id);
    let thread = sql::find_thread(tx, answered, issue, topic.request.id).await?;
    let is_read = |thread: &sql::Thread| {
        thread
            .visibility
            .is_read_by(actor.role, actor.facility, thread.facility_id)
    };
    match thread.filter(is_read) {
        Some(thread) if thread.visibility == form.visibility => Ok(Some(thread)),
        Some(_) => Err(ApiError::invalid(
            "visibility",
            "of_the_thread",
            "A reply is read by those who read what it answers. To say it to others, begin a new thread.",
        )),
        None => Err(ApiError::invalid(
            "reply_to_id",
            "unknown",
            "What this answers is not here any more.",
        )),
    }
}

fn demand_open(actor: &Actor, topic: &Topic, form: &NewComment, is_reply: bool) -> ApiResult<()> {
    if is_reply || topic.may_write(actor).contains(&form.visibility) {
        return Ok(());
    }
    let is_of_role = comment::readers(form.visibility).contains(&actor.role);
    let detail = if is_of_role {
        "No facility holds this request now. Say it to the studio, or to everyone."
    } else {
        "This is not open to your role. Choose others to say it to."
    };
    Err(ApiError::invalid("visibility", "not_open", detail))
}

async fn insert(tx: &mut Tx, actor: &Actor, topic: &Topic, said: &Said<'_>) -> ApiResult<()> {
    let issue_id = topic.issue.as_ref().map(|issue| issue.id);
    let row = sql::NewRow {
        id: said.id,
        request_id: topic.request.id,
        issue_id,
        reply_to_id: said.thread,
        author: actor.person,
        visibility: said.visibility,
        facility: said.with,
        body: said.body,
    };
    sql::insert(tx, &row).await?;
    replace_mentions(tx, said.id, said.mentioned).await?;
    // The author has seen it.
    sql::mark_seen(&mut **tx, actor.person, &[said.id.uuid()]).await?;
    let after = json!({ "body": said.body, "visibility": said.visibility, "issue_id": issue_id });
    let act = topic
        .request
        .act_on(actor.person, "comment.added", said.id)
        .changed(json!({}), after);
    Ok(history::record(tx, act).await?)
}

async fn replace_mentions(tx: &mut Tx, id: CommentId, people: &[PersonId]) -> ApiResult<()> {
    let people: Vec<Uuid> = people.iter().map(|person| person.uuid()).collect();
    Ok(sql::replace_mentions(tx, id, &people).await?)
}

/// One comment, where it stands.
#[utoipa::path(
    get, path = "/api/v1/comments/{comment_id}", tag = "comments", params(("comment_id" = CommentId, Path)),
    responses((status = 200, body = CommentView), (status = 404, body = Problem))
)]
pub async fn get_comment(May(_actor, (comment, topic)): May<SeeComment>) -> Revised<CommentView> {
    // The request from which the caller sees the issue: their own round of it.
    let view = CommentView {
        request_id: topic.request.id,
        request_number: topic.request.number,
        ..comment
    };
    Revised(view.revision, view)
}

/// Correct one's own comment, within a quarter of an hour.
#[utoipa::path(
    patch, path = "/api/v1/comments/{comment_id}", tag = "comments", request_body = CorrectComment,
    params(("comment_id" = CommentId, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = CommentView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem))
)]
pub async fn correct_comment(
    State(app): State<App>,
    May(actor, (comment, topic)): May<ChangeComment>,
    if_match: IfMatch,
    Json(form): Json<CorrectComment>,
) -> ApiResult<Revised<CommentView>> {
    if_match.check(comment.revision)?;
    demand(&comment, "correct_comment")?;
    let text = check_text(&form.body)?;
    let mut tx = app.db.begin().await?;
    let parties = Parties::of(&mut tx, &topic).await?;
    let with = facility_of(&mut tx, &comment, &topic).await?;
    let mentioned = parties.mentioned(&form.mentions, comment.visibility, with)?;
    if !sql::correct(&mut tx, comment.id, comment.revision, text).await? {
        return Err(ApiError::Stale);
    }
    replace_mentions(&mut tx, comment.id, &mentioned).await?;
    let act = topic
        .request
        .act_on(actor.person, "comment.corrected", comment.id);
    let act = act.changed(json!({ "body": comment.body }), json!({ "body": text }));
    history::record(&mut tx, act).await?;
    let was_mentioned = |person: &PersonId| comment.mentions.iter().any(|before| before.id == *person);
    let newly: Vec<PersonId> = mentioned
        .into_iter()
        .filter(|person| !was_mentioned(person))
        .collect();
    let said = Said {
        id: comment.id,
        body: text,
        visibility: comment.visibility,
        with,
        thread: comment.reply_to_id,
        mentioned: &newly,
    };
    tell::mentioned(&mut tx, &actor, &topic, &said).await?;
    tell::pages(&mut tx, &topic, &parties, comment.id, (comment.visibility, with)).await?;
    let view = view::find(&mut tx, &actor, comment.id)
        .await?
        .ok_or(ApiError::NotFound)?;
    tx.commit().await?;
    Ok(Revised(view.revision, view))
}

/// Delete one's own comment. Its place and its history are kept.
#[utoipa::path(
    delete, path = "/api/v1/comments/{comment_id}", tag = "comments",
    params(("comment_id" = CommentId, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem))
)]
pub async fn delete_comment(
    State(app): State<App>,
    May(actor, (comment, topic)): May<ChangeComment>,
    if_match: IfMatch,
) -> ApiResult<StatusCode> {
    if_match.check(comment.revision)?;
    demand(&comment, "delete_comment")?;
    let mut tx = app.db.begin().await?;
    let with = facility_of(&mut tx, &comment, &topic).await?;
    if !sql::empty(&mut tx, comment.id, comment.revision).await? {
        return Err(ApiError::Stale);
    }
    let act = topic.request.act_on(actor.person, "comment.deleted", comment.id);
    let act = act.changed(json!({ "body": comment.body }), json!({}));
    history::record(&mut tx, act).await?;
    let parties = Parties::of(&mut tx, &topic).await?;
    tell::pages(&mut tx, &topic, &parties, comment.id, (comment.visibility, with)).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// With which facility a comment that stands there is said.
async fn facility_of(tx: &mut Tx, comment: &CommentView, topic: &Topic) -> ApiResult<Option<FacilityId>> {
    let thread = sql::find_thread(tx, comment.id, comment.issue_id, topic.request.id).await?;
    Ok(thread.and_then(|thread| thread.facility_id))
}

/// Mark comments as seen by the caller.
#[utoipa::path(
    post, path = "/api/v1/comments/read", tag = "comments", request_body = SeenComments,
    responses((status = 204), (status = 422, body = Problem))
)]
pub async fn read_comments(
    State(app): State<App>,
    May(actor, ()): May<ReadComments>,
    Json(seen): Json<SeenComments>,
) -> ApiResult<StatusCode> {
    if seen.ids.len() > LIMIT_SEEN {
        let detail = format!("At most {LIMIT_SEEN} with one call.");
        return Err(ApiError::invalid("ids", "too_many", detail));
    }
    let ids: Vec<Uuid> = seen.ids.iter().map(|id| id.uuid()).collect();
    sql::mark_seen(&app.db, actor.person, &ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn demand(comment: &CommentView, act: &str) -> ApiResult<()> {
    let why_not = comment
        .actions
        .iter()
        .find(|action| action.act == act)
        .and_then(|action| action.why_not.clone());
    why_not.map_or(Ok(()), |why_not| Err(ApiError::not_allowed_now(why_not)))
}

fn check_text(body: &str) -> ApiResult<&str> {
    let text = body.trim();
    let is_plain = !text
        .chars()
        .any(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t'));
    if is_plain && (1..=LIMIT_COMMENT_CHARS).contains(&text.chars().count()) {
        Ok(text)
    } else {
        let detail = format!("Write 1 to {LIMIT_COMMENT_CHARS} characters of plain text.");
        Err(ApiError::invalid("body", "length", detail))
    }
}
