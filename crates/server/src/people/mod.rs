//! People: their accounts, roles, facilities and grants. An account is made only by an invitation.

mod sql;

use api::people::PersonView;
use qc::id::PersonId;
use qc::person::Role;
use sqlx::PgPool;

use crate::db::Tx;

/// A person as shown to themselves and to those who manage people.
pub async fn find(db: &PgPool, person: PersonId) -> Result<Option<PersonView>, sqlx::Error> {
    sql::find(db, person).await
}

/// Whether anyone of this installation can sign in; without, nobody could invite.
pub async fn has_anyone(db: &PgPool) -> Result<bool, sqlx::Error> {
    sql::has_anyone(db).await
}

/// The person with this address.
pub async fn find_by_email(db: &PgPool, email: &str) -> Result<Option<PersonId>, sqlx::Error> {
    sql::find_by_email(db, email).await
}

/// An account without facility, shows or skills: the first of an installation.
pub async fn insert_bare(
    tx: &mut Tx,
    email: &str,
    first_name: &str,
    last_name: &str,
    role: Role,
) -> Result<PersonId, sqlx::Error> {
    sql::insert_bare(tx, email, first_name, last_name, role).await
}
