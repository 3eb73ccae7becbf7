//! Queries of people.

use api::people::{NewPerson, PersonChange, PersonView};
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::Role;
use sqlx::{PgExecutor, PgPool, Postgres, QueryBuilder};
use uuid::Uuid;

use crate::access::unreadable;
use crate::db::Tx;

pub(super) async fn find(db: &PgPool, person: PersonId) -> Result<Option<PersonView>, sqlx::Error> {
    Ok(find_all(db, &[person]).await?.pop())
}

/// The same within a transaction, with what it has changed.
pub(super) async fn find_in(tx: &mut Tx, person: PersonId) -> Result<Option<PersonView>, sqlx::Error> {
    Ok(find_all(&mut **tx, &[person]).await?.pop())
}

/// These people, in the order of names.
pub(super) async fn find_all(
    db: impl PgExecutor<'_>,
    people: &[PersonId],
) -> Result<Vec<PersonView>, sqlx::Error> {
    let ids: Vec<Uuid> = people.iter().map(|person| Uuid::from(*person)).collect();
    let rows = sqlx::query!(
        r#"select p.id, p.email, p.first_name, p.last_name, p.role, p.facility_id, f.name as "facility?", p.skills,
                p.languages, p.state, p.created_at, p.revision,
                array(select show_id from show_grant g where g.person_id = p.id order by show_id) as "show_ids!",
                array(select o.id from person o where o.identity = p.identity and o.id <> p.id order by o.id) as "same_human_as!"
         from person p left join facility f on f.id = p.facility_id
         where p.id = any($1) order by lower(p.last_name || ' ' || p.first_name), p.id"#,
        &ids,
    )
    .fetch_all(db)
    .await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(PersonView {
            id: PersonId::from(row.id),
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            role: row.role.parse().map_err(|error| unreadable("role", error))?,
            facility_id: row.facility_id.map(FacilityId::from),
            facility: row.facility,
            skills: row.skills,
            languages: row.languages,
            state: row.state.parse().map_err(|error| unreadable("state", error))?,
            show_ids: row.show_ids.into_iter().map(ShowId::from).collect(),
            same_human_as: row.same_human_as.into_iter().map(PersonId::from).collect(),
            created_at: row.created_at,
            revision: row.revision,
        });
    }
    Ok(views)
}

pub(super) async fn has_anyone(db: &PgPool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from person where password_hash is not null and state = 'active') as "anyone!""#)
        .fetch_one(db)
        .await
}

pub(super) async fn count(db: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from person"#)
        .fetch_one(db)
        .await
}

pub(super) async fn find_by_email(db: &PgPool, email: &str) -> Result<Option<PersonId>, sqlx::Error> {
    let found = sqlx::query_scalar!("select id from person where email = lower($1)", email)
        .fetch_optional(db)
        .await?;
    Ok(found.map(PersonId::from))
}

pub(super) async fn insert_bare(
    tx: &mut Tx,
    email: &str,
    first_name: &str,
    last_name: &str,
    role: Role,
) -> Result<PersonId, sqlx::Error> {
    let person = PersonId::new();
    sqlx::query!(
        "insert into person (id, identity, email, first_name, last_name, role) values ($1, $2, lower($3), $4, $5, $6)",
        Uuid::from(person),
        Uuid::now_v7(),
        email,
        first_name,
        last_name,
        role.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(person)
}

/// What onboarding decides about an account. `person` is checked already.
pub struct NewAccount<'a> {
    pub person: &'a NewPerson,
    /// In lower case, of one person.
    pub email: &'a str,
}

pub(super) async fn insert(tx: &mut Tx, account: &NewAccount<'_>) -> Result<PersonId, sqlx::Error> {
    let id = PersonId::new();
    let new = account.person;
    sqlx::query!(
        "insert into person (id, identity, email, first_name, last_name, role, facility_id, skills, languages)
         values ($1, coalesce((select identity from person where id = $2), $1), $3, $4, $5, $6, $7, $8, $9)",
        Uuid::from(id),
        new.same_human_as.map(Uuid::from),
        account.email,
        new.first_name.trim(),
        new.last_name.trim(),
        new.role.as_str(),
        new.facility_id.map(Uuid::from),
        &new.skills,
        &new.languages,
    )
    .execute(&mut **tx)
    .await?;
    replace_shows(tx, id, &new.show_ids).await?;
    Ok(id)
}

pub(super) async fn replace_shows(
    tx: &mut Tx,
    person: PersonId,
    shows: &[ShowId],
) -> Result<(), sqlx::Error> {
    let shows: Vec<Uuid> = shows.iter().map(|show| Uuid::from(*show)).collect();
    sqlx::query!(
        "delete from show_grant where person_id = $1 and show_id <> all($2)",
        Uuid::from(person),
        &shows
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into show_grant (person_id, show_id) select $1, unnest($2::uuid[]) on conflict do nothing",
        Uuid::from(person),
        &shows,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update person set revision = revision + 1 where id = $1",
        Uuid::from(person)
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Compare-and-set on the revision; false when someone was quicker.
pub(super) async fn change(
    tx: &mut Tx,
    person: PersonId,
    revision: i64,
    change: &PersonChange,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update person set first_name = coalesce($3, first_name), last_name = coalesce($4, last_name),
            facility_id = coalesce($5, facility_id), skills = coalesce($6, skills), languages = coalesce($7, languages),
            state = coalesce($8, state), revision = revision + 1
         where id = $1 and revision = $2",
        Uuid::from(person),
        revision,
        change.first_name,
        change.last_name,
        change.facility_id.map(Uuid::from),
        change.skills.as_deref(),
        change.languages.as_deref(),
        change.state.map(|state| state.as_str()),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Which people a list shows.
#[derive(Default)]
pub(super) struct Wanted {
    pub role: Option<Role>,
    pub facility: Option<FacilityId>,
    pub text: Option<String>,
    /// Sort key of the last row of the page before.
    pub after: Option<(String, PersonId)>,
    pub limit: i64,
}

/// Ids in the order of names; one more than `limit`, if there are.
pub(super) async fn list_ids(db: &PgPool, wanted: &Wanted) -> Result<Vec<PersonId>, sqlx::Error> {
    let mut query = QueryBuilder::<Postgres>::new("select p.id from person p where true");
    if let Some(role) = wanted.role {
        query.push(" and p.role = ").push_bind(role.as_str());
    }
    if let Some(facility) = wanted.facility {
        query
            .push(" and p.facility_id = ")
            .push_bind(Uuid::from(facility));
    }
    if let Some(text) = &wanted.text {
        let like = format!("%{}%", text.replace(['%', '_', '\\'], ""));
        query
            .push(" and (p.first_name || ' ' || p.last_name || ' ' || p.email) ilike ")
            .push_bind(like);
    }
    if let Some((name, id)) = &wanted.after {
        query
            .push(" and (lower(p.last_name || ' ' || p.first_name), p.id) > (")
            .push_bind(name.clone());
        query.push(", ").push_bind(Uuid::from(*id)).push(")");
    }
    query
        .push(" order by lower(p.last_name || ' ' || p.first_name), p.id limit ")
        .push_bind(wanted.limit + 1);
    let ids: Vec<Uuid> = query.build_query_scalar().fetch_all(db).await?;
    Ok(ids.into_iter().map(PersonId::from).collect())
}
