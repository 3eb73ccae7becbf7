//! Invitations: the only way to an account. A link with a secret in its fragment, good once and for seven days; a new one
//! makes the earlier ones worthless, and is also how a lost password is replaced.

use qc::id::PersonId;

use super::sql;
use super::token::Token;
use crate::config::Settings;
use crate::db::Tx;
use crate::error::{ApiError, ApiResult};

pub struct Invitation {
    /// To be given to that person alone; nobody can read it again.
    pub link: String,
}

pub async fn invite(tx: &mut Tx, settings: &Settings, person: PersonId) -> ApiResult<Invitation> {
    let token = Token::new().map_err(ApiError::Internal)?;
    sql::replace_invitation(tx, person, &token.hash).await?;
    Ok(Invitation {
        link: settings.page(&format!("/invitation#token={}", token.secret)),
    })
}
