//! The queries of comments: rows by their ids, writing under a revision, mentions, who may read, who has seen.

use api::page::PersonRef;
use chrono::{DateTime, Utc};
use qc::comment::Visibility;
use qc::id::{CommentId, FacilityId, IssueId, PersonId, RequestId, TitleId};
use qc::person::Role;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::db::Tx;

pub(super) struct Row {
    pub id: CommentId,
    pub request_id: RequestId,
    pub request_number: i64,
    pub title_id: TitleId,
    pub issue_id: Option<IssueId>,
    pub issue_number: Option<i32>,
    pub reply_to_id: Option<CommentId>,
    pub author: Json<PersonRef>,
    pub visibility: Visibility,
    pub facility: Option<String>,
    pub body: String,
    pub mentions: Json<Vec<PersonRef>>,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub is_new: bool,
    pub revision: i64,
    pub now: DateTime<Utc>,
}

/// The comments of these ids as `person` finds them, in the order in which they were said.
pub(super) async fn find_all(
    db: &mut PgConnection,
    person: PersonId,
    ids: &[Uuid],
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as!(
        Row,
        r#"select c.id as "id: CommentId", c.request_id as "request_id: RequestId", r.number as request_number,
            r.title_id as "title_id: TitleId", c.issue_id as "issue_id: IssueId", i.number as "issue_number?",
            c.reply_to_id as "reply_to_id: CommentId", person_ref(c.author_id) as "author!: Json<PersonRef>",
            c.visibility as "visibility: Visibility", f.name as "facility?", c.body,
            coalesce((select jsonb_agg(person_ref(m.person_id) order by m.person_id) from comment_mention m
                      where m.comment_id = c.id), '[]') as "mentions!: Json<Vec<PersonRef>>",
            c.created_at, c.edited_at, c.deleted_at,
            (c.author_id <> $2 and c.deleted_at is null
                and not exists (select from comment_read s where s.comment_id = c.id and s.person_id = $2)) as "is_new!",
            c.revision, now() as "now!"
         from comment c join qc_request r on r.id = c.request_id left join issue i on i.id = c.issue_id
         left join facility f on f.id = c.facility_id and c.visibility = 'vendor'
         where c.id = any($1) order by c.created_at, c.id"#,
        ids,
        person.uuid(),
    )
    .fetch_all(db)
    .await
}

pub(super) struct NewRow<'a> {
    pub id: CommentId,
    pub request_id: RequestId,
    pub issue_id: Option<IssueId>,
    pub reply_to_id: Option<CommentId>,
    pub author: PersonId,
    pub visibility: Visibility,
    pub facility: Option<FacilityId>,
    pub body: &'a str,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewRow<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into comment (id, request_id, issue_id, reply_to_id, author_id, visibility, facility_id, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id.uuid(),
        new.request_id.uuid(),
        new.issue_id.map(IssueId::uuid),
        new.reply_to_id.map(CommentId::uuid),
        new.author.uuid(),
        new.visibility.as_str(),
        new.facility.map(FacilityId::uuid),
        new.body,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// What a reply takes over from the thread that it belongs to.
pub(super) struct Thread {
    pub first_id: CommentId,
    pub visibility: Visibility,
    pub facility_id: Option<FacilityId>,
}

/// The thread of a comment on this topic.
pub(super) async fn find_thread(
    tx: &mut Tx,
    comment: CommentId,
    issue: Option<IssueId>,
    request: RequestId,
) -> Result<Option<Thread>, sqlx::Error> {
    sqlx::query_as!(
        Thread,
        r#"select coalesce(c.reply_to_id, c.id) as "first_id!: CommentId", c.visibility as "visibility: Visibility",
            c.facility_id as "facility_id: FacilityId"
         from comment c
         where c.id = $1 and c.issue_id is not distinct from $2 and ($2::uuid is not null or c.request_id = $3)"#,
        comment.uuid(),
        issue.map(IssueId::uuid),
        request.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Everyone who has said something in a thread.
pub(super) async fn list_speakers(tx: &mut Tx, first: CommentId) -> Result<Vec<PersonId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct author_id as "id: PersonId" from comment where id = $1 or reply_to_id = $1"#,
        first.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn replace_mentions(
    tx: &mut Tx,
    comment: CommentId,
    people: &[Uuid],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from comment_mention where comment_id = $1",
        comment.uuid()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into comment_mention (comment_id, person_id) select $1, unnest($2::uuid[]) on conflict do nothing",
        comment.uuid(),
        people,
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Compare-and-set on the revision; false when someone was quicker.
pub(super) async fn correct(
    tx: &mut Tx,
    comment: CommentId,
    revision: i64,
    body: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update comment set body = $3, edited_at = now(), revision = revision + 1
         where id = $1 and revision = $2 and deleted_at is null",
        comment.uuid(),
        revision,
        body,
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Leaves a comment without its words.
pub(super) async fn empty(tx: &mut Tx, comment: CommentId, revision: i64) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update comment set body = '', deleted_at = now(), revision = revision + 1
         where id = $1 and revision = $2 and deleted_at is null",
        comment.uuid(),
        revision,
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn mark_seen(
    db: impl PgExecutor<'_>,
    person: PersonId,
    comments: &[Uuid],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into comment_read (person_id, comment_id) select $1, id from comment where id = any($2)
         on conflict do nothing",
        person.uuid(),
        comments,
    )
    .execute(db)
    .await
    .map(drop)
}

/// Someone who takes part in the talk about a topic.
pub(super) struct Party {
    pub id: PersonId,
    pub role: Role,
    pub facility_id: Option<FacilityId>,
    pub person: Json<PersonRef>,
}

/// Everyone whose account is in use and who has to do with these requests: for an issue those who read a report that it
/// stands in, for a request those who hold it, held it, manage it or are of the show.
pub(super) async fn list_parties(
    db: impl PgExecutor<'_>,
    requests: &[Uuid],
    is_of_issue: bool,
) -> Result<Vec<Party>, sqlx::Error> {
    sqlx::query_as!(
        Party,
        r#"select p.id as "id: PersonId", p.role as "role: Role", p.facility_id as "facility_id: FacilityId",
            person_ref(p.id) as "person!: Json<PersonRef>"
         from person p
         where p.state = 'active' and (p.role = 'studio_admin' or exists (
            select from qc_request r join title t on t.id = r.title_id left join verification v on v.request_id = r.id
            where r.id = any($1) and case p.role
                when 'post' then r.calibration_id is null and (not $2 or r.verified_at is not null)
                    and exists (select from show_grant g where g.person_id = p.id and g.show_id = t.show_id)
                when 'production' then r.calibration_id is null and (not $2 or r.verified_at is not null)
                    and exists (select from show_grant g where g.person_id = p.id and g.show_id = t.show_id)
                when 'vendor_manager' then r.calibration_id is null and p.facility_id = r.operator_facility_id
                when 'download_manager' then not $2 and p.facility_id = r.operator_facility_id
                else p.id in (r.operator_id, v.verifier_id) or (not $2 and exists (
                    select from history h where h.request_id = r.id and h.actor_id = p.id
                      and h.act in ('request.taken', 'request.served', 'request.begun', 'verification.taken',
                                    'verification.served', 'verification.begun')))
                end))
         order by p.first_name, p.last_name, p.id"#,
        requests,
        is_of_issue,
    )
    .fetch_all(db)
    .await
}
