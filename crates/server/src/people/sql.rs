//! Queries of people.

use api::page::PersonRef;
use api::people::{NewPerson, PersonChange, PersonView};
use qc::id::{FacilityId, PersonId, ShowId};
use qc::person::{PersonState, Role};
use sqlx::types::Json;
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
                case when p.mail_failed_at is not null then p.mail_failure end as mail_failure,
                array(select show_id from show_grant g where g.person_id = p.id order by show_id) as "show_ids!",
                coalesce((select jsonb_agg(person_ref(o.id) order by o.id) from person o where o.identity = p.identity and o.id <> p.id), '[]')
                    as "same_human_as!: Json<Vec<PersonRef>>",
                (select max(s.last_seen_at) from session s where s.person_id = p.id) as last_seen_at
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
            same_human_as: row.same_human_as.0,
            last_seen_at: row.last_seen_at,
            actions: Vec::new(),
            mail_failure: row.mail_failure,
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
            revision = revision + 1
         where id = $1 and revision = $2",
        Uuid::from(person),
        revision,
        change.first_name,
        change.last_name,
        change.facility_id.map(Uuid::from),
        change.skills.as_deref(),
        change.languages.as_deref(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Which people a list shows.
#[derive(Default)]
pub(super) struct Wanted {
    pub role: Option<Role>,
    pub state: Option<PersonState>,
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
    if let Some(state) = wanted.state {
        query.push(" and p.state = ").push_bind(state.as_str());
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

/// How an account stands, with its row held until the transaction ends.
pub(super) struct Standing {
    pub state: PersonState,
    pub role: Role,
    pub facility: Option<FacilityId>,
    pub name: String,
    pub has_password: bool,
}

pub(super) async fn lock(tx: &mut Tx, person: PersonId) -> Result<Option<Standing>, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        r#"select state as "state: PersonState", role as "role: Role", facility_id as "facility: FacilityId",
            first_name || ' ' || last_name as "name!", password_hash is not null as "has_password!"
         from person where id = $1 for no key update"#,
        person.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Whether an administrator is in use besides this one. Two who stop each other at once wait here, one for the other.
pub(super) async fn has_other_admin(tx: &mut Tx, person: PersonId) -> Result<bool, sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('the last administrator'))")
        .execute(&mut **tx)
        .await?;
    sqlx::query_scalar!(
        r#"select exists (select from person where role = 'studio_admin' and state = 'active' and id <> $1) as "has!""#,
        person.uuid(),
    )
    .fetch_one(&mut **tx)
    .await
}

/// Being set to work again counts as a sign of life.
pub(super) async fn set_state(tx: &mut Tx, person: PersonId, to: PersonState) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update person set state = $2, revision = revision + 1,
            awake_since = case when $2 in ('active', 'invited') then now() else awake_since end
         where id = $1",
        person.uuid(),
        to.as_str(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// Accounts in use without a sign of life for so long.
pub(super) async fn list_idle(db: &PgPool, idle_s: f64) -> Result<Vec<PersonId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select p.id as "id: PersonId" from person p
         where p.state = 'active' and p.password_hash is not null
           and greatest(p.awake_since, (select max(last_seen_at) from session s where s.person_id = p.id))
               < now() - make_interval(secs => $1)
         order by p.id"#,
        idle_s,
    )
    .fetch_all(db)
    .await
}

/// The same who were not told yet, marked as told.
pub(super) async fn take_unwarned(tx: &mut Tx, idle_s: f64) -> Result<Vec<PersonId>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update person p set dormancy_warned_at = now()
         from (select q.id, greatest(q.awake_since, (select max(last_seen_at) from session s where s.person_id = q.id)) as seen_at
               from person q where q.state = 'active' and q.password_hash is not null) l
         where l.id = p.id and l.seen_at < now() - make_interval(secs => $1)
           and (p.dormancy_warned_at is null or p.dormancy_warned_at < l.seen_at)
         returning p.id as "id: PersonId""#,
        idle_s,
    )
    .fetch_all(&mut **tx)
    .await
}

/// All accounts of the two human beings are of one.
pub(super) async fn link(tx: &mut Tx, one: PersonId, other: PersonId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update person set identity = (select identity from person where id = $2), revision = revision + 1
         where identity = (select identity from person where id = $1)",
        one.uuid(),
        other.uuid(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// The account is of a human being of its own.
pub(super) async fn unlink(tx: &mut Tx, person: PersonId) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update person set identity = $2, revision = revision + 1 where id = $1",
        person.uuid(),
        Uuid::now_v7(),
    )
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// A request whose report this human being wrote and verifies.
pub(super) async fn find_own_verification(tx: &mut Tx, person: PersonId) -> Result<Option<i64>, sqlx::Error> {
    sqlx::query_scalar!(
        "select r.number from verification v join qc_request r on r.id = v.request_id
         join person o on o.id = r.operator_id join person e on e.id = v.verifier_id
         where v.state = 'assigned' and o.identity = e.identity
           and o.identity = (select identity from person where id = $1) limit 1",
        person.uuid(),
    )
    .fetch_optional(&mut **tx)
    .await
}
