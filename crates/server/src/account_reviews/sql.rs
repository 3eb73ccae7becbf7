//! The queries of account reviews.

use api::account_reviews::{AccountReviewView, ReviewedAccount};
use api::page::PersonRef;
use chrono::{DateTime, Utc};
use qc::account_review::{ManagerWord, ReviewDecision};
use qc::id::{AccountReviewId, FacilityId, PersonId};
use qc::person::{PersonState, Role};
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use crate::db::Tx;

pub(super) async fn now(tx: &mut Tx) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(r#"select now() as "now!""#)
        .fetch_one(&mut **tx)
        .await
}

/// Reviews with their progress, the newest first; of the people of one facility, when one is given.
pub(super) async fn list(
    db: impl PgExecutor<'_>,
    review: Option<AccountReviewId>,
    facility: Option<FacilityId>,
) -> Result<Vec<AccountReviewView>, sqlx::Error> {
    sqlx::query_as!(
        AccountReviewView,
        r#"select v.id as "id: AccountReviewId", v.quarter, v.opened_at, v.due_at, v.closed_at,
            count(*) as "accounts!", count(r.decision) as "decided!",
            count(*) filter (where r.decision = 'confirmed') as "confirmed!",
            count(*) filter (where r.decision = 'ended') as "ended!", count(r.word) as "spoken_for!"
         from account_review v join account_review_row r on r.review_id = v.id
         where ($1::uuid is null or v.id = $1) and ($2::uuid is null or r.facility_id = $2)
         group by v.id order by v.quarter desc"#,
        review.map(AccountReviewId::uuid),
        facility.map(FacilityId::uuid),
    )
    .fetch_all(db)
    .await
}

pub(super) async fn find(
    db: impl PgExecutor<'_>,
    review: AccountReviewId,
    facility: Option<FacilityId>,
) -> Result<Option<AccountReviewView>, sqlx::Error> {
    Ok(list(db, Some(review), facility).await?.pop())
}

/// Which accounts of a review.
#[derive(Default)]
pub(super) struct Wanted {
    pub person: Option<PersonId>,
    pub facility: Option<FacilityId>,
    pub only_undecided: bool,
}

/// By facility, role and name.
pub(super) async fn list_accounts(
    db: impl PgExecutor<'_>,
    review: AccountReviewId,
    wanted: &Wanted,
) -> Result<Vec<ReviewedAccount>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select r.person_id as "person_id: PersonId", p.first_name || ' ' || p.last_name as "name!", p.email,
            r.role as "role: Role", r.facility_id as "facility_id: FacilityId", f.name as "facility?",
            array(select s.name from show s where exists (select from show_grant g where g.show_id = s.id and g.person_id = p.id)
                  or exists (select from show_clearance c where c.show_id = s.id and c.facility_id = r.facility_id)
                  order by s.name) as "shows!",
            p.state as "state: PersonState", r.last_seen_at, r.word as "word: ManagerWord",
            person_ref(r.word_by) as "word_by: Json<PersonRef>", r.word_at, r.decision as "decision: ReviewDecision",
            person_ref(r.decided_by) as "decided_by: Json<PersonRef>", r.decided_at, r.reason
         from account_review_row r join person p on p.id = r.person_id left join facility f on f.id = r.facility_id
         where r.review_id = $1 and ($2::uuid is null or r.person_id = $2) and ($3::uuid is null or r.facility_id = $3)
           and (not $4 or r.decision is null)
         order by f.name nulls first, r.role, lower(p.last_name), lower(p.first_name), p.id"#,
        review.uuid(),
        wanted.person.map(PersonId::uuid),
        wanted.facility.map(FacilityId::uuid),
        wanted.only_undecided,
    )
    .fetch_all(db)
    .await?;
    let accounts = rows.into_iter().map(|row| ReviewedAccount {
        person_id: row.person_id,
        name: row.name,
        email: row.email,
        role: row.role,
        facility_id: row.facility_id,
        facility: row.facility,
        shows: row.shows,
        state: row.state,
        last_seen_at: row.last_seen_at,
        word: row.word,
        word_by: row.word_by.map(|person| person.0),
        word_at: row.word_at,
        decision: row.decision,
        decided_by: row.decided_by.map(|person| person.0),
        decided_at: row.decided_at,
        reason: row.reason,
        actions: Vec::new(),
    });
    Ok(accounts.collect())
}

