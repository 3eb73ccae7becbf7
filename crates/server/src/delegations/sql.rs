//! The queries of delegations. A delegation is written under its revision; its issues are written with it and never change.

use api::PersonRef;
use api::delegations::{Colleague, DelegationRow};
use chrono::{DateTime, Utc};
use qc::delegation::DelegationState;
use qc::id::{DelegationId, IssueId, PersonId, RequestId, ShowId};
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Delegation;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub(super) async fn find(db: &PgPool, id: DelegationId) -> Result<Option<Delegation>, sqlx::Error> {
    sqlx::query_as!(
        Delegation,
        r#"select id as "id: DelegationId", request_id as "request_id: RequestId", delegate_id as "delegate_id: PersonId",
            delegated_by as "delegated_by: PersonId", state as "state: DelegationState", expires_at, revision
         from delegation where id = $1"#,
        id.uuid(),
    )
    .fetch_optional(db)
    .await
}

pub(super) async fn list_open(tx: &mut Tx, request: RequestId) -> Result<Vec<Delegation>, sqlx::Error> {
    sqlx::query_as!(
        Delegation,
        r#"select id as "id: DelegationId", request_id as "request_id: RequestId", delegate_id as "delegate_id: PersonId",
            delegated_by as "delegated_by: PersonId", state as "state: DelegationState", expires_at, revision
         from delegation where request_id = $1 and state in ('active', 'finished') order by id for update"#,
        request.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn list_expired(db: &PgPool) -> Result<Vec<DelegationId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: DelegationId" from delegation where state in ('active', 'finished') and expires_at <= now()
         order by expires_at limit 200"#
    )
    .fetch_all(db)
    .await
}

/// Holds the delegation as it was read: nobody revokes it while its delegate writes.
pub(super) async fn lock_unchanged(tx: &mut Tx, delegation: &Delegation) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "select revision from delegation where id = $1 for share",
        delegation.id.uuid()
    )
    .fetch_optional(&mut **tx)
    .await?;
    if revision == Some(delegation.revision) {
        Ok(())
    } else {
        Err(ApiError::lost_race())
    }
}

pub(super) async fn list_issues(db: &PgPool, id: DelegationId) -> Result<Vec<IssueId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select issue_id as "id: IssueId" from delegation_issue where delegation_id = $1"#,
        id.uuid()
    )
    .fetch_all(db)
    .await
}

/// Another production account in use, by its address.
pub(super) async fn find_delegate(
    tx: &mut Tx,
    email: &str,
    but: PersonId,
) -> Result<Option<PersonId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: PersonId" from person
         where email = lower($1) and role = 'production' and state = 'active' and id <> $2"#,
        email,
        but.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// The others of production who are onboarded to the show.
pub(super) async fn list_colleagues(
    db: &PgPool,
    show: ShowId,
    but: PersonId,
) -> Result<Vec<Colleague>, sqlx::Error> {
    sqlx::query_as!(
        Colleague,
        r#"select p.first_name || ' ' || p.last_name as "name!", p.email from person p
         join show_grant g on g.person_id = p.id and g.show_id = $1
         where p.role = 'production' and p.state = 'active' and p.id <> $2 order by 1, 2"#,
        show.uuid(),
        but.uuid(),
    )
    .fetch_all(db)
    .await
}

/// The numbers of those issues that a delegate of this request has in hand.
pub(super) async fn list_in_hand(
    tx: &mut Tx,
    request: RequestId,
    delegate: PersonId,
    issues: &[IssueId],
) -> Result<Vec<i32>, sqlx::Error> {
    let issues: Vec<Uuid> = issues.iter().map(|issue| issue.uuid()).collect();
    sqlx::query_scalar!(
        "select distinct i.number from delegation d join delegation_issue h on h.delegation_id = d.id join issue i on i.id = h.issue_id
         where d.request_id = $1 and d.delegate_id = $2 and d.state = 'active' and d.expires_at > now() and h.issue_id = any($3)
         order by i.number",
        request.uuid(),
        delegate.uuid(),
        &issues,
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) struct NewDelegate<'a> {
    pub request: RequestId,
    pub delegate: PersonId,
    pub by: PersonId,
    pub note: &'a str,
    pub issues: &'a [IssueId],
    pub expires_at: DateTime<Utc>,
}

