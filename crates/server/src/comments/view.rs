//! Comments as they go over the wire: found by the caller's sight, read by their ids.

use api::comments::{CommentView, TalkView};
use api::page::{Action, PersonRef};
use qc::comment::{self, NotCorrectable};
use qc::id::{CommentId, TitleId};
use qc::person::Role;
use sqlx::{PgConnection, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use super::Topic;
use super::sight::push_readable;
use super::sql::{self, Row};
use crate::access::{Actor, Columns, push_scope};
use crate::error::ApiResult;
use crate::{requests, titles};

/// Everything said about the topic that the caller reads. On a request, also what is said about the issues of its report.
pub(super) async fn talk(db: &mut PgConnection, actor: &Actor, topic: &Topic) -> ApiResult<TalkView> {
    let mut comments = Vec::new();
    if topic.is_open_to(actor) {
        let ids = list_ids(db, actor, topic).await?;
        comments = find_all(db, actor, &ids).await?;
    }
    let new = comments.iter().filter(|comment| comment.is_new).count();
    Ok(TalkView {
        may_write: topic.may_write(actor),
        new_count: i64::try_from(new).unwrap_or(i64::MAX),
        comments,
    })
}

async fn list_ids(db: &mut PgConnection, actor: &Actor, topic: &Topic) -> Result<Vec<Uuid>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new("select c.id from comment c where ");
    match &topic.issue {
        Some(issue) => {
            query.push("c.issue_id = ").push_bind(issue.id.uuid());
        }
        None => push_of_request(&mut query, actor, topic),
    }
    query.push(" and ");
    push_readable(&mut query, actor);
    query.build_query_scalar().fetch_all(db).await
}

fn push_of_request(query: &mut QueryBuilder<Postgres>, actor: &Actor, topic: &Topic) {
    let request = topic.request.id.uuid();
    query
        .push("((c.request_id = ")
        .push_bind(request)
        .push(" and c.issue_id is null)");
    if requests::sees_report(actor, &topic.request) {
        query
            .push(" or c.issue_id in (select q.issue_id from request_issue q where q.request_id = ")
            .push_bind(request)
            .push(
                " union select w.issue_id from watch_item w where w.issue_id is not null and w.request_id = ",
            )
            .push_bind(request)
            .push(")");
    }
    query.push(")");
}

const OF_REQUESTS: Columns = Columns {
    show: "t.show_id",
    people: &["r.operator_id", "v.verifier_id"],
    facilities: &["r.operator_facility_id"],
};

/// What was said about a title that the caller sees, the newest first; one more than `limit`, if there are.
pub(crate) async fn list_of_title(
    db: &PgPool,
    actor: &Actor,
    title: TitleId,
    before: Option<CommentId>,
    limit: i64,
) -> ApiResult<Vec<CommentView>> {
    let mut query = QueryBuilder::<Postgres>::new(
        "select c.id from comment c join qc_request r on r.id = c.request_id join title t on t.id = r.title_id
         left join verification v on v.request_id = r.id where t.id = ",
    );
    query.push_bind(title.uuid()).push(" and ");
    push_readable(&mut query, actor);
    query.push(" and ");
    push_scope(&mut query, &titles::scope(actor), &OF_REQUESTS);
    match actor.role {
        Role::Post | Role::Production => {
            query.push(" and r.calibration_id is null and (c.issue_id is null or r.verified_at is not null)");
        }
        Role::DownloadManager => {
            query.push(" and c.issue_id is null");
        }
        Role::VendorManager => {
            query.push(" and r.calibration_id is null");
        }
        Role::Operator | Role::Verifier | Role::StudioAdmin => {}
    }
    if let Some(before) = before {
        query.push(" and c.id < ").push_bind(before.uuid());
    }
    query.push(" order by c.id desc limit ").push_bind(limit + 1);
    let mut db = db.acquire().await?;
    let ids: Vec<Uuid> = query.build_query_scalar().fetch_all(&mut *db).await?;
    let mut views = find_all(&mut db, actor, &ids).await?;
    views.reverse();
    Ok(views)
}

/// One comment, if it is meant for the caller.
pub(super) async fn find(
    db: &mut PgConnection,
    actor: &Actor,
    comment: CommentId,
) -> ApiResult<Option<CommentView>> {
    let mut query = QueryBuilder::<Postgres>::new("select c.id from comment c where c.id = ");
    query.push_bind(comment.uuid()).push(" and ");
    push_readable(&mut query, actor);
    let ids: Vec<Uuid> = query.build_query_scalar().fetch_all(&mut *db).await?;
    Ok(find_all(db, actor, &ids).await?.pop())
}

/// In the order in which they were said.
pub(super) async fn find_all(
    db: &mut PgConnection,
    actor: &Actor,
    ids: &[Uuid],
) -> ApiResult<Vec<CommentView>> {
    let rows = sql::find_all(db, actor.person, ids).await?;
    Ok(rows.into_iter().map(|row| view(actor, row)).collect())
}

fn view(actor: &Actor, row: Row) -> CommentView {
    let author: PersonRef = row.author.0;
    let actions = if author.id == actor.person {
        actions(comment::correct(
            row.created_at,
            row.deleted_at.is_some(),
            row.now,
        ))
    } else {
        Vec::new()
    };
    CommentView {
        id: row.id,
        request_id: row.request_id,
        request_number: row.request_number,
        title_id: row.title_id,
        issue_id: row.issue_id,
        issue_number: row.issue_number,
        reply_to_id: row.reply_to_id,
        author,
        visibility: row.visibility,
        facility: row.facility,
        body: row.body,
        mentions: row.mentions.0,
        created_at: row.created_at,
        edited_at: row.edited_at,
        deleted_at: row.deleted_at,
        is_new: row.is_new,
        revision: row.revision,
        actions,
    }
}

/// What its author may do with it now.
fn actions(correctable: Result<(), NotCorrectable>) -> Vec<Action> {
    let correct = correctable.err().map(refusal);
    let delete = (correctable == Err(NotCorrectable::Deleted)).then(|| refusal(NotCorrectable::Deleted));
    [("correct_comment", correct), ("delete_comment", delete)]
        .map(|(act, why_not)| Action {
            act: act.to_owned(),
            allowed: why_not.is_none(),
            why_not: why_not.map(str::to_owned),
        })
        .to_vec()
}

pub(super) fn refusal(refused: NotCorrectable) -> &'static str {
    match refused {
        NotCorrectable::Deleted => "This comment was deleted.",
        NotCorrectable::TooLate => {
            "A comment is corrected within 15 minutes. Say what has changed in a reply."
        }
    }
}