pub(super) async fn find_account(
    db: impl PgExecutor<'_>,
    review: AccountReviewId,
    person: PersonId,
    facility: Option<FacilityId>,
) -> Result<Option<ReviewedAccount>, sqlx::Error> {
    let wanted = Wanted {
        person: Some(person),
        facility,
        only_undecided: false,
    };
    Ok(list_accounts(db, review, &wanted).await?.pop())
}

/// Whether an account is as old, so that the list would not be empty.
pub(super) async fn has_accounts(tx: &mut Tx, before: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from person where state <> 'disabled' and created_at <= $1) as "has!""#,
        before,
    )
    .fetch_one(&mut **tx)
    .await
}

/// False when the quarter has its review.
pub(super) async fn insert(
    tx: &mut Tx,
    id: AccountReviewId,
    quarter: &str,
    by: Option<PersonId>,
    due_after_s: f64,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "insert into account_review (id, quarter, opened_by, due_at) values ($1, $2, $3, now() + make_interval(secs => $4))
         on conflict (quarter) do nothing",
        id.uuid(),
        quarter,
        by.map(PersonId::uuid),
        due_after_s,
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Everyone whose account is not closed, as they stand now. Gives how many.
pub(super) async fn fill(
    tx: &mut Tx,
    review: AccountReviewId,
    before: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "insert into account_review_row (review_id, person_id, role, facility_id, state, last_seen_at)
         select $1, p.id, p.role, p.facility_id, p.state, (select max(s.last_seen_at) from session s where s.person_id = p.id)
         from person p where p.state <> 'disabled' and p.created_at <= $2",
        review.uuid(),
        before,
    );
    Ok(done.execute(&mut **tx).await?.rows_affected())
}

/// Facilities with accounts of which their manager has said nothing yet.
pub(super) async fn list_silent_facilities(
    tx: &mut Tx,
    review: AccountReviewId,
) -> Result<Vec<FacilityId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct facility_id as "id!: FacilityId" from account_review_row
         where review_id = $1 and facility_id is not null and word is null and decision is null"#,
        review.uuid(),
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) struct Due {
    pub id: AccountReviewId,
    pub quarter: String,
    pub undecided: i64,
    pub is_late: bool,
}

/// Open reviews that were not called to mind for so long, marked as called to mind.
pub(super) async fn take_unreminded(tx: &mut Tx, every_s: f64) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        r#"update account_review v set reminded_at = now()
         where closed_at is null and reminded_at < now() - make_interval(secs => $1)
         returning v.id as "id: AccountReviewId", v.quarter, v.due_at < now() as "is_late!",
            (select count(*) from account_review_row r where r.review_id = v.id and r.decision is null) as "undecided!""#,
        every_s,
    )
    .fetch_all(&mut **tx)
    .await
}

/// False when somebody has decided already.
pub(super) async fn decide(
    tx: &mut Tx,
    (review, person): (AccountReviewId, PersonId),
    decision: ReviewDecision,
    by: PersonId,
    reason: &str,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update account_review_row set decision = $3, decided_by = $4, decided_at = now(), reason = $5
         where review_id = $1 and person_id = $2 and decision is null",
        review.uuid(),
        person.uuid(),
        decision.as_str(),
        by.uuid(),
        reason,
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Closes the review when nothing is left to decide.
pub(super) async fn close_when_done(tx: &mut Tx, review: AccountReviewId) -> Result<bool, sqlx::Error> {
    // Two who decide the last two rows at once: the second waits here, and sees both.
    sqlx::query!(
        "select id from account_review where id = $1 for update",
        review.uuid()
    )
    .fetch_one(&mut **tx)
    .await?;
    let done = sqlx::query!(
        "update account_review set closed_at = now() where id = $1 and closed_at is null
           and not exists (select from account_review_row where review_id = $1 and decision is null)",
        review.uuid(),
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// False when the account was decided meanwhile.
pub(super) async fn say(
    tx: &mut Tx,
    (review, person): (AccountReviewId, PersonId),
    word: ManagerWord,
    by: PersonId,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update account_review_row set word = $3, word_by = $4, word_at = now()
         where review_id = $1 and person_id = $2 and decision is null",
        review.uuid(),
        person.uuid(),
        word.as_str(),
        by.uuid(),
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Whether anybody else could confirm an administrator's own account.
pub(super) async fn is_only_admin(db: impl PgExecutor<'_>, person: PersonId) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select not exists (select from person where role = 'studio_admin' and state = 'active' and id <> $1) as "is!""#,
        Uuid::from(person),
    )
    .fetch_one(db)
    .await
}