pub(super) async fn insert(tx: &mut Tx, new: &NewDelegate<'_>) -> Result<DelegationId, sqlx::Error> {
    let id = DelegationId::new();
    sqlx::query!(
        "insert into delegation (id, request_id, delegate_id, delegated_by, note, expires_at) values ($1, $2, $3, $4, $5, $6)",
        id.uuid(),
        new.request.uuid(),
        new.delegate.uuid(),
        new.by.uuid(),
        new.note,
        new.expires_at,
    )
    .execute(&mut **tx)
    .await?;
    let issues: Vec<Uuid> = new.issues.iter().map(|issue| issue.uuid()).collect();
    sqlx::query!(
        "insert into delegation_issue (delegation_id, issue_id) select $1, unnest($2::uuid[]) on conflict do nothing",
        id.uuid(),
        &issues,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

pub(super) async fn save(tx: &mut Tx, delegation: &mut Delegation) -> ApiResult<()> {
    let revision = sqlx::query_scalar!(
        "update delegation set state = $3, changed_at = now(), revision = revision + 1
         where id = $1 and revision = $2 returning revision",
        delegation.id.uuid(),
        delegation.revision,
        delegation.state.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    delegation.revision = revision.ok_or_else(ApiError::lost_race)?;
    Ok(())
}

pub(super) async fn get_row(tx: &mut Tx, id: DelegationId) -> ApiResult<DelegationRow> {
    find_row(tx, id).await?.ok_or(ApiError::NotFound)
}

pub(super) async fn find_row(
    db: &mut PgConnection,
    id: DelegationId,
) -> Result<Option<DelegationRow>, sqlx::Error> {
    Ok(list_rows(db, Some(id), None, None).await?.pop())
}

/// All of them, whatever became of them, the latest first.
pub(super) async fn list_of_request(
    db: &PgPool,
    request: RequestId,
) -> Result<Vec<DelegationRow>, sqlx::Error> {
    list_rows(db.acquire().await?.as_mut(), None, Some(request), None).await
}

/// Those that are open to this delegate.
pub(super) async fn list_of_delegate(
    db: &PgPool,
    delegate: PersonId,
) -> Result<Vec<DelegationRow>, sqlx::Error> {
    list_rows(db.acquire().await?.as_mut(), None, None, Some(delegate)).await
}

async fn list_rows(
    db: &mut PgConnection,
    only: Option<DelegationId>,
    request: Option<RequestId>,
    delegate: Option<PersonId>,
) -> Result<Vec<DelegationRow>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select g.id as "id: DelegationId", g.request_id as "request_id: RequestId", r.number as request_number,
            (title_ref(r.title_id) ->> 'label') as "title!", person_ref(g.delegate_id) as "delegate!: Json<PersonRef>",
            person_ref(g.delegated_by) as "delegated_by!: Json<PersonRef>", g.note, g.state as "state: DelegationState",
            (g.state in ('active', 'finished') and g.expires_at <= now()) as "is_expired!",
            array(select i.id from delegation_issue d join issue i on i.id = d.issue_id
                  where d.delegation_id = g.id order by i.first_frame, i.number) as "issues!: Vec<IssueId>",
            (select count(*) from delegation_issue d join fix_note f on f.issue_id = d.issue_id and f.request_id = g.request_id
             where d.delegation_id = g.id and f.waiver <> 'refused') as "answered!",
            g.created_at, g.expires_at, g.revision
         from delegation g join qc_request r on r.id = g.request_id
         where ($1::uuid is null or g.id = $1) and ($2::uuid is null or g.request_id = $2)
           and ($3::uuid is null or (g.delegate_id = $3 and g.state in ('active', 'finished') and g.expires_at > now()))
         order by g.created_at desc, g.id desc"#,
        only.map(DelegationId::uuid),
        request.map(RequestId::uuid),
        delegate.map(PersonId::uuid),
    )
    .fetch_all(db)
    .await?;
    let view = rows.into_iter().map(|row| DelegationRow {
        id: row.id,
        request_id: row.request_id,
        request_number: row.request_number,
        subject: format!("{} (request {})", row.title, row.request_number),
        delegate: row.delegate.0,
        delegated_by: row.delegated_by.0,
        note: row.note,
        state: row.state,
        is_expired: row.is_expired,
        issues: row.issues,
        answered: row.answered,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revision: row.revision,
    });
    Ok(view.collect())
}
