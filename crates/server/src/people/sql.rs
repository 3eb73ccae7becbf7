//! Queries of people.

use api::people::PersonView;
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::Role;
use sqlx::PgPool;
use uuid::Uuid;

use crate::access::unreadable;
use crate::db::Tx;

pub(super) async fn find(db: &PgPool, person: PersonId) -> Result<Option<PersonView>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select p.id, p.email, p.first_name, p.last_name, p.role, p.facility_id, f.name as "facility?", p.skills,
                p.languages, p.state, p.created_at, p.revision,
                array(select show_id from show_grant g where g.person_id = p.id order by show_id) as "show_ids!",
                array(select o.id from person o where o.identity = p.identity and o.id <> p.id order by o.id) as "same_human_as!"
         from person p left join facility f on f.id = p.facility_id
         where p.id = $1"#,
        Uuid::from(person),
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(PersonView {
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
    }))
}

pub(super) async fn has_anyone(db: &PgPool) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from person where password_hash is not null) as "anyone!""#)
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
