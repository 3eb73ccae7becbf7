//! What the audit reads of signing in: who, from which device, with success or without. A refused attempt is written the
//! same way whether or not there is such an account, and no more of them than a table can bear.

use qc::id::PersonId;
use serde_json::json;
use uuid::Uuid;

use super::http::Device;
use crate::app::App;
use crate::db::Tx;
use crate::history::{self, Act};

/// More refusals than these within a minute are counted by the locks alone.
const REFUSALS_A_MINUTE: i64 = 100;

pub(super) async fn opened(
    tx: &mut Tx,
    person: PersonId,
    device: &Device,
    client: &str,
) -> Result<(), sqlx::Error> {
    let after = json!({ "client": client, "address": device.address, "device": device.user_agent });
    let act = Act::new(person, "session.opened", person).changed(json!({}), after);
    history::record(tx, act).await
}

pub(super) async fn ended(tx: &mut Tx, person: PersonId) -> Result<(), sqlx::Error> {
    history::record(tx, Act::new(person, "session.ended", person)).await
}

/// `account` is none when there is no such one; then the row names the address by its hash alone.
pub(super) async fn refused(
    app: &App,
    account: Option<PersonId>,
    email_hash: &[u8],
    device: &Device,
) -> Result<(), sqlx::Error> {
    let mut unknown = [0; 16];
    unknown
        .iter_mut()
        .zip(email_hash)
        .for_each(|(byte, hash)| *byte = *hash);
    let after = json!({ "address": device.address, "device": device.user_agent });
    sqlx::query!(
        "insert into history (act, noun, noun_id, before, after)
         select 'session.refused', 'session', $1, '{}', $2
         where (select count(*) from history where noun = 'session' and act = 'session.refused'
                and at > now() - interval '1 minute') < $3",
        account.map_or(Uuid::from_bytes(unknown), Uuid::from),
        after,
        REFUSALS_A_MINUTE,
    )
    .execute(&app.db)
    .await
    .map(drop)
}
