//! Who is calling and what they may: invitations, sign-in, sessions, the `Actor` of a call, permissions that load their
//! object, and the scope of lists. Nobody else reads a session. What each role may do is decided in `qc::access`.

mod actor;
mod cookie;
pub mod http;
mod invitation;
mod jobs;
mod passwords;
mod permission;
mod scope;
mod sql;
mod token;
mod trail;

pub use actor::Actor;
pub use invitation::{Invitation, invite};
pub use jobs::SweepAccess;
pub use passwords::{LEAST_CHARACTERS, Passwords};
pub use permission::{May, Permission};
pub use scope::{Columns, push_scope};

use qc::id::{PersonId, SessionId};

use crate::app::App;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

/// Whether the session behind an endless answer still stands.
pub(crate) async fn is_alive(app: &App, actor: &Actor) -> bool {
    // While the database is away nobody can end a session.
    sql::is_alive(&app.db, actor.session).await.unwrap_or(true)
}

/// A person as one who reads without a session: by a secret address of theirs. None when the account is not in use.
pub(crate) async fn find_reader(app: &App, person: PersonId) -> ApiResult<Option<Actor>> {
    Ok(sql::find_reader(&app.db, person).await?)
}

/// The person of a sign-in that still stands. A sign of life, as every call of theirs is.
pub(crate) async fn find_by_session(app: &App, session: SessionId) -> ApiResult<Option<Actor>> {
    let Some(hash) = sql::find_token_hash(&app.db, session).await? else {
        return Ok(None);
    };
    Ok(sql::find_actor(&app.db, &hash, &app.settings.session).await?)
}

/// A new secret to hand out, with the hash that is kept of it.
pub(crate) fn new_secret() -> ApiResult<Token> {
    Token::new().map_err(ApiError::Internal)
}

/// Ends every session of a person at once: when they are disabled, or their password was changed.
/// Gives how many.
pub async fn end_sessions_of(tx: &mut Tx, person: PersonId) -> Result<u64, sqlx::Error> {
    sql::end_sessions_of(tx, person).await
}

/// Invitations that were not accepted are worthless from now on.
pub async fn revoke_invitations(tx: &mut Tx, person: PersonId) -> Result<(), sqlx::Error> {
    sql::revoke_invitations(tx, person).await
}

/// Sets one password for all of these people, for the sample people of the demonstration.
pub async fn set_passwords(app: &App, tx: &mut Tx, people: &[PersonId], password: String) -> ApiResult<()> {
    let hash = app.passwords.hash(password).await.map_err(ApiError::internal)?;
    for person in people {
        sql::set_password(tx, *person, &hash).await?;
    }
    Ok(())
}

pub(crate) use sql::unreadable;
pub(crate) use token::{Token, hash};
