//! Queries of breaks. The database's clock says which one lasts.

use api::breaks::BreakView;
use api::page::PersonRef;
use chrono::{DateTime, Utc};
use qc::id::{BreakId, FacilityId, PersonId};
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor, PgPool, Postgres, QueryBuilder};

use crate::db::Tx;

/// Whose breaks a caller sees.
pub(super) enum Of {
    Everybody,
    Facility(Option<FacilityId>),
    Person(PersonId),
}

const MOST_ROWS: i64 = 500;

/// A break whose time is over has ended then, also before the sweep has written it.
const ROW: &str = "
    select b.id, person_ref(b.person_id) as person, b.reason, b.began_at, b.until_at,
        coalesce(b.ended_at, case when b.until_at <= now() then b.until_at end) as ended_at
    from break b join person p on p.id = b.person_id where ";

#[derive(FromRow)]
struct Row {
    id: BreakId,
    person: Json<PersonRef>,
    reason: String,
    began_at: DateTime<Utc>,
    until_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

impl Row {
    fn view(self) -> BreakView {
        BreakView {
            id: self.id,
            person: self.person.0,
            reason: self.reason,
            began_at: self.began_at,
            until: self.until_at,
            ended_at: self.ended_at,
        }
    }
}

/// Those that last now, or with `person` all of theirs; the latest first.
pub(super) async fn list(
    db: &PgPool,
    of: &Of,
    person: Option<PersonId>,
) -> Result<Vec<BreakView>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    match of {
        Of::Everybody => query.push("true"),
        Of::Facility(facility) => query
            .push("p.facility_id = ")
            .push_bind(facility.map(FacilityId::uuid)),
        Of::Person(me) => query.push("p.id = ").push_bind(me.uuid()),
    };
    match person {
        Some(person) => query.push(" and p.id = ").push_bind(person.uuid()),
        None => query.push(" and b.ended_at is null and (b.until_at is null or b.until_at > now())"),
    };
    query
        .push(" order by b.began_at desc, b.id desc limit ")
        .push_bind(MOST_ROWS);
    let rows: Vec<Row> = query.build_query_as().fetch_all(db).await?;
    Ok(rows.into_iter().map(Row::view).collect())
}

pub(super) async fn find(db: impl PgExecutor<'_>, id: BreakId) -> Result<Option<BreakView>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query.push("b.id = ").push_bind(id.uuid());
    let row: Option<Row> = query.build_query_as().fetch_optional(db).await?;
    Ok(row.map(Row::view))
}

pub(super) async fn find_in(tx: &mut Tx, id: BreakId) -> Result<Option<BreakView>, sqlx::Error> {
    find(&mut **tx, id).await
}

pub(super) async fn find_now(db: &PgPool, person: PersonId) -> Result<Option<BreakView>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new(ROW);
    query
        .push("b.id in (select n.id from break_now(")
        .push_bind(person.uuid())
        .push(") n)");
    let row: Option<Row> = query.build_query_as().fetch_optional(db).await?;
    Ok(row.map(Row::view))
}

/// As serving does: a break and a task that is just being served to the same person wait for each other. Gives the time.
pub(super) async fn lock_person(tx: &mut Tx, person: PersonId) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select now() as "now!" from person where id = $1 for no key update"#,
        person.uuid()
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    person: PersonId,
    reason: &str,
    until: Option<DateTime<Utc>>,
) -> Result<BreakId, sqlx::Error> {
    let id = BreakId::new();
    sqlx::query!(
        "insert into break (id, person_id, reason, until_at) values ($1, $2, $3, $4)",
        id.uuid(),
        person.uuid(),
        reason,
        until,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Ends it now; false when it was over.
pub(super) async fn end(tx: &mut Tx, id: BreakId) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update break set ended_at = now() where id = $1 and ended_at is null and (until_at is null or until_at > now())",
        id.uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes the ends of breaks whose time is over, of one person or of all; gives the breaks and their people.
pub(super) async fn end_overdue(
    tx: &mut Tx,
    of: Option<PersonId>,
) -> Result<Vec<(BreakId, PersonId)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"update break set ended_at = until_at
         where ended_at is null and until_at <= now() and ($1::uuid is null or person_id = $1)
         returning id as "id: BreakId", person_id as "person: PersonId""#,
        of.map(PersonId::uuid),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.person)).collect())
}
